//! Builds the smallest ledger that shows a rule, for the tests beside the checks.

use chrono::NaiveDate;

use crate::check::{Case, Check, run_one};
use crate::model::cells::{Cells, FieldCell};
use crate::model::directory::Directory;
use crate::model::field::Field;
use crate::model::ledger::{
    Column, Cycle, Deadline, Ledger, Precision, Rectification, Remark, RemarkKind, Risk, RiskLevel, Status, Table, TableKind,
};
use crate::model::place::CellRef;
use crate::model::text::Text;
use crate::policy::{DEFAULT_TOML, KnownIds, Policy};

/// A one-table ledger in `a.xlsx`, sheet `表`, header in row 1, first record in row 2.
///
/// Text goes in as cells; statuses, dates (`2026-06-30`) and cycles are taken from it by the plainest reading,
/// so that the tests here do not depend on `map`.
pub(crate) struct LedgerBuilder {
    fields: Vec<Field>,
    ledger: Ledger,
    directory: Directory,
    as_of: NaiveDate,
    policy: String,
}

impl LedgerBuilder {
    /// Starts a rectification table with these columns, reported on 2026-10-31.
    pub(crate) fn new(fields: &[Field]) -> Self {
        Self::of(TableKind::Rectification, fields)
    }

    /// Starts a risk table with these columns.
    pub(crate) fn risks(fields: &[Field]) -> Self {
        Self::of(TableKind::Risk, fields)
    }

    fn of(kind: TableKind, fields: &[Field]) -> Self {
        let columns = fields
            .iter()
            .enumerate()
            .map(|(index, field)| Column {
                index: index as u16,
                header: field.label().into(),
                field: Some(*field),
                why: String::new(),
            })
            .collect();
        let table = Table {
            file: "a.xlsx".into(),
            sheet: "表".into(),
            kind,
            title: None,
            unit: None,
            header_rows: vec![0],
            first_row: 1,
            last_row: 1,
            columns,
            records: 0,
            skipped: Vec::new(),
            hidden_rows: 0,
        };
        let ledger = Ledger { tables: vec![table], files: vec!["a.xlsx".into()], ..Ledger::default() };
        let as_of = date("2026-10-31").expect("a date");
        Self { fields: fields.to_vec(), ledger, directory: Directory::default(), as_of, policy: String::new() }
    }

    /// Sets the directory.
    pub(crate) fn directory(mut self, directory: Directory) -> Self {
        self.directory = directory;
        self
    }

    /// Adds policy text behind the default policy, such as `[checks.bulk-closing]\nlimit = 3`.
    pub(crate) fn policy(mut self, text: &str) -> Self {
        self.policy = format!("\n{text}\n");
        self
    }

    /// Adds a record; an empty string is an empty cell.
    pub(crate) fn row(mut self, values: &[&str]) -> Self {
        let table = &mut self.ledger.tables[0];
        let row = table.first_row + table.records;
        table.records += 1;
        table.last_row = row;
        let cells = self
            .fields
            .iter()
            .zip(values)
            .enumerate()
            .filter(|(_, (_, text))| !text.is_empty())
            .map(|(column, (field, text))| FieldCell {
                field: *field,
                table: 0,
                at: CellRef::new(row, column as u16),
                text: Text::from(*text),
            })
            .collect();
        let cells = Cells::new(cells);
        if table.kind == TableKind::Risk {
            let level = cells.text(Field::Level).and_then(|text| match text.as_str() {
                "高" => Some(RiskLevel::High),
                "中" => Some(RiskLevel::Medium),
                "低" => Some(RiskLevel::Low),
                _ => None,
            });
            self.ledger.risks.push(Risk { table: 0, row, unit: cells.text(Field::Unit).cloned(), level, cells });
        } else {
            self.ledger.rectifications.push(rectification(row, cells));
        }
        self
    }

    /// Adds a remark at the record with this 0-based number.
    pub(crate) fn remark(mut self, kind: RemarkKind, record: u32, field: Field, value: &str) -> Self {
        let table = &self.ledger.tables[0];
        let column = self.fields.iter().position(|known| *known == field).expect("a column of the table") as u16;
        let place = table.place().cell(CellRef::new(table.first_row + record, column));
        let value = (!value.is_empty()).then(|| Text::from(value));
        self.ledger.remarks.push(Remark {
            kind,
            place,
            field: Some(field),
            unit: None,
            record: None,
            value,
            detail: "说明".to_owned(),
        });
        self
    }

    /// Runs one check and returns `"C2 id"` for each finding (`"- id"` without a cell), in order found.
    pub(crate) fn run(&self, check: &dyn Check) -> Vec<String> {
        let known = KnownIds {
            checks: vec![check.about().id],
            indicators: DEFAULT_IDS.to_vec(),
            deductions: DEFAULT_DEDUCTIONS.to_vec(),
            vetoes: vec!["false-report", "public-grade-poor"],
        };
        let policy = Policy::load("policy.toml", &format!("{DEFAULT_TOML}{}", self.policy), &known).expect("the test's policy");
        let case = Case { ledger: &self.ledger, directory: &self.directory, policy: &policy, as_of: self.as_of };
        run_one(check, &case)
            .iter()
            .map(|finding| {
                let cell = finding.place.cell.map_or_else(|| "-".to_owned(), |cell| cell.to_string());
                format!("{cell} {}", finding.about.id)
            })
            .collect()
    }
}

const DEFAULT_IDS: [&str; 8] = [
    "manual-leadership",
    "responsibility-complete",
    "completion-rate",
    "on-time-rate",
    "evidence-rate",
    "mechanism-rate",
    "recommendation-reply-rate",
    "satisfaction",
];

const DEFAULT_DEDUCTIONS: [&str; 7] =
    ["overdue", "returned", "notice-county", "notice-city", "notice-province", "notice-centre", "late-report"];

fn date(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}

fn rectification(row: u32, cells: Cells) -> Rectification {
    let read = |field| cells.text(field).and_then(|text| date(text));
    let deadline = match read(Field::Deadline) {
        Some(day) => Deadline { date: Some(day), precision: Precision::Day },
        None => Deadline::default(),
    };
    let status =
        cells.text(Field::Status).and_then(|word| Status::ALL.into_iter().find(|status| status.label() == word.as_str()));
    let cycles = [Cycle::Immediate, Cycle::Limited, Cycle::Continuing];
    let cycle = cells.text(Field::Cycle).and_then(|word| cycles.into_iter().find(|cycle| cycle.label() == word.as_str()));
    Rectification {
        table: 0,
        row,
        hidden: false,
        unit: cells.text(Field::Unit).cloned(),
        category: cells.text(Field::Category).cloned(),
        cycle,
        feedback_date: read(Field::FeedbackDate),
        deadline,
        status: status.unwrap_or_default(),
        done_date: read(Field::DoneDate),
        accept_date: read(Field::AcceptDate),
        closed_date: read(Field::ClosedDate),
        amount: None,
        amount_unit: None,
        cells,
    }
}
