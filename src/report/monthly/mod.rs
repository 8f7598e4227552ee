//! `monthly`: the month for the leaders to read, "巡察数据月报", as a paper and as a workbook.
//!
//! One file a part: each counts what it says in a plain struct and puts it into a `Part` of sentences and tables, which `docx` and
//! `xlsx` both show. Scores, rates, ranks and lights are the assessment's own; records are counted by where they stand.
//! Source of the nine parts and their order: `domain.md` §6.1.

use crate::error::Error;
use crate::model::document::Document;
use crate::report::{Case, Report};

mod before;
mod categories;
mod docx;
mod facts;
mod head;
mod milestones;
mod overall;
mod overdue;
mod part;
mod quality;
mod reasons;
mod recommendations;
mod results;
mod units;
mod xlsx;

use facts::Facts;
use part::Part;

/// What the report is called.
const TITLE: &str = "巡察整改数据月报";

/// Writes `巡察数据月报.docx` and `巡察数据月报.xlsx`.
#[derive(Debug)]
pub(crate) struct Monthly;

impl Report for Monthly {
    fn name(&self) -> &'static str {
        "monthly"
    }

    fn title(&self) -> &'static str {
        "巡察数据月报"
    }

    fn write(&self, case: &Case<'_>) -> Result<Vec<Document>, Error> {
        let parts = parts(&Facts::of(case));
        let document =
            |end: &str, content| Document { path: format!("巡察数据月报.{end}"), title: self.title().to_owned(), content };
        Ok(vec![document("docx", docx::write(case, &parts)?), document("xlsx", xlsx::write(case, &parts)?)])
    }
}

/// Returns the nine parts in their order.
fn parts(facts: &Facts<'_>) -> Vec<Part> {
    vec![
        head::part(facts),
        overall::Overall::of(facts).part(facts),
        units::Units::of(facts).part(facts),
        categories::Categories::of(facts).part(facts),
        overdue::Lists::of(facts).part(facts),
        recommendations::Replies::of(facts).part(facts),
        results::Results::of(facts).part(),
        quality::Quality::of(facts).part(facts),
        milestones::Milestones::of(facts).part(facts),
    ]
}

#[cfg(test)]
mod tests;
