//! The form itself: title, info row, header in two rows, and empty rows that take what their column takes.

use chrono::NaiveDate;

use crate::blank::columns::{Column, Entry, FIRST_DAY, LAST_DAY, LONGEST_ID, LONGEST_TEXT};
use crate::blank::{Case, Names, guide};
use crate::error::Error;
use crate::model::field::Field;
use crate::model::standard;
use crate::office::entry::{Allowed, Group, Words};
use crate::office::style::{Cell, Fill, Frame, Ink, Style};
use crate::office::xlsx::{Book, Sheet};

/// Empty rows of a form: a unit rarely has a hundred problems.
const ROWS: u32 = 200;

/// The columns that stay in sight: number, problem number and unit.
const KEPT: u16 = 3;

const HEAD: Style = Style::HEAD.points(9).fill(Fill::Band).ink(Ink::Black);
const CELL: Style = Style::BODY.points(9);
const INFO: Style = Style::BODY.points(10).frame(Frame::None);

/// Labels of the info row, with the columns each takes, and the columns of the blank behind it.
const INFO_ROW: [(&str, u16, u16); 4] =
    [("填报单位（盖章）：", 3, 2), ("填报时间：", 2, 1), ("填表人：", 2, 2), ("审核人：", 1, 2)];

/// Where the blanks for unit and day stand, 0-based.
const INFO_UNIT: u16 = 3;
const INFO_DAY: u16 = 7;

/// Writes the sheet.
///
/// # Errors
///
/// Those of the writer.
pub(super) fn write(book: &mut Book, case: &Case<'_>, names: Names, columns: &[Column]) -> Result<(), Error> {
    let widths: Vec<f64> = columns.iter().map(|column| column.width).collect();
    let mut sheet = book.sheet(names.sheet, &widths)?;
    // The stamp stands above the title, alone in its row, where it can be taken for no part of the table.
    sheet.across(Style::NOTE.points(9), &standard::stamp())?;
    sheet.across(Style::TITLE.ink(Ink::Black), names.title)?;
    let info = info_row(&mut sheet, columns.len() as u16)?;
    let head = header(&mut sheet, case, columns)?;
    let styles: Vec<Style> = columns.iter().map(style).collect();
    let rows = sheet.blanks(&styles, ROWS)?;
    for (position, column) in (0..).zip(columns) {
        allow(&mut sheet, case, columns, column, (position, rows))?;
        let row = if column.group.is_some() { head + 1 } else { head };
        sheet.note(row, position, &note(case, column))?;
    }
    if let Some(unit) = columns.iter().find(|column| column.field == Field::Unit) {
        allow(&mut sheet, case, columns, unit, (INFO_UNIT, (info, info)))?;
    }
    let words =
        Words { title: "填报时间", hint: "填这份表的数据截至哪一天，例如 2026-10-31", refusal: &no_day() };
    sheet.allow(INFO_DAY, (info, info), days(), words)?;
    sheet.freeze(head + 1, KEPT)?;
    sheet.repeat_rows(head, head + 1)?;
    sheet.end()
}

/// Writes who reports and when; each blank stands behind its label, to be filled in.
fn info_row(sheet: &mut Sheet<'_>, columns: u16) -> Result<u32, Error> {
    let mut spans: Vec<(u16, Cell<'_>)> = Vec::new();
    for (label, wide, blank) in INFO_ROW {
        spans.push((wide, INFO.right().text(label)));
        let style = if label.starts_with("填报时间") { INFO.for_days() } else { INFO };
        spans.push((blank, style.blank()));
    }
    let used: u16 = spans.iter().map(|(wide, _)| wide).sum();
    if used < columns {
        spans.push((columns - used, INFO.blank()));
    }
    sheet.least_height(20.0);
    let row = sheet.spans(&spans)?;
    sheet.least_height(0.0);
    Ok(row)
}

fn header(sheet: &mut Sheet<'_>, case: &Case<'_>, columns: &[Column]) -> Result<u32, Error> {
    let mut groups: Vec<(Option<&str>, Vec<String>)> = Vec::new();
    for column in columns {
        // What the money is counted in stands below, not torn apart.
        let heading = case.heading_of(column).replace('（', "\n（");
        match groups.last_mut() {
            Some((group, below)) if *group == column.group => below.push(heading),
            _ => groups.push((column.group, vec![heading])),
        }
    }
    let groups: Vec<Group<'_>> = groups.iter().map(|(above, below)| Group { above: *above, below }).collect();
    sheet.head_in_two(HEAD, &groups)
}

/// Returns the look of a column's cells.
fn style(column: &Column) -> Style {
    match column.entry {
        Entry::Serial => CELL.center(),
        Entry::Id => CELL.center().for_text(),
        Entry::Names => CELL.center(),
        Entry::Words => CELL,
        Entry::Day => CELL.center().for_days(),
        Entry::Amount => CELL.right().for_numbers(2),
    }
}

/// Lets the cells of a column take what they should.
fn allow(
    sheet: &mut Sheet<'_>,
    case: &Case<'_>,
    columns: &[Column],
    column: &Column,
    (position, rows): (u16, (u32, u32)),
) -> Result<(), Error> {
    let heading = case.heading_of(column);
    let choices = case.choices(column);
    let listed = case.listed(columns).iter().position(|(known, _)| known.field == column.field);
    let allowed = match (&choices, listed, column.entry) {
        (Some(_), Some(list), _) if standard::is_offices_own(column.field) => guide::list(list as u16),
        (Some(words), ..) => Allowed::Words(words),
        (None, _, Entry::Serial) => Allowed::Serial(9_999),
        (None, _, Entry::Day) => days(),
        (None, _, Entry::Amount) => Allowed::Amount,
        (None, _, Entry::Id) => Allowed::Text(LONGEST_ID),
        (None, _, Entry::Names | Entry::Words) => Allowed::Text(LONGEST_TEXT),
    };
    let refusal = match (&choices, column.entry) {
        (Some(_), _) => format!("「{heading}」只能从下拉框里选，选项见「{}」表", standard::LISTS),
        (None, Entry::Serial) => format!("「{heading}」要填从 1 起的整数"),
        (None, Entry::Day) => no_day(),
        (None, Entry::Amount) => format!("「{heading}」要填不小于 0 的数，以万元为单位，不写“万元”两个字"),
        (None, Entry::Id) => format!("「{heading}」不超过 {LONGEST_ID} 个字"),
        (None, Entry::Names | Entry::Words) => format!("「{heading}」不超过 {LONGEST_TEXT} 个字，更长的请另附材料"),
    };
    let hint = format!("{}。{}。", column.when, column.how);
    sheet.allow(position, rows, allowed, Words { title: &heading, hint: &hint, refusal: &refusal })
}

fn no_day() -> String {
    format!("要填真正的日期，例如 2026-06-30，在 {FIRST_DAY} 至 {LAST_DAY} 之间；只写到月的，填当月最后一天")
}

fn days() -> Allowed<'static> {
    let day = |text: &str| text.parse::<NaiveDate>().ok();
    let (first, last) = day(FIRST_DAY).zip(day(LAST_DAY)).unwrap_or((NaiveDate::MIN, NaiveDate::MAX));
    Allowed::Days(first, last)
}

/// Returns the note of a heading: what to write, and who is going to look at it.
fn note(case: &Case<'_>, column: &Column) -> String {
    let mut lines = vec![format!("{}：{}。", column.when, column.how), format!("可填：{}", case.takes(column))];
    let example = case.example(column);
    if !example.is_empty() {
        lines.push(format!("例：{example}"));
    }
    let checks = (case.checks)(column.field);
    if !checks.is_empty() {
        lines.push(format!("核验：{}", checks.join("；")));
    }
    lines.join("\n")
}
