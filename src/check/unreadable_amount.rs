//! `unreadable-amount`: an amount could not be read.
//!
//! Source: `domain.md` §7.1, number and text mixed in one column.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::remark::RemarkKind;

/// Finds amounts that are no number.
#[derive(Debug)]
pub(crate) struct UnreadableAmount;

static ABOUT: About = About {
    id: "unreadable-amount",
    title: "金额读不出来",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.1 数字与文字混填"),
    why: "读不出的金额不会计入合计",
    remedy: "请只填数字，单位写在表头",
};

impl Check for UnreadableAmount {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::Amount, Field::AmountDone])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::UnreadableAmount) {
            found.at_remark(remark, format!("金额「{}」读不出是多少", remark.seen()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::UnreadableAmount;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn a_text_that_is_no_amount_is_named_with_its_cell() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Amount]).row(&["县教育局", ""]).remark(
            RemarkKind::UnreadableAmount,
            0,
            Field::Amount,
            "若干万",
        );
        assert_eq!(ledger.run(&UnreadableAmount), ["B2 unreadable-amount"]);
    }

    #[test]
    fn other_cells_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Amount]).row(&["县教育局", "12.5"]);
        assert!(ledger.run(&UnreadableAmount).is_empty());
    }
}
