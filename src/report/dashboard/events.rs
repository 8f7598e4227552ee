//! Warnings, and what moved points: one line each time.

use rust_decimal::Decimal;
use serde::Serialize;

use crate::model::assessment::{Deduction, DeductionState, Occurrence, UnitAssessment};
use crate::model::hash::HashSet;
use crate::model::number::plain;
use crate::model::place::Place;
use crate::model::text::Text;
use crate::model::warning::WarningState;
use crate::report::Case;
use crate::report::dashboard::entries::Entries;
use crate::report::dashboard::index::{Index, NONE};
use crate::report::dashboard::size::Bounds;
use crate::report::dashboard::withheld::Withheld;

/// The sign that tells of the very points that the deduction below takes.
const SIGN: &str = "deadline-passed";
/// The deduction that the sign above tells of.
const DEDUCTION: &str = "overdue";

const BONUS: u8 = 4;
const VETO: u8 = 5;

/// How much of a title is shown, in characters.
const TITLE_CHARS: usize = 60;

/// State, unit, title, points, note, file, cell, record.
#[derive(Debug, Serialize)]
pub(super) struct Row(u8, i64, i64, String, i64, i64, String, i64);

struct Writer<'w, 'a> {
    entries: &'w Entries<'a>,
    withheld: &'w Withheld,
    index: &'w mut Index,
    note_chars: usize,
    rows: Vec<Row>,
}

/// Returns warnings, then by unit deductions, bonuses and vetoes.
pub(super) fn rows(case: &Case<'_>, entries: &Entries<'_>, withheld: &Withheld, index: &mut Index, bounds: &Bounds) -> Vec<Row> {
    let mut writer = Writer { entries, withheld, index, note_chars: bounds.note_chars, rows: Vec::new() };
    let mut told: HashSet<(&Text, Option<&Text>, Option<u32>)> = HashSet::default();
    for warning in case.warnings {
        if &*warning.id == SIGN {
            told.insert((&warning.place.file, warning.place.sheet.as_ref(), warning.place.row));
        }
        let (state, points) = match warning.state {
            WarningState::Warned => (0, String::new()),
            WarningState::Provisional => (1, minus(warning.points)),
            WarningState::Final => (2, minus(warning.points)),
            WarningState::Restored => (3, "0".to_owned()),
        };
        writer.add(state, warning.unit.as_ref(), &warning.title, points, &warning.reason, &warning.place);
    }
    for unit in &case.assessment.units {
        let within = unit.indicators.iter().flat_map(|value| &value.losses);
        for item in unit.deductions.iter().chain(within) {
            let is_told = |one: &&Occurrence| {
                &*item.id == DEDUCTION && told.contains(&(&one.place.file, one.place.sheet.as_ref(), one.place.row))
            };
            for one in item.occurrences.iter().filter(|one| !is_told(one)) {
                writer.deducted(unit, item, one);
            }
        }
        for bonus in &unit.bonuses {
            for one in &bonus.occurrences {
                let points = format!("+{}", shown(one.points));
                writer.add(BONUS, Some(&unit.unit), &bonus.title, points, &one.note, &one.place);
            }
        }
        for veto in &unit.vetoes {
            let place = veto.occurrences.first().map(|one| one.place.clone()).unwrap_or_default();
            let notes: Vec<&str> = veto.occurrences.iter().take(3).map(|one| one.note.as_str()).collect();
            let note = format!("{}（{}）", veto.effect, notes.join("、"));
            writer.add(VETO, Some(&unit.unit), &veto.title, String::new(), &note, &place);
        }
    }
    writer.rows
}

impl Writer<'_, '_> {
    fn deducted(&mut self, unit: &UnitAssessment, item: &Deduction, one: &Occurrence) {
        let (state, points) = match item.state {
            DeductionState::Provisional => (1, minus(one.points)),
            DeductionState::Final => (2, minus(one.points)),
            DeductionState::Restored => (3, "0".to_owned()),
        };
        self.add(state, Some(&unit.unit), &item.title, points, &one.note, &one.place);
    }

    fn add(&mut self, state: u8, unit: Option<&Text>, title: &str, points: String, note: &str, place: &Place) {
        if self.withheld.hides_place(place) || self.withheld.is_told_in(note) {
            return;
        }
        let record = self.entries.at(place).map_or(NONE, |at| at as i64);
        let (file, cell) = self.index.place(place);
        let (title, note) = (self.index.text(title, TITLE_CHARS), self.index.text(note, self.note_chars));
        self.rows.push(Row(state, self.index.unit(unit), title, points, note, file, cell, record));
    }
}

fn minus(points: Decimal) -> String {
    if points.is_zero() { "0".to_owned() } else { format!("-{}", shown(points)) }
}

/// Points that were shared out in proportion have no end of digits.
fn shown(points: Decimal) -> String {
    plain(points.round_dp(4))
}
