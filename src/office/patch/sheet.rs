//! One sheet, read once as a stream for the places where it is to be edited, then edited by splices.
//!
//! However long the sheet, only what concerns the wanted cells is remembered. `walk` reads, `edit` makes the splices.

use std::collections::{BTreeMap, BTreeSet};

use crate::office::patch::sheet::tag::Tag;

mod edit;
mod order;
mod tag;
mod walk;

/// A cell by 0-based row and column.
pub(super) type Cell = (u32, u16);

/// A row that holds a wanted cell, or should.
#[derive(Clone, Debug)]
struct RowSpot {
    tag: Tag,
    close: u64,
    /// Where the wanted cells that the row lacks belong.
    gaps: BTreeMap<u16, u64>,
}

/// What a sheet says of some columns, counted from 1.
#[derive(Clone, Debug)]
struct Columns {
    span: std::ops::RangeInclusive<usize>,
    format: Option<usize>,
    width: Option<f64>,
}

/// What is within a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Content {
    close: u64,
    has_formula: bool,
    has_runs: bool,
    value: String,
}

/// What is looked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Wanted {
    /// Cells that are to be edited, whether they are there or not.
    pub(super) cells: BTreeSet<Cell>,
    /// Formats whose cells are looked for wherever they are.
    pub(super) formats: BTreeSet<usize>,
}

/// A hyperlink of the sheet.
#[derive(Clone, Debug)]
pub(super) struct Link {
    area: String,
    location: Option<String>,
    whole: (u64, u64),
}

/// Where a sheet can be edited.
#[derive(Clone, Debug, Default)]
pub(super) struct Outline {
    prefix: String,
    cells: BTreeMap<Cell, Tag>,
    /// What is within the wanted cells.
    contents: BTreeMap<Cell, Content>,
    rows: BTreeMap<u32, RowSpot>,
    row_gaps: BTreeMap<u32, u64>,
    data: Option<(Tag, u64)>,
    columns: Vec<Columns>,
    default_width: Option<f64>,
    merges: Vec<(Cell, Cell)>,
    links: Vec<Link>,
    links_at: Option<(Tag, u64)>,
    /// The relationship id of the sheet's VML drawing.
    pub(super) legacy: Option<String>,
    /// The places of the root's children that come after the data, by rank.
    places: Vec<(usize, u64)>,
    end: u64,
}

impl Outline {
    /// Returns the cells that lie inside a merged area, with the area's first cell, which alone is seen.
    pub(super) fn covered(&self, cells: &BTreeSet<Cell>) -> BTreeMap<Cell, Cell> {
        let mut covered = BTreeMap::new();
        for (first, last) in self.merges.iter().filter(|(first, last)| first <= last) {
            let rows = cells.range(*first..=(last.0, u16::MAX));
            let inside = rows.filter(|cell| (first.1..=last.1).contains(&cell.1) && *cell != first);
            covered.extend(inside.map(|cell| (*cell, *first)));
        }
        covered
    }

    /// Returns the cells that were found by their format, or because they were wanted.
    pub(super) fn found(&self) -> impl Iterator<Item = Cell> {
        self.cells.keys().copied()
    }

    /// Returns the number of the format a cell is shown with, its row's or column's when the cell is not there.
    pub(super) fn format(&self, cell: Cell) -> usize {
        if let Some(tag) = self.cells.get(&cell) {
            return tag.number("s").unwrap_or(0);
        }
        let row = self.rows.get(&cell.0).map(|row| &row.tag);
        let own = row.filter(|tag| tag.get("customFormat").is_some_and(|flag| matches!(flag.as_str(), "1" | "true")));
        let of_column = || self.column(cell.1).find_map(|columns| columns.format);
        own.and_then(|tag| tag.number("s")).or_else(of_column).unwrap_or(0)
    }

    fn column(&self, column: u16) -> impl Iterator<Item = &Columns> {
        self.columns.iter().filter(move |columns| columns.span.contains(&(usize::from(column) + 1)))
    }

    /// Returns how wide a column is, in digits of the default font.
    pub(super) fn width(&self, column: u16) -> f64 {
        const USUAL: f64 = 8.43;
        self.column(column).find_map(|columns| columns.width).or(self.default_width).unwrap_or(USUAL)
    }

    /// Says whether a cell's value comes from a formula.
    pub(super) fn has_formula(&self, cell: Cell) -> bool {
        self.contents.get(&cell).is_some_and(|content| content.has_formula)
    }

    /// Says whether parts of a cell's own text are formatted on their own.
    pub(super) fn has_runs(&self, cell: Cell) -> bool {
        self.contents.get(&cell).is_some_and(|content| content.has_runs)
    }

    /// Returns the number of the shared string a cell shows.
    pub(super) fn shared(&self, cell: Cell) -> Option<usize> {
        let shared = self.cells.get(&cell)?.get("t").is_some_and(|kind| kind == "s");
        self.contents.get(&cell).filter(|_| shared)?.value.trim().parse().ok()
    }
}

#[cfg(test)]
mod tests;
