//! What would be otherwise under another policy: every unit whose score, grade or rank changes, and through which items.

use rust_decimal::Decimal;

use crate::model::assessment::{Assessment, PolicyStamp, UnitAssessment};
use crate::model::text::Text;
use crate::pipeline::Gathered;
use crate::policy::Policy;

/// A unit under one policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// The score, rounded.
    pub score: Decimal,
    /// The grade.
    pub grade: Text,
    /// The rank.
    pub rank: u32,
}

/// An item whose points are not the same under both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemMove {
    /// The item's id.
    pub id: Text,
    /// Its title.
    pub title: Text,
    /// What it adds to the score under the old policy, negative for a deduction; `None` where it does nothing there.
    pub before: Option<Decimal>,
    /// The same under the new one.
    pub after: Option<Decimal>,
    /// Whether it is a veto, which moves no points of its own.
    pub veto: bool,
    /// The title of the indicator it comes off, whose points have it off already.
    pub within: Option<Text>,
}

/// A unit that is moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The unit.
    pub unit: Text,
    /// Under the old policy.
    pub before: Side,
    /// Under the new one.
    pub after: Side,
    /// Through which items; empty where only others moved.
    pub items: Vec<ItemMove>,
}

/// Two policies over the same records.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The old policy.
    pub old: PolicyStamp,
    /// The new one.
    pub new: PolicyStamp,
    /// How many units were scored.
    pub units: usize,
    /// Those that are moved, in the order of the units.
    pub moved: Vec<Moved>,
}

/// Scores by both policies and returns what differs.
pub fn compare(gathered: &Gathered, old: &Policy, new: &Policy) -> Comparison {
    let (before, after) = (gathered.assess_by(old), gathered.assess_by(new));
    let moved = before.units.iter().zip(&after.units).filter_map(|(before, after)| moved(before, after)).collect();
    let stamp = |assessment: &Assessment| assessment.policy.clone();
    Comparison { old: stamp(&before), new: stamp(&after), units: after.units.len(), moved }
}

fn moved(before: &UnitAssessment, after: &UnitAssessment) -> Option<Moved> {
    let side = |unit: &UnitAssessment| Side { score: unit.score, grade: unit.grade.clone(), rank: unit.rank };
    let (old, new) = (side(before), side(after));
    if old == new {
        return None;
    }
    let (had, has) = (items(before), items(after));
    let same = |one: &Item, other: &Item| (&one.id, one.veto, &one.within) == (&other.id, other.veto, &other.within);
    let mut items: Vec<ItemMove> = Vec::new();
    for item in &has {
        let earlier = had.iter().find(|known| same(known, item)).map(|known| known.points);
        if earlier != Some(item.points) {
            items.push(item.moved(earlier, Some(item.points)));
        }
    }
    for item in &had {
        if !has.iter().any(|known| same(known, item)) {
            items.push(item.moved(Some(item.points), None));
        }
    }
    Some(Moved { unit: after.unit.clone(), before: old, after: new, items })
}

/// What an item adds to a score, or takes from an indicator.
struct Item {
    id: Text,
    title: Text,
    points: Decimal,
    veto: bool,
    within: Option<Text>,
}

impl Item {
    fn moved(&self, before: Option<Decimal>, after: Option<Decimal>) -> ItemMove {
        let (id, title, within) = (self.id.clone(), self.title.clone(), self.within.clone());
        ItemMove { id, title, before, after, veto: self.veto, within }
    }
}

/// Returns the items of a score: indicators, what they lost, deductions of all states together, bonuses; vetoes with 0.
fn items(unit: &UnitAssessment) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let mut add = |id: &Text, title: &Text, points: Decimal, within: Option<&Text>| match items
        .iter_mut()
        .find(|item| item.id == *id && item.within.as_ref() == within)
    {
        Some(item) => item.points += points,
        None => {
            let (id, title, within) = (id.clone(), title.clone(), within.cloned());
            items.push(Item { id, title, points, veto: false, within });
        }
    };
    for value in &unit.indicators {
        add(&value.id, &value.title, value.points, None);
        value.losses.iter().for_each(|loss| add(&loss.id, &loss.title, -loss.points, Some(&value.title)));
    }
    unit.deductions.iter().for_each(|item| add(&item.id, &item.title, -item.points, None));
    unit.bonuses.iter().for_each(|item| add(&item.id, &item.title, item.points, None));
    let veto =
        |id: &Text, title: &Text| Item { id: id.clone(), title: title.clone(), points: Decimal::ZERO, veto: true, within: None };
    items.extend(unit.vetoes.iter().map(|one| veto(&one.id, &one.title)));
    items
}
