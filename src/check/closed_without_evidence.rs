//! `closed-without-evidence`: a record is struck off, but no evidence is named.
//!
//! Source: `domain.md` §7.1 row rule 6 and L24. Records done but not struck off are left to `done-without-evidence`.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::ledger::Status;

/// Finds closed records without evidence, in tables that have an evidence column.
#[derive(Debug)]
pub(crate) struct ClosedWithoutEvidence;

static ABOUT: About = About {
    id: "closed-without-evidence",
    title: "已销号但没有佐证材料",
    severity: Some(Severity::Error),
    source: Clause::new("数据质量规则", "7.1 行内逻辑第 6 条"),
    why: "销号必须有据可查，没有佐证材料的销号经不起回头看",
    remedy: "请补填佐证材料的名称和存放位置；确实没有的，请撤回销号",
};

impl Check for ClosedWithoutEvidence {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::Evidence])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        let unreadable = case.unreadable(Field::Evidence);
        for record in case.records_with(Field::Evidence) {
            if record.status == Status::Closed && !record.has_evidence() && !unreadable.is(record, Field::Evidence) {
                found.at_field(record, Field::Evidence, "状态为已销号，佐证材料却是空的");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ClosedWithoutEvidence;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn finds_closed_records_whose_evidence_is_blank_or_a_placeholder() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Status, Field::Evidence])
            .row(&["县教育局", "已销号", ""])
            .row(&["县教育局", "已销号", "无"])
            .row(&["县教育局", "已销号", "佐证/1.pdf"])
            .row(&["县教育局", "已完成", ""]);
        assert_eq!(ledger.run(&ClosedWithoutEvidence), ["C2 closed-without-evidence", "C3 closed-without-evidence"]);
    }

    #[test]
    fn a_table_without_the_column_is_not_blamed_row_by_row() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Status]).row(&["县教育局", "已销号"]);
        assert!(ledger.run(&ClosedWithoutEvidence).is_empty());
    }

    #[test]
    fn a_cell_that_cannot_be_read_is_not_blank() {
        for kind in [RemarkKind::ErrorCell, RemarkKind::FormulaWithoutValue] {
            let ledger = LedgerBuilder::new(&[Field::Status, Field::Evidence]).row(&["已销号", ""]);
            assert!(!ledger.run(&ClosedWithoutEvidence).is_empty());
            assert!(ledger.remark(kind, 0, Field::Evidence, "#REF!").run(&ClosedWithoutEvidence).is_empty());
        }
    }
}
