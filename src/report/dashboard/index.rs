//! The lists that numbers of the data point into: texts, files, rounds, groups, categories and units.

use std::hash::Hash;

use crate::model::hash::HashMap;
use crate::model::place::Place;
use crate::model::text::Text;
use crate::report::Case;
use crate::report::dashboard::size::Bounds;
use crate::report::page::position;

/// How much of a name is shown, in characters: one pasted in by mistake must not fill the page.
const NAME_CHARS: usize = 60;

/// Stands for "none" where a number points into a list.
pub(super) const NONE: i64 = -1;

/// A list in which each thing stands once, in the order it first came.
#[derive(Debug)]
pub(super) struct List<K> {
    known: HashMap<K, usize>,
    items: Vec<K>,
}

impl<K: Clone + Eq + Hash> List<K> {
    fn new(items: impl IntoIterator<Item = K>) -> Self {
        let mut list = Self { known: HashMap::default(), items: Vec::new() };
        for item in items {
            list.add(item);
        }
        list
    }

    /// Returns where the thing stands, adding it where it is new.
    pub(super) fn add(&mut self, item: K) -> i64 {
        let next = self.items.len();
        let at = *self.known.entry(item.clone()).or_insert(next);
        if at == next {
            self.items.push(item);
        }
        at as i64
    }

    /// Returns what stands in the list.
    pub(super) fn items(&self) -> &[K] {
        &self.items
    }
}

impl List<String> {
    pub(super) fn texts(&self) -> Vec<String> {
        self.items.clone()
    }
}

impl List<Text> {
    /// Returns the names as shown.
    pub(super) fn texts(&self) -> Vec<String> {
        self.items.iter().map(|name| cut(name, NAME_CHARS)).collect()
    }
}

impl List<(Text, Text)> {
    /// Returns file and sheet of each.
    pub(super) fn texts(&self) -> Vec<(String, String)> {
        self.items.iter().map(|(file, sheet)| (file.to_string(), sheet.to_string())).collect()
    }
}

/// Every list.
#[derive(Debug)]
pub(super) struct Index {
    /// Texts that occur often; the first is empty.
    pub(super) s: List<String>,
    pub(super) files: List<(Text, Text)>,
    pub(super) rounds: List<Text>,
    pub(super) groups: List<Text>,
    pub(super) cats: List<Text>,
    /// The units that are scored, in the directory's order; behind them those that are only named.
    pub(super) units: List<Text>,
    person_chars: usize,
}

impl Index {
    /// Begins with the scored units and, in the order of the ranking, their groups.
    pub(super) fn new(case: &Case<'_>, bounds: &Bounds) -> Self {
        let ranking = case.assessment.ranking();
        Self {
            s: List::new([String::new()]),
            files: List::new([]),
            rounds: List::new([]),
            groups: List::new(ranking.iter().filter_map(|unit| unit.group.clone())),
            cats: List::new([]),
            units: List::new(case.assessment.units.iter().map(|unit| unit.unit.clone())),
            person_chars: bounds.person_chars,
        }
    }

    /// Returns the number of a unit, -1 for none.
    pub(super) fn unit(&mut self, unit: Option<&Text>) -> i64 {
        unit.map_or(NONE, |unit| self.units.add(unit.clone()))
    }

    /// Returns the number of a text of at most `most` characters.
    pub(super) fn text(&mut self, text: &str, most: usize) -> i64 {
        self.s.add(cut(text, most))
    }

    /// Returns the number of what stands in a column of persons.
    pub(super) fn person(&mut self, text: Option<&Text>) -> i64 {
        self.text(text.map_or("", Text::as_str), self.person_chars)
    }

    /// Returns the numbers of a place: its file with its sheet, -1 for none, and its cell or row in words.
    pub(super) fn place(&mut self, place: &Place) -> (i64, String) {
        if place.file.is_empty() {
            return (NONE, String::new());
        }
        let sheet = place.sheet.clone().unwrap_or_default();
        (self.files.add((place.file.clone(), sheet)), position(place))
    }
}

/// Returns a text in one line, of at most `most` characters; what is longer ends in 「…」.
pub(super) fn cut(text: &str, most: usize) -> String {
    let mut short = String::new();
    // Bounded: a cell may hold 32,767 characters, of which none but the first are looked at.
    let mut characters = text.split_whitespace().enumerate().flat_map(|(at, word)| {
        let between = (at > 0).then_some(' ');
        between.into_iter().chain(word.chars())
    });
    short.extend(characters.by_ref().take(most));
    if characters.next().is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn a_text_of_just_the_length_is_whole_and_one_longer_ends_in_dots() {
        assert_eq!(cut("一二三", 3), "一二三");
        assert_eq!(cut("一二三四", 3), "一二三…");
        assert_eq!(cut(" 一\r\n 二\t三 ", 5), "一 二 三");
        assert_eq!(cut("", 3), "");
    }
}
