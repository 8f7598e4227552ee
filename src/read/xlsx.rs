//! xlsx and xlsm: cells from calamine's streaming reader, hidden rows and merges from the sheet XML.

use std::io::Cursor;
use std::sync::Arc;

use calamine::{CellErrorType, DataRef, Reader as _, SheetVisible, XlsxCellReader, XlsxError, XlsxFormulaMetadata};

use crate::error::Error;
use crate::model::place::Area;
use crate::model::text::{Interner, Text};
use crate::model::workbook::{Book, Row, Rows, SheetInfo, Value};
use crate::read::container::Package;
use crate::read::sheet_xml::{self, Extras};
use crate::read::{Reader, corrupt, encrypted, macro_sheets, range};

type Source = Cursor<Arc<[u8]>>;

/// The xlsx family.
pub(super) struct Xlsx;

impl Reader for Xlsx {
    fn recognises(&self, bytes: &[u8]) -> bool {
        // A package that cannot be opened is reported as a damaged xlsx, by far the most common kind.
        bytes.starts_with(b"PK\x03\x04")
            && !Package::holds(bytes, "xl/workbook.bin")
            && !Package::holds(bytes, "content.xml")
            && !Package::holds(bytes, "word/document.xml")
    }

    fn open(&self, file: &Text, bytes: Vec<u8>) -> Result<Box<dyn Book>, Error> {
        let mut package = Package::open(bytes)?;
        let parts = sheet_xml::sheet_parts(&mut package)?;
        sheet_xml::check_shared_texts(&mut package)?;
        let workbook = calamine::Xlsx::new(Cursor::new(package.bytes())).map_err(refuse)?;
        let sheets = workbook
            .sheets_metadata()
            .iter()
            .map(|sheet| SheetInfo { name: sheet.name.as_str().into(), hidden: sheet.visible != SheetVisible::Visible })
            .collect();
        Ok(Box::new(XlsxBook { file: file.clone(), workbook, sheets, package, parts, interner: Interner::default() }))
    }
}

fn refuse(error: XlsxError) -> Error {
    match error {
        XlsxError::Password => encrypted(),
        XlsxError::Unrecognized { typ: "sheet:type", .. } => macro_sheets(),
        other => corrupt(other),
    }
}

struct XlsxBook {
    file: Text,
    workbook: calamine::Xlsx<Source>,
    sheets: Vec<SheetInfo>,
    package: Package,
    parts: Vec<(String, String)>,
    interner: Interner,
}

impl Book for XlsxBook {
    fn file(&self) -> &Text {
        &self.file
    }

    fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    fn open(&mut self, sheet: usize) -> Result<Box<dyn Rows + '_>, Error> {
        let name = self.sheets[sheet].name.clone();
        let extras = match self.parts.iter().find(|(known, _)| *known == *name) {
            Some((_, part)) => sheet_xml::extras(&mut self.package, part)?,
            None => Extras::default(),
        };
        let cells = self.workbook.worksheet_cells_reader(&name).map_err(refuse)?;
        Ok(Box::new(XlsxRows { cells, extras, interner: &mut self.interner, pending: None, last: (0, 0), ended: false }))
    }
}

struct XlsxRows<'b> {
    cells: XlsxCellReader<'b, Source>,
    extras: Extras,
    interner: &'b mut Interner,
    pending: Option<(u32, u16, Value)>,
    last: (u32, u32),
    ended: bool,
}

/// What a cell says that shows a picture.
const PICTURE: &str = "（图片）";

/// Says whether a formula only shows a picture inside the cell, as WPS writes it: `_xlfn.DISPIMG("ID_…",1)`.
fn is_picture(formula: &XlsxFormulaMetadata) -> bool {
    let XlsxFormulaMetadata::Normal { formula } = formula else { return false };
    let name = formula.trim_start_matches('=').trim_start_matches("_xlfn.");
    name.get(..8).is_some_and(|head| head.eq_ignore_ascii_case("DISPIMG("))
}

impl XlsxRows<'_> {
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
                        ref value => self.value(value),
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

    fn value(&mut self, data: &DataRef<'_>) -> Option<Value> {
        Some(match data {
            DataRef::Empty => return None,
            DataRef::SharedString(text) => Value::Text(self.interner.intern(text)),
            DataRef::String(text) => Value::Text(self.interner.intern(text)),
            DataRef::Int(number) => Value::Number(*number as f64),
            DataRef::Float(number) => Value::Number(*number),
            DataRef::Bool(flag) => Value::Bool(*flag),
            DataRef::DateTime(stamp) => range::date_value(stamp),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => range::iso_value(text),
            DataRef::Error(error) => Value::Error(error_name(error).into()),
        })
    }
}

impl Rows for XlsxRows<'_> {
    fn merges(&self) -> &[Area] {
        &self.extras.merges
    }

    fn next_row(&mut self) -> Result<Option<Row>, Error> {
        let mut row: Option<Row> = None;
        while !self.ended {
            let Some((index, column, value)) = self.pending.take().map_or_else(|| self.next_cell(), |cell| Ok(Some(cell)))?
            else {
                self.ended = true;
                break;
            };
            match &mut row {
                None => row = Some(Row { index, hidden: self.extras.hidden_rows.contains(&index), cells: vec![(column, value)] }),
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
}

/// Returns an error value as Excel shows it.
pub(super) fn error_name(error: &CellErrorType) -> String {
    error.to_string()
}
