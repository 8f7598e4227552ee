//! `record-reopened`: a record that was finished is no longer.
//!
//! Source: `domain.md` §7.1, logic rule 10.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::comparison::ChangeKind;
use crate::model::field::Field;

/// Finds records that were done or struck off and are open again.
#[derive(Debug)]
pub(crate) struct RecordReopened;

static ABOUT: About = About {
    id: "record-reopened",
    title: "已完成的又退回未完成",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.1 逻辑规则 10"),
    why: "上期报完成、这期又没有完成，上期的数字不实，或者整改反弹",
    remedy: "请核实上期的完成是否属实；确属反弹的，说明原因和新的措施",
};

impl Check for RecordReopened {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Earlier]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for (record, before) in case.changed(ChangeKind::Reopened) {
            let now = record.status.label();
            found.at_field(record, Field::Status, format!("上期是「{}」，这次是「{now}」", before.status.label()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RecordReopened;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    const COLUMNS: [Field; 5] = [Field::Unit, Field::Problem, Field::Deadline, Field::Status, Field::DoneDate];

    const BEFORE: [&str; 5] = ["县教育局", "学习不深入", "2026-06-30", "整改中", ""];

    #[test]
    fn done_and_open_again_is_told_at_the_status() {
        let done = ["县教育局", "学习不深入", "2026-06-30", "已完成", "2026-06-01"];
        let ledger = LedgerBuilder::new(&COLUMNS).row(&done).earlier("2026-09-30").row(&BEFORE);
        assert_eq!(ledger.run(&RecordReopened), ["D2 record-reopened"]);
    }

    #[test]
    fn a_record_on_its_way_is_left_alone() {
        let done = ["县教育局", "学习不深入", "2026-06-30", "已完成", "2026-10-01"];
        assert!(LedgerBuilder::new(&COLUMNS).row(&BEFORE).earlier("2026-09-30").row(&done).run(&RecordReopened).is_empty());
        assert!(LedgerBuilder::new(&COLUMNS).row(&done).earlier("2026-09-30").row(&done).run(&RecordReopened).is_empty());
    }
}
