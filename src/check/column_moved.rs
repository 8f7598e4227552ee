//! `column-moved`: a column of the pinned layout stands elsewhere.
//!
//! Source: `domain.md` §1.2 and §7.1; the layout is the one the office pinned with `xuncha layout --pin`.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::remark::RemarkKind;

/// Finds columns that left the order of the pinned layout.
#[derive(Debug)]
pub(crate) struct ColumnMoved;

static ABOUT: About = About {
    id: "column-moved",
    title: "列换了位置",
    severity: Some(Severity::Info),
    source: Clause::new("数据质量规则", "7.1 列名与列序"),
    why: "列换了位置仍按列名读，数字不受影响，只作提示",
    remedy: "核对即可；以后都用新次序的，运行 xuncha layout --pin",
};

impl Check for ColumnMoved {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Layout]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::ColumnMoved) {
            found.at_remark(remark, format!("「{}」{}", remark.seen(), remark.detail));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ColumnMoved;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn what_mapping_noticed_is_told_once() {
        let ledger = LedgerBuilder::new(&[Field::Unit]).sheet_remark(RemarkKind::ColumnMoved, "整改期限");
        assert_eq!(ledger.run(&ColumnMoved), ["- column-moved"]);
    }

    #[test]
    fn a_table_as_pinned_is_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Unit]).row(&["县教育局"]);
        assert!(ledger.run(&ColumnMoved).is_empty());
    }
}
