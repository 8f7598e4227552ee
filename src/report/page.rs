//! What the sheets of every workbook begin with: the masthead, the header, the look of a severity. No report itself.

use std::borrow::Cow;

use crate::error::Error;
use crate::model::about::Severity;
use crate::model::period::chinese_date;
use crate::model::place::Place;
use crate::office::style::{Cell, Fill, Style};
use crate::office::xlsx::Sheet;
use crate::report::Case;

/// One column of a table.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub(super) title: Cow<'static, str>,
    /// In digits of the default font.
    pub(super) width: f64,
}

pub(super) const fn column(title: &'static str, width: f64) -> Column {
    Column { title: Cow::Borrowed(title), width }
}

pub(super) fn widths(columns: &[Column]) -> Vec<f64> {
    columns.iter().map(|column| column.width).collect()
}

/// Returns a sheet's title, under the committee's name where it is known.
pub(super) fn heading(case: &Case<'_>, title: &str) -> String {
    let committee = case.office.map_or("", |office| office.committee.as_str());
    format!("{committee}{title}")
}

/// Adds the title and the line below it: who, which month, as of when.
pub(super) fn masthead(sheet: &mut Sheet<'_>, case: &Case<'_>, title: &str) -> Result<(), Error> {
    titled(sheet, case, &heading(case, title))
}

/// The same under a title as it is, without the committee's name.
pub(super) fn titled(sheet: &mut Sheet<'_>, case: &Case<'_>, title: &str) -> Result<(), Error> {
    sheet.across(Style::TITLE, title)?;
    let mut line = Vec::new();
    if let Some(office) = case.office.filter(|office| !office.name.is_empty()) {
        line.push(format!("编制单位：{}", office.name));
    }
    line.push(format!("报告月份：{}年{}月", case.month.year, case.month.month));
    line.push(format!("数据截止：{}", chinese_date(case.assessment.as_of)));
    sheet.across(Style::NOTE.center(), &line.join("　　"))?;
    Ok(())
}

/// How far down a header may stand and still stay in sight: what stands above it stays too.
const LOWEST_FROZEN_ROW: u32 = 12;

/// Adds a header that stays in sight and is printed on every page. Returns its row.
pub(super) fn header(sheet: &mut Sheet<'_>, columns: &[Column], style: Style, frozen_columns: u16) -> Result<u32, Error> {
    let cells: Vec<Cell<'_>> = columns.iter().map(|column| style.text(&*column.title)).collect();
    let row = sheet.row(&cells)?;
    if row <= LOWEST_FROZEN_ROW {
        sheet.freeze(row, frozen_columns)?;
    }
    sheet.repeat(row)?;
    Ok(row)
}

/// Returns the A1 address or, where only the row is known, 第N行.
pub(super) fn position(place: &Place) -> String {
    match (place.cell, place.row) {
        (Some(cell), _) => cell.to_string(),
        (None, Some(row)) => format!("第{}行", row + 1),
        (None, None) => String::new(),
    }
}

/// Returns the background of a severity; the word always stands in the cell too.
pub(super) fn severity_fill(severity: Severity) -> Fill {
    match severity {
        Severity::Error => Fill::Red,
        Severity::Warning => Fill::Yellow,
        Severity::Info => Fill::Blue,
    }
}
