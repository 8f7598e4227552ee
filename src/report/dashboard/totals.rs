//! What the page holds its own counts against.

use serde::Serialize;

use crate::model::number::percent;
use crate::report::Case;
use crate::report::dashboard::entries::{Entries, Pace};
use crate::report::dashboard::records::light;

#[derive(Debug, Serialize)]
pub(super) struct Totals {
    records: u64,
    void: u64,
    done: u64,
    pace: u64,
    late: u64,
    undated: u64,
    soon: u64,
    rate: String,
    lights: [u64; 6],
    errors: usize,
    warnings: usize,
    infos: usize,
}

/// Counts the entries; the findings are counted.
pub(super) fn of(case: &Case<'_>, entries: &Entries<'_>, [errors, warnings, infos]: [usize; 3]) -> Totals {
    let mut paces = [0; 5];
    let mut lights = [0; 6];
    for entry in entries.iter() {
        paces[entry.pace() as usize] += 1;
        lights[usize::from(light(entry.standing.light))] += 1;
    }
    let count = |pace: Pace| paces[pace as usize];
    let records: u64 = paces.iter().sum();
    let done = count(Pace::Finished);
    Totals {
        records,
        void: count(Pace::Void),
        done,
        pace: count(Pace::InTime),
        late: count(Pace::Late),
        undated: count(Pace::Undated),
        soon: lights[2],
        rate: rate(case, done, records - count(Pace::Void)),
        lights,
        errors,
        warnings,
        infos,
    }
}

/// Returns a rate in percent, rounded as the policy says; empty where there is nothing to divide by.
pub(super) fn rate(case: &Case<'_>, numerator: u64, denominator: u64) -> String {
    percent(numerator, denominator, case.policy.rounding).map_or_else(String::new, |rate| rate.to_string())
}
