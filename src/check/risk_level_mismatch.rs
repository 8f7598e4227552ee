//! `risk-level-mismatch`: the declared level differs from likelihood times impact.
//!
//! Source: `domain.md` §2.2, D = L × C (R5); by default D ≥ 9 is high, 4–8 medium, less low: the policy's `[risk]` matrix.

use rust_decimal::Decimal;

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::register::degree;

/// Finds levels that the risk's own likelihood and impact do not bear out.
#[derive(Debug)]
pub(crate) struct RiskLevelMismatch;

static ABOUT: About = About {
    id: "risk-level-mismatch",
    title: "风险等级与可能性、危害程度不符",
    severity: Some(Severity::Warning),
    source: Clause::new("廉政风险等级规则", "2.2 D = L × C"),
    why: "等级要与可能性和危害程度对得上，否则管控力度会偏",
    remedy: "请核对可能性、危害程度和风险等级",
};

impl Check for RiskLevelMismatch {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RiskColumn(&[Field::Level]), Need::RiskColumn(&[Field::Likelihood]), Need::RiskColumn(&[Field::Impact])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for risk in case.risks_with(Field::Level) {
            let (Some(likelihood), Some(impact)) = (risk.text(Field::Likelihood), risk.text(Field::Impact)) else { continue };
            let (Some(declared), Some(l), Some(c)) = (risk.level, degree(likelihood), degree(impact)) else { continue };
            let computed = case.policy.risk.of_product(Decimal::from(l * c));
            if declared != computed {
                let (computed, declared) = (computed.label(), declared.label());
                let message = format!("可能性「{likelihood}」、危害程度「{impact}」，推算为「{computed}」，登记为「{declared}」");
                found.at_risk(risk, Field::Level, message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RiskLevelMismatch;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    fn run(likelihood: &str, impact: &str, level: &str) -> bool {
        let ledger = LedgerBuilder::risks(&[Field::Likelihood, Field::Impact, Field::Level])
            .row(&[likelihood, impact, level])
            .run(&RiskLevelMismatch);
        assert!(ledger.is_empty() || ledger == ["C2 risk-level-mismatch"]);
        !ledger.is_empty()
    }

    /// Boundary: nine | eight.
    #[test]
    fn nine_is_high_and_eight_is_medium() {
        assert!(!run("较大", "较大", "高") && run("较大", "较大", "中"));
        assert!(!run("较小", "极大", "中") && run("较小", "极大", "高"));
    }

    /// Boundary: four | three.
    #[test]
    fn four_is_medium_and_three_is_low() {
        assert!(!run("可能性较小", "较小", "中") && run("可能性较小", "较小", "低"));
        assert!(!run("极小", "3", "低") && run("极小", "3", "中"));
    }

    #[test]
    fn what_cannot_be_computed_is_left_alone() {
        assert!(!run("", "极大", "低") && !run("偶尔", "极大", "低") && !run("6", "5", "低") && !run("极大", "极大", ""));
    }
}
