//! `missing-status`: a record does not say how far it is.
//!
//! Source: `domain.md` §1.4, row `unknown`.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;

/// Finds records whose status column is blank.
#[derive(Debug)]
pub(crate) struct MissingStatus;

static ABOUT: About = About {
    id: "missing-status",
    title: "没有写整改状态",
    severity: Some(Severity::Error),
    source: Clause::new("状态词规则", "1.4 空白与占位符"),
    why: "没有状态的问题按未完成计，完成率会因此偏低",
    remedy: "请补填整改状态",
};

impl Check for MissingStatus {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::Status])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for record in case.lacking(Field::Status) {
            found.at_field(record, Field::Status, "整改状态是空的");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::MissingStatus;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    #[test]
    fn finds_records_whose_status_is_blank_or_a_placeholder() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Status])
            .row(&["县教育局", ""])
            .row(&["县教育局", "/"])
            .row(&["县教育局", "整改中"])
            .row(&["县教育局", "差不多了"]);
        assert_eq!(ledger.run(&MissingStatus), ["B2 missing-status", "B3 missing-status"]);
    }

    #[test]
    fn a_table_without_the_column_is_not_blamed_row_by_row() {
        assert!(LedgerBuilder::new(&[Field::Unit]).row(&["县教育局"]).run(&MissingStatus).is_empty());
    }
}
