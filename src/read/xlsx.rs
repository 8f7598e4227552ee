//! xlsx and xlsm: rows from the scan, or from calamine where the scan leaves off; merged areas from the sheet's XML.

use std::sync::Arc;

use calamine::{Reader as _, SheetVisible};

use crate::error::{Error, catch_panics};
use crate::model::place::Area;
use crate::model::text::{Interner, Text};
use crate::model::workbook::{Book, Row, Rows, SheetInfo};
use crate::read::ahead::{self, AheadRows, WORTH_A_THREAD};
use crate::read::container::Package;
use crate::read::xlsx_library::{self, Library, LibraryRows};
use crate::read::xlsx_scan::{Scan, ScannedRows};
use crate::read::{Reader, corrupt, sheet_xml};

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
        open(file, bytes, true)
    }
}

/// Opens a workbook, without the scan where that is not wanted.
///
/// # Errors
///
/// The reason it is refused for.
pub(super) fn open(file: &Text, bytes: Vec<u8>, may_scan: bool) -> Result<Box<dyn Book>, Error> {
    let mut package = Package::open(bytes)?;
    let parts = sheet_xml::sheet_parts(&mut package)?;
    let large = parts.iter().map(|(_, part)| package.size(part)).sum::<u64>() > WORTH_A_THREAD;
    let mut other = package.clone();
    let (opened, merges) = ahead::both(
        large,
        || match may_scan.then(|| Scan::open(&mut package)).flatten() {
            Some(scan) => Ok((Some(scan), None)),
            None => xlsx_library::open(&mut package).map(|library| (None, Some(library))),
        },
        || parts.iter().map(|(_, part)| catch_panics(|| sheet_xml::merges(&mut other, part).map(Arc::from))).collect::<Vec<_>>(),
    );
    let (scan, library) = opened?;
    let sheets = match (&scan, &library) {
        (Some(scan), _) => scan.sheets.clone(),
        (None, Some(library)) => library
            .sheets_metadata()
            .iter()
            .map(|sheet| SheetInfo { name: sheet.name.as_str().into(), hidden: sheet.visible != SheetVisible::Visible })
            .collect(),
        (None, None) => Vec::new(),
    };
    let merges = parts.iter().map(|(name, _)| name.clone()).zip(merges).collect();
    let source = Some(Source { package, parts, scan, library, interner: Interner::default() });
    Ok(Box::new(XlsxBook { file: file.clone(), sheets, merges, large, source }))
}

/// The merged areas of a sheet, or why they cannot be told.
type Merges = Result<Arc<[Area]>, Error>;

struct XlsxBook {
    file: Text,
    sheets: Vec<SheetInfo>,
    /// By sheet name.
    merges: Vec<(String, Merges)>,
    /// Whether reading on a second thread is worth it.
    large: bool,
    source: Option<Source>,
}

/// What a thread needs to read a sheet.
struct Source {
    package: Package,
    /// The parts of the sheets, by name.
    parts: Vec<(String, String)>,
    scan: Option<Scan>,
    /// Opened where the scan leaves something to it.
    library: Option<Library>,
    interner: Interner,
}

impl ahead::Source for Source {
    fn rows(&mut self, sheet: &str, merges: Arc<[Area]>) -> Result<Box<dyn Rows + '_>, Error> {
        let part = self.parts.iter().find(|(known, _)| known == sheet).map(|(_, part)| part.clone());
        let rest = Rest { package: self.package.clone(), library: &mut self.library, sheet: sheet.to_owned(), part };
        let stream = match &rest.part {
            Some(part) if self.scan.is_some() => self.package.stream(part)?,
            _ => None,
        };
        let reading = match (&self.scan, stream) {
            (Some(scan), Some(stream)) => {
                Reading::Scan(Box::new(ScannedRows::new(scan, &mut self.interner, stream)), Some(rest), 0)
            }
            _ => Reading::Library(Box::new(rest.open()?)),
        };
        Ok(Box::new(XlsxRows { merges, reading }))
    }
}

/// What the library needs to read a sheet, or to read on in it.
struct Rest<'b> {
    package: Package,
    library: &'b mut Option<Library>,
    sheet: String,
    part: Option<String>,
}

impl<'b> Rest<'b> {
    fn open(mut self) -> Result<LibraryRows<'b>, Error> {
        let hidden_rows = match &self.part {
            Some(part) => sheet_xml::hidden_rows(&mut self.package, part)?,
            None => Default::default(),
        };
        let library = match self.library {
            Some(library) => library,
            none => none.insert(xlsx_library::open(&mut self.package)?),
        };
        LibraryRows::open(library, &self.sheet, hidden_rows)
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
        let merges = match self.merges.iter().find(|(known, _)| *known == *name) {
            Some((_, merges)) => merges.clone()?,
            None => Arc::new([]),
        };
        if self.large {
            return Ok(Box::new(AheadRows::start(&mut self.source, &name, merges)?));
        }
        let source = self.source.as_mut().ok_or_else(|| corrupt("the source was lost"))?;
        ahead::Source::rows(source, &name, merges)
    }
}

struct XlsxRows<'b> {
    merges: Arc<[Area]>,
    reading: Reading<'b>,
}

/// Who reads, and what is needed when the scan leaves off: how many rows it has given.
enum Reading<'b> {
    Scan(Box<ScannedRows<'b>>, Option<Rest<'b>>, usize),
    Library(Box<LibraryRows<'b>>),
}

impl Rows for XlsxRows<'_> {
    fn merges(&self) -> &[Area] {
        &self.merges
    }

    fn next_row(&mut self) -> Result<Option<Row>, Error> {
        let (rest, given) = match &mut self.reading {
            Reading::Library(rows) => return rows.next_row(),
            Reading::Scan(rows, rest, given) => match rows.next_row() {
                Ok(row) => {
                    *given += usize::from(row.is_some());
                    return Ok(row);
                }
                Err(_) => (rest.take(), *given),
            },
        };
        let mut rows = rest.ok_or_else(|| corrupt("the scan has left off before"))?.open()?;
        for _ in 0..given {
            rows.next_row()?;
        }
        let next = rows.next_row();
        self.reading = Reading::Library(Box::new(rows));
        next
    }
}
