//! `survey-weights-not-whole`: the weights of a unit's strata in the surveys add up to neither 1 nor 100.
//!
//! Source: `scoring.md` §2, survey value. A slip in a weight moves points though every row can be read.

use crate::check::{Case, Check, Found};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::remark::RemarkKind;

/// Finds units whose survey weights are not whole.
#[derive(Debug)]
pub(crate) struct SurveyWeightsNotWhole;

static ABOUT: About = About {
    id: "survey-weights-not-whole",
    title: "测评各层次的权重加起来不是 1",
    severity: Some(Severity::Warning),
    source: Clause::new("巡察整改成效考核办法（默认）", "指标八"),
    why: "满意度按各层次的权重折算，权重写错或漏了一个层次，满意度就偏了",
    remedy: "请核对这个单位各层次的权重，加起来应当是 1 或 100",
};

impl Check for SurveyWeightsNotWhole {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::SurveyWeights) {
            found.at_remark(remark, remark.detail.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SurveyWeightsNotWhole;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn weights_that_are_not_whole_are_told_at_the_first() {
        let ledger = LedgerBuilder::new(&[Field::Unit]).row(&["县教育局"]);
        assert!(ledger.run(&SurveyWeightsNotWhole).is_empty());
        let ledger = ledger.remark(RemarkKind::SurveyWeights, 0, Field::Unit, "0.9");
        assert_eq!(ledger.run(&SurveyWeightsNotWhole), ["A2 survey-weights-not-whole"]);
        assert_eq!(ledger.messages(&SurveyWeightsNotWhole), ["说明"]);
    }
}
