//! A ledger's long text as one short statement.

/// Longest excerpt, in characters.
const LONGEST: usize = 60;

/// Fewest characters that say what is wrong.
const LEAST_CLAUSE: usize = 6;

/// Returns the first sentence of a text, without its number and its full stop; `None` when nothing useful is left.
pub(super) fn first_sentence(text: &str) -> Option<String> {
    let text = without_number(text.trim());
    let sentence = text.split(['。', '；', ';', '！', '\n', '\r']).map(str::trim).find(|part| part.chars().count() >= 4)?;
    let sentence = without_number(sentence).trim_end_matches(['，', ',', '、', '：', ':', '.']);
    let chars: Vec<char> = sentence.chars().collect();
    if chars.len() <= LONGEST {
        return (chars.len() >= 4).then(|| sentence.to_owned());
    }
    // Cut where the writer paused, if that leaves enough.
    let pause = chars[..LONGEST].iter().rposition(|c| matches!(c, '，' | ',' | '：')).filter(|end| *end >= 12);
    let kept: String = chars[..pause.unwrap_or(LONGEST - 2)].iter().collect();
    Some(format!("{kept}等"))
}

/// Returns what is wrong in general: a statement up to its first comma, where that says enough by itself.
///
/// Behind the comma stand years, sums and places, which belong into the list of problems.
pub(super) fn first_clause(sentence: &str) -> &str {
    match sentence.split(['，', ',']).next() {
        Some(clause) if clause.chars().count() >= LEAST_CLAUSE => clause,
        _ => sentence,
    }
}

/// Returns a text without a leading number such as 一、 （一） 1. 2) ①.
pub(super) fn without_number(text: &str) -> &str {
    let is_numeral = |c: char| "一二三四五六七八九十百0123456789０１２３４５６７８９".contains(c);
    let trimmed = text.trim_start();
    let open = trimmed.strip_prefix(['（', '(', '第']);
    let inner = open.unwrap_or(trimmed);
    let rest = inner.trim_start_matches(is_numeral);
    if rest.len() == inner.len() {
        return trimmed.trim_start_matches(|c: char| ('①'..='⑳').contains(&c)).trim_start();
    }
    let closed = match open {
        Some(_) => rest.strip_prefix(['）', ')', '条', '项']),
        None => rest.strip_prefix(['、', '.', '．', '）', ')']),
    };
    match closed {
        // "3.5亩" is a figure, not a number before a text.
        Some(text) if !text.starts_with(|c: char| c.is_ascii_digit()) => text.trim_start_matches(['、', '.', ' ', '\u{3000}']),
        _ => trimmed,
    }
}

/// Folds what may differ between two spellings of one statement: spaces and punctuation.
pub(super) fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::{first_clause, first_sentence, without_number};

    #[test]
    fn a_clause_that_says_enough_stands_alone() {
        assert_eq!(first_clause("固定资产账实不符，某村2023年购置的20台设备未登记"), "固定资产账实不符");
        // Boundary: six characters | five.
        assert_eq!(first_clause("账目不够清，往来款挂账"), "账目不够清，往来款挂账");
        assert_eq!(first_clause("账目不太清楚，往来款挂账"), "账目不太清楚");
    }

    #[test]
    fn the_first_sentence_is_taken_without_its_number() {
        assert_eq!(first_sentence("1.党组会议题审核不严。二是甲").as_deref(), Some("党组会议题审核不严"));
        assert_eq!(first_sentence("（二）公务接待不规范；超标准").as_deref(), Some("公务接待不规范"));
        assert_eq!(first_sentence("无"), None);
    }

    #[test]
    fn a_long_sentence_is_cut_at_a_pause() {
        let text = format!("{}，{}", "甲".repeat(40), "乙".repeat(40));
        assert_eq!(first_sentence(&text), Some(format!("{}等", "甲".repeat(40))));
        assert_eq!(first_sentence(&"丙".repeat(90)).map(|text| text.chars().count()), Some(59));
    }

    #[test]
    fn figures_are_no_numbers() {
        assert_eq!(without_number("3.5亩土地"), "3.5亩土地");
        assert_eq!(without_number("2026年预算"), "2026年预算");
        assert_eq!(without_number("一、聚焦基层"), "聚焦基层");
        assert_eq!(without_number("一些单位"), "一些单位");
    }
}
