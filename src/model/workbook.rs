//! Raw sheets and cells, as any format gives them.
//!
//! A sheet is a stream of rows, so that a large ledger costs the memory of what is kept from it,
//! not of what is read. What a column means is left to `map`.

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::error::Error;
use crate::model::ledger::is_placeholder;
use crate::model::number;
use crate::model::place::Area;
use crate::model::text::Text;

/// A cell's value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text as typed, untrimmed.
    Text(Text),
    /// A number.
    Number(f64),
    /// A number shown as a date; the time of day is dropped.
    Date(NaiveDate),
    /// TRUE or FALSE.
    Bool(bool),
    /// An error value as Excel shows it, such as `#REF!`.
    Error(Text),
    /// A formula that was saved without its result.
    FormulaWithoutValue,
}

impl Value {
    /// Returns the value as people see it in the cell; dates as `YYYY-MM-DD`.
    pub fn display(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) | Self::Error(text) => Cow::Borrowed(text.as_str()),
            Self::Number(number) => Cow::Owned(number::cell_text(*number)),
            Self::Date(date) => Cow::Owned(date.to_string()),
            Self::Bool(true) => Cow::Borrowed("TRUE"),
            Self::Bool(false) => Cow::Borrowed("FALSE"),
            Self::FormulaWithoutValue => Cow::Borrowed(""),
        }
    }

    /// Says whether the cell only stands for "nothing"; numbers and dates never do.
    pub fn is_placeholder(&self) -> bool {
        match self {
            Self::Text(text) | Self::Error(text) => is_placeholder(text),
            Self::FormulaWithoutValue => true,
            Self::Number(_) | Self::Date(_) | Self::Bool(_) => false,
        }
    }

    /// Says whether people see nothing in the cell.
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) => text.chars().all(is_invisible),
            _ => false,
        }
    }
}

/// Says whether a character leaves no mark: white space, zero-width characters, byte-order mark.
///
/// Source: `domain.md` §7.1, inner spaces and zero-width characters.
pub fn is_invisible(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

/// One row that holds at least one cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// Position, 0-based.
    pub index: u32,
    /// Whether the row is hidden.
    pub hidden: bool,
    /// The filled cells by 0-based column, ascending.
    pub cells: Vec<(u16, Value)>,
}

impl Row {
    /// Returns the value in a column, if the cell is filled.
    pub fn get(&self, column: u16) -> Option<&Value> {
        self.cells.binary_search_by_key(&column, |(c, _)| *c).ok().map(|i| &self.cells[i].1)
    }
}

/// What is known of a sheet before its rows are read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SheetInfo {
    /// The tab's name.
    pub name: Text,
    /// Whether the tab is hidden.
    pub hidden: bool,
}

/// An opened spreadsheet file.
pub trait Book {
    /// Returns the path shown to people.
    fn file(&self) -> &Text;

    /// Returns the sheets in workbook order.
    fn sheets(&self) -> &[SheetInfo];

    /// Says whether the format tells which cells are merged.
    fn knows_merges(&self) -> bool {
        true
    }

    /// Opens the sheet at the 0-based position.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Corrupt` when the sheet cannot be read at all.
    fn open(&mut self, sheet: usize) -> Result<Box<dyn Rows + '_>, Error>;
}

/// The rows of one sheet, from the top, each once.
pub trait Rows {
    /// Returns the merged areas of the sheet, by first cell, row by row.
    fn merges(&self) -> &[Area];

    /// Returns the next row that holds a cell; `None` at the end.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Corrupt` when the sheet breaks off; `ErrorKind::TooLarge` past a limit.
    fn next_row(&mut self) -> Result<Option<Row>, Error>;
}
