//! Risk registers of `score --format json`. Keys are only ever added.

use serde_json::{Value, json};

use crate::cli::data::place;
use crate::model::exposure::{Bond, Exposed, Exposing, Gap, RiskAssessment, RiskTally};
use crate::model::place::Place;
use crate::policy::Policy;
use crate::policy::risk::LevelBasis;

/// Describes a unit's register, with its departments.
pub(super) fn register(register: &RiskAssessment, policy: &Policy) -> Value {
    let mut value = tally(&register.whole);
    value["unit"] = json!(register.unit);
    value["level_by"] = json!(match policy.risk.basis {
        LevelBasis::Declared => "declared",
        LevelBasis::Matrix => "matrix",
        LevelBasis::Power => "power",
    });
    let depts = register.depts.iter().map(|(dept, of_dept)| {
        let mut value = tally(of_dept);
        value["dept"] = json!(dept);
        value
    });
    value["depts"] = depts.collect();
    value["gaps"] = register.gaps.iter().map(gap).collect();
    value["exposed"] = register.exposed.iter().map(exposed).collect();
    value
}

fn tally(tally: &RiskTally) -> Value {
    json!({
        "risk_points": tally.points,
        "by_level": {"high": tally.high, "medium": tally.medium, "low": tally.low, "unknown": tally.unknown},
        "index": tally.index.map(|index| index.to_string()),
        "high_covered": {
            "measures": tally.covered.measures,
            "resp_person": tally.covered.resp_person,
            "lead_person": tally.covered.lead_person,
            "all": tally.covered.whole,
        },
        "exposed_points": tally.exposed,
    })
}

fn gap(gap: &Gap) -> Value {
    json!({"source": cell(&gap.place), "dept": gap.dept, "risk_point": gap.risk_point, "lacks": gap.lacks})
}

fn exposed(exposed: &Exposed) -> Value {
    json!({
        "source": cell(&exposed.place),
        "dept": exposed.dept,
        "risk_point": exposed.risk_point,
        "level": exposed.level,
        "problems": exposed.problems,
        "by": exposed.by.iter().map(exposing).collect::<Vec<_>>(),
    })
}

fn exposing(exposing: &Exposing) -> Value {
    let matched = match &exposing.bond {
        Bond::Field { name, problem, risk } => json!({"field": name, "problem_word": problem, "risk_word": risk, "words": null}),
        Bond::Words(words) => json!({"field": null, "problem_word": null, "risk_word": null, "words": words}),
    };
    json!({
        "source": cell(&exposing.place),
        "record": exposing.record,
        "problem": exposing.problem,
        "matched": matched,
    })
}

/// Describes a place down to its cell.
fn cell(at: &Place) -> Value {
    let mut value = place(at);
    value["cell"] = json!(at.cell.map(|cell| cell.to_string()));
    value
}
