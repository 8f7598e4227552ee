//! Builds the smallest ledger that shows a rule, for the tests beside the checks.

use chrono::NaiveDate;

use crate::check::waive::judge;
use crate::check::{Beside, CHECKS, Case, Check, known_rules, run, run_one};
use crate::compare::{self, Earlier};
use crate::model::answers::{Answer, Reply, Verdict};
use crate::model::cells::{Cells, FieldCell};
use crate::model::checked::{Checked, Outcome, RuleRun};
use crate::model::comparison::Entry;
use crate::model::directory::{Directory, Unit};
use crate::model::evidence::{Evidence, EvidenceFile};
use crate::model::field::Field;
use crate::model::finding::Finding;
use crate::model::ledger::{
    Column, Cycle, Deadline, Ledger, Precision, Rectification, Risk, RiskLevel, SkipReason, Status, Table, TableId, TableKind,
};
use crate::model::period::Month;
use crate::model::place::{CellRef, Place};
use crate::model::remark::{Remark, RemarkKind};
use crate::model::standard::{Form, List};
use crate::model::text::Text;
use crate::model::waiver::Waiver;
use crate::policy::kit::known;
use crate::policy::{DEFAULT_TOML, KnownIds, Policy};

/// A one-table ledger in `a.xlsx`, sheet `表`, header in row 1, first record in row 2.
///
/// Text goes in as cells; statuses, dates (`2026-06-30`, `2026-06`) and cycles are taken from it by the plainest reading,
/// so that the tests here do not depend on `map`.
pub(crate) struct LedgerBuilder {
    fields: Vec<Field>,
    ledger: Ledger,
    current: TableId,
    as_of: NaiveDate,
    policy: String,
    earlier: Option<Earlier>,
    office: Option<Vec<Entry>>,
    archive: Vec<Entry>,
    evidence: Option<Evidence>,
    directory: Directory,
    waivers: Vec<Waiver>,
}

/// An indicator over two columns of the indicator workbook, for the end of a policy.
pub(crate) const SETTLED: &str = "[[indicators]]
id = \"settled\"
title = \"办结率\"
dimension = \"task\"
full = 0
numerator = \"按期办结件数\"
denominator = \"受理\"
";

/// A directory of units with these names.
pub(crate) fn directory(names: &[&str]) -> Directory {
    let unit = |name: &&str| Unit { name: (*name).into(), ..Unit::default() };
    Directory::new(names.iter().map(unit).collect(), Vec::new(), Vec::new())
}

/// An answer about a name, given in `名称确认.xlsx`, cell G5.
pub(crate) fn answer(written: &str, verdict: Verdict) -> Answer {
    let place = Place::file("名称确认.xlsx").sheet("名称确认").cell(CellRef::new(4, 6));
    Answer { reply: Reply { written: written.into(), place, ..Reply::default() }, verdict }
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
        let ledger = Ledger { tables: vec![table("表", kind, fields)], files: vec!["a.xlsx".into()], ..Ledger::default() };
        let as_of = date("2026-10-31").expect("a date");
        let directory = Directory::default();
        Self {
            fields: fields.to_vec(),
            ledger,
            current: 0,
            as_of,
            policy: DEFAULT_TOML.to_owned(),
            earlier: None,
            office: None,
            archive: Vec::new(),
            evidence: None,
            directory,
            waivers: Vec::new(),
        }
    }

    /// Starts another table with the same columns, on its own sheet.
    pub(crate) fn table(mut self) -> Self {
        self.current = self.ledger.tables.len() as TableId;
        let kind = self.ledger.tables[0].kind;
        self.ledger.tables.push(table(&format!("表{}", self.current + 1), kind, &self.fields));
        self
    }

    /// Names the current table's sheet and the title above it.
    pub(crate) fn named(mut self, sheet: &str, title: &str) -> Self {
        let table = &mut self.ledger.tables[self.current as usize];
        (table.sheet, table.title) = (sheet.into(), Some(title.into()));
        self
    }

    /// Takes the current table for a standard form of a version, with these lists on its sheet 选项.
    pub(crate) fn form(mut self, version: &str, lists: &[(Field, &[&str])]) -> Self {
        let list = |(field, words): &(Field, &[&str])| List {
            field: *field,
            words: words.iter().map(|word| Text::from(*word)).collect(),
        };
        let lists = lists.iter().map(list).collect();
        let form = Form { version: version.into(), at: CellRef::new(0, 0), lists };
        self.ledger.tables[self.current as usize].form = Some(form);
        self
    }

    /// Writes another header above the column of a field.
    pub(crate) fn header(mut self, field: Field, header: &str) -> Self {
        let columns = &mut self.ledger.tables[self.current as usize].columns;
        let column = columns.iter_mut().find(|column| column.field == Some(field)).expect("a column of the table");
        column.header = header.into();
        self
    }

    /// Sets the reporting date.
    pub(crate) fn reported_on(mut self, day: &str) -> Self {
        self.as_of = date(day).expect("a date");
        self
    }

    /// Sets the office's directory, empty otherwise.
    pub(crate) fn directory(mut self, directory: Directory) -> Self {
        self.directory = directory;
        self
    }

    /// Adds policy text behind the default policy, such as `[checks.bulk-closing]\nlimit = 3`.
    pub(crate) fn policy(mut self, text: &str) -> Self {
        self.policy = format!("{DEFAULT_TOML}\n{text}\n");
        self
    }

    /// Writes something else in the default policy.
    pub(crate) fn policy_with(mut self, from: &str, to: &str) -> Self {
        assert!(DEFAULT_TOML.contains(from), "{from}");
        self.policy = DEFAULT_TOML.replacen(from, to, 1);
        self
    }

    /// Adds a waiver: rule, scope, reason, approver, date.
    pub(crate) fn waiver(mut self, texts: [&str; 5]) -> Self {
        self.waivers.push(waiver(texts));
        self
    }

    /// Adds a record; an empty string is an empty cell, `↑` one merged with the cell above.
    pub(crate) fn row(mut self, values: &[&str]) -> Self {
        let current = self.current;
        let table = &mut self.ledger.tables[current as usize];
        let row = table.first_row + table.records + table.skipped.len() as u32;
        table.records += 1;
        table.last_row = row;
        let above = match table.kind {
            TableKind::Risk => self.ledger.risks.last().map(|risk| &risk.cells),
            _ => self.ledger.rectifications.last().map(|record| &record.cells),
        };
        let mut cells = cells(current, row, &self.fields, values);
        for cell in cells.iter_mut().filter(|cell| cell.text == "↑") {
            *cell = above.and_then(|above| above.get(cell.field)).expect("a cell above").owned();
        }
        let cells = Cells::new(cells);
        if table.kind == TableKind::Risk {
            let level = cells.text(Field::Level).and_then(|text| match text.as_str() {
                "高" => Some(RiskLevel::High),
                "中" => Some(RiskLevel::Medium),
                "低" => Some(RiskLevel::Low),
                _ => None,
            });
            self.ledger.risks.push(Risk {
                table: current,
                row,
                unit: cells.text(Field::Unit).cloned(),
                level,
                in_series: false,
                cells,
            });
        } else {
            self.ledger.rectifications.push(rectification(current, row, cells));
        }
        self
    }

    /// Leaves rows that hold a serial number and nothing else, and are no records.
    pub(crate) fn blank_rows(mut self, count: u32) -> Self {
        let table = &mut self.ledger.tables[self.current as usize];
        for _ in 0..count {
            table.skipped.push((table.first_row + table.records + table.skipped.len() as u32, SkipReason::Blank));
        }
        self
    }

    /// Takes the records so far for the earlier month, reported on a day, and starts this month's with an empty table.
    pub(crate) fn earlier(mut self, day: &str) -> Self {
        let entries = self.taken();
        self.earlier = Some(Earlier { name: "上期".into(), entries, as_of: date(day) });
        self
    }

    /// Takes the records so far for the master ledger and starts the units' with an empty table.
    pub(crate) fn master(mut self) -> Self {
        self.office = Some(self.taken());
        self
    }

    /// Takes the records so far for an earlier round and starts this round's with an empty table.
    pub(crate) fn archive(mut self) -> Self {
        self.archive = self.taken();
        self
    }

    fn taken(&mut self) -> Vec<Entry> {
        let entries = self.entries();
        self.ledger.rectifications.clear();
        for table in &mut self.ledger.tables {
            table.records = 0;
        }
        entries
    }

    /// Puts files into a unit's evidence folder: name, length, day of the last change, hash.
    pub(crate) fn evidence(mut self, unit: &str, files: &[(&str, u64, &str, &str)]) -> Self {
        let file = |(name, size_bytes, day, hash): &(&str, u64, &str, &str)| EvidenceFile {
            name: (*name).into(),
            size_bytes: *size_bytes,
            modified: date(day),
            sha256: Some((*hash).to_owned()),
        };
        self.evidence.get_or_insert_default().add(unit.into(), files.iter().map(file));
        self
    }

    /// Adds a risk register with one risk point.
    pub(crate) fn register(mut self, fields: &[Field], values: &[&str]) -> Self {
        let register = self.ledger.tables.len() as TableId;
        self.ledger.tables.push(table("风险", TableKind::Risk, fields));
        let cells = Cells::new(cells(register, 1, fields, values));
        self.ledger.risks.push(Risk {
            table: register,
            row: 1,
            unit: cells.text(Field::Unit).cloned(),
            level: None,
            in_series: false,
            cells,
        });
        self
    }

    fn entries(&self) -> Vec<Entry> {
        self.ledger.rectifications.iter().map(|record| Entry::of(&self.ledger, record)).collect()
    }

    /// Joins the last record with row 2 of a list `清单` that has these columns.
    pub(crate) fn joined(mut self, fields: &[Field], values: &[&str]) -> Self {
        let list = self.ledger.tables.len() as TableId;
        self.ledger.tables.push(table("清单", self.ledger.tables[0].kind, fields));
        let record = self.ledger.rectifications.last_mut().expect("a record to join");
        record.cells.fill_from(&Cells::new(cells(list, 1, fields, values)));
        self
    }

    /// Adds a record that only the last joined list has.
    pub(crate) fn list_row(mut self, fields: &[Field], values: &[&str]) -> Self {
        let list = self.ledger.tables.len() as TableId - 1;
        self.ledger.tables[list as usize].records += 1;
        self.ledger.rectifications.push(rectification(list, 2, Cells::new(cells(list, 2, fields, values))));
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

    /// Adds a remark that concerns the whole sheet.
    pub(crate) fn sheet_remark(mut self, kind: RemarkKind, sheet: &str) -> Self {
        let place = Place::file("a.xlsx").sheet(sheet);
        let (detail, none) = ("说明".to_owned(), None);
        self.ledger.remarks.push(Remark { kind, place, field: None, unit: None, record: None, value: none, detail });
        self
    }

    /// Runs one check and returns the messages, in order found.
    pub(crate) fn messages(&self, check: &dyn Check) -> Vec<String> {
        self.findings(check).into_iter().map(|finding| finding.message).collect()
    }

    /// Runs one check and returns `"C2 id"` for each finding (`"- id"` without a cell), in order found.
    pub(crate) fn run(&self, check: &dyn Check) -> Vec<String> {
        let name = |finding: &Finding| {
            let cell = finding.place.cell.map_or_else(|| "-".to_owned(), |cell| cell.to_string());
            format!("{cell} {}", finding.about.id)
        };
        self.findings(check).iter().map(name).collect()
    }

    /// Runs one check and says whether it could.
    pub(crate) fn outcome(&self, check: &dyn Check) -> Outcome {
        self.checked(check).0.outcome
    }

    fn findings(&self, check: &dyn Check) -> Vec<Finding> {
        self.checked(check).1
    }

    /// Runs every check and the policy's own rules.
    pub(crate) fn run_all(&self) -> Checked {
        self.on_case(CHECKS.iter().map(|check| check.about().id).collect(), |case| run(case, &self.waivers))
    }

    fn checked(&self, check: &dyn Check) -> (RuleRun, Vec<Finding>) {
        self.on_case(vec![check.about().id], |case| run_one(check, case))
    }

    fn on_case<T>(&self, checks: Vec<&'static str>, look: impl FnOnce(&Case<'_>) -> T) -> T {
        let known = KnownIds { checks, ..known() };
        let policy = Policy::load("policy.toml", &self.policy, &known).expect("the test's policy");
        let months = self.earlier.clone().map(|earlier| compare::compare(earlier, self.entries()));
        let master = self
            .office
            .clone()
            .map(|entries| compare::compare(Earlier { name: "总台账".into(), entries, as_of: None }, self.entries()));
        let entries = self.entries();
        let rounds = !self.archive.is_empty() || entries.windows(2).any(|pair| pair[0].round != pair[1].round);
        let repeats = rounds.then(|| compare::repeats(&self.archive, &entries));
        let beside = Beside {
            months: months.as_ref(),
            master: master.as_ref(),
            repeats: repeats.as_deref(),
            evidence: self.evidence.as_ref(),
        };
        let waivers = judge(&self.waivers, self.as_of, &known_rules(&policy));
        let case = Case {
            ledger: &self.ledger,
            directory: &self.directory,
            policy: &policy,
            beside,
            as_of: self.as_of,
            pinned: false,
            waivers: &waivers,
        };
        look(&case)
    }
}

/// Makes row 2 of `豁免.xlsx`: rule, scope, reason, approver, date, in the columns A to E.
pub(crate) fn waiver(texts: [&str; 5]) -> Waiver {
    let fields = [Field::WaivedRule, Field::WaiverScope, Field::WaiverReason, Field::ApprovedBy, Field::ValidUntil];
    let [rule, scope, reason, approver, until_text] = texts.map(|text| (!text.is_empty()).then(|| Text::from(text)));
    Waiver {
        rule,
        scope,
        reason,
        approver,
        until: date(texts[4]),
        until_text,
        place: Place::file("豁免.xlsx").sheet("豁免").row(1),
        cells: fields.into_iter().zip((0..).map(|column| CellRef::new(1, column))).collect(),
    }
}

fn table(sheet: &str, kind: TableKind, fields: &[Field]) -> Table {
    let columns = fields.iter().enumerate().map(|(index, field)| Column {
        index: index as u16,
        header: field.label().into(),
        field: Some(*field),
        why: String::new(),
    });
    Table {
        file: "a.xlsx".into(),
        sheet: sheet.into(),
        kind,
        title: None,
        unit: None,
        header_rows: vec![0],
        cues: Vec::new(),
        first_row: 1,
        last_row: 1,
        columns: columns.collect(),
        field_rows: Vec::new(),
        records: 0,
        skipped: Vec::new(),
        hidden_rows: 0,
        form: None,
    }
}

fn cells(table: TableId, row: u32, fields: &[Field], values: &[&str]) -> Vec<FieldCell> {
    let filled = fields.iter().zip(values).zip(0..).filter(|((_, text), _)| !text.is_empty());
    let cell = |((field, text), column): ((&Field, &&str), u16)| FieldCell {
        field: *field,
        table,
        at: CellRef::new(row, column),
        text: (*text).into(),
    };
    filled.map(cell).collect()
}

fn date(text: &str) -> Option<NaiveDate> {
    text.parse().ok().or_else(|| Month::parse(text).map(Month::last_day))
}

fn rectification(table: TableId, row: u32, cells: Cells) -> Rectification {
    let read = |field| cells.text(field).and_then(|text| date(text));
    let deadline = match read(Field::Deadline) {
        Some(day) => Deadline { date: Some(day), precision: Precision::Day },
        None => Deadline::default(),
    };
    let status =
        cells.text(Field::Status).and_then(|word| Status::ALL.into_iter().find(|status| status.label() == word.as_str()));
    let cycles = [Cycle::Immediate, Cycle::Limited, Cycle::Continuing];
    let cycle = cells.text(Field::Cycle).and_then(|word| cycles.into_iter().find(|cycle| cycle.label() == word.as_str()));
    let amount = cells.text(Field::Amount).and_then(|text| text.parse().ok());
    Rectification {
        table,
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
        amount,
        amount_unit: amount.map(|_| "万元".into()),
        cells,
    }
}
