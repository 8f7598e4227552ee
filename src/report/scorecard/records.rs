//! Sheet `问题总表`: every rectification record in source order, with its light.

use crate::error::Error;
use crate::model::assessment::{Light, Mark, Marks, Standing};
use crate::model::field::Field;
use crate::model::ledger::{Cycle, Rectification};
use crate::office::area::Area;
use crate::office::style::{Cell, Fill, Style};
use crate::office::xlsx::{Book, MOST_ROWS, Plan, Sheet};
use crate::report::Case;
use crate::report::page::{Column, column, header, masthead, widths};
use crate::report::scorecard::guide::{Guide, LIGHTS, STATUSES, UNITS, fired_name, marks_name};
use crate::report::scorecard::part_name;

/// The columns of every record; the first `PRINTED` go on paper, the others are for the screen and for formulas.
const COLUMNS: [Column; 25] = [
    column("序号", 4.5),
    column("单位", 10.0),
    column("问题编号", 9.0),
    column("类别", 8.5),
    column("反馈问题", 28.0),
    column("整改措施", 24.0),
    column("责任领导", 7.5),
    column("责任人", 7.5),
    column("整改时限", 10.5),
    column("状态", 7.5),
    column("完成时间", 10.5),
    column("灯", 5.0),
    column("超期天数", 6.5),
    column("剩余天数", 6.5),
    column("进展", 18.0),
    column("轮次", 9.0),
    column("整改类型", 9.0),
    column("时限原文", 12.0),
    column("状态原文", 9.0),
    column("销号时间", 11.0),
    column("佐证材料", 16.0),
    column("来源文件", 18.0),
    column("表", 9.0),
    column("行", 6.0),
    column("单位序号", 9.0),
];

const PRINTED: u16 = 15;

/// Columns that formulas count over.
const STATUS: u16 = 9;
const LIGHT: u16 = 11;
const NUMBER: u16 = 24;

/// How wide a column of marks is.
const MARK_WIDTH: f64 = 10.0;

const NAME: &str = "问题总表";

/// The row of the header, below the title and the line under it.
const HEAD_ROW: u32 = 2;

/// How many records a sheet holds below its title, the line below that and the header.
const ROOM: usize = MOST_ROWS as usize - 3;

/// Says whether one sheet holds all records, so that formulas can count over it.
pub(super) fn fit_one_sheet(case: &Case<'_>) -> bool {
    case.ledger.rectifications.len() <= ROOM
}

/// Returns what the sheet, or the first of several, is going to be. An empty ledger still gets one.
pub(super) fn plan(guide: &Guide<'_>) -> Plan {
    let rows = guide.case.ledger.rectifications.len().min(ROOM);
    Plan { name: NAME, widths: widths(&columns(guide)), rows }
}

fn columns(guide: &Guide<'_>) -> Vec<Column> {
    let mark = |title: &str| Column { title: title.to_owned().into(), width: MARK_WIDTH };
    let indicator = |marks: &Marks| match &marks.indicator {
        None => mark("整改完成"),
        Some(id) => mark(guide.title(id)),
    };
    let taken = guide.fired().iter().map(|fired| mark(guide.title(&guide.case.policy.deductions[fired.rule].id)));
    COLUMNS.into_iter().chain(guide.marks().iter().map(indicator)).chain(taken).collect()
}

/// Adds the sheets that are needed when one cannot hold all records.
pub(super) fn write_further(book: &mut Book, guide: &Guide<'_>) -> Result<(), Error> {
    let records = guide.case.ledger.rectifications.len();
    for part in 1..records.div_ceil(ROOM) {
        let rows = (records - part * ROOM).min(ROOM);
        fill(book.sheet_of(&part_name(NAME, part), &widths(&columns(guide)), rows)?, guide, part)?;
    }
    Ok(())
}

/// Names the columns that formulas count over.
pub(super) fn define(book: &mut Book, guide: &Guide<'_>) -> Result<(), Error> {
    if !guide.is_live() {
        return Ok(());
    }
    let last = HEAD_ROW + (guide.case.ledger.rectifications.len() as u32).max(1);
    let area = |column: u16| Area::column(NAME, column, (HEAD_ROW + 1, last));
    book.name(UNITS, &area(NUMBER))?;
    book.name(STATUSES, &area(STATUS))?;
    book.name(LIGHTS, &area(LIGHT))?;
    let mut column = COLUMNS.len() as u16;
    for at in 0..guide.marks().len() {
        book.name(&marks_name(at), &area(column))?;
        column += 1;
    }
    for fired in guide.fired() {
        book.name(&fired_name(fired.rule), &area(column))?;
        column += 1;
    }
    Ok(())
}

/// Returns where a record stands, by its position in the ledger.
pub(super) fn cell_of(guide: &Guide<'_>, at: usize) -> Option<Area> {
    let row = HEAD_ROW + 1 + u32::try_from(at).ok()?;
    fit_one_sheet(&guide.case).then(|| Area::cell(NAME, (row, 4)))
}

/// Fills the sheet of a part, counted from 0.
pub(super) fn fill(mut sheet: Sheet<'_>, guide: &Guide<'_>, part: usize) -> Result<(), Error> {
    let case = &guide.case;
    sheet.print_columns(PRINTED);
    masthead(&mut sheet, case, "巡察整改问题总表")?;
    let head = header(&mut sheet, &columns(guide), Style::HEAD.points(10), 3)?;
    assert_eq!(head, HEAD_ROW, "formulas count from the row below it");
    for (at, record) in case.ledger.rectifications.iter().enumerate().skip(part * ROOM).take(ROOM) {
        let mut cells = record_cells(guide, at, record, case.assessment.standings.get(at));
        cells.extend(mark_cells(guide, at));
        sheet.row(&cells)?;
    }
    sheet.filter(head)?;
    sheet.end()
}

/// What a record is to each figure: 1 shown as √, 0 as ×, nothing where it does not count.
fn mark_cells(guide: &Guide<'_>, at: usize) -> Vec<Cell<'static>> {
    let middle = Style::BODY.points(10).center();
    let marks = guide.marks().iter().map(|marks| match marks.of.get(at) {
        Some(Mark::Reached) => middle.tick(true),
        Some(Mark::Missed) => middle.tick(false),
        Some(Mark::Out) | None => middle.blank(),
    });
    let taken = guide
        .fired()
        .iter()
        .map(|fired| fired.of.get(at).copied().flatten().map_or_else(|| middle.blank(), |state| middle.text(state.label())));
    marks.chain(taken).collect()
}

fn record_cells<'a>(guide: &Guide<'a>, at: usize, record: &'a Rectification, standing: Option<&Standing>) -> Vec<Cell<'a>> {
    let case = &guide.case;
    let body = Style::BODY.points(10);
    let middle = body.center();
    let written = |style: Style, field| style.text_or_blank(record.text(field).map(|text| text.as_str()));
    let days = |days: Option<i64>| days.map_or_else(|| middle.blank(), |days| middle.count(days));
    let light = standing.map_or(Light::Off, |standing| standing.light);
    let table = case.ledger.table(record.table);
    let number = record.unit.as_ref().and_then(|unit| guide.number(unit));
    vec![
        middle.count(at as u64 + 1),
        middle.text_or_blank(record.unit.as_deref()),
        middle.text_or_blank(record.label().map(|label| label.as_str())),
        middle.text_or_blank(record.category.as_deref()),
        written(body, Field::Problem),
        written(body, Field::Measure),
        written(middle, Field::LeadPerson),
        written(middle, Field::RespPerson),
        middle.day_or_blank(record.deadline.date),
        middle.text(record.status.label()),
        middle.day_or_blank(record.done_date),
        middle.fill(light_fill(light)).text(light.label()),
        days(standing.and_then(|standing| standing.days_late)),
        days(standing.and_then(|standing| standing.days_left)),
        written(body, Field::Progress),
        written(middle, Field::Round),
        middle.text_or_blank(record.cycle.map(Cycle::label)),
        middle.text_or_blank(deadline_text(record)),
        written(middle, Field::Status),
        middle.day_or_blank(record.closed_date),
        written(body, Field::Evidence),
        body.points(9).text(&*table.file),
        middle.points(9).text(&*table.sheet),
        middle.count(record.row + 1),
        number.map_or_else(|| middle.blank(), |number| middle.count(number)),
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
