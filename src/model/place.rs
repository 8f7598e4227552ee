//! Where something stands: file, sheet, row, cell. 0-based inside, as Excel shows it for people.

use std::fmt;

use crate::model::text::Text;

/// A cell's position on its sheet, 0-based.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellRef {
    /// Row, 0-based.
    pub row: u32,
    /// Column, 0-based.
    pub column: u16,
}

impl CellRef {
    /// Builds a reference from 0-based row and column.
    pub fn new(row: u32, column: u16) -> Self {
        Self { row, column }
    }
}

impl fmt::Display for CellRef {
    /// Prints the A1 address.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", column_letters(self.column), self.row + 1)
    }
}

/// Returns a column's letters: 0 is `A`, 26 is `AA`.
pub fn column_letters(column: u16) -> String {
    let mut rest = u32::from(column) + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// Returns the 0-based column of its letters; `None` for what is no column of a sheet.
pub fn column_index(letters: &str) -> Option<u16> {
    let digit = |c: char| c.is_ascii_alphabetic().then(|| u32::from(c.to_ascii_uppercase()) - u32::from('A') + 1);
    let number = letters.chars().try_fold(0u32, |number, c| Some(number.checked_mul(26)? + digit(c)?))?;
    u16::try_from(number.checked_sub(1)?).ok().filter(|column| *column < 16_384)
}

/// A rectangle of cells, both corners included, 0-based.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Area {
    /// Upper left cell.
    pub first: CellRef,
    /// Lower right cell.
    pub last: CellRef,
}

impl Area {
    /// Says whether the cell lies inside.
    pub fn contains(&self, cell: CellRef) -> bool {
        self.first.row <= cell.row
            && cell.row <= self.last.row
            && self.first.column <= cell.column
            && cell.column <= self.last.column
    }

    /// Returns how many columns it spans.
    pub fn width(&self) -> u16 {
        self.last.column - self.first.column + 1
    }
}

/// A place in the office's files, as exact as is known.
///
/// A place that concerns a cell has `cell` and `row`; one that concerns a row has `row`; one that
/// concerns a sheet or a file has neither.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The file's path as given, or relative to the workspace.
    pub file: Text,
    /// The sheet's name.
    pub sheet: Option<Text>,
    /// The row, 0-based.
    pub row: Option<u32>,
    /// The cell.
    pub cell: Option<CellRef>,
}

impl Place {
    /// A place that is a whole file.
    pub fn file(file: impl Into<Text>) -> Self {
        Self { file: file.into(), ..Self::default() }
    }

    /// Returns where in the file it is, for people: `表「Sheet1」，D14`; `None` for the whole file.
    pub fn inside(&self) -> Option<String> {
        let sheet = self.sheet.as_ref().map(|sheet| format!("表「{sheet}」"));
        let spot = match (self.cell, self.row) {
            (Some(cell), _) => Some(cell.to_string()),
            (None, Some(row)) => Some(format!("第 {} 行", row + 1)),
            (None, None) => None,
        };
        let parts: Vec<String> = sheet.into_iter().chain(spot).collect();
        (!parts.is_empty()).then(|| parts.join("，"))
    }

    /// The same place narrowed to a sheet.
    pub fn sheet(mut self, sheet: impl Into<Text>) -> Self {
        self.sheet = Some(sheet.into());
        self
    }

    /// The same place narrowed to a 0-based row.
    pub fn row(mut self, row: u32) -> Self {
        self.row = Some(row);
        self
    }

    /// The same place narrowed to a cell.
    pub fn cell(mut self, cell: CellRef) -> Self {
        self.row = Some(cell.row);
        self.cell = Some(cell);
        self
    }
}

impl fmt::Display for Place {
    /// Prints the place for people: `台账/市教育局.xlsx，表「Sheet1」，D14`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        match self.inside() {
            Some(inside) => write!(f, "，{inside}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CellRef, Place};

    #[test]
    fn addresses_read_as_excel_shows_them() {
        assert_eq!(CellRef::new(0, 0).to_string(), "A1");
        assert_eq!(CellRef::new(13, 25).to_string(), "Z14");
        assert_eq!(CellRef::new(1_048_575, 16_383).to_string(), "XFD1048576");
        assert_eq!(CellRef::new(4, 26).to_string(), "AA5");
    }

    #[test]
    fn a_place_names_only_what_it_knows() {
        let place = Place::file("a.xlsx").sheet("表1");
        assert_eq!(place.to_string(), "a.xlsx，表「表1」");
        assert_eq!(place.clone().row(4).to_string(), "a.xlsx，表「表1」，第 5 行");
        assert_eq!(place.cell(CellRef::new(13, 3)).to_string(), "a.xlsx，表「表1」，D14");
    }
}
