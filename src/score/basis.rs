//! How counting was done, sentence by sentence: what was chosen and what was assumed, "口径说明".

use rust_decimal::Decimal;

use crate::model::number::{Rounding, plain};
use crate::model::period::chinese_date;
use crate::policy::{CompletionRule, CountBasis, DeductionRule, NotApplicable};
use crate::score::{Case, UnitCase, counts, deduction, indicator, leader, risk};

/// Returns the sentences, most important first.
pub(super) fn sentences(case: &Case<'_>, units: &[UnitCase<'_>]) -> Vec<String> {
    let policy = case.policy;
    let mut sentences = vec![
        format!("数据截至 {}，超期和剩余天数按自然日计算，到期当天算按期。", chinese_date(case.as_of)),
        match policy.count {
            CountBasis::Row => "计数口径：台账每一行计一条。".to_owned(),
            CountBasis::Problem => "计数口径：同一问题的多条措施合并计一个，全部措施完成才算完成，时限取最晚的一条。".to_owned(),
        },
        match policy.completion {
            CompletionRule::Strict => {
                "完成率口径：（已完成＋已销号）÷（全部－已取消、已移送），阶段性完成和持续整改不算完成。".to_owned()
            }
            CompletionRule::Acceptance => "完成率口径：已销号 ÷（全部－已取消、已移送），只认销号。".to_owned(),
            CompletionRule::Lenient => {
                "完成率口径：（已完成＋已销号＋阶段性完成＋待验收＋持续整改）÷（全部－已取消、已移送）。".to_owned()
            }
        },
        match policy.not_applicable {
            NotApplicable::Full => "没有可计算数据的指标记满分，并注明「不适用」。".to_owned(),
            NotApplicable::Redistribute => "没有可计算数据的指标，分值按比例分摊到同一维度的其他指标。".to_owned(),
            NotApplicable::Zero => "没有可计算数据的指标记零分。".to_owned(),
        },
        match policy.rounding {
            Rounding::HalfUp => format!("得分全程用十进制计算，最后一次四舍五入到 {} 位小数。", policy.places),
            Rounding::Truncate => format!("得分全程用十进制计算，最后一次舍去到 {} 位小数。", policy.places),
        },
        format!(
            "年度得分＝整改得分×{}＋年度其他得分×{}；没有其他得分的不计算。",
            plain(policy.annual_weight),
            plain(Decimal::ONE - policy.annual_weight)
        ),
        "通报、退回、迟报、加分和核查不实只计当年、截至日以前的；没有写日期的也计入。".to_owned(),
    ];
    // Right behind the sentence on the completion rate.
    if let Some(note) = policy.completion_note() {
        sentences.insert(3, note);
    }
    sentences.extend(revision(case));
    sentences.extend(overdue(case));
    sentences.extend(groups(case, units));
    sentences.extend(trials(case, units));
    sentences.extend(leader::sentence(case));
    sentences.extend(risk::sentences(case));
    sentences.extend(left_out(case, units));
    sentences
}

/// Says which revision of the policy was used, where revisions are kept.
fn revision(case: &Case<'_>) -> Option<String> {
    let stamp = &case.policy.stamp;
    let since = stamp.since?;
    let early = if since > case.as_of { "，报告日期在施行以前，是按它试算的" } else { "" };
    Some(format!("采用的办法：《{}》{}，自 {} 起施行{early}。", stamp.title, stamp.version, chinese_date(since)))
}

/// Says how groups are ranked where it is not each by itself, and which indicators are for groups that nobody is in.
fn groups(case: &Case<'_>, units: &[UnitCase<'_>]) -> Vec<String> {
    let mut sentences = Vec::new();
    if case.policy.groups.together {
        sentences.push("全部单位一起排名，不分组。".to_owned());
    }
    let strangers = units.iter().filter(|unit| !case.lists(&unit.name)).count();
    if strangers > 0 {
        sentences
            .push(format!("有 {strangers} 个单位不在名录里，只在它们之间排名，不占名录里单位的名次；若是名称写错，请改正。"));
    }
    let known = |group: &str| units.iter().any(|unit| unit.group.as_deref() == Some(group));
    for rule in &case.policy.indicators {
        let missing: Vec<&str> = rule.groups.iter().map(String::as_str).filter(|group| !known(group)).collect();
        if !missing.is_empty() {
            let title = rule.title.as_deref().unwrap_or(&rule.id);
            sentences.push(format!("「{title}」只考核{}，没有单位在这个分组。", missing.join("、")));
        }
    }
    sentences
}

/// Says what deductions on trial would have taken.
fn trials(case: &Case<'_>, units: &[UnitCase<'_>]) -> Vec<String> {
    let tried = case.policy.deductions.iter().filter(|rule| rule.trial && rule.runs(case.as_of));
    let sentence = |rule: &DeductionRule| {
        // What comes off an indicator takes nothing from units that the indicator is not for.
        let of = rule.from.as_ref().and_then(|from| case.policy.indicators.iter().find(|indicator| indicator.id == *from));
        let taken: Vec<Decimal> = units
            .iter()
            .filter(|unit| of.is_none_or(|of| indicator::is_for(of, unit)))
            .map(|unit| deduction::taken(case, unit, rule).iter().map(|deduction| deduction.points).sum::<Decimal>())
            .filter(|points| !points.is_zero())
            .collect();
        let title = rule.title.as_deref().unwrap_or(&rule.id);
        let points = plain(taken.iter().sum());
        format!("减分项「{title}」在试行，没有计分；按它会扣 {} 个单位，共 {points} 分。", taken.len())
    };
    tried.map(sentence).collect()
}

fn overdue(case: &Case<'_>) -> Option<String> {
    let rule = case.policy.deductions.iter().find(|rule| rule.id == "overdue" && rule.in_force(case.as_of))?;
    let cap = rule.cap.map(|cap| format!("，最多扣 {} 分", plain(cap))).unwrap_or_default();
    Some(format!(
        "超期未完成每条扣 {} 分{cap}：超期 {days} 天内为预扣分，期内完成即恢复；超过 {days} 天转为正式扣分。",
        plain(rule.points),
        days = rule.final_after_days
    ))
}

/// Names what was entered for units that have no ledger, and records that belong to no unit.
fn left_out(case: &Case<'_>, units: &[UnitCase<'_>]) -> Vec<String> {
    let mut sentences = Vec::new();
    let without_unit = case.ledger.rectifications.iter().filter(|record| record.unit.is_none()).count();
    if without_unit > 0 {
        sentences.push(format!("有 {without_unit} 条记录没有写明单位，未计入任何单位。"));
    }
    let silent: Vec<&str> = case
        .directory
        .units
        .iter()
        .filter(|unit| !units.iter().any(|known| known.name == unit.name))
        .map(|unit| unit.name.as_str())
        .collect();
    if !silent.is_empty() {
        sentences.push(format!("名录里有 {} 个单位没有台账，未排名：{}。", silent.len(), silent.join("、")));
    }
    let events = case.inputs.events.iter().filter(|event| counts(event, case.as_of));
    let entered = events
        .map(|event| &event.unit)
        .chain(case.inputs.manual.iter().map(|row| &row.unit))
        .chain(case.inputs.ballots.iter().map(|row| &row.unit))
        .chain(case.inputs.other_scores.iter().map(|row| &row.unit));
    let strangers: std::collections::BTreeSet<_> =
        entered.filter(|unit| !units.iter().any(|known| known.name == **unit)).collect();
    if !strangers.is_empty() {
        let names: Vec<_> = strangers.iter().map(|unit| unit.as_str()).collect();
        sentences
            .push(format!("测评、评分和事件表中 {} 没有台账，有关数据没有用上；若是单位名称写错，请改正。", names.join("、")));
    }
    sentences
}
