//! Sheet `问题总表`: every rectification record in source order, with its light.

use crate::error::Error;
use crate::model::assessment::{Light, Standing};
use crate::model::field::Field;
use crate::model::ledger::{Cycle, Rectification};
use crate::office::style::{Cell, Fill, Style};
use crate::office::xlsx::{Book, MOST_ROWS, Plan, Sheet};
use crate::report::Case;
use crate::report::page::{Column, column, header, masthead, widths};
use crate::report::scorecard::part_name;

const COLUMNS: [Column; 24] = [
    column("序号", 5.0),
    column("单位", 10.0),
    column("问题编号", 9.5),
    column("轮次", 7.5),
    column("类别", 9.5),
    column("反馈问题", 28.0),
    column("整改措施", 26.0),
    column("责任领导", 8.2),
    column("责任人", 7.0),
    column("整改类型", 8.2),
    column("时限原文", 10.0),
    column("整改时限", 10.5),
    column("状态", 7.5),
    column("状态原文", 8.2),
    column("完成时间", 10.5),
    column("销号时间", 10.5),
    column("佐证材料", 13.0),
    column("进展", 16.0),
    column("灯", 5.0),
    column("超期天数", 8.2),
    column("剩余天数", 8.2),
    column("来源文件", 13.0),
    column("表", 8.0),
    column("行", 5.0),
];

const NAME: &str = "问题总表";

/// How many records a sheet holds below its title, the line below that and the header.
const ROOM: usize = MOST_ROWS as usize - 3;

/// Returns what the sheet, or the first of several, is going to be. An empty ledger still gets one.
pub(super) fn plan(case: &Case<'_>) -> Plan {
    Plan { name: NAME, widths: widths(&COLUMNS), rows: case.ledger.rectifications.len().min(ROOM) }
}

/// Adds the sheets that are needed when one cannot hold all records.
pub(super) fn write_further(book: &mut Book, case: &Case<'_>) -> Result<(), Error> {
    let records = case.ledger.rectifications.len();
    for part in 1..records.div_ceil(ROOM) {
        let rows = (records - part * ROOM).min(ROOM);
        fill(book.sheet_of(&part_name(NAME, part), &widths(&COLUMNS), rows)?, case, part)?;
    }
    Ok(())
}

/// Fills the sheet of a part, counted from 0.
pub(super) fn fill(mut sheet: Sheet<'_>, case: &Case<'_>, part: usize) -> Result<(), Error> {
    masthead(&mut sheet, case, "巡察整改问题总表")?;
    let head = header(&mut sheet, &COLUMNS, Style::HEAD.points(10), 3)?;
    for (at, record) in case.ledger.rectifications.iter().enumerate().skip(part * ROOM).take(ROOM) {
        sheet.row(&record_cells(case, at, record, case.assessment.standings.get(at)))?;
    }
    sheet.filter(head)?;
    sheet.end()
}

fn record_cells<'a>(case: &Case<'a>, at: usize, record: &'a Rectification, standing: Option<&Standing>) -> Vec<Cell<'a>> {
    let body = Style::BODY.points(10);
    let middle = body.center();
    let written = |style: Style, field| style.text_or_blank(record.text(field).map(|text| text.as_str()));
    let days = |days: Option<i64>| days.map_or_else(|| middle.blank(), |days| middle.count(days));
    let light = standing.map_or(Light::Off, |standing| standing.light);
    let table = case.ledger.table(record.table);
    vec![
        middle.count(at as u64 + 1),
        middle.text_or_blank(record.unit.as_deref()),
        middle.text_or_blank(record.label().map(|label| label.as_str())),
        written(middle, Field::Round),
        middle.text_or_blank(record.category.as_deref()),
        written(body, Field::Problem),
        written(body, Field::Measure),
        written(middle, Field::LeadPerson),
        written(middle, Field::RespPerson),
        middle.text_or_blank(record.cycle.map(Cycle::label)),
        middle.text_or_blank(deadline_text(record)),
        middle.day_or_blank(record.deadline.date),
        middle.text(record.status.label()),
        written(middle, Field::Status),
        middle.day_or_blank(record.done_date),
        middle.day_or_blank(record.closed_date),
        written(body, Field::Evidence),
        written(body, Field::Progress),
        middle.fill(light_fill(light)).text(light.label()),
        days(standing.and_then(|standing| standing.days_late)),
        days(standing.and_then(|standing| standing.days_left)),
        body.points(9).text(&*table.file),
        middle.points(9).text(&*table.sheet),
        middle.count(record.row + 1),
    ]
}

/// Returns the deadline in force as written: the extended one where there is one.
fn deadline_text(record: &Rectification) -> Option<&str> {
    record.text(Field::DeadlineNew).or_else(|| record.text(Field::Deadline)).map(|text| text.as_str())
}

fn light_fill(light: Light) -> Fill {
    match light {
        Light::Red => Fill::Red,
        Light::Yellow => Fill::Yellow,
        Light::Green => Fill::Green,
        Light::Blue => Fill::Blue,
        Light::Grey => Fill::Grey,
        Light::Off => Fill::None,
    }
}
