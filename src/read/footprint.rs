//! Reckons the memory that sheets will take before a library lays them out, so that it is refused and not asked for.
//!
//! Memory the system does not give ends the process; that cannot be caught.

use std::ops::Range;

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

/// The smallest rectangle around all cells; rows and columns end behind the last.
#[derive(Debug, Default)]
struct Rectangle(Option<(Range<u64>, Range<u64>)>);

impl Rectangle {
    fn add(&mut self, rows: Range<u64>, columns: Range<u64>) {
        let around = |one: &Range<u64>, two: Range<u64>| one.start.min(two.start)..one.end.max(two.end);
        self.0 = Some(match &self.0 {
            None => (rows, columns),
            Some((known_rows, known_columns)) => (around(known_rows, rows), around(known_columns, columns)),
        });
    }

    fn bytes(&self) -> u64 {
        let length = |range: &Range<u64>| range.end.saturating_sub(range.start);
        self.0.as_ref().map_or(0, |(rows, columns)| length(rows).saturating_mul(length(columns)).saturating_mul(CELL))
    }
}

impl Footprint {
    /// Counts a filled cell at a 0-based position.
    pub(super) fn cell(&mut self, row: u64, column: u64) {
        self.cells(row..row + 1, column..column + 1);
        self.listed(1);
    }

    /// Counts a formula besides its cell.
    pub(super) fn formula(&mut self, row: u64, column: u64) {
        self.formulas(row..row + 1, column..column + 1);
        self.listed(1);
        self.text(0, 1);
    }

    /// Counts an area that has filled cells.
    pub(super) fn cells(&mut self, rows: Range<u64>, columns: Range<u64>) {
        self.cells.add(rows, columns);
    }

    /// Counts an area that has formulas.
    pub(super) fn formulas(&mut self, rows: Range<u64>, columns: Range<u64>) {
        self.formulas.add(rows, columns);
    }

    /// Counts cells in the list from which the rectangle is filled.
    pub(super) fn listed(&mut self, cells: u64) {
        self.listed = self.listed.saturating_add(cells.saturating_mul(LISTED));
    }

    /// Counts a text of a sheet, by its bytes, that stands in so many cells.
    pub(super) fn text(&mut self, bytes: u64, cells: u64) {
        self.texts = self.texts.saturating_add(bytes.saturating_add(TEXT).saturating_mul(cells));
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
            footprint.text(SHEETS_BYTES / 12, 1);
            footprint.end_sheet().expect("up to ten twelfths");
        }
        footprint.shared_text(SHEETS_BYTES / 6);
        assert!(footprint.end_sheet().is_err());
    }
}
