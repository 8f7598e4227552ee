//! Looks over the content of an ods before a library reads it: merged areas, hidden rows, and what it will cost.
//!
//! The library writes out every repeated row, column and space, and does not end where an element is left open.
//!
//! Source: OASIS, OpenDocument 1.2 part 1 §9.1 (tables), §19.675–19.677 (repeats), §6.1.3 (spaces).

use std::collections::HashMap;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::error::Error;
use crate::model::place::{Area, CellRef};
use crate::read::footprint::Footprint;
use crate::read::sheet_xml::Extras;
use crate::read::{corrupt, limits};

/// Returns the merged areas and hidden rows of every table, by the table's name.
///
/// # Errors
///
/// `Corrupt` when the content is not whole; `TooLarge` when the tables would take more memory than
/// `limits::SHEETS_BYTES`.
pub(super) fn look_over(content: &[u8]) -> Result<HashMap<String, Extras>, Error> {
    let mut reader = Reader::from_reader(content);
    let mut pass = Pass::default();
    let mut depth = 0usize;
    loop {
        match reader.read_event().map_err(corrupt)? {
            Event::Start(element) => {
                depth += 1;
                pass.begin(&element)?;
            }
            Event::Empty(element) => {
                pass.begin(&element)?;
                pass.end(element.name().as_ref())?;
            }
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                pass.end(element.name().as_ref())?;
            }
            Event::Text(text) => pass.letters(text.len() as u64),
            Event::GeneralRef(_) => pass.letters(4),
            Event::Eof if depth > 0 => return Err(corrupt("内容不完整")),
            Event::Eof => return Ok(pass.all),
            _ => {}
        }
    }
}

/// What is known at a place of the content.
#[derive(Default)]
struct Pass {
    all: HashMap<String, Extras>,
    footprint: Footprint,
    table: Option<(String, Extras)>,
    row: Row,
    cell: Option<Cell>,
}

/// The row that is read, or the one before the next.
#[derive(Default)]
struct Row {
    index: u32,
    repeats: u32,
    hidden: bool,
    /// Where its next cell stands.
    column: u32,
    /// Its filled cells, from the first to behind the last.
    filled: Option<(u32, u32)>,
}

impl Row {
    /// Returns the rows it stands for; the library drops those behind the last row a sheet can have.
    fn rows(&self) -> Range<u64> {
        let end = self.index.saturating_add(self.repeats).min(limits::ROWS);
        self.index.min(limits::ROWS).into()..end.into()
    }
}

/// The cell that is read.
struct Cell {
    repeats: u32,
    filled: bool,
    formula: bool,
    bytes: u64,
}

impl Pass {
    fn begin(&mut self, element: &BytesStart<'_>) -> Result<(), Error> {
        match element.name().as_ref() {
            // The library takes the rows of a table within a cell for rows of the table around it.
            "table:table" if self.table.is_some() => return Err(corrupt("表中有表")),
            "table:table" => {
                self.table = Some((attribute(element, "table:name").unwrap_or_default(), Extras::default()));
                self.row = Row::default();
            }
            "table:table-row" => {
                self.row.repeats = number(element, "table:number-rows-repeated");
                self.row.hidden = attribute(element, "table:visibility").is_some_and(|v| v == "collapse" || v == "filter");
                (self.row.column, self.row.filled) = (0, None);
            }
            "table:table-cell" | "table:covered-table-cell" => self.begin_cell(element),
            "text:s" => self.letters(number(element, "text:c").into()),
            "text:p" | "text:tab" | "text:line-break" => self.letters(1),
            _ => {}
        }
        Ok(())
    }

    fn begin_cell(&mut self, element: &BytesStart<'_>) {
        let (row, column) = (self.row.index, self.row.column);
        let (wide, high) = (number(element, "table:number-columns-spanned"), number(element, "table:number-rows-spanned"));
        if let (true, Some((_, extras))) = (wide > 1 || high > 1, &mut self.table)
            && let (Ok(first), Ok(last)) = (u16::try_from(column), u16::try_from(column.saturating_add(wide - 1)))
            && extras.merges.len() < limits::MERGES
        {
            let last = CellRef::new(row.saturating_add(high - 1), last);
            extras.merges.push(Area { first: CellRef::new(row, first), last });
        }
        let repeats = number(element, "table:number-columns-repeated");
        let mut cell = Cell { repeats, filled: false, formula: false, bytes: 0 };
        for attribute in element.attributes().flatten() {
            let name = attribute.key.as_ref();
            cell.formula |= name == "table:formula";
            cell.filled |= name == "table:formula" || name.starts_with("office:") || name.starts_with("calcext:");
            cell.bytes += attribute.value.len() as u64;
        }
        self.cell = Some(cell);
    }

    /// Counts letters of a cell's text.
    fn letters(&mut self, count: u64) {
        if let Some(cell) = &mut self.cell {
            cell.bytes = cell.bytes.saturating_add(count);
        }
    }

    fn end(&mut self, name: &str) -> Result<(), Error> {
        match name {
            "table:table-cell" | "table:covered-table-cell" => self.end_cell(),
            "table:table-row" => self.end_row(),
            "table:table" => {
                self.all.extend(self.table.take());
                self.footprint.end_sheet()?;
            }
            _ => {}
        }
        Ok(())
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        let row = &mut self.row;
        let first = row.column.min(limits::COLUMNS);
        row.column = row.column.saturating_add(cell.repeats);
        let end = row.column.min(limits::COLUMNS);
        if !cell.filled {
            return;
        }
        row.filled = Some((row.filled.map_or(first, |(first, _)| first), end));
        let rows = row.rows();
        let cells = (rows.end - rows.start).saturating_mul(u64::from(end - first));
        self.footprint.text(cell.bytes, cells);
        if cell.formula {
            self.footprint.formulas(rows, first.into()..end.into());
        }
    }

    fn end_row(&mut self) {
        let rows = self.row.rows();
        if let Some((first, end)) = self.row.filled.take() {
            self.footprint.cells(rows.clone(), first.into()..end.into());
            // The list has every cell up to the last filled one, and as many formulas.
            self.footprint.listed(2 * u64::from(end));
            if let (true, Some((_, extras))) = (self.row.hidden, &mut self.table) {
                self.footprint.listed(rows.end - rows.start);
                extras.hidden_rows.extend(rows.start as u32..rows.end as u32);
            }
        }
        self.row.index = self.row.index.saturating_add(self.row.repeats);
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.try_get_attribute(name).ok().flatten()?;
    attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(|value| value.into_owned())
}

/// Returns a repeat or span count, at least 1.
fn number(element: &BytesStart<'_>, name: &str) -> u32 {
    attribute(element, name).and_then(|text| text.parse().ok()).unwrap_or(1).max(1)
}

#[cfg(test)]
mod tests {
    use super::look_over;
    use crate::error::ErrorKind;
    use crate::model::finding::RefusalReason;

    fn reason(tables: &str) -> Option<RefusalReason> {
        match look_over(format!("<body>{tables}</body>").as_bytes()).err()?.kind {
            ErrorKind::Input(reason) => Some(reason),
            other => panic!("not a refusal: {other:?}"),
        }
    }

    fn row(attributes: &str, cells: &str) -> String {
        format!("<table:table-row {attributes}>{cells}</table:table-row>")
    }

    fn table(rows: &str) -> String {
        format!("<table:table table:name='表'>{rows}</table:table>")
    }

    const FILLED: &str = "<table:table-cell office:value-type='string'><text:p>x</text:p></table:table-cell>";

    #[test]
    fn content_that_breaks_off_is_refused() {
        let whole = table(&row("", FILLED));
        assert_eq!(reason(&whole), None);
        for end in ["</table:table>", "</table:table-row></table:table>", "</table:table-cell></table:table-row></table:table>"] {
            let cut = format!("<body>{}", &whole[..whole.len() - end.len()]);
            assert!(look_over(cut.as_bytes()).is_err(), "{cut}");
        }
    }

    #[test]
    fn rows_and_columns_repeated_beyond_memory_are_refused() {
        let rows = |count: u32| format!("table:number-rows-repeated='{count}'");
        let wide = |count: u32| FILLED.replacen(' ', &format!(" table:number-columns-repeated='{count}' "), 1);
        assert_eq!(reason(&table(&row(&rows(1_000), &wide(1_000)))), None);
        assert_eq!(reason(&table(&row(&rows(10_000), &wide(1_000)))), Some(RefusalReason::TooLarge));
        assert_eq!(reason(&table(&row(&rows(u32::MAX), &wide(u32::MAX)))), Some(RefusalReason::TooLarge));
        // Far apart is as large as filled.
        let apart = row("", &wide(20)) + &row(&rows(1_000_000), "<table:table-cell/>") + &row("", FILLED);
        assert_eq!(reason(&table(&apart)), Some(RefusalReason::TooLarge));
    }

    #[test]
    fn empty_rows_and_columns_to_the_end_of_the_sheet_cost_nothing() {
        let blank = "<table:table-cell table:number-columns-repeated='16384' table:style-name='ce1'/>";
        let rows = row("", &format!("{FILLED}{blank}")) + &row("table:number-rows-repeated='1048575'", blank);
        assert_eq!(reason(&table(&rows)), None);
    }

    #[test]
    fn texts_and_spaces_repeated_beyond_memory_are_refused() {
        let spaces = |count: u32| FILLED.replace(">x<", &format!("><text:s text:c='{count}'/><"));
        assert_eq!(reason(&table(&row("", &spaces(1_000_000)))), None);
        assert_eq!(reason(&table(&row("", &spaces(2_000_000_000)))), Some(RefusalReason::TooLarge));
        let repeated = spaces(1_000_000).replacen(' ', " table:number-columns-repeated='1000' ", 1);
        assert_eq!(reason(&table(&row("", &repeated))), Some(RefusalReason::TooLarge));
    }

    #[test]
    fn a_table_within_a_cell_is_refused() {
        let inner = FILLED.replace(">x<", &format!(">{}<", table(&row("", FILLED))));
        assert_eq!(reason(&table(&row("", &inner))), Some(RefusalReason::Corrupt));
    }

    #[test]
    fn merged_areas_and_hidden_rows_are_read() {
        let merged = FILLED.replacen(' ', " table:number-columns-spanned='2' table:number-rows-spanned='3' ", 1);
        let hidden = row("table:visibility='filter' table:number-rows-repeated='2'", FILLED);
        let rows = row("", &merged) + &row("table:visibility='collapse'", "<table:table-cell/>") + &hidden;
        let extras = &look_over(table(&rows).as_bytes()).expect("a table")["表"];
        assert_eq!(extras.merges.iter().map(|area| format!("{}:{}", area.first, area.last)).collect::<Vec<_>>(), ["A1:B3"]);
        let mut hidden: Vec<u32> = extras.hidden_rows.iter().copied().collect();
        hidden.sort_unstable();
        assert_eq!(hidden, [2, 3], "an empty row is no row");
    }
}
