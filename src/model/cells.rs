//! The mapped cells of one record: which field stands where, with the text as written.

use crate::model::field::Field;
use crate::model::ledger::TableId;
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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cells(Vec<FieldCell>);

impl Cells {
    /// Collects cells; of two with one field the first counts.
    pub fn new(mut cells: Vec<FieldCell>) -> Self {
        cells.sort_by_key(|cell| cell.field);
        cells.dedup_by_key(|cell| cell.field);
        cells.shrink_to_fit();
        Self(cells)
    }

    /// Returns the cell of a field, if filled.
    pub fn get(&self, field: Field) -> Option<&FieldCell> {
        self.0.iter().find(|cell| cell.field == field)
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
        self.0.iter()
    }

    /// Says whether nothing is filled.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds `shift` to every table number, when tables are put behind others.
    pub fn shift_tables(&mut self, shift: TableId) {
        for cell in &mut self.0 {
            cell.table += shift;
        }
    }

    /// Adds the cells of fields that are still empty here.
    pub fn fill_from(&mut self, other: &Self) {
        let mut cells = std::mem::take(&mut self.0);
        cells.extend(other.0.iter().cloned());
        *self = Self::new(cells);
    }
}
