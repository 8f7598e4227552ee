//! `table-without-records`: a table has a header and no record.
//!
//! Source: `domain.md` §8 item 1: what was not counted is shown.

use crate::check::{Case, Check, Found};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::remark::RemarkKind;

/// Tells of ledgers and registers that were handed in empty, or of which every row was passed over.
#[derive(Debug)]
pub(crate) struct TableWithoutRecords;

static ABOUT: About = About {
    id: "table-without-records",
    title: "表里没有记录",
    severity: Some(Severity::Warning),
    source: Clause::new("列对应规则", "8 第 1 项"),
    why: "只有表头的台账看不出是没有问题，还是还没有填",
    remedy: "请补填内容；确实没有问题的，请把这张表移出台账文件夹，并说明情况",
};

impl Check for TableWithoutRecords {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::NoRecords) {
            found.at_remark_with_detail(remark, "这张表没有记录");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::TableWithoutRecords;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn a_table_without_records_is_told() {
        let ledger = LedgerBuilder::new(&[Field::Problem]).sheet_remark(RemarkKind::NoRecords, "台账");
        assert_eq!(ledger.run(&TableWithoutRecords), ["- table-without-records"]);
        assert_eq!(ledger.messages(&TableWithoutRecords), ["这张表没有记录，说明"]);
    }

    #[test]
    fn a_table_with_a_record_is_left_alone() {
        assert!(LedgerBuilder::new(&[Field::Problem]).row(&["学习不够"]).run(&TableWithoutRecords).is_empty());
    }
}
