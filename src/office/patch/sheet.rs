//! One sheet, read once as a stream for the places where it is to be edited, then edited by splices.
//!
//! However long the sheet, only what concerns the wanted cells is remembered.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read};

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::error::Error;
use crate::office::patch::sheet::order::rank;
use crate::office::patch::sheet::tag::{Tag, widen};
use crate::office::patch::splice::{Splice, applied};
use crate::office::patch::unpatchable;
use crate::office::patch::xml::{self, address, byte_order_mark, parse_area, set, split_name};

/// The most statements about columns that are remembered; a sheet has no more columns than that.
const MOST_COLUMNS: usize = 16_384;

/// The most merged areas that are looked through.
const MOST_MERGES: usize = 2_000_000;

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

/// What the walk through a sheet is in the middle of.
#[derive(Debug, Default)]
struct Walk {
    /// Local names of the open elements.
    open: Vec<String>,
    next_row: u32,
    row: u32,
    next_column: u32,
    /// The wanted columns of the row that have not been passed yet; empty in rows without any.
    columns: BTreeSet<u16>,
    in_wanted_row: bool,
    /// Wanted rows that no row behind them has been seen for.
    pending: BTreeSet<u32>,
    by_row: BTreeMap<u32, BTreeSet<u16>>,
    alternate: Option<u64>,
    /// The wanted cell that is open.
    cell: Option<Cell>,
}

impl Outline {
    /// Reads through a sheet.
    ///
    /// # Errors
    ///
    /// When it is no well-formed XML in UTF-8.
    pub(super) fn read(sheet: impl Read, wanted: &Wanted) -> Result<Self, Error> {
        let mut source = BufReader::with_capacity(64 * 1024, sheet);
        let mark = byte_order_mark(source.fill_buf().map_err(|_| unpatchable())?)?;
        source.consume(mark);
        let mut reader = Reader::from_reader(source);
        let mut outline = Self::default();
        let mut walk = Walk::default();
        for (row, column) in &wanted.cells {
            walk.by_row.entry(*row).or_default().insert(*column);
            walk.pending.insert(*row);
        }
        let mut buffer = Vec::new();
        let mut before = mark as u64;
        loop {
            buffer.clear();
            let event = reader.read_event_into(&mut buffer).map_err(|_| unpatchable())?;
            let after = reader.buffer_position() + mark as u64;
            match &event {
                Event::Start(element) | Event::Empty(element) => {
                    let empty = matches!(event, Event::Empty(_));
                    let name = element.local_name();
                    let name: &str = name.as_ref();
                    outline.opened(&mut walk, wanted, name, element, before, empty)?;
                    if !empty {
                        walk.open.push(name.to_owned());
                    }
                }
                Event::End(_) => outline.closed(&mut walk, before, after)?,
                Event::Text(text) if walk.cell.is_some() && walk.open.last().is_some_and(|name| name == "v") => {
                    let value: &str = text;
                    walk.cell.into_iter().for_each(|cell| outline.contents.entry(cell).or_default().value.push_str(value));
                }
                Event::Eof => break,
                _ => {}
            }
            before = after;
        }
        if outline.end == 0 || outline.data.is_none() {
            return Err(unpatchable());
        }
        Ok(outline)
    }

    fn opened(&mut self, walk: &mut Walk, wanted: &Wanted, name: &str, tag: &str, at: u64, empty: bool) -> Result<(), Error> {
        let written = || Tag { at, text: format!("<{tag}{}", if empty { "/>" } else { ">" }) };
        let depth = walk.open.len();
        let parent = walk.open.last().map_or("", String::as_str);
        match (depth, name) {
            (0, "worksheet") => self.prefix = split_name(tag.split_ascii_whitespace().next().unwrap_or_default()).0,
            (0, _) => return Err(unpatchable()),
            (1, _) => {
                let written = written();
                match name {
                    "sheetData" => self.data = Some((written, at)),
                    "hyperlinks" => self.links_at = Some((written, at)),
                    "legacyDrawing" => self.legacy = written.get("id"),
                    "sheetFormatPr" => {
                        self.default_width = written.get("defaultColWidth").and_then(|width| width.trim().parse().ok());
                    }
                    _ => {}
                }
                match rank(name) {
                    Some(rank) => self.places.push((rank, at)),
                    None => walk.alternate = (name == "AlternateContent").then_some(at),
                }
            }
            (2, "row") if parent == "sheetData" => self.row(walk, written(), at)?,
            (2, "col") if parent == "cols" && self.columns.len() < MOST_COLUMNS => {
                let tag = written();
                if let (Some(first), Some(last)) = (tag.number("min"), tag.number("max")) {
                    let width = tag.get("width").and_then(|width| width.trim().parse().ok());
                    self.columns.push(Columns { span: first..=last, format: tag.number("style"), width });
                }
            }
            (2, "mergeCell") if self.merges.len() < MOST_MERGES => {
                self.merges.extend(written().get("ref").and_then(|area| parse_area(&area)).filter(|(a, b)| a != b));
            }
            (2, "hyperlink") if parent == "hyperlinks" => {
                let tag = written();
                let end = tag.end();
                self.links.push(Link {
                    area: tag.get("ref").unwrap_or_default(),
                    location: tag.get("location"),
                    whole: (at, end),
                });
            }
            (3, "c") if parent == "row" => self.cell(walk, wanted, tag, at, empty),
            (4, "f") => {
                walk.cell.into_iter().for_each(|cell| self.contents.entry(cell).or_default().has_formula = true);
            }
            (5, "r") if parent == "is" => {
                walk.cell.into_iter().for_each(|cell| self.contents.entry(cell).or_default().has_runs = true);
            }
            (3, _) => {
                let rank = rank(name);
                if let (Some(rank), Some(at)) = (rank, walk.alternate) {
                    self.places.push((rank, at));
                    walk.alternate = None;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn row(&mut self, walk: &mut Walk, tag: Tag, at: u64) -> Result<(), Error> {
        let row = match tag.number("r") {
            Some(number) => u32::try_from(number).ok().and_then(|number| number.checked_sub(1)).ok_or_else(unpatchable)?,
            None => walk.next_row,
        };
        walk.next_row = row.saturating_add(1);
        walk.row = row;
        walk.next_column = 0;
        let behind = walk.pending.split_off(&row);
        for missing in std::mem::replace(&mut walk.pending, behind) {
            self.row_gaps.insert(missing, at);
        }
        walk.pending.remove(&row);
        let first = !self.rows.contains_key(&row);
        let columns = walk.by_row.get(&row).filter(|_| first);
        walk.in_wanted_row = columns.is_some();
        walk.columns = columns.cloned().unwrap_or_default();
        if walk.in_wanted_row {
            let close = tag.end();
            self.rows.insert(row, RowSpot { tag, close, gaps: BTreeMap::new() });
        }
        Ok(())
    }

    fn cell(&mut self, walk: &mut Walk, wanted: &Wanted, tag: &str, at: u64, empty: bool) {
        if !walk.in_wanted_row && wanted.formats.is_empty() {
            return;
        }
        let written = Tag { at, text: format!("<{tag}{}", if empty { "/>" } else { ">" }) };
        let column = match written.get("r").and_then(|r| xml::parse_address(&r)) {
            Some((_, column)) => u32::from(column),
            None => walk.next_column,
        };
        walk.next_column = column + 1;
        let Ok(column) = u16::try_from(column) else { return };
        if let Some(row) = self.rows.get_mut(&walk.row).filter(|_| walk.in_wanted_row) {
            let behind = walk.columns.split_off(&column);
            for missing in std::mem::replace(&mut walk.columns, behind) {
                row.gaps.insert(missing, at);
            }
            walk.columns.remove(&column);
        }
        let named = wanted.cells.contains(&(walk.row, column));
        let formatted = !wanted.formats.is_empty() && wanted.formats.contains(&written.number("s").unwrap_or(0));
        walk.cell = (named && !empty).then_some((walk.row, column));
        if named || formatted {
            self.cells.entry((walk.row, column)).or_insert(written);
        }
    }

    fn closed(&mut self, walk: &mut Walk, before: u64, after: u64) -> Result<(), Error> {
        let name = walk.open.pop().ok_or_else(unpatchable)?;
        match (walk.open.len(), name.as_str()) {
            (0, _) => self.end = before,
            (1, "sheetData") => {
                if let Some((_, close)) = &mut self.data {
                    *close = before;
                }
            }
            (1, "hyperlinks") => {
                if let Some((_, close)) = &mut self.links_at {
                    *close = before;
                }
            }
            (1, _) => walk.alternate = None,
            (2, "row") => {
                if let Some(row) = self.rows.get_mut(&walk.row).filter(|_| walk.in_wanted_row) {
                    row.close = before;
                }
                walk.in_wanted_row = false;
            }
            (3, "c") => {
                walk.cell.take().into_iter().for_each(|cell| self.contents.entry(cell).or_default().close = before);
            }
            (2, "hyperlink") => {
                if let Some(link) = self.links.last_mut() {
                    link.whole.1 = after;
                }
            }
            _ => {}
        }
        Ok(())
    }

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

    /// Returns the edits that give cells these formats; those that are not there are made, in order.
    ///
    /// # Errors
    ///
    /// When a cell was not among the wanted.
    pub(super) fn restyle(&self, formats: &BTreeMap<Cell, usize>) -> Result<Vec<Splice>, Error> {
        let p = &self.prefix;
        let mut splices = Vec::new();
        let mut widened = BTreeSet::new();
        let mut whole_rows: BTreeMap<u32, String> = BTreeMap::new();
        let mut filled_rows: BTreeMap<u32, String> = BTreeMap::new();
        for (&(row, column), format) in formats {
            if let Some(tag) = self.cells.get(&(row, column)) {
                splices.push(set(&tag.text, "s", &format.to_string()).shifted(tag.at));
                continue;
            }
            let cell = format!("<{p}c r=\"{}\" s=\"{format}\"/>", address(row, column));
            match self.rows.get(&row) {
                None => whole_rows.entry(row).or_default().push_str(&cell),
                Some(spot) if spot.tag.is_empty() => filled_rows.entry(row).or_default().push_str(&cell),
                Some(spot) => splices.push(Splice::insert(spot.gaps.get(&column).copied().unwrap_or(spot.close), cell)),
            }
            if let Some(splice) =
                self.rows.get(&row).filter(|_| !widened.contains(&row)).and_then(|spot| widen(&spot.tag, column))
            {
                widened.insert(row);
                splices.push(splice);
            }
        }
        for (row, cells) in filled_rows {
            let spot = self.rows.get(&row).ok_or_else(unpatchable)?;
            splices.push(spot.tag.fill(&format!("{p}row"), &cells));
        }
        let (data, close) = self.data.as_ref().ok_or_else(unpatchable)?;
        let made = |(row, cells): (&u32, &String)| format!("<{p}row r=\"{}\">{cells}</{p}row>", row + 1);
        if data.is_empty() {
            let rows: String = whole_rows.iter().map(made).collect();
            splices.extend((!rows.is_empty()).then(|| data.fill(&format!("{p}sheetData"), &rows)));
        } else {
            for (row, cells) in &whole_rows {
                splices.push(Splice::insert(self.row_gaps.get(row).copied().unwrap_or(*close), made((row, cells))));
            }
        }
        Ok(splices)
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

    /// Returns the edit that gives a filled cell another value: the `t` it needs, a format, and XML made with the sheet's
    /// prefix; `None` when there is nothing in the cell to replace.
    pub(super) fn refill(&self, cell: Cell, kind: &str, format: usize, xml: impl Fn(&str) -> String) -> Option<Splice> {
        let (tag, content) = (self.cells.get(&cell)?, self.contents.get(&cell)?);
        let mut open = tag.text.clone();
        for (name, value) in [("t", kind), ("s", &format.to_string())] {
            open = applied(&open, vec![set(&open, name, value)]).ok()?;
        }
        Some(Splice::new(tag.at, content.close.checked_sub(tag.at)?, open + &xml(&self.prefix)))
    }

    /// Returns the edit that points the sheet to its VML drawing; `None` when it has one.
    pub(super) fn draw(&self, namespace: &str, id: &str) -> Option<Splice> {
        let element = format!("<{}legacyDrawing xmlns:r=\"{namespace}\" r:id=\"{id}\"/>", self.prefix);
        self.legacy.is_none().then(|| Splice::insert(self.place("legacyDrawing"), element))
    }

    /// Returns the edit that leads from a cell to a place in the workbook; `None` when the cell has a link already.
    pub(super) fn link(&self, cell: Cell, location: &str, tooltip: &str) -> Option<Splice> {
        let inside = |link: &Link| {
            parse_area(&link.area)
                .is_some_and(|(first, last)| (first.0..=last.0).contains(&cell.0) && (first.1..=last.1).contains(&cell.1))
        };
        if self.links.iter().any(inside) {
            return None;
        }
        let p = &self.prefix;
        let [location, tooltip] = [location, tooltip].map(xml::escape_attribute);
        let element =
            format!("<{p}hyperlink ref=\"{}\" location=\"{location}\" tooltip=\"{tooltip}\"/>", address(cell.0, cell.1));
        Some(match &self.links_at {
            Some((tag, _)) if tag.is_empty() => tag.fill(&format!("{p}hyperlinks"), &element),
            Some((_, close)) => Splice::insert(*close, element),
            None => Splice::insert(self.place("hyperlinks"), format!("<{p}hyperlinks>{element}</{p}hyperlinks>")),
        })
    }

    /// Returns the edits that take out the links whose place in the workbook is told of.
    pub(super) fn unlink(&self, is_ours: impl Fn(&str) -> bool) -> Vec<Splice> {
        let ours = |link: &&Link| link.location.as_deref().is_some_and(&is_ours);
        let count = self.links.iter().filter(ours).count();
        match &self.links_at {
            Some((tag, close)) if count > 0 && count == self.links.len() => {
                let end = close + "</hyperlinks>".len() as u64 + self.prefix.len() as u64;
                vec![Splice::new(tag.at, end - tag.at, "")]
            }
            _ => self.links.iter().filter(ours).map(|link| Splice::new(link.whole.0, link.whole.1 - link.whole.0, "")).collect(),
        }
    }

    /// Returns where a new child of the root belongs.
    fn place(&self, name: &str) -> u64 {
        let rank = rank(name).unwrap_or(usize::MAX);
        self.places.iter().filter(|(other, _)| *other > rank).map(|(_, at)| *at).min().unwrap_or(self.end)
    }
}

mod order;
mod tag;
#[cfg(test)]
mod tests;
