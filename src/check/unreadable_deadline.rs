//! `unreadable-deadline`: a deadline could not be read.
//!
//! Source: `domain.md` §1.5. Blank deadlines are left to `missing-deadline`.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::remark::RemarkKind;

/// Finds deadlines that fit no known way of writing.
#[derive(Debug)]
pub(crate) struct UnreadableDeadline;

static ABOUT: About = About {
    id: "unreadable-deadline",
    title: "整改时限读不出来",
    severity: Some(Severity::Error),
    source: Clause::new("时限写法规则", "1.5 时限的写法"),
    why: "读不出的时限无法判断是否超期，也无法提前提醒",
    remedy: "请写成日期、月份或「长期坚持」",
};

impl Check for UnreadableDeadline {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::Deadline, Field::DeadlineNew])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::UnreadableDeadline) {
            found.at_remark(remark, format!("整改时限「{}」读不出是哪一天", remark.seen()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::UnreadableDeadline;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn a_deadline_that_is_no_date_is_named_with_its_cell() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Deadline]).row(&["县教育局", ""]).remark(
            RemarkKind::UnreadableDeadline,
            0,
            Field::Deadline,
            "尽快",
        );
        assert_eq!(ledger.run(&UnreadableDeadline), ["B2 unreadable-deadline"]);
    }

    #[test]
    fn other_deadlines_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Deadline]).row(&["县教育局", "2026年6月30日"]);
        assert!(ledger.run(&UnreadableDeadline).is_empty());
    }
}
