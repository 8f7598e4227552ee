//! A marked workbook as if it had never been marked: without the sheet that lists what the marks say.
//!
//! Marks change no value: fills, notes and links are not read, so the list is all that has to be passed over. What the
//! workbook says of its own marking is not asked: people see the sheets as they are, and so are they read.

use crate::error::{Error, catch_panics};
use crate::map::{self, Context};
use crate::model::ledger::Ledger;
use crate::model::text::Text;
use crate::model::workbook::{Book, Rows, SheetInfo, Value};
use crate::read;
use crate::report::annotate;

/// Reads one ledger from its bytes, as every run does.
///
/// # Errors
///
/// `ErrorKind::Input` with the reason the file is refused for.
pub fn read_ledger(name: &Text, bytes: Vec<u8>, context: &Context<'_>) -> Result<Ledger, Error> {
    catch_panics(|| {
        let mut book = open(name, bytes)?;
        map::ledger(book.as_mut(), context)
    })
}

/// Opens a ledger without the list of an earlier marking.
///
/// # Errors
///
/// Those of `read::open`.
pub(super) fn open(name: &Text, bytes: Vec<u8>) -> Result<Box<dyn Book>, Error> {
    let mut book = read::open(name, bytes)?;
    let lists: Vec<usize> = (0..book.sheets().len()).filter(|position| is_list(book.as_mut(), *position)).collect();
    if lists.is_empty() {
        return Ok(book);
    }
    let places: Vec<usize> = (0..book.sheets().len()).filter(|position| !lists.contains(position)).collect();
    let sheets = places.iter().map(|position| book.sheets()[*position].clone()).collect();
    Ok(Box::new(Unlisted { book, places, sheets }))
}

/// Says whether a sheet is such a list, by its name and its first cell. A sheet that cannot be read is none.
fn is_list(book: &mut dyn Book, position: usize) -> bool {
    if !annotate::may_be_list(&book.sheets()[position].name) {
        return false;
    }
    let first = catch_panics(|| book.open(position)?.next_row());
    let first = first.ok().flatten().filter(|row| row.index == 0);
    first.is_some_and(|row| matches!(row.get(0), Some(Value::Text(text)) if annotate::begins_list(text)))
}

/// The book and the positions of the sheets that are left of it.
struct Unlisted {
    book: Box<dyn Book>,
    places: Vec<usize>,
    sheets: Vec<SheetInfo>,
}

impl Book for Unlisted {
    fn file(&self) -> &Text {
        self.book.file()
    }

    fn sheets(&self) -> &[SheetInfo] {
        &self.sheets
    }

    fn knows_merges(&self) -> bool {
        self.book.knows_merges()
    }

    fn open(&mut self, sheet: usize) -> Result<Box<dyn Rows + '_>, Error> {
        self.book.open(self.places[sheet])
    }
}
