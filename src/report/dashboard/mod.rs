//! `dashboard`: the month on one page that opens in a browser and needs no network, "看板".
//!
//! One file a part of the data; `templates/dashboard` has the page, and at the head of its script the shape of the data.
//! Rows that must not leave the office are not in it, for the page may be mailed.

use serde::Serialize;

use crate::error::Error;
use crate::model::document::Document;
use crate::model::ledger::Status;
use crate::report::page::heading;
use crate::report::{Case, Report};

mod cost;
mod entries;
mod events;
mod findings;
mod head;
mod html;
mod index;
mod lag;
mod records;
mod risk;
mod size;
mod totals;
mod trend;
mod units;
mod withheld;

#[cfg(test)]
mod tests;

use entries::Entries;
use index::Index;
use size::Bounds;
use withheld::Withheld;

/// Writes `看板.html`.
#[derive(Debug)]
pub(crate) struct Dashboard;

impl Report for Dashboard {
    fn name(&self) -> &'static str {
        "dashboard"
    }

    fn title(&self) -> &'static str {
        "看板"
    }

    fn write(&self, case: &Case<'_>) -> Result<Vec<Document>, Error> {
        let title = format!("{}（{}年{}月）", heading(case, "巡察整改看板"), case.month.year, case.month.month);
        let content = size::fit(case, &title)?.into_bytes();
        Ok(vec![Document { path: "看板.html".to_owned(), title: self.title().to_owned(), content }])
    }
}

/// What the script reads; the head of `script.js` says what each key and each position is.
#[derive(Debug, Serialize)]
struct Data<'a> {
    v: u32,
    head: head::Head,
    s: Vec<String>,
    files: Vec<(String, String)>,
    rounds: Vec<String>,
    groups: Vec<String>,
    cats: Vec<String>,
    statuses: Vec<&'static str>,
    units: Vec<units::Unit>,
    fields: Vec<units::Field>,
    totals: totals::Totals,
    records: Vec<records::Row>,
    events: Vec<events::Row>,
    checks: Vec<(&'a str, String)>,
    findings: Vec<findings::Row>,
    more: usize,
    risk: Option<risk::Risks>,
    trend: trend::Trend,
}

impl<'a> Data<'a> {
    /// Gathers the data, its lists and texts as long as `bounds` allows.
    fn of(case: &'a Case<'a>, bounds: &Bounds) -> Self {
        let withheld = Withheld::of(case);
        let entries = Entries::of(case, &withheld);
        let mut index = Index::new(case, bounds);
        let records = records::rows(case, &entries, &mut index);
        let whole = lag::Share::of(entries.iter());
        let fields = units::fields(case, &entries, &whole, &mut index);
        let events = events::rows(case, &entries, &withheld, &mut index, bounds);
        let found = findings::rows(case, &withheld, &mut index, bounds);
        let risk = risk::of(case, &withheld, &mut index, bounds);
        // Last, for the others name units that have no score.
        let units = units::all(case, &entries, &withheld, &whole, &index);
        let trend = trend::of(case, &units);
        Self {
            v: 1,
            head: head::of(case, &entries, &withheld, found.withheld, bounds),
            files: index.files.texts(),
            rounds: index.rounds.texts(),
            groups: index.groups.texts(),
            cats: index.cats.texts(),
            s: index.s.texts(),
            statuses: Status::ALL.iter().map(|status| status.label()).collect(),
            units,
            fields,
            totals: totals::of(case, &entries, found.counts),
            records,
            events,
            checks: found.checks,
            findings: found.rows,
            more: found.more,
            risk,
            trend,
        }
    }
}
