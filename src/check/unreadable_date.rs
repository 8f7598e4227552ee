//! `unreadable-date`: a date cell holds something that is no date.
//!
//! Source: `domain.md` §7.1, dates as text. Deadlines are left to `unreadable-deadline`.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::remark::RemarkKind;

/// Finds date cells that could not be read.
#[derive(Debug)]
pub(crate) struct UnreadableDate;

static ABOUT: About = About {
    id: "unreadable-date",
    title: "日期读不出来",
    severity: Some(Severity::Error),
    source: Clause::new("数据质量规则", "7.1 文本型日期"),
    why: "读不出的日期不能参与先后核对，也不能计入当月",
    remedy: "请写成「2026年6月30日」这样的完整日期",
};

impl Check for UnreadableDate {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::DoneDate, Field::AcceptDate, Field::ClosedDate, Field::FeedbackDate])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::UnreadableDate) {
            found.at_remark(remark, format!("「{}」读不出是哪一天", remark.seen()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::UnreadableDate;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn a_text_that_is_no_date_is_named_with_its_cell() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::DoneDate]).row(&["县教育局", ""]).remark(
            RemarkKind::UnreadableDate,
            0,
            Field::DoneDate,
            "六月中旬左右",
        );
        assert_eq!(ledger.run(&UnreadableDate), ["B2 unreadable-date"]);
    }

    #[test]
    fn other_cells_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::DoneDate]).row(&["县教育局", "2026年6月30日"]);
        assert!(ledger.run(&UnreadableDate).is_empty());
    }
}
