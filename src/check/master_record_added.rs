//! `master-record-added`: a unit lists a problem the master ledger does not have.
//!
//! Source: `domain.md` §7.1; the inspection office's own ledger is the standard (穿透式核查).

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;

/// Finds problems only the unit's ledger has.
#[derive(Debug)]
pub(crate) struct MasterRecordAdded;

static ABOUT: About = About {
    id: "master-record-added",
    title: "单位台账多出来的问题",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.1 穿透式核查"),
    why: "总台账里没有的问题也计入了完成率，可能是自己添的，也可能是总台账漏了",
    remedy: "请核对反馈意见；确是反馈的，补进总台账；自查的，另行统计",
};

impl Check for MasterRecordAdded {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Master, Need::Records]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for record in case.beyond_master() {
            found.at_field(record, Field::Problem, "总台账里没有这个问题");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::MasterRecordAdded;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    const COLUMNS: [Field; 4] = [Field::Unit, Field::Problem, Field::Deadline, Field::Status];

    const OFFICE: [&str; 4] = ["县教育局", "党组学习不深入", "2026-06-30", "整改中"];

    #[test]
    fn a_problem_only_the_unit_has_is_told() {
        let ledger = LedgerBuilder::new(&COLUMNS).row(&OFFICE).master().row(&OFFICE).row(&[
            "县教育局",
            "会议记录不完整",
            "2026-06-30",
            "整改中",
        ]);
        assert_eq!(ledger.run(&MasterRecordAdded), ["B3 master-record-added"]);
    }

    #[test]
    fn units_the_master_does_not_know_are_left_alone() {
        let other = LedgerBuilder::new(&COLUMNS).row(&OFFICE).master().row(&["县民政局", "救助不及时", "2026-06-30", "整改中"]);
        assert!(other.run(&MasterRecordAdded).is_empty());
    }
}
