//! Vetoes (一票否决): what voids a score or limits a grade, whatever was reached. One file a veto.
//!
//! Source: `scoring.md` §4.

use crate::model::about::About;
use crate::model::assessment::{Occurrence, Veto};
use crate::model::inputs::{Event, EventKind};
use crate::model::place::Place;
use crate::policy::{GradeBand, Policy, Trigger, VetoEffect, VetoRule};
use crate::score::deduction::caught;
use crate::score::{Case, UnitCase};

mod false_report;
mod public_grade_poor;

/// Every veto.
pub const VETOES: &[&dyn VetoItem] = &[&false_report::FalseReport, &public_grade_poor::PublicGradePoor];

/// A rule that overrides the points.
pub trait VetoItem: Sync {
    /// Returns what the veto says of itself.
    fn about(&self) -> &'static About;

    /// Returns what it does.
    fn effect(&self) -> VetoEffect;

    /// Returns what triggered it; empty when it is not in force.
    fn trigger(&self, case: &Case<'_>, unit: &UnitCase<'_>, rule: &VetoRule) -> Vec<Occurrence>;

    /// Returns how many there are of what it takes a number of, and where; empty for one that takes no number.
    fn counted(&self, _case: &Case<'_>, _unit: &UnitCase<'_>) -> Counted {
        Counted::default()
    }
}

/// How many times something happened, and each time with its row.
type Counted = (u64, Vec<Occurrence>);

/// A veto whose count is not reached, though there is something to count.
#[derive(Clone, Debug)]
pub(super) struct Short {
    /// Its title.
    pub(super) title: String,
    /// How many there are.
    pub(super) times: u64,
    /// How many it takes.
    pub(super) needed: u64,
    /// Where they stand.
    pub(super) places: Vec<Place>,
}

/// Returns the vetoes that something counts towards and that are not in force.
pub(super) fn short(case: &Case<'_>, unit: &UnitCase<'_>) -> Vec<Short> {
    let short = case.policy.vetoes.iter().filter_map(|rule| {
        let built_in = built_in(&rule.id);
        let (times, occurrences) = match (&rule.kind, built_in) {
            (Trigger::BuiltIn, item) => item?.counted(case, unit),
            _ => own(case, unit, rule),
        };
        let needed = u64::from(rule.count.max(1));
        let title = rule.title.as_deref().or(built_in.map(|item| item.about().title)).unwrap_or(&rule.id).to_owned();
        let places = occurrences.into_iter().map(|occurrence| occurrence.place).collect();
        (0 < times && times < needed).then_some(Short { title, times, needed, places })
    });
    short.collect()
}

/// Collects the vetoes in force.
pub(super) fn collect(case: &Case<'_>, unit: &UnitCase<'_>) -> Vec<Veto> {
    let mut vetoes = Vec::new();
    for rule in &case.policy.vetoes {
        let built_in = built_in(&rule.id);
        let occurrences = match (&rule.kind, built_in) {
            (Trigger::BuiltIn, Some(item)) => item.trigger(case, unit, rule),
            (Trigger::BuiltIn, None) => Vec::new(),
            _ => match own(case, unit, rule) {
                (times, occurrences) if times >= u64::from(rule.count.max(1)) => occurrences,
                _ => Vec::new(),
            },
        };
        if occurrences.is_empty() {
            continue;
        }
        let title = rule.title.as_deref().or(built_in.map(|item| item.about().title)).unwrap_or(&rule.id);
        let effect = match effect_of(rule) {
            Some(VetoEffect::LimitGrade) => format!("等次最高为「{}」", rule.grade.as_deref().unwrap_or_default()),
            _ => "总分记 0 分".to_owned(),
        };
        vetoes.push(Veto { id: rule.id.as_str().into(), title: title.into(), effect, occurrences });
    }
    vetoes
}

/// Returns what counts towards a veto of the office's own.
fn own(case: &Case<'_>, unit: &UnitCase<'_>, rule: &VetoRule) -> Counted {
    let note = || rule.title.clone().unwrap_or_default();
    match &rule.kind {
        Trigger::BuiltIn => (0, Vec::new()),
        Trigger::When(condition) => {
            let caught = caught(case, unit, condition).map(|item| Occurrence {
                place: item.place.clone(),
                record: item.label(),
                of: item.of(),
                note: note(),
                points: Default::default(),
                since: None,
            });
            let caught: Vec<_> = caught.collect();
            (caught.len() as u64, caught)
        }
        Trigger::Event(word) => {
            let kind = EventKind::Other(word.as_str().into());
            let events: Vec<_> = case.events(&unit.name).filter(|event| event.kind == kind).collect();
            let described = |event: &&Event| Occurrence {
                place: event.place.clone(),
                record: None,
                of: None,
                note: event.note.as_deref().map_or_else(note, str::to_owned),
                points: Default::default(),
                since: None,
            };
            (events.iter().map(|event| u64::from(event.count)).sum(), events.iter().map(described).collect())
        }
    }
}

fn built_in(id: &str) -> Option<&'static dyn VetoItem> {
    VETOES.iter().find(|item| item.about().id == id).copied()
}

fn effect_of(rule: &VetoRule) -> Option<VetoEffect> {
    rule.effect.or_else(|| built_in(&rule.id).map(|item| item.effect()))
}

/// Says whether one of the vetoes in force sets the score to 0.
pub(super) fn zeroes_score(policy: &Policy, vetoes: &[Veto]) -> bool {
    in_force(policy, vetoes).any(|rule| effect_of(rule) == Some(VetoEffect::ZeroScore))
}

fn in_force<'p>(policy: &'p Policy, vetoes: &[Veto]) -> impl Iterator<Item = &'p VetoRule> {
    policy.vetoes.iter().filter(|rule| vetoes.iter().any(|veto| *veto.id == *rule.id))
}

/// Lowers a grade to what the vetoes allow; grades stand from the best down.
pub(super) fn limit_grade<'p>(policy: &'p Policy, grade: &'p GradeBand, vetoes: &[Veto]) -> &'p GradeBand {
    let position = |title: &str| policy.grades.iter().position(|band| band.title == title);
    let limits = in_force(policy, vetoes).filter(|rule| effect_of(rule) == Some(VetoEffect::LimitGrade));
    let allowed = limits.filter_map(|rule| position(rule.grade.as_deref()?));
    let lowest = allowed.chain(position(&grade.title)).max();
    lowest.and_then(|lowest| policy.grades.get(lowest)).unwrap_or(grade)
}

#[cfg(test)]
mod tests {
    use super::VETOES;
    use crate::score::tests::assert_registry;

    #[test]
    fn every_file_is_a_listed_veto() {
        assert_registry("src/score/veto", &["mod"], VETOES.iter().map(|veto| veto.about()));
    }
}
