//! Ledgers turned on their side: the headings stand in the first column, each further column is a record.
//!
//! Every record is handed on as a table of its own that knows the row of each field, so that filled and empty cells keep
//! their addresses. What is not plainly such a table is left to be refused: half of it would be lost.

use std::collections::HashSet;

use crate::map::body::{Filled, Mapped};
use crate::map::dictionary::suffices;
use crate::map::facts::Facts;
use crate::map::form;
use crate::map::header::Header;
use crate::map::sheet::{Found, Sink};
use crate::model::field::Field;
use crate::model::ledger::{Column, SkipReason, TableKind};
use crate::model::place::{Area, CellRef};
use crate::model::workbook::{Row, Value};

/// Fewest headings in the first column, and fewest of them that have several values beside them.
const LEAST_HEADINGS: usize = 3;

/// Reads a small sheet that is a ledger on its side; `false` when it is none.
pub(super) fn read(rows: &[Row], merges: &[Area], sink: &mut dyn Sink) -> bool {
    let Some(headings) = headings(rows) else { return false };
    let Some((problems, _)) = headings.iter().find(|(_, field)| *field == Field::Problem) else { return false };
    let column = first_column(problems);
    let records: Vec<u16> =
        problems.cells.iter().filter(|(at, value)| *at > column && !value.is_blank()).map(|(at, _)| *at).collect();
    let beside = |row: &Row| records.iter().filter(|at| value_at(rows, merges, CellRef::new(row.index, **at)).is_some()).count();
    let filled = headings.iter().filter(|(row, _)| beside(row) >= 2).count();
    if records.len() < 2 || filled < LEAST_HEADINGS {
        return false;
    }
    // What stands above and below is told once, with the first record.
    let first = headings[0].0.index;
    let mut above: Vec<Row> = rows.iter().take_while(|row| row.index < first).cloned().collect();
    let is_heading = |row: &Row| headings.iter().any(|(heading, _)| heading.index == row.index);
    let reason = |row: &Row| if row.index < first { SkipReason::Title } else { SkipReason::Footer };
    let mut skipped: Vec<_> = rows.iter().filter(|row| !is_heading(row)).map(|row| (row.index, reason(row))).collect();
    let facts = Facts::of(&above);
    above.clear();
    for at in records {
        let cells: Vec<Filled> = headings
            .iter()
            .filter_map(|(row, field)| {
                let (at, value) = value_at(rows, merges, CellRef::new(row.index, at))?;
                Some(Filled { field: *field, at, value })
            })
            .collect();
        let columns = headings.iter().map(|(row, field)| Column {
            index: at,
            header: row.get(column).map(Value::display).unwrap_or_default().into(),
            field: Some(*field),
            why: format!("第 {} 行第一列的表头", row.index + 1),
        });
        let header =
            Header { start: 0, depth: 0, kind: TableKind::Rectification, columns: columns.collect(), parts: Default::default() };
        sink.begin(&header, &facts);
        let row = problems.index;
        sink.lies_on_its_side(headings.iter().map(|(row, field)| (*field, row.index)).collect());
        sink.record(Mapped { row, cells, column: Some(at), ..Mapped::default() });
        sink.end(Found {
            header,
            header_rows: Vec::new(),
            cues: vec![format!("第一列有 {} 个表头是台账用词", headings.len()), "右边每一列是一条记录".to_owned()],
            facts: facts.clone(),
            span: Some((row, row)),
            records: 1,
            hidden: 0,
            skipped: std::mem::take(&mut skipped),
            notices: Vec::new(),
            trailer: Vec::new(),
        });
    }
    true
}

fn first_column(row: &Row) -> u16 {
    row.cells.iter().find(|(_, value)| !value.is_blank()).map_or(0, |(column, _)| *column)
}

/// Returns the rows that begin with a heading, each with its meaning; `None` where they make no ledger on its side.
fn headings(rows: &[Row]) -> Option<Vec<(&Row, Field)>> {
    let mut headings: Vec<(&Row, Field)> = Vec::new();
    for row in rows {
        let mut filled = row.cells.iter().filter(|(_, value)| !value.is_blank());
        let Some(field) = filled.next().and_then(|(_, value)| form::label(value)) else { continue };
        // Two headings in one row are the header of an upright table, or of a form.
        if filled.any(|(_, value)| form::label(value).is_some()) {
            return None;
        }
        headings.push((row, field));
    }
    let fields: HashSet<Field> = headings.iter().map(|(_, field)| *field).collect();
    let (first, _) = headings.first()?;
    let aligned = headings.iter().all(|(row, _)| first_column(row) == first_column(first));
    let clean = aligned && fields.len() == headings.len() && fields.len() >= LEAST_HEADINGS;
    (clean && suffices(TableKind::Rectification, &fields)).then_some(headings)
}

/// Returns the value of a cell, or of the merge that reaches over it, with its address.
fn value_at(rows: &[Row], merges: &[Area], cell: CellRef) -> Option<(CellRef, Value)> {
    let at = merges.iter().find(|area| area.contains(cell)).map_or(cell, |area| area.first);
    let row = rows.iter().find(|row| row.index == at.row)?;
    row.get(at.column).filter(|value| !value.is_blank()).map(|value| (at, value.clone()))
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::map::body::Mapped;
    use crate::map::facts::Facts;
    use crate::map::header::Header;
    use crate::map::sheet::{Found, Sink};
    use crate::model::workbook::{Row, Value};

    #[derive(Default)]
    struct Kept(Vec<String>);

    impl Sink for Kept {
        fn begin(&mut self, _: &Header, _: &Facts) {}

        fn record(&mut self, mapped: Mapped) {
            let cells = mapped.cells.iter().map(|cell| format!("{}@{}={}", cell.field.key(), cell.at, cell.value.display()));
            self.0.push(cells.collect::<Vec<_>>().join(" "));
        }

        fn end(&mut self, _: Found) {}
    }

    fn records(table: &[&[&str]]) -> Option<Vec<String>> {
        let cells = |texts: &[&str]| {
            (0u16..).zip(texts).filter(|(_, t)| !t.is_empty()).map(|(c, t)| (c, Value::Text((*t).into()))).collect()
        };
        let rows: Vec<Row> =
            (0u32..).zip(table).map(|(index, texts)| Row { index, hidden: false, cells: cells(texts) }).collect();
        let mut kept = Kept::default();
        read(&rows, &[], &mut kept).then_some(kept.0)
    }

    #[test]
    fn each_column_beside_the_headings_is_a_record() {
        let table: [&[&str]; 5] = [
            &["县教育局巡察整改台账"],
            &["序号", "1", "2"],
            &["反馈问题", "学习不够", "会议不全"],
            &["整改措施", "制定计划", "补齐"],
            &["整改状态", "已完成", ""],
        ];
        let expected =
            ["seq@B2=1 problem@B3=学习不够 measure@B4=制定计划 status@B5=已完成", "seq@C2=2 problem@C3=会议不全 measure@C4=补齐"];
        assert_eq!(records(&table).expect("a ledger on its side"), expected);
    }

    #[test]
    fn what_is_not_plainly_on_its_side_is_left() {
        let one: [&[&str]; 3] = [&["反馈问题", "学习不够"], &["整改措施", "制定计划"], &["整改时限", "2026.6"]];
        assert_eq!(records(&one), None, "one record is a form");
        let two: [&[&str]; 2] = [&["反馈问题", "甲", "乙"], &["整改措施", "丙", "丁"]];
        assert_eq!(records(&two), None, "two headings are too few");
        let upright: [&[&str]; 3] = [&["反馈问题", "整改措施", "整改时限"], &["甲", "乙", "2026.6"], &["丙", "丁", "2026.7"]];
        assert_eq!(records(&upright), None);
        let twice: [&[&str]; 4] =
            [&["反馈问题", "甲", "乙"], &["整改措施", "丙", "丁"], &["整改时限", "戊", "己"], &["反馈问题", "庚", "辛"]];
        assert_eq!(records(&twice), None, "a heading that comes twice");
    }
}
