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
