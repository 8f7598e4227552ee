//! Sheet `责任领导`: each responsible leader's own records, unit by unit. Not a ranking.

use crate::error::Error;
use crate::model::answerable::LeaderAssessment;
use crate::model::assessment::Ratio;
use crate::model::number;
use crate::model::period::chinese_date;
use crate::office::style::{Cell, Fill, Frame, Style};
use crate::office::xlsx::{Book, Sheet};
use crate::report::Case;
use crate::report::page::{Column, column, header, masthead, widths};
use crate::report::scorecard::NOTHING;

const COLUMNS: [Column; 14] = [
    column("单位", 24.0),
    column("责任领导", 10.0),
    column("职务", 18.0),
    column("记录", 7.0),
    column("已完成", 8.0),
    column("完成率", 9.5),
    column("按期/到期", 10.0),
    column("有佐证/完成", 12.0),
    column("超期", 7.0),
    column("最长逾期天数", 13.0),
    column("扣分", 7.0),
    column("得分（参考）", 13.0),
    column("接任事项", 10.0),
    column("说明", 32.0),
];

/// Adds the sheet.
pub(super) fn write(book: &mut Book, case: &Case<'_>) -> Result<(), Error> {
    let leaders = &case.assessment.leaders;
    let mut sheet = book.sheet_of("责任领导", &widths(&COLUMNS), leaders.len())?;
    masthead(&mut sheet, case, "责任领导牵头整改情况")?;
    let head = header(&mut sheet, &COLUMNS, Style::HEAD, 2)?;
    let mut before: Option<&LeaderAssessment> = None;
    for leader in leaders {
        let begins = before.is_some_and(|before| before.units != leader.units);
        row(&mut sheet, case, leader, begins)?;
        before = Some(leader);
    }
    if leaders.is_empty() {
        sheet.across(Style::BODY, "台账里没有写责任领导。")?;
    } else {
        sheet.filter(head)?;
    }
    sheet.across(
        Style::NOTE,
        "得分只供干部考核参考，不排名、不公布：各人牵头的记录多少不同。得分＝本人记录算出的各项指标得分之和÷这些指标满分之和×总分，\
         再减去本人记录的扣分；整个单位的测评、人工评分、答复、通报不计入个人，没有数据的指标不计。一条记录写了几位领导的，各计一条。",
    )?;
    sheet.across(
        Style::NOTE,
        "接任事项是时限在其任职以前的记录（按名录“人员”表的任职时间）：计入记录和完成，不计按期、超期和扣分。两个单位有同名的，按两个人计；\
         名录里一行写了几个单位的，按一个人计。",
    )?;
    sheet.end()
}

fn row(sheet: &mut Sheet<'_>, case: &Case<'_>, leader: &LeaderAssessment, begins: bool) -> Result<(), Error> {
    let body = Style::BODY.frame(if begins { Frame::Begins } else { Frame::Thin });
    let middle = body.center();
    let parts = |ratio: Ratio| match ratio.denominator {
        0 => middle.text(NOTHING),
        denominator => middle.text(format!("{}/{denominator}", ratio.numerator)),
    };
    let alarm = |count: u64| if count > 0 { middle.fill(Fill::Red).count(count) } else { middle.count(count) };
    let rate = number::percent(leader.finished, leader.records, case.policy.rounding);
    let lost = leader.deductions.iter().map(|deduction| deduction.points).sum();
    let units: Vec<&str> = leader.units.iter().map(|unit| unit.as_str()).collect();
    let cells: [Cell<'_>; 14] = [
        body.text(units.join("、")),
        middle.bold(true).text(&*leader.name),
        body.text_or_blank(leader.post.as_deref()),
        middle.count(leader.records),
        middle.count(leader.finished),
        rate.map_or_else(|| middle.text(NOTHING), |rate| middle.percent(rate)),
        parts(leader.on_time),
        parts(leader.evidence),
        alarm(leader.overdue),
        leader.most_days_late.map_or_else(|| middle.blank(), |days| middle.count(days)),
        body.right().number(case.policy.round(lost)),
        leader.score.map_or_else(|| middle.text(NOTHING), |score| body.right().number(score)),
        if leader.inherited.records > 0 { middle.count(leader.inherited.records) } else { middle.blank() },
        body.points(9).text(remarks(leader)),
    ];
    sheet.row(&cells)?;
    Ok(())
}

/// Returns what a reader of the row has to know.
fn remarks(leader: &LeaderAssessment) -> String {
    let mut remarks = Vec::new();
    if let Some(left) = leader.left {
        remarks.push(format!("已于 {} 离任", chinese_date(left)));
    }
    if leader.inherited.open > 0 {
        remarks.push(format!("接任事项中 {} 条还没有完成", leader.inherited.open));
    }
    for deduction in leader.deductions.iter().filter(|deduction| !deduction.points.is_zero()) {
        let capped = if deduction.capped { "，已到上限" } else { "" };
        remarks.push(format!("{}（{}）{} 次{capped}", deduction.title, deduction.state.label(), deduction.occurrences.len()));
    }
    if leader.score.is_none() {
        remarks.push("没有可计算的指标".to_owned());
    }
    remarks.join("；")
}
