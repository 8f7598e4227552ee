//! `repeat-problem`: the unit was told of the same problem in an earlier round.
//!
//! Source: `domain.md` §7.2, completed rows that reappear in the next round.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;

/// Finds problems that an earlier round had already found at the unit.
#[derive(Debug)]
pub(crate) struct RepeatProblem;

static ABOUT: About = About {
    id: "repeat-problem",
    title: "疑似屡巡屡犯",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.2 问题再次出现"),
    why: "上一轮已经指出、这一轮又出现，上一轮的整改可能不实或没有长效机制",
    remedy: "请调阅上一轮的销号材料，核实当时是否整改到位",
};

impl Check for RepeatProblem {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Archive, Need::Records]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for repeat in case.beside.repeats.unwrap_or_default() {
            let Some(record) = case.ledger.rectifications.get(repeat.new) else { continue };
            let earlier = &repeat.earlier;
            let round = earlier.round.as_deref().map(|round| format!("{round}，")).unwrap_or_default();
            let problem: String = earlier.problem.as_deref().unwrap_or_default().chars().take(30).collect();
            let message =
                format!("疑似屡巡屡犯：以前（{round}{} 第 {} 行）已有「{problem}」", earlier.source.file, earlier.source.row);
            found.at_field(record, Field::Problem, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RepeatProblem;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    const COLUMNS: [Field; 3] = [Field::Unit, Field::Round, Field::Problem];

    #[test]
    fn the_same_problem_of_an_earlier_round_is_told() {
        let ledger = LedgerBuilder::new(&COLUMNS)
            .row(&["县教育局", "六轮", "财务报销审批把关不严"])
            .archive()
            .row(&["县教育局", "七轮", "财务报销审批把关不够严"])
            .row(&["县教育局", "七轮", "会议记录不完整不规范"]);
        assert_eq!(ledger.run(&RepeatProblem), ["C2 repeat-problem"]);
    }

    #[test]
    fn two_rounds_of_one_ledger_count_and_one_round_does_not() {
        let rows = |rounds: [&str; 2]| {
            let row = |ledger: LedgerBuilder, round: &str| ledger.row(&["县教育局", round, "财务报销审批把关不严"]);
            row(row(LedgerBuilder::new(&COLUMNS), rounds[0]), rounds[1]).run(&RepeatProblem)
        };
        assert_eq!(rows(["六轮", "七轮"]), ["C3 repeat-problem"]);
        assert!(rows(["七轮", "七轮"]).is_empty());
    }

    #[test]
    fn another_unit_is_left_alone() {
        let ledger = LedgerBuilder::new(&COLUMNS).row(&["县民政局", "六轮", "财务报销审批把关不严"]).archive().row(&[
            "县教育局",
            "七轮",
            "财务报销审批把关不严",
        ]);
        assert!(ledger.run(&RepeatProblem).is_empty());
    }
}
