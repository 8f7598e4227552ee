//! The office's own scorecard, "自有表样": a workbook of its own with placeholders, filled in place of the standard one.
//!
//! `names` has what may be written, `values` what comes of it, `lint` what is wrong with a form, `example` a form to start
//! from. How a workbook is filled is left to `office::patch::form`.

use std::collections::BTreeMap;

use crate::error::{Error, ErrorKind};
use crate::model::document::Document;
use crate::model::place::{CellRef, Place};
use crate::model::text::Text;
use crate::office::patch::form as workbook;
use crate::policy::Policy;
use crate::report::Case;

mod example;
mod lint;
mod names;
mod values;

pub use example::example;
pub use lint::Lint;
use lint::Reading;
use names::Names;
use values::Values;

/// What the form is called, but for its ending.
pub const STEM: &str = "评分表";

/// What the names of named cells begin with.
const PREFIX: &str = "巡察_";

/// A form of the office's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnForm {
    /// Its file, as shown to people.
    pub name: Text,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Looks a form over. `titles` are what the policy's items are called.
///
/// # Errors
///
/// `ErrorKind::Template` when it is no workbook that can be filled.
pub fn lint(form: &OwnForm, policy: &Policy, titles: &BTreeMap<Text, Text>) -> Result<Lint, Error> {
    Reading::of(form, &Names::of(policy, titles)).map(|reading| reading.lint)
}

/// Fills a form.
///
/// # Errors
///
/// `ErrorKind::Template` for every fault; nothing is filled then.
pub fn fill(case: &Case<'_>, form: &OwnForm) -> Result<Document, Vec<Error>> {
    let names = Names::of(case.policy, &case.assessment.titles);
    let reading = Reading::of(form, &names).map_err(|error| vec![error])?;
    if !reading.lint.faults.is_empty() {
        return Err(reading.lint.faults);
    }
    let values = Values::new(case);
    let filling = workbook::Filling {
        marked: reading.marked,
        copies: values.units(),
        value: &|name, copy| names.find(name).map_or(workbook::Value::Blank, |entry| values.of(entry, copy)),
    };
    let filled = workbook::fill(&form.bytes, PREFIX, &filling).map_err(|error| vec![of_form(error, form)])?;
    let content = filled.map_err(|flaws| flaws.iter().map(|flaw| fault(flaw, form)).collect::<Vec<_>>())?;
    let ending = form.name.rsplit_once('.').map_or("xlsx", |(_, ending)| ending).to_ascii_lowercase();
    Ok(Document { path: format!("{STEM}.{ending}"), title: STEM.to_owned(), content })
}

/// Returns an error of the workbook's insides as one of the form.
fn of_form(error: Error, form: &OwnForm) -> Error {
    Error { kind: ErrorKind::Template, ..error }.at(Place::file(form.name.clone()))
}

fn fault(flaw: &workbook::Flaw, form: &OwnForm) -> Error {
    let mut place = Place::file(form.name.clone());
    if let Some(sheet) = &flaw.sheet {
        place = place.sheet(sheet.as_str());
    }
    if let Some((row, column)) = flaw.cell {
        place = place.cell(CellRef::new(row, column));
    }
    Error::new(ErrorKind::Template, flaw.what.clone()).at(place).hint(flaw.remedy.clone())
}

#[cfg(test)]
mod tests;
