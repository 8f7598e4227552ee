//! A bare workbook of values: the twin of a file that is no xlsx and so cannot be patched.

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DocProperties, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use crate::error::{Error, ErrorKind};
use crate::office::cell_text::cell_text;
use crate::office::style::base;

/// Widest column of a twin, in digits; longer texts are wrapped.
const WIDEST: f64 = 40.0;

/// The most cells that merged areas may cover, all sheets together: the writer makes each of them.
const MOST_MERGED: u64 = 500_000;

/// A value as it stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Plain<'a> {
    /// Text, never a formula.
    Text(&'a str),
    /// A number.
    Number(f64),
    /// A day.
    Day(NaiveDate),
    /// TRUE or FALSE.
    Bool(bool),
}

/// Where a table stands on a sheet, by 0-based first and last rows and columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableArea {
    /// The rows of its header; the first is the table's first row.
    pub head: (u32, u32),
    /// Its last row.
    pub last: u32,
    /// Its columns.
    pub columns: (u16, u16),
}

impl TableArea {
    fn holds(&self, row: u32, column: u16) -> bool {
        (self.head.0..=self.last).contains(&row) && (self.columns.0..=self.columns.1).contains(&column)
    }

    fn heads(&self, row: u32) -> bool {
        (self.head.0..=self.head.1).contains(&row)
    }
}

/// What a sheet is like beside its values.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shape<'a> {
    /// Whether it is hidden.
    pub hidden: bool,
    /// Its merged areas.
    pub merges: &'a [Merge],
    /// Where its values end; needed only where areas are merged.
    pub extent: Extent,
    /// Its tables, which get lines and, the first of them, a header that stays in sight and on every page.
    pub tables: &'a [TableArea],
}

/// The looks of a cell that stands alone outside a table, of others there, in a table, and in its header.
struct Looks {
    alone: Format,
    plain: [Format; 2],
    framed: [Format; 2],
    head: Format,
}

impl Looks {
    fn new() -> Self {
        let text = base("宋体", 11).set_text_wrap().set_align(FormatAlign::VerticalCenter);
        let both = |text: Format| [text.clone(), text.set_num_format("yyyy-mm-dd")];
        let framed = text.clone().set_border(FormatBorder::Thin);
        let head = framed.clone().set_bold().set_align(FormatAlign::Center);
        Self { alone: base("宋体", 11).set_align(FormatAlign::VerticalCenter), plain: both(text), framed: both(framed), head }
    }

    /// Returns the look of a cell; `day` where it shows one.
    fn of(&self, tables: &[TableArea], row: u32, column: u16, day: bool) -> &Format {
        match tables.iter().find(|table| table.holds(row, column)) {
            Some(table) if table.heads(row) => &self.head,
            Some(_) => &self.framed[usize::from(day)],
            None => &self.plain[usize::from(day)],
        }
    }
}

/// A workbook of values in the making.
pub struct Values {
    workbook: Workbook,
    names: Vec<String>,
    looks: Looks,
    /// How many more cells may be merged.
    room: u64,
    unmerged: Unmerged,
}

/// The merged areas that are not as they were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unmerged {
    /// How many reach no further than the sheet's values now.
    pub cut: usize,
    /// How many are not merged, since they would cover too many cells.
    pub left: usize,
}

/// The last row and column of a sheet that hold a value, 0-based; `None` where none does.
pub type Extent = Option<(u32, u16)>;

/// An area by 0-based first row and column, last row and column.
pub type Merge = (u32, u16, u32, u16);

impl Values {
    /// Starts a workbook that says it was made on a day, so that equal contents give equal bytes.
    pub fn new(day: NaiveDate) -> Self {
        let mut workbook = Workbook::new();
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&day));
        Self { workbook, names: Vec::new(), looks: Looks::new(), room: MOST_MERGED, unmerged: Unmerged::default() }
    }

    /// Adds a sheet whose rows come one after the other from `next`: 0-based row number and cells by 0-based column.
    /// Returns the name it got, which differs from the one wanted where Excel does not allow that.
    ///
    /// Areas are merged no further than the extent of the values, and as long as there is room: one that covers the
    /// whole sheet would be 17 billion cells.
    ///
    /// # Errors
    ///
    /// Those of `next`, and `ErrorKind::Output` past the bounds of a sheet.
    pub fn sheet<R>(
        &mut self,
        name: &str,
        shape: Shape<'_>,
        mut next: impl FnMut() -> Result<Option<R>, Error>,
        cells: impl Fn(&R) -> (u32, Vec<(u16, Plain<'_>)>),
    ) -> Result<String, Error> {
        let name = self.free_name(name);
        let merges = self.fitting(shape.merges, shape.extent);
        // A sheet that is written to disk while it grows cannot have areas merged behind its last row.
        let sheet = match merges[..] {
            [] => self.workbook.add_worksheet_with_constant_memory().map_err(|cause| failed(&cause))?,
            _ => self.workbook.add_worksheet(),
        };
        sheet.set_name(&name).map_err(|cause| failed(&cause))?.set_hidden(shape.hidden);
        set_up(sheet, shape.tables).map_err(|cause| failed(&cause))?;
        for (top, left, bottom, right) in merges {
            // Areas that overlap, as damaged files have them, are left apart.
            let _ = sheet.merge_range(top, left, bottom, right, "", self.looks.of(shape.tables, top, left, false));
        }
        let mut widths: Vec<f64> = Vec::new();
        while let Some(row) = next()? {
            let (row, cells) = cells(&row);
            let frame = shape.tables.iter().filter(|table| (table.head.0..=table.last).contains(&row));
            for column in frame.flat_map(|table| table.columns.0..=table.columns.1) {
                let look = self.looks.of(shape.tables, row, column, false);
                sheet.write_blank(row, column, look).map_err(|cause| failed(&cause))?;
            }
            // What stands alone in its row is a title or a note and runs on over the empty cells beside it.
            let alone = cells.len() == 1;
            let outside = |column| !shape.tables.iter().any(|table| table.holds(row, column));
            for (column, value) in cells {
                let look = |day: bool| self.looks.of(shape.tables, row, column, day);
                let done = match value {
                    Plain::Text(text) if alone && outside(column) && !text.contains('\n') => {
                        sheet.write_string_with_format(row, column, cell_text(text), &self.looks.alone)
                    }
                    Plain::Text(text) => sheet.write_string_with_format(row, column, cell_text(text), look(false)),
                    Plain::Number(number) if number.is_finite() => {
                        sheet.write_number_with_format(row, column, number, look(false))
                    }
                    Plain::Number(number) => sheet.write_string_with_format(row, column, number.to_string(), look(false)),
                    Plain::Day(day) if !(1900..=9999).contains(&day.year()) => {
                        sheet.write_string_with_format(row, column, day.to_string(), look(false))
                    }
                    Plain::Day(day) => sheet.write_datetime_with_format(row, column, day, look(true)),
                    Plain::Bool(flag) => sheet.write_boolean_with_format(row, column, flag, look(false)),
                };
                done.map_err(|cause| failed(&cause))?;
                if !alone {
                    widen(&mut widths, column, value);
                }
            }
        }
        for (column, width) in (0..).zip(widths).filter(|(_, width)| *width > 8.0) {
            sheet.set_column_width(column, width.min(WIDEST)).map_err(|cause| failed(&cause))?;
        }
        self.names.push(name.clone());
        Ok(name)
    }

    /// Returns the file's bytes.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` when the writer fails.
    pub fn finish(mut self) -> Result<Vec<u8>, Error> {
        if self.names.is_empty() {
            self.workbook.add_worksheet();
        }
        self.workbook.save_to_buffer().map_err(|cause| failed(&cause))
    }

    /// Returns what became of the merged areas.
    pub fn unmerged(&self) -> Unmerged {
        self.unmerged
    }

    /// Returns the areas that can be merged, cut to the extent of the values.
    fn fitting(&mut self, merges: &[Merge], extent: Extent) -> Vec<Merge> {
        let mut fitting = Vec::new();
        for &(top, left, bottom, right) in merges {
            // What holds no value is nothing to merge.
            let Some((last, widest)) = extent.filter(|(last, widest)| top <= *last && left <= *widest) else { continue };
            let area = (top, left, bottom.min(last), right.min(widest));
            self.unmerged.cut += usize::from(area.2 < bottom || area.3 < right);
            let side = |first: u64, last: u64| last.saturating_sub(first) + 1;
            let cells = side(top.into(), area.2.into()) * side(left.into(), area.3.into());
            match self.room.checked_sub(cells) {
                _ if cells == 1 => {}
                None => self.unmerged.left += 1,
                Some(room) => {
                    self.room = room;
                    fitting.push(area);
                }
            }
        }
        fitting
    }

    fn free_name(&self, wanted: &str) -> String {
        let allowed = |c: char| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') || c.is_control() { '_' } else { c };
        let clean: String = wanted.chars().map(allowed).collect();
        let clean = clean.trim_matches('\'').to_owned();
        let clean = if clean.trim().is_empty() { "表".to_owned() } else { clean };
        let numbered = |number: usize| {
            let behind = if number == 1 { String::new() } else { format!("({number})") };
            let mut stem = clean.clone();
            while stem.encode_utf16().count() + behind.len() > 31 {
                stem.pop();
            }
            stem + &behind
        };
        let taken = |name: &String| self.names.iter().any(|known| known.to_lowercase() == name.to_lowercase());
        (1..).map(numbered).find(|name| !taken(name)).unwrap_or_default()
    }
}

/// Sets a sheet up for print: A4 landscape, one page wide; the header of its first table stays in sight.
fn set_up(sheet: &mut Worksheet, tables: &[TableArea]) -> Result<(), XlsxError> {
    const A4: u8 = 9;
    sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
    if let Some(table) = tables.first() {
        sheet.set_repeat_rows(table.head.0, table.head.1)?;
        sheet.set_freeze_panes(table.head.1 + 1, 0)?;
    }
    Ok(())
}

fn widen(widths: &mut Vec<f64>, column: u16, value: Plain<'_>) {
    let column = usize::from(column);
    if widths.len() <= column {
        widths.resize(column + 1, 0.0);
    }
    let needed = match value {
        Plain::Text(text) => text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0) as f64 + 2.0,
        Plain::Day(_) => 12.0,
        _ => 8.0,
    };
    widths[column] = widths[column].max(needed);
}

fn failed(cause: &XlsxError) -> Error {
    Error::new(ErrorKind::Output, format!("工作簿生成失败：{cause}")).hint("请把这句话连同所用的台账告诉开发者")
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{MOST_MERGED, Plain, Shape, TableArea, Unmerged, Values};

    fn values() -> Values {
        Values::new(NaiveDate::from_ymd_opt(2026, 10, 31).expect("a day"))
    }

    #[test]
    fn areas_are_merged_no_further_than_the_values_reach() {
        let whole = (0, 0, 1_048_575, 16_383);
        let mut values = values();
        assert_eq!(values.fitting(&[whole, (5, 0, 9, 0), (1, 1, 1, 1)], Some((2, 3))), [(0, 0, 2, 3)]);
        assert_eq!(values.unmerged(), Unmerged { cut: 1, left: 0 });
        assert_eq!(values.fitting(&[whole], None), []);
        let mut rows = vec![2_u32];
        let next = || Ok(rows.pop());
        let shape = Shape { merges: &[whole], extent: Some((2, 3)), ..Shape::default() };
        values.sheet("表", shape, next, |row| (*row, vec![(3, Plain::Bool(true))])).expect("a sheet");
        assert!(values.finish().expect("a workbook").len() < 10_000);
    }

    #[test]
    fn all_merged_areas_together_cover_no_more_cells_than_there_is_room_for() {
        let mut values = values();
        let extent = Some((1_048_575, 16_383));
        let last = u32::try_from(MOST_MERGED / 2).expect("a row") - 1;
        assert_eq!(values.fitting(&[(0, 0, last + 1, 1)], extent), []);
        assert_eq!(values.fitting(&[(0, 0, last, 1)], extent).len(), 1);
        assert_eq!(values.fitting(&[(0, 0, 0, 1)], extent), []);
        assert_eq!(values.unmerged(), Unmerged { cut: 0, left: 2 });
    }

    #[test]
    fn a_table_has_lines_and_a_header_that_stays_and_a_title_widens_nothing() {
        let table = TableArea { head: (1, 1), last: 2, columns: (0, 1) };
        let mut rows = vec![2_u32, 1, 0];
        fn cells(row: &u32) -> (u32, Vec<(u16, Plain<'_>)>) {
            match *row {
                0 => (0, vec![(0, Plain::Text("一行很长的标题写在表的上面，不应当把第一列撑宽"))]),
                row => (row, vec![(0, Plain::Text("1")), (1, Plain::Text("账目不清，白条入账"))]),
            }
        }
        let mut values = values();
        let shape = Shape { tables: &[table], ..Shape::default() };
        values.sheet("表", shape, || Ok(rows.pop()), cells).expect("a sheet");
        let bytes = values.finish().expect("a workbook");
        let mut package = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a package");
        let mut part = |name: &str| std::io::read_to_string(package.by_name(name).expect("the part")).expect("text");
        let sheet = part("xl/worksheets/sheet1.xml");
        assert!(sheet.contains(r#"<pane ySplit="2" topLeftCell="A3""#), "{sheet}");
        assert!(sheet.contains(r#"orientation="landscape""#) && sheet.contains(r#"min="2" max="2""#), "{sheet}");
        assert!(!sheet.contains(r#"<col min="1""#), "{sheet}");
        assert!(part("xl/workbook.xml").contains("$2:$2"));
    }

    #[test]
    fn names_that_excel_does_not_allow_are_changed() {
        let mut values = values();
        let mut add = |name: &str| {
            let mut rows = vec![0_u32];
            values.sheet(name, Shape::default(), || Ok(rows.pop()), |row| (*row, vec![(0, Plain::Text("=1"))])).expect("a sheet")
        };
        assert_eq!(add("a/b"), "a_b");
        assert_eq!(add("A_B"), "A_B(2)");
        assert_eq!(add(""), "表");
        assert_eq!(add(&"长".repeat(40)), "长".repeat(31));
        assert!(values.finish().expect("a workbook").starts_with(b"PK"));
    }
}
