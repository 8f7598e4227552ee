//! What of a text may stand in a cell: nothing invisible that misleads, nothing longer than a cell holds.

use std::borrow::Cow;

/// The longest text a cell holds, in UTF-16 code units.
///
/// Source: Microsoft, Excel specifications and limits, "Total number of characters that a cell can contain".
const LONGEST_UTF16: usize = 32_767;

/// Stands at the end of a text that was cut.
const CUT_MARK: &str = "…（余见原表）";

/// Returns the text as it may stand in a cell.
///
/// Line breaks become `\n`, tabs a space; control characters, bidirectional controls and characters that XML
/// cannot hold are left out, because they show as boxes or turn the reading order of what stands beside them.
/// Longer texts than a cell holds are cut and say so.
pub fn cell_text(text: &str) -> Cow<'_, str> {
    let clean = if text.chars().all(|c| c == '\n' || is_plain(c)) { Cow::Borrowed(text) } else { Cow::Owned(cleaned(text)) };
    if clean.len() <= LONGEST_UTF16 || clean.encode_utf16().count() <= LONGEST_UTF16 {
        return clean;
    }
    Cow::Owned(cut(&clean))
}

/// Says whether typing the text into a cell would make it a formula.
pub fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@'])
}

fn is_plain(c: char) -> bool {
    !(c.is_control()
        || matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}'))
}

fn cleaned(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                clean.push('\n');
            }
            '\n' | '\u{2028}' | '\u{2029}' => clean.push('\n'),
            '\t' => clean.push(' '),
            c if is_plain(c) => clean.push(c),
            _ => {}
        }
    }
    clean
}

fn cut(text: &str) -> String {
    let room = LONGEST_UTF16 - CUT_MARK.encode_utf16().count();
    let mut used = 0;
    let kept = text.char_indices().find(|(_, c)| {
        used += c.len_utf16();
        used > room
    });
    let end = kept.map_or(text.len(), |(at, _)| at);
    format!("{}{CUT_MARK}", &text[..end])
}

#[cfg(test)]
mod tests {
    use super::{CUT_MARK, LONGEST_UTF16, cell_text};

    #[test]
    fn invisible_controls_are_left_out_and_line_breaks_kept() {
        assert_eq!(cell_text("一\r\n二\t三\u{0}\u{7}\u{202E}四\u{200F}\u{FFFF}"), "一\n二 三四");
        assert_eq!(cell_text("照常\n换行"), "照常\n换行");
    }

    #[test]
    fn a_text_beyond_the_limit_is_cut_and_says_so() {
        let longest = "问".repeat(LONGEST_UTF16);
        assert_eq!(cell_text(&longest), longest);
        for long in ["问".repeat(40_000), "😀".repeat(20_000)] {
            let cut = cell_text(&long);
            assert!(cut.ends_with(CUT_MARK));
            assert!(cut.encode_utf16().count() <= LONGEST_UTF16);
            assert!(cut.encode_utf16().count() >= LONGEST_UTF16 - 1);
        }
    }
}
