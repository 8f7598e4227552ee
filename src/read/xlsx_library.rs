//! The cells of an xlsx sheet as calamine reads them, with what it does not tell.

use std::collections::HashSet;
use std::io::Cursor;

use calamine::{DataRef, Reader as _, XlsxCellReader, XlsxError, XlsxFormulaMetadata};

use crate::error::Error;
use crate::model::text::Interner;
use crate::model::workbook::{Row, Value};
use crate::read::container::{Bytes, Package};
use crate::read::limits::{COLUMNS, too_many_cells};
use crate::read::xlsx_scan::PICTURE;
use crate::read::{corrupt, encrypted, macro_sheets, range, sheet_xml};

type Source = Cursor<Bytes>;

/// A workbook opened by the library.
pub(super) type Library = calamine::Xlsx<Source>;

/// Opens a workbook.
///
/// # Errors
///
/// The reason it is refused for.
pub(super) fn open(package: &mut Package) -> Result<Library, Error> {
    sheet_xml::check_shared_texts(package)?;
    calamine::Xlsx::new(Cursor::new(package.bytes())).map_err(refuse)
}

fn refuse(error: XlsxError) -> Error {
    match error {
        XlsxError::Password => encrypted(),
        XlsxError::Unrecognized { typ: "sheet:type", .. } => macro_sheets(),
        other => corrupt(other),
    }
}

/// The rows of a sheet.
pub(super) struct LibraryRows<'b> {
    cells: XlsxCellReader<'b, Source>,
    hidden_rows: HashSet<u32>,
    interner: Interner,
    pending: Option<(u32, u16, Value)>,
    last: (u32, u32),
    ended: bool,
}

/// Says whether a formula only shows a picture inside the cell, as WPS writes it: `_xlfn.DISPIMG("ID_…",1)`.
fn is_picture(formula: &XlsxFormulaMetadata) -> bool {
    let XlsxFormulaMetadata::Normal { formula } = formula else { return false };
    let name = formula.trim_start_matches('=').trim_start_matches("_xlfn.");
    name.get(..8).is_some_and(|head| head.eq_ignore_ascii_case("DISPIMG("))
}

impl<'b> LibraryRows<'b> {
    /// Opens a sheet; its hidden rows are 0-based.
    ///
    /// # Errors
    ///
    /// `Corrupt` when there is no such sheet, or nothing in it that could hold cells.
    pub(super) fn open(library: &'b mut Library, sheet: &str, hidden_rows: HashSet<u32>) -> Result<Self, Error> {
        let cells = library.worksheet_cells_reader(sheet).map_err(refuse)?;
        Ok(Self { cells, hidden_rows, interner: Interner::default(), pending: None, last: (0, 0), ended: false })
    }

    /// Returns the next row that holds a cell.
    ///
    /// # Errors
    ///
    /// `Corrupt` when the sheet breaks off, `TooLarge` when a row has more cells than a sheet has columns.
    pub(super) fn next_row(&mut self) -> Result<Option<Row>, Error> {
        let mut row: Option<Row> = None;
        while !self.ended {
            let Some((index, column, value)) = self.pending.take().map_or_else(|| self.next_cell(), |cell| Ok(Some(cell)))?
            else {
                self.ended = true;
                break;
            };
            match &mut row {
                None => {
                    row = Some(Row { index, hidden: self.hidden_rows.contains(&index), cells: vec![(column, value)] });
                }
                Some(open) if open.index == index && open.cells.len() >= COLUMNS as usize => {
                    return Err(too_many_cells(index));
                }
                Some(open) if open.index == index => open.cells.push((column, value)),
                Some(_) => {
                    self.pending = Some((index, column, value));
                    break;
                }
            }
        }
        if let Some(row) = &mut row {
            row.cells.sort_by_key(|(column, _)| *column);
        }
        Ok(row)
    }

    /// Returns the next filled cell.
    fn next_cell(&mut self) -> Result<Option<(u32, u16, Value)>, Error> {
        loop {
            let (position, value) = match self.cells.next_cell_with_formula_metadata() {
                Ok(None) => return Ok(None),
                Ok(Some(cell)) => {
                    let shows_picture = cell.formula.as_ref().is_some_and(is_picture);
                    let value = match cell.value {
                        _ if shows_picture => Some(Value::Text(PICTURE.into())),
                        DataRef::Empty if cell.formula.is_some() => Some(Value::FormulaWithoutValue),
                        ref value => range::value_of(value, &mut self.interner),
                    };
                    (cell.pos, value)
                }
                // An error value newer than the library (#SPILL! and its kin) comes without its position:
                // it is the cell behind the last one. The stream goes on.
                Err(XlsxError::CellError(name)) => ((self.last.0, self.last.1 + 1), Some(Value::Error(name.as_str().into()))),
                Err(error) => return Err(refuse(error)),
            };
            self.last = position;
            if let (Some(value), Ok(column)) = (value, u16::try_from(position.1)) {
                return Ok(Some((position.0, column, value)));
            }
        }
    }
}
