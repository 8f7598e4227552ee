//! The office's own deductions over a unit's records: each for which the condition holds costs points.
//!
//! Source: the policy's `when`. A problem with several measures costs its points once.

use crate::model::assessment::{DeductionState, Occurrence};
use crate::policy::DeductionRule;
use crate::policy::expression::Condition;
use crate::policy::expression::row::RectificationRow;
use crate::score::{Case, Item, UnitCase};

/// Returns what of a unit the condition holds for.
pub(in crate::score) fn caught<'u, 'a>(
    case: &Case<'_>,
    unit: &'u UnitCase<'a>,
    condition: &Condition,
) -> impl Iterator<Item = &'u Item<'a>> {
    unit.items.iter().filter(move |item| {
        item.records.iter().any(|record| condition.holds(&RectificationRow::new(record, case.policy, case.as_of)))
    })
}

/// Returns each time the item fired; what a record shows on the reporting date is final.
pub(super) fn records(
    case: &Case<'_>,
    unit: &UnitCase<'_>,
    rule: &DeductionRule,
    condition: &Condition,
) -> Vec<(DeductionState, Occurrence)> {
    let occurrence = |item: &Item<'_>| Occurrence {
        place: item.place.clone(),
        record: item.label(),
        of: item.of(),
        note: rule.title.clone().unwrap_or_default(),
        points: rule.points,
        since: None,
    };
    caught(case, unit, condition).map(|item| (DeductionState::Final, occurrence(item))).collect()
}
