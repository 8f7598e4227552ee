//! What is written of a month for people: the reports, all or some of them, or the findings alone.

use std::path::Path;

use crate::error::Error;
use crate::model::assessment::{Assessment, UnitAssessment};
use crate::model::checked::Checked;
use crate::model::document::Document;
use crate::model::receipt::Receipt;
use crate::model::source_file::SourceFile;
use crate::model::text::Text;
use crate::pipeline::{Gathered, Warned};
use crate::report::problems::Problems;
use crate::report::scorecard::form::fill;
use crate::report::{self, Made, REPORTS, Report};
use crate::score;

/// The documents of the reports that were written, and what they take the place of.
#[derive(Clone, Debug)]
pub struct Reports {
    made: Vec<Made>,
    /// Whether these are all the usual ones.
    all: bool,
    /// The office's own form: its name when it was filled, or every fault that kept it from being filled; `None` without
    /// one, and where the scorecard was not asked for.
    pub form: Option<Result<Text, Vec<Error>>>,
}

/// The report whose name an office's own form takes.
const SCORECARD: &str = "scorecard";

/// The stage all reports were of before each had its own.
const STAGE: &str = "report";

impl Reports {
    /// Returns the documents as stages of the output folder: a report by itself takes the place of its own files only.
    pub fn stages(&self) -> Vec<(&str, &[Document])> {
        let before = self.all.then_some((STAGE, &[][..]));
        before.into_iter().chain(self.made.iter().map(|made| (made.report, &made.documents[..]))).collect()
    }

    /// Returns the file of that path, where it was written.
    pub(super) fn document(&self, path: &str) -> Option<&Document> {
        self.made.iter().flat_map(|made| &made.documents).find(|document| document.path == path)
    }
}

/// Returns the name of every report, and what the office calls it.
pub fn report_names() -> impl Iterator<Item = (&'static str, &'static str)> {
    REPORTS.iter().map(|report| (report.name(), report.title()))
}

impl Gathered {
    /// Writes the named reports, or the usual ones where none is named, for a folder: links lead from there to the inputs.
    /// An office's own form that cannot be filled keeps no other report from being written.
    ///
    /// # Errors
    ///
    /// Those of `report::write`.
    pub fn report(
        &self,
        checked: &Checked,
        assessment: &Assessment,
        warned: &Warned,
        folder: &Path,
        only: &[&str],
    ) -> Result<Reports, Error> {
        let receipts = score::Receipts::new(self.score_case(&self.policy), assessment);
        let sources = self.sources(folder);
        let receipt = |unit: &UnitAssessment| receipts.of(unit);
        let case = report::Case {
            warnings: &warned.warnings,
            year: &warned.year,
            past: &warned.past,
            own_form: self.form.is_some(),
            ..self.report_case(checked, assessment, &sources, &receipt)
        };
        let mut made = report::write(&case, only)?;
        let form = made.iter_mut().find(|made| made.report == SCORECARD).zip(self.form.as_ref()).map(|(scorecard, found)| {
            let form = found.as_ref().map_err(|error| vec![error.clone()])?;
            scorecard.documents.insert(0, fill(&case, form)?);
            Ok(form.name.clone())
        });
        Ok(Reports { made, all: only.is_empty(), form })
    }

    /// Writes what the checks found as a workbook, for a folder.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` when it cannot be made.
    pub fn problems(&self, checked: &Checked, folder: &Path) -> Result<Vec<Document>, Error> {
        let assessment = self.assess();
        let receipt = |unit: &UnitAssessment| self.receipt(&assessment, unit);
        Problems.write(&self.report_case(checked, &assessment, &self.sources(folder), &receipt))
    }

    fn report_case<'a>(
        &'a self,
        checked: &'a Checked,
        assessment: &'a Assessment,
        sources: &'a [SourceFile],
        receipts: &'a (dyn Fn(&UnitAssessment) -> Receipt + Sync),
    ) -> report::Case<'a> {
        report::Case {
            ledger: &self.ledger,
            checked,
            assessment,
            policy: &self.policy,
            office: self.office.as_ref(),
            month: self.month,
            calendar: &self.calendar,
            sources,
            warnings: &[],
            year: &[],
            past: &[],
            own_form: false,
            receipts: report::Receipts(receipts),
            months: self.beside.months.as_ref(),
            recommendations: &self.inputs.recommendations,
            register: &self.register,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{STAGE, report_names};
    use crate::output::MARKED;

    #[test]
    fn no_report_takes_the_place_of_another_stages_files() {
        let others = [STAGE, MARKED, "check", "names", "letter", "mail"];
        for (name, title) in report_names() {
            assert!(!others.contains(&name), "{name}");
            let alike = report_names().filter(|other| other.0 == name || other.1 == title || other.0 == title);
            assert_eq!(alike.count(), 1, "{name}");
        }
    }
}
