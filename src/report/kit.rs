//! Builds the smallest ledger, findings and assessment that a report can show, for the tests beside the reports.
//!
//! Figures are set by hand, not scored: a report has to show whatever it is given.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::model::about::{About, Severity};
use crate::model::assessment::{Assessment, IndicatorValue, Light, PolicyStamp, Ratio, Standing, Tally, UnitAssessment, Verdict};
use crate::model::calendar::Calendar;
use crate::model::cells::{Cells, FieldCell};
use crate::model::checked::Checked;
use crate::model::clause::Clause;
use crate::model::comparison::Comparison;
use crate::model::field::Field;
use crate::model::finding::Finding;
use crate::model::history::PastMonth;
use crate::model::inputs::Recommendation;
use crate::model::ledger::{Column, Deadline, Ledger, Precision, Rectification, SkipReason, Status, Table, TableKind};
use crate::model::letter_register::Register;
use crate::model::office::Office;
use crate::model::period::Month;
use crate::model::place::{CellRef, Place};
use crate::model::receipt::Receipt;
use crate::model::source_file::SourceFile;
use crate::model::warning::Warning;
use crate::policy::Policy;
use crate::policy::kit::default_policy;
use crate::report::{Case, Receipts};

/// The columns of the one table, from A.
const FIELDS: [Field; 5] = [Field::ProblemId, Field::Unit, Field::Problem, Field::Deadline, Field::Status];

/// Everything a case borrows.
pub(crate) struct Desk {
    pub(crate) ledger: Ledger,
    pub(crate) checked: Checked,
    pub(crate) assessment: Assessment,
    pub(crate) policy: Policy,
    pub(crate) office: Option<Office>,
    pub(crate) sources: Vec<SourceFile>,
    pub(crate) warnings: Vec<Warning>,
    pub(crate) past: Vec<PastMonth>,
    pub(crate) months: Option<Comparison>,
    pub(crate) calendar: Calendar,
    pub(crate) recommendations: Vec<Recommendation>,
    pub(crate) register: Register,
}

impl Desk {
    /// Starts with one empty table, `台账/县教育局.xlsx`, sheet `台账`, header in row 3, and no units, on 2026-10-31.
    pub(crate) fn new() -> Self {
        let columns = (0..).zip(FIELDS).map(|(index, field)| Column {
            index,
            header: field.label().into(),
            field: Some(field),
            why: String::new(),
        });
        let unknown = Column { index: 19, header: "内部编码".into(), field: None, why: String::new() };
        let table = Table {
            file: "台账/县教育局.xlsx".into(),
            sheet: "台账".into(),
            kind: TableKind::Rectification,
            title: None,
            unit: None,
            header_rows: vec![1, 2],
            cues: Vec::new(),
            first_row: 3,
            last_row: 3,
            columns: columns.chain([unknown]).collect(),
            field_rows: Vec::new(),
            records: 0,
            skipped: vec![(0, SkipReason::Title), (20, SkipReason::Subtotal), (21, SkipReason::Subtotal)],
            hidden_rows: 1,
            form: None,
        };
        let policy = policy();
        let assessment = Assessment {
            as_of: day("2026-10-31"),
            policy: policy.stamp.clone(),
            basis: vec!["每行计一条。".to_owned()],
            ..Assessment::default()
        };
        let sources = vec![SourceFile {
            file: "台账/县教育局.xlsx".into(),
            size_bytes: 12_345,
            sha256: "ab".repeat(32),
            path: Some("../../台账/县教育局.xlsx".to_owned()),
        }];
        let ledger = Ledger { tables: vec![table], files: vec!["台账/县教育局.xlsx".into()], ..Ledger::default() };
        Self {
            ledger,
            checked: Checked::default(),
            assessment,
            policy,
            office: None,
            sources,
            warnings: Vec::new(),
            past: Vec::new(),
            months: None,
            calendar: Calendar::default(),
            recommendations: Vec::new(),
            register: Register::default(),
        }
    }

    /// Adds a record in the next row: number, unit, problem, deadline, status, and the light it shows.
    pub(crate) fn record(mut self, texts: [&str; 5], status: Status, light: Light) -> Self {
        let table = &mut self.ledger.tables[0];
        let row = table.first_row + table.records;
        table.records += 1;
        table.last_row = row;
        let cells = (0..).zip(FIELDS).zip(texts).filter(|(_, text)| !text.is_empty());
        let cells =
            cells.map(|((column, field), text)| FieldCell { field, table: 0, at: CellRef::new(row, column), text: text.into() });
        let cells = Cells::new(cells.collect());
        let date: Option<NaiveDate> = texts[3].parse().ok();
        let precision = if date.is_some() { Precision::Day } else { Precision::None };
        let unit = cells.text(Field::Unit).cloned();
        let deadline = Deadline { date, precision };
        self.ledger.rectifications.push(Rectification { row, unit, deadline, status, cells, ..Rectification::default() });
        let late = date.map(|date| (self.assessment.as_of - date).num_days());
        let overdue = light == Light::Red;
        self.assessment.standings.push(Standing {
            void: false,
            finished: status.is_finished(),
            overdue,
            on_time: false,
            days_late: late.filter(|_| overdue),
            days_left: late.map(|late| -late).filter(|left| *left >= 0 && !status.is_finished()),
            light,
        });
        self
    }

    /// Adds a unit; its one indicator makes up its score.
    pub(crate) fn unit(mut self, name: &str, group: &str, rank: u32, score: &str) -> Self {
        let score = number(score);
        let indicator = IndicatorValue {
            id: "completion-rate".into(),
            title: "整改完成率".into(),
            dimension: "task".into(),
            points: score,
            full: number("100"),
            numerator: Some(number("7")),
            denominator: Some(number("12")),
            applicable: true,
            records: Vec::new(),
            note: None,
            losses: Vec::new(),
        };
        self.assessment.units.push(UnitAssessment {
            unit: name.into(),
            group: Some(group.into()),
            listed: true,
            tally: Tally {
                unit: name.into(),
                problems: 12,
                by_status: [(Status::Done, 3), (Status::Closed, 4), (Status::InProgress, 5)].into(),
                completion: Ratio { numerator: 7, denominator: 12 },
                overdue: 1,
                due_soon: 0,
            },
            score: self.policy.round(score),
            score_without_provisional: self.policy.round(score),
            grade: self.policy.grade(score).title.as_str().into(),
            rank,
            rank_low: None,
            rank_high: None,
            alike: Vec::new(),
            small: Vec::new(),
            annual: None,
            other: None,
            zeroed: false,
            indicators: vec![indicator],
            deductions: Vec::new(),
            bonuses: Vec::new(),
            vetoes: Vec::new(),
            honours: Verdict { eligible: false, reasons: vec!["完成率 58.33% 低于 60%".to_owned()], ..Verdict::default() },
            resources: Verdict::default(),
        });
        self
    }

    /// Returns the unit added last.
    pub(crate) fn last_unit(&mut self) -> &mut UnitAssessment {
        self.assessment.units.last_mut().expect("a unit was added")
    }

    /// Adds a finding at a cell of the table.
    pub(crate) fn finding(mut self, severity: Severity, unit: Option<&str>, cell: CellRef, message: &str) -> Self {
        self.checked.findings.push(Finding {
            about: ABOUT.shared(),
            severity,
            place: self.ledger.tables[0].place().cell(cell),
            field: Some(Field::Evidence),
            record: Some("2026-001".into()),
            unit: unit.map(Into::into),
            value: None,
            message: message.to_owned(),
        });
        self
    }

    /// Returns the place of a record's row.
    pub(crate) fn place(&self, record: usize) -> Place {
        let record = &self.ledger.rectifications[record];
        self.ledger.row_place(record.table, record.row)
    }

    /// Returns what a report is given.
    pub(crate) fn case(&self) -> Case<'_> {
        Case {
            ledger: &self.ledger,
            checked: &self.checked,
            assessment: &self.assessment,
            policy: &self.policy,
            office: self.office.as_ref(),
            month: Month::of(self.assessment.as_of),
            sources: &self.sources,
            warnings: &self.warnings,
            year: &[],
            past: &self.past,
            calendar: &self.calendar,
            own_form: false,
            receipts: Receipts(&|unit| Receipt {
                unit: unit.unit.clone(),
                lines: Vec::new(),
                score: unit.score,
                remarks: Vec::new(),
            }),
            months: self.months.as_ref(),
            recommendations: &self.recommendations,
            register: &self.register,
        }
    }
}

/// Reads a decimal.
pub(crate) fn number(text: &str) -> Decimal {
    text.parse().expect("the test's number")
}

/// Reads a date.
pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().expect("the test's date")
}

static ABOUT: About = About {
    id: "closed-without-evidence",
    title: "已销号但没有佐证材料",
    severity: Some(Severity::Error),
    source: Clause::new("数据质量规则", "7.1"),
    why: "销号必须有据可查",
    remedy: "请补填佐证材料",
};

/// The default policy, with a checksum that does not change with its wording.
fn policy() -> Policy {
    let mut policy = default_policy();
    policy.stamp = PolicyStamp { sha256: "0123456789abcdef".repeat(4), ..policy.stamp };
    policy
}
