//! The office's own shares over a unit's records: of those that count, how many reached it.
//!
//! Source: the policy's `of` and `reached`. Of a problem with several measures, those that count must all have reached it.

use crate::model::ledger::Rectification;
use crate::policy::ShareRule;
use crate::policy::expression::Condition;
use crate::policy::expression::row::RectificationRow;
use crate::score::indicator::Measured;
use crate::score::{Case, Item, UnitCase};

/// Counts what counts and what of it reached it.
pub(super) fn measure(case: &Case<'_>, unit: &UnitCase<'_>, rule: &ShareRule) -> Measured {
    let holds =
        |condition: &Condition, record: &Rectification| condition.holds(&RectificationRow::new(record, case.policy, case.as_of));
    let counts = |record: &Rectification| rule.of.as_ref().is_none_or(|of| holds(of, record));
    let eligible = |item: &Item<'_>| item.records.iter().any(|record| counts(record));
    let reached =
        |item: &Item<'_>| item.records.iter().filter(|record| counts(record)).all(|record| holds(&rule.reached, record));
    Measured::share(unit, eligible, reached)
}
