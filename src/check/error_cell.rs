//! `error-cell`: a cell that counts holds an error value such as `#REF!`.
//!
//! Source: `domain.md` §7.1, formulas and error cells: error cells are errors, not blanks.

use crate::check::{Case, Check, Found};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::remark::RemarkKind;

/// Finds error values in mapped cells.
#[derive(Debug)]
pub(crate) struct ErrorCell;

static ABOUT: About = About {
    id: "error-cell",
    title: "单元格是错误值",
    severity: Some(Severity::Error),
    source: Clause::new("数据质量规则", "7.1 公式与错误值"),
    why: "错误值不是空白，也不是数据，按它算出的数都不可信",
    remedy: "请修复公式，或直接填写正确的内容",
};

impl Check for ErrorCell {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::ErrorCell) {
            found.at_remark(remark, format!("单元格显示错误值「{}」", remark.seen()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ErrorCell;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn an_error_value_is_named_with_its_cell() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Progress]).row(&["县教育局", ""]).remark(
            RemarkKind::ErrorCell,
            0,
            Field::Progress,
            "#REF!",
        );
        assert_eq!(ledger.run(&ErrorCell), ["B2 error-cell"]);
    }

    #[test]
    fn ordinary_cells_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Progress]).row(&["县教育局", "正在办理"]);
        assert!(ledger.run(&ErrorCell).is_empty());
    }
}
