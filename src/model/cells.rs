//! The mapped cells of one record: which field stands where, with the text as written.

use crate::model::field::Field;
use crate::model::ledger::{TableId, is_placeholder};
use crate::model::place::CellRef;
use crate::model::text::Text;

/// One mapped cell.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldCell {
    /// What the column means.
    pub field: Field,
    /// The table the cell stands in; differs from the record's own where lists were joined.
    pub table: TableId,
    /// Where it stands; for a merged value, the merge's first cell.
    pub at: CellRef,
    /// The text, trimmed of invisible characters at both ends; never empty.
    pub text: Text,
}

/// One mapped cell of a record, looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellView<'c> {
    /// What the column means.
    pub field: Field,
    /// The table the cell stands in; differs from the record's own where lists were joined.
    pub table: TableId,
    /// Where it stands; for a merged value, the merge's first cell.
    pub at: CellRef,
    /// The text, trimmed of invisible characters at both ends; never empty.
    pub text: &'c Text,
}

impl CellView<'_> {
    /// Returns the cell by itself.
    pub fn owned(self) -> FieldCell {
        FieldCell { field: self.field, table: self.table, at: self.at, text: self.text.clone() }
    }
}

/// The mapped cells of a record, sorted by field, at most one a field.
///
/// Dozens of checks ask every record for a few fields each; which are there is told without looking at the cells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cells {
    cells: Box<[Held]>,
    /// The table of the first cell, and of almost every other.
    table: TableId,
    /// Further tables.
    others: Box<[TableId]>,
    /// The fields of the cells.
    present: Fields,
    /// Those of them that hold more than a placeholder.
    filled: Fields,
}

/// A cell as it is kept: a ledger has millions of them, so that every byte counts.
#[derive(Clone, Debug, PartialEq)]
struct Held {
    text: Text,
    row: u32,
    column: u16,
    field: Field,
    /// The table: 0 for that of the first cell, or a position in `others`, from 1; there are no more than fields.
    table: u8,
}

const _: () = assert!(size_of::<Held>() <= 24, "a cell takes its text and one word more");

/// A set of fields, one bit each.
type Fields = u128;

const _: () = assert!(Field::ALL.len() <= Fields::BITS as usize, "every field needs a bit");

fn bit(field: Field) -> Fields {
    1 << (field as u8)
}

impl Cells {
    /// Collects cells; of two with one field the first counts.
    pub fn new(mut cells: Vec<FieldCell>) -> Self {
        cells.sort_by_key(|cell| cell.field);
        cells.dedup_by_key(|cell| cell.field);
        let present = cells.iter().map(|cell| bit(cell.field)).sum();
        let filled = cells.iter().filter(|cell| !is_placeholder(&cell.text)).map(|cell| bit(cell.field)).sum();
        let table = cells.first().map_or(0, |cell| cell.table);
        let mut others = Vec::new();
        let held = |FieldCell { field, table: own, at, text }: FieldCell| {
            let position = if own == table {
                0
            } else {
                let known = others.iter().position(|other| *other == own).unwrap_or_else(|| {
                    others.push(own);
                    others.len() - 1
                });
                known as u8 + 1
            };
            Held { text, row: at.row, column: at.column, field, table: position }
        };
        // Room of its own: to shrink the list's would leave a gap behind every record that hardly anything fits into.
        let mut kept = Vec::with_capacity(cells.len());
        kept.extend(cells.into_iter().map(held));
        Self { cells: kept.into(), table, others: others.into(), present, filled }
    }

    fn view<'c>(&'c self, cell: &'c Held) -> CellView<'c> {
        let other = usize::from(cell.table).checked_sub(1).and_then(|at| self.others.get(at));
        let table = other.copied().unwrap_or(self.table);
        CellView { field: cell.field, table, at: CellRef::new(cell.row, cell.column), text: &cell.text }
    }

    fn held(&self, field: Field) -> Option<&Held> {
        let bit = bit(field);
        // The cells stand in the order of the bits.
        let before = (self.present & (bit - 1)).count_ones() as usize;
        if self.present & bit == 0 { None } else { self.cells.get(before) }
    }

    /// Returns the cell of a field, if filled.
    pub fn get(&self, field: Field) -> Option<CellView<'_>> {
        self.held(field).map(|cell| self.view(cell))
    }

    /// Says whether the cell of a field holds more than a placeholder.
    pub fn is_filled(&self, field: Field) -> bool {
        self.filled & bit(field) != 0
    }

    /// Returns the text of a field, if filled.
    pub fn text(&self, field: Field) -> Option<&Text> {
        self.held(field).map(|cell| &cell.text)
    }

    /// Returns where the cell of a field stands, if filled; two rows of a merged cell share it.
    pub fn at(&self, field: Field) -> Option<(TableId, CellRef)> {
        self.get(field).map(|cell| (cell.table, cell.at))
    }

    /// Returns all cells, by field.
    pub fn iter(&self) -> impl Iterator<Item = CellView<'_>> {
        self.cells.iter().map(|cell| self.view(cell))
    }

    /// Says whether nothing is filled.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Adds `shift` to every table number, when tables are put behind others.
    pub fn shift_tables(&mut self, shift: TableId) {
        self.table += shift;
        self.others.iter_mut().for_each(|table| *table += shift);
    }

    /// Adds the cells of fields that are still empty here.
    pub fn fill_from(&mut self, other: &Self) {
        *self = Self::new(self.iter().chain(other.iter()).map(CellView::owned).collect());
    }
}

#[cfg(test)]
mod tests {
    use super::{Cells, FieldCell};
    use crate::model::field::Field;
    use crate::model::place::CellRef;

    fn cells(texts: &[(Field, &str)]) -> Cells {
        let cell = |(column, (field, text)): (u16, &(Field, &str))| FieldCell {
            field: *field,
            table: 0,
            at: CellRef::new(1, column),
            text: (*text).into(),
        };
        Cells::new((0..).zip(texts).map(cell).collect())
    }

    #[test]
    fn every_field_is_found_and_no_other() {
        let all: Vec<(Field, &str)> = Field::ALL.iter().rev().map(|field| (*field, field.key())).collect();
        let (some, others): (Vec<_>, Vec<_>) = all.iter().partition(|(field, _)| (*field as u8).is_multiple_of(3));
        let some = cells(&some);
        for (field, key) in &all {
            assert_eq!(cells(&all).text(*field).map(|text| text.as_str()), Some(*key));
            let is_other = others.iter().any(|(other, _)| other == field);
            assert_eq!((some.get(*field).is_none(), some.is_filled(*field)), (is_other, !is_other), "{key}");
        }
    }

    #[test]
    fn cells_of_other_tables_keep_theirs() {
        let cell = |field, table| FieldCell { field, table, at: CellRef::new(table, 3), text: "x".into() };
        let fields = [Field::Unit, Field::Seq, Field::Problem, Field::Remark, Field::Measure];
        let mut cells = Cells::new(fields.into_iter().zip([4, 7, 4, 9, 7]).map(|(field, table)| cell(field, table)).collect());
        cells.shift_tables(10);
        cells.fill_from(&Cells::new(vec![cell(Field::Unit, 1), cell(Field::Status, 2)]));
        let expected = [(Field::Unit, 14), (Field::Seq, 17), (Field::Problem, 14), (Field::Remark, 19), (Field::Measure, 17)];
        for (field, table) in expected.into_iter().chain([(Field::Status, 2)]) {
            let at = if table > 9 { table - 10 } else { table };
            assert_eq!(cells.at(field), Some((table, CellRef::new(at, 3))), "{}", field.key());
        }
    }

    #[test]
    fn a_placeholder_is_there_and_fills_nothing() {
        let mut cells = cells(&[(Field::Remark, "无"), (Field::Seq, "1"), (Field::Seq, "2")]);
        assert_eq!(cells.text(Field::Seq).map(|text| text.as_str()), Some("1"), "the first counts");
        assert!(cells.get(Field::Remark).is_some() && !cells.is_filled(Field::Remark));
        cells.fill_from(&self::cells(&[(Field::Remark, "按月调度"), (Field::Unit, "县教育局")]));
        assert!(!cells.is_filled(Field::Remark) && cells.is_filled(Field::Unit));
    }
}
