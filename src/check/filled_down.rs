//! `filled-down`: blank cells of a csv were filled from the record above.
//!
//! Source: `domain.md` §1.2 and §7.1: vertical merges are lost in a csv.

use crate::check::{Case, Check, Found};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::remark::RemarkKind;

/// Tells of csv columns whose blank cells were filled.
#[derive(Debug)]
pub(crate) struct FilledDown;

static ABOUT: About = About {
    id: "filled-down",
    title: "csv 里空着的格按上面一格理解",
    severity: Some(Severity::Info),
    source: Clause::new("数据质量规则", "7.1 合并单元格与空格"),
    why: "csv 不保存合并单元格，空着的多半是原来合并的格，也可能是漏填",
    remedy: "请核对；改报 xlsx 格式，合并单元格就不用推断",
};

impl Check for FilledDown {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::FilledDown) {
            found.at_remark(remark, format!("csv 没有合并单元格，{}", remark.detail));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::FilledDown;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn filled_columns_are_told() {
        let ledger = LedgerBuilder::new(&[Field::Unit]).row(&["县教育局"]).remark(RemarkKind::FilledDown, 0, Field::Unit, "");
        assert_eq!(ledger.run(&FilledDown), ["A2 filled-down"]);
        assert_eq!(ledger.messages(&FilledDown), ["csv 没有合并单元格，说明"]);
    }

    #[test]
    fn full_columns_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Unit]).row(&["县教育局"]);
        assert!(ledger.run(&FilledDown).is_empty());
    }
}
