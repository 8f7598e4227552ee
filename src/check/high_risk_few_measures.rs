//! `high-risk-few-measures`: a high risk has too few measures against it.
//!
//! Source: `domain.md` §2.2, consistency checks: 高 risk with < 2 measures.

use crate::check::{Case, Check, Found, Limit, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::ledger::RiskLevel;
use crate::model::register::measures;

/// Finds high risks with fewer measures than the limit.
#[derive(Debug)]
pub(crate) struct HighRiskFewMeasures;

static ABOUT: About = About {
    id: "high-risk-few-measures",
    title: "高风险的防控措施太少",
    severity: Some(Severity::Warning),
    source: Clause::new("廉政风险等级规则", "2.2 高风险措施不足两条"),
    why: "高风险点靠一条措施管不住",
    remedy: "请补充防控措施，分条编号写明",
};

impl Check for HighRiskFewMeasures {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn limit(&self) -> Option<Limit> {
        Some(Limit { default: 2, meaning: "高风险点至少应有的防控措施条数" })
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RiskColumn(&[Field::Measure])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        let unreadable = case.unreadable(Field::Measure);
        for risk in case.risks_with(Field::Measure).filter(|risk| case.policy.risk.level(risk) == Some(RiskLevel::High)) {
            let count = risk.text(Field::Measure).map_or(0, |text| measures(text));
            if count < found.limit() && !unreadable.is_of_risk(risk, Field::Measure) {
                found.at_risk(risk, Field::Measure, format!("风险等级为高，防控措施只有 {count} 条"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::HighRiskFewMeasures;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    fn run(level: &str, measure: &str) -> Vec<String> {
        LedgerBuilder::risks(&[Field::Level, Field::Measure]).row(&[level, measure]).run(&HighRiskFewMeasures)
    }

    #[test]
    fn one_measure_is_too_few() {
        for measure in ["", "严格执行采购制度", "1.严格执行采购制度。", "严格执行采购制度；", "采购金额1.5万元以上的集体研究"]
        {
            assert_eq!(run("高", measure), ["B2 high-risk-few-measures"], "{measure}");
        }
        assert!(run("中", "严格执行采购制度").is_empty());
    }

    /// Boundary: one measure, in the test above | two.
    #[test]
    fn two_measures_are_enough_however_they_are_told_apart() {
        for measure in [
            "1.集体研究2.公开招标",
            "1、集体研究 2、公开招标",
            "（1）集体研究（2）公开招标",
            "①集体研究②公开招标",
            "集体研究；公开招标",
            "集体研究\n公开招标",
        ] {
            assert!(run("高", measure).is_empty(), "{measure}");
        }
    }

    #[test]
    fn a_cell_that_cannot_be_read_is_not_blank() {
        for kind in [RemarkKind::ErrorCell, RemarkKind::FormulaWithoutValue] {
            let ledger = LedgerBuilder::risks(&[Field::Level, Field::Measure]).row(&["高", ""]);
            assert!(!ledger.run(&HighRiskFewMeasures).is_empty());
            assert!(ledger.remark(kind, 0, Field::Measure, "#REF!").run(&HighRiskFewMeasures).is_empty());
        }
    }
}
