//! xlsx and xlsm taken apart directly, the way spreadsheet programs write them: for speed, and for nothing else.
//!
//! The library reads every workbook; this reads the usual ones several times faster, makes each shared text once, and
//! tells which rows are hidden in the same pass. Whatever is unusual (a namespace prefix, a comment, CDATA, another
//! encoding, a value that does not fit its type, anything damaged) is `Unusual`: then the library reads the file, or
//! reads on in the sheet, and says what is wrong with it. So nothing here reports an error, and where something is read
//! it is what the library reads; `tests/it/scan.rs` holds the two against each other.

mod blocks;
mod cursor;
mod format;
mod position;
mod rows;
mod string;
mod texts;
mod workbook;

use calamine::ExcelDateTimeType;

use crate::model::text::Text;
use crate::model::workbook::SheetInfo;
use crate::read::container::Package;

pub(super) use rows::{PICTURE, ScannedRows};

/// Something that is left to the library.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unusual;

/// What can be read here, or not.
type Usual<T> = Result<T, Unusual>;

/// A workbook whose sheets can be scanned.
#[derive(Debug)]
pub(super) struct Scan {
    /// The sheets, in workbook order.
    pub(super) sheets: Vec<SheetInfo>,
    tables: Tables,
}

/// What the cells of every sheet refer to.
#[derive(Debug, Default)]
struct Tables {
    /// The shared texts.
    texts: Vec<Text>,
    /// For each cell style, what its numbers are; `None` for plain numbers.
    dates: Vec<Option<ExcelDateTimeType>>,
    /// Whether days are counted from 1904.
    is_1904: bool,
}

impl Scan {
    /// Reads what stands beside the sheets; `None` when that is left to the library.
    pub(super) fn open(package: &mut Package) -> Option<Self> {
        let workbook = workbook::read(package).ok()?;
        let dates = format::read(package).ok()?;
        let texts = texts::read(package).ok()?;
        Some(Self { sheets: workbook.sheets, tables: Tables { texts, dates, is_1904: workbook.is_1904 } })
    }
}
