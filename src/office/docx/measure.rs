//! The page of GB/T 9704—2012 in Word's units, and how wide text is on it.

use unicode_width::UnicodeWidthChar;

/// A4 width, in twips (1/20 pt). Source: clause 5.1.
pub(super) const PAGE_WIDTH: u32 = 11_906;
/// A4 height, in twips.
pub(super) const PAGE_HEIGHT: u32 = 16_838;
/// Upper margin, 37 mm "天头". Source: clause 5.2.1.
pub(super) const TOP: u32 = 2_098;
/// Left margin, 28 mm "订口". Source: clause 5.2.1.
pub(super) const LEFT: u32 = 1_588;
/// Lower margin: what 225 mm of type area leave. Source: clause 5.2.1.
pub(super) const BOTTOM: u32 = 1_984;
/// Right margin: what 156 mm of type area leave.
pub(super) const RIGHT: u32 = 1_474;
/// Width of the type area, "版心".
pub(super) const TEXT_WIDTH: u32 = PAGE_WIDTH - LEFT - RIGHT;
/// Line pitch: 225 mm in 22 lines. Source: clause 5.2.2.
pub(super) const LINE: u32 = 579;
/// Character spacing, in twips, with which 28 characters of 16 pt fill a line. Source: clause 5.2.2.
pub(super) const SPACING: i32 = -5;
/// Pitch of a full-width character of body text: 16 pt less the spacing.
pub(super) const FULL: u32 = 315;
/// Pitch of a half-width character of body text: 8 pt less the spacing.
pub(super) const HALF: u32 = 155;
/// Indent of two characters; Word takes `firstLineChars`, others this.
pub(super) const TWO_CHARS: u32 = 640;

/// 2号 in half points.
pub(super) const SIZE_2: u32 = 44;
/// 3号 in half points.
pub(super) const SIZE_3: u32 = 32;
/// 4号 in half points.
pub(super) const SIZE_4: u32 = 28;
/// 小4 in half points.
pub(super) const SIZE_4_SMALL: u32 = 24;
/// 5号 in half points, for tables of figures.
pub(super) const SIZE_5: u32 = 21;
/// 小5 in half points, for those of many columns.
pub(super) const SIZE_5_SMALL: u32 = 18;

/// 仿宋体. WPS matches these faces by their Chinese names only.
pub(super) const FANGSONG: &str = "仿宋_GB2312";
/// 楷体.
pub(super) const KAITI: &str = "楷体_GB2312";
/// 黑体.
pub(super) const HEITI: &str = "黑体";
/// 宋体.
pub(super) const SONGTI: &str = "宋体";
/// 小标宋体.
pub(super) const TITLE_SONG: &str = "方正小标宋简体";

/// Where the characters of a line stand in its pitch.
///
/// In a line of exact pitch Word and LibreOffice set the base line at four fifths of it; Chinese characters fill their
/// square from 86 hundredths above the base line to a tenth below it.
pub(super) mod ink {
    /// From the top of a line of text to the top of its characters of 3号, in twips.
    pub(in crate::office::docx) fn above(pitch: u32) -> u32 {
        (pitch * 4 / 5).saturating_sub(320 * 86 / 100)
    }

    /// From the foot of its characters of 3号 to the end of the line.
    pub(in crate::office::docx) fn below(pitch: u32) -> u32 {
        (pitch / 5).saturating_sub(320 / 10)
    }

    /// Returns the pitch of a line whose characters of a size, in twips, begin where it begins, and what is left below them.
    pub(in crate::office::docx) fn snug(size: u32) -> (u32, u32) {
        let pitch = size * 86 * 5 / 400;
        (pitch, (pitch / 5).saturating_sub(size / 10))
    }
}

/// Returns a text's width in half characters: 2 for a Chinese character or mark, 1 for a Latin letter or digit.
pub(super) fn half_chars(text: &str) -> u32 {
    text.chars().map(|c| if c == '·' { 1 } else { c.width_cjk().unwrap_or(0) as u32 }).sum()
}

/// Returns a line's width in twips when set in body text.
pub(super) fn body_twips(text: &str) -> u32 {
    text.chars()
        .map(|c| match c.width_cjk().unwrap_or(0) {
            0 => 0,
            1 => HALF,
            _ => FULL,
        })
        .sum()
}

/// Reckons how many lines a text takes at a width, in twips, with the first indented; a full and a half character's width
/// are given. Words and numbers are not broken, and stand a quarter off Chinese characters.
pub(super) fn lines(text: &str, indent: u32, width: u32, [full, half]: [u32; 2]) -> u32 {
    let mut count = 0;
    let mut first = indent;
    for part in text.lines().chain(text.is_empty().then_some("")) {
        count += 1;
        let mut x = std::mem::take(&mut first);
        let chars: Vec<char> = part.chars().collect();
        let mut at = 0;
        while at < chars.len() {
            let is_word = chars[at].is_ascii_alphanumeric();
            let mut end = at + 1;
            while is_word && end < chars.len() && chars[end].is_ascii_alphanumeric() {
                end += 1;
            }
            let mut wide: u32 =
                chars[at..end].iter().map(|c| if half_chars(c.encode_utf8(&mut [0; 4])) == 1 { half } else { full }).sum();
            let meets_chinese = |c: Option<&char>| c.is_some_and(|c| ('\u{4E00}'..='\u{9FFF}').contains(c));
            if is_word {
                let sides = [at.checked_sub(1).and_then(|before| chars.get(before)), chars.get(end)];
                wide += full / 4 * sides.into_iter().filter(|side| meets_chinese(*side)).count() as u32;
            }
            // A mark that may not begin a line hangs over the edge of the one before.
            let hangs = "，。；：、）》”！？".contains(chars[at]);
            if x + wide > width && x > 0 && !hangs {
                count += 1;
                x = 0;
            }
            x += wide;
            at = end;
        }
    }
    count
}

/// Stands for a name that a template fills in later, of the usual length of an office's full name.
const UNFILLED: &str = "中共某某县委巡察工作领导小组办公室";

/// Returns what a text is measured as: a tag of a template as the name it stands for.
pub(super) fn measured(text: &str) -> &str {
    if text.contains("{{") { UNFILLED } else { text }
}

#[cfg(test)]
mod tests {
    use super::{FULL, HALF, TEXT_WIDTH, TWO_CHARS, lines};

    /// Boundary: 26 | 27 characters after the indent.
    #[test]
    fn lines_are_filled_with_twenty_eight_characters() {
        let body = |text: &str| lines(text, TWO_CHARS, TEXT_WIDTH, [FULL, HALF]);
        assert_eq!(body(&"字".repeat(26)), 1);
        assert_eq!(body(&"字".repeat(27)), 2);
        assert_eq!(body(&("字".repeat(26) + "。")), 1, "a full stop does not begin a line");
        assert_eq!(body(&("字".repeat(24) + "2026年")), 2, "a number is not broken");
        assert_eq!(body("一\n二"), 2);
        assert_eq!(body(""), 1);
    }
}
