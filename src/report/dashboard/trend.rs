//! How the months went: those on record, and this one.

use serde::Serialize;

use crate::model::hash::HashMap;
use crate::model::period::Month;
use crate::model::text::Text;
use crate::report::Case;
use crate::report::dashboard::totals::rate;
use crate::report::dashboard::units::Unit;

/// How far back the curves go at most, in months.
const MOST_MONTHS: usize = 24;

/// Records, finished, overdue, percent; `None` for a month that is not on record.
type Point = Option<(u64, u64, u64, String)>;

/// The same of a unit, and its score.
type UnitPoint = Option<(u64, u64, u64, String, String)>;

#[derive(Debug, Serialize)]
pub(super) struct Trend {
    months: Vec<String>,
    all: Vec<Point>,
    units: Vec<Vec<UnitPoint>>,
}

/// What a month had of a unit.
struct Seen<'a> {
    unit: &'a Text,
    counted: u64,
    finished: u64,
    overdue: u64,
    score: String,
}

/// Returns the months one after the other, those between that are not on record as gaps. `units` gives how many units the
/// page names; those without a score have no curve.
pub(super) fn of(case: &Case<'_>, units: &[Unit]) -> Trend {
    let mut seen: Vec<(Month, Vec<Seen<'_>>)> = case.past.iter().map(|past| (past.kept.month, before(past))).collect();
    seen.push((case.month, now(case)));
    let months = span(seen.first().map_or(case.month, |(month, _)| *month), case.month);
    let at: HashMap<&Text, usize> = case.assessment.units.iter().enumerate().map(|(at, unit)| (&unit.unit, at)).collect();
    let mut trend = Trend {
        months: months.iter().map(|month| format!("{}年{}月", month.year, month.month)).collect(),
        all: vec![None; months.len()],
        units: vec![vec![None; months.len()]; units.len()],
    };
    for (month, seen) in seen {
        // A month that is not among them lies further back than the curves go.
        let Some(slot) = months.iter().position(|known| *known == month) else { continue };
        let sum = |part: fn(&Seen<'_>) -> u64| seen.iter().map(part).sum::<u64>();
        let (counted, finished) = (sum(|one| one.counted), sum(|one| one.finished));
        let percent = rate(case, finished, counted);
        if counted > 0 {
            trend.all[slot] = Some((counted, finished, sum(|one| one.overdue), percent));
        }
        for one in seen.iter().filter(|one| one.counted > 0) {
            if let Some(at) = at.get(one.unit) {
                let percent = rate(case, one.finished, one.counted);
                trend.units[*at][slot] = Some((one.counted, one.finished, one.overdue, percent, one.score.clone()));
            }
        }
    }
    trend
}

fn before(past: &crate::model::history::PastMonth) -> Vec<Seen<'_>> {
    let seen = past.units.iter().map(|kept| Seen {
        unit: &kept.unit,
        counted: kept.counted,
        finished: kept.finished,
        overdue: kept.overdue,
        score: kept.score.to_string(),
    });
    seen.collect()
}

fn now<'a>(case: &Case<'a>) -> Vec<Seen<'a>> {
    let seen = case.assessment.units.iter().map(|unit| Seen {
        unit: &unit.unit,
        counted: unit.tally.completion.denominator,
        finished: unit.tally.completion.numerator,
        overdue: unit.tally.overdue,
        score: unit.score.to_string(),
    });
    seen.collect()
}

/// Returns the months from one to the other, oldest first.
fn span(first: Month, last: Month) -> Vec<Month> {
    let mut months: Vec<Month> =
        std::iter::successors(Some(last), |month| month.before().filter(|before| *before >= first)).take(MOST_MONTHS).collect();
    months.reverse();
    months
}
