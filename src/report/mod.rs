//! Stage 5. Assessment → documents. One file a report; this file holds the trait, the registry and the loop.
//!
//! A report shows what is in its `Case` and computes nothing anew. `annotate` marks copies of the originals instead, `fix` corrects
//! them, `sendings` shows the register of mail. Letters are left to `letter`.

use crate::error::Error;
use crate::model::assessment::{Assessment, UnitAssessment};
use crate::model::calendar::Calendar;
use crate::model::checked::Checked;
use crate::model::comparison::Comparison;
use crate::model::document::Document;
use crate::model::history::PastMonth;
use crate::model::inputs::Recommendation;
use crate::model::ledger::Ledger;
use crate::model::letter_register::Register;
use crate::model::office::Office;
use crate::model::period::Month;
use crate::model::receipt::Receipt;
use crate::model::source_file::SourceFile;
use crate::model::warning::{Warning, YearEvent};
use crate::policy::Policy;

pub mod annotate;
mod dashboard;
mod data;
pub mod fix;
mod monthly;
mod page;
pub mod problems;
pub mod records;
pub mod register;
pub mod scorecard;
pub mod sendings;

/// Every report, in the order they are written.
pub const REPORTS: &[&dyn Report] = &[
    &scorecard::Scorecard,
    &monthly::Monthly,
    &problems::Problems,
    &dashboard::Dashboard,
    &register::LetterRegister,
    &records::Records,
    &data::Data,
];

/// A document that shows an assessment.
pub trait Report: Sync {
    /// Returns the kebab-case name.
    fn name(&self) -> &'static str;

    /// Returns what the office calls it.
    fn title(&self) -> &'static str;

    /// Says whether it is written without being asked for by name.
    fn is_usual(&self) -> bool {
        true
    }

    /// Makes the documents.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` when a document cannot be made.
    fn write(&self, case: &Case<'_>) -> Result<Vec<Document>, Error>;
}

/// Everything a report may show.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The records.
    pub ledger: &'a Ledger,
    /// What the checks came to.
    pub checked: &'a Checked,
    /// The scores.
    pub assessment: &'a Assessment,
    /// The policy they were made by.
    pub policy: &'a Policy,
    /// The office; `None` without a workspace.
    pub office: Option<&'a Office>,
    /// The reporting month.
    pub month: Month,
    /// The inputs, and how the way to each is from where the documents go.
    pub sources: &'a [SourceFile],
    /// The month's warnings.
    pub warnings: &'a [Warning],
    /// What counts for the year.
    pub year: &'a [YearEvent],
    /// The rounds the office knows.
    pub calendar: &'a Calendar,
    /// The months on record before this one, oldest first; empty where nothing is kept.
    pub past: &'a [PastMonth],
    /// Whether the office has a scorecard form of its own, which then bears the scorecard's name.
    pub own_form: bool,
    /// How each score comes about.
    pub receipts: Receipts<'a>,
    /// The earlier month's records beside this month's; `None` where there is no earlier month to read.
    pub months: Option<&'a Comparison>,
    /// The recommendation letters and their answers.
    pub recommendations: &'a [Recommendation],
    /// The register of letters.
    pub register: &'a Register,
}

/// Makes the receipt of a unit's score when it is asked for: all of them together are as large as the ledgers.
#[derive(Clone, Copy)]
pub struct Receipts<'a>(pub &'a (dyn Fn(&UnitAssessment) -> Receipt + Sync));

impl std::fmt::Debug for Receipts<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Receipts")
    }
}

/// The documents of one report.
#[derive(Clone, Debug)]
pub struct Made {
    /// The report's name.
    pub report: &'static str,
    /// What it made; empty where it has nothing to show.
    pub documents: Vec<Document>,
}

/// Writes the named reports, or the usual ones where none is named, in the order of `REPORTS`.
///
/// # Errors
///
/// The first report's error; nothing is returned then.
pub fn write(case: &Case<'_>, only: &[&str]) -> Result<Vec<Made>, Error> {
    let wanted = |report: &&&dyn Report| if only.is_empty() { report.is_usual() } else { only.contains(&report.name()) };
    let make = |report: &&dyn Report| Ok(Made { report: report.name(), documents: report.write(case)? });
    REPORTS.iter().filter(wanted).map(make).collect()
}

#[cfg(test)]
pub(crate) mod kit;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::REPORTS;

    #[test]
    fn every_file_is_a_listed_report() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report");
        let files: BTreeSet<String> = std::fs::read_dir(folder)
            .expect("the folder of this file")
            .map(|entry| entry.expect("an entry").path())
            .map(|path| path.file_stem().expect("a name").to_string_lossy().replace('_', "-"))
            .filter(|name| !["mod", "kit", "page", "annotate", "fix", "sendings"].contains(&name.as_str()))
            .collect();
        let listed: BTreeSet<String> = REPORTS.iter().map(|report| report.name().to_owned()).collect();
        assert_eq!(files, listed);
        assert_eq!(listed.len(), REPORTS.len(), "names are unique");
    }
}
