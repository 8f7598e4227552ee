//! What a check may look at, and the selections that many checks begin with. No check itself.

use chrono::NaiveDate;

use crate::check::Beside;
use crate::model::directory::Directory;
use crate::model::field::Field;
use crate::model::hash::HashSet;
use crate::model::ledger::{Ledger, Rectification, Risk};
use crate::model::place::Place;
use crate::model::remark::{Remark, RemarkKind};
use crate::model::waiver::JudgedWaiver;
use crate::policy::{Policy, standing};

/// Cells that hold something, but nothing that can be read.
#[derive(Debug)]
pub struct Unreadable<'a> {
    ledger: &'a Ledger,
    places: HashSet<&'a Place>,
}

impl Unreadable<'_> {
    /// Says whether the record's cell of the field is one of them.
    pub fn is(&self, record: &Rectification, field: Field) -> bool {
        !self.places.is_empty() && self.places.contains(&self.ledger.field_place(record.table, record.row, &record.cells, field))
    }

    /// Says whether the risk point's cell of the field is one of them.
    pub fn is_of_risk(&self, risk: &Risk, field: Field) -> bool {
        !self.places.is_empty() && self.places.contains(&self.ledger.field_place(risk.table, risk.row, &risk.cells, field))
    }
}

/// Everything a check may look at.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The records.
    pub ledger: &'a Ledger,
    /// The office's directory; empty without a workspace.
    pub directory: &'a Directory,
    /// The policy.
    pub policy: &'a Policy,
    /// What is known beside the ledger.
    pub beside: Beside<'a>,
    /// The reporting date.
    pub as_of: NaiveDate,
    /// Whether the office pinned any layout.
    pub pinned: bool,
    /// The office's waivers and what became of them; empty until the ledgers have been checked.
    pub waivers: &'a [JudgedWaiver],
}

impl<'a> Case<'a> {
    /// Says of each table whether it has the column; positions are `TableId`s.
    pub fn tables_with(&self, field: Field) -> Vec<bool> {
        self.ledger.tables.iter().map(|table| table.has(field)).collect()
    }

    /// Returns the rectification records whose table, or a list joined to it, has the column.
    pub fn records_with(&self, field: Field) -> impl Iterator<Item = &'a Rectification> {
        let has = self.tables_with(field);
        // Most columns stand in no table at all; then no record need be looked at.
        let records = if has.contains(&true) { self.ledger.rectifications.as_slice() } else { &[] };
        records
            .iter()
            .filter(move |record| has[record.table as usize] || record.cells.iter().any(|cell| has[cell.table as usize]))
    }

    /// Returns the records that have the column but leave it blank or hold a placeholder there; void ones are exempt.
    ///
    /// A cell with an error value, or a formula without result, is not blank: that is told by itself.
    pub fn lacking(&self, field: Field) -> impl Iterator<Item = &'a Rectification> {
        let unreadable = self.unreadable(field);
        self.records_with(field)
            .filter(move |record| !record.is_filled(field) && !self.is_void(record) && !unreadable.is(record, field))
    }

    /// Returns the cells of a field that hold an error value or a formula without result.
    pub fn unreadable(&self, field: Field) -> Unreadable<'a> {
        let told = |remark: &&Remark| {
            remark.field == Some(field) && matches!(remark.kind, RemarkKind::ErrorCell | RemarkKind::FormulaWithoutValue)
        };
        let places = self.ledger.remarks.iter().filter(told).map(|remark| &remark.place).collect();
        Unreadable { ledger: self.ledger, places }
    }

    /// Returns the records that are finished.
    pub fn finished(&self) -> impl Iterator<Item = &'a Rectification> {
        self.ledger.rectifications.iter().filter(|record| record.status.is_finished())
    }

    /// Returns the records that the policy counts.
    pub fn counted(&self) -> impl Iterator<Item = &'a Rectification> {
        self.ledger.rectifications.iter().filter(|record| !self.is_void(record))
    }

    /// Returns the risk points whose table has the column.
    pub fn risks_with(&self, field: Field) -> impl Iterator<Item = &'a Risk> {
        let has = self.tables_with(field);
        self.ledger.risks.iter().filter(move |risk| has[risk.table as usize])
    }

    /// Returns the remarks of one kind.
    pub fn remarks(&self, kind: RemarkKind) -> impl Iterator<Item = &'a Remark> {
        self.ledger.remarks.iter().filter(move |remark| remark.kind == kind)
    }

    /// Says whether the policy counts the record at all.
    pub fn is_void(&self, record: &Rectification) -> bool {
        self.policy.void.contains(&record.status)
    }

    /// Says whether the record is open and past its deadline. Source: `scoring.md` §1.
    pub fn is_overdue(&self, record: &Rectification) -> bool {
        standing::of(record, self.policy, self.as_of).overdue
    }
}
