//! `status-in-date-column`: a date column holds a status word.
//!
//! Source: `domain.md` §1.5, row `已完成`: status word in a date column.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::remark::RemarkKind;

/// Finds words such as 已完成 where a date belongs.
#[derive(Debug)]
pub(crate) struct StatusInDateColumn;

static ABOUT: About = About {
    id: "status-in-date-column",
    title: "日期列里写的是状态",
    severity: Some(Severity::Warning),
    source: Clause::new("时限写法规则", "1.5 日期列里的状态词"),
    why: "日期列写成状态，这一行就没有可核对的日期",
    remedy: "请把状态写到状态列，日期列补填日期",
};

impl Check for StatusInDateColumn {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::DoneDate, Field::AcceptDate, Field::ClosedDate, Field::FeedbackDate])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::StatusInDateColumn) {
            found.at_remark_with_detail(remark, format!("日期列里写的是「{}」，不是日期", remark.seen()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::StatusInDateColumn;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn a_status_word_in_a_date_column_is_named_with_its_cell() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::DoneDate]).row(&["县教育局", ""]).remark(
            RemarkKind::StatusInDateColumn,
            0,
            Field::DoneDate,
            "已完成",
        );
        assert_eq!(ledger.run(&StatusInDateColumn), ["B2 status-in-date-column"]);
    }

    #[test]
    fn other_cells_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::DoneDate]).row(&["县教育局", "2026年6月30日"]);
        assert!(ledger.run(&StatusInDateColumn).is_empty());
    }
}
