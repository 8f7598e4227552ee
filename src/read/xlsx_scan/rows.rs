//! The cells of a sheet, row by row, in one pass over its XML.
//!
//! Source: ECMA-376-1 §18.3.1.4 (`c`), §18.3.1.40 (`f`), §18.3.1.73 (`row`), §18.18.11 (`ST_CellType`).

use std::io::Read;

use calamine::ExcelDateTime;
use memchr::memmem;

use crate::model::text::Interner;
use crate::model::workbook::{Row, Value};
use crate::read::limits::COLUMNS;
use crate::read::range;
use crate::read::xlsx_scan::blocks::Blocks;
use crate::read::xlsx_scan::cursor::{Attribute, Cursor};
use crate::read::xlsx_scan::{Scan, Tables, Unusual, Usual, position, string, workbook};

/// What a cell says that shows a picture.
pub(in crate::read) const PICTURE: &str = "（图片）";

/// The rows of one sheet.
pub(in crate::read) struct ScannedRows<'b> {
    blocks: Blocks<Box<dyn Read + 'b>>,
    /// How much of the block has been read.
    at: usize,
    stage: Stage,
    cells: Cells<'b>,
    /// The row that may go on: a damaged sheet may have a row in two pieces.
    open: Option<Row>,
}

/// How far the sheet is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    BeforeCells,
    Cells,
    BehindCells,
}

/// What cells are read with.
struct Cells<'b> {
    tables: &'b Tables,
    interner: &'b mut Interner,
    /// The row that comes next where none is stated, 0-based.
    next_row: u32,
    /// How many cells the row before had: the next one will need about as much room.
    width: usize,
}

/// Room for no more cells than this is made in advance: a narrow row may follow a wide one.
const MOST_ROOM: usize = 64;

impl<'b> ScannedRows<'b> {
    /// Starts a sheet, whose part is a stream.
    pub(in crate::read) fn new(scan: &'b Scan, interner: &'b mut Interner, part: Box<dyn Read + 'b>) -> Self {
        let cells = Cells { tables: &scan.tables, interner, next_row: 0, width: 0 };
        Self { blocks: Blocks::new(part, b"</row>"), at: 0, stage: Stage::BeforeCells, cells, open: None }
    }

    /// Returns the next row that holds a cell; `None` behind the last.
    ///
    /// # Errors
    ///
    /// `Unusual` where the library has to read on; the rows returned so far are as it reads them.
    pub(in crate::read) fn next_row(&mut self) -> Usual<Option<Row>> {
        while let Some(row) = self.next_element()? {
            if row.cells.is_empty() {
                continue;
            }
            match &mut self.open {
                Some(open) if open.index == row.index => {
                    if open.cells.len() + row.cells.len() > COLUMNS as usize {
                        return Err(Unusual);
                    }
                    open.hidden |= row.hidden;
                    open.cells.extend(row.cells);
                }
                open => {
                    if let Some(row) = open.replace(row) {
                        return Ok(Some(in_order(row)));
                    }
                }
            }
        }
        Ok(self.open.take().map(in_order))
    }

    /// Returns the next `<row>`.
    fn next_element(&mut self) -> Usual<Option<Row>> {
        loop {
            let piece = self.blocks.piece();
            let mut cursor = Cursor::new(&piece[self.at..]);
            if self.stage == Stage::BeforeCells && !piece.is_empty() {
                let has_cells = skip_head(&mut cursor)?;
                self.stage = if has_cells { Stage::Cells } else { Stage::BehindCells };
            }
            cursor.skip_space();
            let row = match self.stage {
                Stage::BehindCells => return Ok(None),
                _ if cursor.rest().is_empty() => None,
                _ if cursor.eat(b"</sheetData>") => {
                    self.stage = Stage::BehindCells;
                    return Ok(None);
                }
                _ if cursor.eat_tag(b"<row") => Some(self.cells.row(&mut cursor)?),
                _ => return Err(Unusual),
            };
            self.at = piece.len() - cursor.rest().len();
            if row.is_some() {
                return Ok(row);
            }
            self.at = 0;
            if !self.blocks.next()? {
                return Err(Unusual);
            }
        }
    }
}

/// The cells of a row come from left to right, but nothing makes them.
fn in_order(mut row: Row) -> Row {
    if !row.cells.is_sorted_by_key(|(column, _)| *column) {
        row.cells.sort_by_key(|(column, _)| *column);
    }
    row
}

/// Steps over what stands before the cells; says whether there are any.
fn skip_head(cursor: &mut Cursor<'_>) -> Usual<bool> {
    workbook::prologue(cursor)?;
    let rest = cursor.rest();
    let head = &rest[..memmem::find(rest, b"<sheetData").ok_or(Unusual)?];
    if memmem::find(head, b"<!").is_some() {
        return Err(Unusual);
    }
    cursor.eat(head);
    if cursor.eat_tag(b"<sheetData") { cursor.skip_attributes() } else { Err(Unusual) }
}

/// What kind of value a cell states. Source: `ST_CellType`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Nothing is stated, or `n`.
    Number,
    /// `s`.
    Shared,
    /// `str`: the text of a formula.
    Text,
    /// `inlineStr`.
    Inline,
    /// `b`.
    Bool,
    /// `e`.
    Error,
    /// `d`.
    Date,
}

impl Cells<'_> {
    /// Reads a row whose name has been read.
    fn row(&mut self, cursor: &mut Cursor<'_>) -> Usual<Row> {
        let (mut index, mut hidden) = (self.next_row, false);
        let has_cells = loop {
            match cursor.attribute()? {
                Attribute::Pair(b"r", number) => index = position::row(number)?,
                Attribute::Pair(b"hidden", value) => hidden = matches!(value, b"1" | b"true"),
                Attribute::Pair(..) => {}
                Attribute::End => break true,
                Attribute::EmptyEnd => break false,
            }
        };
        let mut row = Row { index, hidden, cells: Vec::new() };
        let mut column = 0;
        cursor.skip_space();
        while has_cells && !cursor.eat(b"</row>") {
            if !cursor.eat_tag(b"<c") {
                return Err(Unusual);
            }
            // The library's reading refuses such a row.
            if row.cells.len() >= COLUMNS as usize {
                return Err(Unusual);
            }
            if row.cells.is_empty() {
                row.cells.reserve(self.width.clamp(1, MOST_ROOM));
            }
            let value = self.cell(cursor, index, &mut column)?;
            if let (Some(value), Ok(column)) = (value, u16::try_from(column)) {
                row.cells.push((column, value));
            }
            column += 1;
            cursor.skip_space();
        }
        self.next_row = index + 1;
        self.width = row.cells.len();
        Ok(row)
    }

    /// Reads a cell whose name has been read, and says in which column it stands.
    fn cell(&mut self, cursor: &mut Cursor<'_>, row: u32, column: &mut u32) -> Usual<Option<Value>> {
        let (mut kind, mut style) = (Kind::Number, None);
        let has_content = loop {
            match cursor.attribute()? {
                Attribute::Pair(b"r", address) => {
                    let (own_row, own_column) = position::cell(address)?;
                    if own_row != row {
                        return Err(Unusual);
                    }
                    *column = own_column;
                }
                Attribute::Pair(b"s", number) => style = Some(position::whole(number, 9)?),
                Attribute::Pair(b"t", name) => kind = Kind::of(name)?,
                Attribute::Pair(..) => {}
                Attribute::End => break true,
                Attribute::EmptyEnd => break false,
            }
        };
        if !has_content {
            return Ok(None);
        }
        let (mut value, mut formula) = (None, None);
        loop {
            cursor.skip_space();
            if cursor.eat_tag(b"<v") {
                let has_text = cursor.skip_attributes()?;
                let written = if has_text { cursor.text()? } else { b"" };
                value = self.value(kind, style, written)?;
                if has_text && !cursor.eat(b"</v>") {
                    return Err(Unusual);
                }
            } else if cursor.eat(b"</c>") {
                break;
            } else if cursor.eat_tag(b"<f") {
                formula = Some(is_picture(cursor)?);
            } else if cursor.eat_tag(b"<is") {
                let text = if cursor.skip_attributes()? { string::read(cursor, b"</is>")? } else { "".into() };
                value = Some(Value::Text(self.interner.intern(&text)));
            } else {
                return Err(Unusual);
            }
        }
        Ok(match formula {
            Some(true) => Some(Value::Text(PICTURE.into())),
            Some(false) => value.or(Some(Value::FormulaWithoutValue)),
            None => value,
        })
    }

    /// Returns what a cell states.
    fn value(&mut self, kind: Kind, style: Option<u64>, written: &[u8]) -> Usual<Option<Value>> {
        Ok(Some(match kind {
            Kind::Inline => return Ok(None),
            Kind::Text => {
                let text = string::unescape(string::decode(written)?);
                Value::Text(self.interner.intern(&text))
            }
            Kind::Date => range::iso_value(&string::decode(written)?),
            _ if written.is_empty() => return Ok(None),
            Kind::Shared => {
                let index = usize::try_from(position::whole(written, 9)?).map_err(|_| Unusual)?;
                Value::Text(self.tables.texts.get(index).ok_or(Unusual)?.clone())
            }
            Kind::Number => self.number(style, position::number(written)?),
            Kind::Bool => match written {
                b"0" => Value::Bool(false),
                b"1" => Value::Bool(true),
                _ => return Err(Unusual),
            },
            Kind::Error if written.contains(&b'&') => return Err(Unusual),
            Kind::Error => Value::Error(std::str::from_utf8(written).map_err(|_| Unusual)?.into()),
        }))
    }

    /// Returns a number, or the day it stands for.
    fn number(&self, style: Option<u64>, number: f64) -> Value {
        let of_style = |style| self.tables.dates.get(usize::try_from(style).ok()?).copied();
        match style.and_then(of_style).flatten() {
            None => Value::Number(number),
            Some(kind) => range::date_value(&ExcelDateTime::new(number, kind, self.tables.is_1904)),
        }
    }
}

impl Kind {
    fn of(name: &[u8]) -> Usual<Self> {
        Ok(match name {
            b"s" => Self::Shared,
            b"n" => Self::Number,
            b"str" => Self::Text,
            b"inlineStr" => Self::Inline,
            b"b" => Self::Bool,
            b"e" => Self::Error,
            b"d" => Self::Date,
            _ => return Err(Unusual),
        })
    }
}

/// Steps over a formula whose name has been read; says whether it only shows a picture inside the cell, as WPS writes
/// it: `_xlfn.DISPIMG("ID_…",1)`.
fn is_picture(cursor: &mut Cursor<'_>) -> Usual<bool> {
    let mut is_shared = false;
    loop {
        match cursor.attribute()? {
            Attribute::Pair(b"t", kind) => is_shared = kind == b"shared",
            Attribute::Pair(b"si", number) => drop(position::whole(number, 9)?),
            Attribute::Pair(..) => {}
            Attribute::End => break,
            Attribute::EmptyEnd => return Ok(false),
        }
    }
    let formula = string::decode(cursor.text()?)?;
    if !cursor.eat(b"</f>") {
        return Err(Unusual);
    }
    let name = formula.trim_start_matches('=').trim_start_matches("_xlfn.");
    Ok(!is_shared && name.get(..8).is_some_and(|head| head.eq_ignore_ascii_case("DISPIMG(")))
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::ScannedRows;
    use crate::model::text::Interner;
    use crate::read::xlsx_scan::{Scan, Tables};

    /// Returns rows as `row: column=value …`, `~` before a hidden one; `…` where the library has to read on.
    fn rows(cells: &str) -> Vec<String> {
        let tables = Tables {
            texts: vec!["党费".into(), "工会".into()],
            dates: vec![None, Some(ExcelDateTimeType::DateTime), Some(ExcelDateTimeType::TimeDelta)],
            is_1904: false,
        };
        let scan = Scan { sheets: Vec::new(), tables };
        let xml = format!("<?xml version=\"1.0\"?><worksheet><dimension ref=\"A1\"/><sheetData>{cells}</sheetData></worksheet>");
        let mut interner = Interner::default();
        let mut rows = ScannedRows::new(&scan, &mut interner, Box::new(xml.as_bytes()));
        let mut shown = Vec::new();
        loop {
            match rows.next_row() {
                Ok(Some(row)) => {
                    let cells: Vec<String> = row.cells.iter().map(|(at, value)| format!("{at}={value:?}")).collect();
                    shown.push(format!("{}{}: {}", if row.hidden { "~" } else { "" }, row.index, cells.join(" ")));
                }
                Ok(None) => return shown,
                Err(_) => {
                    shown.push("…".to_owned());
                    return shown;
                }
            }
        }
    }

    #[test]
    fn values_of_every_kind_are_read() {
        for (cell, expected) in [
            ("<c r=\"B1\" t=\"s\"><v>1</v></c>", "1=Text(\"工会\")"),
            ("<c s=\"2\" r=\"A1\" t=\"n\" ><v>1.5</v></c>", "0=Number(1.5)"),
            ("<c r=\"A1\" s=\"1\"><v>45962.0</v></c>", "0=Date(2025-11-01)"),
            ("<c r=\"A1\" s=\"1\"><v>-1</v></c>", "0=Number(-1.0)"),
            ("<c r=\"A1\" s=\"9\"><v>45962</v></c>", "0=Number(45962.0)"),
            ("<c r=\"A1\" t=\"b\"><v>1</v></c>", "0=Bool(true)"),
            ("<c r=\"A1\" t=\"e\"><v>#SPILL!</v></c>", "0=Error(\"#SPILL!\")"),
            ("<c r=\"A1\" t=\"d\"><v>2026-10-31T00:00:00</v></c>", "0=Date(2026-10-31)"),
            ("<c r=\"A1\" t=\"str\"><f>B1&amp;C1</f><v>A&amp;B_x000A_</v></c>", "0=Text(\"A&B\\n\")"),
            ("<c r=\"A1\" t=\"str\"><f>B1</f><v></v></c>", "0=Text(\"\")"),
            ("<c r=\"A1\"><f t=\"shared\" si=\"0\"/></c>", "0=FormulaWithoutValue"),
            ("<c r=\"A1\"><f>SUM(B1)</f><v/></c>", "0=FormulaWithoutValue"),
            ("<c r=\"A1\"><f>SUM(B1)</f><v></v></c>", "0=FormulaWithoutValue"),
            ("<c r=\"A1\" t=\"inlineStr\"><is><r><t>党</t></r><r><t>费</t></r></is></c>", "0=Text(\"党费\")"),
            ("<c r=\"A1\" t=\"str\"><f>_xlfn.DISPIMG(\"ID_1\",1)</f><v>=DISPIMG(\"ID_1\",1)</v></c>", "0=Text(\"（图片）\")"),
            ("<c r=\"A1\" t=\"s\"><v>2</v></c>", "…"),
            ("<c r=\"A1\" t=\"x\"><v>2</v></c>", "…"),
            ("<c r=\"A2\"><v>2</v></c>", "…"),
            ("<c r=\"A1\"><v>abc</v></c>", "…"),
            ("<c r=\"A1\"><!-- --><v>1</v></c>", "…"),
            ("<x:c r=\"A1\"><v>1</v></x:c>", "…"),
        ] {
            let read = rows(&format!("<row r=\"1\">{cell}</row>"));
            let expected = if expected == "…" { expected.to_owned() } else { format!("0: {expected}") };
            assert_eq!(read, [expected], "{cell}");
        }
    }

    #[test]
    fn rows_are_counted_where_they_are_not_numbered() {
        let cell = "<c><v>1</v></c>";
        let read = rows(&format!(
            "<row/><row hidden=\"1\">{cell}<c/>{cell}</row> <row r=\"7\"><c r=\"B7\"/></row><row>{cell}</row>\
             <row r=\"8\" hidden=\"true\"><c r=\"C8\"><v>2</v></c><c r=\"B8\"><v>3</v></c></row>"
        ));
        let expected = ["~1: 0=Number(1.0) 2=Number(1.0)", "~7: 0=Number(1.0) 1=Number(3.0) 2=Number(2.0)"];
        assert_eq!(read, expected);
    }

    #[test]
    fn rows_before_something_unusual_are_given() {
        let row = |number: u32, cell: &str| format!("<row r=\"{number}\">{cell}</row>");
        let usual = "<c><v>1</v></c>";
        let read = rows(&[row(1, usual), row(2, usual), row(3, "<c t=\"?\"><v>1</v></c>"), row(4, usual)].concat());
        assert_eq!(read, ["0: 0=Number(1.0)", "…"], "the row that may go on is not given");
        assert_eq!(rows("<row r=\"1\"><c><v>1</v></c>"), ["…"]);
    }
}
