//! Deductions: what a unit lost, each time with the row behind it. One file an item.
//!
//! Source: `scoring.md` §3. The state on the reporting date follows from the ledger's own dates, so an old month
//! can be scored again.

use rust_decimal::Decimal;

use crate::model::about::About;
use crate::model::assessment::{Deduction, DeductionState, Occurrence};
use crate::model::inputs::{Event, EventKind};
use crate::policy::{DeductionRule, Trigger};
use crate::score::{Case, UnitCase};

mod late_report;
mod notice;
mod overdue;
mod own;
mod returned;

pub(super) use own::caught;

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

    /// Says whether records alone decide it, so that it also applies to the records of one person.
    fn of_records(&self) -> bool {
        false
    }

    /// Returns each time it fired, with its state.
    fn fire(&self, case: &Case<'_>, unit: &UnitCase<'_>, rule: &DeductionRule) -> Vec<(DeductionState, Occurrence)>;
}

/// Collects the deductions of the items in force that come off the whole score.
pub(super) fn collect(case: &Case<'_>, unit: &UnitCase<'_>) -> Vec<Deduction> {
    in_force(case).filter(|rule| rule.from.is_none()).flat_map(|rule| taken(case, unit, rule)).collect()
}

/// Collects the deductions of the items in force that come off an indicator.
pub(super) fn within(case: &Case<'_>, unit: &UnitCase<'_>, indicator: &str) -> Vec<Deduction> {
    let own = in_force(case).filter(|rule| rule.from.as_deref() == Some(indicator));
    own.flat_map(|rule| taken(case, unit, rule)).collect()
}

/// Collects the deductions that come off the whole score and that records alone decide.
pub(super) fn of_records(case: &Case<'_>, unit: &UnitCase<'_>) -> Vec<Deduction> {
    let decided = in_force(case).filter(|rule| rule.from.is_none() && is_of_records(rule));
    decided.flat_map(|rule| taken(case, unit, rule)).collect()
}

/// Collects the deductions that come off an indicator and that records alone decide; `None` when the policy has none of them.
pub(super) fn within_of_records(case: &Case<'_>, unit: &UnitCase<'_>, indicator: &str) -> Option<Vec<Deduction>> {
    let mut rules = in_force(case).filter(|rule| rule.from.as_deref() == Some(indicator) && is_of_records(rule)).peekable();
    rules.peek()?;
    Some(rules.flat_map(|rule| taken(case, unit, rule)).collect())
}

fn is_of_records(rule: &DeductionRule) -> bool {
    match rule.kind {
        Trigger::BuiltIn => DEDUCTIONS.iter().any(|item| item.about().id == rule.id && item.of_records()),
        Trigger::When(_) => true,
        Trigger::Event(_) => false,
    }
}

fn in_force<'a>(case: &Case<'a>) -> impl Iterator<Item = &'a DeductionRule> {
    let as_of = case.as_of;
    case.policy.deductions.iter().filter(move |rule| rule.in_force(as_of))
}

/// Returns what an item takes from a unit, final deductions first, cut at the item's cap.
pub(super) fn taken(case: &Case<'_>, unit: &UnitCase<'_>, rule: &DeductionRule) -> Vec<Deduction> {
    let built_in = DEDUCTIONS.iter().find(|item| item.about().id == rule.id);
    let fired = match (&rule.kind, built_in) {
        (Trigger::BuiltIn, Some(item)) => item.fire(case, unit, rule),
        (Trigger::BuiltIn, None) => Vec::new(),
        (Trigger::When(condition), _) => own::records(case, unit, rule, condition),
        (Trigger::Event(word), _) => from_events(case, unit, rule, &EventKind::Other(word.as_str().into()), word),
    };
    let title = rule.title.as_deref().or(built_in.map(|item| item.about().title)).unwrap_or(&rule.id);
    let mut deductions = Vec::new();
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
        let capped = points < due;
        deductions.push(Deduction { id: rule.id.as_str().into(), title: title.into(), points, state, occurrences, capped });
    }
    deductions
}

/// Turns the events of one kind into final occurrences.
fn from_events(
    case: &Case<'_>,
    unit: &UnitCase<'_>,
    rule: &DeductionRule,
    kind: &EventKind,
    word: &str,
) -> Vec<(DeductionState, Occurrence)> {
    let events = case.events(&unit.name).filter(|event| event.kind == *kind);
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
        of: None,
        note: note.join("，"),
        points: rule.points * Decimal::from(event.count),
        since: None,
    }
}

#[cfg(test)]
mod tests {
    use super::DEDUCTIONS;
    use crate::score::tests::assert_registry;

    #[test]
    fn every_file_is_a_listed_item() {
        let items = DEDUCTIONS.iter().map(|item| item.about()).filter(|about| !about.id.starts_with("notice-"));
        assert_registry("src/score/deduction", &["mod", "notice", "own"], items);
    }
}
