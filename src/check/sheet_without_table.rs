//! `sheet-without-table`: a sheet holds no known table.
//!
//! Source: `domain.md` §8 item 1: what was not mapped is shown.

use crate::check::{Case, Check, Found};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::remark::RemarkKind;

/// Tells of sheets in which no table was recognised.
#[derive(Debug)]
pub(crate) struct SheetWithoutTable;

static ABOUT: About = About {
    id: "sheet-without-table",
    title: "工作表里没有认出表格",
    severity: Some(Severity::Warning),
    source: Clause::new("列对应规则", "8 第 1 项"),
    why: "没有认出的表一行也没有计入",
    remedy: "表里确有问题的，请核对表头，或运行 xuncha layout 看各列的对应",
};

impl Check for SheetWithoutTable {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::NoTable) {
            found.at_remark_with_detail(remark, "这张工作表里没有认出台账或登记表");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SheetWithoutTable;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn a_sheet_without_a_table_is_told() {
        let ledger = LedgerBuilder::new(&[Field::Unit]).sheet_remark(RemarkKind::NoTable, "说明");
        assert_eq!(ledger.run(&SheetWithoutTable), ["- sheet-without-table"]);
        assert_eq!(ledger.messages(&SheetWithoutTable), ["这张工作表里没有认出台账或登记表，说明"]);
    }

    #[test]
    fn sheets_in_use_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Unit]).row(&["县教育局"]);
        assert!(ledger.run(&SheetWithoutTable).is_empty());
    }
}
