//! `整改记录.jsonl`: every record as one JSON line, for other programs and for comparing with the next month.
//!
//! Source: `contract.md` §2. Keys are only ever added.

use rayon::prelude::*;
use serde_json::{Map, Value, json};

use crate::error::Error;
use crate::model::cells::Cells;
use crate::model::document::Document;
use crate::model::field::Field;
use crate::model::ledger::{Ledger, Rectification, Risk, Table};
use crate::report::{Case, Report};

/// The file's name; next month is compared with it.
pub const FILE: &str = "整改记录.jsonl";

/// Keeps a month's records beside its papers.
#[derive(Debug)]
pub(crate) struct Records;

impl Report for Records {
    fn name(&self) -> &'static str {
        "records"
    }

    fn title(&self) -> &'static str {
        "整改记录"
    }

    fn write(&self, case: &Case<'_>) -> Result<Vec<Document>, Error> {
        // Only a workspace has a next month.
        let kept = case.office.map(|_| Document {
            path: FILE.to_owned(),
            title: self.title().to_owned(),
            content: lines(case.ledger).collect::<String>().into_bytes(),
        });
        Ok(kept.into_iter().collect())
    }
}

/// How many records are made into lines together.
const BLOCK: usize = 4096;

/// Writes one line a record, in source order; blocks of lines, so that a long export is never held whole.
pub fn lines(ledger: &Ledger) -> impl Iterator<Item = String> {
    let mut rectifications = ledger.rectifications.iter().peekable();
    let mut risks = ledger.risks.iter().peekable();
    // Both lists are in source order; they are merged by table and row.
    let mut in_order = std::iter::from_fn(move || {
        let next_is_risk = match (rectifications.peek(), risks.peek()) {
            (None, None) => return None,
            (Some(_), None) => false,
            (None, Some(_)) => true,
            (Some(record), Some(risk)) => (risk.table, risk.row) < (record.table, record.row),
        };
        if next_is_risk { risks.next().map(Record::Risk) } else { rectifications.next().map(Record::Rectification) }
    });
    std::iter::from_fn(move || {
        let block: Vec<Record<'_>> = in_order.by_ref().take(BLOCK).collect();
        let lines: Vec<String> = block.par_iter().map(|record| record.line(ledger)).collect();
        (!lines.is_empty()).then(|| lines.concat())
    })
}

/// A record of either kind.
#[derive(Clone, Copy)]
enum Record<'l> {
    Rectification(&'l Rectification),
    Risk(&'l Risk),
}

impl Record<'_> {
    fn line(self, ledger: &Ledger) -> String {
        let value = match self {
            Self::Rectification(record) => rectification(ledger, record),
            Self::Risk(record) => risk(ledger, record),
        };
        format!("{value}\n")
    }
}

fn source(table: &Table, row: u32) -> Value {
    json!({"file": table.file, "sheet": table.sheet, "row": row + 1})
}

/// Returns the addresses of the fields; a cell on another sheet (joined lists) carries its sheet's name.
pub(super) fn addresses(ledger: &Ledger, own: u32, cells: &Cells) -> Value {
    let mut map = Map::new();
    for cell in cells.iter() {
        let sheet = &ledger.table(cell.table).sheet;
        let address = if *sheet == ledger.table(own).sheet { cell.at.to_string() } else { format!("'{sheet}'!{}", cell.at) };
        map.insert(cell.field.key().to_owned(), Value::String(address));
    }
    Value::Object(map)
}

fn rectification(ledger: &Ledger, record: &Rectification) -> Value {
    let text = |field| record.text(field);
    let day = |date: Option<chrono::NaiveDate>| date.map(|date| date.to_string());
    json!({
        "kind": "rectification",
        "source": source(ledger.table(record.table), record.row),
        "cells": addresses(ledger, record.table, &record.cells),
        "problem_id": text(Field::ProblemId),
        "unit": record.unit,
        "round": text(Field::Round),
        "category": record.category,
        "problem": text(Field::Problem),
        "cycle": record.cycle,
        "measure": text(Field::Measure),
        "lead_person": text(Field::LeadPerson),
        "resp_person": text(Field::RespPerson),
        "feedback_date": day(record.feedback_date),
        "deadline": day(record.deadline.date),
        "deadline_precision": record.deadline.precision,
        "deadline_text": text(Field::Deadline),
        "deadline_new_text": text(Field::DeadlineNew),
        "status": record.status,
        "status_text": text(Field::Status),
        "done_date": day(record.done_date),
        "closed_date": day(record.closed_date),
        "evidence": text(Field::Evidence),
        "progress": text(Field::Progress),
        "mechanism": text(Field::Mechanism),
        "amount": record.amount.map(|amount| amount.to_string()),
        "amount_unit": record.amount_unit,
        "satisfaction": text(Field::Satisfaction),
        "remark": text(Field::Remark),
        "seq": text(Field::Seq),
        "accept_date": day(record.accept_date),
    })
}

fn risk(ledger: &Ledger, risk: &Risk) -> Value {
    let text = |field| risk.text(field);
    json!({
        "kind": "risk",
        "source": source(ledger.table(risk.table), risk.row),
        "cells": addresses(ledger, risk.table, &risk.cells),
        "dept": text(Field::Dept),
        "post": text(Field::Post),
        "holder": text(Field::Holder),
        "power": text(Field::Power),
        "risk_type": text(Field::RiskType),
        "risk_point": text(Field::RiskPoint),
        "risk_desc": text(Field::RiskDesc),
        "level": risk.level,
        "level_text": text(Field::Level),
        "likelihood": text(Field::Likelihood),
        "impact": text(Field::Impact),
        "value": text(Field::Value),
        "measure": text(Field::Measure),
        "resp_person": text(Field::RespPerson),
        "lead_person": text(Field::LeadPerson),
        "unit": risk.unit,
    })
}
