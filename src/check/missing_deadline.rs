//! `missing-deadline`: an open record has no deadline.
//!
//! Source: `domain.md` §1.5, row `/`, `无`, empty; 长期坚持 needs none.
//! Deadlines that cannot be read are left to `unreadable-deadline`.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::ledger::{Cycle, Status};

/// Finds open records whose deadline is blank and follows from nothing else.
#[derive(Debug)]
pub(crate) struct MissingDeadline;

static ABOUT: About = About {
    id: "missing-deadline",
    title: "没有写整改时限",
    severity: Some(Severity::Error),
    source: Clause::new("时限写法规则", "1.5 时限空白"),
    why: "没有时限就无法提醒，也无法判断是否超期",
    remedy: "请补填整改时限；长期坚持的，请在整改类型中写明",
};

impl Check for MissingDeadline {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::Deadline])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for record in case.lacking(Field::Deadline) {
            let continuing = record.cycle == Some(Cycle::Continuing) || record.status == Status::Continuing;
            if record.deadline.date.is_none() && !record.status.is_finished() && !continuing {
                found.at_field(record, Field::Deadline, "整改时限是空的");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::MissingDeadline;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    #[test]
    fn finds_open_records_whose_deadline_is_blank_or_a_placeholder() {
        let ledger = LedgerBuilder::new(&[Field::Status, Field::Deadline])
            .row(&["整改中", ""])
            .row(&["", "无"])
            .row(&["整改中", "2026-06-30"])
            .row(&["整改中", "尽快"]);
        assert_eq!(ledger.run(&MissingDeadline), ["B2 missing-deadline", "B3 missing-deadline"]);
    }

    #[test]
    fn finished_void_and_continuing_records_need_no_deadline() {
        let ledger = LedgerBuilder::new(&[Field::Status, Field::Cycle, Field::Deadline])
            .row(&["已完成", "", ""])
            .row(&["已销号", "", ""])
            .row(&["已移送", "", ""])
            .row(&["持续整改", "", ""])
            .row(&["整改中", "长期坚持", ""]);
        assert!(ledger.run(&MissingDeadline).is_empty());
    }

    #[test]
    fn a_joined_list_that_has_the_column_counts() {
        let record = || LedgerBuilder::new(&[Field::Problem]).row(&["制度不健全"]);
        let list = [Field::RespPerson, Field::Deadline];
        assert_eq!(record().joined(&list, &["张三", ""]).run(&MissingDeadline), ["- missing-deadline"]);
        assert!(record().joined(&list[..1], &["张三"]).run(&MissingDeadline).is_empty());
    }
}
