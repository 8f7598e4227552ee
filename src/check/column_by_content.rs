//! `column-by-content`: a column was recognised by its values, its header being unknown or missing.
//!
//! Source: `domain.md` §1.3: what a column means is shown, never silently guessed.

use crate::check::{Case, Check, Found};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::remark::RemarkKind;

/// Tells of columns whose header did not say what they are.
#[derive(Debug)]
pub(crate) struct ColumnByContent;

static ABOUT: About = About {
    id: "column-by-content",
    title: "列是按内容认出的",
    severity: Some(Severity::Info),
    source: Clause::new("表头识别规则", "1.3 表头与内容"),
    why: "表头没有写明，认错了列，这一列的数字就都不对",
    remedy: "请核对这一列；表头改成通用的列名，就不用推断了",
};

impl Check for ColumnByContent {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::ColumnByContent) {
            let field = remark.field.map_or("—", |field| field.label());
            let header = match remark.seen() {
                "" => "这一列没有表头".to_owned(),
                header => format!("表头「{header}」不认识"),
            };
            found.at_remark(remark, format!("{header}，{}，当作「{field}」", remark.detail));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ColumnByContent;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn a_column_without_a_known_header_is_told() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Deadline]).row(&["县教育局", "2026-06-30"]).remark(
            RemarkKind::ColumnByContent,
            0,
            Field::Deadline,
            "列1",
        );
        assert_eq!(ledger.run(&ColumnByContent), ["B2 column-by-content"]);
        assert_eq!(ledger.messages(&ColumnByContent), ["表头「列1」不认识，说明，当作「整改时限」"]);
    }

    #[test]
    fn known_headers_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Unit]).row(&["县教育局"]);
        assert!(ledger.run(&ColumnByContent).is_empty());
    }
}
