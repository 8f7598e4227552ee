//! `missing-lead-person`: a record names no responsible leader.
//!
//! Source: `domain.md` §7.1 row rule 9: leader ≠ blank.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::person::refers_elsewhere;

/// Finds counted records whose responsible leader is blank.
#[derive(Debug)]
pub(crate) struct MissingLeadPerson;

static ABOUT: About = About {
    id: "missing-lead-person",
    title: "没有写责任领导",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.1 行内逻辑第 9 条"),
    why: "没有责任领导，出了问题找不到人，责任落实也不得分",
    remedy: "请补填责任领导的姓名",
};

impl Check for MissingLeadPerson {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::LeadPerson])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for record in case.lacking(Field::LeadPerson) {
            let message = match record.text(Field::LeadPerson) {
                Some(text) if refers_elsewhere(text) => format!("责任领导写的是「{text}」，没有写明是谁"),
                _ => "责任领导是空的".to_owned(),
            };
            found.at_field(record, Field::LeadPerson, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::MissingLeadPerson;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn finds_counted_records_that_name_nobody() {
        let ledger = LedgerBuilder::new(&[Field::Status, Field::LeadPerson])
            .row(&["整改中", ""])
            .row(&["整改中", "——"])
            .row(&["整改中", "张三"])
            .row(&["已取消", ""]);
        assert_eq!(ledger.run(&MissingLeadPerson), ["B2 missing-lead-person", "B3 missing-lead-person"]);
    }

    #[test]
    fn what_refers_to_another_row_names_nobody() {
        let ledger = LedgerBuilder::new(&[Field::Status, Field::LeadPerson]).row(&["整改中", "见上"]).row(&["整改中", "同第1条"]);
        assert_eq!(ledger.run(&MissingLeadPerson).len(), 2);
    }

    #[test]
    fn a_table_without_the_column_is_not_blamed_row_by_row() {
        assert!(LedgerBuilder::new(&[Field::Status]).row(&["整改中"]).run(&MissingLeadPerson).is_empty());
    }

    #[test]
    fn a_cell_that_cannot_be_read_is_not_blank() {
        for kind in [RemarkKind::ErrorCell, RemarkKind::FormulaWithoutValue] {
            let ledger = LedgerBuilder::new(&[Field::Status, Field::LeadPerson]).row(&["整改中", ""]);
            assert!(!ledger.run(&MissingLeadPerson).is_empty());
            assert!(ledger.remark(kind, 0, Field::LeadPerson, "#REF!").run(&MissingLeadPerson).is_empty());
        }
    }
}
