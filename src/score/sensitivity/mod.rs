//! Would the order change? The ranks units take when the policy's full marks are drawn around themselves, without each
//! indicator, and at the smallest change of one full mark; and what was counted too seldom to carry much.
//!
//! Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008), step 7, uncertainty and sensitivity analysis.
//! Deductions, bonuses and vetoes stay as they are. Whole numbers throughout, so that the same figures give the same ranks
//! on every machine.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use crate::model::assessment::{Assessment, DeductionState, Ranking, UnitAssessment};
use crate::model::number::Rounding;
use crate::model::sensitivity::Sensitivity;
use crate::model::text::Text;
use crate::policy::Policy;
use crate::score::veto;

mod draws;
mod leave_out;
mod small;
mod swap;

/// How many times the full marks are drawn.
const DRAWS: u32 = 10_000;

/// How far each full mark is moved at most, in percent of itself.
const SPREAD_PERCENT: u32 = 25;

/// Where the draws begin; any number will do, as long as it stays the same.
const SEED: u64 = 2026;

/// Nobody ranks more units; where there are, a column of names was misread, and ranges would cost minutes.
const MOST_UNITS: usize = 1_000;

/// The greatest base that is weighed; beyond it whole numbers would not hold the scores.
const MOST_BASE: i64 = 1_000_000;

/// What a full mark of one point is as a whole number.
const POINT: i64 = 1_000_000;

/// What a share of one, all points reached, is as a whole number.
const SHARE: i64 = 1_000_000_000_000;

/// What one point of a score is as a whole number.
const SCORE: i128 = POINT as i128 * SHARE as i128;

/// What is added before a score is cut, so that a third and two thirds make one: a billionth of a point.
const GUARD: i128 = SCORE / 1_000_000_000;

/// Fills in each unit's range of ranks, the units it cannot be told from and what was counted too seldom, and says what
/// would move whom.
pub fn weigh(policy: &Policy, assessment: &mut Assessment) {
    for unit in &mut assessment.units {
        unit.small = small::bases(policy, unit);
    }
    if assessment.units.len() > MOST_UNITS || policy.base > Decimal::from(MOST_BASE) {
        return;
    }
    let marks = Marks::of(policy);
    let field = Field::of(policy, &marks, &assessment.units);
    let ranges = draws::ranges(&field, DRAWS, SPREAD_PERCENT);
    let (without, swaps) = (leave_out::without(&field, &assessment.units), swap::swaps(&field, &assessment.units));
    for (unit, range) in assessment.units.iter_mut().zip(ranges) {
        // Where the policy's own marks are an extreme of the draws, the rank they give still belongs to the range.
        unit.rank_low = Some(range.0.min(unit.rank));
        unit.rank_high = Some(range.1.max(unit.rank));
    }
    let alike: Vec<Vec<Text>> = (0..assessment.units.len()).map(|at| alike(policy, &assessment.units, at)).collect();
    for (unit, alike) in assessment.units.iter_mut().zip(alike) {
        unit.alike = alike;
    }
    assessment.sensitivity = Sensitivity { draws: DRAWS, spread_percent: SPREAD_PERCENT, seed: SEED, without, swaps };
}

/// Returns the units of the group that stand within a unit's range and within whose range it stands.
fn alike(policy: &Policy, units: &[UnitAssessment], at: usize) -> Vec<Text> {
    let unit = &units[at];
    let within = |of: &UnitAssessment, rank: u32| {
        of.rank_low.is_some_and(|low| low <= rank) && of.rank_high.is_some_and(|high| rank <= high)
    };
    let others = units
        .iter()
        .enumerate()
        .filter(|(position, other)| *position != at && policy.groups.ranking_of(other) == policy.groups.ranking_of(unit));
    let mut alike: Vec<&UnitAssessment> =
        others.map(|(_, other)| other).filter(|other| within(unit, other.rank) && within(other, unit.rank)).collect();
    alike.sort_by_key(|other| other.rank);
    alike.into_iter().map(|other| other.unit.clone()).collect()
}

/// The full marks, and how scores are cut.
#[derive(Clone, Debug)]
struct Marks {
    /// The full marks in the policy's order, in millionths of a point.
    full: Vec<i64>,
    /// Their sum.
    sum: i64,
    /// The highest score.
    base: i128,
    /// What the last printed place of a score is worth.
    unit: i128,
    /// How it is cut.
    rounding: Rounding,
}

impl Marks {
    fn of(policy: &Policy) -> Self {
        let full: Vec<i64> = policy.indicators.iter().map(|rule| whole(rule.full, POINT.into()) as i64).collect();
        let unit = SCORE / 10i128.pow(policy.places.min(15));
        Self { sum: full.iter().sum(), full, base: whole(policy.base, SCORE), unit, rounding: policy.rounding }
    }

    /// Sets one mark and brings the others to what is left of the sum, in proportion.
    fn with(&self, at: usize, mark: i64, full: &mut Vec<i64>) {
        let (others, left) = (i128::from(self.sum - self.full[at]).max(1), i128::from(self.sum - mark));
        full.clear();
        full.extend(self.full.iter().map(|full| (i128::from(*full) * left / others) as i64));
        full[at] = mark;
    }
}

/// The units of all groups as the full marks see them.
#[derive(Clone, Debug)]
struct Field<'a> {
    policy: &'a Policy,
    marks: &'a Marks,
    /// Positions of the units, group by group.
    groups: Vec<Vec<usize>>,
    units: Vec<Weighed>,
}

/// A unit as the full marks see it.
#[derive(Clone, Debug)]
struct Weighed {
    /// The share reached of each indicator, in million millionths; 0 for those of `shared`.
    shares: Vec<i64>,
    /// Dimensions whose points are redistributed.
    shared: Vec<Shared>,
    /// Bonuses less deductions.
    fixed: i128,
    /// Whether a veto makes the score 0.
    zeroed: bool,
}

/// A dimension some of whose indicators gave their points to the others.
#[derive(Clone, Debug)]
struct Shared {
    /// The indicators with data and the share reached.
    present: Vec<(usize, i64)>,
    /// The indicators without.
    missing: Vec<usize>,
}

impl<'a> Field<'a> {
    fn of(policy: &'a Policy, marks: &'a Marks, units: &[UnitAssessment]) -> Self {
        let mut groups: Vec<(Ranking<'_>, Vec<usize>)> = Vec::new();
        for (position, unit) in units.iter().enumerate() {
            let own = policy.groups.ranking_of(unit);
            match groups.iter_mut().find(|(ranking, _)| *ranking == own) {
                Some((_, members)) => members.push(position),
                None => groups.push((own, vec![position])),
            }
        }
        Self {
            policy,
            marks,
            groups: groups.into_iter().map(|(_, members)| members).collect(),
            units: units.iter().map(|unit| Weighed::of(policy, unit)).collect(),
        }
    }

    /// Returns a unit's score with other full marks, neither cut nor rounded; vetoes are not looked at.
    ///
    /// The marks are first brought to the sum of the policy's.
    fn exact(&self, unit: usize, full: &[i64]) -> i128 {
        let sum: i64 = full.iter().sum();
        if sum == 0 {
            return 0;
        }
        let unit = &self.units[unit];
        unit.reached(full) * i128::from(self.marks.sum) / i128::from(sum) + unit.fixed
    }

    /// Returns the scores of some units with other full marks, as they would be printed.
    fn scores(&self, members: &[usize], full: &[i64], scores: &mut Vec<i128>) {
        scores.clear();
        scores.extend(members.iter().map(|member| {
            if self.units[*member].zeroed {
                return 0;
            }
            let score = (self.exact(*member, full) + GUARD).clamp(0, self.marks.base);
            match self.marks.rounding {
                Rounding::HalfUp => (score + self.marks.unit / 2) / self.marks.unit,
                Rounding::Truncate => score / self.marks.unit,
            }
        }));
    }
}

impl Weighed {
    fn of(policy: &Policy, unit: &UnitAssessment) -> Self {
        // An indicator gives at most its full mark and never less than nothing.
        let share = |points: Decimal, full: Decimal| {
            let share = points.checked_div(full).map_or(0, |share| whole(share, SHARE.into()));
            share.clamp(0, SHARE.into()) as i64
        };
        let mut shares: Vec<i64> = unit.indicators.iter().map(|value| share(value.points, value.full)).collect();
        let gave = |at: &usize| {
            let value = &unit.indicators[*at];
            !value.applicable && value.full.is_zero() && policy.indicators.get(*at).is_some_and(|rule| !rule.full.is_zero())
        };
        let mut shared = Vec::new();
        for dimension in &policy.dimensions {
            let of_dimension = (0..shares.len()).filter(|at| *unit.indicators[*at].dimension == *dimension.id);
            let (missing, present): (Vec<usize>, Vec<usize>) = of_dimension.partition(gave);
            if !missing.is_empty() {
                let present = present.into_iter().map(|at| (at, std::mem::take(&mut shares[at]))).collect();
                shared.push(Shared { present, missing });
            }
        }
        Self { shares, shared, fixed: whole(fixed(unit), SCORE), zeroed: veto::zeroes_score(policy, &unit.vetoes) }
    }

    /// Returns what is reached with these full marks.
    fn reached(&self, full: &[i64]) -> i128 {
        let own: i128 = full.iter().zip(&self.shares).map(|(full, share)| i128::from(*full) * i128::from(*share)).sum();
        own + self.shared.iter().map(|shared| shared.reached(full)).sum::<i128>()
    }
}

impl Shared {
    fn reached(&self, full: &[i64]) -> i128 {
        let mark = |at: usize| i128::from(full[at]);
        let present: i128 = self.present.iter().map(|(at, _)| mark(*at)).sum();
        let all = present + self.missing.iter().map(|at| mark(*at)).sum::<i128>();
        if present == 0 {
            // A dimension without any data keeps its full points.
            return all * i128::from(SHARE);
        }
        self.present.iter().map(|(at, share)| mark(*at) * i128::from(*share)).sum::<i128>() * all / present
    }
}

/// Returns what no full mark changes: bonuses less deductions.
fn fixed(unit: &UnitAssessment) -> Decimal {
    let bonuses: Decimal = unit.bonuses.iter().map(|bonus| bonus.points).sum();
    let stays = |state| matches!(state, DeductionState::Final | DeductionState::Provisional);
    let lost: Decimal = unit.deductions.iter().filter(|deduction| stays(deduction.state)).map(|deduction| deduction.points).sum();
    bonuses - lost
}

/// Returns a decimal as a whole number of parts; what no whole number holds is 0.
fn whole(value: Decimal, parts: i128) -> i128 {
    // Whole points and the rest are taken apart, because parts times points may be more than a decimal holds.
    let points = value.trunc();
    let rest = Decimal::from_i128_with_scale(parts, 0).checked_mul(value - points).and_then(|rest| rest.round().to_i128());
    points.to_i128().and_then(|points| points.checked_mul(parts)).zip(rest).map_or(0, |(points, rest)| points + rest)
}

/// Ranks scores downward; equal ones share the better rank and the next rank is skipped. Source: `scoring.md` §4.
fn ranks(scores: &[i128], order: &mut Vec<usize>, ranks: &mut Vec<u32>) {
    order.clear();
    order.extend(0..scores.len());
    order.sort_unstable_by_key(|position| std::cmp::Reverse(scores[*position]));
    ranks.clear();
    ranks.resize(scores.len(), 1);
    for pair in 1..order.len() {
        let (above, below) = (order[pair - 1], order[pair]);
        ranks[below] = if scores[above] == scores[below] { ranks[above] } else { pair as u32 + 1 };
    }
}

#[cfg(test)]
mod tests;
