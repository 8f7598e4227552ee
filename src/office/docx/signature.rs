//! Where the signing agency and the date stand, with and without a seal.

use super::measure::{FULL, TEXT_WIDTH, body_twips, measured};
use super::xml::{Look, paragraph, run};

/// A date to be written by hand.
const BLANK_DATE: &str = "\u{3000}\u{3000}年\u{3000}月\u{3000}日";
/// Room beside a centred name, so that a machine with wider characters does not break it.
const SLACK: i32 = 400;

/// Returns the two paragraphs; the first stays with the second.
pub(super) fn xml(name: &str, date: &str, sealed: bool) -> String {
    let date = if date.is_empty() { BLANK_DATE } else { date };
    let (long, short) = (measured(name), if date.contains("{{") { "2026年10月31日" } else { date });
    let line = |keep: &str, ind: String, justify: &str, text: &str| {
        paragraph("Signature", &format!("{keep}{ind}{justify}"), &run(text, Look::default()))
    };
    const KEEP: &str = "<w:keepNext/>";
    if sealed {
        let Seal { date_right, name_left, name_right } = Seal::of(long, short);
        let centred = format!(r#"<w:ind w:left="{name_left}" w:right="{name_right}"/>"#);
        return line(KEEP, centred, r#"<w:jc w:val="center"/>"#, name)
            + &line("", format!(r#"<w:ind w:right="{date_right}"/>"#), r#"<w:jc w:val="right"/>"#, date);
    }
    let indents = indents(long, short);
    // The right indent is below zero so that a machine with wider digits does not break the date.
    let left = |left: u32| format!(r#"<w:ind w:left="{left}" w:right="-400"/>"#);
    line(KEEP, left(indents.name), "", name) + &line("", left(indents.date), "", date)
}

/// Indents of a signature that gets a seal, in twips.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Seal {
    /// Of the date, from the right.
    date_right: u32,
    /// Of the line the name is centred on.
    name_left: i32,
    name_right: i32,
}

impl Seal {
    /// Returns the indents.
    ///
    /// Source: GB/T 9704—2012, clause 7.3.5.1: the date ends as a rule four characters from the right, the agency is
    /// centred above it. An agency too long for that moves both to the left until it ends with the type area.
    fn of(name: &str, date: &str) -> Self {
        let (name_width, date_width) = (body_twips(name), body_twips(date));
        let most = TEXT_WIDTH.saturating_sub(date_width);
        let date_right = (4 * FULL).max((name_width.saturating_sub(date_width)) / 2).min(most);
        let (middle, half) = ((date_right + date_width / 2) as i32, (name_width / 2) as i32 + SLACK);
        Self { date_right, name_left: TEXT_WIDTH as i32 - middle - half, name_right: middle - half }
    }
}

/// Left indents of the agency and of the date, in twips.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Indents {
    /// Of the agency.
    name: u32,
    /// Of the date.
    date: u32,
}

/// Returns the indents where there is no seal.
///
/// Source: GB/T 9704—2012, clause 7.3.5.2: the agency ends two characters from the right; the date begins two
/// characters right of the agency's first; a date longer than the agency ends two characters from the right itself
/// and the agency moves left.
fn indents(name: &str, date: &str) -> Indents {
    let (name_width, date_width) = (body_twips(name), body_twips(date));
    if date_width <= name_width {
        let name = TEXT_WIDTH.saturating_sub(2 * FULL + name_width);
        Indents { name, date: name + 2 * FULL }
    } else {
        let date = TEXT_WIDTH.saturating_sub(2 * FULL + date_width);
        Indents { name: date.saturating_sub(2 * FULL), date }
    }
}

#[cfg(test)]
mod tests {
    use super::{Seal, indents};
    use crate::office::docx::measure::{FULL, TEXT_WIDTH, body_twips};

    #[test]
    fn a_long_agency_ends_two_characters_from_the_right() {
        let name = "中共青川县委巡察工作领导小组办公室";
        let indents = indents(name, "2026年10月31日");
        assert_eq!(indents.name + body_twips(name) + 2 * FULL, TEXT_WIDTH);
        assert_eq!(indents.date, indents.name + 2 * FULL);
    }

    #[test]
    fn a_date_longer_than_the_agency_moves_the_agency() {
        let (name, date) = ("县委巡察办", "2026年10月31日");
        let indents = indents(name, date);
        assert_eq!(indents.date + body_twips(date) + 2 * FULL, TEXT_WIDTH);
        assert_eq!(indents.name + 2 * FULL, indents.date);
    }

    #[test]
    fn an_endless_name_stays_on_the_page() {
        assert_eq!(indents(&"某".repeat(60), "2026年1月1日").name, 0);
    }

    #[test]
    fn below_a_seal_the_date_ends_four_characters_from_the_right_and_the_agency_is_centred_on_it() {
        let (name, date) = ("县委巡察办", "2026年10月31日");
        let seal = Seal::of(name, date);
        assert_eq!(seal.date_right, 4 * FULL);
        let middle = |left: i32, right: i32| (left + TEXT_WIDTH as i32 - right) / 2;
        let date_middle = (TEXT_WIDTH - seal.date_right - body_twips(date) / 2) as i32;
        assert!(middle(seal.name_left, seal.name_right).abs_diff(date_middle) <= 1);
    }

    /// Boundary: the agency is wider than the date by 8 | 9 characters.
    #[test]
    fn an_agency_too_long_moves_the_date_to_the_left() {
        let date = "某".repeat(7);
        assert_eq!(Seal::of(&"某".repeat(15), &date).date_right, 4 * FULL);
        assert_eq!(Seal::of(&"某".repeat(16), &date).date_right, 9 * FULL / 2);
        assert!(Seal::of(&"某".repeat(60), &date).date_right <= TEXT_WIDTH);
    }
}
