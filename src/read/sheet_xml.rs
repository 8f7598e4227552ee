//! What calamine does not tell of an xlsx sheet: hidden rows and merged areas; and small parts as elements.

use std::collections::HashSet;
use std::io::{BufRead, BufReader};

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::error::Error;
use crate::model::place::{Area, CellRef};
use crate::read::container::Package;
use crate::read::{corrupt, limits, tags};

/// How much of a sheet is inflated at a time, in bytes.
const CHUNK_BYTES: usize = 64 << 10;

/// The extras of one sheet.
#[derive(Clone, Debug, Default)]
pub(super) struct Extras {
    /// Hidden rows, 0-based.
    pub(super) hidden_rows: HashSet<u32>,
    /// Merged areas, by first cell.
    pub(super) merges: Vec<Area>,
}

/// Returns each sheet's name and part, in workbook order.
///
/// # Errors
///
/// `Corrupt` when the workbook part is not XML.
pub(super) fn sheet_parts(package: &mut Package) -> Result<Vec<(String, String)>, Error> {
    let Some(workbook_part) = package.find("xl/workbook.xml") else { return Ok(Vec::new()) };
    let relations = relations(&package.part("xl/_rels/workbook.xml.rels")?.unwrap_or_default())?;
    let workbook = package.part(&workbook_part)?.unwrap_or_default();
    let mut sheets = Vec::new();
    elements(&workbook, |name, attributes| {
        if name == "sheet" {
            let id = attributes.iter().find(|(key, _)| key == "id").map(|(_, value)| value);
            let sheet = attributes.iter().find(|(key, _)| key == "name").map(|(_, value)| value);
            if let (Some(id), Some(sheet)) = (id, sheet)
                && let Some((_, target)) = relations.iter().find(|(known, _)| known == id)
            {
                sheets.push((sheet.clone(), sheet_part(target)));
            }
        }
    })?;
    Ok(sheets)
}

/// Reads a sheet's merged areas, by first cell; a sheet without a part has none.
///
/// They stand behind the cells, in which nothing is looked at.
///
/// # Errors
///
/// `Corrupt` when the part does not inflate, has a wrong check sum, or is not XML before or behind the cells.
pub(super) fn merges(package: &mut Package, part: &str) -> Result<Vec<Area>, Error> {
    let mut merges = Vec::new();
    let Some(xml) = package.stream(part)? else { return Ok(merges) };
    let mut visit = |_: &str, attributes: &[(String, String)]| {
        let area = attributes.iter().find(|(key, _)| key == "ref").and_then(|(_, value)| parse_area(value));
        if let Some(area) = area
            && merges.len() < limits::MERGES
        {
            merges.push(area);
        }
    };
    let mut xml = BufReader::with_capacity(CHUNK_BYTES, xml);
    let mut take = |tag: &[u8]| elements(tag, &mut visit);
    tags::each(&mut xml, &["mergeCell"], Some(b"<sheetData"), &mut take)?;
    tags::skip_past(&mut xml, b"</sheetData")?;
    tags::each(&mut xml, &["mergeCell"], None, &mut take)?;
    merges.sort_unstable();
    Ok(merges)
}

/// Reads which rows of a sheet are hidden, 0-based.
///
/// # Errors
///
/// `Corrupt` when the part does not inflate or is not XML.
pub(super) fn hidden_rows(package: &mut Package, part: &str) -> Result<HashSet<u32>, Error> {
    let mut hidden = HashSet::new();
    // A long sheet is not kept: what stands in its cells is of no use here.
    let Some(xml) = package.stream(part)? else { return Ok(hidden) };
    let mut next_row = 0u32;
    let mut visit = |_: &str, attributes: &[(String, String)]| {
        let number = attributes.iter().find(|(key, _)| key == "r").and_then(|(_, value)| value.parse::<u32>().ok());
        let row = number.map_or(next_row, |number| number.saturating_sub(1));
        next_row = row.saturating_add(1);
        if attributes.iter().any(|(key, value)| key == "hidden" && matches!(value.as_str(), "1" | "true")) {
            hidden.insert(row);
        }
    };
    let xml = BufReader::with_capacity(CHUNK_BYTES, xml);
    tags::each(xml, &["row"], None, |tag| elements(tag, &mut visit))?;
    Ok(hidden)
}

/// Refuses a package whose table of shared texts announces more than it can hold; the library makes room for them all.
///
/// # Errors
///
/// `Corrupt` when it does, or when it does not say so where it begins; `TooLarge` when it holds too many.
pub(super) fn check_shared_texts(package: &mut Package) -> Result<(), Error> {
    /// Far more than a table takes to begin.
    const HEAD: u64 = 1 << 16;
    let tables = package.names().into_iter().filter(|name| name.to_ascii_lowercase().ends_with("sharedstrings.xml"));
    for name in tables.collect::<Vec<_>>() {
        let Some((head, size)) = package.head(&name, HEAD)? else { continue };
        let announced = announced_texts(&head)?;
        if announced > limits::SHARED_TEXTS.max(size) {
            return Err(corrupt("共享文字的个数"));
        }
        if let Some(xml) = package.stream(&name)? {
            refuse_more_texts(BufReader::with_capacity(CHUNK_BYTES, xml), limits::MOST_SHARED_TEXTS)?;
        }
    }
    Ok(())
}

/// Refuses a table of shared texts that holds more than `most`, whatever it announces.
fn refuse_more_texts(xml: impl BufRead, most: usize) -> Result<(), Error> {
    let mut texts = 0;
    tags::each(xml, &["si"], None, |_| {
        texts += 1;
        if texts > most { Err(limits::too_many_texts()) } else { Ok(()) }
    })
}

/// Returns how many texts a table of shared texts announces; 0 when it does not.
fn announced_texts(head: &[u8]) -> Result<u64, Error> {
    let mut reader = Reader::from_reader(head);
    loop {
        match reader.read_event().map_err(corrupt)? {
            Event::Start(element) | Event::Empty(element) if element.local_name().as_ref() == "sst" => {
                let count = element.try_get_attribute("uniqueCount").ok().flatten();
                let count = count.and_then(|count| count.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok());
                return Ok(count.and_then(|count| count.trim().parse().ok()).unwrap_or_default());
            }
            Event::Eof => return Err(corrupt("没有共享文字")),
            _ => {}
        }
    }
}

/// Returns the part a relation of the workbook leads to.
pub(super) fn sheet_part(target: &str) -> String {
    if target.starts_with('/') { target.to_owned() } else { format!("xl/{target}") }
}

/// Returns the id and target of every relation.
///
/// # Errors
///
/// `Corrupt` when the part is not XML.
pub(super) fn relations(xml: &[u8]) -> Result<Vec<(String, String)>, Error> {
    let mut relations = Vec::new();
    elements(xml, |name, attributes| {
        if name == "Relationship" {
            let get = |wanted: &str| attributes.iter().find(|(key, _)| key == wanted).map(|(_, value)| value.clone());
            relations.extend(get("Id").zip(get("Target")));
        }
    })?;
    Ok(relations)
}

/// Calls `visit` with the local name and attributes of every element.
///
/// # Errors
///
/// `Corrupt` when it is not XML.
pub(super) fn elements(xml: &[u8], mut visit: impl FnMut(&str, &[(String, String)])) -> Result<(), Error> {
    let mut reader = Reader::from_reader(xml);
    let mut attributes = Vec::new();
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) => {
                attributes.clear();
                for attribute in element.attributes().flatten() {
                    let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).map_err(corrupt)?;
                    attributes.push((attribute.key.local_name().as_ref().to_owned(), value.into_owned()));
                }
                visit(element.local_name().as_ref(), &attributes);
            }
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(cause) => return Err(corrupt(cause)),
        }
    }
}

/// Parses `A1:C4`; a single cell is no area.
fn parse_area(text: &str) -> Option<Area> {
    let (first, last) = text.split_once(':')?;
    let (first, last) = (parse_cell(first)?, parse_cell(last)?);
    (first.row <= last.row && first.column <= last.column && first != last).then_some(Area { first, last })
}

fn parse_cell(text: &str) -> Option<CellRef> {
    let text = text.replace('$', "");
    let split = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = text.split_at(split);
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut column = 0u32;
    for letter in letters.bytes() {
        column = column * 26 + u32::from(letter.to_ascii_uppercase().checked_sub(b'A')?) + 1;
    }
    let row: u32 = digits.parse().ok()?;
    (column <= limits::COLUMNS).then(|| CellRef::new(row.saturating_sub(1), (column - 1) as u16))
}

#[cfg(test)]
mod tests {
    use super::{announced_texts, parse_area, refuse_more_texts};

    #[test]
    fn shared_texts_are_counted_whatever_is_announced() {
        let with =
            |texts: usize| refuse_more_texts(format!("<x:sst uniqueCount='0'>{}</x:sst>", "<x:si/>".repeat(texts)).as_bytes(), 3);
        assert!(with(3).is_ok());
        assert!(with(4).is_err());
    }

    #[test]
    fn the_number_of_shared_texts_is_told_from_the_head_of_their_table() {
        let of = |xml: &str| announced_texts(xml.as_bytes()).ok();
        assert_eq!(of("<?xml version='1.0'?><x:sst count='9' uniqueCount='7'><x:si>"), Some(7));
        assert_eq!(of("<sst count='9'/>"), Some(0));
        assert_eq!(of("<sst uniqueCount='99999999999999999999'>"), Some(0), "no number the library takes");
        assert_eq!(of("<si/>"), None);
        assert_eq!(of(""), None);
    }

    #[test]
    fn areas_are_read_and_nonsense_is_not() {
        let area = parse_area("$B$2:AA10").expect("an area");
        assert_eq!((area.first.row, area.first.column, area.last.row, area.last.column), (1, 1, 9, 26));
        assert_eq!(parse_area("B2:B2"), None);
        assert_eq!(parse_area("B9:A1"), None);
        assert_eq!(parse_area("ZZZZ1:A2"), None);
    }
}
