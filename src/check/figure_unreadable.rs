//! `figure-unreadable`: a filled cell of the indicator workbook that the policy counts is no plain number.
//!
//! Source: `scoring.md` §2, social-benefit indicators. What moves points is never passed over in silence.

use crate::check::{Case, Check, Found};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::remark::RemarkKind;

/// Finds figures that could not be counted.
#[derive(Debug)]
pub(crate) struct FigureUnreadable;

static ABOUT: About = About {
    id: "figure-unreadable",
    title: "指标数字不能识别",
    severity: Some(Severity::Error),
    source: Clause::new("巡察整改成效考核办法（默认）", "社会效益指标"),
    why: "办法要用这一列，这一格不是 10 亿以内的普通数字，这一行没有计入",
    remedy: "请改成普通数字，例如 70；没有数字的留空",
};

impl Check for FigureUnreadable {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::UnreadableFigure) {
            if case.policy.names_column(&remark.detail) {
                found.at_remark(remark, format!("「{}」这一格「{}」不能识别，这一行没有计入", remark.detail, remark.seen()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::FigureUnreadable;
    use crate::check::kit::{LedgerBuilder, SETTLED};
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn a_word_in_a_column_that_the_policy_counts_is_told() {
        // The column of the remark is called 说明.
        let ledger = LedgerBuilder::new(&[Field::Unit]).row(&["县教育局"]);
        let ledger = ledger.remark(RemarkKind::UnreadableFigure, 0, Field::Unit, "七十");
        assert!(ledger.run(&FigureUnreadable).is_empty(), "no indicator counts the column");
        let ledger = ledger.policy(&SETTLED.replace("受理", "说 明"));
        assert_eq!(ledger.run(&FigureUnreadable), ["A2 figure-unreadable"]);
        assert_eq!(ledger.messages(&FigureUnreadable), ["「说明」这一格「七十」不能识别，这一行没有计入"]);
    }
}
