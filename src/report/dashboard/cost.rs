//! What cost a unit most: indicators short of their full points and what was taken off, with the records behind.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::model::assessment::{Cost as Lost, Deduction, DeductionState, IndicatorValue, Occurrence, UnitAssessment};
use crate::model::number::plain;
use crate::model::place::Place;
use crate::report::Case;
use crate::report::dashboard::entries::Entries;
use crate::report::dashboard::index::cut;
use crate::report::dashboard::withheld::Withheld;

/// How many are named.
const MOST: usize = 3;

/// How many records are named behind one; what goes beyond is left to the scorecard.
const MOST_RECORDS: usize = 500;

/// How many notes are quoted.
const MOST_NOTES: usize = 2;

/// How much of a fact is told, in characters.
const FACT_CHARS: usize = 80;

/// What, how many points, in which figures, and which records.
#[derive(Debug, Serialize)]
pub(super) struct Cost(pub(super) String, pub(super) String, pub(super) String, pub(super) Vec<usize>);

/// A loss before it is put into words.
struct Loss<'a> {
    title: &'a str,
    points: Decimal,
    fact: String,
    places: Vec<&'a Place>,
}

/// Returns what cost most, dearest first.
pub(super) fn dearest(case: &Case<'_>, unit: &UnitAssessment, entries: &Entries<'_>, withheld: &Withheld) -> Vec<Cost> {
    let costs = unit.costs().into_iter().take(MOST);
    let losses = costs.map(|cost| match cost {
        Lost::Short(_, value) => shortfall(case, value, withheld),
        Lost::Taken(_, item) => taken_off(item, withheld),
    });
    losses.map(|loss| told(case, loss, entries)).collect()
}

fn told(case: &Case<'_>, loss: Loss<'_>, entries: &Entries<'_>) -> Cost {
    let mut records: Vec<usize> = loss.places.iter().filter_map(|place| entries.at(place)).collect();
    records.sort_unstable();
    records.dedup();
    records.truncate(MOST_RECORDS);
    Cost(loss.title.to_owned(), case.policy.round(loss.points).to_string(), cut(&loss.fact, FACT_CHARS), records)
}

fn shortfall<'a>(case: &Case<'_>, value: &'a IndicatorValue, withheld: &Withheld) -> Loss<'a> {
    let taken = value.losses.iter().filter(|loss| loss.state != DeductionState::Restored && !loss.points.is_zero());
    let within: Vec<String> = taken.map(|loss| format!("{}{}", loss.title, fired(loss, withheld))).collect();
    let part = |part: Decimal| plain(if part.scale() > 2 { case.policy.round(part) } else { part });
    let ratio = value.numerator.zip(value.denominator).map(|(reached, of)| format!("{}/{}", part(reached), part(of)));
    let figures = match ratio {
        _ if !within.is_empty() => within.join("；"),
        Some(ratio) => ratio,
        None if value.applicable => String::new(),
        None => "没有可计算的数据".to_owned(),
    };
    let facts: Vec<&str> =
        [Some(figures.as_str()), value.note.as_deref()].into_iter().flatten().filter(|fact| !fact.is_empty()).collect();
    let lost = value.losses.iter().flat_map(|loss| &loss.occurrences).map(|occurrence| &occurrence.place);
    let places = if value.losses.is_empty() { value.records.iter().collect() } else { lost.collect() };
    Loss { title: &value.title, points: value.full - value.points, fact: facts.join("；"), places }
}

fn taken_off<'a>(item: &'a Deduction, withheld: &Withheld) -> Loss<'a> {
    let places = item.occurrences.iter().map(|occurrence| &occurrence.place).collect();
    Loss { title: &item.title, points: item.points, fact: format!("{}{}", item.state.label(), fired(item, withheld)), places }
}

/// Says how often it fired, and quotes the dearest times.
fn fired(item: &Deduction, withheld: &Withheld) -> String {
    let capped = if item.capped { "，已到上限" } else { "" };
    let mut quoted: Vec<&Occurrence> = item.occurrences.iter().filter(|one| !withheld.hides_place(&one.place)).collect();
    // Among equals the one that has gone on longest, then as they stand.
    quoted.sort_by_key(|one| (std::cmp::Reverse(one.points), one.since.is_none(), one.since));
    let notes: Vec<&str> = quoted.iter().take(MOST_NOTES).map(|one| one.note.as_str()).collect();
    let more = if quoted.len() > notes.len() { "等" } else { "" };
    let notes = if notes.is_empty() { String::new() } else { format!("：{}{more}", notes.join("、")) };
    format!(" {} 次{capped}{notes}", item.occurrences.len())
}
