//! xlsx and xlsm: cells from calamine's streaming reader, hidden rows and merges from the sheet XML.

use std::io::Cursor;
use std::sync::Arc;

use calamine::{CellErrorType, DataRef, Reader as _, SheetVisible, XlsxCellReader, XlsxError, XlsxFormulaMetadata};

use crate::error::{Error, catch_panics};
use crate::model::place::Area;
use crate::model::text::{Interner, Recent, Text};
use crate::model::workbook::{Book, Row, Rows, SheetInfo, Value};
use crate::read::ahead::{self, AheadRows, WORTH_A_THREAD};
use crate::read::container::Package;
use crate::read::sheet_xml::{self, Extras};
use crate::read::{Reader, corrupt, encrypted, macro_sheets, range};

type Bytes = Cursor<Arc<[u8]>>;

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
        let large = parts.iter().map(|(_, part)| package.size(part)).sum::<u64>() > WORTH_A_THREAD;
        let bytes = package.bytes();
        let (workbook, extras) = ahead::both(
            large,
            || calamine::Xlsx::new(Cursor::new(bytes)).map_err(refuse),
            || parts.into_iter().map(|(name, part)| (name, extras(&mut package, &part))).collect(),
        );
        let workbook = workbook?;
        let sheets = workbook
            .sheets_metadata()
            .iter()
            .map(|sheet| SheetInfo { name: sheet.name.as_str().into(), hidden: sheet.visible != SheetVisible::Visible })
            .collect();
        let source = Some(Source { workbook, interner: Interner::default() });
        Ok(Box::new(XlsxBook { file: file.clone(), sheets, extras, large, source }))
    }
}

fn refuse(error: XlsxError) -> Error {
    match error {
        XlsxError::Password => encrypted(),
        XlsxError::Unrecognized { typ: "sheet:type", .. } => macro_sheets(),
        other => corrupt(other),
    }
}

fn extras(package: &mut Package, part: &str) -> Result<Arc<Extras>, Error> {
    catch_panics(|| sheet_xml::extras(package, part).map(Arc::new))
}

struct XlsxBook {
    file: Text,
    sheets: Vec<SheetInfo>,
    /// By sheet name.
    extras: Vec<(String, Result<Arc<Extras>, Error>)>,
    /// Whether reading on a second thread is worth it.
    large: bool,
    source: Option<Source>,
}

/// What a thread needs to read a sheet.
struct Source {
    workbook: calamine::Xlsx<Bytes>,
    interner: Interner,
}

impl ahead::Source for Source {
    fn rows(&mut self, sheet: &str, extras: Arc<Extras>) -> Result<Box<dyn Rows + '_>, Error> {
        let cells = self.workbook.worksheet_cells_reader(sheet).map_err(refuse)?;
        Ok(Box::new(XlsxRows {
            cells,
            extras,
            recent: Recent::default(),
            interner: &mut self.interner,
            pending: None,
            last: (0, 0),
            width: 0,
            ended: false,
        }))
    }
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
        let extras = match self.extras.iter().find(|(known, _)| *known == *name) {
            Some((_, extras)) => extras.clone()?,
            None => Arc::default(),
        };
        if self.large {
            return Ok(Box::new(AheadRows::start(&mut self.source, &name, extras)?));
        }
        let source = self.source.as_mut().ok_or_else(|| corrupt("the source was lost"))?;
        ahead::Source::rows(source, &name, extras)
    }
}

struct XlsxRows<'b> {
    cells: XlsxCellReader<'b, Bytes>,
    extras: Arc<Extras>,
    /// The texts of shared strings.
    recent: Recent<'b>,
    interner: &'b mut Interner,
    pending: Option<(u32, u16, Value)>,
    last: (u32, u32),
    /// How many cells the row before had: the next one will need about as much room.
    width: usize,
    ended: bool,
}

/// Room for no more cells than this is made in advance: a narrow row may follow a wide one.
const MOST_ROOM: usize = 64;

/// What a cell says that shows a picture.
const PICTURE: &str = "（图片）";

/// Says whether a formula only shows a picture inside the cell, as WPS writes it: `_xlfn.DISPIMG("ID_…",1)`.
fn is_picture(formula: &XlsxFormulaMetadata) -> bool {
    let XlsxFormulaMetadata::Normal { formula } = formula else { return false };
    let name = formula.trim_start_matches('=').trim_start_matches("_xlfn.");
    name.get(..8).is_some_and(|head| head.eq_ignore_ascii_case("DISPIMG("))
}

impl<'b> XlsxRows<'b> {
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

    fn value(&mut self, data: &DataRef<'b>) -> Option<Value> {
        Some(match data {
            DataRef::Empty => return None,
            DataRef::SharedString(text) => Value::Text(self.recent.text(text)),
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
                None => {
                    let mut cells = Vec::with_capacity(self.width.clamp(1, MOST_ROOM));
                    cells.push((column, value));
                    row = Some(Row { index, hidden: self.extras.hidden_rows.contains(&index), cells });
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
            self.width = row.cells.len();
        }
        Ok(row)
    }
}

/// Returns an error value as Excel shows it.
pub(super) fn error_name(error: &CellErrorType) -> String {
    error.to_string()
}
