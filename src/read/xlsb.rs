//! xlsb: the binary workbook. Cells from calamine's cells reader, hidden rows and merges from the sheet's records.

use std::io::Cursor;

use calamine::{Reader as _, SheetVisible, XlsbError};

use crate::error::Error;
use crate::model::place::Area;
use crate::model::text::{Interner, Text};
use crate::model::workbook::{Book, Row, Rows, SheetInfo};
use crate::read::container::{Bytes, Package};
use crate::read::sheet_xml::Extras;
use crate::read::{Reader, corrupt, encrypted, range, xlsb_sheet};

/// The xlsb format.
pub(super) struct Xlsb;

impl Reader for Xlsb {
    fn recognises(&self, bytes: &[u8]) -> bool {
        bytes.starts_with(b"PK\x03\x04") && Package::holds(bytes, "xl/workbook.bin")
    }

    fn open(&self, file: &Text, bytes: Vec<u8>) -> Result<Box<dyn Book>, Error> {
        let mut package = Package::open(bytes)?;
        let parts = xlsb_sheet::sheet_parts(&mut package)?;
        let workbook = calamine::Xlsb::new(Cursor::new(package.bytes())).map_err(refuse)?;
        let sheets = workbook
            .sheets_metadata()
            .iter()
            .map(|sheet| SheetInfo { name: sheet.name.as_str().into(), hidden: sheet.visible != SheetVisible::Visible })
            .collect();
        Ok(Box::new(XlsbBook { file: file.clone(), workbook, sheets, package, parts, interner: Interner::default() }))
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
    workbook: calamine::Xlsb<Cursor<Bytes>>,
    sheets: Vec<SheetInfo>,
    package: Package,
    parts: Vec<(String, String)>,
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
        let extras = match self.parts.iter().find(|(known, _)| *known == name) {
            Some((_, part)) => xlsb_sheet::extras(&mut self.package, part)?,
            None => Extras::default(),
        };
        let mut cells = self.workbook.worksheet_cells_reader(&name).map_err(refuse)?;
        let mut rows: Vec<Row> = Vec::new();
        while let Some(cell) = cells.next_cell().map_err(refuse)? {
            let (index, column) = cell.get_position();
            let (Some(value), Ok(column)) = (range::value_of(cell.get_value(), &mut self.interner), u16::try_from(column)) else {
                continue;
            };
            match rows.last_mut() {
                Some(row) if row.index == index => row.cells.push((column, value)),
                _ => rows.push(Row { index, hidden: extras.hidden_rows.contains(&index), cells: vec![(column, value)] }),
            }
        }
        rows.iter_mut().for_each(|row| row.cells.sort_by_key(|(column, _)| *column));
        Ok(Box::new(XlsbRows { rows: rows.into_iter(), merges: extras.merges }))
    }
}

struct XlsbRows {
    rows: std::vec::IntoIter<Row>,
    merges: Vec<Area>,
}

impl Rows for XlsbRows {
    fn merges(&self) -> &[Area] {
        &self.merges
    }

    fn next_row(&mut self) -> Result<Option<Row>, Error> {
        Ok(self.rows.next())
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::Xlsb;
    use crate::error::ErrorKind;
    use crate::model::finding::RefusalReason;
    use crate::model::workbook::Book;
    use crate::read::Reader as _;

    /// Returns a record; kinds and lengths from 128 on take two bytes.
    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let number = |n: usize| if n < 128 { vec![n as u8] } else { vec![(n & 0x7F) as u8 | 0x80, (n >> 7) as u8] };
        [number(kind.into()), number(data.len()), data.to_vec()].concat()
    }

    fn numbers(numbers: &[u32]) -> Vec<u8> {
        numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
    }

    fn wide(text: &str) -> Vec<u8> {
        let units: Vec<u16> = text.encode_utf16().collect();
        [numbers(&[units.len() as u32]), units.into_iter().flat_map(u16::to_le_bytes).collect()].concat()
    }

    fn row(index: u32, flags: u8) -> Vec<u8> {
        record(0x00, &[&numbers(&[index, 0])[..], &[0x2C, 1, 0, flags, 0], &numbers(&[0])].concat())
    }

    fn cell(column: u32, text: &str) -> Vec<u8> {
        record(0x06, &[numbers(&[column, 0]), wide(text)].concat())
    }

    fn merge(area: [u32; 4]) -> Vec<u8> {
        record(0xB0, &numbers(&area))
    }

    /// Returns a workbook of one sheet, with records within the cells and behind them.
    fn workbook(cells: &[u8], behind: &[u8]) -> Vec<u8> {
        let sheets = record(0x9C, &[numbers(&[0, 1]), wide("rId1"), wide("台账")].concat());
        let workbook = [sheets, record(0x90, &[]), record(0x9D, &[])].concat();
        let head = [record(0x81, &[]), record(0x94, &numbers(&[0, 9, 0, 9])), record(0x91, &[])].concat();
        let sheet = [&head, cells, &record(0x92, &[]), behind, &record(0x82, &[])].concat();
        let relations = b"<Relationships><Relationship Id='rId1' Target='worksheets/sheet1.bin'/></Relationships>";
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in
            [("xl/workbook.bin", &workbook[..]), ("xl/_rels/workbook.bin.rels", relations), ("xl/worksheets/sheet1.bin", &sheet)]
        {
            zip.start_file(name, SimpleFileOptions::default()).expect("a part");
            zip.write_all(content).expect("its content");
        }
        zip.finish().expect("a zip").into_inner()
    }

    fn open(cells: &[u8], behind: &[u8]) -> Box<dyn Book> {
        Xlsb.open(&"a.xlsb".into(), workbook(cells, behind)).expect("a workbook")
    }

    #[test]
    fn hidden_rows_and_merged_areas_are_read() {
        let cells = [row(0, 0), cell(0, "序号"), row(2, 0x10), cell(1, "旧"), row(3, 0x08), cell(0, "收起")].concat();
        let mut book = open(&cells, &[merge([2, 3, 0, 1]), merge([0, 0, 0, 4]), merge([5, 5, 1, 1])].concat());
        let mut rows = book.open(0).expect("the sheet");
        let areas: Vec<String> = rows.merges().iter().map(|area| format!("{}:{}", area.first, area.last)).collect();
        assert_eq!(areas, ["A1:E1", "A3:B4"]);
        let mut read = Vec::new();
        while let Some(row) = rows.next_row().expect("a row") {
            read.push((row.index, row.hidden, row.cells[0].1.display().into_owned()));
        }
        let expected = [(0, false, "序号"), (2, true, "旧"), (3, false, "收起")];
        assert_eq!(read, expected.map(|(index, hidden, text)| (index, hidden, text.to_owned())));
    }

    #[test]
    fn sheets_that_are_not_whole_or_go_beyond_their_limits_are_refused() {
        let reason = |cells: &[u8]| match open(cells, &[]).open(0).err()?.kind {
            ErrorKind::Input(reason) => Some(reason),
            other => panic!("not a refusal: {other:?}"),
        };
        assert_eq!(reason(&[row(1_048_575, 0), cell(16_383, "x")].concat()), None);
        assert_eq!(reason(&row(1_048_576, 0)), Some(RefusalReason::Corrupt));
        assert_eq!(reason(&[row(0, 0), cell(16_384, "x")].concat()), Some(RefusalReason::Corrupt));
        assert_eq!(reason(&[0x06, 0xFF, 0xFF, 0xFF, 0x7F]), Some(RefusalReason::Corrupt), "a length beyond the part");
    }
}
