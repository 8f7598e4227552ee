//! What a reader and a writer cost by themselves: the two sides of every ratio.

use std::path::Path;

use calamine::{DataRef, Reader as _, Xlsx, open_workbook};
use rust_xlsxwriter::Workbook;

use crate::generate::COLUMNS;

type Failure = Box<dyn std::error::Error>;

/// Cells that the yardstick writes behind each row's own.
const COMPUTED: u16 = 7;

/// Reads every cell of the files with calamine's cells reader, one after another on one thread; returns their number.
pub(crate) fn read(paths: &[impl AsRef<Path>]) -> Result<usize, Failure> {
    let mut cells = 0;
    for path in paths {
        let mut workbook: Xlsx<_> = open_workbook(path)?;
        for name in workbook.sheet_names() {
            let mut reader = workbook.worksheet_cells_reader(&name)?;
            while let Some(cell) = reader.next_cell()? {
                cells += usize::from(!matches!(cell.get_value(), DataRef::Empty));
            }
        }
    }
    Ok(cells)
}

/// Reads every cell of a file and writes the same cells and seven more a row, in constant memory on one thread.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    let mut source: Xlsx<_> = open_workbook(from)?;
    let mut workbook = Workbook::new();
    for name in source.sheet_names() {
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        let mut reader = source.worksheet_cells_reader(&name)?;
        let mut last = None;
        while let Some(cell) = reader.next_cell()? {
            let (row, column) = cell.get_position();
            if let Some(ended) = last.replace(row).filter(|last| *last != row) {
                for column in COLUMNS..COLUMNS + COMPUTED {
                    sheet.write_number(ended, column, f64::from(ended))?;
                }
            }
            let column = u16::try_from(column)?;
            match cell.get_value() {
                DataRef::Empty => continue,
                DataRef::SharedString(text) => sheet.write_string(row, column, *text)?,
                DataRef::String(text) => sheet.write_string(row, column, text)?,
                DataRef::Float(number) => sheet.write_number(row, column, *number)?,
                DataRef::Int(number) => sheet.write_number(row, column, *number as f64)?,
                DataRef::DateTime(stamp) => sheet.write_number(row, column, stamp.as_f64())?,
                DataRef::Bool(flag) => sheet.write_boolean(row, column, *flag)?,
                other => sheet.write_string(row, column, format!("{other:?}"))?,
            };
        }
    }
    workbook.save(to)?;
    Ok(())
}
