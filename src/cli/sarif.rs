//! `check --format sarif`: the findings for tools that show the results of analyses.
//!
//! Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0; clause numbers below are its own.

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use crate::model::about::Severity;
use crate::model::checked::{Checked, Outcome, RuleRun};
use crate::model::field::Field;
use crate::model::finding::{Finding, Refusal};
use crate::model::place::Place;
use crate::model::reference::{reference, uri};
use crate::model::waiver::Waiver;
use crate::pipeline::Gathered;

/// Where the schema of the format is published.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Describes a run of the checks as a SARIF log.
pub(super) fn log(gathered: &Gathered, checked: &Checked) -> Value {
    let artifacts = Artifacts::of(gathered);
    let rules: HashMap<&str, usize> = checked.rules.iter().enumerate().map(|(at, rule)| (&*rule.about.id, at)).collect();
    let result = |finding: &Finding| result(finding, &rules, &artifacts);
    let mut results: Vec<Value> = checked.findings.iter().map(result).collect();
    results.extend(checked.waived.iter().map(|waived| {
        let mut value = result(&waived.finding);
        value["suppressions"] = json!([suppression(&checked.waivers[waived.waiver].waiver)]);
        value
    }));
    // What a rule on trial found is to be looked at and has no level (3.27.9, 3.27.10).
    results.extend(checked.trial.iter().map(|finding| {
        let mut value = result(finding);
        value["kind"] = json!("review");
        value["level"] = json!("none");
        value
    }));
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "xuncha",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "language": "zh-CN",
                "rules": checked.rules.iter().map(rule).collect::<Vec<_>>(),
            }},
            "language": "zh-CN",
            "artifacts": artifacts.list,
            "invocations": [{
                "executionSuccessful": gathered.ledger.refused.is_empty(),
                "toolExecutionNotifications":
                    gathered.ledger.refused.iter().map(|refusal| notification(refusal, &artifacts)).collect::<Vec<_>>(),
                "properties": {"asOf": gathered.as_of.to_string()},
            }],
            "results": results,
        }],
    })
}

/// The input files and their positions (3.24).
struct Artifacts {
    list: Vec<Value>,
    index: HashMap<String, usize>,
}

impl Artifacts {
    fn of(gathered: &Gathered) -> Self {
        let mut artifacts = Self { list: Vec::new(), index: HashMap::new() };
        for file in &gathered.files {
            artifacts.index.insert(file.path.clone(), artifacts.list.len());
            artifacts.list.push(json!({
                "location": {"uri": uri(&file.path)},
                "length": file.size,
                "hashes": {"sha-256": file.sha256},
            }));
        }
        artifacts
    }

    /// Returns the location of a place: the file and, inside it, the cell (3.28).
    fn location(&self, place: &Place) -> Value {
        let mut file = json!({"uri": uri(&place.file)});
        if let Some(index) = self.index.get(place.file.as_str()) {
            file["index"] = json!(index);
        }
        let mut location = json!({"physicalLocation": {"artifactLocation": file}});
        if let Some(name) = reference(place) {
            let kind = match (place.cell, place.row) {
                (Some(_), _) => "cell",
                (None, Some(_)) => "row",
                (None, None) => "sheet",
            };
            let own = place.cell.map(|cell| cell.to_string()).or(place.row.map(|row| (row + 1).to_string()));
            let own = own.unwrap_or_else(|| place.sheet.as_deref().unwrap_or_default().to_owned());
            location["logicalLocations"] = json!([{"name": own, "fullyQualifiedName": name, "kind": kind}]);
        }
        location
    }
}

/// Describes a check (3.49); one that did not run says why.
fn rule(rule: &RuleRun) -> Value {
    let about = &rule.about;
    let mut properties = json!({"source": about.source.to_string()});
    let enabled = rule.outcome != Outcome::Off;
    if let Outcome::NotApplicable(why) = &rule.outcome {
        properties["notApplicable"] = json!(why);
    }
    json!({
        "id": about.id,
        "shortDescription": {"text": about.title},
        "fullDescription": {"text": about.why},
        "help": {"text": about.remedy},
        "defaultConfiguration": {"level": level(rule.severity), "enabled": enabled},
        "properties": properties,
    })
}

/// Describes a finding (3.27).
fn result(finding: &Finding, rules: &HashMap<&str, usize>, artifacts: &Artifacts) -> Value {
    let mut properties = Map::new();
    let known = [
        ("unit", finding.unit.as_deref()),
        ("record", finding.record.as_deref()),
        ("field", finding.field.map(Field::key)),
        ("value", finding.value.as_deref()),
    ];
    for (key, value) in known {
        properties.extend(value.map(|value| (key.to_owned(), json!(value))));
    }
    let mut result = json!({
        "ruleId": finding.about.id,
        "level": level(finding.severity),
        "message": {"text": finding.message},
        "locations": [artifacts.location(&finding.place)],
        "properties": properties,
    });
    if let Some(index) = rules.get(&*finding.about.id) {
        result["ruleIndex"] = json!(index);
    }
    result
}

/// Describes the waiver of a finding: a decision kept outside the ledger (3.35).
fn suppression(waiver: &Waiver) -> Value {
    let written = |text: &Option<crate::model::text::Text>| text.as_deref().unwrap_or_default().to_owned();
    json!({
        "kind": "external",
        "status": "accepted",
        "justification": written(&waiver.reason),
        "properties": {
            "approvedBy": written(&waiver.approver),
            "until": waiver.until.map(|day| day.to_string()),
            "file": waiver.place.file,
            "row": waiver.place.row.map(|row| row + 1),
        },
    })
}

/// Describes a file that was not used (3.58).
fn notification(refusal: &Refusal, artifacts: &Artifacts) -> Value {
    let text = if refusal.hint.is_empty() { refusal.message.clone() } else { format!("{}。{}", refusal.message, refusal.hint) };
    json!({
        "level": "error",
        "message": {"text": text},
        "locations": [artifacts.location(&Place::file(refusal.file.clone()))],
        "properties": {"reason": refusal.reason},
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}
