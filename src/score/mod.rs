//! Stage 4. Ledger → assessment: indicators, deductions, bonuses, vetoes, grade, rank, and where each record stands.
//!
//! Source: `scoring.md`. Indicators, deductions and vetoes have a folder each, one file an item, because they
//! answer different questions: what was reached, what was lost, what voids everything. Leaders, groups and departments
//! have a file each, risk registers a folder: they stand beside the units and move no unit's points.
//! All arithmetic is decimal and rounded once, at the end.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::model::about::About;
use crate::model::assessment::{
    Assessment, Bonus, Deduction, DeductionState, IndicatorValue, Occurrence, Standing, Tally, UnitAssessment,
};
use crate::model::directory::Directory;
use crate::model::inputs::{Event, EventKind, Inputs};
use crate::model::ledger::Ledger;
use crate::model::sensitivity::Sensitivity;
use crate::model::text::Text;
use crate::policy::{Policy, standing};

mod basis;
pub mod catalogue;
pub mod deduction;
mod department;
mod group;
pub mod indicator;
mod item;
mod leader;
mod manual;
mod marks;
mod receipt;
mod risk;
mod sensitivity;
mod tally;
mod use_of_result;
pub mod veto;

pub use item::{Item, UnitCase};
pub use marks::marks;
pub use receipt::Receipts;
pub use sensitivity::weigh;

/// Everything scoring may look at.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The records.
    pub ledger: &'a Ledger,
    /// Surveys, events and the like.
    pub inputs: &'a Inputs,
    /// Units, their order and groups.
    pub directory: &'a Directory,
    /// The policy.
    pub policy: &'a Policy,
    /// The reporting date.
    pub as_of: NaiveDate,
}

impl<'a> Case<'a> {
    /// Says whether the directory lists a unit; where there is no directory, every unit counts as listed.
    fn lists(&self, unit: &str) -> bool {
        self.directory.is_empty() || self.directory.unit(unit).is_some()
    }

    /// Returns the events of a unit that count on the reporting date: of its year, and not after it.
    fn events(&self, unit: &'a str) -> impl Iterator<Item = &'a Event> {
        let as_of = self.as_of;
        self.inputs.events.iter().filter(move |event| *event.unit == *unit && counts(event, as_of))
    }
}

/// Says whether an event counts: not after the reporting date, in the same calendar year; undated ones do.
fn counts(event: &Event, as_of: NaiveDate) -> bool {
    use chrono::Datelike;
    event.date.is_none_or(|date| date <= as_of && date.year() == as_of.year())
}

/// Returns where every record stands, parallel to the ledger's rectification records.
pub fn standings(ledger: &Ledger, policy: &Policy, as_of: NaiveDate) -> Vec<Standing> {
    ledger.rectifications.iter().map(|record| standing::of(record, policy, as_of)).collect()
}

/// Counts every unit's records; what `check` prints without scoring.
pub fn tallies(ledger: &Ledger, policy: &Policy, directory: &Directory, as_of: NaiveDate) -> Vec<Tally> {
    let case = Case { ledger, inputs: &Inputs::default(), directory, policy, as_of };
    let standings = standings(ledger, policy, as_of);
    item::units(&case, &standings).into_iter().map(|unit| unit.tally).collect()
}

/// Scores every unit that has records.
pub fn assess(case: &Case<'_>) -> Assessment {
    let standings = standings(case.ledger, case.policy, case.as_of);
    let units = item::units(case, &standings);
    let mut assessed: Vec<UnitAssessment> = units.iter().map(|unit| assess_unit(case, unit)).collect();
    use_of_result::rank(case.policy, &mut assessed);
    use_of_result::judge(case, &mut assessed);
    Assessment {
        as_of: case.as_of,
        policy: case.policy.stamp.clone(),
        basis: basis::sentences(case, &units),
        titles: titles(case.policy),
        leaders: leader::assess(case, &standings),
        groups: group::assess(case, &assessed),
        departments: department::assess(case),
        risks: risk::assess(case),
        units: assessed,
        standings,
        marks: Vec::new(),
        grouping: case.policy.groups.clone(),
        sensitivity: Sensitivity::default(),
    }
}

/// Returns what the policy's indicators, deductions and vetoes are called: by the policy, else by themselves.
pub fn titles(policy: &Policy) -> BTreeMap<Text, Text> {
    let title = |id: &str, own: Option<&str>, about: Option<&'static About>| {
        (Text::from(id), Text::from(own.or(about.map(|about| about.title)).unwrap_or(id)))
    };
    let indicators = policy
        .indicators
        .iter()
        .map(|rule| title(&rule.id, rule.title.as_deref(), indicator::built_in(&rule.id).map(|item| item.about())));
    let deductions = policy.deductions.iter().map(|rule| {
        let built_in = deduction::DEDUCTIONS.iter().find(|item| item.about().id == rule.id);
        title(&rule.id, rule.title.as_deref(), built_in.map(|item| item.about()))
    });
    let vetoes = policy.vetoes.iter().map(|rule| {
        let built_in = veto::VETOES.iter().find(|item| item.about().id == rule.id);
        title(&rule.id, rule.title.as_deref(), built_in.map(|item| item.about()))
    });
    indicators.chain(deductions).chain(vetoes).collect()
}

/// Scores one unit; rank, honours and resources need the others and come later.
fn assess_unit(case: &Case<'_>, unit: &UnitCase<'_>) -> UnitAssessment {
    let policy = case.policy;
    let indicators = indicator::measure(case, unit);
    let deductions = deduction::collect(case, unit);
    let bonuses = bonuses(case, unit);
    let vetoes = veto::collect(case, unit);
    let reached: Decimal =
        indicators.iter().map(|indicator| indicator.points).sum::<Decimal>() + sum(bonuses.iter().map(|b| b.points));
    let in_state = |state| sum(deductions.iter().filter(|d: &&Deduction| d.state == state).map(|d| d.points));
    let lost_for_good = in_state(DeductionState::Final);
    let provisional = in_state(DeductionState::Provisional);
    let given_back = sum(indicators.iter().map(IndicatorValue::given_back));
    let zeroed = veto::zeroes_score(policy, &vetoes);
    let settle = |score: Decimal| if zeroed { Decimal::ZERO } else { score.clamp(Decimal::ZERO, policy.base) };
    let exact = settle(reached - lost_for_good - provisional);
    let score = policy.round(exact);
    let other = case.inputs.other_scores.iter().rev().find(|other| other.unit == unit.name).map(|other| other.score);
    let grade = veto::limit_grade(policy, policy.grade(score), &vetoes);
    UnitAssessment {
        unit: unit.name.clone(),
        group: unit.group.clone(),
        listed: case.lists(&unit.name),
        tally: unit.tally.clone(),
        score,
        score_without_provisional: policy.round(settle(reached + given_back - lost_for_good)),
        grade: grade.title.as_str().into(),
        rank: 0,
        rank_low: None,
        rank_high: None,
        alike: Vec::new(),
        small: Vec::new(),
        annual: other.map(|other| annual(policy, exact, other)),
        other,
        zeroed,
        indicators,
        deductions,
        bonuses,
        vetoes,
        honours: Default::default(),
        resources: Default::default(),
    }
}

fn sum(values: impl Iterator<Item = Decimal>) -> Decimal {
    values.sum()
}

/// Returns the annual score: the weighted mean with the unit's other score. Source: `scoring.md` §4.
fn annual(policy: &Policy, exact: Decimal, other: Decimal) -> Decimal {
    let weight = policy.annual_weight;
    policy.round(weight * exact + (Decimal::ONE - weight) * other)
}

/// Returns the bonuses as entered, cut at the cap. Source: `scoring.md` §3.
fn bonuses(case: &Case<'_>, unit: &UnitCase<'_>) -> Vec<Bonus> {
    let occurrences: Vec<Occurrence> = case
        .events(&unit.name)
        .filter(|event| event.kind == EventKind::Bonus)
        .map(|event| Occurrence {
            place: event.place.clone(),
            record: None,
            of: None,
            note: event.note.as_deref().unwrap_or("加分").to_owned(),
            points: event.points.unwrap_or_default(),
            since: None,
        })
        .collect();
    if occurrences.is_empty() {
        return Vec::new();
    }
    let entered = sum(occurrences.iter().map(|occurrence| occurrence.points));
    vec![Bonus { id: "bonus".into(), title: "加分".into(), points: entered.min(case.policy.bonus_cap), occurrences }]
}

#[cfg(test)]
mod tests;
