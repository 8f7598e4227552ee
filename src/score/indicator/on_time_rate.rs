//! `on-time-rate`: of what was due, how much was finished by its deadline.
//!
//! Source: `scoring.md` §2, row `on-time-rate`.

use crate::model::about::About;
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::ledger::{Cycle, Rectification};
use crate::policy::Policy;
use crate::score::indicator::Indicator;
use crate::score::receipt::deadline_fields;
use crate::score::{Case, Item};

/// Due and on time ÷ due, leaving out what goes on for ever (长期坚持).
#[derive(Debug)]
pub(crate) struct OnTimeRate;

static ABOUT: About = About {
    id: "on-time-rate",
    title: "按期完成率",
    severity: None,
    source: Clause::new("巡察整改成效考核办法（默认）", "指标四"),
    why: "到期的任务要按期完成，拖延要看得见",
    remedy: "在时限前完成，并填写实际完成时间；没有完成时间不能算按期",
};

impl Indicator for OnTimeRate {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn of_records(&self) -> bool {
        true
    }

    fn mark(&self, case: &Case<'_>, item: &Item<'_>) -> Option<bool> {
        let due = item.cycle != Some(Cycle::Continuing) && item.deadline.is_some_and(|deadline| deadline <= case.as_of);
        due.then(|| item.finished && item.done_date.is_some_and(|done| Some(done) <= item.deadline))
    }

    fn counting(&self) -> &'static str {
        "只算截至日已经到期的（当天到期也算，整改类型是长期坚持的不算），其中在时限前完成、写了完成时间的算按期"
    }

    fn blamed(&self, _policy: &Policy, record: &Rectification) -> Vec<Field> {
        deadline_fields(record, &[Field::Deadline, Field::Status, Field::DoneDate])
    }
}
