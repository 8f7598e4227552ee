//! What is written of a month for people: every report, or the findings alone.

use std::path::Path;

use crate::error::Error;
use crate::model::assessment::{Assessment, UnitAssessment};
use crate::model::checked::Checked;
use crate::model::document::Document;
use crate::model::receipt::Receipt;
use crate::model::source_file::SourceFile;
use crate::pipeline::{Gathered, Warned};
use crate::report::problems::Problems;
use crate::report::{self, Report};
use crate::score;

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
        let receipts = score::Receipts::new(self.score_case(&self.policy), assessment);
        report::write(&report::Case {
            warnings: &warned.warnings,
            year: &warned.year,
            past: &warned.past,
            ..self.report_case(checked, assessment, &self.sources(folder), &|unit| receipts.of(unit))
        })
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
            receipts: report::Receipts(receipts),
            months: self.beside.months.as_ref(),
            recommendations: &self.inputs.recommendations,
        }
    }
}
