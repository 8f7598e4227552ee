//! `problem-rewritten`: the wording of a problem changed.
//!
//! Source: `domain.md` §7.1, logic rule 10.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::comparison::ChangeKind;
use crate::model::field::Field;

/// Finds problems that are worded otherwise than in the earlier month.
#[derive(Debug)]
pub(crate) struct ProblemRewritten;

static ABOUT: About = About {
    id: "problem-rewritten",
    title: "问题表述改动",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.1 逻辑规则 10"),
    why: "反馈问题是原文移交的，改了表述就可能改轻了问题",
    remedy: "请改回反馈意见的原文；确需修改的，附上同意修改的依据",
};

impl Check for ProblemRewritten {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Earlier]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for (record, before) in case.changed(ChangeKind::Rewritten) {
            let was: String = before.problem.as_deref().unwrap_or("（空）").chars().take(40).collect();
            found.at_field(record, Field::Problem, format!("上期写的是「{was}」"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ProblemRewritten;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    const COLUMNS: [Field; 5] = [Field::Unit, Field::Problem, Field::Deadline, Field::Status, Field::DoneDate];

    const BEFORE: [&str; 5] = ["县教育局", "学习不深入", "2026-06-30", "整改中", ""];

    fn told(problem: &str) -> Vec<String> {
        let now = ["县教育局", problem, "2026-06-30", "整改中", ""];
        LedgerBuilder::new(&COLUMNS).row(&BEFORE).earlier("2026-09-30").row(&now).run(&ProblemRewritten)
    }

    #[test]
    fn other_words_are_told() {
        assert_eq!(told("学习不够深入"), ["B2 problem-rewritten"]);
    }

    #[test]
    fn spaces_and_punctuation_are_left_alone() {
        assert!(told("学习 不深入。").is_empty());
    }
}
