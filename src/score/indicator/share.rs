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
    Measured::counted(unit, |item| mark(case, rule, item))
}

/// Says whether an item reached it; `None` for what does not count.
pub(super) fn mark(case: &Case<'_>, rule: &ShareRule, item: &Item<'_>) -> Option<bool> {
    let holds =
        |condition: &Condition, record: &Rectification| condition.holds(&RectificationRow::new(record, case.policy, case.as_of));
    let counts = |record: &Rectification| rule.of.as_ref().is_none_or(|of| holds(of, record));
    let mut counted = item.records.iter().filter(|record| counts(record)).peekable();
    counted.peek()?;
    Some(counted.all(|record| holds(&rule.reached, record)))
}
