//! How checks read the words in cells: texts alike, the same text in many cells, yes or no, days named or not.
//! No check itself.

use std::hash::{Hash, Hasher};

use chrono::{Datelike, NaiveDate};

use crate::model::cells::CellView;
use crate::model::field::Field;
use crate::model::hash::{HashMap, map_with_room};
use crate::model::ledger::{Rectification, TableId};
use crate::model::place::CellRef;

/// A text compared by its letters and digits alone: spaces, punctuation and character width do not count.
///
/// Source: `domain.md` §7.1, inner spaces, full-width and zero-width characters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Folded<'a>(pub(super) &'a str);

impl<'a> Folded<'a> {
    fn chars(self) -> impl Iterator<Item = char> + use<'a> {
        self.0.chars().map(narrow).filter(|c| is_common(*c) || c.is_alphanumeric())
    }

    /// Says whether at least `chars` letters and digits are left.
    pub(super) fn has(self, chars: usize) -> bool {
        self.chars().take(chars).count() == chars
    }
}

impl PartialEq for Folded<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.chars().eq(other.chars())
    }
}

impl Eq for Folded<'_> {}

impl Hash for Folded<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // Many letters at once: a hasher takes as long for one as for a dozen.
        let mut block = [0; 192];
        let mut taken = 0;
        for c in self.chars() {
            if taken + c.len_utf8() > block.len() {
                state.write(&block[..taken]);
                taken = 0;
            }
            taken += c.encode_utf8(&mut block[taken..]).len();
        }
        state.write(&block[..taken]);
    }
}

/// The cell counted last: its table and place.
type Last = Option<(TableId, CellRef)>;

/// Counts how many different cells of a group hold the same text.
#[derive(Debug)]
pub(super) struct Repeats<'a, G> {
    seen: HashMap<(G, Folded<'a>), (Last, u32)>,
}

impl<'a, G: Eq + Hash> Repeats<'a, G> {
    /// Starts with no cell seen and room for so many.
    pub(super) fn with_room(cells: usize) -> Self {
        Self { seen: map_with_room(cells) }
    }

    /// Adds a cell and returns how many hold its text by now; `None` for a merged cell already counted.
    pub(super) fn add(&mut self, group: G, cell: CellView<'a>) -> Option<u32> {
        let place = (cell.table, cell.at);
        let (last, count) = self.seen.entry((group, Folded(cell.text))).or_default();
        let fresh = last.replace(place) != Some(place);
        *count += u32::from(fresh);
        fresh.then_some(*count)
    }
}

/// Returns what a yes-or-no cell says; `None` for anything else.
///
/// Source: `domain.md` §9, `bool_true` and `bool_false`.
pub(super) fn answer(text: &str) -> Option<bool> {
    match text.trim() {
        "是" | "√" | "✓" | "✔" | "☑" | "Y" | "y" | "1" => Some(true),
        "否" | "×" | "✗" | "□" | "N" | "n" | "0" => Some(false),
        _ => None,
    }
}

/// Returns the earliest day that a record's date may mean; a date written as a month is held as the month's last day.
pub(super) fn earliest(record: &Rectification, field: Field, date: NaiveDate) -> NaiveDate {
    match record.text(field) {
        Some(text) if !names_day(text) => date.with_day(1).unwrap_or(date),
        _ => date,
    }
}

/// Says whether a date is written down to the day: `2026年6月5日`, `2026.6.5`, `20260605`, a serial number.
pub(super) fn names_day(text: &str) -> bool {
    let digits = || text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    digits().nth(2).is_some() || text.contains(['日', '号']) || digits().any(|digits| matches!(digits.len(), 5 | 8))
}

/// Returns the first of the words that the text begins with.
pub(super) fn beginning(text: &str, words: &[&'static str]) -> Option<&'static str> {
    words.iter().find(|word| text.starts_with(**word)).copied()
}

/// Returns the first of the words that the text contains.
pub(super) fn containing(text: &str, words: &[&'static str]) -> Option<&'static str> {
    words.iter().find(|word| text.contains(**word)).copied()
}

/// Says whether a character is one of the usual Chinese ones; the standard tables take longer to say so.
pub(super) fn is_common(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}')
}

/// Turns a full-width letter, digit or sign into the ordinary one.
pub(super) fn narrow(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::{Folded, answer, names_day};
    use crate::model::hash::HashSet;

    #[test]
    fn spaces_punctuation_and_width_do_not_count() {
        assert_eq!(Folded("制定 了《办法》，共１２条。"), Folded("制定了办法共12条"));
        assert_ne!(Folded("制定办法"), Folded("修订办法"));
        assert!(Folded("一，二。").has(2) && !Folded("一，二。").has(3));
        let long = "制定了办法共12条".repeat(40);
        let spaced: String = long.chars().flat_map(|c| [c, '，']).collect();
        let seen = HashSet::from_iter([Folded(&long)]);
        assert!(seen.contains(&Folded(&spaced)) && !seen.contains(&Folded(&long[3..])), "equal texts hash alike at any length");
    }

    #[test]
    fn only_plain_answers_count() {
        assert_eq!((answer("是"), answer(" × "), answer("部分")), (Some(true), Some(false), None));
    }

    #[test]
    fn a_month_names_no_day() {
        assert!(["2026年6月5日", "二〇二六年六月五日", "2026-06-05", "2026.6.5", "20260605", "46178"].into_iter().all(names_day));
        assert!(!["2026年6月", "2026.6", "2026-06", "202606", "6月底", ""].into_iter().any(names_day));
    }
}
