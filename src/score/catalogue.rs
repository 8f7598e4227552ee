//! What the deductions of a policy have done over the months on record, and which smaller catalogue would rank alike.
//!
//! Source: `domain.md` §3.6, the catalogue cut from 23 deductions to 14. Works on kept results alone; nothing is scored
//! anew but sums of kept points.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::model::assessment::Ranking;
use crate::model::history::{ItemKind, KeptItem, KeptUnit};
use crate::model::number::Rounding;
use crate::model::period::Month;
use crate::model::text::Text;

/// One kept month: every unit's result and its items.
#[derive(Clone, Debug)]
pub struct KeptScores {
    /// The month.
    pub month: Month,
    /// The units.
    pub units: Vec<KeptUnit>,
    /// Those of them that the directory of the month did not list; they are ranked apart.
    pub unlisted: BTreeSet<Text>,
    /// Their items.
    pub items: Vec<KeptItem>,
    /// How the policy of the month makes a score and a rank of them.
    pub settling: Settling,
}

/// How points become a score, and scores ranks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settling {
    /// Highest score.
    pub base: Decimal,
    /// Decimal places of a score.
    pub places: u32,
    /// How it is cut to them.
    pub rounding: Rounding,
    /// All units in one ranking rather than each group by itself.
    pub together: bool,
}

/// A unit whose rank would be another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The month.
    pub month: Month,
    /// The unit.
    pub unit: Text,
    /// Its rank with the deduction.
    pub with: usize,
    /// Its rank without it.
    pub without: usize,
}

/// What one deduction has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// Its id.
    pub id: Text,
    /// How often it took points; what was given back again is not counted.
    pub times: u64,
    /// In how many results of a unit in a month.
    pub results: usize,
    /// In how many months.
    pub months: usize,
    /// From how many units.
    pub units: usize,
    /// Points altogether; within an indicator before its floor.
    pub points: Decimal,
    /// Whom it moved.
    pub moved: Vec<Moved>,
}

/// How alike two rankings are, 1 for the same; `None` where no two units could be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Likeness {
    /// Kendall's tau: of the pairs one ranks above the other, those kept less those turned round; lost ones count nothing.
    pub kendall: Option<Decimal>,
    /// Spearman's rho: the correlation of the ranks, equal scores sharing the mean rank.
    pub spearman: Option<Decimal>,
}

/// What a review comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Every deduction of the catalogue, in its order.
    pub uses: Vec<Use>,
    /// Those that never took points.
    pub never: Vec<Text>,
    /// Those that always took points together, two or more each.
    pub together: Vec<Vec<Text>>,
    /// The smaller catalogue.
    pub kept: Vec<Text>,
    /// What it leaves out, in the order it was left out.
    pub dropped: Vec<Text>,
    /// How alike the rankings are that it would have given.
    pub likeness: Likeness,
}

/// Reviews a catalogue of deductions over months. The smaller catalogue leaves out, one after another, the deduction that
/// turns the fewest pairs round, as long as Kendall's tau stays at `least` or above. What changed a rank by itself stays.
pub fn review(months: &[KeptScores], catalogue: &[Text], least: Decimal) -> Review {
    let table = Table::new(months);
    let nothing = BTreeSet::new();
    let uses: Vec<Use> = catalogue.iter().map(|id| table.use_of(id)).collect();
    let never: Vec<Text> = uses.iter().filter(|item| item.times == 0).map(|item| item.id.clone()).collect();
    let mut out: BTreeSet<Text> = never.iter().cloned().collect();
    let mut dropped = never.clone();
    loop {
        let moves = |id: &Text| uses.iter().any(|item| item.id == *id && !item.moved.is_empty());
        let left = catalogue.iter().filter(|id| !out.contains(*id) && !moves(id));
        let tried = left.map(|id| {
            let without: BTreeSet<Text> = out.iter().cloned().chain([id.clone()]).collect();
            let turned = table.pairs(&nothing, &without);
            (turned.lost(), turned, id.clone())
        });
        // Of equals the last of the catalogue goes first: offices write the weightier ones above.
        let best = tried.min_by(|a, b| a.0.cmp(&b.0).then(std::cmp::Ordering::Greater));
        match best {
            Some((_, pairs, id)) if pairs.kendall().is_none_or(|tau| tau >= least) => {
                out.insert(id.clone());
                dropped.push(id);
            }
            _ => break,
        }
    }
    let kept = catalogue.iter().filter(|id| !out.contains(*id)).cloned().collect();
    let likeness = Likeness { kendall: table.pairs(&nothing, &out).kendall(), spearman: table.spearman(&nothing, &out) };
    Review { together: table.together(catalogue), uses, never, kept, dropped, likeness }
}

/// What each deduction takes.
type Losses<'m> = Vec<(&'m Text, Decimal)>;

/// An indicator's full points, and what comes off them.
type Within<'m> = (Decimal, Losses<'m>);

/// A unit's result in a month, taken apart.
struct Line<'m> {
    unit: &'m KeptUnit,
    settling: Settling,
    /// Points of bonuses and of indicators that nothing is taken from.
    reached: Decimal,
    /// What each deduction took from the whole score.
    lost: Losses<'m>,
    /// Indicators that start full.
    within: Vec<Within<'m>>,
    /// Points each deduction took, and how often.
    taken: BTreeMap<&'m Text, (Decimal, u64)>,
    zeroed: bool,
}

impl Line<'_> {
    fn score(&self, without: &BTreeSet<Text>) -> Decimal {
        let sum = |lost: &[(&Text, Decimal)]| -> Decimal {
            lost.iter().filter(|(id, _)| !without.contains(*id)).map(|(_, points)| points).sum()
        };
        let within: Decimal = self.within.iter().map(|(full, lost)| (full - sum(lost)).max(Decimal::ZERO)).sum();
        let exact = (self.reached + within - sum(&self.lost)).clamp(Decimal::ZERO, self.settling.base.max(Decimal::ZERO));
        self.settling.rounding.apply(if self.zeroed { Decimal::ZERO } else { exact }, self.settling.places)
    }
}

/// Every group of every month: units that are ranked together.
struct Table<'m> {
    groups: Vec<Vec<Line<'m>>>,
}

/// How the pairs of units fare from one ranking to another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Pairs {
    /// Pairs the first ranking tells apart.
    all: i64,
    /// Those the other ranks the same way.
    same: i64,
    /// Those it turns round.
    turned: i64,
}

impl Pairs {
    fn lost(self) -> i64 {
        self.all - self.same + self.turned
    }

    fn kendall(self) -> Option<Decimal> {
        (self.all > 0).then(|| Decimal::from(self.same - self.turned) / Decimal::from(self.all))
    }
}

impl<'m> Table<'m> {
    fn new(months: &'m [KeptScores]) -> Self {
        let mut groups: BTreeMap<(Month, Ranking<'_>), Vec<Line<'m>>> = BTreeMap::new();
        for month in months {
            let mut items: BTreeMap<&Text, Vec<&KeptItem>> = BTreeMap::new();
            for item in &month.items {
                items.entry(&item.unit).or_default().push(item);
            }
            for unit in &month.units {
                let line = line(unit, items.get(&unit.unit).map(Vec::as_slice).unwrap_or_default(), month.settling);
                let group = unit.group.as_ref().filter(|_| !month.settling.together);
                let listed = !month.unlisted.contains(&unit.unit);
                groups.entry((month.month, (listed, group))).or_default().push(line);
            }
        }
        Self { groups: groups.into_values().collect() }
    }

    fn lines(&self) -> impl Iterator<Item = &Line<'m>> {
        self.groups.iter().flatten()
    }

    fn use_of(&self, id: &Text) -> Use {
        let fired: Vec<(&KeptUnit, (Decimal, u64))> =
            self.lines().filter_map(|line| line.taken.get(id).map(|taken| (line.unit, *taken))).collect();
        let (with, without) = (BTreeSet::new(), BTreeSet::from([id.clone()]));
        let mut moved = Vec::new();
        for group in &self.groups {
            let (before, after) = (ranks(group, &with), ranks(group, &without));
            for ((line, with), without) in group.iter().zip(before).zip(after) {
                if with != without {
                    moved.push(Moved { month: line.unit.month, unit: line.unit.unit.clone(), with, without });
                }
            }
        }
        Use {
            id: id.clone(),
            times: fired.iter().map(|(_, (_, times))| times).sum(),
            results: fired.len(),
            months: fired.iter().map(|(unit, _)| unit.month).collect::<BTreeSet<_>>().len(),
            units: fired.iter().map(|(unit, _)| &unit.unit).collect::<BTreeSet<_>>().len(),
            points: fired.iter().map(|(_, (points, _))| points).sum(),
            moved,
        }
    }

    /// Returns the deductions that took points in the very same results.
    fn together(&self, catalogue: &[Text]) -> Vec<Vec<Text>> {
        let mut sets: Vec<(Vec<usize>, Vec<Text>)> = Vec::new();
        for id in catalogue {
            let fired = self.lines().enumerate().filter(|(_, line)| line.taken.contains_key(id)).map(|(at, _)| at);
            let fired: Vec<usize> = fired.collect();
            match sets.iter_mut().find(|(known, _)| *known == fired) {
                Some((_, ids)) => ids.push(id.clone()),
                None => sets.push((fired, vec![id.clone()])),
            }
        }
        sets.into_iter().filter(|(fired, ids)| !fired.is_empty() && ids.len() > 1).map(|(_, ids)| ids).collect()
    }

    fn pairs(&self, before: &BTreeSet<Text>, after: &BTreeSet<Text>) -> Pairs {
        let mut pairs = Pairs::default();
        for group in &self.groups {
            let scores: Vec<(Decimal, Decimal)> = group.iter().map(|line| (line.score(before), line.score(after))).collect();
            for (at, one) in scores.iter().enumerate() {
                for other in &scores[at + 1..] {
                    let (then, now) = (one.0.cmp(&other.0), one.1.cmp(&other.1));
                    pairs.all += i64::from(then.is_ne());
                    pairs.same += i64::from(then.is_ne() && then == now);
                    pairs.turned += i64::from(then.is_ne() && then == now.reverse());
                }
            }
        }
        pairs
    }

    /// Correlates the mean ranks within the groups, all groups together.
    fn spearman(&self, before: &BTreeSet<Text>, after: &BTreeSet<Text>) -> Option<Decimal> {
        let (mut both, mut one, mut other) = (Decimal::ZERO, Decimal::ZERO, Decimal::ZERO);
        for group in &self.groups {
            let middle = Decimal::from(group.len() + 1);
            for (then, now) in mean_ranks(group, before).into_iter().zip(mean_ranks(group, after)) {
                // Twice the rank, so that means of two ranks stay whole.
                let (then, now) = (Decimal::from(then) - middle, Decimal::from(now) - middle);
                both += then * now;
                one += then * then;
                other += now * now;
            }
        }
        let below = root(one * other)?;
        Some((both / below).round_dp(6).normalize())
    }
}

fn line<'m>(unit: &'m KeptUnit, items: &[&'m KeptItem], settling: Settling) -> Line<'m> {
    let (reached, lost, within, taken) = (Decimal::ZERO, Vec::new(), Vec::new(), BTreeMap::new());
    let mut line = Line { unit, settling, reached, lost, within, taken, zeroed: false };
    let losing: BTreeSet<&Text> = items.iter().filter_map(|item| item.within.as_ref()).collect();
    let mut within: BTreeMap<&Text, Within<'m>> = BTreeMap::new();
    for item in items {
        match item.kind {
            ItemKind::Indicator if losing.contains(&item.id) => {
                within.entry(&item.id).or_default().0 = item.full.unwrap_or(item.points);
            }
            ItemKind::Indicator | ItemKind::Bonus => line.reached += item.points,
            ItemKind::Veto => line.zeroed |= unit.score.is_zero(),
            // What was given back took nothing in the end.
            ItemKind::Deduction | ItemKind::Loss if item.state.as_deref() == Some("restored") => {}
            ItemKind::Deduction | ItemKind::Loss => {
                match &item.within {
                    Some(indicator) => within.entry(indicator).or_default().1.push((&item.id, item.points)),
                    None => line.lost.push((&item.id, item.points)),
                }
                let (points, times) = line.taken.entry(&item.id).or_default();
                *points += item.points;
                *times += item.times;
            }
        }
    }
    line.within = within.into_values().collect();
    line
}

/// Returns each unit's rank in its group; equal scores share the better one.
fn ranks(group: &[Line<'_>], without: &BTreeSet<Text>) -> Vec<usize> {
    let scores: Vec<Decimal> = group.iter().map(|line| line.score(without)).collect();
    scores.iter().map(|own| 1 + scores.iter().filter(|other| *other > own).count()).collect()
}

/// Returns twice each unit's mean rank.
fn mean_ranks(group: &[Line<'_>], without: &BTreeSet<Text>) -> Vec<usize> {
    let scores: Vec<Decimal> = group.iter().map(|line| line.score(without)).collect();
    let above = |own: &Decimal| scores.iter().filter(|other| *other > own).count();
    let equal = |own: &Decimal| scores.iter().filter(|other| *other == own).count();
    scores.iter().map(|own| 2 * above(own) + equal(own) + 1).collect()
}

/// Returns the square root of a number above 0, exact to the last places a decimal has.
fn root(value: Decimal) -> Option<Decimal> {
    if value <= Decimal::ZERO {
        return None;
    }
    let mut guess = value.max(Decimal::ONE);
    for _ in 0..200 {
        let next = (guess + value / guess) / Decimal::TWO;
        if next >= guess {
            break;
        }
        guess = next;
    }
    Some(guess)
}

#[cfg(test)]
mod tests;
