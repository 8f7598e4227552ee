//! Reckons the memory that sheets will take before a library lays them out, so that it is refused and not asked for.
//!
//! Memory the system does not give ends the process; that cannot be caught.

use calamine::Data;

use crate::error::Error;
use crate::read::limits;

/// What a cell takes whether or not it holds anything, in bytes; a formula takes as much.
const CELL: u64 = size_of::<Data>() as u64;

/// What a cell takes in the list from which the rectangle is filled, in bytes.
const LISTED: u64 = CELL + 8;

/// What a text takes besides its bytes.
const TEXT: u64 = 32;

/// The memory of the sheets read so far.
#[derive(Debug, Default)]
pub(super) struct Footprint {
    done: u64,
    /// The largest sheet: the one being read stands there a second time.
    largest: u64,
    cells: Rectangle,
    formulas: Rectangle,
    texts: u64,
    listed: u64,
}

/// The smallest rectangle around all cells; the last ones are those behind it.
#[derive(Debug, Default)]
struct Rectangle {
    rows: Option<(u64, u64)>,
    columns: (u64, u64),
}

impl Rectangle {
    fn add(&mut self, row: u64, column: u64) {
        match &mut self.rows {
            None => (self.rows, self.columns) = (Some((row, row + 1)), (column, column + 1)),
            Some(rows) => {
                *rows = (rows.0.min(row), rows.1.max(row + 1));
                self.columns = (self.columns.0.min(column), self.columns.1.max(column + 1));
            }
        }
    }

    fn bytes(&self) -> u64 {
        let rows = self.rows.map_or(0, |(first, end)| end - first);
        rows.saturating_mul(self.columns.1 - self.columns.0).saturating_mul(CELL)
    }
}

impl Footprint {
    /// Counts a filled cell at a 0-based position.
    pub(super) fn cell(&mut self, row: u64, column: u64) {
        self.cells.add(row, column);
        self.listed = self.listed.saturating_add(LISTED);
    }

    /// Counts a formula besides its cell.
    pub(super) fn formula(&mut self, row: u64, column: u64) {
        self.formulas.add(row, column);
        self.listed = self.listed.saturating_add(LISTED);
        self.text(0);
    }

    /// Counts a text of a sheet, by its bytes.
    pub(super) fn text(&mut self, bytes: u64) {
        self.texts = self.texts.saturating_add(bytes.saturating_add(TEXT));
    }

    /// Counts a text that sheets share, by its bytes.
    pub(super) fn shared_text(&mut self, bytes: u64) {
        self.done = self.done.saturating_add(bytes.saturating_add(TEXT));
    }

    /// Ends a sheet.
    ///
    /// # Errors
    ///
    /// `TooLarge` when all sheets so far exceed the limit.
    pub(super) fn end_sheet(&mut self) -> Result<(), Error> {
        let sheet = self.cells.bytes().saturating_add(self.formulas.bytes()).saturating_add(self.texts);
        let largest = self.largest.max(sheet.saturating_add(self.listed));
        *self = Self { done: self.done.saturating_add(sheet), largest, ..Self::default() };
        let size = self.done.saturating_add(self.largest);
        if size > limits::SHEETS_BYTES {
            let error = limits::too_large("各表连同空白格一共", size, limits::SHEETS_BYTES);
            return Err(error.hint("请在表里按 Ctrl+End，若最后一格远在台账之外，把多余的行和列删去"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{CELL, Footprint, LISTED};
    use crate::read::limits::SHEETS_BYTES;

    /// Says whether a sheet with two cells at the corners of so many rows passes.
    fn passes(rows: u64) -> bool {
        let mut footprint = Footprint::default();
        footprint.cell(7, 0);
        footprint.cell(7 + rows - 1, 0);
        footprint.end_sheet().is_ok()
    }

    #[test]
    fn a_sheet_counts_twice_up_to_the_limit() {
        let most = (SHEETS_BYTES - 2 * LISTED) / (2 * CELL);
        assert!(passes(most));
        assert!(!passes(most + 1));
    }

    #[test]
    fn further_sheets_count_once_and_texts_with_them() {
        let mut footprint = Footprint::default();
        for _ in 0..9 {
            footprint.text(SHEETS_BYTES / 12);
            footprint.end_sheet().expect("up to ten twelfths");
        }
        footprint.shared_text(SHEETS_BYTES / 6);
        assert!(footprint.end_sheet().is_err());
    }
}
