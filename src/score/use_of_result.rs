//! What a score is used for: rank in the group, honours (评优), preferred staff and budget (资源倾斜).
//!
//! Source: `scoring.md` §4.

use rust_decimal::Decimal;

use crate::model::assessment::{UnitAssessment, Verdict};
use crate::model::number::{percent, plain};
use crate::policy::Policy;
use crate::score::Case;

/// Ranks each group, or all units together where the policy says so, by score downward; equal scores share the better
/// rank and the next rank is skipped.
pub(super) fn rank(policy: &Policy, units: &mut [UnitAssessment]) {
    let together = policy.groups.together;
    let scores: Vec<_> = units.iter().map(|unit| (unit.group.clone(), unit.score)).collect();
    for unit in units {
        let better = scores.iter().filter(|(group, score)| (together || *group == unit.group) && *score > unit.score).count();
        unit.rank = better as u32 + 1;
    }
}

/// Decides on honours and resources, with the rule that decided.
pub(super) fn judge(case: &Case<'_>, units: &mut [UnitAssessment]) {
    let groups: Vec<_> = units.iter().map(|unit| unit.group.clone()).collect();
    for unit in units {
        let together = case.policy.groups.together;
        let members = groups.iter().filter(|group| together || **group == unit.group).count();
        unit.honours = honours(case, unit);
        unit.resources = resources(case, unit, members);
    }
}

fn honours(case: &Case<'_>, unit: &UnitAssessment) -> Verdict {
    let rule = &case.policy.honours;
    if !unit.listed {
        return unlisted();
    }
    let mut reasons: Vec<String> = unit.vetoes.iter().map(|veto| format!("一票否决：{}", veto.title)).collect();
    if rule.barred_grades.iter().any(|grade| *grade == *unit.grade) {
        reasons.push(format!("等次为「{}」", unit.grade));
    }
    let completion = unit.tally.completion;
    let reached = Decimal::from(completion.numerator) * Decimal::ONE_HUNDRED;
    if completion.denominator > 0 && reached < rule.min_completion_percent * Decimal::from(completion.denominator) {
        let shown = percent(completion.numerator, completion.denominator, case.policy.rounding).unwrap_or_default();
        reasons.push(format!("完成率 {shown}%，低于 {}%", plain(rule.min_completion_percent)));
    }
    Verdict { eligible: reasons.is_empty(), reasons }
}

/// A unit that is not in the directory is probably a misspelt one; nothing is decided about it.
fn unlisted() -> Verdict {
    Verdict { eligible: false, reasons: vec!["名录里没有这个单位，请先核对名称".to_owned()] }
}

fn resources(case: &Case<'_>, unit: &UnitAssessment, members: usize) -> Verdict {
    let rule = &case.policy.resources;
    if !unit.listed {
        return unlisted();
    }
    let best = (Decimal::from(members) * rule.top_percent / Decimal::ONE_HUNDRED).ceil();
    let checks = [
        (*unit.grade == *rule.grade, format!("等次为「{}」（须为「{}」）", unit.grade, rule.grade)),
        (unit.vetoes.is_empty(), "有一票否决".to_owned()),
        (unit.tally.overdue == 0, format!("有 {} 条超期", unit.tally.overdue)),
        (
            Decimal::from(unit.rank) <= best,
            format!("{}第 {} 名（须为前 {} 名）", case.policy.groups.among(), unit.rank, plain(best)),
        ),
    ];
    let reasons: Vec<String> = checks.into_iter().filter(|(passed, _)| !passed).map(|(_, reason)| reason).collect();
    Verdict { eligible: reasons.is_empty(), reasons }
}
