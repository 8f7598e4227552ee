//! `missing-unit`: a record names no inspected unit.
//!
//! Source: `domain.md` §1.3 `unit`: every figure is told unit by unit.
//! Names the directory does not know are left to `unit-not-in-directory`.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;

/// Finds records without a unit, whether from a column, a merged cell or the table's head.
#[derive(Debug)]
pub(crate) struct MissingUnit;

static ABOUT: About = About {
    id: "missing-unit",
    title: "没有写被巡察单位",
    severity: Some(Severity::Error),
    source: Clause::new("数据质量规则", "7.1 内容不完整"),
    why: "没有单位的问题不会计入任何单位的得分",
    remedy: "请补填被巡察单位，或在表头上方写明填报单位",
};

impl Check for MissingUnit {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Records]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        let unreadable = case.unreadable(Field::Unit);
        for record in case.counted().filter(|record| record.unit.is_none() && !unreadable.is(record, Field::Unit)) {
            found.at_field(record, Field::Unit, "没有写被巡察单位");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::MissingUnit;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn a_record_without_a_unit_is_flagged_at_the_empty_cell() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Status])
            .row(&["", "整改中"])
            .row(&["县教育局", "整改中"])
            .row(&["", "已取消"]);
        assert_eq!(ledger.run(&MissingUnit), ["A2 missing-unit"]);
    }

    #[test]
    fn without_the_column_the_row_is_named() {
        assert_eq!(LedgerBuilder::new(&[Field::Status]).row(&["整改中"]).run(&MissingUnit), ["- missing-unit"]);
    }

    #[test]
    fn a_cell_that_cannot_be_read_is_not_blank() {
        for kind in [RemarkKind::ErrorCell, RemarkKind::FormulaWithoutValue] {
            let ledger = LedgerBuilder::new(&[Field::Unit, Field::Status]).row(&["", "整改中"]);
            assert!(!ledger.run(&MissingUnit).is_empty());
            assert!(ledger.remark(kind, 0, Field::Unit, "#REF!").run(&MissingUnit).is_empty());
        }
    }
}
