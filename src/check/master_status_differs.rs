//! `master-status-differs`: a unit says finished what the master ledger does not, or the reverse.
//!
//! Source: `domain.md` §7.1; the inspection office's own ledger is the standard (穿透式核查).

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::ledger::Status;

/// Finds problems that are finished in one of the two ledgers only.
#[derive(Debug)]
pub(crate) struct MasterStatusDiffers;

static ABOUT: About = About {
    id: "master-status-differs",
    title: "完成与否与总台账不同",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.1 穿透式核查"),
    why: "单位报完成、总台账没有认可（或反过来），完成率以谁为准要先说清",
    remedy: "请核对销号手续，把两本台账改一致",
};

impl Check for MasterStatusDiffers {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Master, Need::Records]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for (record, office) in case.in_master() {
            // A master ledger that keeps no status differs from nothing.
            if office.status != Status::Unknown && record.status.is_finished() != office.status.is_finished() {
                let (own, set) = (record.status.label(), office.status.label());
                found.at_field(record, Field::Status, format!("单位写「{own}」，总台账是「{set}」"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::MasterStatusDiffers;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    const COLUMNS: [Field; 4] = [Field::Unit, Field::Problem, Field::Deadline, Field::Status];

    fn told(office: &str, unit: &str) -> Vec<String> {
        LedgerBuilder::new(&COLUMNS)
            .row(&["县教育局", "党组学习不深入", "2026-06-30", office])
            .master()
            .row(&["县教育局", "党组学习不深入", "2026-06-30", unit])
            .run(&MasterStatusDiffers)
    }

    #[test]
    fn finished_in_one_ledger_only_is_told() {
        assert_eq!(told("整改中", "已完成"), ["D2 master-status-differs"]);
        assert_eq!(told("已销号", "整改中"), ["D2 master-status-differs"]);
    }

    #[test]
    fn agreement_and_a_master_without_status_are_left_alone() {
        assert!(told("已销号", "已完成").is_empty());
        assert!(told("", "已完成").is_empty());
    }
}
