//! Marks taken off a file that another program has saved since: found by the list's title, the colours, the author and
//! the links, because nothing else survives for certain.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, Read};

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::error::Error;
use crate::office::patch::comments::{self, Comments};
use crate::office::patch::list::{LIST, TITLE};
use crate::office::patch::package::{Changes, Package, rels_of};
use crate::office::patch::record;
use crate::office::patch::rels::{ContentTypes, Relations};
use crate::office::patch::sheet::{Cell, Outline, Wanted};
use crate::office::patch::styles::Styles;
use crate::office::patch::unpatchable;
use crate::office::patch::workbook::{Workbook, location};
use crate::office::patch::xml::escape;

/// Returns the package without marks; `None` when it has none. The colours that were behind them are only taken from the
/// record where it is `trusted`.
///
/// # Errors
///
/// When the marks cannot be taken off.
pub(super) fn clean(mut package: Package<'_>, trusted: bool) -> Result<Option<Vec<u8>>, Error> {
    let record = record::find(&mut package)?;
    // What is no workbook, or one this module cannot read, was not marked by it.
    let Ok(mut workbook) = Workbook::of(&mut package) else { return Ok(None) };
    let list = list_sheet(&mut package, &workbook)?;
    let strict = workbook.strict;
    // A program may have lost the record and a person deleted the list; the notes are still ours.
    if record.is_none() && list.is_none() && !has_notes(&mut package, &workbook) {
        return Ok(None);
    }
    let mut changes = Changes::default();
    let mut types = ContentTypes::of(&mut package)?;
    let mut styles = Styles::of(&mut package, workbook.relations.part("styles"), strict)?;
    let formats: BTreeSet<usize> = styles.formats().filter(|format| styles.is_marked(*format)).collect();
    let names = list.map(|at| workbook.sheets[at].name.clone());
    let mut seen = BTreeSet::new();
    for (_, sheet) in workbook.sheets.iter().enumerate().filter(|(at, _)| Some(*at) != list) {
        let Some(part) = sheet.part.as_ref().filter(|part| seen.insert((*part).clone())) else { continue };
        let wanted = Wanted { cells: BTreeSet::new(), formats: formats.clone() };
        let outline = Outline::read(package.reader(part)?, &wanted)?;
        let mut back: BTreeMap<Cell, usize> = BTreeMap::new();
        for cell in outline.found() {
            let format = outline.format(cell);
            // Without the record nothing tells what was behind the cell.
            let colour = record.as_ref().filter(|_| trusted).and_then(|record| record.colour(&sheet.name, cell));
            back.extend(styles.unmarked(format, colour).map(|format| (cell, format)));
        }
        let mut splices = outline.restyle(&back)?;
        if let Some(list) = &names {
            let (quoted, plain) = (location(list, ""), format!("{list}!"));
            splices.extend(outline.unlink(|place| place.starts_with(&quoted) || place.starts_with(&plain)));
        }
        splices.into_iter().for_each(|splice| changes.edit(part, splice));
        notes(&mut package, part, strict, &mut changes)?;
    }
    if let Some(at) = list.filter(|_| workbook.sheets.len() > 1) {
        workbook.remove(at).into_iter().for_each(|splice| changes.edit(&workbook.part, splice));
        // A part that another sheet shows too stays.
        for part in workbook.sheets[at].part.clone().into_iter().filter(|part| !seen.contains(part)) {
            workbook.relations.remove(&part);
            types.remove(&part);
            changes.removed.extend(package.find(&rels_of(&part)));
            changes.removed.insert(part);
        }
    }
    if let Some(record) = &record {
        workbook.relations.remove(record.item());
        // Some programs hang it on the package instead of the workbook.
        let mut root = Relations::of(&mut package, "", strict)?;
        root.remove(record.item());
        root.finish(&mut changes);
        record::remove(&mut package, record, &mut changes, &mut types)?;
    }
    styles.finish(&mut changes)?;
    workbook.relations.finish(&mut changes);
    types.finish(&mut changes);
    package.write(changes, |_| None).map(Some)
}

/// Takes our notes off one sheet.
fn notes(package: &mut Package<'_>, part: &str, strict: bool, changes: &mut Changes) -> Result<(), Error> {
    let relations = Relations::of(package, part, strict)?;
    let Some(name) = relations.part("comments") else { return Ok(()) };
    let (splices, gone) = Comments::of(package.text(&name)?)?.clean();
    splices.into_iter().for_each(|splice| changes.edit(&name, splice));
    if let Some(drawing) = relations.part("vmlDrawing").filter(|_| !gone.is_empty()) {
        let text = package.text(&drawing)?;
        comments::remove_boxes(&text, &gone).into_iter().for_each(|splice| changes.edit(&drawing, splice));
    }
    Ok(())
}

/// Says whether any sheet has a note of ours. A note that cannot be read is none.
fn has_notes(package: &mut Package<'_>, workbook: &Workbook) -> bool {
    let parts: BTreeSet<&String> = workbook.sheets.iter().filter_map(|sheet| sheet.part.as_ref()).collect();
    parts.into_iter().any(|part| {
        let name = Relations::of(package, part, workbook.strict).ok().and_then(|relations| relations.part("comments"));
        let comments = name.and_then(|name| package.text(&name).ok()).and_then(|text| Comments::of(text).ok());
        comments.is_some_and(|comments| !comments.clean().0.is_empty())
    })
}

/// Finds the sheet that is a list made here, by the text of its first cell.
fn list_sheet(package: &mut Package<'_>, workbook: &Workbook) -> Result<Option<usize>, Error> {
    for (at, sheet) in workbook.sheets.iter().enumerate().rev() {
        let Some(part) = sheet.part.as_ref().filter(|_| sheet.name.starts_with(LIST)) else { continue };
        let mut head = Vec::new();
        package.reader(part)?.take(16 * 1024).read_to_end(&mut head).map_err(|_| unpatchable())?;
        let head = String::from_utf8_lossy(&head).into_owned();
        let shared = match (first_string(&head), workbook.relations.part("sharedStrings")) {
            (Some(number), Some(strings)) => shared_string(package, &strings, number)?.contains(TITLE),
            _ => false,
        };
        if shared || head.contains(&escape(TITLE)) {
            return Ok(Some(at));
        }
    }
    Ok(None)
}

/// Returns the number of the shared string in the first cell of a sheet.
fn first_string(head: &str) -> Option<usize> {
    let (_, cell) = head.split_once("r=\"A1\"")?;
    let (tag, rest) = cell.split_once('>')?;
    let (_, value) = rest.split_once("v>").filter(|_| tag.contains("t=\"s\""))?;
    value.split('<').next()?.trim().parse().ok()
}

/// Returns a shared string, read as a stream: there may be millions.
fn shared_string(package: &mut Package<'_>, part: &str, wanted: usize) -> Result<String, Error> {
    let mut reader = Reader::from_reader(BufReader::new(package.reader(part)?));
    let (mut buffer, mut text) = (Vec::new(), String::new());
    let (mut depth, mut number) = (0_usize, 0_usize);
    while number <= wanted {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| unpatchable())? {
            Event::Start(_) => depth += 1,
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                number += usize::from(depth == 1);
            }
            Event::Empty(_) if depth == 1 => number += 1,
            Event::Text(words) if number == wanted => text.push_str(&words),
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(text)
}
