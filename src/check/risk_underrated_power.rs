//! `risk-underrated-power`: a post with power over money, people or permits is rated low.
//!
//! Source: `domain.md` §2.2, by power (S15, S18): such posts are rated first or second.

use crate::check::wording::containing;
use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::ledger::RiskLevel;

/// Powers over money, people and permits. Source: `domain.md` §2.2, levels by power and consistency checks.
const POWERS: [&str; 9] = ["采购", "审批", "财务", "执法", "招标", "招投标", "资金拨付", "人事任免", "三重一大"];

/// Where a power is named.
const FIELDS: [Field; 3] = [Field::Post, Field::Power, Field::RiskPoint];

/// Finds low risks whose post, power or risk point names a strong power.
#[derive(Debug)]
pub(crate) struct RiskUnderratedPower;

static ABOUT: About = About {
    id: "risk-underrated-power",
    title: "重要权力的风险等级偏低",
    severity: Some(Severity::Warning),
    source: Clause::new("廉政风险等级规则", "2.2 按权力性质定级"),
    why: "管钱、管人、管审批的岗位，按规定一般不定为低风险",
    remedy: "请核对等级；确为低风险的，请写明理由",
};

impl Check for RiskUnderratedPower {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RiskColumn(&[Field::Level])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for risk in case.ledger.risks.iter().filter(|risk| risk.level == Some(RiskLevel::Low)) {
            let named = FIELDS.into_iter().find_map(|field| containing(risk.text(field)?, &POWERS));
            if let Some(power) = named {
                found.at_risk(risk, Field::Level, format!("涉及「{power}」，风险等级却登记为低"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RiskUnderratedPower;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    #[test]
    fn finds_strong_powers_rated_low() {
        let ledger = LedgerBuilder::risks(&[Field::Post, Field::Power, Field::RiskPoint, Field::Level])
            .row(&["财务科长", "", "", "低"])
            .row(&["", "行政审批", "", "低"])
            .row(&["", "", "工程招投标", "低"])
            .row(&["", "档案管理", "档案遗失", "低"])
            .row(&["财务科长", "", "", "中"])
            .row(&["财务科长", "", "", ""]);
        assert_eq!(
            ledger.run(&RiskUnderratedPower),
            ["D2 risk-underrated-power", "D3 risk-underrated-power", "D4 risk-underrated-power"]
        );
        assert_eq!(ledger.messages(&RiskUnderratedPower)[1], "涉及「审批」，风险等级却登记为低");
    }

    #[test]
    fn other_powers_and_other_levels_are_left_alone() {
        let ledger = LedgerBuilder::risks(&[Field::Power, Field::RiskPoint, Field::Level])
            .row(&["公文流转", "拖延积压", "低"])
            .row(&["行政审批", "", "中"])
            .row(&["行政审批", "", "高"])
            .row(&["行政审批", "", ""]);
        assert!(ledger.run(&RiskUnderratedPower).is_empty());
    }
}
