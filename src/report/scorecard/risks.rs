//! Sheet `风险登记评分`: risk registers by unit and department.

use crate::error::Error;
use crate::model::exposure::RiskTally;
use crate::office::style::{Fill, Frame, Style};
use crate::office::xlsx::{Book, Sheet};
use crate::report::Case;
use crate::report::page::{Column, column, header, masthead, widths};
use crate::report::scorecard::NOTHING;

const COLUMNS: [Column; 13] = [
    column("单位", 20.0),
    column("部门", 16.0),
    column("风险点", 8.5),
    column("高", 6.0),
    column("中", 6.0),
    column("低", 6.0),
    column("未定级", 8.5),
    column("风险指数", 10.0),
    column("措施到位/高", 13.0),
    column("有责任人/高", 13.0),
    column("有责任领导/高", 15.0),
    column("全部到位/高", 13.0),
    column("已暴露", 9.0),
];

/// Adds the sheet, where there is a register.
pub(super) fn write(book: &mut Book, case: &Case<'_>) -> Result<(), Error> {
    let registers = &case.assessment.risks;
    if registers.is_empty() {
        return Ok(());
    }
    let mut sheet = book.sheet("风险登记评分", &widths(&COLUMNS))?;
    masthead(&mut sheet, case, "廉政风险登记评分")?;
    header(&mut sheet, &COLUMNS, Style::HEAD, 1)?;
    for register in registers {
        let unit = register.unit.as_deref().unwrap_or("未写单位");
        tally(&mut sheet, unit, None, &register.whole)?;
        for (dept, of_dept) in register.depts.iter().filter(|_| register.depts.len() > 1) {
            tally(&mut sheet, unit, Some(dept.as_deref().unwrap_or("未写部门")), of_dept)?;
        }
    }
    for sentence in
        case.assessment.basis.iter().filter(|sentence| sentence.starts_with("廉政风险") || sentence.contains("[risk]"))
    {
        sheet.across(Style::NOTE, sentence)?;
    }
    let least = case.policy.risk.min_measures;
    sheet.across(
        Style::NOTE,
        &format!(
            "“/高”各栏是高风险点中符合的个数和高风险点的个数；措施到位是防控措施不少于 {least} 条。风险登记评分不影响单位得分。"
        ),
    )?;
    sheet.end()
}

fn tally(sheet: &mut Sheet<'_>, unit: &str, dept: Option<&str>, tally: &RiskTally) -> Result<(), Error> {
    let whole = dept.is_none();
    let body = Style::BODY.bold(whole).frame(if whole { Frame::Begins } else { Frame::Thin });
    let body = if whole { body.fill(Fill::Band) } else { body };
    let middle = body.center();
    let of_high = |count: u64| match tally.high {
        0 => middle.text(NOTHING),
        high if count < high => middle.fill(Fill::Yellow).text(format!("{count}/{high}")),
        high => middle.text(format!("{count}/{high}")),
    };
    let alarm = |count: u64, fill| if count > 0 { middle.fill(fill).count(count) } else { middle.count(count) };
    sheet.row(&[
        body.text(unit),
        body.text(dept.unwrap_or("全部")),
        middle.count(tally.points),
        middle.count(tally.high),
        middle.count(tally.medium),
        middle.count(tally.low),
        alarm(tally.unknown, Fill::Grey),
        tally.index.map_or_else(|| middle.text(NOTHING), |index| body.right().number(index)),
        of_high(tally.covered.measures),
        of_high(tally.covered.resp_person),
        of_high(tally.covered.lead_person),
        of_high(tally.covered.whole),
        alarm(tally.exposed, Fill::Red),
    ])?;
    Ok(())
}
