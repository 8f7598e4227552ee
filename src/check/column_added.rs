//! `column-added`: a column that is used is not in the pinned layout.
//!
//! Source: `domain.md` §1.2 and §7.1; the layout is the one the office pinned with `xuncha layout --pin`.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::remark::RemarkKind;

/// Finds columns in use that nobody has confirmed.
#[derive(Debug)]
pub(crate) struct ColumnAdded;

static ABOUT: About = About {
    id: "column-added",
    title: "多了一列有用的",
    severity: Some(Severity::Info),
    source: Clause::new("数据质量规则", "7.1 列名与列序"),
    why: "版式里没有的列也读了进来，可能影响得分",
    remedy: "请核对这一列的内容；对的，运行 xuncha layout --pin 记下",
};

impl Check for ColumnAdded {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Layout]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::ColumnAdded) {
            found.at_remark(remark, format!("版式里没有「{}」这一列，{}", remark.seen(), remark.detail));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ColumnAdded;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn what_mapping_noticed_is_told_once() {
        let ledger = LedgerBuilder::new(&[Field::Unit]).sheet_remark(RemarkKind::ColumnAdded, "整改期限");
        assert_eq!(ledger.run(&ColumnAdded), ["- column-added"]);
    }

    #[test]
    fn a_table_as_pinned_is_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Unit]).row(&["县教育局"]);
        assert!(ledger.run(&ColumnAdded).is_empty());
    }
}
