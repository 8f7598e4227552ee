//! A sheet as it will be written: cells, merged areas, hidden rows. Shown as the text tables of the kit, so that a
//! failing one can be put into `shapes` as it stands.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::NaiveDate;

use crate::kit;

/// A cell as the office typed it.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Written {
    Text(String),
    Number(f64),
    Date(NaiveDate),
}

impl Written {
    /// Returns the value as people see it.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Date(date) => date.to_string(),
        }
    }
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "{}", text.replace('\n', "\\n")),
            Self::Number(number) => write!(f, "={number}"),
            Self::Date(date) => write!(f, "@{date}"),
        }
    }
}

/// A merged area: first row, first column, last row, last column.
type Area = (usize, usize, usize, usize);

/// A sheet.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Sheet {
    pub(super) cells: BTreeMap<(usize, usize), Written>,
    pub(super) merges: Vec<Area>,
    pub(super) hidden: BTreeSet<usize>,
    /// A cell with nothing but spaces in it, far away.
    pub(super) phantom: Option<(usize, usize)>,
}

impl Sheet {
    pub(super) fn put(&mut self, row: usize, column: usize, text: impl Into<String>) {
        self.write(row, column, Written::Text(text.into()));
    }

    pub(super) fn write(&mut self, row: usize, column: usize, value: Written) {
        if value != Written::Text(String::new()) {
            self.cells.insert((row, column), value);
        }
    }

    /// Writes a text into an area, merged unless it is one cell.
    pub(super) fn spread(&mut self, area: Area, text: impl Into<String>) {
        self.put(area.0, area.1, text);
        if (area.0, area.1) != (area.2, area.3) {
            self.merges.push(area);
        }
    }

    /// Returns the sheet as a text table of the kit, without the phantom.
    pub(super) fn table(&self, name: &str) -> String {
        let last_row = self.cells.keys().map(|(row, _)| *row).max().unwrap_or(0);
        let last_column = self.cells.keys().map(|(_, column)| *column).chain(self.merges.iter().map(|area| area.3)).max();
        let mut lines = vec![format!("# {name}")];
        for row in 0..=last_row {
            let cells: Vec<String> = (0..=last_column.unwrap_or(0)).map(|column| self.shown(row, column)).collect();
            let mark = if self.hidden.contains(&row) { "~" } else { "" };
            lines.push(format!("{mark}{} |", cells.join(" | ").trim_end_matches([' ', '|'])));
        }
        lines.join("\n") + "\n"
    }

    fn shown(&self, row: usize, column: usize) -> String {
        let inside = |area: &&Area| (area.0..=area.2).contains(&row) && (area.1..=area.3).contains(&column);
        match (self.cells.get(&(row, column)), self.merges.iter().find(inside)) {
            (Some(written), _) => written.to_string(),
            (None, Some(area)) if column > area.1 => "<".to_owned(),
            (None, Some(_)) => "^".to_owned(),
            (None, None) => String::new(),
        }
    }

    /// Writes the sheet as a workbook.
    pub(super) fn save(&self, path: &std::path::Path, name: &str) {
        kit::workbook_with(path, &self.table(name), |sheet| {
            if let Some((row, column)) = self.phantom {
                sheet.write_string(row as u32, column as u16, " ").expect("the phantom");
            }
        });
    }
}
