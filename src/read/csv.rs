//! csv and tsv in UTF-8, UTF-16 or GB18030: told by byte-order mark, then by strict decoding.

use crate::error::Error;
use crate::model::place::Area;
use crate::model::text::{Interner, Text};
use crate::model::workbook::{Book, Row, Rows, SheetInfo, Value};
use crate::read::{Reader, corrupt};

/// Plain text with separators.
pub(super) struct Csv;

impl Reader for Csv {
    fn recognises(&self, bytes: &[u8]) -> bool {
        !bytes.starts_with(b"PK\x03\x04") && decode(bytes).is_some()
    }

    fn open(&self, file: &Text, bytes: Vec<u8>) -> Result<Box<dyn Book>, Error> {
        let text = decode(&bytes).ok_or_else(|| corrupt("文字编码无法识别"))?;
        let name = file.rsplit('/').next().unwrap_or(file);
        let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let sheets = vec![SheetInfo { name: name.into(), hidden: false }];
        let rows = rows(&text)?;
        Ok(Box::new(CsvBook { file: file.clone(), sheets, rows }))
    }
}

/// Decodes text: byte-order mark, strict UTF-8, strict GB18030. `None` for what is no text.
///
/// Source: `domain.md` §7.1, GBK CSV: the order practitioners use.
fn decode(bytes: &[u8]) -> Option<String> {
    let text = if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        String::from_utf8(rest.to_vec()).ok()?
    } else if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        encoding_rs::UTF_16LE.decode_without_bom_handling_and_without_replacement(rest)?.into_owned()
    } else if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        encoding_rs::UTF_16BE.decode_without_bom_handling_and_without_replacement(rest)?.into_owned()
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        text.to_owned()
    } else {
        encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(bytes)?.into_owned()
    };
    let is_text = text.chars().all(|c| !c.is_control() || matches!(c, '\r' | '\n' | '\t' | '\u{0B}' | '\u{0C}'));
    is_text.then_some(text)
}

/// Returns the separator that splits most of the first lines: tab, comma or semicolon.
fn separator(text: &str) -> u8 {
    let head: Vec<&str> = text.lines().take(20).collect();
    let count = |c: char| head.iter().map(|line| line.matches(c).count()).sum::<usize>();
    let candidates = [(',', b','), ('\t', b'\t'), (';', b';')];
    candidates.into_iter().max_by_key(|(c, byte)| (count(*c), *byte == b',')).map_or(b',', |(_, byte)| byte)
}

fn rows(text: &str) -> Result<Vec<Row>, Error> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator(text)).from_reader(text.as_bytes());
    let mut interner = Interner::default();
    let (mut rows, mut record, mut index) = (Vec::new(), csv::StringRecord::new(), 0u32);
    loop {
        // The library passes over blank lines; Excel shows each as a row, so they are counted here.
        let blank = blank_lines(text.as_bytes(), reader.position().byte() as usize);
        if !reader.read_record(&mut record).map_err(corrupt)? {
            return Ok(rows);
        }
        index += blank;
        let cells = record.iter().zip(0u16..).filter(|(field, _)| !field.is_empty());
        let cells: Vec<_> = cells.map(|(field, column)| (column, Value::Text(interner.intern(field)))).collect();
        if !cells.is_empty() {
            rows.push(Row { index, hidden: false, cells });
        }
        index += 1;
    }
}

/// Counts the blank lines that follow a position behind a record.
fn blank_lines(bytes: &[u8], position: usize) -> u32 {
    // The library stops between the two characters of a line end.
    let inside_line_end = position > 0 && bytes[position - 1] == b'\r' && bytes.get(position) == Some(&b'\n');
    let rest = &bytes[position + usize::from(inside_line_end)..];
    let ends = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    ends.filter(|byte| **byte == b'\n').count() as u32
}

struct CsvBook {
    file: Text,
    sheets: Vec<SheetInfo>,
    rows: Vec<Row>,
}

impl Book for CsvBook {
    fn file(&self) -> &Text {
        &self.file
    }

    fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    fn knows_merges(&self) -> bool {
        false
    }

    fn open(&mut self, _sheet: usize) -> Result<Box<dyn Rows + '_>, Error> {
        Ok(Box::new(CsvRows { rows: self.rows.clone().into_iter() }))
    }
}

struct CsvRows {
    rows: std::vec::IntoIter<Row>,
}

impl Rows for CsvRows {
    fn merges(&self) -> &[Area] {
        &[]
    }

    fn next_row(&mut self) -> Result<Option<Row>, Error> {
        Ok(self.rows.next())
    }
}

#[cfg(test)]
mod tests {
    use super::Csv;
    use crate::model::workbook::Value;
    use crate::read::Reader;

    fn read(bytes: &[u8]) -> Vec<(u32, Vec<String>)> {
        let mut book = Csv.open(&"台账/a.csv".into(), bytes.to_vec()).expect("a csv");
        let mut rows = book.open(0).expect("its sheet");
        let mut all = Vec::new();
        while let Some(row) = rows.next_row().expect("a row") {
            all.push((row.index, row.cells.iter().map(|(_, value)| value.display().into_owned()).collect()));
        }
        all
    }

    #[test]
    fn encodings_are_told_apart() {
        let text = "序号,单位\r\n1,县教育局\r\n";
        let expected = vec![(0, vec!["序号".to_owned(), "单位".to_owned()]), (1, vec!["1".to_owned(), "县教育局".to_owned()])];
        assert_eq!(read(text.as_bytes()), expected);
        assert_eq!(read(format!("\u{FEFF}{text}").as_bytes()), expected);
        assert_eq!(read(&encoding_rs::GB18030.encode(text).0), expected);
        let utf16: Vec<u8> = b"\xFF\xFE".iter().copied().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert_eq!(read(&utf16), expected);
    }

    #[test]
    fn rows_are_numbered_as_excel_shows_them() {
        let rows = read("标题\r\n\r\n\r\n序号,\"问\n题\"\r\n1,x\r\n".as_bytes());
        assert_eq!(rows.iter().map(|(index, _)| *index).collect::<Vec<_>>(), [0, 3, 4]);
        assert_eq!(rows[1].1[1], "问\n题");
    }

    #[test]
    fn empty_fields_are_no_cells() {
        let mut book = Csv.open(&"a.csv".into(), b"a\t\tb".to_vec()).expect("a tsv");
        let mut rows = book.open(0).expect("its sheet");
        let row = rows.next_row().expect("readable").expect("a row");
        assert_eq!(row.cells, [(0, Value::Text("a".into())), (2, Value::Text("b".into()))]);
    }
}
