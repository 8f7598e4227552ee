//! `summary-sheet`: a sheet repeats what other sheets hold and was not counted, so that nothing counts twice.
//!
//! Source: `domain.md` §7.1, 汇总 sheet and detail sheets both read: refuse the silent double count.

use crate::check::{Case, Check, Found};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::remark::RemarkKind;

/// Tells of summary sheets that were left out.
#[derive(Debug)]
pub(crate) struct SummarySheet;

static ABOUT: About = About {
    id: "summary-sheet",
    title: "汇总表没有计入",
    severity: Some(Severity::Info),
    source: Clause::new("数据质量规则", "7.1 汇总表与明细表"),
    why: "汇总表与明细表是同一批问题，都计入就会重复",
    remedy: "汇总表里有明细表没有的问题时，请补到明细表",
};

impl Check for SummarySheet {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::SummarySheet) {
            found.at_remark_with_detail(remark, "这张表是其他表的汇总");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SummarySheet;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn a_summary_sheet_is_told() {
        let ledger = LedgerBuilder::new(&[Field::Unit]).sheet_remark(RemarkKind::SummarySheet, "汇总");
        assert_eq!(ledger.run(&SummarySheet), ["- summary-sheet"]);
        assert_eq!(ledger.messages(&SummarySheet), ["这张表是其他表的汇总，说明"]);
    }

    #[test]
    fn sheets_in_use_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Unit]).row(&["县教育局"]);
        assert!(ledger.run(&SummarySheet).is_empty());
    }
}
