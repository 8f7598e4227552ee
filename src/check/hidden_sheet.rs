//! `hidden-sheet`: a sheet is hidden, and left out unless the office wants it used.
//!
//! Source: `domain.md` §7.1, hidden rows, columns and sheets: count and disclose.

use crate::check::{Case, Check, Found};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::remark::RemarkKind;

/// Tells of hidden sheets, and whether they were used.
#[derive(Debug)]
pub(crate) struct HiddenSheet;

static ABOUT: About = About {
    id: "hidden-sheet",
    title: "有隐藏的工作表",
    severity: Some(Severity::Info),
    source: Clause::new("数据质量规则", "7.1 隐藏的行、列和工作表"),
    why: "隐藏的工作表多是旧版本，计入会重复，不说明又容易漏",
    remedy: "要改变是否计入，请取消隐藏，或在 xuncha.toml 的 [reading] 里改 hidden_sheets",
};

impl Check for HiddenSheet {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::HiddenSheet) {
            let used = if remark.detail.is_empty() { "没有计入" } else { remark.detail.as_str() };
            found.at_remark(remark, format!("这张工作表是隐藏的，{used}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::HiddenSheet;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn a_hidden_sheet_is_told() {
        let ledger = LedgerBuilder::new(&[Field::Unit]).sheet_remark(RemarkKind::HiddenSheet, "旧表");
        assert_eq!(ledger.run(&HiddenSheet), ["- hidden-sheet"]);
    }

    #[test]
    fn sheets_in_use_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Unit]).row(&["县教育局"]);
        assert!(ledger.run(&HiddenSheet).is_empty());
    }
}
