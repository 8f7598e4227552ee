//! The JSON other programs rely on. Source: `contract.md` §2–4. Keys are only ever added.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Value, json};

use crate::cli::warnings::warning_json;
use crate::model::about::Severity;
use crate::model::assessment::{Assessment, Deduction, IndicatorValue, Occurrence, PolicyStamp, Tally, UnitAssessment, Verdict};
use crate::model::checked::Checked;
use crate::model::field::Field;
use crate::model::finding::{Finding, Refusal};
use crate::model::ledger::{Table, TableKind};
use crate::model::number::{percent, plain};
use crate::model::place::{Place, column_letters};
use crate::model::sensitivity::{Move, Sensitivity, SmallBase};
use crate::model::waiver::Waived;
use crate::model::warning::Warning;
use crate::pipeline::Gathered;
use crate::policy::Policy;

mod answerable;
mod exposure;

/// `check --format json`.
#[derive(Debug, Serialize)]
pub(super) struct CheckReport {
    version: u32,
    as_of: String,
    tables: Vec<Value>,
    units: Vec<Value>,
    findings: Vec<Value>,
    trial: Vec<Value>,
    waived: Vec<Value>,
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
    trial: usize,
    waived: usize,
}

impl CheckReport {
    /// Describes what was checked.
    pub(super) fn new(gathered: &Gathered, checked: &Checked, tallies: &[Tally]) -> Self {
        let ledger = &gathered.ledger;
        Self {
            version: 1,
            as_of: gathered.as_of.to_string(),
            tables: ledger.tables.iter().map(table).collect(),
            units: tallies.iter().map(|tally| unit_tally(tally, &gathered.policy)).collect(),
            findings: checked.findings.iter().map(finding).collect(),
            trial: checked.trial.iter().map(finding).collect(),
            waived: checked.waived.iter().map(|one| waived(one, checked)).collect(),
            refused: ledger.refused.clone(),
            summary: Summary {
                files: ledger.files.len() + ledger.refused.len(),
                refused: ledger.refused.len(),
                records: ledger.rectifications.len() + ledger.risks.len(),
                errors: checked.count(Severity::Error),
                warnings: checked.count(Severity::Warning),
                infos: checked.count(Severity::Info),
                trial: checked.trial.len(),
                waived: checked.waived.len(),
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

/// Describes a finding that does not count, with the waiver it does not count by.
fn waived(waived: &Waived, checked: &Checked) -> Value {
    let waiver = &checked.waivers[waived.waiver].waiver;
    let mut value = finding(&waived.finding);
    if let Value::Object(map) = &mut value {
        let by = json!({
            "file": waiver.place.file,
            "sheet": waiver.place.sheet,
            "row": waiver.place.row.map(|row| row + 1),
            "scope": waiver.scope,
            "reason": waiver.reason,
            "approved_by": waiver.approver,
            "until": waiver.until.map(|day| day.to_string()),
        });
        map.insert("waiver".to_owned(), by);
    }
    value
}

/// `score --format json`.
#[derive(Debug, Serialize)]
pub(super) struct ScoreReport<'a> {
    version: u32,
    as_of: String,
    policy: &'a PolicyStamp,
    units: Vec<Value>,
    leaders: Vec<Value>,
    groups: Vec<Value>,
    departments: Vec<Value>,
    risks: Vec<Value>,
    sensitivity: Value,
    refused: &'a [Refusal],
    warnings: Vec<Value>,
}

impl<'a> ScoreReport<'a> {
    /// Describes an assessment; points are shown with the policy's places, computed without rounding.
    pub(super) fn new(gathered: &'a Gathered, assessment: &'a Assessment, warnings: &[Warning]) -> Self {
        let units = assessment.units.iter().map(|unit| unit_score(unit, &gathered.policy)).collect();
        Self {
            version: 1,
            as_of: assessment.as_of.to_string(),
            policy: &assessment.policy,
            units,
            leaders: assessment.leaders.iter().map(|leader| answerable::leader(leader, &gathered.policy)).collect(),
            groups: assessment.groups.iter().map(|group| answerable::group(group, &gathered.policy)).collect(),
            departments: assessment.departments.iter().map(|one| answerable::department(one, &gathered.policy)).collect(),
            risks: assessment.risks.iter().map(|register| exposure::register(register, &gathered.policy)).collect(),
            sensitivity: sensitivity(&assessment.sensitivity),
            refused: &gathered.ledger.refused,
            warnings: warnings.iter().map(warning_json).collect(),
        }
    }
}

fn sensitivity(found: &Sensitivity) -> Value {
    let moved = |moved: &Move| json!({"unit": moved.unit, "from": moved.from, "to": moved.to});
    let without = found.without.iter().map(
        |without| json!({"id": without.id, "title": without.title, "moves": without.moves.iter().map(moved).collect::<Vec<_>>()}),
    );
    let swaps = found.swaps.iter().map(|swap| {
        json!({
            "upper": swap.upper, "lower": swap.lower, "id": swap.id, "title": swap.title,
            "full": plain(swap.full), "needed": plain(swap.needed),
        })
    });
    json!({
        "draws": found.draws,
        "spread_percent": found.spread_percent,
        "seed": found.seed,
        "range_percent": 90,
        "without": without.collect::<Vec<_>>(),
        "swaps": swaps.collect::<Vec<_>>(),
    })
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

fn indicators(values: &[IndicatorValue], policy: &Policy) -> Vec<Value> {
    let shown = |points: Decimal| policy.round(points).to_string();
    let exact = |number: Option<Decimal>| number.map(|number| plain(number.round_dp(6)));
    values
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
                "losses": value.losses.iter().map(deduction).collect::<Vec<_>>(),
            })
        })
        .collect()
}

/// Describes one unit's score.
pub(super) fn unit_score(unit: &UnitAssessment, policy: &Policy) -> Value {
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
        "listed": unit.listed,
        "rank": unit.rank,
        "rank_low": unit.rank_low,
        "rank_high": unit.rank_high,
        "alike": unit.alike,
        "small_bases": unit.small.iter().map(small_base).collect::<Vec<_>>(),
        "score": unit.score.to_string(),
        "score_without_provisional": unit.score_without_provisional.to_string(),
        "grade": unit.grade,
        "annual": unit.annual.map(|annual| annual.to_string()),
        "indicators": indicators(&unit.indicators, policy),
        "deductions": unit.deductions.iter().map(deduction).collect::<Vec<_>>(),
        "bonuses": bonuses,
        "vetoes": vetoes,
        "honours": verdict(&unit.honours),
        "resources": verdict(&unit.resources),
    })
}

fn deduction(item: &Deduction) -> Value {
    json!({
        "id": item.id, "title": item.title, "points": plain(item.points), "state": item.state, "capped": item.capped,
        "occurrences": occurrences(&item.occurrences),
    })
}

fn small_base(base: &SmallBase) -> Value {
    json!({"id": base.id, "denominator": plain(base.denominator), "worth": plain(base.worth.round_dp(6))})
}

fn verdict(verdict: &Verdict) -> Value {
    json!({"eligible": verdict.eligible, "reasons": verdict.reasons, "grounds": verdict.grounds})
}
