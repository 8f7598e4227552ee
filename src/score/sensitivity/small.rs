//! Indicators that counted so few things that a single one moves many points.

use rust_decimal::Decimal;

use crate::model::assessment::UnitAssessment;
use crate::model::sensitivity::SmallBase;
use crate::policy::{Method, Policy};
use crate::score::indicator::INDICATORS;

/// Below this a single thing is worth more than a fifth of the full mark, which no other indicator can make good.
const FEW: Decimal = Decimal::from_parts(5, 0, 0, false, 0);

/// Returns the indicators of a unit that counted too few things, in the policy's order.
pub(super) fn bases(policy: &Policy, unit: &UnitAssessment) -> Vec<SmallBase> {
    let values = unit.indicators.iter().filter(|value| value.applicable && counts(policy, &value.id));
    let small = values.filter_map(|value| {
        let denominator = value.denominator.filter(|count| *count > Decimal::ZERO && *count < FEW)?;
        let worth = value.full.checked_div(denominator)?;
        Some(SmallBase { id: value.id.clone(), title: value.title.clone(), denominator, worth })
    });
    small.filter(|base| base.worth > Decimal::ZERO).collect()
}

/// Says whether an indicator counts things; the office's own shares do, what loses points from a full mark does not.
fn counts(policy: &Policy, id: &str) -> bool {
    let built_in = INDICATORS.iter().find(|indicator| indicator.about().id == id);
    let loses = policy.indicator(id).is_some_and(|rule| rule.method == Method::Deduct);
    !loses && built_in.is_none_or(|indicator| indicator.counts())
}
