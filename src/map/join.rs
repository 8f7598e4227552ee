//! 三清单一台账: the lists of one workbook that speak of the same problems become one record a problem.
//!
//! Source: `domain.md`, vocabulary (三清单) and §1.2 (several sheets).

use crate::map::columns::is_deadline_for_want_of_another;
use crate::map::fold::fold;
use crate::model::cells::{CellView, Cells, FieldCell};
use crate::model::field::Field;
use crate::model::hash::{HashMap, HashSet};
use crate::model::ledger::{Ledger, Precision, Rectification, TableId, TableKind, is_placeholder};
use crate::model::place::Place;
use crate::model::remark::{Remark, RemarkKind};
use crate::model::text::Text;

/// Share of a list's problem numbers, in percent, that must occur in the tracking table for the two to belong together.
const OVERLAP_PERCENT: usize = 80;

/// Words that name a list of 三清单一台账, in a sheet's name or a table's title.
const LIST_WORDS: [&str; 3] = ["清单", "台账", "台帐"];

/// Joins the lists of a workbook to the table that tracks progress, where there is exactly one; returns what was joined.
///
/// A problem that only a list has stays a record of its own, and is remarked on.
pub(super) fn lists(ledger: &mut Ledger) -> Vec<TableId> {
    let tables = (0..ledger.tables.len() as TableId).filter(|id| ledger.table(*id).kind == TableKind::Rectification);
    let (numbered, serial): (Vec<TableId>, Vec<TableId>) =
        tables.filter(|id| keyed_by(ledger, *id).is_some()).partition(|id| keyed_by(ledger, *id) == Some(Field::ProblemId));
    // Problem numbers say more than serials; what they leave is tried by serials.
    let mut joined = join(ledger, &numbered);
    if !serial.is_empty() {
        let base = joined.first().copied();
        let open = |id: &TableId| !joined.contains(id) || Some(*id) == base;
        let rest: Vec<TableId> = numbered.into_iter().chain(serial).filter(open).collect();
        joined.extend(join(ledger, &rest));
    }
    joined
}

/// Joins those of the tables that belong together; returns the tracking table and the lists joined to it.
fn join(ledger: &mut Ledger, candidates: &[TableId]) -> Vec<TableId> {
    // One table alone, the usual case, needs no numbers compared.
    if candidates.len() < 2 {
        return Vec::new();
    }
    let Some(base) = tracking(ledger, candidates) else { return Vec::new() };
    let lists: Vec<TableId> = candidates.iter().copied().filter(|id| *id != base && belong_together(ledger, *id, base)).collect();
    if lists.is_empty() {
        return lists;
    }
    let members = [&[base], lists.as_slice()].concat();
    settle_deadlines(ledger, &members);
    let keys: Vec<Option<Field>> = (0..ledger.tables.len() as TableId).map(|id| keyed_by(ledger, id)).collect();
    let key = |record: &Rectification| key(record, keys[record.table as usize]);
    let listed = |list: &TableId| {
        let records = ledger.rectifications.iter().filter(|record| record.table == *list);
        (*list, records.filter_map(key).collect::<HashSet<Key>>())
    };
    let listed: Vec<(TableId, HashSet<Key>)> = lists.iter().map(listed).collect();
    let mut by_id: HashMap<Key, Vec<usize>> = HashMap::default();
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
                let field = keys[record.table as usize];
                let place = match field {
                    Some(field) => ledger.field_place(record.table, record.row, &record.cells, field),
                    None => ledger.row_place(record.table, record.row),
                };
                ledger.remarks.push(missing(place, field, &record, &ledger.tables[base as usize].sheet));
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
    members
}

/// Returns the one table that tracks progress: by its status column, else its progress, else the one that has the problems.
fn tracking(ledger: &Ledger, candidates: &[TableId]) -> Option<TableId> {
    let with = |field: Field| candidates.iter().copied().filter(|id| ledger.table(*id).has(field)).collect::<Vec<_>>();
    let found = [Field::Status, Field::Progress, Field::Problem].into_iter().map(with).find(|tables| !tables.is_empty())?;
    match found[..] {
        [base] => Some(base),
        _ => None,
    }
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

/// Returns the column a table numbers its problems in: 问题编号, else 序号 or 编号.
fn keyed_by(ledger: &Ledger, table: TableId) -> Option<Field> {
    [Field::ProblemId, Field::Seq].into_iter().find(|field| ledger.table(table).has(*field))
}

fn key(record: &Rectification, by: Option<Field>) -> Option<Key> {
    by.and_then(|by| record.text(by)).filter(|text| !is_placeholder(text)).cloned()
}

/// Says whether two tables may speak of the same unit: lists of two units may number their problems alike.
fn same_unit(ledger: &Ledger, one: TableId, other: TableId) -> bool {
    let (one, other) = (ledger.table(one), ledger.table(other));
    one.has(Field::Unit) || other.has(Field::Unit) || one.unit == other.unit
}

/// Says whether a list and the tracking table are parts of one whole.
///
/// Serials begin at 1 everywhere, so where they are the key more is asked: the same numbers in both, each once in the list,
/// and the same problems, or names of lists where one of the two does not tell the problems.
fn belong_together(ledger: &Ledger, list: TableId, base: TableId) -> bool {
    let rows = |table: TableId| -> Vec<(Key, Option<String>)> {
        let by = keyed_by(ledger, table);
        let told = |record: &Rectification| record.text(Field::Problem).map(|problem| fold(problem).into_owned());
        let records = ledger.rectifications.iter().filter(|record| record.table == table);
        records.filter_map(|record| Some((key(record, by)?, told(record)))).collect()
    };
    let (of_list, of_base) = (rows(list), rows(base));
    let ids = |rows: &[(Key, Option<String>)]| -> HashSet<Key> { rows.iter().map(|(key, _)| key.clone()).collect() };
    let (list_ids, base_ids) = (ids(&of_list), ids(&of_base));
    if !same_unit(ledger, list, base) || !belongs(&list_ids, &base_ids) {
        return false;
    }
    if [list, base].into_iter().all(|table| keyed_by(ledger, table) == Some(Field::ProblemId)) {
        return true;
    }
    if !belongs(&base_ids, &list_ids) || list_ids.len() < of_list.len() {
        return false;
    }
    let tells = |table: TableId| ledger.table(table).has(Field::Problem);
    if tells(list) && tells(base) {
        let told: HashSet<&(Key, Option<String>)> = of_base.iter().collect();
        let alike = of_list.iter().filter(|row| told.contains(row)).count();
        return alike * 100 >= of_list.len() * OVERLAP_PERCENT;
    }
    [list, base].into_iter().all(|table| {
        let table = ledger.table(table);
        let named = |text: &str| LIST_WORDS.iter().any(|word| text.contains(word));
        named(&table.sheet) || table.title.as_deref().is_some_and(named)
    })
}

fn belongs(list: &HashSet<Key>, base: &HashSet<Key>) -> bool {
    let common = list.intersection(base).count();
    !list.is_empty() && common * 100 >= list.len() * OVERLAP_PERCENT
}

/// A 完成时间 taken for the deadline of its sheet is none where the parts together have one: it is when the work was done.
///
/// Of several such columns and no other deadline, the tracking table's is when the work was done. `members` begins with it.
fn settle_deadlines(ledger: &mut Ledger, members: &[TableId]) {
    let promoted = |ledger: &Ledger, id: TableId| ledger.table(id).columns.iter().any(is_deadline_for_want_of_another);
    let stands_in: Vec<TableId> = members.iter().copied().filter(|id| promoted(ledger, *id)).collect();
    let has_another = members.iter().any(|id| ledger.table(*id).has(Field::Deadline) && !stands_in.contains(id));
    let wrong: Vec<TableId> = match stands_in[..] {
        _ if has_another => stands_in,
        [first, _, ..] if Some(&first) == members.first() => vec![first],
        _ => Vec::new(),
    };
    for table in wrong.into_iter().filter(|id| !ledger.table(*id).has(Field::DoneDate)).collect::<Vec<_>>() {
        for column in ledger.tables[table as usize].columns.iter_mut().filter(|column| is_deadline_for_want_of_another(column)) {
            column.field = Some(Field::DoneDate);
            column.why = "同一工作簿里另有整改时限列，这一列就是完成时间".to_owned();
        }
        for record in ledger.rectifications.iter_mut().filter(|record| record.table == table) {
            record.done_date = std::mem::take(&mut record.deadline).date;
            let moved = |cell: CellView<'_>| match cell.field {
                Field::Deadline => FieldCell { field: Field::DoneDate, ..cell.owned() },
                _ => cell.owned(),
            };
            record.cells = Cells::new(record.cells.iter().map(moved).collect());
        }
        let (file, sheet) = (ledger.table(table).file.clone(), ledger.table(table).sheet.clone());
        for remark in &mut ledger.remarks {
            let here = remark.place.file == file && remark.place.sheet.as_ref() == Some(&sheet);
            if here && remark.field == Some(Field::Deadline) {
                remark.field = Some(Field::DoneDate);
                if matches!(remark.kind, RemarkKind::UnreadableDeadline | RemarkKind::NoFeedbackDate) {
                    remark.kind = RemarkKind::UnreadableDate;
                }
            }
        }
    }
}

/// Fills what the tracking table leaves open from a list.
fn fill(record: &mut Rectification, list: &Rectification) {
    if record.text(Field::Status).is_none() && list.text(Field::Status).is_some() {
        record.status = list.status;
    }
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

fn missing(place: Place, by: Option<Field>, record: &Rectification, sheet: &Text) -> Remark {
    Remark {
        kind: RemarkKind::JoinMissing,
        place,
        field: by,
        unit: record.unit.clone(),
        record: record.label().cloned(),
        value: key(record, by),
        detail: format!("「{sheet}」表里没有这个问题"),
    }
}

/// Notes problems of the tracking table that a list does not have.
fn note_unlisted(ledger: &mut Ledger, base: TableId, lists: &[(TableId, HashSet<Key>)], joined: &[Rectification]) {
    let mut remarks: Vec<Remark> = Vec::new();
    let Some(by) = keyed_by(ledger, base) else { return };
    for (list, listed) in lists {
        let sheet = ledger.table(*list).sheet.clone();
        let first = remarks.len();
        for record in joined.iter().filter(|record| record.table == base) {
            let Some(number) = key(record, Some(by)) else { continue };
            let place = ledger.field_place(base, record.row, &record.cells, by);
            // A number merged over several rows is told once.
            let told = remarks[first..].last().is_some_and(|remark| remark.place == place);
            if !listed.contains(&number) && !told && !has_nothing_to_add(ledger, *list, record) {
                remarks.push(missing(place, Some(by), record, &sheet));
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

/// Takes tables out of a ledger, with their records and remarks, and numbers the others anew; returns the new numbers.
pub(super) fn take_out(ledger: &mut Ledger, gone: &[TableId]) -> Vec<Option<TableId>> {
    let mut next = 0;
    let mut number = |id: TableId| {
        let stays = !gone.contains(&id);
        next += TableId::from(stays);
        stays.then(|| next - 1)
    };
    let numbers: Vec<Option<TableId>> = (0..ledger.tables.len() as TableId).map(&mut number).collect();
    let new = |id: TableId| numbers.get(id as usize).copied().flatten();
    for id in gone {
        let place = ledger.table(*id).place();
        let elsewhere = |remark: &Remark| remark.place.file != place.file || remark.place.sheet != place.sheet;
        ledger.remarks.retain(|remark| elsewhere(remark) || remark.kind == RemarkKind::HiddenSheet);
    }
    ledger.rectifications.retain(|record| new(record.table).is_some());
    ledger.risks.retain(|risk| new(risk.table).is_some());
    let records = ledger.rectifications.iter_mut().map(|record| (&mut record.table, &mut record.cells));
    for (table, cells) in records.chain(ledger.risks.iter_mut().map(|risk| (&mut risk.table, &mut risk.cells))) {
        *table = new(*table).unwrap_or(*table);
        let moved = |cell: CellView<'_>| Some(FieldCell { table: new(cell.table)?, ..cell.owned() });
        *cells = Cells::new(cells.iter().filter_map(moved).collect());
    }
    let mut id = 0;
    ledger.tables.retain(|_| {
        id += 1;
        new(id - 1).is_some()
    });
    numbers
}
