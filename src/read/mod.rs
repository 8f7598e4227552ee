//! Stage 1. Bytes → sheets as streams of rows. One file a format.
//!
//! The kind of a file is told from its bytes, never from its name: offices send csv and OLE2 files named
//! `.xlsx` and the other way round. What a column means is left to `map`.

use std::path::Path;

use crate::error::{Error, ErrorKind};
use crate::model::finding::RefusalReason;
use crate::model::place::Place;
use crate::model::text::Text;
use crate::model::workbook::Book;

mod ahead;
mod biff;
mod biff_strings;
mod container;
mod csv;
mod footprint;
mod limits;
mod ods;
mod ods_content;
mod ole;
mod range;
mod sheet_xml;
mod tags;
mod xls;
mod xlsb;
mod xlsb_sheet;
mod xlsx;
mod xlsx_library;
mod xlsx_scan;

/// A spreadsheet format that can be read.
trait Reader: Sync {
    /// Says whether the bytes are of this format.
    fn recognises(&self, bytes: &[u8]) -> bool;

    /// Opens the file.
    fn open(&self, file: &Text, bytes: Vec<u8>) -> Result<Box<dyn Book>, Error>;
}

/// Every format; the first that recognises the bytes opens the file. Plain text comes last.
const READERS: &[&dyn Reader] = &[&xlsx::Xlsx, &xlsb::Xlsb, &ods::Ods, &xls::Xls, &csv::Csv];

/// Opens a spreadsheet file from its bytes.
///
/// # Errors
///
/// `ErrorKind::Input` with the reason a file is refused for, at the file's place.
pub fn open(file: &Text, bytes: Vec<u8>) -> Result<Box<dyn Book>, Error> {
    let at = |error: Error| if error.place.is_none() { error.at(Place::file(file.clone())) } else { error };
    if bytes.is_empty() {
        let error = Error::input(RefusalReason::NotATable, "文件是空的（0 字节）");
        return Err(at(error.hint("请向填报单位要一份完整的文件")));
    }
    if let Some(error) = recognised_but_unsupported(&bytes) {
        return Err(at(error));
    }
    match READERS.iter().find(|reader| reader.recognises(&bytes)) {
        Some(reader) => reader.open(file, bytes).map_err(at),
        None => Err(at(Error::input(RefusalReason::Unsupported, "不是 Excel、WPS 表格、ODS 或 CSV 文件")
            .hint("请在 Excel 或 WPS 里打开它，另存为 .xlsx 后重试"))),
    }
}

/// Opens an xlsx or xlsm with the library alone, which `open` turns to only for what is unusual.
///
/// Slow, and for nothing but holding one way of reading against the other.
///
/// # Errors
///
/// As `open`.
pub fn by_library(file: &Text, bytes: Vec<u8>) -> Result<Box<dyn Book>, Error> {
    xlsx::open(file, bytes, false).map_err(|error| error.at(Place::file(file.clone())))
}

/// Reads a file's bytes, refusing what is beyond the size limit before reading it.
///
/// # Errors
///
/// `ErrorKind::Input` when the file is missing, locked or too large.
pub fn bytes(path: &Path, file: &Text) -> Result<Vec<u8>, Error> {
    let unreadable = |cause: &std::io::Error| {
        Error::io(ErrorKind::Input(RefusalReason::Unreadable), "读取文件", path, cause).at(Place::file(file.clone()))
    };
    let size = std::fs::metadata(path).map_err(|cause| unreadable(&cause))?.len();
    if size > limits::FILE_BYTES {
        return Err(limits::too_large("文件", size, limits::FILE_BYTES).at(Place::file(file.clone())));
    }
    std::fs::read(path).map_err(|cause| unreadable(&cause))
}

/// Names the kinds of file people mistake for a spreadsheet.
fn recognised_but_unsupported(bytes: &[u8]) -> Option<Error> {
    let head = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let starts = |magic: &[u8]| head.starts_with(magic);
    let what = if starts(b"%PDF") {
        "这是 PDF 文件，不是表格"
    } else if starts(b"\x89PNG") || starts(b"\xFF\xD8\xFF") || starts(b"GIF8") {
        "这是图片，不是表格"
    } else if starts(b"Rar!") || starts(b"7z\xBC\xAF") {
        "这是压缩包，不是表格"
    } else if starts(b"{\\rtf") {
        "这是 RTF 文档，不是表格"
    } else if starts(b"<") {
        "这是网页或 XML 文件，只是用了表格的扩展名"
    } else if matches!(bytes, [0x09, 0x00 | 0x02 | 0x04, ..]) {
        "这是 Excel 4.0 或更早的格式"
    } else {
        return None;
    };
    let opens = what.contains("XML") || what.contains("Excel");
    let hint = if opens {
        "请在 Excel 或 WPS 里打开它，另存为 .xlsx 后重试"
    } else {
        "请向填报单位要 Excel 或 WPS 表格；若本不是台账，请移出台账文件夹"
    };
    Some(Error::input(RefusalReason::Unsupported, what).hint(hint))
}

/// The error of a file that a format's library cannot make sense of.
///
/// The library's own words are English and about its insides; they are of no use to a clerk and left out.
fn corrupt(_cause: impl std::fmt::Display) -> Error {
    Error::input(RefusalReason::Corrupt, "文件损坏或不完整，读不下去")
        .hint("请在 Excel 或 WPS 里打开并另存，或向填报单位重新要一份")
}

/// The error of a workbook with sheets of a kind that is not read.
fn macro_sheets() -> Error {
    Error::input(RefusalReason::Unsupported, "文件里有 Excel 4.0 宏表，不能读取")
        .hint("请在 Excel 或 WPS 里打开，另存为不带宏的 .xlsx 后重试")
}

/// The error of a file protected by a password.
fn encrypted() -> Error {
    Error::input(RefusalReason::Encrypted, "文件设了打开密码").hint("请在 Excel 或 WPS 里输入密码打开，取消密码后另存")
}

#[cfg(test)]
mod tests {
    use super::open;
    use crate::error::ErrorKind;
    use crate::model::finding::RefusalReason;

    fn refusal(bytes: &[u8]) -> RefusalReason {
        match open(&"a.xlsx".into(), bytes.to_vec()).map(|_| ()).expect_err("a refusal").kind {
            ErrorKind::Input(reason) => reason,
            other => panic!("not a refusal: {other:?}"),
        }
    }

    #[test]
    fn files_that_are_no_spreadsheets_are_refused_with_their_reason() {
        assert_eq!(refusal(b""), RefusalReason::NotATable);
        assert_eq!(refusal(b"%PDF-1.7 ..."), RefusalReason::Unsupported);
        assert_eq!(refusal(b"\xEF\xBB\xBF<html><table>"), RefusalReason::Unsupported);
        assert_eq!(refusal(b"PK\x03\x04 cut short"), RefusalReason::Corrupt);
        assert_eq!(refusal(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 cut short"), RefusalReason::Corrupt);
        assert_eq!(refusal(&[0, 1, 2, 0xFF, 0xFE, 0, 0, 3]), RefusalReason::Unsupported);
    }
}
