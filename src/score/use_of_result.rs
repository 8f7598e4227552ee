//! What a score is used for: rank in the group, honours (评优), preferred staff and budget (资源倾斜).
//!
//! Source: `scoring.md` §4.

use rust_decimal::Decimal;

use crate::model::assessment::Verdict;
use crate::model::number::{percent, plain};
use crate::score::{Case, Draft};

/// Ranks each group by score downward; equal scores share the better rank and the next rank is skipped.
pub(super) fn rank(drafts: &mut [Draft]) {
    let scores: Vec<_> = drafts.iter().map(|draft| (draft.unit.group.clone(), draft.unit.score)).collect();
    for draft in drafts {
        let better = scores.iter().filter(|(group, score)| *group == draft.unit.group && *score > draft.unit.score).count();
        draft.unit.rank = better as u32 + 1;
    }
}

/// Decides on honours and resources, with the rule that decided.
pub(super) fn judge(case: &Case<'_>, drafts: &mut [Draft]) {
    let groups: Vec<_> = drafts.iter().map(|draft| draft.unit.group.clone()).collect();
    for draft in drafts {
        let members = groups.iter().filter(|group| **group == draft.unit.group).count();
        draft.unit.honours = honours(case, draft);
        draft.unit.resources = resources(case, draft, members);
    }
}

fn honours(case: &Case<'_>, draft: &Draft) -> Verdict {
    let rule = &case.policy.honours;
    let unit = &draft.unit;
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

fn resources(case: &Case<'_>, draft: &Draft, members: usize) -> Verdict {
    let rule = &case.policy.resources;
    let unit = &draft.unit;
    let best = (Decimal::from(members) * rule.top_percent / Decimal::ONE_HUNDRED).ceil();
    let checks = [
        (*unit.grade == *rule.grade, format!("等次为「{}」（须为「{}」）", unit.grade, rule.grade)),
        (unit.vetoes.is_empty(), "有一票否决".to_owned()),
        (unit.tally.overdue == 0, format!("有 {} 条超期", unit.tally.overdue)),
        (Decimal::from(unit.rank) <= best, format!("组内第 {} 名（须为前 {} 名）", unit.rank, plain(best))),
    ];
    let reasons: Vec<String> = checks.into_iter().filter(|(passed, _)| !passed).map(|(_, reason)| reason).collect();
    Verdict { eligible: reasons.is_empty(), reasons }
}
