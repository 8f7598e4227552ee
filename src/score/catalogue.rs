//! What the deductions of a policy have done over the months on record, and which smaller catalogue would rank alike.
//!
//! Source: `domain.md` §3.6, the catalogue cut from 23 deductions to 14. Works on kept results alone; nothing is scored
//! anew but sums of kept points.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::model::history::{ItemKind, KeptItem, KeptUnit};
use crate::model::period::Month;
use crate::model::text::Text;

/// One kept month: every unit's result and its items.
#[derive(Clone, Debug)]
pub struct KeptScores {
    /// The month.
    pub month: Month,
    /// The units.
    pub units: Vec<KeptUnit>,
    /// Their items.
    pub items: Vec<KeptItem>,
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
    /// Points altogether.
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
/// turns the fewest pairs round, as long as Kendall's tau stays at `least` or above.
pub fn review(months: &[KeptScores], catalogue: &[Text], least: Decimal) -> Review {
    let table = Table::new(months);
    let nothing = BTreeSet::new();
    let uses: Vec<Use> = catalogue.iter().map(|id| table.use_of(id)).collect();
    let never: Vec<Text> = uses.iter().filter(|item| item.times == 0).map(|item| item.id.clone()).collect();
    let mut out: BTreeSet<Text> = never.iter().cloned().collect();
    let mut dropped = never.clone();
    loop {
        let left = catalogue.iter().filter(|id| !out.contains(*id));
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

/// A unit's result in a month, taken apart.
struct Line<'m> {
    unit: &'m KeptUnit,
    /// Points reached before deductions.
    reached: Decimal,
    /// Points each deduction took, and how often.
    taken: BTreeMap<&'m Text, (Decimal, u64)>,
    zeroed: bool,
}

impl Line<'_> {
    fn score(&self, without: &BTreeSet<Text>) -> Decimal {
        let lost: Decimal = self.taken.iter().filter(|(id, _)| !without.contains(**id)).map(|(_, (points, _))| *points).sum();
        if self.zeroed { Decimal::ZERO } else { (self.reached - lost).max(Decimal::ZERO) }
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
        let mut groups: BTreeMap<(Month, Option<&Text>), Vec<Line<'m>>> = BTreeMap::new();
        for month in months {
            let mut items: BTreeMap<&Text, Vec<&KeptItem>> = BTreeMap::new();
            for item in &month.items {
                items.entry(&item.unit).or_default().push(item);
            }
            for unit in &month.units {
                let line = line(unit, items.get(&unit.unit).map(Vec::as_slice).unwrap_or_default());
                groups.entry((month.month, unit.group.as_ref())).or_default().push(line);
            }
        }
        Self { groups: groups.into_values().collect() }
    }

    fn lines(&self) -> impl Iterator<Item = &Line<'m>> {
        self.groups.iter().flatten()
    }

    fn use_of(&self, id: &Text) -> Use {
        let fired: Vec<(Decimal, u64)> = self.lines().filter_map(|line| line.taken.get(id).copied()).collect();
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
            times: fired.iter().map(|(_, times)| times).sum(),
            results: fired.len(),
            points: fired.iter().map(|(points, _)| points).sum(),
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

fn line<'m>(unit: &'m KeptUnit, items: &[&'m KeptItem]) -> Line<'m> {
    let mut line = Line { unit, reached: Decimal::ZERO, taken: BTreeMap::new(), zeroed: false };
    for item in items {
        match item.kind {
            ItemKind::Indicator | ItemKind::Bonus => line.reached += item.points,
            ItemKind::Veto => line.zeroed |= unit.score.is_zero(),
            // What was given back took nothing in the end.
            ItemKind::Deduction if item.state.as_deref() == Some("restored") => {}
            ItemKind::Deduction => {
                let (points, times) = line.taken.entry(&item.id).or_default();
                *points += item.points;
                *times += item.times;
            }
        }
    }
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
mod tests {
    use rust_decimal::Decimal;

    use super::{KeptScores, Moved, review, root};
    use crate::model::history::{ItemKind, KeptItem, KeptUnit};
    use crate::model::period::Month;
    use crate::model::text::Text;

    fn number(text: &str) -> Decimal {
        text.parse().expect("a number")
    }

    fn month(text: &str) -> Month {
        Month::parse(text).expect("a month")
    }

    /// A unit, what it reached, and what each deduction took.
    type Reached<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

    /// One month.
    fn scores(name: &str, units: &[Reached<'_>]) -> KeptScores {
        let mut kept = KeptScores { month: month(name), units: Vec::new(), items: Vec::new() };
        for (unit, reached, taken) in units {
            let item = |kind, id: &str, points: &str, state: Option<&str>| KeptItem {
                unit: (*unit).into(),
                kind,
                id: id.into(),
                title: id.into(),
                points: number(points),
                state: state.map(Text::from),
                times: 1,
                numerator: None,
                denominator: None,
            };
            kept.items.push(item(ItemKind::Indicator, "completion-rate", reached, None));
            for (id, points) in *taken {
                let (id, state) = id.strip_suffix('*').map_or((*id, "final"), |id| (id, "restored"));
                kept.items.push(item(ItemKind::Deduction, id, points, Some(state)));
            }
            kept.units.push(KeptUnit {
                month: month(name),
                unit: (*unit).into(),
                group: None,
                score: number(reached),
                score_without_provisional: number(reached),
                grade: "好".into(),
                rank: 1,
                finished: 0,
                counted: 0,
                overdue: 0,
            });
        }
        kept
    }

    fn ids(texts: &[&str]) -> Vec<Text> {
        texts.iter().map(|text| Text::from(*text)).collect()
    }

    #[test]
    fn each_deduction_is_told_with_whom_it_moved() {
        let months =
            [scores("2026-09", &[("甲", "90", &[("overdue", "3"), ("late*", "1")]), ("乙", "88", &[]), ("丙", "60", &[])])];
        let found = review(&months, &ids(&["overdue", "late", "returned"]), Decimal::ONE);
        let overdue = &found.uses[0];
        assert_eq!((overdue.times, overdue.results, overdue.points), (1, 1, number("3")));
        let moved = |unit: &str, with, without| Moved { month: month("2026-09"), unit: unit.into(), with, without };
        assert_eq!(overdue.moved, [moved("甲", 2, 1), moved("乙", 1, 2)]);
        assert_eq!(found.never, ids(&["late", "returned"]), "what was given back took nothing");
        assert_eq!((found.kept, found.dropped), (ids(&["overdue"]), ids(&["late", "returned"])));
        assert_eq!((found.likeness.kendall, found.likeness.spearman), (Some(Decimal::ONE), Some(Decimal::ONE)));
    }

    #[test]
    fn those_that_always_fire_together_are_named() {
        let both: &[(&str, &str)] = &[("a", "1"), ("b", "2")];
        let months =
            [scores("2026-08", &[("甲", "90", both), ("乙", "80", &[("c", "1")])]), scores("2026-09", &[("乙", "90", both)])];
        assert_eq!(review(&months, &ids(&["a", "b", "c", "d"]), Decimal::ONE).together, [ids(&["a", "b"])]);
    }

    #[test]
    fn the_smaller_catalogue_keeps_the_ranking_and_no_more() {
        // Without both of a and b the two change places; either alone holds them apart.
        let months = [scores("2026-09", &[("甲", "90", &[("a", "4"), ("b", "4"), ("c", "1")]), ("乙", "88", &[])])];
        let strict = review(&months, &ids(&["a", "b", "c"]), Decimal::ONE);
        assert_eq!((strict.kept, strict.dropped), (ids(&["a"]), ids(&["c", "b"])));
        assert_eq!(strict.likeness.kendall, Some(Decimal::ONE));
        let loose = review(&months, &ids(&["a", "b", "c"]), -Decimal::ONE);
        assert_eq!((loose.kept.len(), loose.likeness.kendall), (0, Some(-Decimal::ONE)));
        assert_eq!(loose.likeness.spearman, Some(-Decimal::ONE));
    }

    #[test]
    fn correlations_are_those_worked_out_by_hand() {
        // 1 2 3 4 becomes 2 1 3 4: one pair of six turned, and rho = 1 − 6 × 2 ÷ 60.
        let months = [scores("2026-09", &[("甲", "90", &[]), ("乙", "91", &[("a", "2")]), ("丙", "80", &[]), ("丁", "70", &[])])];
        let found = review(&months, &ids(&["a"]), Decimal::ZERO);
        assert_eq!(found.likeness.kendall.map(|tau| tau.round_dp(4)), Some(number("0.6667")));
        assert_eq!(found.likeness.spearman, Some(number("0.8")));
    }

    #[test]
    fn nothing_on_record_gives_nothing_to_say() {
        let found = review(&[], &ids(&["a"]), Decimal::ONE);
        assert_eq!((found.likeness.kendall, found.likeness.spearman), (None, None));
        assert_eq!(found.dropped, ids(&["a"]));
        assert_eq!(root(number("4")).map(|root| root.round_dp(10).normalize()), Some(number("2")));
        assert_eq!(root(Decimal::ZERO), None);
    }
}
