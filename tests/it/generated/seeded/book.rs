//! A workbook: its tables, the sheets beside them, and the files it is written as.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;

use proptest::test_runner::TestRunner;
use rust_xlsxwriter::Formula;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::dice::Dice;
use super::ledger::{self, Wanted};
use super::lists;
use super::register;
use super::table::Table;
use crate::generated::sheet::Sheet;
use crate::kit;

/// What a workbook is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// One ledger.
    Single,
    /// Two ledgers on two sheets.
    Two,
    /// A sheet a unit.
    Many,
    /// A ledger and a risk register.
    Register,
    /// One ledger as csv.
    Csv,
    /// 三清单: a ledger, and a list of who answers for its problems.
    Lists,
}

const SHAPES: [Shape; 6] = [Shape::Single, Shape::Two, Shape::Many, Shape::Register, Shape::Csv, Shape::Lists];

/// The sheet of the list.
pub(super) const LIST: &str = "责任清单";

/// A workbook.
#[derive(Clone)]
pub(super) struct Book {
    pub(super) shape: Shape,
    pub(super) tables: Vec<Table>,
    /// Sheets without a table of records: name, content, whether hidden.
    pub(super) others: Vec<(String, Sheet, bool)>,
    /// What must be found on sheets that are no table: id, sheet, cell.
    pub(super) findings: Vec<(String, String, String)>,
    /// Records on the other sheets.
    pub(super) other_records: usize,
}

impl Book {
    /// Makes a clean workbook.
    pub(super) fn clean(number: usize, runner: &mut TestRunner, dice: &mut Dice) -> Self {
        let shape = SHAPES[number % SHAPES.len()];
        let sizes: &[usize] = match shape {
            Shape::Single | Shape::Csv | Shape::Lists => &[46],
            Shape::Two => &[26, 24],
            Shape::Many => &[12, 11, 9, 13, 8],
            Shape::Register => &[38],
        };
        let mut first_number = 1;
        let mut tables = Vec::new();
        for (at, records) in sizes.iter().enumerate() {
            let sheet = match (shape, at) {
                (Shape::Csv, _) => "台账".to_owned(),
                _ => format!("{}{}", dice.pick(&["整改台账", "Sheet", "巡察整改"]), at + 1),
            };
            let needs: &[_] = match shape {
                Shape::Lists => &["problem_id", "unit"],
                Shape::Register => &["unit"],
                _ => &[],
            };
            let wanted = Wanted { sheet, records: *records, plain: shape == Shape::Csv, first_number, needs };
            tables.push(ledger::ledger(runner, dice, &wanted));
            first_number += records;
        }
        if shape == Shape::Register {
            tables.push(register::register(dice));
        }
        let mut book = Self { shape, tables, others: Vec::new(), findings: Vec::new(), other_records: 0 };
        if shape == Shape::Lists {
            let list = lists::list(&mut book.tables[0]);
            book.add(LIST, list, false, 0);
        }
        book
    }

    /// Says whether cells are typed and there is room for other sheets: a csv is one sheet of texts.
    pub(super) fn is_typed(&self) -> bool {
        self.shape != Shape::Csv
    }

    /// Adds a sheet with so many records; `false` where that cannot be, or there is one of that name.
    pub(super) fn add(&mut self, name: &str, sheet: Sheet, hidden: bool, records: usize) -> bool {
        let fits = self.is_typed() && !self.others.iter().any(|(known, ..)| known == name);
        if fits {
            self.others.push((name.to_owned(), sheet, hidden));
            self.other_records += records;
        }
        fits
    }

    /// Says that a check must name a cell of a sheet, or the sheet where the cell is empty.
    pub(super) fn expect(&mut self, id: &str, sheet: &str, cell: String) -> bool {
        self.findings.push((id.to_owned(), sheet.to_owned(), cell));
        true
    }

    /// Returns how many records must be read.
    pub(super) fn records(&self) -> usize {
        self.other_records + self.tables.iter().map(|table| table.records.len()).sum::<usize>()
    }

    /// The name of its file.
    pub(super) fn file(&self) -> &'static str {
        if self.shape == Shape::Csv { "台账.csv" } else { "台账.xlsx" }
    }

    /// Returns everything that must be found: id, sheet, cell; sorted.
    pub(super) fn expected(&self) -> Vec<(String, String, String)> {
        let mut all = self.findings.clone();
        for table in &self.tables {
            all.extend(table.findings.iter().map(|(id, cell)| (id.clone(), table.name.clone(), cell.clone())));
        }
        all.sort();
        all
    }

    /// Writes the workbook into a folder.
    pub(super) fn save(&self, folder: &Path) {
        let path = folder.join(self.file());
        if self.shape == Shape::Csv {
            fs::write(path, csv(&self.tables[0].written())).expect("the csv");
            return;
        }
        let mut sheets: Vec<(String, Sheet, bool)> =
            self.tables.iter().map(|table| (table.name.clone(), table.written(), false)).collect();
        sheets.extend(self.others.iter().cloned());
        let shown = |(name, sheet, hidden): &(String, Sheet, bool)| {
            let name = if *hidden { format!("~{name}") } else { name.clone() };
            // What follows a merged area is only told apart by its first cell.
            sheet.table(&name)
        };
        let text: String = sheets.iter().map(shown).collect();
        kit::workbook_with(&path, &text.replace(super::table::NO_RESULT, ""), |sheet| {
            let name = sheet.name();
            for (row, column) in self.tables.iter().filter(|table| table.name == name).flat_map(Table::formulas) {
                sheet.write_formula(row as u32, column as u16, Formula::new("=1+1").set_result(RESULT)).expect("a formula");
            }
            let phantom = sheets.iter().find(|(known, ..)| *known == name).and_then(|(_, sheet, _)| sheet.phantom);
            if let Some((row, column)) = phantom {
                sheet.write_string(row as u32, column as u16, " ").expect("the phantom");
            }
        });
        if self.tables.iter().any(|table| !table.formulas().is_empty()) {
            forget_results(&path);
        }
    }
}

/// The result of a formula, to be taken out again.
const RESULT: &str = "nothing";

/// Leaves formulas without their saved results, as programs do that never computed them.
fn forget_results(path: &Path) {
    let mut archive = ZipArchive::new(fs::File::open(path).expect("the workbook")).expect("a zip");
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).expect("a part");
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("its content");
        parts.push((part.name().expect("a name").into_owned(), bytes));
    }
    let mut zip = ZipWriter::new(fs::File::create(path).expect("the workbook"));
    for (name, bytes) in parts {
        zip.start_file(name, SimpleFileOptions::default()).expect("a part");
        let bytes = match String::from_utf8(bytes) {
            Ok(text) => text.replace(&format!("<v>{RESULT}</v>"), "").replace(" t=\"str\"", "").into_bytes(),
            Err(other) => other.into_bytes(),
        };
        zip.write_all(&bytes).expect("its content");
    }
    zip.finish().expect("a zip");
}

/// Returns a sheet as comma-separated values, merged areas as their first cell.
fn csv(sheet: &Sheet) -> String {
    let last = |of: fn(&(usize, usize)) -> usize| sheet.cells.keys().map(of).max().unwrap_or(0);
    let mut text = String::from("\u{FEFF}");
    for row in 0..=last(|at| at.0) {
        let quoted = |column| {
            let shown = sheet.cells.get(&(row, column)).map(|written| written.shown()).unwrap_or_default();
            format!("\"{}\"", shown.replace('"', "\"\""))
        };
        text += &(0..=last(|at| at.1)).map(quoted).collect::<Vec<_>>().join(",");
        text += "\r\n";
    }
    text
}
