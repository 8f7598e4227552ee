//! `column-gone`: a column of the pinned layout is not there.
//!
//! Source: `domain.md` §1.2 and §7.1; the layout is the one the office pinned with `xuncha layout --pin`.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::remark::RemarkKind;

/// Finds columns of the pinned layout that a table lacks.
#[derive(Debug)]
pub(crate) struct ColumnGone;

static ABOUT: About = About {
    id: "column-gone",
    title: "版式里的列不见了",
    severity: Some(Severity::Error),
    source: Clause::new("数据质量规则", "7.1 列名与列序"),
    why: "少了一列，这一项就没有数据，得分会跟着变",
    remedy: "请补回这一列；确实不再填报的，运行 xuncha layout --pin 记下新版式",
};

impl Check for ColumnGone {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Layout]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::ColumnGone) {
            found.at_remark(remark, remark.detail.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ColumnGone;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn what_mapping_noticed_is_told_once() {
        let ledger = LedgerBuilder::new(&[Field::Unit]).sheet_remark(RemarkKind::ColumnGone, "整改期限");
        assert_eq!(ledger.run(&ColumnGone), ["- column-gone"]);
    }

    #[test]
    fn a_table_as_pinned_is_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Unit]).row(&["县教育局"]);
        assert!(ledger.run(&ColumnGone).is_empty());
    }
}
