//! What a score is used for: rank in the group, honours (评优), preferred staff and budget (资源倾斜).
//!
//! Source: `scoring.md` §4.

use rust_decimal::Decimal;

use crate::model::assessment::{UnitAssessment, Verdict};
use crate::model::number::{percent, plain};
use crate::policy::Policy;
use crate::score::Case;

/// Ranks each group, or all units together where the policy says so, by score downward; equal scores share the better
/// rank and the next rank is skipped. Units the directory does not list are ranked apart.
pub(super) fn rank(policy: &Policy, units: &mut [UnitAssessment]) {
    let better = |unit: &UnitAssessment| rivals(policy, units, unit).filter(|other| other.score > unit.score).count();
    let ranks: Vec<u32> = units.iter().map(|unit| better(unit) as u32 + 1).collect();
    for (unit, rank) in units.iter_mut().zip(ranks) {
        unit.rank = rank;
    }
}

/// Returns the units a unit is ranked among, itself with them.
fn rivals<'u>(
    policy: &Policy,
    units: &'u [UnitAssessment],
    unit: &'u UnitAssessment,
) -> impl Iterator<Item = &'u UnitAssessment> {
    let grouping = &policy.groups;
    units.iter().filter(move |other| grouping.ranking_of(other) == grouping.ranking_of(unit))
}

/// Decides on honours and resources, with the rule that decided.
pub(super) fn judge(case: &Case<'_>, units: &mut [UnitAssessment]) {
    let members: Vec<usize> = units.iter().map(|unit| rivals(case.policy, units, unit).count()).collect();
    for (unit, members) in units.iter_mut().zip(members) {
        unit.honours = honours(case, unit);
        unit.resources = resources(case, unit, members);
    }
}

/// A rule: whether it is met, what is said when it is, what when it is not.
type Rule = (bool, String, String);

/// Decides by rules, all of which have to be met.
fn decide(rules: Vec<Rule>) -> Verdict {
    let eligible = rules.iter().all(|(met, ..)| *met);
    let grounds = if eligible { rules.iter().map(|(_, ground, _)| ground.clone()).collect() } else { Vec::new() };
    let reasons = rules.into_iter().filter(|(met, ..)| !met).map(|(.., reason)| reason).collect();
    Verdict { eligible, reasons, grounds }
}

fn honours(case: &Case<'_>, unit: &UnitAssessment) -> Verdict {
    let rule = &case.policy.honours;
    if !unit.listed {
        return unlisted();
    }
    let mut rules: Vec<Rule> =
        unit.vetoes.iter().map(|veto| (false, String::new(), format!("一票否决：{}", veto.title))).collect();
    if unit.vetoes.is_empty() {
        rules.push((true, "没有一票否决".to_owned(), String::new()));
    }
    let barred = rule.barred_grades.iter().any(|grade| *grade == *unit.grade);
    let bars = rule.barred_grades.iter().map(|grade| format!("「{grade}」")).collect::<Vec<_>>().join("");
    let bars = if bars.is_empty() { String::new() } else { format!("（{bars}不得评优）") };
    rules.push((!barred, format!("等次为「{}」{bars}", unit.grade), format!("等次为「{}」", unit.grade)));
    let completion = unit.tally.completion;
    if completion.denominator > 0 {
        let reached = Decimal::from(completion.numerator) * Decimal::ONE_HUNDRED;
        let enough = reached >= rule.min_completion_percent * Decimal::from(completion.denominator);
        let shown = percent(completion.numerator, completion.denominator, case.policy.rounding).unwrap_or_default();
        let least = plain(rule.min_completion_percent);
        rules.push((enough, format!("完成率 {shown}%，不低于 {least}%"), format!("完成率 {shown}%，低于 {least}%")));
    }
    decide(rules)
}

/// A unit that is not in the directory is probably a misspelt one; nothing is decided about it.
fn unlisted() -> Verdict {
    Verdict { reasons: vec!["名录里没有这个单位，请先核对名称".to_owned()], ..Verdict::default() }
}

fn resources(case: &Case<'_>, unit: &UnitAssessment, members: usize) -> Verdict {
    let rule = &case.policy.resources;
    if !unit.listed {
        return unlisted();
    }
    if rule.grade.is_empty() {
        return Verdict { reasons: vec!["办法没有规定".to_owned()], ..Verdict::default() };
    }
    let best = (Decimal::from(members) * rule.top_percent / Decimal::ONE_HUNDRED).ceil();
    let among = case.policy.groups.among(unit);
    let grade = format!("等次为「{}」（须为「{}」）", unit.grade, rule.grade);
    let place = format!("{among}第 {} 名（须为前 {} 名）", unit.rank, plain(best));
    decide(vec![
        (*unit.grade == *rule.grade, format!("等次为「{}」", unit.grade), grade),
        (unit.vetoes.is_empty(), "没有一票否决".to_owned(), "有一票否决".to_owned()),
        (unit.tally.overdue == 0, "没有超期".to_owned(), format!("有 {} 条超期", unit.tally.overdue)),
        (Decimal::from(unit.rank) <= best, format!("{among}第 {} 名（前 {} 名）", unit.rank, plain(best)), place),
    ])
}
