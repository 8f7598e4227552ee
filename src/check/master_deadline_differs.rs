//! `master-deadline-differs`: a unit gives a problem another deadline than the master ledger.
//!
//! Source: `domain.md` §7.1; the inspection office's own ledger is the standard (穿透式核查).

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;

/// Finds deadlines that differ from the master ledger.
#[derive(Debug)]
pub(crate) struct MasterDeadlineDiffers;

static ABOUT: About = About {
    id: "master-deadline-differs",
    title: "整改时限与总台账不同",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.1 穿透式核查"),
    why: "两本台账时限不同，超期与否就各说各话",
    remedy: "请按总台账改正；经批准延期的，请总台账也改",
};

impl Check for MasterDeadlineDiffers {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Master, Need::Records]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for (record, office) in case.in_master() {
            if let (Some(own), Some(set)) = (record.deadline.date, office.deadline)
                && own != set
            {
                found.at_field(record, Field::Deadline, format!("单位写「{own}」，总台账是「{set}」"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::MasterDeadlineDiffers;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    const COLUMNS: [Field; 4] = [Field::Unit, Field::Problem, Field::Deadline, Field::Status];

    const OFFICE: [&str; 4] = ["县教育局", "党组学习不深入", "2026-06-30", "整改中"];

    fn told(deadline: &str) -> Vec<String> {
        LedgerBuilder::new(&COLUMNS)
            .row(&OFFICE)
            .master()
            .row(&["县教育局", "党组学习不深入", deadline, "整改中"])
            .run(&MasterDeadlineDiffers)
    }

    #[test]
    fn another_day_is_told_and_the_same_or_none_is_not() {
        assert_eq!(told("2026-07-01"), ["C2 master-deadline-differs"]);
        assert_eq!(told("2026-06-29"), ["C2 master-deadline-differs"]);
        assert!(told("2026-06-30").is_empty());
        assert!(told("").is_empty());
    }
}
