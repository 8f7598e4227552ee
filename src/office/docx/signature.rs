//! Where the signing agency and the date stand on a letter that carries no seal.

use super::measure::{FULL, TEXT_WIDTH, body_twips};

/// Left indents of the agency and of the date, in twips.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Indents {
    /// Of the agency.
    pub(super) name: u32,
    /// Of the date.
    pub(super) date: u32,
}

/// Returns the indents.
///
/// Source: GB/T 9704—2012, clause 7.3.5.2: the agency ends two characters from the right; the date begins two
/// characters right of the agency's first; a date longer than the agency ends two characters from the right itself
/// and the agency moves left.
pub(super) fn indents(name: &str, date: &str) -> Indents {
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
    use super::indents;
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
}
