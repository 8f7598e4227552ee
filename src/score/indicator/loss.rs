//! Indicators that start at their full points and lose what their items take, never below 0. Office word: 满分起扣.
//!
//! Source: `domain.md` §3.1 (固原 减分制, 扶风), §3.2 (市建设局: an item's score is floored at 0).

use rust_decimal::Decimal;

use crate::model::assessment::{Deduction, DeductionState, IndicatorValue, Occurrence};
use crate::policy::IndicatorRule;
use crate::score::{Case, UnitCase, deduction, manual};

/// Takes off what the policy's items and the manual-scores workbook take.
pub(super) fn take(case: &Case<'_>, unit: &UnitCase<'_>, rule: &IndicatorRule, value: IndicatorValue) -> IndicatorValue {
    let mut losses = deduction::within(case, unit, &rule.id);
    losses.extend(by_hand(case, unit, rule));
    settle(rule, value, losses)
}

/// Takes off what records alone decide; `None` when no item of the policy does so from this indicator.
pub(super) fn take_of_records(
    case: &Case<'_>,
    unit: &UnitCase<'_>,
    rule: &IndicatorRule,
    value: IndicatorValue,
) -> Option<IndicatorValue> {
    deduction::within_of_records(case, unit, &rule.id).map(|losses| settle(rule, value, losses))
}

fn settle(rule: &IndicatorRule, value: IndicatorValue, losses: Vec<Deduction>) -> IndicatorValue {
    let lost: Decimal = losses.iter().map(|loss| loss.points).sum();
    let points = (rule.full - lost).max(Decimal::ZERO);
    let floored = lost > rule.full;
    let costing = losses.iter().filter(|loss| loss.state != DeductionState::Restored).flat_map(|loss| &loss.occurrences);
    IndicatorValue {
        points,
        numerator: Some(points),
        denominator: (!rule.full.is_zero()).then_some(rule.full),
        applicable: true,
        records: costing.map(|occurrence| occurrence.place.clone()).collect(),
        note: floored.then(|| "这一项已经扣完".to_owned()),
        losses,
        ..value
    }
}

/// What people took off in the manual-scores workbook, each row an occurrence.
fn by_hand(case: &Case<'_>, unit: &UnitCase<'_>, rule: &IndicatorRule) -> Option<Deduction> {
    let rows = manual::rows(case, &unit.name, &rule.id);
    let occurrences: Vec<Occurrence> = rows
        .map(|row| Occurrence {
            place: row.place.clone(),
            record: None,
            of: None,
            note: row.reason.as_deref().unwrap_or("没有写原因").to_owned(),
            points: row.points,
            since: None,
        })
        .collect();
    let points = occurrences.iter().map(|occurrence| occurrence.points).sum();
    let (id, title) = ("manual".into(), "人工评分".into());
    (!occurrences.is_empty()).then_some(Deduction { id, title, points, state: DeductionState::Final, occurrences, capped: false })
}
