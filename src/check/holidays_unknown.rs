//! `holidays-unknown`: a deadline in working days runs through a year whose public holidays are not on file.
//!
//! Source: `domain.md` §1.5, 15个工作日内: never a silent count of weekdays.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::remark::RemarkKind;

/// Finds deadlines counted without a holiday plan.
#[derive(Debug)]
pub(crate) struct HolidaysUnknown;

static ABOUT: About = About {
    id: "holidays-unknown",
    title: "工作日没有扣除节假日",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "1.5 整改时限的写法"),
    why: "没有当年的节假日安排，数出来的工作日可能差几天",
    remedy: "请在节假日.toml 里补上这一年的放假和调休安排，或把时限写成具体日期",
};

impl Check for HolidaysUnknown {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::Deadline, Field::DeadlineNew])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::HolidaysUnknown) {
            found.at_remark_with_detail(remark, format!("整改时限「{}」按工作日计算", remark.seen()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::HolidaysUnknown;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn a_span_of_working_days_without_a_plan_is_flagged() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Deadline]).row(&["县教育局", "15个工作日内"]).remark(
            RemarkKind::HolidaysUnknown,
            0,
            Field::Deadline,
            "15个工作日内",
        );
        assert_eq!(ledger.run(&HolidaysUnknown), ["B2 holidays-unknown"]);
    }

    #[test]
    fn other_deadlines_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Deadline]).row(&["县教育局", "2026-06-30"]);
        assert!(ledger.run(&HolidaysUnknown).is_empty());
    }
}
