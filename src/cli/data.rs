//! The JSON other programs rely on. Source: `contract.md` §2–4. Keys are only ever added.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::model::assessment::{Assessment, Occurrence, PolicyStamp, Tally, UnitAssessment, Verdict};
use crate::model::cells::Cells;
use crate::model::field::Field;
use crate::model::finding::{Finding, Refusal};
use crate::model::ledger::{Ledger, Rectification, Risk, Table, TableKind};
use crate::model::number::{percent, plain};
use crate::model::place::{Place, column_letters};
use crate::pipeline::Gathered;
use crate::policy::Policy;

/// `check --format json`.
#[derive(Debug, Serialize)]
pub(super) struct CheckReport {
    version: u32,
    as_of: String,
    tables: Vec<Value>,
    units: Vec<Value>,
    findings: Vec<Value>,
    refused: Vec<Refusal>,
    summary: Summary,
}

#[derive(Debug, Serialize)]
struct Summary {
    files: usize,
    refused: usize,
    records: usize,
    errors: usize,
    warnings: usize,
    infos: usize,
}

impl CheckReport {
    /// Describes what was checked.
    pub(super) fn new(gathered: &Gathered, findings: &[Finding], tallies: &[Tally]) -> Self {
        use crate::model::about::Severity;
        let ledger = &gathered.ledger;
        let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
        Self {
            version: 1,
            as_of: gathered.as_of.to_string(),
            tables: ledger.tables.iter().map(table).collect(),
            units: tallies.iter().map(|tally| unit_tally(tally, &gathered.policy)).collect(),
            findings: findings.iter().map(finding).collect(),
            refused: ledger.refused.clone(),
            summary: Summary {
                files: ledger.files.len() + ledger.refused.len(),
                refused: ledger.refused.len(),
                records: ledger.rectifications.len() + ledger.risks.len(),
                errors: count(Severity::Error),
                warnings: count(Severity::Warning),
                infos: count(Severity::Info),
            },
        }
    }
}

fn table(table: &Table) -> Value {
    let columns: Vec<_> = table
        .columns
        .iter()
        .map(|column| json!({"column": column_letters(column.index), "header": column.header, "field": column.field.map(Field::key)}))
        .collect();
    let skipped: Vec<_> = table.skipped.iter().map(|(row, reason)| json!({"row": row + 1, "reason": reason})).collect();
    json!({
        "file": table.file,
        "sheet": table.sheet,
        "kind": kind(table.kind),
        "title": table.title,
        "header_rows": table.header_rows.iter().map(|row| row + 1).collect::<Vec<_>>(),
        "first_row": table.first_row + 1,
        "last_row": table.last_row + 1,
        "columns": columns,
        "records": table.records,
        "skipped": skipped,
        "hidden_rows": table.hidden_rows,
    })
}

fn kind(kind: TableKind) -> Value {
    serde_json::to_value(kind).unwrap_or(Value::Null)
}

fn unit_tally(tally: &Tally, policy: &Policy) -> Value {
    let by_status: BTreeMap<_, _> = tally.by_status.iter().map(|(status, count)| (status.key(), count)).collect();
    let ratio = tally.completion;
    json!({
        "unit": tally.unit,
        "problems": tally.problems,
        "by_status": by_status,
        "completion": {
            "numerator": ratio.numerator,
            "denominator": ratio.denominator,
            "percent": percent(ratio.numerator, ratio.denominator, policy.rounding).map(|p| p.to_string()),
        },
    })
}

fn finding(finding: &Finding) -> Value {
    json!({
        "id": finding.about.id,
        "severity": finding.severity,
        "file": finding.place.file,
        "sheet": finding.place.sheet,
        "cell": finding.place.cell.map(|cell| cell.to_string()),
        "row": finding.place.row.map(|row| row + 1),
        "field": finding.field.map(Field::key),
        "record": finding.record,
        "unit": finding.unit,
        "value": finding.value,
        "message": finding.message,
        "remedy": finding.about.remedy,
    })
}

/// `export --format jsonl`: one line a record, in source order.
pub(super) fn records(ledger: &Ledger) -> String {
    let mut lines = String::new();
    let mut rectifications = ledger.rectifications.iter().peekable();
    let mut risks = ledger.risks.iter().peekable();
    // Both lists are in source order; they are merged by table and row.
    loop {
        let next_is_risk = match (rectifications.peek(), risks.peek()) {
            (None, None) => return lines,
            (Some(_), None) => false,
            (None, Some(_)) => true,
            (Some(record), Some(risk)) => (risk.table, risk.row) < (record.table, record.row),
        };
        let value = if next_is_risk {
            risks.next().map(|r| risk(ledger, r))
        } else {
            rectifications.next().map(|r| rectification(ledger, r))
        };
        if let Some(value) = value {
            lines.push_str(&value.to_string());
            lines.push('\n');
        }
    }
}

fn source(table: &Table, row: u32) -> Value {
    json!({"file": table.file, "sheet": table.sheet, "row": row + 1})
}

/// Returns the addresses of the fields; a cell on another sheet (joined lists) carries its sheet's name.
fn addresses(ledger: &Ledger, own: u32, cells: &Cells) -> Value {
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

/// `score --format json`.
#[derive(Debug, Serialize)]
pub(super) struct ScoreReport<'a> {
    version: u32,
    as_of: String,
    policy: &'a PolicyStamp,
    units: Vec<Value>,
    refused: &'a [Refusal],
}

impl<'a> ScoreReport<'a> {
    /// Describes an assessment; points are shown with the policy's places, computed without rounding.
    pub(super) fn new(gathered: &'a Gathered, assessment: &'a Assessment) -> Self {
        let units = assessment.units.iter().map(|unit| unit_score(unit, &gathered.policy)).collect();
        Self {
            version: 1,
            as_of: assessment.as_of.to_string(),
            policy: &assessment.policy,
            units,
            refused: &gathered.ledger.refused,
        }
    }
}

fn place(place: &Place) -> Value {
    json!({"file": place.file, "sheet": place.sheet, "row": place.row.map(|row| row + 1)})
}

fn occurrences(occurrences: &[Occurrence]) -> Vec<Value> {
    let with_note = |occurrence: &Occurrence| {
        let mut value = place(&occurrence.place);
        if let Value::Object(map) = &mut value {
            map.insert("note".to_owned(), json!(occurrence.note));
            map.insert("record".to_owned(), json!(occurrence.record));
        }
        value
    };
    occurrences.iter().map(with_note).collect()
}

/// Describes one unit's score.
pub(super) fn unit_score(unit: &UnitAssessment, policy: &Policy) -> Value {
    let shown = |points: Decimal| policy.round(points).to_string();
    let exact = |number: Option<Decimal>| number.map(|number| plain(number.round_dp(6)));
    let indicators: Vec<_> = unit
        .indicators
        .iter()
        .map(|value| {
            json!({
                "id": value.id,
                "dimension": value.dimension,
                "title": value.title,
                "points": shown(value.points),
                "full": plain(value.full.round_dp(6)),
                "numerator": exact(value.numerator),
                "denominator": exact(value.denominator),
                "applicable": value.applicable,
                "records": value.records.iter().map(place).collect::<Vec<_>>(),
                "note": value.note,
            })
        })
        .collect();
    let deductions: Vec<_> = unit
        .deductions
        .iter()
        .map(|item| {
            json!({
                "id": item.id, "title": item.title, "points": plain(item.points), "state": item.state, "capped": item.capped,
                "occurrences": occurrences(&item.occurrences),
            })
        })
        .collect();
    let bonuses: Vec<_> = unit
        .bonuses
        .iter()
        .map(|item| json!({"id": item.id, "title": item.title, "points": plain(item.points), "occurrences": occurrences(&item.occurrences)}))
        .collect();
    let vetoes: Vec<_> = unit
        .vetoes
        .iter()
        .map(|item| json!({"id": item.id, "title": item.title, "effect": item.effect, "occurrences": occurrences(&item.occurrences)}))
        .collect();
    json!({
        "unit": unit.unit,
        "group": unit.group,
        "rank": unit.rank,
        "rank_low": unit.rank_low,
        "rank_high": unit.rank_high,
        "score": unit.score.to_string(),
        "score_without_provisional": unit.score_without_provisional.to_string(),
        "grade": unit.grade,
        "annual": unit.annual.map(|annual| annual.to_string()),
        "indicators": indicators,
        "deductions": deductions,
        "bonuses": bonuses,
        "vetoes": vetoes,
        "honours": verdict(&unit.honours),
        "resources": verdict(&unit.resources),
    })
}

fn verdict(verdict: &Verdict) -> Value {
    json!({"eligible": verdict.eligible, "reasons": verdict.reasons})
}
