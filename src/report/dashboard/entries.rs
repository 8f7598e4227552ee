//! What the page lists as one: a row, or a problem with all its measures, as the policy counts; and where each stands.

use chrono::NaiveDate;

use crate::model::assessment::{Light, Standing};
use crate::model::field::Field;
use crate::model::hash::HashMap;
use crate::model::ledger::{Rectification, Status};
use crate::model::measures;
use crate::model::place::Place;
use crate::model::text::Text;
use crate::policy::{CountBasis, standing};
use crate::report::Case;
use crate::report::dashboard::withheld::Withheld;

/// The warning that nothing new was written.
const STALE: &str = "stale-progress";

/// How far an entry is, held against its deadline, "序时进度". Source: `domain.md` §6.1, three-way split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    /// 已完成.
    Finished,
    /// 达到序时: open, and its deadline has not gone by.
    InTime,
    /// 未达到序时: open and past its deadline.
    Late,
    /// 时限不明: open without a usable deadline.
    Undated,
    /// 不计: void.
    Void,
}

/// One line of the page.
#[derive(Clone, Debug)]
pub(super) struct Entry<'a> {
    /// Its records, in source order.
    pub(super) records: Vec<&'a Rectification>,
    pub(super) status: Status,
    pub(super) standing: Standing,
    pub(super) deadline: Option<NaiveDate>,
    pub(super) done_date: Option<NaiveDate>,
    /// Whether a warning says that its progress is worded as it was months ago.
    pub(super) stale: bool,
}

impl<'a> Entry<'a> {
    fn of_row(record: &'a Rectification, standing: &Standing) -> Self {
        let (deadline, done_date) = (record.deadline.date, record.done_date);
        Self { records: vec![record], status: record.status, standing: *standing, deadline, done_date, stale: false }
    }

    /// Takes the measures of a problem together. Source: `scoring.md` §1: all finished, the latest deadline.
    fn of_measures(case: &Case<'_>, records: Vec<&'a Rectification>) -> Self {
        let open = records.iter().find(|record| !record.status.is_finished());
        let continuing = records.iter().find(|record| record.status == Status::Continuing);
        let closed = records.iter().all(|record| record.status == Status::Closed);
        let status = match (open, continuing) {
            (Some(_), Some(continuing)) => continuing.status,
            (Some(open), None) => open.status,
            (None, _) if closed => Status::Closed,
            (None, _) => Status::Done,
        };
        let latest = records.iter().map(|record| record.deadline).max_by_key(|deadline| deadline.date).unwrap_or_default();
        let done: Option<Vec<NaiveDate>> = records.iter().map(|record| record.done_date).collect();
        let done_date = done.and_then(|dates| dates.into_iter().max());
        let cycle = records.iter().find_map(|record| record.cycle);
        let whole = Rectification { status, deadline: latest, done_date, cycle, ..Rectification::default() };
        let standing = standing::of(&whole, case.policy, case.assessment.as_of);
        Self { records, status, standing, deadline: latest.date, done_date, stale: false }
    }

    /// Returns the record whose wording stands for all.
    pub(super) fn first(&self) -> &'a Rectification {
        self.records[0]
    }

    pub(super) fn unit(&self) -> Option<&'a Text> {
        self.first().unit.as_ref()
    }

    pub(super) fn category(&self) -> Option<&'a Text> {
        self.records.iter().find_map(|record| record.category.as_ref())
    }

    pub(super) fn pace(&self) -> Pace {
        match &self.standing {
            standing if standing.void => Pace::Void,
            standing if standing.finished => Pace::Finished,
            standing if standing.overdue => Pace::Late,
            standing if standing.light == Light::Grey => Pace::Undated,
            _ => Pace::InTime,
        }
    }

    /// Says whether it is neither finished nor void.
    pub(super) fn is_open(&self) -> bool {
        !self.standing.void && !self.standing.finished
    }

    /// Says whether some record of it has a column for the field with nothing in it.
    pub(super) fn lacks(&self, case: &Case<'_>, field: Field) -> bool {
        let asked = |record: &&&Rectification| case.ledger.table(record.table).has(field);
        self.records.iter().filter(asked).any(|record| !record.is_filled(field))
    }
}

/// Every entry of the page, in source order, and what was left out of it.
#[derive(Debug)]
pub(super) struct Entries<'a> {
    entries: Vec<Entry<'a>>,
    by_row: HashMap<(Text, Text, u32), usize>,
    by_unit: HashMap<Text, Vec<usize>>,
    hidden: HashMap<Text, Hidden>,
}

/// What of a unit is left out.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hidden {
    pub(super) counted: u64,
    pub(super) finished: u64,
    pub(super) late: u64,
    pub(super) soon: u64,
}

impl<'a> Entries<'a> {
    /// Gathers them.
    pub(super) fn of(case: &'a Case<'a>, withheld: &Withheld) -> Self {
        let all = match case.policy.count {
            CountBasis::Row => rows(case).map(|(record, standing)| Entry::of_row(record, standing)).collect(),
            CountBasis::Problem => problems(case),
        };
        let mut own =
            Self { entries: Vec::new(), by_row: HashMap::default(), by_unit: HashMap::default(), hidden: HashMap::default() };
        for entry in all {
            // A problem of which one measure is withheld is withheld whole, or its standing would not be its own.
            if entry.records.iter().any(|record| withheld.hides(record)) {
                own.hide(&entry);
            } else {
                own.add(case, entry);
            }
        }
        for warning in case.warnings.iter().filter(|warning| &*warning.id == STALE) {
            if let Some(at) = own.at(&warning.place) {
                own.entries[at].stale = true;
            }
        }
        own
    }

    fn hide(&mut self, entry: &Entry<'a>) {
        let Some(unit) = entry.unit() else { return };
        let hidden = self.hidden.entry(unit.clone()).or_default();
        hidden.counted += u64::from(!entry.standing.void);
        hidden.finished += u64::from(entry.standing.finished);
        hidden.late += u64::from(entry.standing.overdue);
        hidden.soon += u64::from(entry.standing.light == Light::Yellow);
    }

    fn add(&mut self, case: &Case<'_>, entry: Entry<'a>) {
        let at = self.entries.len();
        for record in &entry.records {
            let table = case.ledger.table(record.table);
            self.by_row.entry((table.file.clone(), table.sheet.clone(), record.row)).or_insert(at);
        }
        if let Some(unit) = entry.unit() {
            self.by_unit.entry(unit.clone()).or_default().push(at);
        }
        self.entries.push(entry);
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Entry<'a>> {
        self.entries.iter()
    }

    /// Returns a unit's entries.
    pub(super) fn of_unit<'s>(&'s self, unit: &Text) -> impl Iterator<Item = &'s Entry<'a>> + use<'s, 'a> {
        self.by_unit.get(unit).into_iter().flatten().map(|at| &self.entries[*at])
    }

    /// Returns what of a unit is left out.
    pub(super) fn hidden(&self, unit: &Text) -> Hidden {
        self.hidden.get(unit).copied().unwrap_or_default()
    }

    /// Returns the position of the entry a place stands in.
    pub(super) fn at(&self, place: &Place) -> Option<usize> {
        let (sheet, row) = (place.sheet.clone()?, place.row?);
        self.by_row.get(&(place.file.clone(), sheet, row)).copied()
    }
}

/// Returns the records with where each stands.
fn rows<'a>(case: &Case<'a>) -> impl Iterator<Item = (&'a Rectification, &'a Standing)> + use<'a> {
    case.ledger.rectifications.iter().zip(&case.assessment.standings)
}

/// Returns problems in the order of their first row; void rows stay by themselves.
fn problems<'a>(case: &'a Case<'a>) -> Vec<Entry<'a>> {
    let mut entries: Vec<Entry<'a>> = Vec::new();
    let mut slots: HashMap<Option<&Text>, usize> = HashMap::default();
    let mut units: Vec<Vec<&Rectification>> = Vec::new();
    for (record, standing) in rows(case) {
        if standing.void {
            entries.push(Entry::of_row(record, standing));
            continue;
        }
        let slot = *slots.entry(record.unit.as_ref()).or_insert(units.len());
        if slot == units.len() {
            units.push(Vec::new());
        }
        units[slot].push(record);
    }
    let counted = units.into_iter().flat_map(measures::together);
    entries.extend(counted.map(|records| Entry::of_measures(case, records)));
    entries.sort_by_key(|entry| (entry.first().table, entry.first().row));
    entries
}
