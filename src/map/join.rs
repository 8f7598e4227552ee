//! 三清单一台账: the lists of one workbook that speak of the same problems become one record a problem.
//!
//! Source: `domain.md`, vocabulary (三清单) and §1.2 (several sheets).

use crate::model::field::Field;
use crate::model::hash::{HashMap, HashSet};
use crate::model::ledger::{Ledger, Precision, Rectification, Remark, RemarkKind, TableId, TableKind};
use crate::model::text::Text;

/// Share of a list's problem numbers, in percent, that must occur in the tracking table for the two to belong together.
const OVERLAP_PERCENT: usize = 80;

/// Joins the lists of a workbook to the table that tracks progress, where there is exactly one.
///
/// A problem that only a list has stays a record of its own, and is remarked on.
pub(super) fn lists(ledger: &mut Ledger) {
    let tracking = |table: &TableId| ledger.table(*table).has(Field::Status);
    let candidates: Vec<TableId> = (0..ledger.tables.len() as TableId)
        .filter(|id| ledger.table(*id).kind == TableKind::Rectification && ledger.table(*id).has(Field::ProblemId))
        .collect();
    let bases: Vec<TableId> = candidates.iter().copied().filter(tracking).collect();
    let [base] = bases[..] else { return };
    // One table alone, the usual case, needs no numbers compared.
    if candidates.len() < 2 {
        return;
    }
    let base_ids = ids(ledger, base);
    let lists: Vec<TableId> = candidates
        .into_iter()
        .filter(|id| *id != base && same_unit(ledger, *id, base) && belongs(&ids(ledger, *id), &base_ids))
        .collect();
    if lists.is_empty() {
        return;
    }
    let mut by_id: HashMap<Key, Vec<usize>> = HashMap::default();
    let listed: Vec<(TableId, HashSet<Key>)> = lists.iter().map(|list| (*list, ids(ledger, *list))).collect();
    let mut joined: Vec<Rectification> = Vec::new();
    let (of_base, rest): (Vec<_>, Vec<_>) =
        std::mem::take(&mut ledger.rectifications).into_iter().partition(|record| record.table == base);
    for record in of_base {
        if let Some(key) = key(&record) {
            by_id.entry(key).or_default().push(joined.len());
        }
        joined.push(record);
    }
    let mut entries: HashMap<(TableId, Key), Entries> = HashMap::default();
    for record in &rest {
        if let Some(key) = key(record) {
            entries.entry((record.table, key)).or_default().all += 1;
        }
    }
    let mut kept = Vec::new();
    for record in rest {
        if !lists.contains(&record.table) {
            kept.push(record);
            continue;
        }
        let number = key(&record);
        let rows = number.as_ref().and_then(|key| by_id.get(key));
        match rows.zip(number.and_then(|key| entries.get_mut(&(record.table, key)))) {
            Some((rows, entries)) => entries.next_of(rows).iter().for_each(|row| fill(&mut joined[*row], &record)),
            None => {
                let place = ledger.field_place(record.table, record.row, &record.cells, Field::ProblemId);
                ledger.remarks.push(missing(place, &record, &ledger.tables[base as usize].sheet));
                if let Some(key) = key(&record) {
                    by_id.entry(key).or_default().push(joined.len());
                }
                joined.push(record);
            }
        }
    }
    note_unlisted(ledger, base, &listed, &joined);
    kept.extend(joined);
    for list in lists {
        // What a list told stands in the tracking table's records now.
        ledger.tables[list as usize].records = kept.iter().filter(|record| record.table == list).count() as u32;
    }
    kept.sort_by_key(|record| (record.table, record.row));
    ledger.rectifications = kept;
}

/// The problem's number.
type Key = Text;

/// How many entries a list has for one problem, and how many of them are joined.
#[derive(Debug, Default)]
struct Entries {
    all: usize,
    joined: usize,
}

impl Entries {
    /// Returns the rows of the problem that the next entry speaks of: a single entry of all of them, the first of several
    /// of the first, the second of the second. What a list has beyond them belongs to the first.
    fn next_of<'r>(&mut self, rows: &'r [usize]) -> &'r [usize] {
        let at = self.joined;
        self.joined += 1;
        match self.all {
            1 => rows,
            _ => rows.get(at..=at).unwrap_or(&rows[..1]),
        }
    }
}

fn key(record: &Rectification) -> Option<Key> {
    record.text(Field::ProblemId).cloned()
}

/// Says whether two tables may speak of the same unit: lists of two units may number their problems alike.
fn same_unit(ledger: &Ledger, one: TableId, other: TableId) -> bool {
    let (one, other) = (ledger.table(one), ledger.table(other));
    one.has(Field::Unit) || other.has(Field::Unit) || one.unit == other.unit
}

fn ids(ledger: &Ledger, table: TableId) -> HashSet<Key> {
    ledger.rectifications.iter().filter(|record| record.table == table).filter_map(key).collect()
}

fn belongs(list: &HashSet<Key>, base: &HashSet<Key>) -> bool {
    let common = list.intersection(base).count();
    !list.is_empty() && common * 100 >= list.len() * OVERLAP_PERCENT
}

/// Fills what the tracking table leaves open from a list.
fn fill(record: &mut Rectification, list: &Rectification) {
    if record.deadline.precision == Precision::None && record.text(Field::Deadline).is_none() {
        record.deadline = list.deadline;
    }
    record.cycle = record.cycle.or(list.cycle);
    record.category = record.category.take().or_else(|| list.category.clone());
    record.done_date = record.done_date.or(list.done_date);
    record.accept_date = record.accept_date.or(list.accept_date);
    record.closed_date = record.closed_date.or(list.closed_date);
    if record.amount.is_none() {
        record.amount = list.amount;
        record.amount_unit = list.amount_unit.clone();
    }
    if record.text(Field::Unit).is_none() && list.text(Field::Unit).is_some() {
        record.unit = list.unit.clone();
    }
    record.cells.fill_from(&list.cells);
}

fn missing(place: crate::model::place::Place, record: &Rectification, sheet: &Text) -> Remark {
    Remark {
        kind: RemarkKind::JoinMissing,
        place,
        field: Some(Field::ProblemId),
        unit: record.unit.clone(),
        record: record.label().cloned(),
        value: record.text(Field::ProblemId).cloned(),
        detail: format!("「{sheet}」表里没有这个问题"),
    }
}

/// Notes problems of the tracking table that a list does not have.
fn note_unlisted(ledger: &mut Ledger, base: TableId, lists: &[(TableId, HashSet<Key>)], joined: &[Rectification]) {
    let mut remarks: Vec<Remark> = Vec::new();
    for (list, listed) in lists {
        let sheet = ledger.table(*list).sheet.clone();
        let first = remarks.len();
        for record in joined.iter().filter(|record| record.table == base) {
            let Some(number) = record.text(Field::ProblemId) else { continue };
            let place = ledger.field_place(base, record.row, &record.cells, Field::ProblemId);
            // A number merged over several rows is told once.
            let told = remarks[first..].last().is_some_and(|remark| remark.place == place);
            if !listed.contains(number) && !told && !has_nothing_to_add(ledger, *list, record) {
                remarks.push(missing(place, record, &sheet));
            }
        }
    }
    ledger.remarks.append(&mut remarks);
}

/// Says whether every column of the list is also filled in the record by the tracking table itself.
fn has_nothing_to_add(ledger: &Ledger, list: TableId, record: &Rectification) -> bool {
    let fields = ledger.table(list).columns.iter().filter_map(|column| column.field);
    fields.filter(|field| !matches!(field, Field::Seq | Field::Remark)).all(|field| record.cells.get(field).is_some())
}
