//! `overdue-without-reason`: an overdue record does not say why.
//!
//! Source: `domain.md` §7.1 row rule 2: not done at the deadline needs a reason (L1, L4).

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;

/// Finds overdue records whose reason is blank.
#[derive(Debug)]
pub(crate) struct OverdueWithoutReason;

static ABOUT: About = About {
    id: "overdue-without-reason",
    title: "超期但没有写原因",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.1 行内逻辑第 2 条"),
    why: "到期未完成要说明原因和下一步计划，否则督办没有依据",
    remedy: "请补填未完成的原因和下一步计划",
};

impl Check for OverdueWithoutReason {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::UnfinishedReason])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for record in case.lacking(Field::UnfinishedReason).filter(|record| case.is_overdue(record)) {
            found.at_field(record, Field::UnfinishedReason, "已超期，未完成原因却是空的");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::OverdueWithoutReason;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    #[test]
    fn finds_overdue_records_whose_reason_is_blank_or_a_placeholder() {
        let ledger = LedgerBuilder::new(&[Field::Status, Field::Deadline, Field::UnfinishedReason])
            .row(&["整改中", "2026-10-30", ""])
            .row(&["未启动", "2026-06-30", "无"])
            .row(&["整改中", "2026-10-30", "资金未到位"]);
        assert_eq!(ledger.run(&OverdueWithoutReason), ["C2 overdue-without-reason", "C3 overdue-without-reason"]);
    }

    /// Boundary: due the day before, in the test above | on the reporting date.
    #[test]
    fn records_due_today_finished_continuing_or_void_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Status, Field::Deadline, Field::UnfinishedReason])
            .row(&["整改中", "2026-10-31", ""])
            .row(&["已完成", "2026-06-30", ""])
            .row(&["持续整改", "2026-06-30", ""])
            .row(&["已取消", "2026-06-30", ""]);
        assert!(ledger.run(&OverdueWithoutReason).is_empty());
    }

    #[test]
    fn a_table_without_the_column_is_not_blamed_row_by_row() {
        let ledger = LedgerBuilder::new(&[Field::Status, Field::Deadline]).row(&["整改中", "2026-06-30"]);
        assert!(ledger.run(&OverdueWithoutReason).is_empty());
    }
}
