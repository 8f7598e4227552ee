//! `scorecard`: the workbook an office prints, signs and answers questions from, "评分表".
//!
//! One file a sheet. Every figure is the assessment's own; rounding for display is the policy's.

use rust_decimal::Decimal;

use crate::error::Error;
use crate::model::document::Document;
use crate::office::style::Fill;
use crate::office::xlsx::{Book, Properties};
use crate::report::page::heading;
use crate::report::{Case, Report};

mod basis;
mod departments;
mod details;
mod findings;
mod groups;
mod leaders;
mod ranking;
mod records;
mod risk_points;
mod risks;
mod warnings;

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
        groups::write(&mut book, case)?;
        leaders::write(&mut book, case)?;
        departments::write(&mut book, case)?;
        risks::write(&mut book, case)?;
        risk_points::write(&mut book, case)?;
        // These two are long and take about equally long.
        let (details, records) = book.two(&details::plan(), &records::plan(case))?;
        let (details, records) = rayon::join(|| details::fill(details, case), || records::fill(records, case, 0));
        details.and(records)?;
        records::write_further(&mut book, case)?;
        warnings::write(&mut book, case)?;
        findings::write(&mut book, case)?;
        basis::write(&mut book, case)?;
        let content = book.finish()?;
        Ok(vec![Document { path: "评分表.xlsx".to_owned(), title: self.title().to_owned(), content }])
    }
}

/// Returns a figure rounded as the policy says, for display.
fn shown(case: &Case<'_>, value: Decimal) -> Decimal {
    case.policy.round(value)
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
