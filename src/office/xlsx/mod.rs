//! Workbooks written row by row from the top, in print-ready A4 sheets.
//!
//! Rows are only ever added at the end, so that a sheet can be written to disk while it grows.

use chrono::NaiveDate;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{DocProperties, Format, Formula, IgnoreError, Workbook, Worksheet, XlsxError};

use crate::error::{Error, ErrorKind};
use crate::office::area::Area;
use crate::office::style::{Cell, Content, Formats, Style, base};
use crate::office::width;

mod chart;
mod show;

pub use chart::{Chart, ChartKind, Series};
pub use show::Choices;

/// The most rows a sheet holds. Source: Microsoft, Excel specifications and limits, "Worksheet size".
pub const MOST_ROWS: u32 = 1_048_576;

/// The most links a sheet holds. Source: Microsoft, Excel specifications and limits, "Hyperlinks in a worksheet".
pub const MOST_LINKS: usize = 65_530;

/// Sheets of more rows are written to disk while they grow. They hold their texts in the cells instead of in a shared
/// table, which every program reads but some read more slowly.
const LONG_SHEET: usize = 5_000;

/// The height of an empty row that waits to be filled in.
const ROOMY_PIXELS: u32 = 36;

/// What a workbook says of itself in its properties.
#[derive(Clone, Copy, Debug)]
pub struct Properties<'a> {
    /// Title.
    pub title: &'a str,
    /// Who answers for it; empty when nobody is known.
    pub author: &'a str,
    /// The day it speaks of; stands as its creation date, so that equal contents give equal bytes.
    pub day: NaiveDate,
}

/// A workbook in the making.
pub struct Book {
    workbook: Workbook,
}

/// A sheet that is going to be filled.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Its name.
    pub name: &'static str,
    /// The widths of its columns, in digits of the default font.
    pub widths: Vec<f64>,
    /// About how many rows it is going to have.
    pub rows: usize,
}

impl Book {
    /// Starts a workbook.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` when the writer refuses.
    pub fn new(properties: &Properties<'_>) -> Result<Self, Error> {
        // 18 pixels are a row of the default size in a Chinese Excel.
        Self::with_rows(properties, 18)
    }

    /// Starts a workbook to be filled in: its empty rows are as high as two lines, and grow with what is written.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` when the writer refuses.
    pub fn to_fill_in(properties: &Properties<'_>) -> Result<Self, Error> {
        Self::with_rows(properties, ROOMY_PIXELS)
    }

    fn with_rows(properties: &Properties<'_>, pixels: u32) -> Result<Self, Error> {
        let mut workbook = Workbook::new();
        // 72 pixels are a column of the default size in a Chinese Excel.
        workbook.set_default_format(&base("宋体", width::DEFAULT_POINTS), pixels, 72).map_err(|cause| failed(&cause))?;
        workbook.set_properties(&of(properties));
        Ok(Self { workbook })
    }

    /// Keeps a word under a name in the workbook's own properties.
    pub fn mark(&mut self, properties: &Properties<'_>, name: &str, word: &str) {
        self.workbook.set_properties(&of(properties).set_custom_property(name, word));
    }

    /// Adds a sheet with columns of these widths, in digits of the default font.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` for a name that is empty, taken, longer than 31 characters or has one of `[]:*?/\`.
    pub fn sheet(&mut self, name: &str, widths: &[f64]) -> Result<Sheet<'_>, Error> {
        self.sheet_of(name, widths, 0)
    }

    /// Adds a sheet that is going to have about so many rows; a long one is written to disk while it grows.
    ///
    /// # Errors
    ///
    /// Those of `sheet`, and `ErrorKind::Output` when no temporary file can be made.
    pub fn sheet_of(&mut self, name: &str, widths: &[f64], rows: usize) -> Result<Sheet<'_>, Error> {
        let sheet = if rows > LONG_SHEET {
            self.workbook.add_worksheet_with_constant_memory().map_err(|cause| failed(&cause))?
        } else {
            self.workbook.add_worksheet()
        };
        Sheet::new(sheet, name, widths)
    }

    /// Gives an area a name that formulas may use. Names are the program's own, never data.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` for a name that Excel takes for an address or does not allow.
    pub fn name(&mut self, name: &str, area: &Area) -> Result<(), Error> {
        self.workbook.define_name(name, &format!("={area}")).map_err(|cause| failed(&cause))?;
        Ok(())
    }

    /// Adds two sheets that are filled side by side, on a thread each. Only the second one may be written to disk while it
    /// grows: such sheets number their formats together, and of two the order would be left to chance.
    ///
    /// # Errors
    ///
    /// Those of `sheet_of`.
    pub fn two(&mut self, first: &Plan, second: &Plan) -> Result<(Sheet<'_>, Sheet<'_>), Error> {
        self.sheet(first.name, &first.widths)?;
        self.sheet_of(second.name, &second.widths, second.rows)?;
        let [.., one, other] = self.workbook.worksheets_mut().as_mut_slice() else {
            unreachable!("two sheets have just been added");
        };
        Ok((Sheet::resume(one, &first.widths), Sheet::resume(other, &second.widths)))
    }

    /// Returns the file's bytes.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` when two sheets have one name, or the writer fails.
    pub fn finish(mut self) -> Result<Vec<u8>, Error> {
        self.workbook.save_to_buffer().map_err(|cause| failed(&cause))
    }
}

fn of(properties: &Properties<'_>) -> DocProperties {
    DocProperties::new().set_title(properties.title).set_author(properties.author).set_creation_datetime(&properties.day)
}

/// A4 landscape, one page wide, page numbers below.
fn set_up(sheet: &mut Worksheet, name: &str, widths: &[f64]) -> Result<(), XlsxError> {
    const A4: u8 = 9;
    sheet.set_name(name)?;
    for (column, width) in (0..).zip(widths) {
        sheet.set_column_width(column, *width)?;
    }
    sheet
        .set_paper_size(A4)
        .set_landscape()
        .set_print_fit_to_pages(1, 0)
        .set_print_center_horizontally(true)
        .set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3)
        .set_footer("&C&\"宋体,Regular\"&9第 &P 页 共 &N 页")
        .set_screen_gridlines(false)
        .group_symbols_above(true);
    Ok(())
}

/// A sheet that grows at its end.
pub struct Sheet<'b> {
    pub(super) sheet: &'b mut Worksheet,
    formats: Formats,
    widths: Vec<f64>,
    next: u32,
    least_height: f64,
    printed: Option<u16>,
}

impl<'b> Sheet<'b> {
    /// Sets up an empty sheet.
    fn new(sheet: &'b mut Worksheet, name: &str, widths: &[f64]) -> Result<Self, Error> {
        set_up(sheet, name, widths).map_err(|cause| failed(&cause))?;
        Ok(Self::resume(sheet, widths))
    }

    /// Takes a sheet that has been set up.
    fn resume(sheet: &'b mut Worksheet, widths: &[f64]) -> Self {
        Sheet { sheet, formats: Formats::default(), widths: widths.to_vec(), next: 0, least_height: 0.0, printed: None }
    }

    /// Returns the 0-based number the next row will have.
    pub fn next_row(&self) -> u32 {
        self.next
    }

    /// Makes the rows to come at least so high, in points.
    pub fn least_height(&mut self, points: f64) {
        self.least_height = points;
    }

    /// Adds a row, one cell a column from the left, as high as its texts need. Returns its 0-based number.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` past the last row or column of a sheet.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> Result<u32, Error> {
        self.row_of(cells, self.height_of(cells))
    }

    /// Returns the height a row of these cells needs, in points.
    pub(super) fn height_of(&self, cells: &[Cell<'_>]) -> f64 {
        cells.iter().zip(&self.widths).map(|(cell, width)| needed_height(cell, *width)).fold(0.0, f64::max)
    }

    /// Adds a row of a height in points. Returns its 0-based number.
    pub(super) fn row_of(&mut self, cells: &[Cell<'_>], height: f64) -> Result<u32, Error> {
        let row = self.begin(height)?;
        for (column, cell) in (0..).zip(cells) {
            self.put(row, column, cell)?;
        }
        Ok(row)
    }

    /// Adds an empty row of a workbook to be filled in. Of the default height, it is not fixed, and grows.
    pub(super) fn row_to_fill_in(&mut self, cells: &[Cell<'_>]) -> Result<u32, Error> {
        self.row_of(cells, f64::from(ROOMY_PIXELS) * 0.75)
    }

    /// Merges an area, both corners included, under one cell.
    pub(super) fn merge(&mut self, first: (u32, u16), last: (u32, u16), cell: &Cell<'_>) -> Result<(), Error> {
        let format = self.formats.get(cell.style);
        self.sheet.merge_range(first.0, first.1, last.0, last.1, "", format).map_err(|cause| failed(&cause))?;
        self.put(first.0, first.1, cell)
    }

    /// Adds a row of cells that each span some columns, from the left. Returns its 0-based number.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` past the last row or column of a sheet.
    pub fn spans(&mut self, cells: &[(u16, Cell<'_>)]) -> Result<u32, Error> {
        let mut first = 0_u16;
        let mut placed = Vec::with_capacity(cells.len());
        for (span, cell) in cells {
            let next = first + span;
            let width: f64 = self.widths.iter().take(usize::from(next)).skip(usize::from(first)).sum();
            placed.push((first, next - 1, cell, width));
            first = next;
        }
        let row = self.begin(placed.iter().map(|(_, _, cell, width)| needed_height(cell, *width)).fold(0.0, f64::max))?;
        for (first, last, cell, _) in placed {
            if first < last {
                let format = self.formats.get(cell.style);
                self.sheet.merge_range(row, first, row, last, "", format).map_err(|cause| failed(&cause))?;
            }
            self.put(row, first, cell)?;
        }
        Ok(row)
    }

    /// Adds a text over the whole width. Returns its 0-based row.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` past the last row of a sheet.
    pub fn across(&mut self, style: Style, text: &str) -> Result<u32, Error> {
        let columns = self.printed.unwrap_or(self.widths.len() as u16);
        self.spans(&[(columns, style.text(text))])
    }

    /// Prints upright, for sheets that are higher than wide.
    pub fn upright(&mut self) {
        self.sheet.set_portrait();
    }

    /// Prints only the leftmost columns; a text over the whole width reaches over these alone.
    pub fn print_columns(&mut self, columns: u16) {
        self.printed = Some(columns);
    }

    /// Hides a column; what stands in it still counts.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` past the last column of a sheet.
    pub fn hide_column(&mut self, column: u16) -> Result<(), Error> {
        self.sheet.set_column_hidden(column).map_err(|cause| failed(&cause))?;
        Ok(())
    }

    /// Adds an empty row.
    pub fn skip(&mut self) {
        self.next += 1;
    }

    /// Keeps the rows up to `row` and the leftmost `columns` in sight.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` past the last row or column of a sheet.
    pub fn freeze(&mut self, row: u32, columns: u16) -> Result<(), Error> {
        self.sheet.set_freeze_panes(row + 1, columns).map_err(|cause| failed(&cause))?;
        Ok(())
    }

    /// Prints a row again on every page.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` past the last row of a sheet.
    pub fn repeat(&mut self, row: u32) -> Result<(), Error> {
        self.repeat_rows(row, row)
    }

    /// Prints rows again on every page, both included.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` past the last row of a sheet.
    pub fn repeat_rows(&mut self, first: u32, last: u32) -> Result<(), Error> {
        self.sheet.set_repeat_rows(first, last).map_err(|cause| failed(&cause))?;
        Ok(())
    }

    /// Puts filter buttons on a header whose table ends with the last row so far.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` past the last row of a sheet.
    pub fn filter(&mut self, head: u32) -> Result<(), Error> {
        let last_row = self.next.saturating_sub(1).max(head);
        let last_column = self.last_column();
        self.sheet.autofilter(head, 0, last_row, last_column).map_err(|cause| failed(&cause))?;
        Ok(())
    }

    /// Makes rows that can be folded away under the row above them; both bounds included.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` past the last row of a sheet.
    pub fn outline(&mut self, first: u32, last: u32) -> Result<(), Error> {
        self.sheet.group_rows(first, last).map_err(|cause| failed(&cause))?;
        Ok(())
    }

    /// Ends the sheet: numbers kept as text, such as `001`, are no mistake here and get no warning corner.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` past the last row of a sheet.
    pub fn end(self) -> Result<(), Error> {
        let last = (self.next.saturating_sub(1), self.last_column());
        if let Some(columns) = self.printed {
            self.sheet.set_print_area(0, 0, last.0, columns.saturating_sub(1)).map_err(|cause| failed(&cause))?;
        }
        self.sheet.ignore_error_range(0, 0, last.0, last.1, IgnoreError::NumberStoredAsText).map_err(|cause| failed(&cause))?;
        Ok(())
    }

    fn last_column(&self) -> u16 {
        (self.widths.len() as u16).saturating_sub(1)
    }

    /// Takes the next row and gives it a height in points.
    fn begin(&mut self, height: f64) -> Result<u32, Error> {
        let row = self.next;
        self.sheet.set_row_height(row, height.max(self.least_height)).map_err(|cause| failed(&cause))?;
        self.next += 1;
        Ok(row)
    }

    fn put(&mut self, row: u32, column: u16, cell: &Cell<'_>) -> Result<(), Error> {
        let format = self.formats.get(cell.style);
        write(self.sheet, (row, column), &cell.content, format).map_err(|cause| failed(&cause))
    }
}

fn write(sheet: &mut Worksheet, (row, column): (u32, u16), content: &Content<'_>, format: &Format) -> Result<(), XlsxError> {
    match content {
        Content::Blank => sheet.write_blank(row, column, format),
        Content::Text(text) => sheet.write_string_with_format(row, column, text.as_ref(), format),
        Content::Link(text, target) => {
            sheet.write_url_with_options(row, column, target.as_str(), text.as_ref(), "", Some(format))
        }
        Content::Number(value) => match value.to_f64() {
            // Adding zero turns -0.0, which would show a minus sign, into 0.0.
            Some(value) => sheet.write_number_with_format(row, column, value + 0.0, format),
            None => sheet.write_string_with_format(row, column, value.to_string(), format),
        },
        // A day that Excel cannot count (before 1900) stays readable as text.
        Content::Day(day) if !has_serial(*day) => sheet.write_string_with_format(row, column, day.to_string(), format),
        Content::Day(day) => sheet.write_datetime_with_format(row, column, day, format),
        Content::Live(formula, value) => {
            let formula = Formula::new(formula.as_str()).set_result(value.result());
            sheet.write_formula_with_format(row, column, formula, format)
        }
    }?;
    Ok(())
}

fn has_serial(day: NaiveDate) -> bool {
    use chrono::Datelike;
    (1900..=9999).contains(&day.year())
}

fn needed_height(cell: &Cell<'_>, column_width: f64) -> f64 {
    let points = cell.style.size_points();
    let content = match &cell.content {
        Content::Live(_, value) => value,
        content => content,
    };
    let lines = match content {
        Content::Text(text) | Content::Link(text, _) => {
            width::lines(text, width::capacity(column_width - cell.style.indent_digits(), points))
        }
        _ => 1,
    };
    width::height(lines, points)
}

/// Returns a column's letters from its 0-based position.
pub(super) fn letters(column: u16) -> String {
    rust_xlsxwriter::utility::column_number_to_name(column)
}

pub(super) fn failed(cause: &XlsxError) -> Error {
    Error::new(ErrorKind::Output, format!("工作簿生成失败：{cause}")).hint("请把这句话连同所用的台账告诉开发者")
}
