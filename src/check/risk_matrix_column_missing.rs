//! `risk-matrix-column-missing`: the policy sets levels by likelihood and impact, and a register has no such columns.
//!
//! Source: `domain.md` §2.2, levels by matrix. A register without the columns would be left without levels in silence.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::policy::risk::LevelBasis;

/// Finds registers whose levels the policy cannot set.
#[derive(Debug)]
pub(crate) struct RiskMatrixColumnMissing;

static ABOUT: About = About {
    id: "risk-matrix-column-missing",
    title: "风险登记表缺少定级要用的列",
    severity: Some(Severity::Warning),
    source: Clause::new("廉政风险等级规则", "2.2 矩阵定级"),
    why: "办法按可能性×危害程度定级，表里没有这两列，风险点就定不出等级，不计入风险指数",
    remedy: "请在表里补上「可能性」「危害程度」两列，或「风险值」一列；按登记的等级算的，办法 [risk] 里写 level = \"declared\"",
};

impl Check for RiskMatrixColumnMissing {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RiskColumn(&[Field::RiskPoint])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        if case.policy.risk.basis != LevelBasis::Matrix {
            return;
        }
        let mut open = vec![0u32; case.ledger.tables.len()];
        for risk in case.ledger.risks.iter().filter(|risk| case.policy.risk.level(risk).is_none()) {
            open[risk.table as usize] += 1;
        }
        for (table, open) in case.ledger.tables.iter().zip(open).filter(|(_, open)| *open != 0) {
            let lacking: Vec<String> = [Field::Likelihood, Field::Impact]
                .into_iter()
                .filter(|field| !table.has(*field))
                .map(|field| format!("「{}」", field.label()))
                .collect();
            if lacking.is_empty() || table.has(Field::Value) {
                continue;
            }
            let message = format!("没有{}列，{open} 个风险点按可能性×危害程度定不出等级", lacking.concat());
            found.at_table(table, None, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RiskMatrixColumnMissing;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    fn by_matrix(ledger: LedgerBuilder) -> LedgerBuilder {
        ledger.policy_with("level = \"declared\"", "level = \"matrix\"")
    }

    fn told(fields: &[Field], row: &[&str]) -> Vec<String> {
        by_matrix(LedgerBuilder::risks(fields).row(row).row(row)).messages(&RiskMatrixColumnMissing)
    }

    #[test]
    fn a_register_without_the_columns_is_told_once() {
        let fields = [Field::RiskPoint, Field::Level];
        let both = "没有「可能性」「危害程度」列，2 个风险点按可能性×危害程度定不出等级";
        assert_eq!(told(&fields, &["采购", "高"]), [both]);
        let register = LedgerBuilder::risks(&fields).row(&["采购", "高"]);
        assert!(register.run(&RiskMatrixColumnMissing).is_empty(), "levels are as declared");
        assert_eq!(by_matrix(register).run(&RiskMatrixColumnMissing), ["- risk-matrix-column-missing"]);
        let one = "没有「危害程度」列，2 个风险点按可能性×危害程度定不出等级";
        assert_eq!(told(&[Field::RiskPoint, Field::Likelihood], &["采购", "3"]), [one]);
    }

    #[test]
    fn registers_with_the_columns_or_the_product_are_left_alone() {
        let both = [Field::RiskPoint, Field::Likelihood, Field::Impact];
        assert!(told(&both, &["采购", "3", "2"]).is_empty());
        assert!(told(&both, &["采购", "", ""]).is_empty(), "blank cells are no missing column");
        assert!(told(&[Field::RiskPoint, Field::Value], &["采购", "6"]).is_empty());
    }
}
