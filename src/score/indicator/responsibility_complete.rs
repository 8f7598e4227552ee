//! `responsibility-complete`: records that name both the responsible leader and the responsible person.
//!
//! Source: `scoring.md` §2, row `responsibility-complete`.

use crate::model::about::About;
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::ledger::Rectification;
use crate::policy::Policy;
use crate::score::indicator::Indicator;
use crate::score::{Case, Item};

/// Records with both people ÷ all that count.
#[derive(Debug)]
pub(crate) struct ResponsibilityComplete;

static ABOUT: About = About {
    id: "responsibility-complete",
    title: "责任落实（责任领导和责任人齐全率）",
    severity: None,
    source: Clause::new("巡察整改成效考核办法（默认）", "指标二"),
    why: "每个问题都要有领导牵头、有人负责，才谈得上整改",
    remedy: "把责任领导和责任人两列填全",
};

impl Indicator for ResponsibilityComplete {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn of_records(&self) -> bool {
        true
    }

    fn mark(&self, _case: &Case<'_>, item: &Item<'_>) -> Option<bool> {
        Some(item.all_filled(Field::LeadPerson) && item.all_filled(Field::RespPerson))
    }

    fn blamed(&self, _policy: &Policy, record: &Rectification) -> Vec<Field> {
        [Field::LeadPerson, Field::RespPerson].into_iter().filter(|field| !record.is_filled(*field)).collect()
    }
}
