//! Single values of somebody's own workbook replaced, and nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::io::BufReader;

use chrono::{Datelike, NaiveDate};
use quick_xml::Reader;
use quick_xml::events::Event;

use crate::error::Error;
use crate::office::patch::package::{Changes, Package};
use crate::office::patch::sheet::{Cell, Outline, Wanted};
use crate::office::patch::splice::Splice;
use crate::office::patch::styles::Styles;
use crate::office::patch::workbook::Workbook;
use crate::office::patch::xml::escape;
use crate::office::patch::{unpatchable, without_marks};

/// How wide a column must be to show any day, in digits; in a narrower one the day would show as `####`.
const DAY_WIDTH: f64 = 10.5;

/// What a cell is going to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewValue {
    /// Text.
    Text(String),
    /// A day, shown as the system shows days.
    Day(NaiveDate),
}

/// Values to replace, by sheet and 0-based row and column.
pub type Edits = BTreeMap<String, BTreeMap<Cell, NewValue>>;

/// Why a value was left as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// It comes from a formula.
    Formula,
    /// Parts of the text are formatted on their own.
    Formatted,
    /// Its column is too narrow to show a day.
    Narrow,
    /// The cell is not kept as text in the file.
    Elsewhere,
}

/// A workbook with some values replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The file.
    pub bytes: Vec<u8>,
    /// Values that were left as they are, with the reason.
    pub left: Vec<(String, Cell, Left)>,
    /// Whether it came with a record of earlier marks that was distrusted.
    pub distrusted: bool,
}

/// Replaces values in a copy of a workbook; marks of an earlier run are taken off first.
///
/// # Errors
///
/// When the workbook is no xlsx, or its insides are such that it cannot be patched.
pub fn edit(bytes: &[u8], edits: &Edits) -> Result<Edited, Error> {
    let (bytes, distrusted) = without_marks(bytes)?;
    let mut package = Package::open(&bytes)?;
    let workbook = Workbook::of(&mut package)?;
    let name = workbook.relations.part("styles");
    // A workbook without styles has no format for days; they are then written as text.
    let mut styles = name.map(|name| Styles::of(&mut package, Some(name), workbook.strict)).transpose()?;
    let (mut changes, mut left) = (Changes::default(), Vec::new());
    for (sheet, edits) in edits {
        let part = workbook.sheets.iter().find(|known| known.name == *sheet).and_then(|known| known.part.clone());
        let part = part.ok_or_else(unpatchable)?;
        let wanted = Wanted { cells: edits.keys().copied().collect(), formats: BTreeSet::new() };
        let outline = Outline::read(package.reader(&part)?, &wanted)?;
        let shared = edits.keys().filter_map(|cell| outline.shared(*cell)).collect();
        let formatted = formatted_strings(&mut package, &workbook, &shared)?;
        for (cell, value) in edits {
            let reason = match outline.shared(*cell) {
                _ if outline.has_formula(*cell) => Some(Left::Formula),
                Some(number) if formatted.contains(&number) => Some(Left::Formatted),
                None if outline.has_runs(*cell) => Some(Left::Formatted),
                _ if matches!(value, NewValue::Day(_)) && outline.width(cell.1) < DAY_WIDTH => Some(Left::Narrow),
                _ => None,
            };
            let splice = match reason {
                None => refill(&outline, *cell, value, styles.as_mut(), workbook.counts_from_1904()),
                Some(_) => None,
            };
            match splice {
                Some(splice) => changes.edit(&part, splice),
                None => left.push((sheet.clone(), *cell, reason.unwrap_or(Left::Elsewhere))),
            }
        }
    }
    if let Some(styles) = styles {
        styles.finish(&mut changes)?;
    }
    Ok(Edited { bytes: package.write(changes, |_| None)?, left, distrusted })
}

fn refill(outline: &Outline, cell: Cell, value: &NewValue, styles: Option<&mut Styles>, from_1904: bool) -> Option<Splice> {
    let format = outline.format(cell);
    let text = |text: &str| {
        let text = escape(text);
        let xml = |p: &str| format!("<{p}is><{p}t xml:space=\"preserve\">{text}</{p}t></{p}is>");
        outline.refill(cell, "inlineStr", format, xml)
    };
    match value {
        NewValue::Text(words) => text(words),
        NewValue::Day(day) => match styles.and_then(|styles| styles.dated(format)) {
            Some(dated) => {
                let serial = serial(*day, from_1904)?;
                outline.refill(cell, "n", dated, |p| format!("<{p}v>{serial}</{p}v>"))
            }
            None => text(&day.to_string()),
        },
    }
}

/// Returns the number a workbook keeps for a day; `None` before March 1900, where Excel counts a day that never was.
fn serial(day: NaiveDate, from_1904: bool) -> Option<i32> {
    let serial = day.num_days_from_ce() - NaiveDate::from_ymd_opt(1899, 12, 30)?.num_days_from_ce();
    (serial > 60).then_some(if from_1904 { serial - 1462 } else { serial })
}

/// Returns those of some shared strings of which parts are formatted on their own.
fn formatted_strings(package: &mut Package<'_>, workbook: &Workbook, wanted: &BTreeSet<usize>) -> Result<BTreeSet<usize>, Error> {
    let mut formatted = BTreeSet::new();
    let Some(name) = workbook.relations.part("sharedStrings").filter(|_| !wanted.is_empty()) else { return Ok(formatted) };
    let mut reader = Reader::from_reader(BufReader::new(package.reader(&name)?));
    let (mut buffer, mut depth, mut number) = (Vec::new(), 0_usize, 0_usize);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| unpatchable())? {
            Event::Start(element) => {
                let name = element.local_name();
                let name: &str = name.as_ref();
                if depth == 2 && name == "r" && wanted.contains(&number) {
                    formatted.insert(number);
                }
                depth += 1;
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                number += usize::from(depth == 1);
            }
            Event::Empty(_) if depth == 1 => number += 1,
            Event::Eof => return Ok(formatted),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::serial;

    #[test]
    fn days_are_counted_as_the_workbook_counts_them() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        assert_eq!(serial(day("2026-06-30"), false), Some(46203));
        assert_eq!(serial(day("2026-06-30"), true), Some(44741));
        assert_eq!(serial(day("1900-03-01"), false), Some(61));
        assert_eq!(serial(day("1900-02-28"), false), None);
    }
}
