//! A workbook of somebody's own as a form: its placeholders found, and a copy filled with values, one row repeated.
//!
//! A hole is `{{名称}}` in a cell, header or footer, or a cell that a defined name of the form's own prefix names. What a name
//! means is left to the caller. The copy differs from the form in the filled cells and in what moves where rows are put in.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::error::Error;
use crate::limits;
use crate::office::patch::package::{Changes, Package};
use crate::office::patch::rels::ContentTypes;
use crate::office::patch::sheet::Cell;
use crate::office::patch::splice::{Splice, applied};
use crate::office::patch::styles::Styles;
use crate::office::patch::xml::address;

mod around;
mod book;
mod braces;
mod formula;
mod grid;
mod parts;
mod rows;

use book::Opened;
use formula::{Growth, Growths, Spot};
use grid::Grid;

/// The most bytes that repeating a row may put into a sheet.
const MOST_REPEATED: usize = 64 << 20;

/// Where a hole is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A cell by 0-based row and column.
    Cell(Cell),
    /// The page's header or footer.
    Margin,
}

/// A place to be filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hole {
    /// The sheet's name.
    pub sheet: String,
    /// Where on it.
    pub place: Place,
    /// The name as it is written, without braces or prefix.
    pub name: String,
    /// Whether a defined name says so, rather than braces.
    pub named: bool,
}

/// Something about a form that keeps it from being filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The sheet's name; `None` for the whole workbook.
    pub sheet: Option<String>,
    /// The cell, where it is one.
    pub cell: Option<Cell>,
    /// What it is, one sentence.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

impl Flaw {
    fn at(sheet: &str, cell: Cell, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { sheet: Some(sheet.to_owned()), cell: Some(cell), what: what.into(), remedy: remedy.into() }
    }

    fn on(sheet: &str, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { sheet: Some(sheet.to_owned()), cell: None, what: what.into(), remedy: remedy.into() }
    }
}

/// What stands in a form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    /// Every hole, sheet by sheet and row by row.
    pub holes: Vec<Hole>,
    /// What is wrong with their braces or names.
    pub flaws: Vec<Flaw>,
}

/// What comes into a hole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number.
    Number(Decimal),
    /// A share, 0–1, shown as a percentage where the cell has no number format of its own.
    Share(Decimal),
    /// Text.
    Text(String),
    /// Nothing.
    Blank,
}

impl Value {
    /// Returns the words for it amid others.
    fn words(&self) -> String {
        match self {
            Self::Number(number) => number.normalize().to_string(),
            Self::Share(share) => format!("{}%", (share * Decimal::ONE_HUNDRED).normalize()),
            Self::Text(text) => text.clone(),
            Self::Blank => String::new(),
        }
    }
}

/// What a form is filled with.
pub struct Filling<'a> {
    /// The row of each sheet that is repeated, 0-based.
    pub marked: BTreeMap<String, u32>,
    /// How often; at none, the marked row stands once and blank.
    pub copies: u32,
    /// The value of a hole's name; in a marked row, of the repetition.
    pub value: &'a dyn Fn(&str, Option<u32>) -> Value,
}

/// Finds the holes of a form. Defined names that begin with `prefix` are holes.
///
/// # Errors
///
/// When the workbook is no xlsx, or its insides are such that it cannot be patched.
pub fn scan(bytes: &[u8], prefix: &str) -> Result<Scan, Error> {
    let mut opened = Opened::of(Package::open(bytes)?, prefix)?;
    let mut scan = Scan { holes: Vec::new(), flaws: std::mem::take(&mut opened.flaws) };
    for at in 0..opened.sheets.len() {
        let Some(text) = opened.text(at)? else { continue };
        let grid = Grid::of(text)?;
        let name = opened.sheets[at].name.clone();
        let named = opened.named(at, &grid);
        grid.scan(&name, &opened.strings, &named, &mut scan);
        scan.flaws.extend(opened.wide_names(at, &grid, prefix));
        opened.look_over_drawings(at, &mut scan.flaws)?;
    }
    Ok(scan)
}

/// Fills a copy of a form; the flaws where it cannot be.
///
/// # Errors
///
/// When the workbook is no xlsx, or its insides are such that it cannot be patched.
pub fn fill(bytes: &[u8], prefix: &str, filling: &Filling<'_>) -> Result<Result<Vec<u8>, Vec<Flaw>>, Error> {
    let mut opened = Opened::of(Package::open(bytes)?, prefix)?;
    let extra = filling.copies.max(1) - 1;
    let growths: Growths =
        filling.marked.iter().map(|(sheet, row)| (sheet.to_lowercase(), Growth { row: *row, extra })).collect();
    let name = opened.workbook.relations.part("styles");
    let mut styles = name.map(|name| Styles::of(&mut opened.package, Some(name), opened.workbook.strict)).transpose()?;
    let mut changes = Changes::default();
    let mut flaws = Vec::new();
    let mut touched = BTreeSet::new();
    for at in 0..opened.sheets.len() {
        let Some(was) = opened.text(at)? else { continue };
        let name = opened.sheets[at].name.clone();
        let length = was.len() as u64;
        let text = opened.with_named_cells(at, was)?;
        let grown = text.len() as u64 != length;
        let grid = Grid::of(text)?;
        let named = opened.named(at, &grid);
        let mut scan = Scan::default();
        grid.scan(&name, &opened.strings, &named, &mut scan);
        if !scan.holes.is_empty() {
            touched.insert(name.to_lowercase());
        }
        let lower = name.to_lowercase();
        let growth = growths.get(&lower).copied();
        if growth.is_some() {
            opened.look_over_parts(at, growth, &mut flaws)?;
        }
        let mut work = rows::Work {
            grid: &grid,
            name: &name,
            spot: Spot { sheet: &lower, copy: None },
            growth,
            growths: &growths,
            filling,
            strings: &opened.strings,
            named: &named,
            styles: styles.as_mut(),
            flaws: &mut flaws,
        };
        let mut splices = work.rows()?;
        splices.extend(work.around());
        if grown || !splices.is_empty() {
            let now = applied(&grid.text, splices)?;
            changes.edit(&opened.sheets[at].part.clone().unwrap_or_default(), Splice::new(0, length, now));
        }
        if let Some(growth) = growth.filter(|growth| growth.extra > 0) {
            opened.move_parts(at, growth, &mut changes)?;
        }
    }
    if !flaws.is_empty() {
        return Ok(Err(flaws));
    }
    opened.point_charts(&growths, &touched, &mut changes)?;
    for splice in opened.workbook.moved(|formula| formula::moved(formula, Spot { sheet: "", copy: None }, &growths)) {
        changes.edit(&opened.workbook.part, splice);
    }
    if let Some(chain) = opened.workbook.relations.part("calcChain") {
        let mut types = ContentTypes::of(&mut opened.package)?;
        types.remove(&chain);
        types.finish(&mut changes);
        opened.workbook.relations.remove(&chain);
        changes.removed.insert(chain);
    }
    opened.workbook.relations.clone().finish(&mut changes);
    if let Some(styles) = styles {
        styles.finish(&mut changes)?;
    }
    opened.package.write(changes, |_| None).map(Ok)
}

/// Returns a place as people write it.
fn shown(cell: Cell) -> String {
    address(cell.0, cell.1)
}

/// Says whether so many rows fit on a sheet.
fn fits(last: u32, growth: Growth) -> bool {
    u64::from(last) + u64::from(growth.extra) < u64::from(limits::ROWS)
}

#[cfg(test)]
mod tests;
