//! `layout-changed`: a table does not fit the layout pinned for its file.
//!
//! Source: `domain.md` §1.2 and §7.1; the layout is the one the office pinned with `xuncha layout --pin`.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::remark::RemarkKind;

/// Finds tables whose file has a pinned layout that fits less than half of them.
#[derive(Debug)]
pub(crate) struct LayoutChanged;

static ABOUT: About = About {
    id: "layout-changed",
    title: "整张表与版式不符",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.1 列名与列序"),
    why: "一半以上的列名与记下的版式对不上，版式没有用上，只按一般用词读",
    remedy: "请核对是不是报错了表；确实换了格式的，运行 xuncha layout --pin",
};

impl Check for LayoutChanged {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Layout]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::LayoutChanged) {
            found.at_remark(remark, format!("与版式「{}」对不上", remark.seen()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::LayoutChanged;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn what_mapping_noticed_is_told_once() {
        let ledger = LedgerBuilder::new(&[Field::Unit]).sheet_remark(RemarkKind::LayoutChanged, "整改期限");
        assert_eq!(ledger.run(&LayoutChanged), ["- layout-changed"]);
    }

    #[test]
    fn a_table_as_pinned_is_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Unit]).row(&["县教育局"]);
        assert!(ledger.run(&LayoutChanged).is_empty());
    }
}
