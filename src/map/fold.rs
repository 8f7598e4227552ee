//! Folding: what may differ between two spellings of one word is taken away before they are compared.
//!
//! Source: `domain.md` §7.1 (spaces, full-width, zero-width) and §9 `normalise_header`.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use crate::model::workbook::is_invisible;

/// Trims invisible characters at both ends.
pub(super) fn tidy(text: &str) -> &str {
    text.trim_matches(is_invisible)
}

/// Folds a text for comparison: no invisible characters, half-width letters, digits and brackets.
pub(super) fn fold(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| !is_invisible(c) && !is_foldable(c)) {
        return Cow::Borrowed(text);
    }
    let folded = text.nfkc().filter(|c| !is_invisible(*c)).map(|c| match c {
        '【' | '〔' | '[' | '﹝' => '(',
        '】' | '〕' | ']' | '﹞' => ')',
        other => other,
    });
    Cow::Owned(folded.collect())
}

/// Says whether a character may change when folded: compatibility forms and brackets.
fn is_foldable(c: char) -> bool {
    matches!(c, '【' | '】' | '〔' | '〕' | '[' | ']' | '﹝' | '﹞')
        || matches!(c, '\u{FF00}'..='\u{FFEF}' | '\u{2000}'..='\u{206F}' | '\u{2460}'..='\u{24FF}' | '\u{3200}'..='\u{33FF}' | '\u{F900}'..='\u{FAFF}')
}

/// Folds a header: as `fold`, and with the usual misspellings put right, required-marks and end colons dropped.
pub(super) fn header(text: &str) -> String {
    let folded = fold(text).replace("台帐", "台账").replace("巡查", "巡察");
    folded.trim_matches(|c: char| matches!(c, '*' | ':' | '。' | '、')).to_owned()
}

/// Drops bracketed parts: units, hints, examples. `问题金额(万元)` becomes `问题金额`.
pub(super) fn without_brackets(folded: &str) -> String {
    let mut depth = 0u32;
    let mut kept = String::new();
    for c in folded.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::{header, without_brackets};

    #[test]
    fn headers_are_compared_without_their_ornaments() {
        assert_eq!(header(" 序　号 "), "序号");
        assert_eq!(header("业务主管\n部门会签"), "业务主管部门会签");
        assert_eq!(header("问题金额（万元） "), "问题金额(万元)");
        assert_eq!(header("巡查整改台帐："), "巡察整改台账");
        assert_eq!(without_brackets("问题金额(万元)"), "问题金额");
    }
}
