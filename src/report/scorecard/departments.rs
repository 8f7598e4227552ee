//! Sheet `职能部门`: how each functional department answered its recommendation letters.

use crate::error::Error;
use crate::model::answerable::DepartmentAssessment;
use crate::model::number;
use crate::model::place::Place;
use crate::office::style::{Fill, Style};
use crate::office::xlsx::{Book, Sheet};
use crate::report::Case;
use crate::report::page::{Column, column, header, masthead, position, widths};
use crate::report::scorecard::{NOTHING, shown};

const COLUMNS: [Column; 10] = [
    column("职能部门", 26.0),
    column("建议书", 9.0),
    column("到期", 8.0),
    column("按期答复", 10.0),
    column("逾期答复", 10.0),
    column("未答复", 9.0),
    column("按期答复率", 12.0),
    column("满分", 8.0),
    column("得分", 9.0),
    column("说明", 52.0),
];

/// Says whether there is anything to show: a department received a letter.
pub(super) fn has_any(case: &Case<'_>) -> bool {
    case.assessment.departments.iter().any(|department| department.letters > 0)
}

/// Adds the sheet, where there is anything to show.
pub(super) fn write(book: &mut Book, case: &Case<'_>) -> Result<(), Error> {
    let departments = &case.assessment.departments;
    if !has_any(case) {
        return Ok(());
    }
    let mut sheet = book.sheet("职能部门", &widths(&COLUMNS))?;
    masthead(&mut sheet, case, "职能部门办理巡察建议情况")?;
    header(&mut sheet, &COLUMNS, Style::HEAD, 1)?;
    sheet.least_height(22.0);
    for department in departments {
        row(&mut sheet, case, department)?;
    }
    sheet.least_height(0.0);
    sheet.across(
        Style::NOTE,
        "按期答复率＝在要求反馈日期以前（含当天）答复的÷要求反馈日期已到的；得分＝满分×按期答复率，满分取办法里的巡察建议按期答复率。\
         没有到期建议书的部门不适用。",
    )?;
    sheet.end()
}

fn row(sheet: &mut Sheet<'_>, case: &Case<'_>, department: &DepartmentAssessment) -> Result<(), Error> {
    let body = Style::BODY;
    let middle = body.center();
    let alarm = |count: u64| if count > 0 { middle.fill(Fill::Red).count(count) } else { middle.count(count) };
    let rate = number::percent(department.in_time, department.due, case.policy.rounding);
    let points = |value: Option<_>| value.map_or_else(|| middle.text(NOTHING), |value| body.right().number(value));
    sheet.row(&[
        body.bold(true).text(&*department.department),
        middle.count(department.letters),
        middle.count(department.due),
        middle.count(department.in_time),
        alarm(department.late),
        alarm(department.unanswered),
        rate.map_or_else(|| middle.text(NOTHING), |rate| middle.percent(rate)),
        points(department.full),
        points(department.points.map(|points| shown(case, points))),
        body.points(9).text(remarks(department)),
    ])?;
    Ok(())
}

fn remarks(department: &DepartmentAssessment) -> String {
    let mut remarks = Vec::new();
    if department.due == 0 {
        remarks.push("不适用：没有到期的建议书".to_owned());
    }
    if department.undated > 0 {
        remarks.push(format!("{} 份没有写要求反馈日期，不计入到期", department.undated));
    }
    let at = |place: &Place| format!("{} {}", place.file, position(place));
    if !department.places.is_empty() {
        let places: Vec<String> = department.places.iter().map(at).collect();
        remarks.push(format!("逾期和未答复的见 {}", places.join("、")));
    }
    remarks.join("；")
}
