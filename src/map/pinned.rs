//! Applies a pinned layout: columns whose header is known mean what was confirmed; what differs is noted.
//!
//! A column that was renamed is taken for the pinned one only on evidence, and always with a remark; one that only
//! stands elsewhere means what it meant. A layout that fits less than half of a table is not applied to it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use crate::map::body::Notice;
use crate::map::fold;
use crate::model::field::Field;
use crate::model::ledger::{Column, TableKind};
use crate::model::place::{CellRef, column_letters};
use crate::model::profile::{PinnedColumn, PinnedTable};
use crate::model::remark::RemarkKind;

/// What is said of a column that stands in the layout.
const CONFIRMED: &str = "版式里确认过";

/// Least likeness of two headers, 0–1, for one to be the other renamed.
const LIKE: f64 = 0.7;

/// Folds a header path for comparison.
pub(super) fn path<'p>(parts: impl Iterator<Item = &'p str>) -> String {
    parts.map(fold::header).collect()
}

fn path_of(header: &str) -> String {
    path(header.split('▸'))
}

/// Returns the layout that fits a flattened header: at least half of its columns are there.
pub(super) fn fitting<'a>(
    pins: &'a [PinnedTable],
    kind: TableKind,
    flat: &BTreeMap<u16, Vec<String>>,
) -> Option<&'a PinnedTable> {
    if pins.is_empty() {
        return None;
    }
    let there: HashSet<String> = flat.values().map(|parts| path(parts.iter().map(String::as_str))).collect();
    let known = |table: &PinnedTable| table.columns.iter().filter(|column| there.contains(&path_of(&column.header))).count();
    let fits = |table: &&PinnedTable| table.kind == kind && known(table) * 2 >= table.columns.len() && known(table) >= 2;
    // Of several that fit equally well the one that misses fewest is meant, else the first.
    pins.iter().rev().filter(fits).max_by_key(|table| (known(table), Reverse(table.columns.len())))
}

/// Returns the confirmed meaning of a header, `None` when it is not in the layout.
pub(super) fn meaning(table: &PinnedTable, parts: &[String]) -> Option<(Option<Field>, &'static str)> {
    let own = path(parts.iter().map(String::as_str));
    let pinned = table.columns.iter().find(|column| path_of(&column.header) == own)?;
    Some((pinned.field, if pinned.field.is_some() { CONFIRMED } else { "版式里确认过，不用这一列" }))
}

/// Compares a table's columns with its layout; columns that were renamed get their meaning back.
///
/// `header_row` is the header's last row, 0-based.
pub(super) fn compare(table: &PinnedTable, columns: &mut [Column], header_row: u32) -> Vec<Notice> {
    let mut notices = Vec::new();
    let now: Vec<Option<usize>> = columns.iter().map(|column| position(table, column)).collect();
    let notice = |kind, column: &Column, field, detail| Notice {
        kind,
        field,
        at: CellRef::new(header_row, column.index),
        value: column.header.clone(),
        detail,
    };
    for (place, pinned) in table.columns.iter().enumerate() {
        let Some(field) = pinned.field.filter(|_| !now.contains(&Some(place))) else { continue };
        if let Some(renamed) = renamed(table, place, columns, &now) {
            let column = &mut columns[renamed];
            column.field = Some(field);
            column.why = format!("版式里这一列叫「{}」，当作同一列", leaf(&pinned.header));
            let detail = format!("「{}」多半就是版式里的「{}」", leaf(&column.header), leaf(&pinned.header));
            notices.push(notice(RemarkKind::ColumnRenamed, column, Some(field), detail));
        } else {
            let taken = columns.iter().find(|column| column.field == Some(field));
            let instead =
                taken.map(|column| format!("，现在把 {} 列「{}」当作它", column_letters(column.index), leaf(&column.header)));
            let at = CellRef::new(header_row, pinned.index);
            let detail = format!("版式里的「{}」找不到了{}", leaf(&pinned.header), instead.unwrap_or_default());
            notices.push(Notice { kind: RemarkKind::ColumnGone, field: Some(field), at, value: "".into(), detail });
        }
    }
    let stays = |column: usize, place: usize| columns[column].index == table.columns[place].index;
    for place in out_of_order(&now, stays) {
        let (column, pinned) = (&columns[place], &table.columns[now[place].expect("only known columns have an order")]);
        let detail = format!("从 {} 列移到了 {} 列", column_letters(pinned.index), column_letters(column.index));
        notices.push(notice(RemarkKind::ColumnMoved, column, column.field, detail));
    }
    let told: HashSet<u16> = notices.iter().map(|notice| notice.at.column).collect();
    for column in columns.iter().filter(|column| column.field.is_some() && !told.contains(&column.index)) {
        if position(table, column).is_none() {
            let detail = format!("当作「{}」", column.field.map_or("", Field::label));
            notices.push(notice(RemarkKind::ColumnAdded, column, column.field, detail));
        }
    }
    notices
}

/// Returns where in the layout a column's header stands.
fn position(table: &PinnedTable, column: &Column) -> Option<usize> {
    let own = path_of(&column.header);
    table.columns.iter().position(|pinned| path_of(&pinned.header) == own)
}

fn leaf(header: &str) -> &str {
    header.rsplit('▸').next().unwrap_or(header)
}

/// Finds the column that is probably a pinned one under another name.
///
/// Either the dictionary takes it for the same field, or it is in no dictionary and its name is alike or it stands
/// between the same neighbours.
fn renamed(table: &PinnedTable, place: usize, columns: &[Column], now: &[Option<usize>]) -> Option<usize> {
    let pinned: &PinnedColumn = &table.columns[place];
    let free = || (0..columns.len()).filter(|column| now[*column].is_none());
    let same_field = free().find(|column| columns[*column].field == pinned.field);
    let alike = |column: &usize| strsim::jaro_winkler(&path_of(&columns[*column].header), &path_of(&pinned.header)) >= LIKE;
    let between = |column: &usize| {
        let before = column.checked_sub(1).map(|left| now[left]);
        let after = now.get(column + 1).copied();
        before == place.checked_sub(1).map(Some) && after == (place + 1 < table.columns.len()).then_some(Some(place + 1))
    };
    same_field.or_else(|| free().find(|column| columns[*column].field.is_none() && (alike(column) || between(column))))
}

/// Returns the columns that left the order of the layout: those outside the longest run that keeps it, of equally long ones
/// the one with most columns that stand where they stood.
fn out_of_order(now: &[Option<usize>], stays: impl Fn(usize, usize) -> bool) -> Vec<usize> {
    let known: Vec<(usize, usize)> = now.iter().enumerate().filter_map(|(column, place)| Some((column, (*place)?))).collect();
    // The longest increasing run; a header has few columns, so that every pair may be looked at.
    let mut best: Vec<((usize, usize), Option<usize>)> = Vec::with_capacity(known.len());
    for (index, (column, place)) in known.iter().enumerate() {
        let before = (0..index).filter(|earlier| known[*earlier].1 < *place).max_by_key(|earlier| (best[*earlier].0, *earlier));
        let (length, staying) = before.map_or((0, 0), |earlier| best[earlier].0);
        best.push(((length + 1, staying + usize::from(stays(*column, *place))), before));
    }
    let mut keeps = HashSet::new();
    let mut next = (0..known.len()).max_by_key(|index| (best[*index].0, *index));
    while let Some(index) = next {
        keeps.insert(index);
        next = best[index].1;
    }
    (0..known.len()).filter(|index| !keeps.contains(index)).map(|index| known[index].0).collect()
}

#[cfg(test)]
mod tests {
    use super::{Field, compare, fitting, out_of_order};
    use crate::model::ledger::{Column, TableKind};
    use crate::model::profile::{PinnedColumn, PinnedTable};

    const PINNED: [(&str, Option<Field>); 5] = [
        ("序号", Some(Field::Seq)),
        ("反馈问题", Some(Field::Problem)),
        ("整改措施", Some(Field::Measure)),
        ("整改时限", Some(Field::Deadline)),
        ("内部编码", None),
    ];

    fn table() -> PinnedTable {
        let pinned = |(index, (header, field)): (u16, &(&str, Option<Field>))| PinnedColumn {
            index,
            header: (*header).into(),
            field: *field,
        };
        PinnedTable { sheet: "Sheet1".into(), kind: TableKind::Rectification, columns: (0..).zip(&PINNED).map(pinned).collect() }
    }

    fn noticed(columns: &[(&str, Option<Field>)]) -> (Vec<Column>, Vec<String>) {
        let column = |(index, (header, field)): (u16, &(&str, Option<Field>))| Column {
            index,
            header: (*header).into(),
            field: *field,
            why: String::new(),
        };
        let mut columns: Vec<Column> = (0..).zip(columns).map(column).collect();
        let notices = compare(&table(), &mut columns, 2);
        (columns, notices.iter().map(|notice| format!("{} {:?} {}", notice.at, notice.kind, notice.detail)).collect())
    }

    #[test]
    fn the_same_layout_is_worth_no_word_and_another_column_s_place_neither() {
        assert!(noticed(&PINNED).1.is_empty());
        let mut wider = PINNED.to_vec();
        wider.insert(0, ("批次号", None));
        assert!(noticed(&wider).1.is_empty(), "a column in no dictionary shifts the others and hurts nobody");
    }

    #[test]
    fn a_renamed_column_keeps_its_meaning_and_is_named() {
        let (columns, notices) = noticed(&[PINNED[0], PINNED[1], PINNED[2], ("整改期限", Some(Field::Deadline)), PINNED[4]]);
        assert_eq!(columns[3].field, Some(Field::Deadline));
        assert_eq!(notices, ["D3 ColumnRenamed 「整改期限」多半就是版式里的「整改时限」"]);
        let (columns, notices) = noticed(&[PINNED[0], PINNED[1], ("怎么改", None), PINNED[3], PINNED[4]]);
        assert_eq!(columns[2].field, Some(Field::Measure), "it stands between the same neighbours");
        assert_eq!(notices, ["C3 ColumnRenamed 「怎么改」多半就是版式里的「整改措施」"]);
    }

    #[test]
    fn a_column_of_another_meaning_never_takes_the_place_of_one_that_is_gone() {
        let (columns, notices) = noticed(&[PINNED[0], PINNED[1], PINNED[2], ("销号时间", Some(Field::ClosedDate)), PINNED[4]]);
        assert_eq!(columns[3].field, Some(Field::ClosedDate));
        assert_eq!(notices[0], "D3 ColumnGone 版式里的「整改时限」找不到了");
    }

    #[test]
    fn a_moved_column_is_one_notice_and_an_added_one_too() {
        let (_, notices) = noticed(&[PINNED[0], PINNED[3], PINNED[1], PINNED[2], PINNED[4]]);
        assert_eq!(notices, ["B3 ColumnMoved 从 D 列移到了 B 列"]);
        let mut wider = PINNED.to_vec();
        wider.push(("责任领导", Some(Field::LeadPerson)));
        assert_eq!(noticed(&wider).1, ["F3 ColumnAdded 当作「责任领导」"]);
    }

    #[test]
    fn the_longest_run_keeps_its_order() {
        let none_stays = |_, _| false;
        assert_eq!(out_of_order(&[Some(0), Some(4), None, Some(1), Some(2)], none_stays), [1]);
        assert!(out_of_order(&[None, Some(1), Some(3)], none_stays).is_empty());
        assert_eq!(out_of_order(&[Some(2), Some(1), Some(0)], |column, place| column == place), [0, 2], "two changed places");
    }

    #[test]
    fn a_layout_has_to_fit_half_of_its_columns() {
        let flat = |headers: &[&str]| (0..).zip(headers).map(|(column, header)| (column, vec![(*header).to_owned()])).collect();
        let pins = [table()];
        assert!(fitting(&pins, TableKind::Rectification, &flat(&["序 号", "反馈问题", "整改措施"])).is_some());
        assert!(fitting(&pins, TableKind::Rectification, &flat(&["序号", "反馈问题"])).is_none());
        assert!(fitting(&pins, TableKind::Risk, &flat(&["序号", "反馈问题", "整改措施"])).is_none());
        // A table of the workbook whose columns are all in a wider one's is held against its own layout.
        let mut narrow = table();
        narrow.columns.truncate(3);
        let pins = [table(), narrow];
        let fits = fitting(&pins, TableKind::Rectification, &flat(&["序号", "反馈问题", "整改措施"]));
        assert_eq!(fits.map(|table| table.columns.len()), Some(3));
    }
}
