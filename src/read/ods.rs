//! ods: cells from calamine, merged areas and hidden rows from the content XML.

use std::collections::HashMap;
use std::io::Cursor;

use calamine::{Data, OdsError, Range, Reader as _, SheetVisible};

use crate::error::Error;
use crate::model::text::{Interner, Text};
use crate::model::workbook::{Book, Rows, SheetInfo};
use crate::read::container::{Bytes, Package};
use crate::read::range::RangeRows;
use crate::read::sheet_xml::Extras;
use crate::read::{Reader, corrupt, encrypted, ods_content};

/// The ods format.
pub(super) struct Ods;

impl Reader for Ods {
    fn recognises(&self, bytes: &[u8]) -> bool {
        bytes.starts_with(b"PK\x03\x04") && Package::holds(bytes, "content.xml")
    }

    fn open(&self, file: &Text, bytes: Vec<u8>) -> Result<Box<dyn Book>, Error> {
        let mut package = Package::open(bytes)?;
        let content = package.part("content.xml")?.unwrap_or_default();
        let extras = ods_content::look_over(&content)?;
        drop(content);
        let workbook = calamine::Ods::new(Cursor::new(package.bytes())).map_err(refuse)?;
        let sheets = workbook
            .sheets_metadata()
            .iter()
            .map(|sheet| SheetInfo { name: sheet.name.as_str().into(), hidden: sheet.visible != SheetVisible::Visible })
            .collect();
        let range = Range::empty();
        Ok(Box::new(OdsBook { file: file.clone(), workbook, sheets, extras, range, interner: Interner::default() }))
    }
}

fn refuse(error: OdsError) -> Error {
    match error {
        OdsError::Password => encrypted(),
        other => corrupt(other),
    }
}

struct OdsBook {
    file: Text,
    workbook: calamine::Ods<Cursor<Bytes>>,
    sheets: Vec<SheetInfo>,
    extras: HashMap<String, Extras>,
    range: Range<Data>,
    interner: Interner,
}

impl Book for OdsBook {
    fn file(&self) -> &Text {
        &self.file
    }

    fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    fn open(&mut self, sheet: usize) -> Result<Box<dyn Rows + '_>, Error> {
        let name = self.sheets[sheet].name.to_string();
        // The sheet read before makes room first.
        self.range = Range::empty();
        self.range = self.workbook.worksheet_range(&name).map_err(refuse)?;
        let Extras { merges, hidden_rows } = self.extras.get(&name).cloned().unwrap_or_default();
        Ok(Box::new(RangeRows { range: &self.range, formulas: None, merges, hidden_rows, interner: &mut self.interner, next: 0 }))
    }
}
