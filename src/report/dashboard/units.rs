//! The units with what was scored, and the fields (categories) with how far they are.

use serde::Serialize;

use crate::model::assessment::UnitAssessment;
use crate::model::history::KeptUnit;
use crate::model::text::Text;
use crate::policy::CountBasis;
use crate::report::Case;
use crate::report::dashboard::cost::{self, Cost};
use crate::report::dashboard::entries::{Entries, Entry};
use crate::report::dashboard::index::{Index, NONE};
use crate::report::dashboard::lag::{self, Share};
use crate::report::dashboard::totals::rate;
use crate::report::dashboard::withheld::Withheld;

/// A unit; one that is only named has no rank.
#[derive(Debug, Default, Serialize)]
pub(super) struct Unit {
    pub(super) n: String,
    g: i64,
    listed: bool,
    rank: u32,
    of: usize,
    range: String,
    pub(super) score: String,
    bare: String,
    grade: String,
    #[serde(rename = "move")]
    moved: String,
    num: u64,
    den: u64,
    rate: String,
    late: u64,
    soon: u64,
    why: Vec<Cost>,
    lag: String,
    veto: Vec<String>,
}

/// A field: category, finished, not void, percent, overdue, why it lags.
#[derive(Debug, Serialize)]
pub(super) struct Field(i64, u64, u64, String, u64, String);

/// Returns every unit of the index.
pub(super) fn all(case: &Case<'_>, entries: &Entries<'_>, withheld: &Withheld, whole: &Share, index: &Index) -> Vec<Unit> {
    let names = index.units.texts();
    let scored = case.assessment.units.iter().zip(&names);
    let mut units: Vec<Unit> = scored.map(|(unit, name)| one(case, entries, withheld, whole, index, (unit, name))).collect();
    let named = names.into_iter().skip(units.len());
    units.extend(named.map(|n| Unit { n, g: NONE, listed: true, ..Unit::default() }));
    units
}

fn one(
    case: &Case<'_>,
    entries: &Entries<'_>,
    withheld: &Withheld,
    whole: &Share,
    index: &Index,
    (unit, name): (&UnitAssessment, &str),
) -> Unit {
    let assessment = case.assessment;
    let own: Vec<&Entry<'_>> = entries.of_unit(&unit.unit).collect();
    let hidden = entries.hidden(&unit.unit);
    let num = unit.tally.completion.numerator.saturating_sub(hidden.finished);
    let den = unit.tally.completion.denominator.saturating_sub(hidden.counted);
    // The tally counts rows that are late, whatever the policy counts.
    let (late, soon) = match case.policy.count {
        CountBasis::Row => (unit.tally.overdue.saturating_sub(hidden.late), unit.tally.due_soon.saturating_sub(hidden.soon)),
        CountBasis::Problem => {
            let share = Share::of(own.iter().copied());
            (share.late, share.soon)
        }
    };
    let ranking = assessment.grouping.ranking_of(unit);
    let beside = assessment.units.iter().filter(|other| assessment.grouping.ranking_of(other) == ranking);
    Unit {
        n: name.to_owned(),
        g: group(index, unit.group.as_ref()),
        listed: unit.listed,
        rank: unit.rank,
        of: beside.count(),
        range: unit.range().map_or_else(String::new, |(low, high)| format!("{low}–{high}")),
        score: unit.score.to_string(),
        bare: unit.score_without_provisional.to_string(),
        grade: unit.grade.to_string(),
        moved: moved(case, unit),
        num,
        den,
        rate: rate(case, num, den),
        late,
        soon,
        why: cost::dearest(case, unit, entries, withheld),
        lag: lag::reason(case, &own, whole, &|entry| entry.category()),
        veto: unit.vetoes.iter().map(|veto| format!("{}，{}", veto.title, veto.effect)).collect(),
    }
}

fn group(index: &Index, group: Option<&Text>) -> i64 {
    let at = group.and_then(|group| index.groups.items().iter().position(|known| known == group));
    at.map_or(NONE, |at| at as i64)
}

/// Says how the rank moved since the last month on record; nothing where the unit was not ranked then, or among others.
fn moved(case: &Case<'_>, unit: &UnitAssessment) -> String {
    let Some(last) = case.past.last() else { return String::new() };
    let month = last.kept.month;
    let then =
        if case.month.before() == Some(month) { "上月".to_owned() } else { format!("{}年{}月", month.year, month.month) };
    let same = |kept: &&KeptUnit| unit.listed && kept.unit == unit.unit && kept.group == unit.group;
    match last.units.iter().find(same).map(|kept| i64::from(kept.rank) - i64::from(unit.rank)) {
        None => String::new(),
        Some(0) => format!("名次与{then}持平"),
        Some(up) if up > 0 => format!("名次比{then}升 {up} 位"),
        Some(down) => format!("名次比{then}降 {} 位", -down),
    }
}

/// Returns the fields in the order of the index, those without a category last.
pub(super) fn fields(case: &Case<'_>, entries: &Entries<'_>, whole: &Share, index: &mut Index) -> Vec<Field> {
    let mut own: Vec<Vec<&Entry<'_>>> = vec![Vec::new(); index.cats.items().len() + 1];
    let last = own.len() - 1;
    for entry in entries.iter() {
        let at = entry.category().map_or(last, |category| index.cats.add(category.clone()) as usize);
        own[at].push(entry);
    }
    let field = |(at, own): (usize, Vec<&Entry<'_>>)| {
        let share = Share::of(own.iter().copied());
        let reason = lag::reason(case, &own, whole, &|entry| entry.unit());
        let at = if at == last { NONE } else { at as i64 };
        (share.counted > 0)
            .then(|| Field(at, share.done, share.counted, rate(case, share.done, share.counted), share.late, reason))
    };
    own.into_iter().enumerate().filter_map(field).collect()
}
