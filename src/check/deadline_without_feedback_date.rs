//! `deadline-without-feedback-date`: a deadline counts from a feedback date that nobody gave.
//!
//! Source: `domain.md` §1.5, row `3个月内`.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::remark::RemarkKind;

/// Finds relative deadlines without a day to count from.
#[derive(Debug)]
pub(crate) struct DeadlineWithoutFeedbackDate;

static ABOUT: About = About {
    id: "deadline-without-feedback-date",
    title: "时限没有起算日期",
    severity: Some(Severity::Error),
    source: Clause::new("时限写法规则", "1.5 从反馈起算的时限"),
    why: "没有起算日，时限落不到哪一天，超期就无从判断",
    remedy: "请补填反馈日期，或把时限改写成具体日期",
};

impl Check for DeadlineWithoutFeedbackDate {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::Deadline, Field::DeadlineNew])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::NoFeedbackDate) {
            found.at_remark_with_detail(remark, format!("整改时限「{}」算不出到期日", remark.seen()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DeadlineWithoutFeedbackDate;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn a_deadline_without_its_first_day_is_named_with_its_cell() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Deadline]).row(&["县教育局", ""]).remark(
            RemarkKind::NoFeedbackDate,
            0,
            Field::Deadline,
            "3个月内",
        );
        assert_eq!(ledger.run(&DeadlineWithoutFeedbackDate), ["B2 deadline-without-feedback-date"]);
        assert_eq!(ledger.messages(&DeadlineWithoutFeedbackDate), ["整改时限「3个月内」算不出到期日，说明"]);
    }

    #[test]
    fn other_deadlines_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Deadline]).row(&["县教育局", "2026年6月底前"]);
        assert!(ledger.run(&DeadlineWithoutFeedbackDate).is_empty());
    }
}
