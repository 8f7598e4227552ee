//! The scan held against the library: what the library reads of an xlsx, the scan reads too, cell by cell.
//!
//! `tests/it/scan.rs` compiles this file too, and holds the two against each other on every workbook of the tests.

use xuncha::error::{Error, catch_panics};
use xuncha::model::place::Area;
use xuncha::model::workbook::{Book, Row, SheetInfo};
use xuncha::read;

/// A sheet as it was read.
type Sheet = Result<(Vec<Area>, Vec<Row>), Error>;

/// Says where the two ways differ; `None` where they do not, or where the library refuses the file.
///
/// A sheet that the library refuses may be read by the scan: the library also takes apart what nobody needs.
pub(crate) fn difference(bytes: &[u8]) -> Option<String> {
    let (library_sheets, library) = sheets(catch_panics(|| read::by_library(&"a.xlsx".into(), bytes.to_vec()))).ok()?;
    let (infos, scanned) = match sheets(catch_panics(|| read::open(&"a.xlsx".into(), bytes.to_vec()))) {
        Ok(scanned) => scanned,
        Err(error) => return Some(format!("refused: {error}")),
    };
    if infos != library_sheets {
        return Some(format!("sheets {infos:?}, expected {library_sheets:?}"));
    }
    let mut pairs = infos.iter().zip(library.into_iter().zip(scanned));
    pairs.find_map(|(info, sheets)| match sheets {
        (Err(_), _) => None,
        (Ok(_), Err(error)) => Some(format!("{}: refused: {error}", info.name)),
        (Ok((merges, rows)), Ok((scanned_merges, scanned_rows))) => {
            let rows = (0..rows.len().max(scanned_rows.len())).map(|at| (rows.get(at), scanned_rows.get(at)));
            let mut different = rows.filter(|(expected, got)| expected != got);
            let row = different.next().map(|(expected, got)| format!("{}: row {got:?}, expected {expected:?}", info.name));
            row.or_else(|| (merges != scanned_merges).then(|| format!("{}: {scanned_merges:?}, expected {merges:?}", info.name)))
        }
    })
}

/// Reads every sheet of a workbook to its end.
fn sheets(book: Result<Box<dyn Book>, Error>) -> Result<(Vec<SheetInfo>, Vec<Sheet>), Error> {
    let mut book = book?;
    let infos = book.sheets().to_vec();
    let sheets = (0..infos.len()).map(|at| catch_panics(|| sheet(book.as_mut(), at))).collect();
    Ok((infos, sheets))
}

fn sheet(book: &mut dyn Book, at: usize) -> Sheet {
    let mut rows = book.open(at)?;
    let merges = rows.merges().to_vec();
    let mut all = Vec::new();
    while let Some(row) = rows.next_row()? {
        all.push(row);
    }
    Ok((merges, all))
}
