//! Vetoes (一票否决): what voids a score or limits a grade, whatever was reached. One file a veto.
//!
//! Source: `scoring.md` §4.

use crate::model::about::About;
use crate::model::assessment::{Occurrence, Veto};
use crate::policy::{GradeBand, Policy, VetoRule};
use crate::score::{Case, UnitCase};

mod false_report;
mod public_grade_poor;

/// Every veto.
pub const VETOES: &[&dyn VetoItem] = &[&false_report::FalseReport, &public_grade_poor::PublicGradePoor];

/// What a veto does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The score becomes 0.
    ZeroScore,
    /// The grade is at most the rule's grade.
    LimitGrade,
}

/// A rule that overrides the points.
pub trait VetoItem: Sync {
    /// Returns what the veto says of itself.
    fn about(&self) -> &'static About;

    /// Returns what it does.
    fn effect(&self) -> Effect;

    /// Returns what triggered it; empty when it is not in force.
    fn trigger(&self, case: &Case<'_>, unit: &UnitCase<'_>, rule: &VetoRule) -> Vec<Occurrence>;
}

/// Collects the vetoes in force.
pub(super) fn collect(case: &Case<'_>, unit: &UnitCase<'_>) -> Vec<Veto> {
    let mut vetoes = Vec::new();
    for rule in &case.policy.vetoes {
        let Some(item) = VETOES.iter().find(|item| item.about().id == rule.id) else { continue };
        let occurrences = item.trigger(case, unit, rule);
        if !occurrences.is_empty() {
            let effect = match item.effect() {
                Effect::ZeroScore => "总分记 0 分".to_owned(),
                Effect::LimitGrade => format!("等次最高为「{}」", rule.grade.as_deref().unwrap_or_default()),
            };
            vetoes.push(Veto { id: item.about().id.into(), title: item.about().title.into(), effect, occurrences });
        }
    }
    vetoes
}

fn effect_of(id: &str) -> Option<Effect> {
    VETOES.iter().find(|item| item.about().id == id).map(|item| item.effect())
}

/// Says whether a veto sets the score to 0.
pub(super) fn zeroes_score(id: &str) -> bool {
    effect_of(id) == Some(Effect::ZeroScore)
}

/// Lowers a grade to what the vetoes allow; grades stand from the best down.
pub(super) fn limit_grade<'p>(policy: &'p Policy, grade: &'p GradeBand, vetoes: &[Veto]) -> &'p GradeBand {
    let position = |title: &str| policy.grades.iter().position(|band| band.title == title);
    let allowed = vetoes.iter().filter(|veto| effect_of(&veto.id) == Some(Effect::LimitGrade)).filter_map(|veto| {
        let rule = policy.vetoes.iter().find(|rule| *rule.id == *veto.id)?;
        position(rule.grade.as_deref()?)
    });
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
