//! The office's directory (名录): inspected units, functional departments, people in office.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::model::text::Text;
use crate::model::workbook::is_invisible;

/// An inspected unit, "被巡察单位".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// The canonical name.
    pub name: Text,
    /// Other names it goes by.
    pub aliases: Vec<Text>,
    /// The group it is ranked in.
    pub group: Option<Text>,
}

/// A functional department, "职能部门": receives recommendations for its field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Department {
    /// Full name, as addressed.
    pub name: Text,
    /// Mail addresses.
    pub mails: Vec<Text>,
    /// Whom to ask there.
    pub contact: Option<Text>,
    /// Fields of responsibility: words of problem categories.
    pub domains: Vec<Text>,
}

/// Who held a post from when to when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenure {
    /// The unit, canonical where known.
    pub unit: Text,
    /// The person.
    pub name: Text,
    /// The post.
    pub post: Option<Text>,
    /// First day in office.
    pub from: Option<NaiveDate>,
    /// Last day in office; `None` while in office.
    pub to: Option<NaiveDate>,
}

/// How a written unit name was recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnitMatch {
    /// The canonical name of the unit meant.
    Known(Text),
    /// Not in the directory; the nearest names, best first, as a suggestion only.
    Unknown(Vec<Text>),
}

/// The whole directory.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// Units in the office's own order.
    pub units: Vec<Unit>,
    /// Departments in the office's own order.
    pub departments: Vec<Department>,
    /// Tenures as listed.
    pub people: Vec<Tenure>,
    index: HashMap<String, usize>,
}

impl Directory {
    /// Suffixes that name the Party organisation of a unit. Source: `domain.md` §7.1 and §9 `unit_suffix`.
    const PARTY_SUFFIXES: [&'static str; 8] = ["机关党委", "党委", "党组", "党总支", "党支部", "党工委", "委员会", "办公室"];

    /// Builds a directory and its index of names.
    pub fn new(units: Vec<Unit>, departments: Vec<Department>, people: Vec<Tenure>) -> Self {
        let mut index = HashMap::new();
        for (position, unit) in units.iter().enumerate() {
            for name in std::iter::once(&unit.name).chain(&unit.aliases) {
                index.entry(fold(name)).or_insert(position);
            }
        }
        Self { units, departments, people, index }
    }

    /// Returns the canonical name of a written one: found exactly, by alias, or after stripping a Party suffix.
    pub fn known(&self, written: &str) -> Option<Text> {
        self.lookup(&fold(written)).map(|unit| unit.name.clone())
    }

    /// Recognises a written unit name: exactly, by alias, or after stripping a Party suffix. Never by likeness.
    pub fn recognise(&self, written: &str) -> UnitMatch {
        let folded = fold(written);
        if let Some(unit) = self.lookup(&folded) {
            return UnitMatch::Known(unit.name.clone());
        }
        let mut near: Vec<(f64, usize)> = (0..self.units.len())
            .map(|position| (strsim::jaro_winkler(&folded, &fold(&self.units[position].name)), position))
            .filter(|(likeness, _)| *likeness >= 0.7)
            .collect();
        near.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        UnitMatch::Unknown(near.into_iter().take(3).map(|(_, p)| self.units[p].name.clone()).collect())
    }

    /// Returns the unit whose name or alias occurs in a longer text, such as a file name; the longest wins.
    pub fn find_in(&self, text: &str) -> Option<&Unit> {
        let folded = fold(text);
        let names =
            self.units.iter().flat_map(|unit| std::iter::once(&unit.name).chain(&unit.aliases).map(move |n| (fold(n), unit)));
        names
            .filter(|(name, _)| name.chars().count() >= 2 && folded.contains(name.as_str()))
            .max_by_key(|(name, _)| name.len())
            .map(|(_, unit)| unit)
    }

    /// Returns a unit by its canonical name.
    pub fn unit(&self, name: &str) -> Option<&Unit> {
        self.units.iter().find(|unit| *unit.name == *name)
    }

    /// Returns a unit's place in the office's own order; unknown units come last.
    pub fn position(&self, name: &str) -> usize {
        self.units.iter().position(|unit| *unit.name == *name).unwrap_or(usize::MAX)
    }

    /// Says whether there is nothing to match against.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    fn lookup(&self, folded: &str) -> Option<&Unit> {
        if let Some(position) = self.index.get(folded) {
            return Some(&self.units[*position]);
        }
        Self::PARTY_SUFFIXES
            .iter()
            .filter_map(|suffix| folded.strip_suffix(suffix))
            .filter(|stem| stem.chars().count() >= 2)
            .find_map(|stem| self.index.get(stem))
            .map(|position| &self.units[*position])
    }
}

/// Folds what may differ between two spellings of one name: spaces, full-width brackets, a place for the seal, 中共.
fn fold(name: &str) -> String {
    let folded: String = name
        .chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| match c {
            '（' => '(',
            '）' => ')',
            other => other,
        })
        .collect();
    let sealed = ["(盖章)", "(公章)", "(签章)"].iter().find_map(|seal| folded.strip_suffix(seal)).unwrap_or(&folded);
    sealed.strip_prefix("中共").unwrap_or(sealed).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Directory, Unit, UnitMatch};
    use crate::model::text::Text;

    fn directory() -> Directory {
        let unit = |name: &str, alias: &str| Unit { name: name.into(), aliases: vec![alias.into()], group: None };
        Directory::new(vec![unit("县教育局", "教体局"), unit("县司法局", "司法局")], Vec::new(), Vec::new())
    }

    fn known(name: &str) -> UnitMatch {
        UnitMatch::Known(Text::from(name))
    }

    #[test]
    fn units_are_known_by_name_alias_or_party_suffix() {
        assert_eq!(directory().recognise("县教育局"), known("县教育局"));
        assert_eq!(directory().recognise(" 教 体 局 "), known("县教育局"));
        assert_eq!(directory().recognise("县司法局党组"), known("县司法局"));
        assert_eq!(directory().recognise("县教育局机关党委"), known("县教育局"));
    }

    #[test]
    fn a_likeness_is_only_suggested() {
        assert_eq!(directory().recognise("县教育厅"), UnitMatch::Unknown(vec!["县教育局".into()]));
        assert_eq!(directory().recognise("水务集团"), UnitMatch::Unknown(vec![]));
    }

    #[test]
    fn a_unit_is_found_inside_a_file_name() {
        let directory = directory();
        let found = directory.find_in("中央巡视整改问题台账-教体局0910");
        assert_eq!(found.map(|u| u.name.as_str()), Some("县教育局"));
    }
}
