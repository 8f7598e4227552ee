//! `mechanism-rate`: of what goes on for ever, how much has a standing mechanism.
//!
//! Source: `scoring.md` §2, row `mechanism-rate`.

use crate::model::about::About;
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::ledger::{Cycle, Rectification};
use crate::policy::Policy;
use crate::score::indicator::Indicator;
use crate::score::{Case, Item};

/// Continuing with a mechanism ÷ continuing.
#[derive(Debug)]
pub(crate) struct MechanismRate;

static ABOUT: About = About {
    id: "mechanism-rate",
    title: "长效机制建立率",
    severity: None,
    source: Clause::new("巡察整改成效考核办法（默认）", "指标六"),
    why: "长期坚持的事项要靠制度管住",
    remedy: "给长期坚持的事项填上制度名称或长效机制",
};

impl Indicator for MechanismRate {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn of_records(&self) -> bool {
        true
    }

    fn mark(&self, _case: &Case<'_>, item: &Item<'_>) -> Option<bool> {
        (item.cycle == Some(Cycle::Continuing)).then(|| item.any_filled(Field::Mechanism))
    }

    fn blamed(&self, _policy: &Policy, _record: &Rectification) -> Vec<Field> {
        vec![Field::Mechanism]
    }
}
