//! `problem-without-risk-point`: a problem of a field of power that the unit's risk register does not know.
//!
//! Source: `domain.md` §2.2; problems found show which risk points were missed.

use std::collections::BTreeMap;

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::ledger::Rectification;
use crate::model::power::{FIELDS, field_of};
use crate::model::text::Text;

/// Finds problems in fields the unit's own risk register leaves out.
#[derive(Debug)]
pub(crate) struct ProblemWithoutRiskPoint;

static ABOUT: About = About {
    id: "problem-without-risk-point",
    title: "问题领域没有对应的风险点",
    severity: Some(Severity::Info),
    source: Clause::new("数据质量规则", "2.2 风险登记完整性"),
    why: "巡察发现了问题，风险登记表里却没有这一类风险点，排查可能有遗漏",
    remedy: "请在风险登记表里补上这一类风险点和防控措施",
};

impl Check for ProblemWithoutRiskPoint {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[
            Need::RecordColumn(&[Field::Problem]),
            Need::RiskColumn(&[Field::Power, Field::RiskPoint, Field::RiskDesc, Field::RiskType]),
        ]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        let mut registers: BTreeMap<&Text, String> = BTreeMap::new();
        for risk in &case.ledger.risks {
            let Some(unit) = &risk.unit else { continue };
            let words = registers.entry(unit).or_default();
            for field in [Field::Power, Field::RiskPoint, Field::RiskDesc, Field::RiskType] {
                words.push_str(risk.text(field).map(|text| text.as_str()).unwrap_or_default());
            }
        }
        let mut missing: BTreeMap<(&Text, &str), Vec<&Rectification>> = BTreeMap::new();
        for record in case.counted() {
            let (Some(unit), Some(problem)) = (&record.unit, record.text(Field::Problem)) else { continue };
            let Some(risks) = registers.get(unit) else { continue };
            let Some((at, _)) = field_of(problem) else { continue };
            let field = &FIELDS[at];
            if field.word_in(risks).is_none() {
                missing.entry((unit, field.name)).or_default().push(record);
            }
        }
        // One word about a field is enough; its first problem stands for the others.
        for ((_, name), records) in missing {
            let many = if records.len() > 1 { format!("，本轮发现了 {} 个问题", records.len()) } else { String::new() };
            found.at_field(records[0], Field::Problem, format!("风险登记表里没有「{name}」方面的风险点{many}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ProblemWithoutRiskPoint;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    const PROBLEMS: [Field; 2] = [Field::Unit, Field::Problem];

    fn told(problem: &str, risk: &str) -> Vec<String> {
        LedgerBuilder::new(&PROBLEMS)
            .row(&["县教育局", problem])
            .register(&[Field::Unit, Field::RiskPoint], &["县教育局", risk])
            .run(&ProblemWithoutRiskPoint)
    }

    #[test]
    fn a_field_the_register_leaves_out_is_told() {
        assert_eq!(told("政府采购程序不规范", "干部选拔任用说情打招呼"), ["B2 problem-without-risk-point"]);
    }

    /// Boundary: two problems | one, in the test above.
    #[test]
    fn several_problems_of_a_field_are_told_once() {
        let ledger = LedgerBuilder::new(&PROBLEMS)
            .row(&["县教育局", "政府采购程序不规范"])
            .row(&["县教育局", "办公设备采购未询价"])
            .register(&[Field::Unit, Field::RiskPoint], &["县教育局", "公车私用"]);
        assert_eq!(ledger.messages(&ProblemWithoutRiskPoint), ["风险登记表里没有「采购招标」方面的风险点，本轮发现了 2 个问题"]);
    }

    #[test]
    fn a_field_that_is_there_and_units_without_a_register_are_left_alone() {
        assert!(told("政府采购程序不规范", "招标采购中排斥潜在投标人").is_empty());
        assert!(told("学习不深入", "干部选拔任用").is_empty());
        assert!(LedgerBuilder::new(&PROBLEMS).row(&["县教育局", "政府采购程序不规范"]).run(&ProblemWithoutRiskPoint).is_empty());
    }
}
