//! Indicators: what a unit reached, as a share of the points the policy gives. One file an indicator.

use std::collections::HashMap;

use rust_decimal::Decimal;

use crate::model::about::About;
use crate::model::assessment::IndicatorValue;
use crate::model::field::Field;
use crate::model::ledger::Rectification;
use crate::model::place::Place;
use crate::model::text::Text;
use crate::policy::{IndicatorRule, Method, NotApplicable, Policy};
use crate::score::{Case, Item, UnitCase, manual};

mod completion_rate;
mod evidence_rate;
mod figure;
mod loss;
mod manual_leadership;
mod mechanism_rate;
mod on_time_rate;
mod recommendation_reply_rate;
mod responsibility_complete;
mod satisfaction;
mod share;

/// Every built-in indicator.
pub const INDICATORS: &[&dyn Indicator] = &[
    &manual_leadership::ManualLeadership,
    &responsibility_complete::ResponsibilityComplete,
    &completion_rate::CompletionRate,
    &on_time_rate::OnTimeRate,
    &evidence_rate::EvidenceRate,
    &mechanism_rate::MechanismRate,
    &recommendation_reply_rate::RecommendationReplyRate,
    &satisfaction::Satisfaction,
];

/// A quantity that earns points.
pub trait Indicator: Sync {
    /// Returns what the indicator says of itself.
    fn about(&self) -> &'static About;

    /// Says whether records alone decide it, so that it can also be measured over the records of one person.
    fn of_records(&self) -> bool {
        false
    }

    /// Measures a unit; `full` is what the policy gives. Where records alone decide, their marks are counted.
    fn measure(&self, case: &Case<'_>, unit: &UnitCase<'_>, _full: Decimal) -> Measured {
        Measured::counted(unit, |item| self.mark(case, item))
    }

    /// Says whether an item reached it; `None` for what does not count. Asked only where records alone decide.
    fn mark(&self, _case: &Case<'_>, _item: &Item<'_>) -> Option<bool> {
        None
    }

    /// Says whether the denominator is a number of things, each worth its part of the points.
    fn counts(&self) -> bool {
        true
    }

    /// Says what its denominator and numerator count, where the title leaves that open; empty where it does not.
    fn counting(&self) -> &'static str {
        ""
    }

    /// Returns the fields of a record that cost the points; none where another record of the problem did.
    fn blamed(&self, _policy: &Policy, _record: &Rectification) -> Vec<Field> {
        Vec::new()
    }
}

/// A measured share: points are full × numerator ÷ denominator.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measured {
    /// Numerator.
    pub numerator: Decimal,
    /// Denominator; 0 means "not applicable".
    pub denominator: Decimal,
    /// The rows that cost points, or that the figure rests on where no row costs any.
    pub records: Vec<Place>,
    /// A remark for people.
    pub note: Option<String>,
}

impl Measured {
    /// Returns the points, full once the target is reached.
    fn points(&self, full: Decimal, target: Decimal) -> Decimal {
        let needed = target * self.denominator;
        if needed.is_zero() {
            return full;
        }
        full * self.numerator.clamp(Decimal::ZERO, needed.max(Decimal::ZERO)) / needed
    }

    /// Counts items by their marks; those that count and did not reach it are the rows that cost points.
    fn counted(unit: &UnitCase<'_>, mark: impl Fn(&Item<'_>) -> Option<bool>) -> Self {
        let mut measured = Self::default();
        for item in &unit.items {
            let Some(reached) = mark(item) else { continue };
            measured.denominator += Decimal::ONE;
            if reached {
                measured.numerator += Decimal::ONE;
            } else {
                measured.records.push(item.place.clone());
            }
        }
        measured
    }
}

/// Measures every indicator of the policy, in its order.
pub(super) fn measure(case: &Case<'_>, unit: &UnitCase<'_>) -> Vec<IndicatorValue> {
    let mut values: Vec<IndicatorValue> = case.policy.indicators.iter().map(|rule| measure_one(case, unit, rule)).collect();
    match case.policy.not_applicable {
        NotApplicable::Full => {}
        NotApplicable::Zero => {
            for value in values.iter_mut().filter(|value| !value.applicable) {
                value.points = Decimal::ZERO;
            }
        }
        NotApplicable::Redistribute => redistribute(&mut values),
    }
    values
}

/// Measures those indicators of the policy that records alone decide, in its order; what has nothing to measure is left out.
///
/// Of an indicator that starts at its full points, only what records take off it counts.
pub(super) fn of_records(case: &Case<'_>, unit: &UnitCase<'_>) -> Vec<IndicatorValue> {
    let of_records = |rule: &IndicatorRule| match rule.method {
        _ if !is_for(rule, unit) => None,
        Method::Deduct => loss::take_of_records(case, unit, rule, unmeasured(rule)),
        Method::Share => counts_records(rule).then(|| measure_one(case, unit, rule)),
    };
    case.policy.indicators.iter().filter_map(of_records).filter(|value| value.applicable).collect()
}

/// Says whether an indicator counts records: then `mark` says what each of them is to it.
pub(super) fn counts_records(rule: &IndicatorRule) -> bool {
    let built_in = || built_in(&rule.id).is_some_and(|indicator| indicator.of_records());
    rule.method == Method::Share && rule.figure.is_none() && (rule.share.is_some() || built_in())
}

/// Says whether an item of a unit reached an indicator that counts records; `None` for what does not count.
pub(super) fn mark(case: &Case<'_>, unit: &UnitCase<'_>, rule: &IndicatorRule, item: &Item<'_>) -> Option<bool> {
    if !is_for(rule, unit) {
        return None;
    }
    match &rule.share {
        Some(own) => share::mark(case, own, item),
        None => built_in(&rule.id)?.mark(case, item),
    }
}

/// Says whether an indicator is for the unit's group.
pub(super) fn is_for(rule: &IndicatorRule, unit: &UnitCase<'_>) -> bool {
    let own = |group: &Text| rule.groups.iter().any(|own| **own == **group);
    rule.groups.is_empty() || unit.group.as_ref().is_some_and(own)
}

/// Returns the built-in indicator of an id.
pub(super) fn built_in(id: &str) -> Option<&'static dyn Indicator> {
    INDICATORS.iter().copied().find(|indicator| indicator.about().id == id)
}

/// Returns an indicator with nothing measured.
fn unmeasured(rule: &IndicatorRule) -> IndicatorValue {
    let title = rule.title.as_deref().or(built_in(&rule.id).map(|indicator| indicator.about().title)).unwrap_or(&rule.id);
    IndicatorValue {
        id: rule.id.as_str().into(),
        title: title.into(),
        dimension: rule.dimension.as_str().into(),
        points: rule.full,
        full: rule.full,
        numerator: None,
        denominator: None,
        applicable: false,
        records: Vec::new(),
        note: None,
        losses: Vec::new(),
    }
}

fn measure_one(case: &Case<'_>, unit: &UnitCase<'_>, rule: &IndicatorRule) -> IndicatorValue {
    let value = unmeasured(rule);
    if !is_for(rule, unit) {
        let unused = manual::rows(case, &unit.name, &rule.id).count();
        let unused = if unused > 0 { format!("；人工评分有 {unused} 行没有用上") } else { String::new() };
        return IndicatorValue { note: Some(format!("只考核{}{unused}", rule.groups.join("、"))), ..value };
    }
    if rule.method == Method::Deduct {
        return loss::take(case, unit, rule, value);
    }
    let (measured, target) = match (&rule.figure, &rule.share, built_in(&rule.id)) {
        (Some(figure), ..) => (figure::measure(case, unit, figure), figure.target),
        (None, Some(share), _) => (share::measure(case, unit, share), share.target),
        (None, None, Some(indicator)) => (indicator.measure(case, unit, rule.full), Decimal::ONE),
        (None, None, None) => (Measured::default(), Decimal::ONE),
    };
    let applicable = !measured.denominator.is_zero();
    IndicatorValue {
        points: if applicable { measured.points(rule.full, target) } else { rule.full },
        numerator: applicable.then_some(measured.numerator),
        denominator: applicable.then_some(measured.denominator),
        applicable,
        records: measured.records,
        note: measured.note,
        ..value
    }
}

/// Gives the points of indicators without data to the others of their dimension, in proportion.
///
/// A dimension without any data keeps its full points: there is nothing to give them to.
fn redistribute(values: &mut [IndicatorValue]) {
    let mut sums: HashMap<_, (Decimal, Decimal)> = HashMap::new();
    for value in values.iter() {
        let (full, applicable) = sums.entry(value.dimension.clone()).or_default();
        *full += value.full;
        if value.applicable {
            *applicable += value.full;
        }
    }
    for value in values {
        let (full, applicable) = sums[&value.dimension];
        if applicable.is_zero() {
            continue;
        }
        if value.applicable {
            value.points = value.points * full / applicable;
            value.full = value.full * full / applicable;
            for loss in &mut value.losses {
                loss.points = loss.points * full / applicable;
                for fired in &mut loss.occurrences {
                    fired.points = fired.points * full / applicable;
                }
            }
        } else {
            value.points = Decimal::ZERO;
            value.full = Decimal::ZERO;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::INDICATORS;
    use crate::score::tests::assert_registry;

    #[test]
    fn every_file_is_a_listed_indicator() {
        assert_registry(
            "src/score/indicator",
            &["mod", "figure", "loss", "share"],
            INDICATORS.iter().map(|indicator| indicator.about()),
        );
    }
}
