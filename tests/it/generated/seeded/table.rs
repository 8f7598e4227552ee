//! A table whose cells can still be changed: the rows of a laid-out plan with clean values in them, and what must be found.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::clean::State;
use crate::generated::layout::address;
use crate::generated::sheet::{Sheet, Written};

/// A field by its key in an export.
pub(super) type Key = &'static str;

/// A cell that holds a formula without a saved result.
pub(super) const NO_RESULT: &str = "=~";

/// A record, its cells not yet written.
#[derive(Clone)]
pub(super) struct Record {
    /// 0-based.
    pub(super) row: usize,
    /// Its number in the workbook.
    pub(super) number: usize,
    pub(super) state: State,
    /// The unit that must be read.
    pub(super) unit: String,
    pub(super) values: BTreeMap<Key, Written>,
    /// Fields whose cell is merged with another row's.
    pub(super) shared: BTreeSet<Key>,
    /// Whether some defect stands in it.
    pub(super) taken: bool,
}

impl Record {
    pub(super) fn set(&mut self, key: Key, text: impl Into<String>) {
        self.values.insert(key, Written::Text(text.into()));
    }

    pub(super) fn text(&self, key: Key) -> String {
        self.values.get(key).map(Written::shown).unwrap_or_default()
    }
}

/// A row that adds up others.
#[derive(Clone, Debug)]
pub(super) struct Total {
    pub(super) row: usize,
    /// The records it adds up.
    pub(super) of: Range<usize>,
    /// Its cells that state a sum, and by how much they are wrong.
    pub(super) sums: BTreeMap<Key, i64>,
    /// Where its label counts the records, and by how many it is wrong.
    pub(super) count: Option<(usize, usize)>,
}

/// What must be found: id and cell, the cell empty where the sheet is meant.
pub(super) type Finding = (String, String);

/// A table on a sheet of its own.
#[derive(Clone)]
pub(super) struct Table {
    pub(super) name: String,
    pub(super) sheet: Sheet,
    pub(super) columns: BTreeMap<Key, usize>,
    pub(super) records: Vec<Record>,
    pub(super) totals: Vec<Total>,
    pub(super) is_register: bool,
    /// Whether the serials of this table were tampered with.
    pub(super) renumbered: bool,
    /// Whether a list is joined to it by the numbers of its problems.
    pub(super) is_joined: bool,
    pub(super) findings: Vec<Finding>,
}

impl Table {
    pub(super) fn has(&self, key: Key) -> bool {
        self.columns.contains_key(key)
    }

    pub(super) fn cell(&self, record: usize, key: Key) -> String {
        address(self.records[record].row, self.columns[key])
    }

    /// Says that a check must name the cell of a record's field.
    pub(super) fn expect(&mut self, id: &str, record: usize, key: Key) {
        let cell = self.cell(record, key);
        self.findings.push((id.to_owned(), cell));
    }

    /// Says that a check must name the sheet.
    pub(super) fn expect_sheet(&mut self, id: &str) {
        self.findings.push((id.to_owned(), String::new()));
    }

    /// Returns the sheet with every value in its cell.
    pub(super) fn written(&self) -> Sheet {
        let mut sheet = self.sheet.clone();
        for record in &self.records {
            for (key, column) in self.columns.iter().filter(|(key, _)| !record.shared.contains(*key)) {
                sheet.cells.remove(&(record.row, *column));
                if let Some(value) = record.values.get(key) {
                    sheet.write(record.row, *column, value.clone());
                }
            }
        }
        for total in &self.totals {
            for (key, error) in &total.sums {
                let sum: i64 = self.records[total.of.clone()].iter().map(|record| cents(record.values.get(key))).sum();
                let stated = (sum + error) as f64 / 100.0;
                sheet.write(total.row, self.columns[key], Written::Number(stated));
            }
            if let Some((column, error)) = total.count {
                sheet.put(total.row, column, format!("共{}项", total.of.len() + error));
            }
        }
        sheet
    }

    /// Returns the cells whose formulas have no result.
    pub(super) fn formulas(&self) -> Vec<(usize, usize)> {
        let is_one = |(_, written): &(&(usize, usize), &Written)| **written == Written::Text(NO_RESULT.to_owned());
        self.written().cells.iter().filter(is_one).map(|(at, _)| *at).collect()
    }
}

/// Returns an amount in hundredths; what is no amount adds nothing.
fn cents(written: Option<&Written>) -> i64 {
    let hundredths = |number: f64| (number * 100.0).round() as i64;
    match written {
        Some(Written::Number(number)) => hundredths(*number),
        Some(Written::Text(text)) => {
            let bare = text.replace(['约', ','], "");
            bare.trim_end_matches("万元").trim_end_matches(['元', '万']).parse().map_or(0, hundredths)
        }
        _ => 0,
    }
}
