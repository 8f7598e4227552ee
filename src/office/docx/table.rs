//! Bordered tables with columns as wide as their content asks.

use std::fmt::Write;

use super::measure::{SIZE_4, SIZE_4_SMALL, SIZE_5, SIZE_5_SMALL, TEXT_WIDTH, half_chars, lines};
use super::xml::{Look, paragraph, run};

/// Columns whose content is no wider than this, in half characters, keep it on one line, centred.
const SHORT: u32 = 12;
/// Space left and right of a cell's text together, in twips.
const PADDING: u32 = 120;
/// Room kept in a column beyond its text, for machines whose digits are wider than half a character.
const SLACK: u32 = 100;
/// Longest text a column may ask room for, in half characters.
const LONGEST_WISH: u32 = 120;
/// The rule below a row.
const RULE: u32 = 10;
/// Lowest row, 1 cm.
const ROW_HEIGHT: u32 = 567;
/// Lowest row of a small table, 0.75 cm.
const SMALL_ROW_HEIGHT: u32 = 425;
/// Lowest row of a form to be filled in by hand, 1.8 cm.
const FORM_ROW_HEIGHT: u32 = 1_020;

/// Returns a table.
pub(super) fn xml(header: &[String], rows: &[Vec<String>], widths: &[u32], small: bool) -> String {
    let Layout { size, natural, twips } = Layout::of(header, rows, widths, small);
    let mut out = String::from("<w:tbl>");
    out.push_str(&properties(small));
    out.push_str("<w:tblGrid>");
    for width in &twips {
        let _ = write!(out, r#"<w:gridCol w:w="{width}"/>"#);
    }
    out.push_str("</w:tblGrid>");
    out.push_str(&header_row(header, &twips, size));
    for row in rows {
        out.push_str(&body_row(row, &natural, &twips, size));
    }
    out.push_str("</w:tbl>");
    out
}

/// What a table is set in.
struct Layout {
    /// In half points.
    size: u32,
    /// Each column's widest line, in half characters.
    natural: Vec<u32>,
    /// Each column's width.
    twips: Vec<u32>,
}

impl Layout {
    fn of(header: &[String], rows: &[Vec<String>], widths: &[u32], small: bool) -> Self {
        let columns = header.len().max(1);
        let size = match columns {
            11.. if small => SIZE_5_SMALL,
            _ if small => SIZE_5,
            0..=4 => SIZE_4,
            _ => SIZE_4_SMALL,
        };
        let natural = natural_widths(header, rows);
        let twips = if widths.len() == columns { share(widths) } else { by_content(header, rows, &natural, size * 5) };
        Self { size, natural, twips }
    }
}

/// Reckons how high the header and each row of a table come out, in twips.
pub(super) fn heights(header: &[String], rows: &[Vec<String>], widths: &[u32], small: bool) -> (u32, Vec<u32>) {
    let Layout { size, twips, .. } = Layout::of(header, rows, widths, small);
    let [side, top, bottom] = margins(small);
    let height = |texts: &[String], is_head: bool| {
        let lines = texts.iter().zip(&twips).map(|(text, width)| {
            let broken = if is_head { broken_header(text, *width, size) } else { text.clone() };
            lines(&broken, 0, width.saturating_sub(2 * side), [size * 10, size * 5])
        });
        (lines.max().unwrap_or(1) * pitch(size) + top + bottom + RULE).max(lowest(size))
    };
    (height(header, true), rows.iter().map(|row| height(row, false)).collect())
}

/// Returns the margins of a cell: left and right, top, bottom.
fn margins(small: bool) -> [u32; 3] {
    if small { [PADDING / 4, 20, 40] } else { [PADDING / 2, 40, 80] }
}

/// Returns the pitch of a table's lines: 1⅔ of the size keeps its rows apart without the 29 pt of body text.
fn pitch(size: u32) -> u32 {
    size * 50 / 3
}

fn properties(small: bool) -> String {
    let mut borders = String::new();
    for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
        let _ = write!(borders, r#"<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>"#);
    }
    let [half, top, bottom] = margins(small);
    format!(
        concat!(
            r#"<w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{borders}</w:tblBorders>"#,
            r#"<w:tblLayout w:type="fixed"/><w:tblCellMar><w:top w:w="{top}" w:type="dxa"/>"#,
            r#"<w:left w:w="{half}" w:type="dxa"/><w:bottom w:w="{bottom}" w:type="dxa"/>"#,
            r#"<w:right w:w="{half}" w:type="dxa"/></w:tblCellMar></w:tblPr>"#
        ),
        width = TEXT_WIDTH,
        borders = borders,
        half = half,
        top = top,
        bottom = bottom,
    )
}

fn header_row(header: &[String], twips: &[u32], size: u32) -> String {
    let height = lowest(size);
    let mut out =
        format!(r#"<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/><w:tblHeader/></w:trPr>"#);
    for (text, width) in header.iter().zip(twips) {
        out.push_str(&cell("TableHead", &broken_header(text, *width, size), *width, true, size));
    }
    out.push_str("</w:tr>");
    out
}

/// Returns the lowest a row may be.
fn lowest(size: u32) -> u32 {
    if size <= SIZE_5 { SMALL_ROW_HEIGHT } else { ROW_HEIGHT }
}

/// Breaks a header that does not fit its column into two like halves.
fn broken_header(text: &str, width: u32, size: u32) -> String {
    let chars: Vec<char> = text.chars().collect();
    if half_chars(text) * size * 5 + PADDING <= width || chars.len() < 4 || text.contains('\n') {
        return text.to_owned();
    }
    let (first, second) = chars.split_at(chars.len() / 2);
    first.iter().chain(&['\n']).chain(second).collect()
}

fn body_row(row: &[String], natural: &[u32], twips: &[u32], size: u32) -> String {
    let empty = twips.len() - row.iter().take(twips.len()).filter(|cell| !cell.trim().is_empty()).count();
    let height = if empty * 2 > twips.len() { FORM_ROW_HEIGHT } else { lowest(size) };
    let mut out = format!(r#"<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/></w:trPr>"#);
    for (column, width) in twips.iter().enumerate() {
        let text = row.get(column).map_or("", String::as_str);
        out.push_str(&cell("TableText", text, *width, natural[column] <= SHORT, size));
    }
    out.push_str("</w:tr>");
    out
}

fn cell(style: &str, text: &str, width: u32, centred: bool, size: u32) -> String {
    let justify = if centred { r#"<w:jc w:val="center"/>"# } else { "" };
    let pitch = format!(r#"<w:spacing w:line="{}" w:lineRule="exact"/>{justify}"#, pitch(size));
    let look = Look { size: Some(size), ..Look::default() };
    format!(
        r#"<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{}</w:tc>"#,
        paragraph(style, &pitch, &run(text, look))
    )
}

/// Returns a line's width in half characters, with more room for digits than the standard's face needs: a machine
/// without it sets them in a wider one.
fn room(line: &str) -> u32 {
    let narrow = line.chars().filter(char::is_ascii).count() as u32;
    half_chars(line) + narrow / 4
}

/// Returns each column's widest line, in half characters, its header left out.
fn natural_widths(header: &[String], rows: &[Vec<String>]) -> Vec<u32> {
    let widest =
        |column: usize| rows.iter().filter_map(|row| row.get(column)).flat_map(|text| text.lines()).map(room).max().unwrap_or(0);
    (0..header.len().max(1)).map(widest).collect()
}

/// Splits the type area by content: short columns get what they need, long ones share the rest by length.
fn by_content(header: &[String], rows: &[Vec<String>], natural: &[u32], half_char_twips: u32) -> Vec<u32> {
    // A header may break once; two characters are the least a column can be read in.
    let least = |column: usize| half_chars(&header[column]).div_ceil(4).max(2) * 2;
    let columns = natural.len().min(header.len());
    let has_digits: Vec<bool> = (0..columns)
        .map(|column| rows.iter().filter_map(|row| row.get(column)).any(|text| text.contains(|c: char| c.is_ascii_digit())))
        .collect();
    let is_long = |column: usize| natural[column] > SHORT;
    // Two lines will do for the name of a person, a unit or a category; a number or a date stays on one.
    let asked = |column: usize| match natural[column] {
        width if is_long(column) => (width / 2).clamp(8, SHORT),
        width if width > 8 && !has_digits[column] => width.div_ceil(4) * 2,
        width => width,
    };
    let need: Vec<u32> =
        (0..columns).map(|column| asked(column).max(least(column)) * half_char_twips + PADDING + SLACK).collect();
    let needed: u32 = need.iter().sum();
    if needed >= TEXT_WIDTH {
        return share(&need);
    }
    // What is left goes to the long columns, by how much of their text has no room yet.
    let wish = |column: usize| if is_long(column) { natural[column].min(LONGEST_WISH) - asked(column) } else { 0 };
    let wishes: u32 = (0..columns).map(wish).sum();
    let spare = TEXT_WIDTH - needed;
    let grown: Vec<u32> = (0..columns)
        .map(|column| need[column] + (spare * wish(column)).checked_div(wishes).unwrap_or(spare / columns as u32))
        .collect();
    share(&grown)
}

/// Scales widths so that they fill the type area exactly.
fn share(widths: &[u32]) -> Vec<u32> {
    let sum: u64 = widths.iter().map(|width| u64::from(*width)).sum::<u64>().max(1);
    let mut out: Vec<u32> = widths.iter().map(|width| (u64::from(*width) * u64::from(TEXT_WIDTH) / sum).max(1) as u32).collect();
    let used: u32 = out.iter().sum();
    if let Some(widest) = out.iter_mut().max() {
        *widest += TEXT_WIDTH.saturating_sub(used);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{by_content, natural_widths, share};
    use crate::office::docx::measure::TEXT_WIDTH;

    fn texts(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn widths_fill_the_type_area_exactly() {
        assert_eq!(share(&[1, 1, 1]).iter().sum::<u32>(), TEXT_WIDTH);
        assert_eq!(share(&[0, 0]).len(), 2);
    }

    #[test]
    fn the_long_column_gets_the_room() {
        let header = texts(&["序号", "问题编号", "反馈问题", "超期天数"]);
        let rows = vec![texts(&["1", "2026-001", &"问题描述".repeat(20), "41"])];
        let widths = by_content(&header, &rows, &natural_widths(&header, &rows), 120);
        assert!(widths[2] > TEXT_WIDTH / 2, "{widths:?}");
        assert!(widths[0] >= 4 * 120, "{widths:?}");
        assert_eq!(widths.iter().sum::<u32>(), TEXT_WIDTH);
    }
}
