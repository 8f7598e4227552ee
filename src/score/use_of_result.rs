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
    let among = case.policy.groups.among();
    let grade = format!("等次为「{}」（须为「{}」）", unit.grade, rule.grade);
    let place = format!("{among}第 {} 名（须为前 {} 名）", unit.rank, plain(best));
    decide(vec![
        (*unit.grade == *rule.grade, format!("等次为「{}」", unit.grade), grade),
        (unit.vetoes.is_empty(), "没有一票否决".to_owned(), "有一票否决".to_owned()),
        (unit.tally.overdue == 0, "没有超期".to_owned(), format!("有 {} 条超期", unit.tally.overdue)),
        (Decimal::from(unit.rank) <= best, format!("{among}第 {} 名（前 {} 名）", unit.rank, plain(best)), place),
    ])
}
