//! Keeps the names of persons and units out of letters that go beyond the unit itself.
//!
//! Source: `domain.md` §5.1, content guards, and §6.2, names → 姓+某. Known are the names that the directory or the
//! record itself gives, and those a text gives away (`persons`); any other name in running text is for the reader of the
//! draft to strike out.

use std::collections::HashMap;

use crate::letter::Case;
use crate::letter::persons;
use crate::letter::problems::Problem;
use crate::model::answers::Verdict;
use crate::model::field::Field;
use crate::model::ledger::Rectification;

/// What separates several names in one cell. Source: `domain.md` §9, `person_split`.
const SPLIT: [char; 11] = ['、', '，', ',', '；', ';', '/', '\n', '\u{3000}', ' ', '（', '('];
/// Columns that hold persons.
const PERSON_FIELDS: [Field; 4] = [Field::LeadPerson, Field::RespPerson, Field::Contact, Field::Holder];
/// Columns that hold units.
const UNIT_FIELDS: [Field; 4] = [Field::Unit, Field::SubUnit, Field::RespUnit, Field::CoopUnit];
/// What a unit is called instead.
const SOME_UNIT: &str = "有关单位";

/// The names of the directory.
pub(super) struct Names<'a> {
    persons: Words<'a>,
    units: Words<'a>,
}

impl<'a> Names<'a> {
    /// Gathers the directory's names.
    pub(super) fn new(case: &Case<'a>) -> Self {
        let persons = case.directory.people.iter().map(|tenure| tenure.name.as_str()).filter(|name| is_person(name));
        let units = case.directory.units.iter().flat_map(|unit| std::iter::once(&unit.name).chain(&unit.aliases));
        // A misspelt name that the office settled gives its unit away as well.
        let answered = case.directory.answers().iter().filter(|answer| matches!(answer.verdict, Verdict::Is(_)));
        let answered = answered.map(|answer| &answer.reply.written);
        let units = units.chain(answered).map(|name| name.as_str()).filter(|name| is_long(name));
        Self { persons: Words::new(persons), units: Words::new(units) }
    }

    /// Says whether the text names or numbers a person: one known from the directory or the record, or that it gives away.
    pub(super) fn tells_of_person(&self, problem: &Problem<'_>, text: &str) -> bool {
        self.without_persons(problem, text) != text
    }

    /// Returns the text with persons as 张某, and without their telephones and identity numbers.
    pub(super) fn without_persons(&self, problem: &Problem<'_>, text: &str) -> String {
        let own = Words::new(problem.records.iter().flat_map(|record| persons_of(record)));
        let masked = |name: &str| name.chars().next().map_or_else(String::new, |surname| format!("{surname}某"));
        let text = self.persons.replaced(&own.replaced(text, masked), masked);
        persons::without_numbers(&persons::without_names(&text))
    }

    /// Returns the text with every unit known from the directory or the record as 有关单位.
    pub(super) fn without_units(&self, problem: &Problem<'_>, text: &str) -> String {
        let records = problem.records.iter();
        let own = records.flat_map(|record| UNIT_FIELDS.iter().filter_map(|field| record.text(*field)));
        let own = own.map(|name| name.as_str()).chain([problem.unit.as_str()]).filter(|name| is_long(name));
        let some = |_: &str| SOME_UNIT.to_owned();
        Words::new(own).replaced(&self.units.replaced(text, some), some)
    }
}

/// Words to look for, however many: by their first character, the longest first.
struct Words<'a>(HashMap<char, Vec<&'a str>>);

impl<'a> Words<'a> {
    fn new(words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut by_first: HashMap<char, Vec<&'a str>> = HashMap::new();
        for word in words {
            by_first.extend(word.chars().next().filter(|first| !by_first.contains_key(first)).map(|first| (first, Vec::new())));
            if let Some(known) = word.chars().next().and_then(|first| by_first.get_mut(&first)) {
                known.push(word);
            }
        }
        by_first.values_mut().for_each(|words| words.sort_by_key(|word| std::cmp::Reverse(word.len())));
        Self(by_first)
    }

    /// Returns the text with each word in the place of what `with` makes of it, the longest word at each place.
    fn replaced(&self, text: &str, with: impl Fn(&str) -> String) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let found = self.0.get(&first).and_then(|words| words.iter().find(|word| rest.starts_with(**word)));
            let taken = match found {
                Some(word) => {
                    out.push_str(&with(word));
                    word.len()
                }
                None => {
                    out.push(first);
                    first.len_utf8()
                }
            };
            rest = &rest[taken..];
        }
        out
    }
}

/// A name of two characters, such as an alias 水利, would also strike ordinary words.
fn is_long(name: &str) -> bool {
    name.chars().count() >= 3
}

fn persons_of(record: &Rectification) -> impl Iterator<Item = &str> {
    let cells = PERSON_FIELDS.iter().filter_map(|field| record.text(*field));
    cells.flat_map(|cell| cell.split(SPLIT)).map(|name| name.trim_matches(['）', ')'])).filter(|name| is_person(name))
}

/// Says whether a word of a person column can be a name: two to four Chinese characters, and no post or office.
fn is_person(word: &str) -> bool {
    const OFFICE_ENDS: &str = "长任记员办局科室股部组处委站所院校队心班子位";
    let count = word.chars().count();
    let is_chinese = word.chars().all(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c) || c == '·');
    (2..=4).contains(&count) && is_chinese && !word.ends_with(|c| OFFICE_ENDS.contains(c))
}

#[cfg(test)]
mod tests {
    use super::{Words, is_person};

    #[test]
    fn the_longest_word_at_a_place_is_replaced() {
        let words = Words::new(["县教育", "县教育局", "教育"]);
        assert_eq!(words.replaced("对县教育局和教育、水利", |word| format!("[{}]", word.len())), "对[12]和[6]、水利");
        assert_eq!(Words::new([]).replaced("甲", |_| String::new()), "甲");
    }

    #[test]
    fn posts_and_offices_are_no_persons() {
        assert!(is_person("张三") && is_person("欧阳修文"));
        assert!(!is_person("办公室") && !is_person("党委书记") && !is_person("李") && !is_person("Tom"));
    }
}
