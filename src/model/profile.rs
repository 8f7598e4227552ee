//! Pinned layouts, "版式": what each column of an office's tables was once confirmed to mean.
//!
//! Reading and writing their files is left to `policy`, applying them to `map`.

use crate::model::field::Field;
use crate::model::ledger::{Table, TableKind};
use crate::model::text::Text;

/// The file pattern of a layout that every ledger is to have.
pub const EVERY_FILE: &str = "*";

/// The layouts of an office.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profiles {
    /// In the order of their file names.
    pub all: Vec<Profile>,
}

/// The pinned tables of one ledger file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The profile's own name, for people.
    pub name: Text,
    /// The ledger it is for, as a path; months and numbers in its name do not matter. `EVERY_FILE` for all.
    pub file: Text,
    /// Its tables.
    pub tables: Vec<PinnedTable>,
}

/// A table whose columns are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PinnedTable {
    /// The sheet it stood on.
    pub sheet: Text,
    /// What it lists.
    pub kind: TableKind,
    /// Its columns, left to right.
    pub columns: Vec<PinnedColumn>,
}

/// A column whose meaning is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PinnedColumn {
    /// Where it stood, 0-based.
    pub index: u16,
    /// Its header path, parts joined by `▸`.
    pub header: Text,
    /// Its meaning; `None` for a column that is not to be used.
    pub field: Option<Field>,
}

impl Profiles {
    /// Returns the layout of a ledger: its own, that of another month's copy, else the one for every file.
    pub fn of(&self, file: &str) -> Option<&Profile> {
        let key = key(file);
        let own = self.all.iter().find(|profile| *profile.file == *file);
        let copy = || self.all.iter().find(|profile| *profile.file != *EVERY_FILE && self::key(&profile.file) == key);
        own.or_else(copy).or_else(|| self.all.iter().find(|profile| *profile.file == *EVERY_FILE))
    }
}

impl Profile {
    /// Makes the layout of a file from the tables found in it; the labels of forms are no columns and are left out.
    ///
    /// Returns `None` when no table is left.
    pub fn from_tables<'t>(name: Text, file: Text, tables: impl Iterator<Item = &'t Table>) -> Option<Self> {
        let pinned = |table: &Table| PinnedTable {
            sheet: table.sheet.clone(),
            kind: table.kind,
            columns: table
                .columns
                .iter()
                .map(|column| PinnedColumn { index: column.index, header: plain(&column.header), field: column.field })
                .collect(),
        };
        let mut distinct: Vec<PinnedTable> = Vec::new();
        for table in tables.filter(|table| !table.header_rows.is_empty()).map(pinned) {
            // One sheet a unit is one layout.
            if !distinct.iter().any(|known| known.kind == table.kind && known.columns == table.columns) {
                distinct.push(table);
            }
        }
        let tables = distinct;
        (!tables.is_empty()).then_some(Self { name, file, tables })
    }
}

/// Returns a header without the spaces and line breaks that only lay it out.
fn plain(header: &str) -> Text {
    header.split(|c: char| c.is_whitespace() || c.is_control()).collect::<String>().into()
}

/// Returns what stays the same in a ledger's name from month to month: no folder, ending, digits, dates or marks.
///
/// `台账/县教育局整改台账0918.xlsx` and `县教育局整改台账（2026年10月）.xls` are one ledger.
pub fn key(file: &str) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let characters: Vec<char> = stem.chars().collect();
    let is_digit = |position: usize| characters.get(position).is_some_and(|c: &char| c.is_numeric() && !is_han(*c));
    let dated = |position: usize, c: char| matches!(c, '年' | '月' | '日' | '号') && position > 0 && is_digit(position - 1);
    let kept = characters.iter().enumerate().filter(|(position, c)| c.is_alphabetic() && !dated(*position, **c));
    let key: String = kept.map(|(_, c)| *c).collect();
    let key = if key.is_empty() { stem.to_owned() } else { key };
    key.to_lowercase().replace("台帐", "台账")
}

/// Says whether a character is a Chinese one; 一 and 二 count as numeric elsewhere, but belong to names.
fn is_han(c: char) -> bool {
    ('\u{3400}'..='\u{9FFF}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::{EVERY_FILE, Profile, Profiles, key};

    #[test]
    fn the_months_copies_of_a_ledger_have_one_key() {
        let first = key("台账/县教育局整改台账0918.xlsx");
        for other in ["县教育局整改台账（2026年10月）.xls", "10月/县教育局整改台帐.2.xlsx", "县教育局 整改台账-20261031.csv"]
        {
            assert_eq!(key(other), first, "{other}");
        }
        assert_ne!(key("县民政局整改台账.xlsx"), first);
        assert_eq!(key("台账/0918.xlsx"), "0918", "a name of digits alone is all there is");
        assert_ne!(key("县第一中学整改台账.xlsx"), key("县第二中学整改台账.xlsx"), "numbers in names count");
    }

    #[test]
    fn a_ledger_s_own_layout_comes_before_the_one_for_all() {
        let profile = |file: &str| Profile { name: file.into(), file: file.into(), tables: Vec::new() };
        let own = ["台账/县教育局.xlsx", "台账/台账1.xlsx", "台账/台账2.xlsx"];
        let profiles = Profiles { all: std::iter::once(EVERY_FILE).chain(own).map(profile).collect() };
        assert_eq!(profiles.of("台账/台账2.xlsx").map(|found| &*found.file), Some("台账/台账2.xlsx"));
        assert_eq!(profiles.of("台账/县教育局10月.xlsx").map(|found| &*found.file), Some("台账/县教育局.xlsx"));
        assert_eq!(profiles.of("台账/县民政局.xlsx").map(|found| &*found.file), Some(EVERY_FILE));
        assert_eq!(Profiles::default().of("台账/县民政局.xlsx"), None);
    }
}
