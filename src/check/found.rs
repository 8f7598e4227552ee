//! What a check found: each finding with its address, whatever it is about. No check itself.

use std::sync::Arc;

use crate::check::Case;
use crate::model::about::{About, Severity};
use crate::model::answers::Reply;
use crate::model::checked::RuleRun;
use crate::model::comparison::Entry;
use crate::model::directory::Unit;
use crate::model::field::Field;
use crate::model::finding::Finding;
use crate::model::hash::HashMap;
use crate::model::ledger::{Ledger, Rectification, Risk, Table, TableId};
use crate::model::place::Place;
use crate::model::remark::Remark;
use crate::model::standard::Form;
use crate::model::text::Text;
use crate::model::waiver::Waiver;

/// Collects the findings of one check.
#[derive(Debug)]
pub struct Found<'a> {
    ledger: &'a Ledger,
    about: Arc<About<Text>>,
    severity: Severity,
    limit: u32,
    /// Where the policy stands.
    policy: Place,
    /// Where the directory stands.
    directory: Place,
    pub(super) findings: Vec<Finding>,
    /// Each unit's first table, once it was asked for.
    first_tables: Option<HashMap<&'a Text, TableId>>,
}

impl<'a> Found<'a> {
    pub(super) fn new(case: &Case<'a>, rule: &RuleRun, limit: u32) -> Self {
        Self {
            ledger: case.ledger,
            about: rule.about.clone(),
            severity: rule.severity,
            limit,
            policy: Place::file(case.policy.file.clone()),
            directory: Place::file(case.directory.file.clone()),
            findings: Vec::new(),
            first_tables: None,
        }
    }

    /// Returns the check's number, the policy's or the default.
    pub fn limit(&self) -> u32 {
        self.limit
    }

    /// Adds a finding at a record's field: its cell, or the empty cell of the column.
    pub fn at_field(&mut self, record: &Rectification, field: Field, message: impl Into<String>) {
        let place = self.ledger.field_place(record.table, record.row, &record.cells, field);
        let value = record.text(field).cloned();
        self.push(place, Some(field), record.label().cloned(), record.unit.clone(), value, message.into());
    }

    /// Adds a finding at a risk point's field.
    pub fn at_risk(&mut self, risk: &Risk, field: Field, message: impl Into<String>) {
        let place = self.ledger.field_place(risk.table, risk.row, &risk.cells, field);
        let value = risk.text(field).cloned();
        self.push(place, Some(field), risk.text(Field::Seq).cloned(), risk.unit.clone(), value, message.into());
    }

    /// Adds a finding that concerns a whole table.
    pub fn at_table(&mut self, table: &Table, field: Option<Field>, message: impl Into<String>) {
        self.push(table.place(), field, None, table.unit.clone(), None, message.into());
    }

    /// Adds a finding at the stamp of the form a table was filled in on.
    pub fn at_stamp(&mut self, table: &Table, form: &Form, message: impl Into<String>) {
        let place = table.place().cell(form.at);
        self.push(place, None, None, table.unit.clone(), Some(form.version.clone()), message.into());
    }

    /// Adds a finding that concerns a unit on a sheet, and no single row.
    pub fn at_unit(&mut self, table: TableId, unit: &Text, message: impl Into<String>) {
        let place = self.ledger.table(table).place();
        self.push(place, None, None, Some(unit.clone()), None, message.into());
    }

    /// Adds a finding about a record of the earlier month, at the sheet where its unit now stands.
    pub fn at_earlier(&mut self, entry: &Entry, message: impl Into<String>) {
        let ledger = self.ledger;
        let first_tables = self.first_tables.get_or_insert_with(|| {
            let units = ledger.rectifications.iter().rev().filter_map(|record| Some((record.unit.as_ref()?, record.table)));
            units.collect()
        });
        let place = match entry.unit.as_ref().and_then(|unit| first_tables.get(unit)) {
            Some(table) => ledger.table(*table).place(),
            None => Place::file(entry.source.file.clone()).sheet(entry.source.sheet.clone()),
        };
        self.push(place, None, entry.problem_id.clone(), entry.unit.clone(), entry.problem.clone(), message.into());
    }

    /// Adds a finding at the cell of an answer about a name.
    pub fn at_answer(&mut self, reply: &Reply, unit: Option<Text>, message: impl Into<String>) {
        let value = (!reply.word.is_empty()).then(|| reply.word.clone());
        self.push(reply.place.clone(), Some(Field::Unit), None, unit, value, message.into());
    }

    /// Turns what mapping noticed into a finding.
    pub fn at_remark(&mut self, remark: &Remark, message: impl Into<String>) {
        let Remark { place, field, record, unit, value, .. } = remark.clone();
        self.push(place, field, record, unit, value, message.into());
    }

    /// The same, with what mapping expected or assumed at the end of the sentence.
    pub fn at_remark_with_detail(&mut self, remark: &Remark, message: impl Into<String>) {
        let mut message = message.into();
        if !remark.detail.is_empty() {
            message.push('，');
            message.push_str(&remark.detail);
        }
        self.at_remark(remark, message);
    }

    /// Adds a finding at a cell of the waiver table.
    pub fn at_waiver(&mut self, waiver: &Waiver, field: Field, message: impl Into<String>) {
        self.push(waiver.field_place(field), Some(field), None, None, waiver.text(field).cloned(), message.into());
    }

    /// Adds a finding about something the policy says, at its file.
    pub fn at_policy(&mut self, value: &str, message: impl Into<String>) {
        self.push(self.policy.clone(), None, None, None, Some(value.into()), message.into());
    }

    /// Adds a finding about something the directory says, at its file.
    pub fn at_directory(&mut self, unit: Option<&Unit>, value: &str, message: impl Into<String>) {
        let value = (!value.is_empty()).then(|| value.into());
        self.push(self.directory.clone(), None, None, unit.map(|unit| unit.name.clone()), value, message.into());
    }

    fn push(
        &mut self,
        place: Place,
        field: Option<Field>,
        record: Option<Text>,
        unit: Option<Text>,
        value: Option<Text>,
        message: String,
    ) {
        self.findings.push(Finding {
            about: self.about.clone(),
            severity: self.severity,
            place,
            field,
            record,
            unit,
            value,
            message,
        });
    }
}
