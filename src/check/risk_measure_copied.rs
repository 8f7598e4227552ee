//! `risk-measure-copied`: one measure is copied to many risk points.
//!
//! Source: `domain.md` §2.2, consistency checks: measure identical for > N risk points.

use crate::check::wording::{Folded, Repeats};
use crate::check::{Case, Check, Found, Limit, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;

/// Measures shorter than this many characters are alike by chance.
const SHORTEST: usize = 10;

/// Finds measures that a table uses for more risk points than the limit; the further ones are flagged.
#[derive(Debug)]
pub(crate) struct RiskMeasureCopied;

static ABOUT: About = About {
    id: "risk-measure-copied",
    title: "防控措施照搬",
    severity: Some(Severity::Warning),
    source: Clause::new("廉政风险等级规则", "2.2 多个风险点措施相同"),
    why: "不同的风险点用同一条措施，管控就没有针对性",
    remedy: "请按每个风险点的实际分别写防控措施",
};

impl Check for RiskMeasureCopied {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn limit(&self) -> Option<Limit> {
        Some(Limit { default: 3, meaning: "一张表里允许几个风险点的防控措施完全相同" })
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RiskColumn(&[Field::Measure])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        let mut repeats = Repeats::with_room(case.ledger.risks.len());
        for risk in &case.ledger.risks {
            let cell = risk.cells.get(Field::Measure).filter(|cell| Folded(cell.text).has(SHORTEST));
            let Some(count) = cell.and_then(|cell| repeats.add(risk.table, cell)) else { continue };
            if count > found.limit() {
                found.at_risk(risk, Field::Measure, format!("本表第 {count} 处出现同样的防控措施"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RiskMeasureCopied;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    const MEASURE: &str = "严格执行采购管理办法";

    fn copies(measure: &str, count: usize) -> LedgerBuilder {
        (0..count).fold(LedgerBuilder::risks(&[Field::RiskPoint, Field::Measure]), |ledger, _| ledger.row(&["采购", measure]))
    }

    /// Boundary: the fourth | the third copy.
    #[test]
    fn finds_the_fourth_and_later_copies() {
        assert!(copies(MEASURE, 3).run(&RiskMeasureCopied).is_empty());
        assert_eq!(copies(MEASURE, 5).run(&RiskMeasureCopied), ["B5 risk-measure-copied", "B6 risk-measure-copied"]);
    }

    #[test]
    fn ten_characters_are_enough_to_compare() {
        assert_eq!(MEASURE.chars().count(), 10);
        assert!(copies("严格执行采购管理法。", 4).run(&RiskMeasureCopied).is_empty());
    }

    #[test]
    fn merged_cells_and_other_tables_count_apart() {
        assert!(
            copies(MEASURE, 1).row(&["合同", "↑"]).row(&["验收", "↑"]).row(&["付款", "↑"]).run(&RiskMeasureCopied).is_empty()
        );
        assert!(copies(MEASURE, 3).table().row(&["采购", MEASURE]).run(&RiskMeasureCopied).is_empty());
    }
}
