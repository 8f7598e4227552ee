//! How alike two names are, as a share and in words a clerk can judge. A likeness only ever suggests.
//!
//! Source: `domain.md` §7.1, unit alias: "never auto-merge below 100 % — suggest".

/// From this share on, in percent, a name is worth suggesting.
const WORTH_SUGGESTING: u32 = 70;

/// The share, in percent, of a name that stands whole inside the other; a short form of it counts a little less.
const CONTAINED: u32 = 85;

/// The share, in percent, of a name whose characters all stand in the other, in order.
const SHORT_FORM: u32 = 75;

/// How alike two folded names are, 0–100; 100 only for equal ones.
pub(crate) fn percent(written: &str, name: &str) -> u32 {
    if written == name {
        return 100;
    }
    // Rounded down and kept below 100, so that nothing but equality looks like certainty.
    let spelling = ((strsim::jaro_winkler(written, name) * 100.0) as u32).min(99);
    let (long, short) = by_length(written, name);
    let floor = match short.chars().count() {
        0 | 1 => 0,
        _ if long.contains(short) => CONTAINED,
        _ if is_short_form(long, short) => SHORT_FORM,
        _ => 0,
    };
    spelling.max(floor)
}

/// Says whether the share makes a name worth suggesting.
pub(crate) fn is_worth_suggesting(percent: u32) -> bool {
    percent >= WORTH_SUGGESTING
}

/// Says in Chinese what sets a written name apart from a known one, both folded.
pub(crate) fn reason(written: &str, name: &str) -> String {
    let (a, b): (Vec<char>, Vec<char>) = (written.chars().collect(), name.chars().collect());
    let apart: Vec<(char, char)> = a.iter().copied().zip(b.iter().copied()).filter(|(x, y)| x != y).collect();
    if a.len() == b.len()
        && let [(seen, known)] = apart[..]
    {
        return format!("一字之差：「{seen}」与「{known}」");
    }
    if let Some(extra) = around(written, name) {
        return format!("写法多了「{extra}」");
    }
    if let Some(missing) = around(name, written) {
        return format!("写法少了「{missing}」");
    }
    if a.len() < b.len() && is_short_form(name, written) {
        return "可能是简称".to_owned();
    }
    format!("相差 {} 个字", strsim::levenshtein(written, name))
}

/// What stands before and after the inner text in the outer one; `None` when it does not stand there whole.
fn around(outer: &str, inner: &str) -> Option<String> {
    if inner.is_empty() {
        return None;
    }
    let (before, after) = outer.split_once(inner)?;
    let parts: Vec<&str> = [before, after].into_iter().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join("…"))
}

/// Says whether every character of the short name stands in the long one, in order, and both end alike.
fn is_short_form(long: &str, short: &str) -> bool {
    let mut rest = long.chars();
    short.chars().all(|c| rest.any(|other| other == c)) && long.chars().next_back() == short.chars().next_back()
}

fn by_length<'a>(a: &'a str, b: &'a str) -> (&'a str, &'a str) {
    if a.len() >= b.len() { (a, b) } else { (b, a) }
}

#[cfg(test)]
mod tests {
    use super::{is_worth_suggesting, percent, reason};

    #[test]
    fn only_equal_names_are_wholly_alike() {
        assert_eq!(percent("县教育局", "县教育局"), 100);
        assert!(percent("县教育局县教育局县教育局甲", "县教育局县教育局县教育局乙") < 100);
    }

    #[test]
    fn names_within_names_and_short_forms_are_suggested() {
        for (written, name) in [("青禾县教育局", "县教育局"), ("教体局", "县教育和体育局"), ("县水力局", "县水利局")]
        {
            assert!(is_worth_suggesting(percent(written, name)), "{written}");
        }
        assert!(!is_worth_suggesting(percent("水务集团", "县教育局")));
        assert!(!is_worth_suggesting(percent("局", "县教育局")));
        assert!(!is_worth_suggesting(percent("", "县教育局")));
    }

    #[test]
    fn reasons_name_the_difference() {
        assert_eq!(reason("县水力局", "县水利局"), "一字之差：「力」与「利」");
        assert_eq!(reason("青禾县教育局", "县教育局"), "写法多了「青禾」");
        assert_eq!(reason("教育局", "县教育局"), "写法少了「县」");
        assert_eq!(reason("教体局", "县教育和体育局"), "可能是简称");
        assert_eq!(reason("石桥乡政府", "县石桥镇政府"), "相差 2 个字");
    }
}
