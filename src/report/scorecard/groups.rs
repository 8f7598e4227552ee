//! Sheet `分组`: the units of each group taken together.

use crate::error::Error;
use crate::model::answerable::GroupAssessment;
use crate::model::number;
use crate::office::style::{Cell, Style};
use crate::office::xlsx::{Book, Sheet};
use crate::report::Case;
use crate::report::page::{Column, column, header, masthead, widths};
use crate::report::scorecard::{NOTHING, grade_fill};

const COLUMNS: [Column; 12] = [
    column("分组", 16.0),
    column("单位数", 8.0),
    column("问题数", 8.0),
    column("完成率", 10.0),
    column("完成/应改", 11.0),
    column("超期", 7.0),
    column("平均分", 9.0),
    column("中位分", 9.0),
    column("最高分", 9.0),
    column("最高分单位", 22.0),
    column("最低分", 9.0),
    column("最低分单位", 22.0),
];

/// Adds the sheet; after the fixed columns stands one for each of the policy's grades.
pub(super) fn write(book: &mut Book, case: &Case<'_>) -> Result<(), Error> {
    let mut columns = COLUMNS.to_vec();
    let grades = case.policy.grades.iter();
    columns.extend(grades.map(|band| Column { title: format!("「{}」", band.title).into(), width: 8.0 }));
    let mut sheet = book.sheet("分组", &widths(&columns))?;
    masthead(&mut sheet, case, "巡察整改分组情况")?;
    header(&mut sheet, &columns, Style::HEAD, 1)?;
    sheet.least_height(24.0);
    for group in &case.assessment.groups {
        row(&mut sheet, case, group)?;
    }
    sheet.least_height(0.0);
    sheet.across(
        Style::NOTE,
        "完成率＝全组已完成、已销号的条数÷全组应改条数；平均分、中位分按各单位公布的得分计算，单位数为偶数的，中位分取中间两个的平均。\
         同分的，最高、最低列名录中在前的一个；等次各栏是单位个数。",
    )?;
    sheet.end()
}

fn row(sheet: &mut Sheet<'_>, case: &Case<'_>, group: &GroupAssessment) -> Result<(), Error> {
    let body = Style::BODY;
    let middle = body.center();
    let name = group.group.as_deref().unwrap_or(if group.listed { "未分组" } else { "不在名录" });
    let ratio = group.completion;
    let rate = number::percent(ratio.numerator, ratio.denominator, case.policy.rounding);
    let mut cells: Vec<Cell<'_>> = vec![
        body.bold(true).text(name),
        middle.count(group.units),
        middle.count(group.problems),
        rate.map_or_else(|| middle.text(NOTHING), |rate| middle.percent(rate)),
        middle.text(format!("{}/{}", ratio.numerator, ratio.denominator)),
        middle.count(group.overdue),
        body.bold(true).right().number(group.mean),
        body.right().number(group.median),
        body.right().number(group.best.score),
        body.text(&*group.best.unit),
        body.right().number(group.worst.score),
        body.text(&*group.worst.unit),
    ];
    for (grade, count) in &group.grades {
        let style = if *count > 0 { middle.fill(grade_fill(case, grade)) } else { middle };
        cells.push(style.count(*count));
    }
    sheet.row(&cells)?;
    Ok(())
}
