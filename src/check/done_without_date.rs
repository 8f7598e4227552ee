//! `done-without-date`: a finished record does not say when it was done.
//!
//! Source: `domain.md` §7.1 row rule 1: done or closed needs a done date.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;

/// Finds finished records whose completion date is blank.
#[derive(Debug)]
pub(crate) struct DoneWithoutDate;

static ABOUT: About = About {
    id: "done-without-date",
    title: "已完成但没有完成时间",
    severity: Some(Severity::Error),
    source: Clause::new("数据质量规则", "7.1 行内逻辑第 1 条"),
    why: "没有完成时间就无法证明按期完成，按期完成率不计分",
    remedy: "请补填实际完成的日期",
};

impl Check for DoneWithoutDate {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::DoneDate])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for record in case.lacking(Field::DoneDate).filter(|record| record.status.is_finished()) {
            found.at_field(record, Field::DoneDate, format!("状态为{}，完成时间却是空的", record.status.label()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DoneWithoutDate;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    #[test]
    fn finds_finished_records_whose_date_is_blank_or_a_placeholder() {
        let ledger = LedgerBuilder::new(&[Field::Status, Field::DoneDate])
            .row(&["已完成", ""])
            .row(&["已销号", "/"])
            .row(&["已完成", "2026-06-12"])
            .row(&["阶段性完成", ""])
            .row(&["整改中", ""]);
        assert_eq!(ledger.run(&DoneWithoutDate), ["B2 done-without-date", "B3 done-without-date"]);
    }

    #[test]
    fn a_table_without_the_column_is_not_blamed_row_by_row() {
        assert!(LedgerBuilder::new(&[Field::Status]).row(&["已完成"]).run(&DoneWithoutDate).is_empty());
    }
}
