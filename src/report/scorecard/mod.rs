//! `scorecard`: the workbook an office prints, signs and answers questions from, "评分表".
//!
//! One file a sheet. Every figure is the assessment's own; rounding for display is the policy's.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::error::Error;
use crate::model::document::Document;
use crate::model::period::chinese_date;
use crate::model::place::Place;
use crate::office::style::{Cell, Fill, Style};
use crate::office::xlsx::{Book, Properties, Sheet};
use crate::report::{Case, Report};

mod basis;
mod details;
mod findings;
mod ranking;
mod records;

/// Writes `评分表.xlsx`.
#[derive(Debug)]
pub(crate) struct Scorecard;

/// Stands where there is nothing to show; 口径说明 says so.
const NOTHING: &str = "—";

impl Report for Scorecard {
    fn name(&self) -> &'static str {
        "scorecard"
    }

    fn title(&self) -> &'static str {
        "评分表"
    }

    fn write(&self, case: &Case<'_>) -> Result<Vec<Document>, Error> {
        let author = case.office.map_or("", |office| office.name.as_str());
        let title = heading(case, "巡察整改成效评分表");
        let mut book = Book::new(&Properties { title: &title, author, day: case.assessment.as_of })?;
        ranking::write(&mut book, case)?;
        // These two are long and take about equally long.
        let (details, records) = book.two(&details::plan(), &records::plan(case))?;
        let (details, records) = rayon::join(|| details::fill(details, case), || records::fill(records, case, 0));
        details.and(records)?;
        records::write_further(&mut book, case)?;
        findings::write(&mut book, case)?;
        basis::write(&mut book, case)?;
        let content = book.finish()?;
        Ok(vec![Document { path: "评分表.xlsx".to_owned(), title: self.title().to_owned(), content }])
    }
}

/// One column of a table.
#[derive(Clone, Debug)]
struct Column {
    title: Cow<'static, str>,
    /// In digits of the default font.
    width: f64,
}

const fn column(title: &'static str, width: f64) -> Column {
    Column { title: Cow::Borrowed(title), width }
}

fn widths(columns: &[Column]) -> Vec<f64> {
    columns.iter().map(|column| column.width).collect()
}

/// Returns a sheet's title, under the committee's name where it is known.
fn heading(case: &Case<'_>, title: &str) -> String {
    let committee = case.office.map_or("", |office| office.committee.as_str());
    format!("{committee}{title}")
}

/// Adds the title and the line below it: who, which month, as of when.
fn masthead(sheet: &mut Sheet<'_>, case: &Case<'_>, title: &str) -> Result<(), Error> {
    sheet.across(Style::TITLE, &heading(case, title))?;
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
fn header(sheet: &mut Sheet<'_>, columns: &[Column], style: Style, frozen_columns: u16) -> Result<u32, Error> {
    let cells: Vec<Cell<'_>> = columns.iter().map(|column| style.text(&*column.title)).collect();
    let row = sheet.row(&cells)?;
    if row <= LOWEST_FROZEN_ROW {
        sheet.freeze(row, frozen_columns)?;
    }
    sheet.repeat(row)?;
    Ok(row)
}

/// Returns a figure rounded as the policy says, for display.
fn shown(case: &Case<'_>, value: Decimal) -> Decimal {
    case.policy.round(value)
}

/// Returns the A1 address or, where only the row is known, 第N行.
fn position(place: &Place) -> String {
    match (place.cell, place.row) {
        (Some(cell), _) => cell.to_string(),
        (None, Some(row)) => format!("第{}行", row + 1),
        (None, None) => String::new(),
    }
}

/// Returns the background of a grade: green for the best, red for the worst, by its place among the policy's grades.
fn grade_fill(case: &Case<'_>, grade: &str) -> Fill {
    let grades = &case.policy.grades;
    match grades.iter().position(|band| band.title == grade) {
        Some(0) => Fill::Green,
        Some(at) if at + 1 == grades.len() => Fill::Red,
        Some(1) => Fill::Blue,
        Some(_) => Fill::Yellow,
        None => Fill::Grey,
    }
}

/// Returns the name of a sheet's continuation: the name itself, then （续1）, （续2）….
fn part_name(name: &str, part: usize) -> String {
    if part == 0 { name.to_owned() } else { format!("{name}（续{part}）") }
}

#[cfg(test)]
mod tests;
