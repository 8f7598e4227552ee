//! `risk-level-missing`: a risk point has no level.
//!
//! Source: `domain.md` §2.2, consistency checks: level blank. Lists without a level column (R2, R7) are not blamed.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::ledger::Risk;

/// Finds risk points without a level in forms and in tables that have the column.
#[derive(Debug)]
pub(crate) struct RiskLevelMissing;

static ABOUT: About = About {
    id: "risk-level-missing",
    title: "风险点没有写等级",
    severity: Some(Severity::Warning),
    source: Clause::new("廉政风险等级规则", "2.2 等级空白"),
    why: "没有等级就分不出轻重，也定不了由谁来管",
    remedy: "请补填风险等级：高、中或低",
};

impl Check for RiskLevelMissing {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RiskColumn(&[Field::Level])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        let unreadable = case.unreadable(Field::Level);
        let unclear = |risk: &&Risk| risk.level.is_none() && !unreadable.is_of_risk(risk, Field::Level);
        for risk in case.ledger.risks.iter().filter(unclear) {
            let table = case.ledger.table(risk.table);
            let is_form = table.header_rows.is_empty();
            if is_form || table.has(Field::Level) {
                let message = match risk.text(Field::Level) {
                    Some(word) => format!("认不出风险等级「{word}」"),
                    None => "风险等级是空的".to_owned(),
                };
                found.at_risk(risk, Field::Level, message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RiskLevelMissing;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn finds_blank_and_unknown_levels() {
        let ledger = LedgerBuilder::risks(&[Field::RiskPoint, Field::Level])
            .row(&["采购", ""])
            .row(&["采购", "待定"])
            .row(&["采购", "低"]);
        assert_eq!(ledger.run(&RiskLevelMissing), ["B2 risk-level-missing", "B3 risk-level-missing"]);
        assert_eq!(ledger.messages(&RiskLevelMissing), ["风险等级是空的", "认不出风险等级「待定」"]);
    }

    #[test]
    fn a_table_without_the_column_is_not_blamed_row_by_row() {
        assert!(LedgerBuilder::risks(&[Field::RiskPoint]).row(&["采购"]).run(&RiskLevelMissing).is_empty());
    }

    #[test]
    fn a_cell_that_cannot_be_read_is_not_blank() {
        for kind in [RemarkKind::ErrorCell, RemarkKind::FormulaWithoutValue] {
            let ledger = LedgerBuilder::risks(&[Field::RiskPoint, Field::Level]).row(&["采购", ""]);
            assert!(!ledger.run(&RiskLevelMissing).is_empty());
            assert!(ledger.remark(kind, 0, Field::Level, "#REF!").run(&RiskLevelMissing).is_empty());
        }
    }
}
