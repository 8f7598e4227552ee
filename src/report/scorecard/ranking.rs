//! Sheet `排名`: one row a unit, group by group, in the order of rank.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::error::Error;
use crate::model::about::Severity;
use crate::model::assessment::{Assessment, UnitAssessment, Verdict};
use crate::model::ledger::Status;
use crate::model::number;
use crate::model::text::Text;
use crate::office::style::{Cell, Fill, Frame, Style};
use crate::office::xlsx::{Book, Sheet};
use crate::report::Case;
use crate::report::page::{Column, column, header, masthead, widths};
use crate::report::scorecard::{NOTHING, grade_fill};

const SCORE_COLUMN: u16 = 12;

const DUE_SOON_COLUMN: usize = 11;

const COLUMNS: [Column; 21] = [
    column("名次", 5.5),
    column("名次区间", 8.0),
    column("不可区分", 10.0),
    column("单位", 20.0),
    column("分组", 11.0),
    column("问题数", 7.5),
    column("已完成", 7.5),
    column("已销号", 7.5),
    column("完成率", 9.5),
    column("完成/应改", 10.0),
    column("超期", 5.5),
    column("10日内到期", 11.0),
    column("得分", 10.0),
    column("剔除预扣分", 11.0),
    column("等次", 7.0),
    column("年度得分", 9.0),
    column("评优资格", 9.0),
    column("优先保障", 9.0),
    column("核验错误", 9.0),
    column("核验疑点", 9.0),
    column("说明", 34.0),
];

/// A unit's errors and warnings.
type Found<'a> = HashMap<&'a Text, [u64; 2]>;

/// Adds the sheet.
pub(super) fn write(book: &mut Book, case: &Case<'_>) -> Result<(), Error> {
    let mut columns = COLUMNS.to_vec();
    columns[DUE_SOON_COLUMN].title = format!("{}日内到期", case.policy.ladder.warning_days).into();
    let found = found(case);
    let mut sheet = book.sheet("排名", &widths(&columns))?;
    masthead(&mut sheet, case, "巡察整改成效评分表")?;
    let head = header(&mut sheet, &columns, Style::HEAD, 2)?;
    sheet.least_height(24.0);
    let mut group = None;
    for unit in case.assessment.ranking() {
        let together = case.assessment.grouping.together;
        let begins = group.replace(&unit.group).is_some_and(|before| *before != unit.group && !together);
        unit_row(&mut sheet, case, unit, found.get(&unit.unit).copied().unwrap_or_default(), begins)?;
    }
    if sheet.next_row() > head + 1 {
        sheet.bars(SCORE_COLUMN, head + 1, sheet.next_row() - 1, case.policy.base)?;
    }
    sheet.filter(head)?;
    sheet.least_height(0.0);
    for line in notes(case) {
        sheet.across(Style::NOTE, &line)?;
    }
    sheet.end()
}

fn unit_row(
    sheet: &mut Sheet<'_>,
    case: &Case<'_>,
    unit: &UnitAssessment,
    [errors, warnings]: [u64; 2],
    begins: bool,
) -> Result<(), Error> {
    let frame = if begins { Frame::Begins } else { Frame::Thin };
    let body = Style::BODY.frame(frame).bold(unit.rank == 1);
    let middle = body.center();
    let tally = &unit.tally;
    let by = |status| middle.count(tally.by_status.get(&status).copied().unwrap_or(0));
    let ratio = tally.completion;
    let rate = number::percent(ratio.numerator, ratio.denominator, case.policy.rounding);
    let alarm = |count: u64, fill| if count > 0 { middle.fill(fill).count(count) } else { middle.count(count) };
    sheet.row(&[
        middle.count(unit.rank),
        middle.text(range(unit)),
        middle.text(alike(unit, case.assessment)),
        body.text(&*unit.unit),
        middle.text_or_blank(unit.group.as_deref().or((!unit.listed).then_some("不在名录"))),
        middle.count(tally.problems),
        by(Status::Done),
        by(Status::Closed),
        rate.map_or_else(|| middle.text(NOTHING), |rate| middle.percent(rate)),
        middle.text(format!("{}/{}", ratio.numerator, ratio.denominator)),
        alarm(tally.overdue, Fill::Red),
        alarm(tally.due_soon, Fill::Yellow),
        body.bold(true).right().number(unit.score),
        body.right().number(unit.score_without_provisional),
        middle.fill(grade_fill(case, &unit.grade)).text(&*unit.grade),
        unit.annual.map_or_else(|| middle.text(NOTHING), |annual| body.right().number(annual)),
        verdict(middle, &unit.honours, ["具备", "不具备"]),
        verdict(middle, &unit.resources, ["是", "否"]),
        alarm(errors, Fill::Red),
        alarm(warnings, Fill::Yellow),
        body.points(9).text(remarks(unit)),
    ])?;
    Ok(())
}

fn verdict(style: Style, verdict: &Verdict, words: [&'static str; 2]) -> Cell<'static> {
    style.text(words[usize::from(!verdict.eligible)])
}

/// Returns `2–5`, or the one rank nothing moves.
fn range(unit: &UnitAssessment) -> String {
    match unit.range() {
        Some((low, high)) => format!("{low}–{high}"),
        None if unit.rank_low.is_some() => unit.rank.to_string(),
        None => NOTHING.to_owned(),
    }
}

/// Returns the ranks the unit cannot be told from: `第 2、3 名`.
fn alike(unit: &UnitAssessment, assessment: &Assessment) -> String {
    if unit.alike.is_empty() {
        return if unit.rank_low.is_some() { "无" } else { NOTHING }.to_owned();
    }
    let others = assessment.units.iter().filter(|other| unit.alike.contains(&other.unit));
    let ranks: BTreeSet<u32> = others.map(|other| other.rank).collect();
    let ranks: Vec<String> = ranks.iter().map(u32::to_string).collect();
    format!("第 {} 名", ranks.join("、"))
}

fn found<'a>(case: &Case<'a>) -> Found<'a> {
    let mut found = Found::new();
    for finding in &case.checked.findings {
        let Some(unit) = &finding.unit else { continue };
        let counts = found.entry(unit).or_default();
        match finding.severity {
            Severity::Error => counts[0] += 1,
            Severity::Warning => counts[1] += 1,
            Severity::Info => {}
        }
    }
    found
}

/// Returns what a reader of the row has to know: vetoes, why not to be honoured, what there was nothing to measure of.
fn remarks(unit: &UnitAssessment) -> String {
    let mut remarks: Vec<String> = unit.vetoes.iter().map(|veto| format!("一票否决：{}，{}", veto.title, veto.effect)).collect();
    // A veto also bars honours; it is not said twice.
    remarks.extend(unit.honours.reasons.iter().filter(|reason| !reason.starts_with("一票否决")).cloned());
    if unit.resources.eligible && !unit.resources.grounds.is_empty() {
        remarks.push(format!("优先保障：{}", unit.resources.grounds.join("，")));
    }
    let idle: Vec<&str> = unit.indicators.iter().filter(|value| !value.applicable).map(|value| value.title.as_str()).collect();
    if !idle.is_empty() {
        remarks.push(format!("没有数据、按办法计分的指标：{}", idle.join("、")));
    }
    remarks.join("；")
}

fn notes(case: &Case<'_>) -> Vec<String> {
    let policy = case.policy;
    let void: Vec<&str> = policy.void.iter().map(|status| status.label()).collect();
    let base = if void.is_empty() { "问题数".to_owned() } else { format!("问题数减去{}", void.join("、")) };
    let mut notes = vec![format!(
        "口径：按《{}》（版本 {}）评分；完成率＝（已完成＋已销号）÷应改数，应改数为{base}；名次在{among}按得分从高到低排列，\
         同分并列、后续名次顺延；名次区间是各指标满分略有增减时名次的 90% 区间，「不可区分」列出与本单位互相落在对方区间里的名次，\
         先后不宜当作差距；得分含预扣分；「{NOTHING}」表示没有可计算的数据。逐项依据见「得分明细」，完整口径见「口径说明」。",
        policy.stamp.title,
        policy.stamp.version,
        among = if policy.groups.together { "全部单位中" } else { "分组内" },
    )];
    let known: HashSet<&Text> = case.assessment.units.iter().map(|unit| &unit.unit).collect();
    let loose =
        case.checked.findings.iter().filter(|finding| finding.unit.as_ref().is_none_or(|unit| !known.contains(unit))).count();
    if loose > 0 {
        notes.push(format!("另有 {loose} 条核验问题未能对应到表中单位，见「核验问题」。"));
    }
    notes
}
