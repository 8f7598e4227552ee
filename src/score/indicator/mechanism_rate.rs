//! `mechanism-rate`: of what goes on for ever, how much has a standing mechanism.
//!
//! Source: `scoring.md` §2, row `mechanism-rate`.

use rust_decimal::Decimal;

use crate::model::about::About;
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::ledger::{Cycle, Rectification};
use crate::policy::Policy;
use crate::score::indicator::{Indicator, Measured};
use crate::score::{Case, UnitCase};

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

    fn measure(&self, _case: &Case<'_>, unit: &UnitCase<'_>, _full: Decimal) -> Measured {
        Measured::share(unit, |item| item.cycle == Some(Cycle::Continuing), |item| item.any_filled(Field::Mechanism))
    }

    fn blamed(&self, _policy: &Policy, _record: &Rectification) -> Vec<Field> {
        vec![Field::Mechanism]
    }
}
