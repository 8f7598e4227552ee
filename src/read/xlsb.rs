//! xlsb: the binary workbook, through calamine's cells reader. It tells neither merges nor hidden rows.

use std::io::Cursor;

use calamine::{DataRef, Reader as _, SheetVisible, XlsbError};

use crate::error::Error;
use crate::model::place::Area;
use crate::model::text::{Interner, Text};
use crate::model::workbook::{Book, Row, Rows, SheetInfo, Value};
use crate::read::container::Package;
use crate::read::{Reader, corrupt, encrypted, range, xlsx};

/// The xlsb format.
pub(super) struct Xlsb;

impl Reader for Xlsb {
    fn recognises(&self, bytes: &[u8]) -> bool {
        bytes.starts_with(b"PK\x03\x04") && Package::holds(bytes, "xl/workbook.bin")
    }

    fn open(&self, file: &Text, bytes: Vec<u8>) -> Result<Box<dyn Book>, Error> {
        let package = Package::open(bytes)?;
        let workbook = calamine::Xlsb::new(Cursor::new(package.bytes())).map_err(refuse)?;
        let sheets = workbook
            .sheets_metadata()
            .iter()
            .map(|sheet| SheetInfo { name: sheet.name.as_str().into(), hidden: sheet.visible != SheetVisible::Visible })
            .collect();
        Ok(Box::new(XlsbBook { file: file.clone(), workbook, sheets, interner: Interner::default() }))
    }
}

fn refuse(error: XlsbError) -> Error {
    match error {
        XlsbError::Password => encrypted(),
        other => corrupt(other),
    }
}

struct XlsbBook {
    file: Text,
    workbook: calamine::Xlsb<Cursor<std::sync::Arc<[u8]>>>,
    sheets: Vec<SheetInfo>,
    interner: Interner,
}

impl Book for XlsbBook {
    fn file(&self) -> &Text {
        &self.file
    }

    fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    fn open(&mut self, sheet: usize) -> Result<Box<dyn Rows + '_>, Error> {
        let name = self.sheets[sheet].name.to_string();
        let mut cells = self.workbook.worksheet_cells_reader(&name).map_err(refuse)?;
        let mut rows: Vec<Row> = Vec::new();
        while let Some(cell) = cells.next_cell().map_err(refuse)? {
            let (index, column) = cell.get_position();
            let (Some(value), Ok(column)) = (value(cell.get_value(), &mut self.interner), u16::try_from(column)) else {
                continue;
            };
            match rows.last_mut() {
                Some(row) if row.index == index => row.cells.push((column, value)),
                _ => rows.push(Row { index, hidden: false, cells: vec![(column, value)] }),
            }
        }
        Ok(Box::new(XlsbRows { rows: rows.into_iter() }))
    }
}

fn value(data: &DataRef<'_>, interner: &mut Interner) -> Option<Value> {
    Some(match data {
        DataRef::Empty => return None,
        DataRef::SharedString(text) => Value::Text(interner.intern(text)),
        DataRef::String(text) => Value::Text(interner.intern(text)),
        DataRef::Int(number) => Value::Number(*number as f64),
        DataRef::Float(number) => Value::Number(*number),
        DataRef::Bool(flag) => Value::Bool(*flag),
        DataRef::DateTime(stamp) => range::date_value(stamp),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => range::iso_value(text),
        DataRef::Error(error) => Value::Error(xlsx::error_name(error).into()),
    })
}

struct XlsbRows {
    rows: std::vec::IntoIter<Row>,
}

impl Rows for XlsbRows {
    fn merges(&self) -> &[Area] {
        &[]
    }

    fn next_row(&mut self) -> Result<Option<Row>, Error> {
        Ok(self.rows.next())
    }
}
