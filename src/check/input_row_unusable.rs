//! `input-row-unusable`: a row of the survey, manual-score, event, other-score or recommendation tables could not be used.
//!
//! Source: `scoring.md` §2–4. What moves points is never passed over in silence, and one slip does not void the other rows.

use crate::check::{Case, Check, Found};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::remark::RemarkKind;

/// Finds rows that moved no points because something in them cannot be read.
#[derive(Debug)]
pub(crate) struct InputRowUnusable;

static ABOUT: About = About {
    id: "input-row-unusable",
    title: "测评、评分、事件等表有一行不能用",
    severity: Some(Severity::Error),
    source: Clause::new("巡察整改成效考核办法（默认）", "指标、减分项和加分"),
    why: "这一行里有读不懂的内容，没有计分，同一张表的其他行照常计分；这个单位的得分缺了这一行",
    remedy: "请照提示改这一格，重新运行；不要的行请删去",
};

impl Check for InputRowUnusable {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::InputRow) {
            found.at_remark(remark, remark.detail.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::InputRowUnusable;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn a_row_that_was_left_out_is_told_at_its_cell() {
        let ledger = LedgerBuilder::new(&[Field::Unit]).row(&["县教育局"]);
        assert!(ledger.run(&InputRowUnusable).is_empty());
        let ledger = ledger.remark(RemarkKind::InputRow, 0, Field::Unit, "乡");
        assert_eq!(ledger.run(&InputRowUnusable), ["A2 input-row-unusable"]);
        assert_eq!(ledger.messages(&InputRowUnusable), ["说明"]);
    }
}
