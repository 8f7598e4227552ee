//! `done-without-evidence`: a record is done, but neither evidence nor a report of some length shows it.
//!
//! Source: `domain.md` §7.1 row rule 1. Records struck off are left to `closed-without-evidence`.

use crate::check::{Case, Check, Found, Limit, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::ledger::{Rectification, Status};

/// Finds done records without evidence whose progress says little, in tables that have an evidence column.
#[derive(Debug)]
pub(crate) struct DoneWithoutEvidence;

static ABOUT: About = About {
    id: "done-without-evidence",
    title: "已完成但没有佐证材料",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.1 行内逻辑第 1 条"),
    why: "没有材料也没有具体情况，完成与否无从核实",
    remedy: "请补填佐证材料，或把整改情况写具体",
};

impl Check for DoneWithoutEvidence {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn limit(&self) -> Option<Limit> {
        Some(Limit { default: 20, meaning: "没有佐证材料时，整改情况至少应写的字数" })
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::Evidence])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        let unreadable = case.unreadable(Field::Evidence);
        let readable = |record: &&Rectification| !unreadable.is(record, Field::Evidence);
        for record in case.records_with(Field::Evidence).filter(readable) {
            let told = record.text(Field::Progress).map_or(0, |text| text.chars().count());
            if record.status == Status::Done && !record.has_evidence() && told < found.limit() as usize {
                found.at_field(record, Field::Evidence, format!("状态为已完成，佐证材料是空的，整改情况只有 {told} 个字"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DoneWithoutEvidence;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn finds_done_records_that_neither_prove_nor_tell_anything() {
        let ledger = LedgerBuilder::new(&[Field::Status, Field::Evidence])
            .row(&["已完成", ""])
            .row(&["已完成", "无"])
            .row(&["已完成", "佐证/1.pdf"])
            .row(&["整改中", ""])
            .row(&["已销号", ""]);
        assert_eq!(ledger.run(&DoneWithoutEvidence), ["B2 done-without-evidence", "B3 done-without-evidence"]);
    }

    /// Boundary: 19 | 20 characters.
    #[test]
    fn twenty_characters_of_progress_are_enough() {
        let ledger = LedgerBuilder::new(&[Field::Status, Field::Evidence, Field::Progress])
            .row(&["已完成", "", &"字".repeat(19)])
            .row(&["已完成", "", &"字".repeat(20)]);
        assert_eq!(ledger.run(&DoneWithoutEvidence), ["B2 done-without-evidence"]);
        assert!(ledger.policy("[checks.done-without-evidence]\nlimit = 19").run(&DoneWithoutEvidence).is_empty());
    }

    #[test]
    fn a_table_without_the_column_is_not_blamed_row_by_row() {
        assert!(LedgerBuilder::new(&[Field::Status]).row(&["已完成"]).run(&DoneWithoutEvidence).is_empty());
    }

    #[test]
    fn a_cell_that_cannot_be_read_is_not_blank() {
        for kind in [RemarkKind::ErrorCell, RemarkKind::FormulaWithoutValue] {
            let ledger = LedgerBuilder::new(&[Field::Status, Field::Evidence]).row(&["已完成", ""]);
            assert!(!ledger.run(&DoneWithoutEvidence).is_empty());
            assert!(ledger.remark(kind, 0, Field::Evidence, "#REF!").run(&DoneWithoutEvidence).is_empty());
        }
    }
}
