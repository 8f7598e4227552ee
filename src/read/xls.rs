//! xls and the classic WPS et: BIFF in an OLE2 container.

use std::io::Cursor;

use calamine::{Data, Range, Reader as _, SheetVisible, XlsError};

use crate::error::Error;
use crate::model::text::{Interner, Text};
use crate::model::workbook::{Book, Rows, SheetInfo};
use crate::read::range::RangeRows;
use crate::read::sheet_xml::Extras;
use crate::read::{Reader, biff, corrupt, encrypted, ole};

/// The xls family.
pub(super) struct Xls;

impl Reader for Xls {
    fn recognises(&self, bytes: &[u8]) -> bool {
        bytes.starts_with(ole::MAGIC)
    }

    fn open(&self, file: &Text, bytes: Vec<u8>) -> Result<Box<dyn Book>, Error> {
        let stream = ole::workbook(&bytes)?;
        drop(bytes);
        let vetted = biff::vet(&stream)?;
        drop(stream);
        let workbook = calamine::Xls::new(Cursor::new(ole::container(&vetted.stream))).map_err(refuse)?;
        let sheets = workbook
            .sheets_metadata()
            .iter()
            .map(|sheet| SheetInfo { name: sheet.name.as_str().into(), hidden: sheet.visible != SheetVisible::Visible })
            .collect();
        Ok(Box::new(XlsBook {
            file: file.clone(),
            workbook,
            sheets,
            extras: vetted.extras,
            range: Range::empty(),
            formulas: None,
            interner: Interner::default(),
        }))
    }
}

fn refuse(error: XlsError) -> Error {
    match error {
        XlsError::Password => encrypted(),
        other => corrupt(other),
    }
}

struct XlsBook {
    file: Text,
    workbook: calamine::Xls<Cursor<Vec<u8>>>,
    sheets: Vec<SheetInfo>,
    extras: Vec<Extras>,
    range: Range<Data>,
    formulas: Option<Range<String>>,
    interner: Interner,
}

impl Book for XlsBook {
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
        self.formulas = None;
        self.formulas = self.workbook.worksheet_formula(&name).ok();
        let Extras { merges, hidden_rows } = self.extras.get(sheet).cloned().unwrap_or_default();
        Ok(Box::new(RangeRows {
            range: &self.range,
            formulas: self.formulas.as_ref(),
            merges,
            hidden_rows,
            interner: &mut self.interner,
            next: 0,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::Xls;
    use crate::read::{Reader as _, ole};

    #[test]
    fn hidden_rows_and_merged_areas_reach_the_rows() {
        let record = |kind: u16, data: &[u8]| [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat();
        let number = |row: u8| record(0x0203, &[&[row, 0, 0, 0, 0, 0][..], &7f64.to_le_bytes()].concat());
        let stream = [
            record(0x0809, &[0, 6, 5, 0]),
            record(0x0085, &[25, 0, 0, 0, 0, 0, 1, 0, b'S']),
            record(0x000A, &[]),
            record(0x0809, &[0, 6, 16, 0]),
            record(0x0208, &[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x20, 1, 0, 0]),
            [number(0), number(1)].concat(),
            record(0x00E5, &[1, 0, 0, 0, 0, 0, 0, 0, 3, 0]),
            record(0x000A, &[]),
        ];
        assert_eq!(stream[..3].concat().len(), 25, "where the sheet begins");
        let mut book = Xls.open(&"a.xls".into(), ole::container(&stream.concat())).expect("a workbook");
        assert_eq!(&*book.sheets()[0].name, "S");
        let mut rows = book.open(0).expect("its sheet");
        assert_eq!(rows.merges().iter().map(|area| format!("{}:{}", area.first, area.last)).collect::<Vec<_>>(), ["A1:D1"]);
        let mut hidden = Vec::new();
        while let Some(row) = rows.next_row().expect("a row") {
            hidden.push(row.hidden);
        }
        assert_eq!(hidden, [false, true]);
    }
}
