//! What every record is to each indicator that counts records: the working a scorecard's live figures are counted from.
//!
//! Nothing is measured anew: the marks are those the indicators count.

use crate::model::assessment::{Mark, Marks, Standing};
use crate::model::ledger::Rectification;
use crate::score::{Case, Item, UnitCase, indicator, item};

/// Returns the marks of the strict completion rate, and of the policy's indicators that count records, in its order.
///
/// Of a problem with several measures the first record carries the mark.
pub fn marks(case: &Case<'_>, standings: &[Standing]) -> Vec<Marks> {
    let units = item::units(case, standings);
    let strict = Marks { indicator: None, of: fill(case, &units, |_, item| Some(item.finished)) };
    let counting = case.policy.indicators.iter().filter(|rule| indicator::counts_records(rule));
    let others = counting.map(|rule| Marks {
        indicator: Some(rule.id.as_str().into()),
        of: fill(case, &units, |unit, item| indicator::mark(case, unit, rule, item)),
    });
    std::iter::once(strict).chain(others).collect()
}

fn fill(case: &Case<'_>, units: &[UnitCase<'_>], mark: impl Fn(&UnitCase<'_>, &Item<'_>) -> Option<bool>) -> Vec<Mark> {
    let records = &case.ledger.rectifications;
    // Records stand in source order: by table, then by row.
    let position = |of: &Rectification| records.binary_search_by_key(&(of.table, of.row), |one| (one.table, one.row)).ok();
    let mut marks = vec![Mark::Out; records.len()];
    for (unit, item) in units.iter().flat_map(|unit| unit.items.iter().map(move |item| (unit, item))) {
        let Some(at) = position(item.records[0]) else { continue };
        marks[at] = match mark(unit, item) {
            Some(true) => Mark::Reached,
            Some(false) => Mark::Missed,
            None => Mark::Out,
        };
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::marks;
    use crate::model::assessment::Mark;
    use crate::model::directory::Directory;
    use crate::model::inputs::Inputs;
    use crate::score::Case;
    use crate::score::tests::{assessed, day, default_policy, example, ledger};

    #[test]
    fn the_marks_of_every_unit_count_to_what_its_indicators_say() {
        let ledger = ledger(example("甲"));
        let policy = default_policy();
        let (inputs, directory) = (Inputs::default(), Directory::default());
        let assessment = assessed(&ledger, &inputs, &directory, &policy);
        let (inputs, directory) = (&inputs, &directory);
        let case = Case { ledger: &ledger, inputs, directory, policy: &policy, as_of: day("2026-10-31") };
        let marks = marks(&case, &assessment.standings);
        let unit = &assessment.units[0];
        let count = |of: &[Mark], wanted: Mark| of.iter().filter(|mark| **mark == wanted).count() as u64;
        assert_eq!(count(&marks[0].of, Mark::Reached), unit.tally.completion.numerator);
        let counted: Vec<&str> = marks.iter().filter_map(|marks| marks.indicator.as_deref()).collect();
        assert_eq!(
            counted,
            ["responsibility-complete", "completion-rate", "on-time-rate", "evidence-rate", "mechanism-rate"],
            "satisfaction, replies and manual scores count no records"
        );
        for marks in &marks[1..] {
            let value = unit.indicators.iter().find(|value| Some(&value.id) == marks.indicator.as_ref()).expect("measured");
            let reached = count(&marks.of, Mark::Reached);
            assert_eq!(value.numerator.unwrap_or_default(), reached.into(), "{}", value.id);
            assert_eq!(value.denominator.unwrap_or_default(), (reached + count(&marks.of, Mark::Missed)).into(), "{}", value.id);
        }
    }
}
