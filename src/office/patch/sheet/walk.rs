//! The walk through a sheet: where its rows, cells and everything behind its data stand.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read};

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::error::Error;
use crate::limits;
use crate::office::patch::sheet::order::rank;
use crate::office::patch::sheet::tag::Tag;
use crate::office::patch::sheet::{Cell, Columns, Link, Outline, RowSpot, Wanted};
use crate::office::patch::xml::{self, DEEPEST, byte_order_mark, parse_area, split_name};
use crate::office::patch::{too_large, unpatchable};

/// The most children of a sheet, hyperlinks and found cells that are remembered, each.
const MOST_SPOTS: usize = 1_000_000;

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
    pub(in crate::office::patch) fn read(sheet: impl Read, wanted: &Wanted) -> Result<Self, Error> {
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
                    let spots = [outline.places.len(), outline.links.len(), outline.cells.len()];
                    if walk.open.len() >= DEEPEST || spots.iter().any(|count| *count > MOST_SPOTS) {
                        return Err(too_large());
                    }
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
            (2, "col") if parent == "cols" && self.columns.len() < limits::COLUMNS as usize => {
                let tag = written();
                if let (Some(first), Some(last)) = (tag.number("min"), tag.number("max")) {
                    let width = tag.get("width").and_then(|width| width.trim().parse().ok());
                    self.columns.push(Columns { span: first..=last, format: tag.number("style"), width });
                }
            }
            (2, "mergeCell") if self.merges.len() < limits::MERGES => {
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
}
