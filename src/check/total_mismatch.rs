//! `total-mismatch`: a total differs from the rows above it.
//!
//! Source: `domain.md` §7.1 row rule 8: total = parts.

use crate::check::{Case, Check, Found};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::remark::RemarkKind;

/// Finds totals that do not match their parts.
#[derive(Debug)]
pub(crate) struct TotalMismatch;

static ABOUT: About = About {
    id: "total-mismatch",
    title: "合计与明细不符",
    severity: Some(Severity::Error),
    source: Clause::new("数据质量规则", "7.1 行内逻辑第 8 条"),
    why: "合计与明细对不上，说明有漏填、重填或改后没有重算",
    remedy: "请逐行核对后改正合计或明细",
};

impl Check for TotalMismatch {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::TotalMismatch) {
            found.at_remark_with_detail(remark, format!("合计「{}」与明细不符", remark.seen()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::TotalMismatch;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn a_total_that_differs_is_named_with_its_cell() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Amount]).row(&["县教育局", ""]).remark(
            RemarkKind::TotalMismatch,
            0,
            Field::Amount,
            "18",
        );
        assert_eq!(ledger.run(&TotalMismatch), ["B2 total-mismatch"]);
        assert_eq!(ledger.messages(&TotalMismatch), ["合计「18」与明细不符，说明"]);
    }

    #[test]
    fn other_cells_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Amount]).row(&["县教育局", "18"]);
        assert!(ledger.run(&TotalMismatch).is_empty());
    }
}
