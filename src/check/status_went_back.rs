//! `status-went-back`: a record that was not finished is less far than it was.
//!
//! Source: `domain.md` §7.1, logic rule 10.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::comparison::ChangeKind;
use crate::model::field::Field;

/// Finds open records whose status went back.
#[derive(Debug)]
pub(crate) struct StatusWentBack;

static ABOUT: About = About {
    id: "status-went-back",
    title: "整改状态倒退",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.1 逻辑规则 10"),
    why: "上期已经进到后一步，这期又退回前一步，有一期填得不实",
    remedy: "请核对两期的状态，改正填错的一期",
};

impl Check for StatusWentBack {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Earlier]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for (record, before) in case.changed(ChangeKind::StatusBack) {
            let now = record.status.label();
            found.at_field(record, Field::Status, format!("上期是「{}」，这次是「{now}」", before.status.label()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::StatusWentBack;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    const COLUMNS: [Field; 5] = [Field::Unit, Field::Problem, Field::Deadline, Field::Status, Field::DoneDate];

    const BEFORE: [&str; 5] = ["县教育局", "学习不深入", "2026-06-30", "整改中", ""];

    #[test]
    fn a_step_back_is_told_at_the_status() {
        let back = ["县教育局", "学习不深入", "2026-06-30", "未启动", ""];
        let ledger = LedgerBuilder::new(&COLUMNS).row(&BEFORE).earlier("2026-09-30").row(&back);
        assert_eq!(ledger.run(&StatusWentBack), ["D2 status-went-back"]);
    }

    #[test]
    fn a_step_forward_and_no_step_are_left_alone() {
        let ahead = ["县教育局", "学习不深入", "2026-06-30", "已完成", ""];
        assert!(LedgerBuilder::new(&COLUMNS).row(&BEFORE).earlier("2026-09-30").row(&ahead).run(&StatusWentBack).is_empty());
        assert!(LedgerBuilder::new(&COLUMNS).row(&BEFORE).earlier("2026-09-30").row(&BEFORE).run(&StatusWentBack).is_empty());
    }
}
