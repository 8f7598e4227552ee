//! The records of the page, one line each.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use crate::model::assessment::Light;
use crate::model::field::Field;
use crate::model::ledger::{Rectification, Status, is_placeholder};
use crate::model::text::Text;
use crate::report::Case;
use crate::report::dashboard::entries::{Entries, Entry, Pace};
use crate::report::dashboard::index::{Index, NONE, cut};
use crate::report::dashboard::size::LONGEST;

/// How much of a problem's number is shown, in characters.
const NUMBER_CHARS: usize = 24;

/// A record as the script reads it: unit, round, category, status, light, pace, deadline, days, number, problem,
/// responsible leader, responsible person, file, cell, day of completion.
#[derive(Debug, Serialize)]
pub(super) struct Row(i64, i64, i64, usize, u8, u8, u32, Option<i64>, String, pub(super) String, i64, i64, i64, String, u32);

/// Returns the rows, parallel to the entries; problems are as long as they may ever be, for their length is known at last.
pub(super) fn rows(case: &Case<'_>, entries: &Entries<'_>, index: &mut Index) -> Vec<Row> {
    entries.iter().map(|entry| row(case, entry, index)).collect()
}

fn row(case: &Case<'_>, entry: &Entry<'_>, index: &mut Index) -> Row {
    let first = entry.first();
    let (file, cell) = origin(case, first, index);
    let persons = |field| entry.records.iter().find_map(|record| record.text(field));
    let standing = &entry.standing;
    Row(
        index.unit(entry.unit()),
        round(case, first).map_or(NONE, |round| index.rounds.add(round.clone())),
        entry.category().map_or(NONE, |category| index.cats.add(category.clone())),
        Status::ALL.iter().position(|status| *status == entry.status).unwrap_or_default(),
        light(standing.light),
        pace(entry.pace()),
        day(entry.deadline),
        standing.days_late.or_else(|| standing.days_left.map(|left| -left)),
        first.label().map_or_else(String::new, |label| cut(label, NUMBER_CHARS)),
        cut(problem(first), LONGEST),
        index.person(persons(Field::LeadPerson)),
        index.person(persons(Field::RespPerson)),
        file,
        cell,
        day(entry.done_date),
    )
}

/// Returns the round by the office's own name, as written where the office knows none of that name.
fn round<'a>(case: &Case<'a>, record: &'a Rectification) -> Option<&'a Text> {
    let written = record.text(Field::Round);
    case.calendar.round(written.map(Text::as_str)).map(|round| &round.name).or(written)
}

/// Returns the problem as written.
fn problem(record: &Rectification) -> &str {
    let filled = |field| record.text(field).filter(|text| !is_placeholder(text));
    let text = filled(Field::Problem).or_else(|| filled(Field::ProblemDetail));
    text.map_or("（问题栏空白）", |text| text.as_str())
}

/// Returns the cell of the problem, else the row's first mapped cell, else the row.
fn origin(case: &Case<'_>, record: &Rectification, index: &mut Index) -> (i64, String) {
    let written = [Field::Problem, Field::ProblemDetail].into_iter().find_map(|field| record.cells.get(field));
    let place = match written.or_else(|| record.cells.iter().next()) {
        Some(cell) => case.ledger.table(cell.table).place().cell(cell.at),
        None => case.ledger.row_place(record.table, record.row),
    };
    index.place(&place)
}

/// Returns a day as 20261031; 0 for none.
pub(super) fn day(date: Option<NaiveDate>) -> u32 {
    // A year beyond four digits would not be read back; no ledger has one.
    let written = |date: NaiveDate| u32::try_from(date.year()).ok().filter(|year| *year <= 9999).map(|year| (year, date));
    date.and_then(written).map_or(0, |(year, date)| year * 10_000 + date.month() * 100 + date.day())
}

/// Returns a light's number: 0 none, 1 red, 2 yellow, 3 green, 4 blue, 5 grey.
pub(super) fn light(light: Light) -> u8 {
    match light {
        Light::Off => 0,
        Light::Red => 1,
        Light::Yellow => 2,
        Light::Green => 3,
        Light::Blue => 4,
        Light::Grey => 5,
    }
}

fn pace(pace: Pace) -> u8 {
    match pace {
        Pace::Finished => 0,
        Pace::InTime => 1,
        Pace::Late => 2,
        Pace::Undated => 3,
        Pace::Void => 4,
    }
}
