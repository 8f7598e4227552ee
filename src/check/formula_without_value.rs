//! `formula-without-value`: a cell that counts holds a formula that was saved without its result.
//!
//! Source: `domain.md` §7.1, formulas and error cells. Error values are left to `error-cell`.

use crate::check::{Case, Check, Found};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::remark::RemarkKind;

/// Finds formulas whose result the file does not hold.
#[derive(Debug)]
pub(crate) struct FormulaWithoutValue;

static ABOUT: About = About {
    id: "formula-without-value",
    title: "公式没有保存计算结果",
    severity: Some(Severity::Error),
    source: Clause::new("数据质量规则", "7.1 公式与错误值"),
    why: "没有保存结果的公式读出来是空的，这一格等于没有填",
    remedy: "请用表格软件打开文件，等公式算完后保存，或把结果粘贴为数值",
};

impl Check for FormulaWithoutValue {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::FormulaWithoutValue) {
            found.at_remark(remark, "单元格是公式，文件里没有保存它的计算结果");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::FormulaWithoutValue;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn a_formula_without_its_result_is_named_with_its_cell() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Progress]).row(&["县教育局", ""]).remark(
            RemarkKind::FormulaWithoutValue,
            0,
            Field::Progress,
            "",
        );
        assert_eq!(ledger.run(&FormulaWithoutValue), ["B2 formula-without-value"]);
    }

    #[test]
    fn ordinary_cells_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Progress]).row(&["县教育局", "正在办理"]);
        assert!(ledger.run(&FormulaWithoutValue).is_empty());
    }
}
