//! Years of two digits: `26.6.30` and `26年6月底` are written out where nothing else can be meant.
//!
//! Source: `domain.md` §1.5 and §8 item 6: whoever uses the result says that the century was assumed.

use std::sync::LazyLock;

use regex::Regex;

/// Writes out the year of a single date; `None` when it has four digits, or when two may be something else.
///
/// Behind 年 any year up to 49 is one. Between dots the first number must be greater than 12, or it could be a month.
/// `26年` alone may also be a span of years.
pub(super) fn written_out(date: &str) -> Option<String> {
    static DOTTED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^(?:1[3-9]|[2-4]\d)([-./])\d{1,2}([-./])\d{1,2}$").expect("a constant"));
    static NAMED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^[0-4]\d年.").expect("a constant"));
    let dotted = DOTTED.captures(date).is_some_and(|marks| marks[1] == marks[2]);
    (dotted || NAMED.is_match(date)).then(|| format!("20{date}"))
}

#[cfg(test)]
mod tests {
    use super::written_out;

    #[test]
    fn two_digits_are_a_year_only_where_they_can_be_nothing_else() {
        for (written, full) in [
            ("26.6.30", "2026.6.30"),
            ("26-06-30", "2026-06-30"),
            ("13/1/2", "2013/1/2"),
            ("26年6月底", "2026年6月底"),
            ("06年1月", "2006年1月"),
        ] {
            assert_eq!(written_out(written).as_deref(), Some(full), "{written}");
        }
        for written in ["12.6.30", "6/30/26", "26.6", "26年", "50年6月", "26.6-30", "2026.6.30", "2026年6月"] {
            assert_eq!(written_out(written), None, "{written}");
        }
    }
}
