//! Keeps the names of persons and units out of letters that go beyond the unit itself.
//!
//! Source: `domain.md` §5.1, content guards, and §6.2, names → 姓+某. Only names that the directory or the
//! record itself gives are known; an unknown name in running text is for the reader of the draft to strike out.

use crate::letter::Case;
use crate::letter::problems::Problem;
use crate::model::answers::Verdict;
use crate::model::field::Field;
use crate::model::ledger::Rectification;

/// What separates several names in one cell. Source: `domain.md` §9, `person_split`.
const SPLIT: [char; 11] = ['、', '，', ',', '；', ';', '/', '\n', '\u{3000}', ' ', '（', '('];
/// Columns that hold persons.
const PERSON_FIELDS: [Field; 3] = [Field::LeadPerson, Field::RespPerson, Field::Contact];
/// Columns that hold units.
const UNIT_FIELDS: [Field; 4] = [Field::Unit, Field::SubUnit, Field::RespUnit, Field::CoopUnit];
/// What a unit is called instead.
const SOME_UNIT: &str = "有关单位";

/// The names of the directory.
pub(super) struct Names<'a> {
    persons: Vec<&'a str>,
    units: Vec<&'a str>,
}

impl<'a> Names<'a> {
    /// Gathers the directory's names.
    pub(super) fn new(case: &Case<'a>) -> Self {
        let persons = case.directory.people.iter().map(|tenure| tenure.name.as_str()).filter(|name| is_person(name));
        let units = case.directory.units.iter().flat_map(|unit| std::iter::once(&unit.name).chain(&unit.aliases));
        // A misspelt name that the office settled gives its unit away as well.
        let answered = case.directory.answers().iter().filter(|answer| matches!(answer.verdict, Verdict::Is(_)));
        let answered = answered.map(|answer| &answer.reply.written);
        let units = units.chain(answered);
        Self { persons: persons.collect(), units: units.map(|name| name.as_str()).filter(|name| is_long(name)).collect() }
    }

    /// Says whether the text names a person known from the directory or the record.
    pub(super) fn name_person(&self, problem: &Problem<'_>, text: &str) -> bool {
        self.persons.iter().copied().chain(persons_of(problem.record)).any(|name| text.contains(name))
    }

    /// Returns the text with persons as 张某.
    pub(super) fn without_persons(&self, problem: &Problem<'_>, text: &str) -> String {
        let mut names: Vec<&str> = self.persons.iter().copied().chain(persons_of(problem.record)).collect();
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        names.into_iter().fold(text.to_owned(), |text, name| match name.chars().next() {
            Some(surname) if text.contains(name) => text.replace(name, &format!("{surname}某")),
            _ => text,
        })
    }

    /// Returns the text with every unit known from the directory or the record as 有关单位.
    pub(super) fn without_units(&self, problem: &Problem<'_>, text: &str) -> String {
        let own = UNIT_FIELDS.iter().filter_map(|field| problem.record.text(*field)).map(|name| name.as_str());
        let mut names: Vec<&str> = self.units.iter().copied().chain([problem.unit.as_str()]).chain(own).collect();
        names.retain(|name| is_long(name));
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        names.into_iter().fold(text.to_owned(), |text, name| text.replace(name, SOME_UNIT))
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
    use super::is_person;

    #[test]
    fn posts_and_offices_are_no_persons() {
        assert!(is_person("张三") && is_person("欧阳修文"));
        assert!(!is_person("办公室") && !is_person("党委书记") && !is_person("李") && !is_person("Tom"));
    }
}
