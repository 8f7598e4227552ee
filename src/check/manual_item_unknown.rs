//! `manual-item-unknown`: a row of the manual-scores workbook (人工评分) names an item that the policy does not have.
//!
//! Source: `scoring.md` §2, row `manual-leadership`. What moves points is never passed over in silence.

use crate::check::{Case, Check, Found};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::remark::RemarkKind;
use crate::policy::MANUAL_LEADERSHIP;

/// Finds manual scores whose item is no indicator that points come off.
#[derive(Debug)]
pub(crate) struct ManualItemUnknown;

static ABOUT: About = About {
    id: "manual-item-unknown",
    title: "人工评分的项目不认识",
    severity: Some(Severity::Warning),
    source: Clause::new("巡察整改成效考核办法（默认）", "指标一"),
    why: "项目不是办法里可以人工扣分的指标或维度，不知道该从哪一项扣",
    remedy: "项目请写指标或维度的名称；要从某项指标里扣的，办法里那一项写 method = \"deduct\"",
};

impl Check for ManualItemUnknown {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        let catches = case.policy.indicator(MANUAL_LEADERSHIP);
        for remark in case.remarks(RemarkKind::ManualItem) {
            let item = remark.seen();
            let known = case.policy.manual_indicator(item).is_some();
            match catches {
                _ if known => {}
                Some(_) if item.is_empty() => {}
                Some(rule) => {
                    let dimension = case.policy.dimension_title(&rule.dimension);
                    found.at_remark(remark, format!("项目「{item}」不能人工扣分，已从「{dimension}」里扣"));
                }
                None => found.at_remark(remark, format!("项目「{item}」不能人工扣分，这一行没有扣分")),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ManualItemUnknown;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn an_item_that_is_no_indicator_is_told_and_a_dimension_is_one() {
        let naming = |item: &str| {
            let ledger = LedgerBuilder::new(&[Field::Unit]).row(&["县教育局"]);
            ledger.remark(RemarkKind::ManualItem, 0, Field::Unit, item)
        };
        let told = |item: &str| naming(item).messages(&ManualItemUnknown);
        assert_eq!(naming("作风建设").run(&ManualItemUnknown), ["A2 manual-item-unknown"]);
        assert!(told("组织领导").is_empty());
        assert!(told("manual-leadership").is_empty());
        assert_eq!(told("作风建设"), ["项目「作风建设」不能人工扣分，已从「组织领导」里扣"]);
        assert_eq!(told("群众满意度"), ["项目「群众满意度」不能人工扣分，已从「组织领导」里扣"]);
    }
}
