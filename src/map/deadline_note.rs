//! Words behind a date: `2026年6月30日（已延期）`, `2026年6月30日，延期至9月30日`, `2026年6月30日（暂定）`.
//!
//! Source: `domain.md` §1.3, `deadline_new`: an extended deadline is in force. What was extended without a new date, or is
//! only asked for, leaves the old one in force. Whatever is made of the words is said.

use std::sync::LazyLock;

use regex::Regex;

/// A date with words behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Noted<'t> {
    /// An extension; the new deadline is empty where only the extension is told.
    Extended {
        /// The old deadline; may be empty.
        old: &'t str,
        /// The new deadline: a date, or a span such as 3个月.
        new: &'t str,
        /// Whether it is in force: not 拟, 申请.
        granted: bool,
    },
    /// Other words in brackets.
    Words {
        /// The date before.
        date: &'t str,
        /// The words.
        words: &'t str,
    },
}

/// Words that tell of an extension.
const EXTENDED: [&str; 6] = ["延期", "延长", "顺延", "延后", "延至", "推迟"];

/// Words that tell that an extension is only wished for, or was refused.
const WISHED: [&str; 7] = ["拟", "申请", "待", "建议", "未", "不", "请求"];

/// Splits a normalised text; `None` where no words stand behind a date.
pub(super) fn split(text: &str) -> Option<Noted<'_>> {
    // 延期原因 and the like tell of no new date.
    if let Some((at, word)) = EXTENDED.iter().filter_map(|word| text.find(word).map(|at| (at, *word))).min() {
        let before = &text[..at];
        // The old deadline ends where the words about the extension begin.
        let end = before.rfind(|c: char| c.is_ascii_digit() || matches!(c, '日' | '号' | '月' | '底' | '末' | '前' | '年'));
        let end = end.map_or(0, |at| at + before[at..].chars().next().map_or(0, char::len_utf8));
        let (old, about) = before.split_at(end);
        let new = text[at + word.len()..].trim_start_matches(['至', '到', '为', '期', ':']);
        let new = new.trim_end_matches([')', '。', ';', ',']);
        let granted = !WISHED.iter().any(|word| about.contains(word) || new.contains(word));
        return Some(Noted::Extended { old: old.trim_start_matches("原定").trim_start_matches('原'), new, granted });
    }
    static BRACKETS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^([^()]+)\(([^()]+)\)。?$").expect("a constant"));
    let captures = BRACKETS.captures(text)?;
    Some(Noted::Words { date: captures.get(1)?.as_str(), words: captures.get(2)?.as_str() })
}

/// Says whether words only repeat what a date says by itself.
pub(super) fn adds_nothing(words: &str) -> bool {
    matches!(words, "含" | "含当日" | "前" | "之前") || words.starts_with("星期") || words.starts_with('周')
}

#[cfg(test)]
mod tests {
    use super::{Noted, split};

    fn extended<'t>(old: &'t str, new: &'t str, granted: bool) -> Option<Noted<'t>> {
        Some(Noted::Extended { old, new, granted })
    }

    #[test]
    fn extensions_are_split_into_old_and_new() {
        assert_eq!(split("2026年6月30日(已延期)"), extended("2026年6月30日", "", true));
        assert_eq!(split("2026年6月30日(延期至9月30日)"), extended("2026年6月30日", "9月30日", true));
        assert_eq!(split("原2026年6月30日,经批准延期到2026.9.30"), extended("2026年6月30日", "2026.9.30", true));
        assert_eq!(split("延期至2026年9月30日"), extended("", "2026年9月30日", true));
        assert_eq!(split("2026.6.30(延期3个月)"), extended("2026.6.30", "3个月", true));
        assert_eq!(split("2026.6.30(申请延期至2026.9.30)"), extended("2026.6.30", "2026.9.30", false));
        assert_eq!(split("2026.6.30前(延至9月底)"), extended("2026.6.30前", "9月底", true));
    }

    #[test]
    fn other_words_stand_in_brackets() {
        assert_eq!(split("2026年6月30日(暂定)"), Some(Noted::Words { date: "2026年6月30日", words: "暂定" }));
        assert_eq!(split("2026年6月30日"), None);
        assert_eq!(split("2026年6月30日()"), None);
        assert_eq!(split("尽快"), None);
    }
}
