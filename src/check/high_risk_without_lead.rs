//! `high-risk-without-lead`: a high risk has no responsible leader.
//!
//! Source: `domain.md` §2.2, consistency checks: 高 risk without 责任领导.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::ledger::{RiskLevel, is_placeholder};
use crate::model::person::refers_elsewhere;

/// Finds high risks whose leader is blank.
#[derive(Debug)]
pub(crate) struct HighRiskWithoutLead;

static ABOUT: About = About {
    id: "high-risk-without-lead",
    title: "高风险没有写责任领导",
    severity: Some(Severity::Error),
    source: Clause::new("廉政风险等级规则", "2.2 高风险无责任领导"),
    why: "高风险点要由领导负责，没有责任领导就没人管",
    remedy: "请补填责任领导的姓名",
};

impl Check for HighRiskWithoutLead {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RiskColumn(&[Field::LeadPerson])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        let unreadable = case.unreadable(Field::LeadPerson);
        for risk in case.risks_with(Field::LeadPerson).filter(|risk| case.policy.risk.level(risk) == Some(RiskLevel::High)) {
            let blank = risk.text(Field::LeadPerson).is_none_or(|text| is_placeholder(text) || refers_elsewhere(text));
            if blank && !unreadable.is_of_risk(risk, Field::LeadPerson) {
                found.at_risk(risk, Field::LeadPerson, "风险等级为高，责任领导却是空的");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::HighRiskWithoutLead;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn finds_high_risks_that_no_leader_answers_for() {
        let ledger = LedgerBuilder::risks(&[Field::Level, Field::LeadPerson])
            .row(&["高", ""])
            .row(&["高", "/"])
            .row(&["高", "张三"])
            .row(&["中", ""]);
        assert_eq!(ledger.run(&HighRiskWithoutLead), ["B2 high-risk-without-lead", "B3 high-risk-without-lead"]);
    }

    #[test]
    fn a_table_without_the_column_is_not_blamed_row_by_row() {
        assert!(LedgerBuilder::risks(&[Field::Level]).row(&["高"]).run(&HighRiskWithoutLead).is_empty());
    }

    #[test]
    fn a_cell_that_cannot_be_read_is_not_blank() {
        for kind in [RemarkKind::ErrorCell, RemarkKind::FormulaWithoutValue] {
            let ledger = LedgerBuilder::risks(&[Field::Level, Field::LeadPerson]).row(&["高", ""]);
            assert!(!ledger.run(&HighRiskWithoutLead).is_empty());
            assert!(ledger.remark(kind, 0, Field::LeadPerson, "#REF!").run(&HighRiskWithoutLead).is_empty());
        }
    }
}
