//! `column-renamed`: a column of the pinned layout has another name.
//!
//! Source: `domain.md` §1.2 and §7.1; the layout is the one the office pinned with `xuncha layout --pin`.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::remark::RemarkKind;

/// Finds columns that are probably a pinned one under another name.
#[derive(Debug)]
pub(crate) struct ColumnRenamed;

static ABOUT: About = About {
    id: "column-renamed",
    title: "列名换了说法",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.1 列名与列序"),
    why: "列名与版式不同，可能是同一列换了说法，也可能整列换了内容",
    remedy: "是同一列的，运行 xuncha layout --pin 记下新说法；不是的，请改回原列名",
};

impl Check for ColumnRenamed {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Layout]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::ColumnRenamed) {
            found.at_remark(remark, remark.detail.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ColumnRenamed;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn what_mapping_noticed_is_told_once() {
        let ledger = LedgerBuilder::new(&[Field::Unit]).sheet_remark(RemarkKind::ColumnRenamed, "整改期限");
        assert_eq!(ledger.run(&ColumnRenamed), ["- column-renamed"]);
    }

    #[test]
    fn a_table_as_pinned_is_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Unit]).row(&["县教育局"]);
        assert!(ledger.run(&ColumnRenamed).is_empty());
    }
}
