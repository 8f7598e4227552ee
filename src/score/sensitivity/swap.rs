//! The smallest change of one full mark that makes two neighbours equal.
//!
//! One mark is moved, the others keep their proportions and the sum its size. The lead is mostly, but where points are
//! redistributed not quite, a straight line in the mark, so the mark at which it is gone is searched for by halving.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::model::assessment::UnitAssessment;
use crate::model::sensitivity::Swap;
use crate::score::sensitivity::{Field, POINT};

/// Returns, for each two neighbours of a group that some full mark could make equal, the smallest such change.
///
/// Equal ranks, vetoes and scores cut at 0 or the base are left out: there is no lead a full mark gives.
pub(super) fn swaps(field: &Field<'_>, units: &[UnitAssessment]) -> Vec<Swap> {
    let mut swaps = Vec::new();
    for members in &field.groups {
        let mut ranked = members.clone();
        ranked.sort_by_key(|member| units[*member].rank);
        let pairs = ranked.windows(2).filter(|pair| units[pair[0]].rank != units[pair[1]].rank);
        swaps.extend(pairs.filter_map(|pair| smallest(field, units, pair[0], pair[1])));
    }
    swaps
}

fn smallest(field: &Field<'_>, units: &[UnitAssessment], upper: usize, lower: usize) -> Option<Swap> {
    let free = |unit: usize| !field.units[unit].zeroed && (0..=field.marks.base).contains(&field.exact(unit, &field.marks.full));
    if !free(upper) || !free(lower) {
        return None;
    }
    let mut marks = Vec::new();
    let mut lead = |at: usize, mark: i64| {
        field.marks.with(at, mark, &mut marks);
        field.exact(upper, &marks) - field.exact(lower, &marks)
    };
    let mut best: Option<(i64, usize, i64)> = None;
    for (at, mark) in field.marks.full.iter().copied().enumerate() {
        if mark == 0 || mark == field.marks.sum || lead(at, mark) <= 0 {
            continue;
        }
        for end in [0, field.marks.sum] {
            if lead(at, end) > 0 {
                continue;
            }
            // The lead is there at `keeps` and gone at `gone`.
            let (mut keeps, mut gone) = (mark, end);
            while keeps.abs_diff(gone) > 1 {
                let middle = keeps + (gone - keeps) / 2;
                if lead(at, middle) > 0 { keeps = middle } else { gone = middle }
            }
            let found = ((gone - mark).abs(), at, gone);
            best = Some(best.map_or(found, |best| best.min(found)));
        }
    }
    let (_, at, gone) = best?;
    let (indicator, full) = (units[upper].indicators.get(at)?, field.policy.indicators.get(at)?.full);
    // Two places more than are shown take out what whole numbers lost on the way.
    let needed = (Decimal::from(gone) / Decimal::from(POINT)).round_dp(4);
    let outward = if needed < full { RoundingStrategy::ToNegativeInfinity } else { RoundingStrategy::ToPositiveInfinity };
    Some(Swap {
        upper: units[upper].unit.clone(),
        lower: units[lower].unit.clone(),
        id: indicator.id.clone(),
        title: indicator.title.clone(),
        full,
        needed: needed.round_dp_with_strategy(2, outward),
    })
}
