//! What calamine does not tell of an xlsb sheet: hidden rows and merged areas, from one pass over its records.
//!
//! The pass also refuses parts whose records break off: the library makes room for a record's length before it reads
//! it, and ends a sheet in silence where a row's number makes no sense.
//!
//! Source: Microsoft, [MS-XLSB] §2.1.4 (records), §2.4.312 (BrtBundleSh), §2.4.706 (BrtMergeCell), §2.4.761
//! (BrtRowHdr).

use crate::error::Error;
use crate::model::place::{Area, CellRef};
use crate::read::container::Package;
use crate::read::ole::read_u32;
use crate::read::sheet_xml::{self, Extras};
use crate::read::{corrupt, limits};

/// A row begins.
const ROW: u16 = 0x0000;
/// The kinds of cells, from blank (1) to a formula with an error (11), with the column first.
const LAST_CELL: u16 = 0x000B;
/// A defined name with its formula.
const NAME: u16 = 0x0027;
/// A sheet of the workbook.
const SHEET: u16 = 0x009C;
/// A merged area.
const MERGE: u16 = 0x00B0;

/// Most squared bytes of all defined names; the library shifts a name's text for each of its tokens.
const NAMES: u64 = 1 << 33;

/// Returns each sheet's name and part, in workbook order, and looks over the parts that all sheets share.
///
/// # Errors
///
/// `Corrupt` when one of them is not whole.
pub(super) fn sheet_parts(package: &mut Package) -> Result<Vec<(String, String)>, Error> {
    if let Some(texts) = package.part("xl/sharedStrings.bin")? {
        records(&texts, |_, _| Ok(()))?;
    }
    let relations = package.part("xl/_rels/workbook.bin.rels")?.unwrap_or_default();
    let relations = sheet_xml::relations(&relations)?;
    let workbook = package.part("xl/workbook.bin")?.unwrap_or_default();
    let (mut sheets, mut names) = (Vec::new(), 0u64);
    records(&workbook, |kind, data| {
        if kind == NAME {
            names = names.saturating_add((data.len() as u64).pow(2));
        }
        // A sheet has its state and its number before the id of its part and its name.
        if let (SHEET, Some((id, rest))) = (kind, data.get(8..).and_then(wide_text))
            && let Some((name, _)) = wide_text(rest)
            && let Some((_, target)) = relations.iter().find(|(known, _)| *known == id)
        {
            sheets.push((name, sheet_xml::sheet_part(target)));
        }
        Ok(())
    })?;
    if names > NAMES { Err(corrupt("名称过长")) } else { Ok(sheets) }
}

/// Reads a sheet's extras; a sheet without a part has none.
///
/// # Errors
///
/// `Corrupt` when the part is not whole, or has cells outside a sheet.
pub(super) fn extras(package: &mut Package, part: &str) -> Result<Extras, Error> {
    let Some(sheet) = package.part(part)? else { return Ok(Extras::default()) };
    extras_of(&sheet)
}

fn extras_of(sheet: &[u8]) -> Result<Extras, Error> {
    /// The row's height is zero.
    const HIDDEN: u8 = 0x10;
    let mut extras = Extras::default();
    records(sheet, |kind, data| {
        let number = |at| read_u32(data, at).ok_or_else(|| corrupt("记录过短"));
        match kind {
            ROW if number(0)? >= limits::ROWS => return Err(corrupt("行在表外")),
            ROW if data.get(11).is_some_and(|flags| flags & HIDDEN != 0) => drop(extras.hidden_rows.insert(number(0)?)),
            1..=LAST_CELL if number(0)? >= limits::COLUMNS => return Err(corrupt("单元格在表外")),
            MERGE => extras.merges.extend(area(data).filter(|_| extras.merges.len() < limits::MERGES)),
            _ => {}
        }
        Ok(())
    })?;
    extras.merges.sort_unstable();
    Ok(extras)
}

/// Reads first and last row, first and last column; a single cell is no area.
fn area(data: &[u8]) -> Option<Area> {
    let cell = |row, column| {
        let (row, column) = (read_u32(data, row)?, read_u32(data, column)?);
        (row < limits::ROWS && column < limits::COLUMNS).then(|| CellRef::new(row, column as u16))
    };
    let (first, last) = (cell(0, 8)?, cell(4, 12)?);
    (first.row <= last.row && first.column <= last.column && first != last).then_some(Area { first, last })
}

/// Reads a text that has its length in UTF-16 units before it, and returns what is behind it.
fn wide_text(data: &[u8]) -> Option<(String, &[u8])> {
    let length = (read_u32(data, 0)? as usize).checked_mul(2)?;
    let (text, rest) = data[4..].split_at_checked(length)?;
    let units: Vec<u16> = text.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    Some((String::from_utf16_lossy(&units), rest))
}

/// Calls `visit` with the kind and data of every record.
fn records(part: &[u8], mut visit: impl FnMut(u16, &[u8]) -> Result<(), Error>) -> Result<(), Error> {
    let mut rest = part;
    while !rest.is_empty() {
        let head = number(rest, 2).and_then(|(kind, rest)| number(rest, 4).map(|(length, rest)| (kind, length, rest)));
        let (kind, length, behind) = head.ok_or_else(|| corrupt("记录头不完整"))?;
        let (data, next) = behind.split_at_checked(length as usize).ok_or_else(|| corrupt("记录不完整"))?;
        visit(kind as u16, data)?;
        rest = next;
    }
    Ok(())
}

/// Reads a number in groups of seven bits, the lowest first, as long as the eighth bit is set.
fn number(bytes: &[u8], most: usize) -> Option<(u32, &[u8])> {
    let mut value = 0;
    for (index, byte) in bytes.iter().take(most).enumerate() {
        value |= u32::from(byte & 0x7F) << (7 * index);
        if byte & 0x80 == 0 || index + 1 == most {
            return Some((value, &bytes[index + 1..]));
        }
    }
    None
}
