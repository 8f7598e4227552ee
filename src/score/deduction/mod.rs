//! Deductions: what a unit lost, each time with the row behind it. One file an item.
//!
//! Source: `scoring.md` §3. The state on the reporting date follows from the ledger's own dates, so an old month
//! can be scored again.

use rust_decimal::Decimal;

use crate::model::about::About;
use crate::model::assessment::{Deduction, DeductionState, Occurrence};
use crate::model::inputs::{Event, EventKind};
use crate::policy::DeductionRule;
use crate::score::{Case, UnitCase};

mod late_report;
mod notice;
mod overdue;
mod returned;

/// Every deduction item.
pub const DEDUCTIONS: &[&dyn DeductionItem] = &[
    &overdue::Overdue,
    &returned::Returned,
    &&notice::COUNTY,
    &&notice::CITY,
    &&notice::PROVINCE,
    &&notice::CENTRE,
    &late_report::LateReport,
];

/// Something that takes points off.
pub trait DeductionItem: Sync {
    /// Returns what the item says of itself.
    fn about(&self) -> &'static About;

    /// Returns each time it fired, with its state.
    fn fire(&self, case: &Case<'_>, unit: &UnitCase<'_>, rule: &DeductionRule) -> Vec<(DeductionState, Occurrence)>;
}

/// Collects the deductions of the items in force, final ones first, cut at each item's cap.
pub(super) fn collect(case: &Case<'_>, unit: &UnitCase<'_>) -> Vec<Deduction> {
    let mut deductions = Vec::new();
    for rule in case.policy.deductions.iter().filter(|rule| rule.in_force(case.as_of)) {
        let Some(item) = DEDUCTIONS.iter().find(|item| item.about().id == rule.id) else { continue };
        let fired = item.fire(case, unit, rule);
        let mut left = rule.cap;
        for state in [DeductionState::Final, DeductionState::Provisional, DeductionState::Restored] {
            let occurrences: Vec<Occurrence> = fired.iter().filter(|(s, _)| *s == state).map(|(_, o)| o.clone()).collect();
            if occurrences.is_empty() {
                continue;
            }
            let due: Decimal = match state {
                DeductionState::Restored => Decimal::ZERO,
                _ => occurrences.iter().map(|occurrence| occurrence.points).sum(),
            };
            let points = left.map_or(due, |left| due.min(left));
            left = left.map(|left| left - points);
            let about = item.about();
            let capped = points < due;
            deductions.push(Deduction { id: about.id.into(), title: about.title.into(), points, state, occurrences, capped });
        }
    }
    deductions
}

/// Turns the events of one kind into final occurrences.
fn from_events(
    case: &Case<'_>,
    unit: &UnitCase<'_>,
    rule: &DeductionRule,
    kind: EventKind,
    word: &str,
) -> Vec<(DeductionState, Occurrence)> {
    let events = case.events(&unit.name).filter(|event| event.kind == kind);
    events.map(|event| (DeductionState::Final, occurrence(event, rule, word))).collect()
}

fn occurrence(event: &Event, rule: &DeductionRule, word: &str) -> Occurrence {
    let mut note = vec![word.to_owned()];
    note.extend(event.date.map(crate::model::period::chinese_date));
    note.extend(event.document.as_deref().map(str::to_owned));
    note.extend(event.note.as_deref().map(str::to_owned));
    Occurrence {
        place: event.place.clone(),
        record: None,
        note: note.join("，"),
        points: rule.points * Decimal::from(event.count),
    }
}

#[cfg(test)]
mod tests {
    use super::DEDUCTIONS;
    use crate::score::tests::assert_registry;

    #[test]
    fn every_file_is_a_listed_item() {
        let items = DEDUCTIONS.iter().map(|item| item.about()).filter(|about| !about.id.starts_with("notice-"));
        assert_registry("src/score/deduction", &["mod", "notice"], items);
    }
}
