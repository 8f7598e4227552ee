//! Leaders, groups and departments of `score --format json`. Keys are only ever added.

use serde_json::{Value, json};

use crate::cli::data::{deduction, indicators, place};
use crate::model::answerable::{DepartmentAssessment, GroupAssessment, LeaderAssessment, Scored};
use crate::model::assessment::Ratio;
use crate::model::number::{percent, plain};
use crate::policy::Policy;

/// Describes a leader's own records.
pub(super) fn leader(leader: &LeaderAssessment, policy: &Policy) -> Value {
    json!({
        "leader": leader.name,
        "units": leader.units,
        "post": leader.post,
        "left": leader.left.map(|day| day.to_string()),
        "records": leader.records,
        "finished": leader.finished,
        "overdue": leader.overdue,
        "most_days_late": leader.most_days_late,
        "on_time": ratio(leader.on_time, policy),
        "evidence": ratio(leader.evidence, policy),
        "inherited": {"records": leader.inherited.records, "open": leader.inherited.open},
        "score": leader.score.map(|score| score.to_string()),
        "indicators": indicators(&leader.indicators, policy),
        "deductions": leader.deductions.iter().map(deduction).collect::<Vec<_>>(),
        "places": leader.places.iter().map(place).collect::<Vec<_>>(),
    })
}

/// Describes a group.
pub(super) fn group(group: &GroupAssessment, policy: &Policy) -> Value {
    let scored = |scored: &Scored| json!({"unit": scored.unit, "score": scored.score.to_string()});
    let grades: Vec<_> = group.grades.iter().map(|(grade, count)| json!({"grade": grade, "units": count})).collect();
    json!({
        "group": group.group,
        "listed": group.listed,
        "units": group.units,
        "problems": group.problems,
        "completion": ratio(group.completion, policy),
        "overdue": group.overdue,
        "mean": group.mean.to_string(),
        "median": group.median.to_string(),
        "best": scored(&group.best),
        "worst": scored(&group.worst),
        "grades": grades,
    })
}

/// Describes how a functional department answered its letters.
pub(super) fn department(department: &DepartmentAssessment, policy: &Policy) -> Value {
    json!({
        "department": department.department,
        "letters": department.letters,
        "due": department.due,
        "in_time": department.in_time,
        "late": department.late,
        "unanswered": department.unanswered,
        "undated": department.undated,
        "rate": ratio(Ratio { numerator: department.in_time, denominator: department.due }, policy),
        "applicable": department.due > 0,
        "points": department.points.map(|points| policy.round(points).to_string()),
        "full": department.full.map(plain),
        "records": department.places.iter().map(place).collect::<Vec<_>>(),
    })
}

fn ratio(ratio: Ratio, policy: &Policy) -> Value {
    json!({
        "numerator": ratio.numerator,
        "denominator": ratio.denominator,
        "percent": percent(ratio.numerator, ratio.denominator, policy.rounding).map(|percent| percent.to_string()),
    })
}
