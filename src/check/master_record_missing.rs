//! `master-record-missing`: a problem of the master ledger is not in the unit's ledger.
//!
//! Source: `domain.md` §7.1; the inspection office's own ledger is the standard (穿透式核查).

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;

/// Finds problems a unit leaves out of its ledger.
#[derive(Debug)]
pub(crate) struct MasterRecordMissing;

static ABOUT: About = About {
    id: "master-record-missing",
    title: "总台账有，单位台账没有",
    severity: Some(Severity::Error),
    source: Clause::new("数据质量规则", "7.1 穿透式核查"),
    why: "单位少报了问题，完成率和扣分都不实",
    remedy: "请补报这一条；确已销号的也要保留原行",
};

impl Check for MasterRecordMissing {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Master, Need::Records]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for entry in case.lacking_from_master() {
            let problem: String = entry.problem.as_deref().unwrap_or("未写问题").chars().take(30).collect();
            found.at_earlier(entry, format!("总台账第 {} 行有「{problem}」，单位台账里没有", entry.source.row));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::MasterRecordMissing;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    const COLUMNS: [Field; 4] = [Field::Unit, Field::Problem, Field::Deadline, Field::Status];

    const OFFICE: [&str; 4] = ["县教育局", "党组学习不深入", "2026-06-30", "整改中"];

    #[test]
    fn a_problem_the_unit_leaves_out_is_told() {
        let ledger = LedgerBuilder::new(&COLUMNS)
            .row(&OFFICE)
            .row(&["县教育局", "会议记录不完整", "2026-06-30", "整改中"])
            .master()
            .row(&OFFICE);
        assert_eq!(ledger.run(&MasterRecordMissing), ["- master-record-missing"]);
        assert_eq!(ledger.messages(&MasterRecordMissing), ["总台账第 3 行有「会议记录不完整」，单位台账里没有"]);
    }

    #[test]
    fn complete_ledgers_and_units_that_sent_none_are_left_alone() {
        assert!(LedgerBuilder::new(&COLUMNS).row(&OFFICE).master().row(&OFFICE).run(&MasterRecordMissing).is_empty());
        let other = LedgerBuilder::new(&COLUMNS).row(&OFFICE).master().row(&["县民政局", "救助不及时", "2026-06-30", "整改中"]);
        assert!(other.run(&MasterRecordMissing).is_empty());
        assert!(LedgerBuilder::new(&COLUMNS).row(&OFFICE).run(&MasterRecordMissing).is_empty());
    }
}
