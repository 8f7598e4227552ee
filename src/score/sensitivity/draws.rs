//! The ranks units take when every full mark is drawn around itself.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use rayon::prelude::*;

use crate::score::sensitivity::{Field, SEED, ranks};

/// How many draws one stream of random numbers serves, so that the result does not depend on the number of cores.
const BATCH: u32 = 500;

/// Returns each unit's best and worst rank once the best and the worst twentieth of the draws are left out.
///
/// `spread_percent` is below 100.
pub(super) fn ranges(field: &Field<'_>, draws: u32, spread_percent: u32) -> Vec<(u32, u32)> {
    let batches = draws.div_ceil(BATCH);
    let empty = || vec![Vec::new(); field.units.len()];
    let counts: Vec<Vec<u32>> = (0..batches)
        .into_par_iter()
        .map(|batch| counts(field, batch, BATCH.min(draws - batch * BATCH), spread_percent))
        .reduce(empty, |one, other| one.into_iter().zip(other).map(|(one, other)| sum(one, other)).collect());
    counts.iter().map(|counts| range(counts, draws)).collect()
}

/// Counts how often each unit takes each rank in one batch.
fn counts(field: &Field<'_>, batch: u32, draws: u32, spread_percent: u32) -> Vec<Vec<u32>> {
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    random.set_stream(u64::from(batch));
    let mut counts: Vec<Vec<u32>> = vec![Vec::new(); field.units.len()];
    for members in &field.groups {
        for member in members {
            counts[*member] = vec![0; members.len()];
        }
    }
    let (mut full, mut scores, mut order, mut places) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..draws {
        full.clear();
        full.extend(field.marks.full.iter().map(|mark| moved(*mark, random.next_u32(), spread_percent)));
        for members in &field.groups {
            field.scores(members, &full, &mut scores);
            ranks(&scores, &mut order, &mut places);
            for (member, place) in members.iter().zip(&places) {
                counts[*member][*place as usize - 1] += 1;
            }
        }
    }
    counts
}

/// Moves a full mark by a random part of the spread, up or down.
fn moved(mark: i64, random: u32, spread_percent: u32) -> i64 {
    let spread = mark * i64::from(spread_percent) / 100;
    // The upper half of a product spreads evenly without a remainder.
    let offset = (i128::from(2 * spread + 1) * i128::from(random)) >> 32;
    mark - spread + offset as i64
}

fn sum(mut one: Vec<u32>, other: Vec<u32>) -> Vec<u32> {
    if one.is_empty() {
        return other;
    }
    for (one, other) in one.iter_mut().zip(other) {
        *one += other;
    }
    one
}

/// Returns the first rank that more than a twentieth of the draws reach, and the first that nineteen twentieths reach.
fn range(counts: &[u32], draws: u32) -> (u32, u32) {
    let twentieths = u64::from(draws);
    let first = |wanted: &dyn Fn(u64) -> bool| {
        let mut sum = 0;
        let place = counts.iter().position(|count| {
            sum += u64::from(*count) * 20;
            wanted(sum)
        });
        place.map_or(1, |place| place as u32 + 1)
    };
    (first(&|sum| sum > twentieths), first(&|sum| sum >= 19 * twentieths))
}

#[cfg(test)]
mod tests {
    use super::{moved, range};

    #[test]
    fn a_mark_moves_within_its_spread_and_reaches_both_ends() {
        assert_eq!(moved(1000, 0, 25), 750);
        assert_eq!(moved(1000, u32::MAX, 25), 1250);
        assert_eq!(moved(1000, 1 << 31, 25), 1000);
        assert_eq!(moved(1000, 12345, 0), 1000);
    }

    /// Boundary: five of a hundred draws are left out | six are not.
    #[test]
    fn the_best_and_the_worst_twentieth_are_left_out() {
        assert_eq!(range(&[100, 0, 0], 100), (1, 1));
        assert_eq!(range(&[5, 90, 5], 100), (2, 2));
        assert_eq!(range(&[6, 88, 6], 100), (1, 3));
    }
}
