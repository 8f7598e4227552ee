//! `master-wording-differs`: a unit words a problem otherwise than the master ledger.
//!
//! Source: `domain.md` §7.1; the inspection office's own ledger is the standard (穿透式核查).

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::comparison::ChangeKind;
use crate::model::field::Field;

/// Finds problems a unit reworded.
#[derive(Debug)]
pub(crate) struct MasterWordingDiffers;

static ABOUT: About = About {
    id: "master-wording-differs",
    title: "问题表述与总台账不同",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.1 穿透式核查"),
    why: "改了反馈意见的原文，问题可能就变轻了",
    remedy: "请改回总台账的原文",
};

impl Check for MasterWordingDiffers {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Master, Need::Records]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for (record, office) in case.changed_from_master(ChangeKind::Rewritten) {
            let was: String = office.problem.as_deref().unwrap_or("（空）").chars().take(40).collect();
            found.at_field(record, Field::Problem, format!("总台账写的是「{was}」"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::MasterWordingDiffers;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    const COLUMNS: [Field; 4] = [Field::Unit, Field::Problem, Field::Deadline, Field::Status];

    const OFFICE: [&str; 4] = ["县教育局", "党组学习不深入", "2026-06-30", "整改中"];

    fn told(problem: &str) -> Vec<String> {
        LedgerBuilder::new(&COLUMNS)
            .row(&OFFICE)
            .master()
            .row(&["县教育局", problem, "2026-06-30", "整改中"])
            .run(&MasterWordingDiffers)
    }

    #[test]
    fn other_words_are_told_and_punctuation_is_not() {
        assert_eq!(told("党组学习不够深入"), ["B2 master-wording-differs"]);
        assert!(told("党组学习 不深入。").is_empty());
    }
}
