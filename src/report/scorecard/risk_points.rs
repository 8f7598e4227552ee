//! Sheet `风险点清单`: high risk points that lack something, and those that problems of this round have laid bare.

use crate::error::Error;
use crate::model::ledger::RiskLevel;
use crate::model::place::Place;
use crate::office::style::{Cell, Fill, Style};
use crate::office::xlsx::Book;
use crate::report::Case;
use crate::report::page::{Column, column, header, masthead, position, widths};
use crate::report::scorecard::NOTHING;

const COLUMNS: [Column; 8] = [
    column("单位", 18.0),
    column("部门", 14.0),
    column("情形", 12.0),
    column("风险点", 26.0),
    column("等级", 7.0),
    column("风险点位置", 28.0),
    column("说明", 46.0),
    column("问题位置", 28.0),
];

/// How many rows the list has at most; what goes beyond is counted.
const MOST_LISTED: usize = 20_000;

/// A row of the list: a high risk point that lacks something, or one and a problem that laid it bare.
struct Line<'a> {
    unit: &'a str,
    dept: &'a str,
    exposed: bool,
    risk_point: &'a str,
    level: Option<RiskLevel>,
    at: &'a Place,
    told: String,
    problem_at: Option<&'a Place>,
}

/// Says whether there is anything to list.
pub(super) fn has_any(case: &Case<'_>) -> bool {
    !lines(case).is_empty()
}

/// Adds the sheet, where there is something to list.
pub(super) fn write(book: &mut Book, case: &Case<'_>) -> Result<(), Error> {
    let lines = lines(case);
    if lines.is_empty() {
        return Ok(());
    }
    let mut sheet = book.sheet("风险点清单", &widths(&COLUMNS))?;
    masthead(&mut sheet, case, "廉政风险点清单")?;
    let head = header(&mut sheet, &COLUMNS, Style::HEAD, 1)?;
    for line in lines.iter().take(MOST_LISTED) {
        sheet.row(&cells(line))?;
    }
    sheet.filter(head)?;
    if lines.len() > MOST_LISTED {
        sheet.across(Style::NOTE, &format!("其余 {} 行从略", lines.len() - MOST_LISTED))?;
    }
    sheet.across(
        Style::NOTE,
        "问题和风险点写到同一权力领域，或者有同样的四个字以上而其他风险点少有的，列为“已暴露”，供核对；是否确由这一风险引起，由人判断。",
    )?;
    sheet.end()
}

/// Returns the lines, what is lacking before what is laid bare, register by register.
fn lines<'a>(case: &'a Case<'_>) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    for register in &case.assessment.risks {
        let unit = register.unit.as_deref().unwrap_or("未写单位");
        lines.extend(register.gaps.iter().map(|gap| Line {
            unit,
            dept: gap.dept.as_deref().unwrap_or(NOTHING),
            exposed: false,
            risk_point: &gap.risk_point,
            level: Some(RiskLevel::High),
            at: &gap.place,
            told: gap.lacks.join("；"),
            problem_at: None,
        }));
        for exposed in &register.exposed {
            lines.extend(exposed.by.iter().map(|by| Line {
                unit,
                dept: exposed.dept.as_deref().unwrap_or(NOTHING),
                exposed: true,
                risk_point: &exposed.risk_point,
                level: exposed.level,
                at: &exposed.place,
                told: format!("{}。{}", by.problem, by.bond.told()),
                problem_at: Some(&by.place),
            }));
            let untold = exposed.problems.saturating_sub(exposed.by.len() as u64);
            if let (true, Some(last)) = (untold > 0, lines.last_mut()) {
                last.told.push_str(&format!("（这一风险点另有 {untold} 个问题没有列出）"));
            }
        }
    }
    lines
}

fn cells<'a>(line: &'a Line<'_>) -> [Cell<'a>; 8] {
    let (case, fill) = if line.exposed { ("已暴露", Fill::Red) } else { ("有缺项", Fill::Yellow) };
    [
        Style::BODY.text(line.unit),
        Style::BODY.text(line.dept),
        Style::BODY.center().fill(fill).text(case),
        Style::BODY.text(line.risk_point),
        Style::BODY.center().text(line.level.map_or(NOTHING, RiskLevel::label)),
        Style::BODY.text(at(line.at)),
        Style::BODY.text(&*line.told),
        line.problem_at.map_or_else(|| Style::BODY.text(NOTHING), |place| Style::BODY.text(at(place))),
    ]
}

/// Returns file, sheet and cell in short.
fn at(place: &Place) -> String {
    let file = place.file.rsplit('/').next().unwrap_or_default();
    match &place.sheet {
        Some(sheet) => format!("{file}，{sheet}!{}", position(place)),
        None => format!("{file}，{}", position(place)),
    }
}
