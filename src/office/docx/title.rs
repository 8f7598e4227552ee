//! Where a long title is broken: between words, in lines of like length.

use super::measure::half_chars;

/// Characters of 2号 that fit on a line, less one for safety.
const LINE_CHARS: u32 = 19;

/// Returns a title's lines. Breaks the writer made are kept; a line too long is broken in balance.
///
/// Source: GB/T 9704—2012, clause 7.3.1: 回行时词意完整，排列对称，长短适宜.
pub(super) fn lines(title: &str) -> Vec<String> {
    title.lines().map(str::trim).filter(|line| !line.is_empty()).flat_map(balance).collect()
}

fn balance(line: &str) -> Vec<String> {
    let width = half_chars(line);
    let count = width.div_ceil(LINE_CHARS * 2);
    if count <= 1 {
        return vec![line.to_owned()];
    }
    let chars: Vec<char> = line.chars().collect();
    let mut lines = Vec::new();
    let mut start = 0;
    for part in 1..count {
        let left = half_chars(&chars[start..].iter().collect::<String>());
        let target = left / (count - part + 1);
        let end = best_break(&chars, start, target);
        lines.push(chars[start..end].iter().collect());
        start = end;
    }
    let rest: String = chars[start..].iter().collect();
    if half_chars(&rest) > LINE_CHARS * 2 {
        lines.extend(balance(&rest))
    } else {
        lines.push(rest)
    }
    lines
}

/// Returns the break nearest to the target width, in half characters, that splits no word as far as can be seen.
fn best_break(chars: &[char], start: usize, target: u32) -> usize {
    let mut width = 0;
    let mut best = (u32::MAX, start + 1);
    for end in start + 1..chars.len() {
        width += half_chars(&chars[end - 1].to_string());
        if width > LINE_CHARS * 2 {
            break;
        }
        let cost = width.abs_diff(target) * 2 + penalty(chars[end - 1], chars[end]);
        if cost < best.0 {
            best = (cost, end);
        }
    }
    best.1
}

/// Says how badly a break between two characters reads.
fn penalty(before: char, after: char) -> u32 {
    const NEVER_FIRST: &str = "的、，。；：）》」』”〕";
    const NEVER_LAST: &str = "（《「『“〔";
    if NEVER_FIRST.contains(after) || NEVER_LAST.contains(before) {
        return 1_000;
    }
    if before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric() {
        return 1_000;
    }
    if "的、，；：》”）".contains(before) || "《“（和与及".contains(after) { 0 } else { 24 }
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn a_short_title_stays_on_one_line() {
        assert_eq!(lines("关于限期完成整改的督办函"), ["关于限期完成整改的督办函"]);
    }

    #[test]
    fn a_long_title_is_broken_after_a_particle() {
        assert_eq!(lines("关于推动解决行业领域共性问题的巡察建议书"), ["关于推动解决行业领域共性问题的", "巡察建议书"]);
    }

    #[test]
    fn the_writers_own_breaks_are_kept() {
        assert_eq!(lines("关于甲的\n建议书"), ["关于甲的", "建议书"]);
    }

    #[test]
    fn no_line_is_longer_than_the_page() {
        let title = "某".repeat(95);
        let lines = lines(&title);
        assert!(lines.iter().all(|line| line.chars().count() <= 19), "{lines:?}");
        assert_eq!(lines.concat(), title);
    }
}
