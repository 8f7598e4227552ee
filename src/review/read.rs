//! An answered workbook → its rows as the office filled them in, wherever the columns and the header stand now.

use crate::error::{Error, catch_panics};
use crate::model::answers::Reply;
use crate::model::directory::fold;
use crate::model::finding::RefusalReason;
use crate::model::place::{CellRef, Place};
use crate::model::text::Text;
use crate::model::workbook::{Book, Row, Value, is_invisible};
use crate::review::heading;

/// More answers than any office gives; beyond that the file is something else.
const MOST_REPLIES: usize = 20_000;

/// The header stands within so many rows; below it, any row may be an answer.
const HEADER_WITHIN: usize = 50;

/// Reads the answers of a workbook, in order; rows without a name and without an answer are none.
///
/// Rows hidden by a filter count: a clerk filters to see what is left to answer. Hidden sheets do not.
///
/// # Errors
///
/// `ErrorKind::Input`: `NotATable` when no sheet has the header, `TooLarge` beyond what an office answers, `Corrupt` when a sheet breaks off.
pub fn replies(book: &mut dyn Book) -> Result<Vec<Reply>, Error> {
    let file = book.file().clone();
    let sheets = book.sheets().to_vec();
    let mut replies = Vec::new();
    let mut found = false;
    for (position, info) in sheets.iter().enumerate().filter(|(_, info)| !info.hidden) {
        let place = Place::file(file.clone()).sheet(info.name.clone());
        let of_sheet = catch_panics(|| sheet(book, position, &place))?;
        found |= of_sheet.is_some();
        replies.extend(of_sheet.unwrap_or_default());
        if replies.len() > MOST_REPLIES {
            let message = format!("名称确认的答复超过 {MOST_REPLIES} 行");
            let error = Error::input(RefusalReason::TooLarge, message).at(Place::file(file));
            return Err(error.hint("请用 xuncha names 重新写出工作簿，只答复其中的名称"));
        }
    }
    if !found {
        let message = format!("没有找到名称确认的表头：要有「{}」和「{}」两列", heading::WRITTEN, heading::WORD);
        let error = Error::input(RefusalReason::NotATable, message).at(Place::file(file));
        return Err(error.hint("请用 xuncha names 写出的工作簿答复，不要改表头"));
    }
    Ok(replies)
}

/// Reads the answers of a sheet; `None` without the header.
fn sheet(book: &mut dyn Book, position: usize, place: &Place) -> Result<Option<Vec<Reply>>, Error> {
    let mut rows = book.open(position)?;
    let mut columns = None;
    let mut replies = Vec::new();
    let mut before = 0;
    while let Some(row) = rows.next_row()? {
        match &columns {
            None if before >= HEADER_WITHIN => return Ok(None),
            None => columns = Columns::of(&row),
            Some(columns) => replies.extend(columns.reply(&row, place)),
        }
        if replies.len() > MOST_REPLIES {
            break;
        }
        before += 1;
    }
    Ok(columns.map(|_| replies))
}

/// Where each heading stands.
struct Columns {
    written: u16,
    word: u16,
    suggested: Option<u16>,
    instead: Option<u16>,
    by: Option<u16>,
    note: Option<u16>,
}

impl Columns {
    fn of(row: &Row) -> Option<Self> {
        let find = |heading: &str| row.cells.iter().find(|(_, value)| fold(&value.display()) == heading).map(|(at, _)| *at);
        Some(Self {
            written: find(heading::WRITTEN)?,
            word: find(heading::WORD)?,
            suggested: find(heading::SUGGESTED),
            instead: find(heading::INSTEAD),
            by: find(heading::BY),
            note: find(heading::NOTE),
        })
    }

    fn reply(&self, row: &Row, sheet: &Place) -> Option<Reply> {
        let text = |column: Option<u16>| column.and_then(|column| row.get(column)).and_then(shown);
        let reply = Reply {
            written: text(Some(self.written)).unwrap_or_default(),
            suggested: text(self.suggested),
            word: text(Some(self.word)).unwrap_or_default(),
            instead: text(self.instead),
            by: text(self.by),
            note: text(self.note),
            place: sheet.clone().cell(CellRef::new(row.index, self.word)),
        };
        let is_header = fold(&reply.written) == heading::WRITTEN;
        let is_empty = reply.written.is_empty() && !reply.is_answered();
        (!is_header && !is_empty).then_some(reply)
    }
}

/// Returns what a cell says, trimmed; `None` for nothing.
fn shown(value: &Value) -> Option<Text> {
    let display = match value {
        // It would look as if nothing had been chosen.
        Value::FormulaWithoutValue => "（没有结果的公式）".into(),
        other => other.display(),
    };
    let tidy = display.trim_matches(is_invisible);
    (!tidy.is_empty()).then(|| tidy.into())
}
