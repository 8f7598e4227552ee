//! Sheet `风险登记评分`: risk registers by unit and department, what high risks lack, and what problems have laid bare.

use crate::error::Error;
use crate::model::exposure::{RiskAssessment, RiskTally};
use crate::model::ledger::RiskLevel;
use crate::model::place::Place;
use crate::office::style::{Cell, Fill, Frame, Style};
use crate::office::xlsx::{Book, Sheet};
use crate::report::Case;
use crate::report::page::{Column, column, header, masthead, position, widths};
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

/// How many rows each of the two lists below the table has at most; what goes beyond is counted.
const MOST_LISTED: usize = 20_000;

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
    gaps(&mut sheet, registers)?;
    exposed(&mut sheet, registers)?;
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

/// Lists the high risks that lack something.
fn gaps(sheet: &mut Sheet<'_>, registers: &[RiskAssessment]) -> Result<(), Error> {
    let rows = || registers.iter().flat_map(|register| register.gaps.iter().map(move |gap| (register, gap)));
    if rows().next().is_none() {
        return Ok(());
    }
    sheet.across(Style::SECTION, "高风险点还缺什么")?;
    let line = |style: Style, texts: [&str; 4]| -> Vec<(u16, Cell<'static>)> {
        [1, 1, 5, 6].into_iter().zip(texts.map(|text| style.text(text.to_owned()))).collect()
    };
    sheet.spans(&line(Style::HEAD, ["单位", "部门", "风险点和位置", "缺什么"]))?;
    for (register, gap) in rows().take(MOST_LISTED) {
        let unit = register.unit.as_deref().unwrap_or_default();
        let point = format!("{}（{}）", gap.risk_point, at(&gap.place));
        sheet.spans(&line(Style::BODY, [unit, gap.dept.as_deref().unwrap_or_default(), &point, &gap.lacks.join("；")]))?;
    }
    rest(sheet, rows().count())
}

/// Lists the risk points laid bare, each with the problems that did.
fn exposed(sheet: &mut Sheet<'_>, registers: &[RiskAssessment]) -> Result<(), Error> {
    let rows = || {
        registers.iter().flat_map(|register| {
            register.exposed.iter().flat_map(move |exposed| exposed.by.iter().enumerate().map(move |by| (register, exposed, by)))
        })
    };
    if rows().next().is_none() {
        return Ok(());
    }
    sheet.across(Style::SECTION, "本轮问题已经暴露的风险点")?;
    let line = |style: Style, texts: [&str; 6]| -> Vec<(u16, Cell<'static>)> {
        [1, 1, 3, 1, 4, 3].into_iter().zip(texts.map(|text| style.text(text.to_owned()))).collect()
    };
    sheet.spans(&line(Style::HEAD, ["单位", "部门", "风险点和位置", "等级", "本轮问题和位置", "凭什么对上"]))?;
    for (register, exposed, (at_problem, by)) in rows().take(MOST_LISTED) {
        let unit = register.unit.as_deref().unwrap_or_default();
        let more = match exposed.problems {
            count if count > 1 && at_problem == 0 => format!("，共 {count} 个问题"),
            _ => String::new(),
        };
        let point = format!("{}（{}）{more}", exposed.risk_point, at(&exposed.place));
        let problem = format!("{}（{}）", by.problem, at(&by.place));
        let level = exposed.level.map_or(NOTHING, RiskLevel::label);
        let dept = exposed.dept.as_deref().unwrap_or_default();
        sheet.spans(&line(Style::BODY.points(10), [unit, dept, &point, level, &problem, &by.bond.told()]))?;
    }
    rest(sheet, rows().count())?;
    sheet.across(
        Style::NOTE,
        "问题和风险点写到同一权力领域，或者有同样的四个字以上而其他风险点少有的，列在一起，供核对；是否确由这一风险引起，由人判断。",
    )?;
    Ok(())
}

fn rest(sheet: &mut Sheet<'_>, rows: usize) -> Result<(), Error> {
    if rows > MOST_LISTED {
        sheet.across(Style::NOTE, &format!("其余 {} 行从略", rows - MOST_LISTED))?;
    }
    Ok(())
}

/// Returns file, sheet and cell in short.
fn at(place: &Place) -> String {
    let file = place.file.rsplit('/').next().unwrap_or_default();
    match &place.sheet {
        Some(sheet) => format!("{file}，{sheet}!{}", position(place)),
        None => format!("{file}，{}", position(place)),
    }
}
