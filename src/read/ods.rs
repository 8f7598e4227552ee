//! ods: cells from calamine, merged areas and hidden rows from the content XML.

use std::collections::{HashMap, HashSet};
use std::io::Cursor;

use calamine::{Data, OdsError, Range, Reader as _, SheetVisible};
use quick_xml::Reader as XmlReader;
use quick_xml::events::{BytesStart, Event};

use crate::error::Error;
use crate::model::place::{Area, CellRef};
use crate::model::text::{Interner, Text};
use crate::model::workbook::{Book, Rows, SheetInfo};
use crate::read::container::Package;
use crate::read::range::RangeRows;
use crate::read::{Reader, corrupt, encrypted, limits};

/// The ods format.
pub(super) struct Ods;

impl Reader for Ods {
    fn recognises(&self, bytes: &[u8]) -> bool {
        bytes.starts_with(b"PK\x03\x04") && Package::holds(bytes, "content.xml")
    }

    fn open(&self, file: &Text, bytes: Vec<u8>) -> Result<Box<dyn Book>, Error> {
        let mut package = Package::open(bytes)?;
        let content = package.part("content.xml")?.unwrap_or_default();
        let workbook = calamine::Ods::new(Cursor::new(package.bytes())).map_err(refuse)?;
        let extras = extras(&content)?;
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
    workbook: calamine::Ods<Cursor<std::sync::Arc<[u8]>>>,
    sheets: Vec<SheetInfo>,
    extras: HashMap<String, Extras>,
    range: Range<Data>,
    interner: Interner,
}

#[derive(Clone, Default)]
struct Extras {
    merges: Vec<Area>,
    hidden_rows: HashSet<u32>,
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
        self.range = self.workbook.worksheet_range(&name).map_err(refuse)?;
        let Extras { merges, hidden_rows } = self.extras.get(&name).cloned().unwrap_or_default();
        Ok(Box::new(RangeRows { range: &self.range, formulas: None, merges, hidden_rows, interner: &mut self.interner, next: 0 }))
    }
}

/// Reads merged areas and hidden rows of every table of the content.
fn extras(content: &[u8]) -> Result<HashMap<String, Extras>, Error> {
    let mut reader = XmlReader::from_reader(content);
    let mut all = HashMap::new();
    let mut table: Option<(String, Extras)> = None;
    let (mut row, mut column, mut row_repeats) = (0u32, 0u32, 1u32);
    loop {
        let event = reader.read_event().map_err(corrupt)?;
        let empty = matches!(event, Event::Empty(_));
        match event {
            Event::Start(element) | Event::Empty(element) => match element.name().as_ref() {
                "table:table" => {
                    table = Some((attribute(&element, "table:name").unwrap_or_default(), Extras::default()));
                    row = 0;
                }
                "table:table-row" => {
                    column = 0;
                    row_repeats = number(&element, "table:number-rows-repeated");
                    let hidden = attribute(&element, "table:visibility").is_some_and(|v| v == "collapse" || v == "filter");
                    if let (true, Some((_, extras))) = (hidden && row_repeats < 100_000, &mut table) {
                        extras.hidden_rows.extend(row..row.saturating_add(row_repeats));
                    }
                    if empty {
                        row = row.saturating_add(row_repeats);
                    }
                }
                "table:table-cell" | "table:covered-table-cell" => {
                    let (wide, high) =
                        (number(&element, "table:number-columns-spanned"), number(&element, "table:number-rows-spanned"));
                    if let (true, Some((_, extras))) = (wide > 1 || high > 1, &mut table)
                        && let (Ok(first), Ok(last)) = (u16::try_from(column), u16::try_from(column.saturating_add(wide - 1)))
                        && extras.merges.len() < limits::MERGES
                    {
                        let last = CellRef::new(row.saturating_add(high - 1), last);
                        extras.merges.push(Area { first: CellRef::new(row, first), last });
                    }
                    column = column.saturating_add(number(&element, "table:number-columns-repeated"));
                }
                _ => {}
            },
            Event::End(element) => match element.name().as_ref() {
                "table:table-row" => row = row.saturating_add(row_repeats),
                "table:table" => all.extend(table.take()),
                _ => {}
            },
            Event::Eof => return Ok(all),
            _ => {}
        }
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.try_get_attribute(name).ok().flatten()?;
    attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
}

/// Returns a repeat or span count, at least 1.
fn number(element: &BytesStart<'_>, name: &str) -> u32 {
    attribute(element, name).and_then(|text| text.parse().ok()).unwrap_or(1).max(1)
}
