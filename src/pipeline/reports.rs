//! What is written of a month for people: every report, or the findings alone.

use std::path::Path;

use crate::error::Error;
use crate::model::assessment::Assessment;
use crate::model::checked::Checked;
use crate::model::document::Document;
use crate::model::source_file::SourceFile;
use crate::pipeline::{Gathered, Warned};
use crate::report::problems::Problems;
use crate::report::{self, Report};

impl Gathered {
    /// Writes every report, for a folder: links lead from there to the inputs.
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
    ) -> Result<Vec<Document>, Error> {
        report::write(&report::Case {
            warnings: &warned.warnings,
            year: &warned.year,
            past: &warned.past,
            ..self.report_case(checked, assessment, &self.sources(folder))
        })
    }

    /// Writes what the checks found as a workbook, for a folder.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` when it cannot be made.
    pub fn problems(&self, checked: &Checked, folder: &Path) -> Result<Vec<Document>, Error> {
        Problems.write(&self.report_case(checked, &self.assess(), &self.sources(folder)))
    }

    fn report_case<'a>(
        &'a self,
        checked: &'a Checked,
        assessment: &'a Assessment,
        sources: &'a [SourceFile],
    ) -> report::Case<'a> {
        report::Case {
            ledger: &self.ledger,
            checked,
            assessment,
            policy: &self.policy,
            office: self.office.as_ref(),
            month: self.month,
            sources,
            warnings: &[],
            year: &[],
            past: &[],
        }
    }
}
