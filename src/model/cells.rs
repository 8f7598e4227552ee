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

/// The mapped cells of a record, sorted by field, at most one a field.
///
/// Dozens of checks ask every record for a few fields each; which are there is told without looking at the cells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cells {
    cells: Box<[FieldCell]>,
    /// The fields of the cells.
    present: Fields,
    /// Those of them that hold more than a placeholder.
    filled: Fields,
}

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
        Self { cells: cells.into(), present, filled }
    }

    /// Returns the cell of a field, if filled.
    pub fn get(&self, field: Field) -> Option<&FieldCell> {
        let bit = bit(field);
        // The cells stand in the order of the bits.
        let before = (self.present & (bit - 1)).count_ones() as usize;
        if self.present & bit == 0 { None } else { self.cells.get(before) }
    }

    /// Says whether the cell of a field holds more than a placeholder.
    pub fn is_filled(&self, field: Field) -> bool {
        self.filled & bit(field) != 0
    }

    /// Returns the text of a field, if filled.
    pub fn text(&self, field: Field) -> Option<&Text> {
        self.get(field).map(|cell| &cell.text)
    }

    /// Returns where the cell of a field stands, if filled; two rows of a merged cell share it.
    pub fn at(&self, field: Field) -> Option<(TableId, CellRef)> {
        self.get(field).map(|cell| (cell.table, cell.at))
    }

    /// Returns all cells, by field.
    pub fn iter(&self) -> impl Iterator<Item = &FieldCell> {
        self.cells.iter()
    }

    /// Says whether nothing is filled.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Adds `shift` to every table number, when tables are put behind others.
    pub fn shift_tables(&mut self, shift: TableId) {
        for cell in &mut self.cells {
            cell.table += shift;
        }
    }

    /// Adds the cells of fields that are still empty here.
    pub fn fill_from(&mut self, other: &Self) {
        let mut cells = std::mem::take(&mut self.cells).into_vec();
        cells.extend(other.iter().cloned());
        *self = Self::new(cells);
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
    fn a_placeholder_is_there_and_fills_nothing() {
        let mut cells = cells(&[(Field::Remark, "无"), (Field::Seq, "1"), (Field::Seq, "2")]);
        assert_eq!(cells.text(Field::Seq).map(|text| text.as_str()), Some("1"), "the first counts");
        assert!(cells.get(Field::Remark).is_some() && !cells.is_filled(Field::Remark));
        cells.fill_from(&self::cells(&[(Field::Remark, "按月调度"), (Field::Unit, "县教育局")]));
        assert!(!cells.is_filled(Field::Remark) && cells.is_filled(Field::Unit));
    }
}
