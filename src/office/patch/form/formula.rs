//! References within a formula: found as they are written, and written anew where rows are repeated.
//!
//! Everything else of a formula is copied as it is. References to other workbooks and to tables are never touched.

use std::collections::BTreeMap;

use crate::limits;
use crate::office::patch::xml::{address, parse_address};

/// Functions that take a stretch of cells: a single cell given to one of them is a stretch of one.
const OVER_STRETCHES: &[&str] = &[
    "AGGREGATE",
    "AVEDEV",
    "AVERAGE",
    "AVERAGEA",
    "AVERAGEIF",
    "AVERAGEIFS",
    "COUNT",
    "COUNTA",
    "COUNTBLANK",
    "COUNTIF",
    "COUNTIFS",
    "LARGE",
    "MAX",
    "MAXA",
    "MEDIAN",
    "MIN",
    "MINA",
    "MODE",
    "PERCENTILE",
    "PERCENTRANK",
    "PRODUCT",
    "QUARTILE",
    "SMALL",
    "STDEV",
    "STDEV.P",
    "STDEV.S",
    "STDEVP",
    "SUBTOTAL",
    "SUM",
    "SUMIF",
    "SUMIFS",
    "SUMPRODUCT",
    "SUMSQ",
    "VAR",
    "VAR.P",
    "VAR.S",
    "VARP",
];

/// A row that is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Growth {
    /// The marked row, 0-based.
    pub(super) row: u32,
    /// How many rows are put in below it.
    pub(super) extra: u32,
}

impl Growth {
    /// Returns where a row comes to stand; the marked row itself stays.
    pub(super) fn moved(self, row: u32) -> u32 {
        if row > self.row { row.saturating_add(self.extra).min(limits::ROWS - 1) } else { row }
    }

    /// Returns where a stretch of rows that is not in the marked row comes to end: one that holds the marked row grows.
    pub(super) fn end(self, last: u32) -> u32 {
        if last >= self.row { last.saturating_add(self.extra).min(limits::ROWS - 1) } else { last }
    }

    /// Returns a stretch of rows after the growth.
    pub(super) fn stretch(self, first: u32, last: u32) -> (u32, u32) {
        (self.moved(first), self.end(last))
    }
}

/// The repeated rows, by the lower-case name of their sheet.
pub(super) type Growths = BTreeMap<String, Growth>;

/// Where a formula stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot<'s> {
    /// The sheet, in lower case; empty for names of the whole workbook.
    pub(super) sheet: &'s str,
    /// The how manieth repetition of a marked row it is in; `None` elsewhere.
    pub(super) copy: Option<u32>,
}

/// One end of a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct End {
    /// Whether it is fixed by `$`, and the 0-based column; `None` for whole rows.
    column: Option<(bool, u16)>,
    /// The same of the row; `None` for whole columns.
    row: Option<(bool, u32)>,
}

impl std::fmt::Display for End {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let fixed = |fixed: bool| if fixed { "$" } else { "" };
        if let Some((is_fixed, column)) = self.column {
            write!(f, "{}{}", fixed(is_fixed), address(0, column).trim_end_matches('1'))?;
        }
        if let Some((is_fixed, row)) = self.row {
            write!(f, "{}{}", fixed(is_fixed), row + 1)?;
        }
        Ok(())
    }
}

/// A reference as it is written.
struct Reference<'f> {
    /// The sheet it names, in lower case; `None` for the formula's own.
    sheet: Option<&'f str>,
    first: End,
    last: Option<End>,
    /// Whether it is all that an argument of a function over stretches consists of.
    alone: bool,
}

/// Returns a formula for where its references have come to stand.
pub(super) fn moved(formula: &str, spot: Spot<'_>, growths: &Growths) -> String {
    rewritten(formula, |reference| {
        let growth = *growths.get(reference.sheet.unwrap_or(spot.sheet))?;
        let (first, last) = (reference.first, reference.last);
        let own = |end: End| end.row.is_some_and(|(_, row)| row == growth.row);
        let stepped = |end: End| {
            let step = |(fixed, row): (bool, u32)| {
                let copy = spot.copy.filter(|_| row == growth.row && !fixed).unwrap_or(0);
                (fixed, if row == growth.row { row + copy } else { growth.moved(row) })
            };
            End { row: end.row.map(step), ..end }
        };
        let stretched = |end: End| End { row: end.row.map(|(fixed, row)| (fixed, growth.end(row))), ..end };
        // Within a marked row only what is fixed by `$` means all of them; elsewhere every stretch does.
        let all = |end: End| spot.copy.is_none() || end.row.is_some_and(|(fixed, _)| fixed);
        Some(match last {
            None if own(first) && reference.alone && all(first) && growth.extra > 0 => (first, Some(stretched(first))),
            None => (stepped(first), None),
            Some(last) if own(last) && !all(last) => (stepped(first), Some(stepped(last))),
            Some(last) => (stepped(first), Some(stretched(last))),
        })
    })
}

/// Returns a formula as it reads so many rows and columns further on; what is fixed by `$` and names another place stays.
pub(super) fn offset(formula: &str, rows: i64, columns: i64) -> String {
    let turned = |at: i64, by: i64, size: u32| u32::try_from((at + by).rem_euclid(i64::from(size))).unwrap_or(0);
    let shift = |end: End| End {
        column: end.column.map(|(fixed, column)| {
            let by = if fixed { 0 } else { columns };
            (fixed, u16::try_from(turned(i64::from(column), by, limits::COLUMNS)).unwrap_or(column))
        }),
        row: end.row.map(|(fixed, row)| (fixed, turned(i64::from(row), if fixed { 0 } else { rows }, limits::ROWS))),
    };
    rewritten(formula, |reference| Some((shift(reference.first), reference.last.map(shift))))
}

/// Copies a formula, with every reference for which there is another.
fn rewritten(formula: &str, mut change: impl FnMut(&Reference<'_>) -> Option<(End, Option<End>)>) -> String {
    let mut out = String::with_capacity(formula.len() + 8);
    let mut calls: Vec<bool> = Vec::new();
    let mut before = None;
    let mut at = 0;
    while let Some(c) = formula[at..].chars().next() {
        let rest = &formula[at..];
        let token = match c {
            '"' => quoted(rest, '"'),
            '[' => bracketed(rest),
            '\'' => quoted(rest, '\''),
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            c => {
                match c {
                    '(' => calls.push(before == Some('f')),
                    ')' => drop(calls.pop()),
                    _ => {}
                }
                out.push(c);
                at += c.len_utf8();
                if !c.is_whitespace() {
                    before = Some(c);
                }
                continue;
            }
        };
        let behind = &rest[token..];
        // What a bracket or an apostrophe begins goes on with a word up to the `!`: [1]表!A1.
        let names_sheet = behind.starts_with('!') && c != '"';
        if names_sheet || !is_word(c) {
            if let Some(length) = reference_at(&behind[usize::from(names_sheet)..]).filter(|_| names_sheet) {
                let foreign = before == Some(']') || rest[..token].contains('[') || before == Some(':');
                let name = rest[..token].trim_matches('\'').replace("''", "'").to_lowercase();
                let text = &behind[1..1 + length];
                let all = at + token + 1 + length;
                out.push_str(&rest[..=token]);
                let alone = calls.last() == Some(&true) && is_whole_argument(before, &formula[all..]);
                push(&mut out, text, (!foreign).then_some(name.as_str()), alone, &mut change, foreign);
                at = all;
                before = Some('r');
                continue;
            }
            out.push_str(&rest[..token]);
            at += token;
            before = rest[..token].chars().next_back();
            continue;
        }
        if let Some(length) = reference_at(rest).filter(|_| before != Some(']') && before != Some('!')) {
            let alone = calls.last() == Some(&true) && is_whole_argument(before, &rest[length..]);
            push(&mut out, &rest[..length], None, alone, &mut change, false);
            at += length;
            before = Some('r');
            continue;
        }
        let word = &rest[..token];
        let stretches = OVER_STRETCHES.iter().any(|name| name.eq_ignore_ascii_case(word.trim_start_matches("_xlfn.")));
        out.push_str(word);
        at += token;
        before = Some(if stretches && behind.starts_with('(') { 'f' } else { 'w' });
    }
    out
}

fn push(
    out: &mut String,
    text: &str,
    sheet: Option<&str>,
    alone: bool,
    change: &mut impl FnMut(&Reference<'_>) -> Option<(End, Option<End>)>,
    foreign: bool,
) {
    let ends = parse(text).filter(|_| !foreign);
    let was = ends.map(|(first, last)| Reference { sheet, first, last, alone });
    match was.as_ref().and_then(|was| Some((was, change(was)?))) {
        Some((was, now)) if now != (was.first, was.last) => {
            out.push_str(&now.0.to_string());
            if let Some(last) = now.1 {
                out.push(':');
                out.push_str(&last.to_string());
            }
        }
        _ => out.push_str(text),
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '$' | '\\' | '?')
}

fn is_whole_argument(before: Option<char>, behind: &str) -> bool {
    matches!(before, Some('(' | ',')) && behind.trim_start().starts_with([',', ')'])
}

/// Returns the length of a quoted stretch, its quotes doubled within.
fn quoted(text: &str, quote: char) -> usize {
    let mut at = 1;
    loop {
        let Some(found) = text[at..].find(quote) else { return text.len() };
        at += found + 1;
        if !text[at..].starts_with(quote) {
            return at;
        }
        at += 1;
    }
}

/// Returns the length of a stretch in brackets, with those within.
fn bracketed(text: &str) -> usize {
    let mut depth = 0_u32;
    for (at, c) in text.char_indices() {
        match c {
            '[' => depth += 1,
            ']' if depth == 1 => return at + 1,
            ']' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

/// Returns the length of the reference a text begins with.
fn reference_at(text: &str) -> Option<usize> {
    let word = |text: &str| text.find(|c| !is_word(c)).unwrap_or(text.len());
    let first = word(text);
    let ends = |length: usize| !text[length..].starts_with(['(', '!', '[']);
    if text[first..].starts_with(':') {
        let second = first + 1 + word(&text[first + 1..]);
        if ends(second) && parse(&text[..second]).is_some() {
            return Some(second);
        }
    }
    (ends(first) && parse(&text[..first]).is_some()).then_some(first)
}

fn parse(text: &str) -> Option<(End, Option<End>)> {
    match text.split_once(':') {
        None => cell(text).map(|only| (only, None)),
        Some((first, last)) => {
            let ends = cell(first).zip(cell(last)).or_else(|| line(first).zip(line(last)));
            let (first, last) = ends?;
            (first.row.is_some() == last.row.is_some() && first.column.is_some() == last.column.is_some())
                .then_some((first, Some(last)))
        }
    }
}

fn fixed(text: &str) -> (bool, &str) {
    text.strip_prefix('$').map_or((false, text), |rest| (true, rest))
}

fn cell(text: &str) -> Option<End> {
    let (column_fixed, rest) = fixed(text);
    let letters = rest.find(|c: char| !c.is_ascii_alphabetic())?;
    let (row_fixed, digits) = fixed(&rest[letters..]);
    if digits.is_empty() || digits.starts_with('0') || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (row, column) = parse_address(&format!("{}{digits}", &rest[..letters]))?;
    Some(End { column: Some((column_fixed, column)), row: Some((row_fixed, row)) })
}

/// Parses one end of whole rows or columns.
fn line(text: &str) -> Option<End> {
    let (is_fixed, rest) = fixed(text);
    if !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()) {
        let (row, _) = parse_address(&format!("A{rest}"))?;
        return Some(End { column: None, row: Some((is_fixed, row)) });
    }
    if rest.is_empty() || !rest.bytes().all(|b| b.is_ascii_alphabetic()) {
        return None;
    }
    let (_, column) = parse_address(&format!("{rest}1"))?;
    Some(End { column: Some((is_fixed, column)), row: None })
}

#[cfg(test)]
mod tests {
    use super::{Growth, Growths, Spot, moved, offset};

    /// Row 5 of 表 is repeated for four units.
    fn grown(formula: &str, copy: Option<u32>) -> String {
        let growths = Growths::from([("表".to_owned(), Growth { row: 4, extra: 3 })]);
        moved(formula, Spot { sheet: "表", copy }, &growths)
    }

    /// Boundary: the row above the marked one stays | the one below it moves.
    #[test]
    fn what_stands_below_moves_and_what_holds_the_row_grows() {
        for (was, now) in [
            ("A4+A5+A6+$A$6", "A4+A5+A9+$A$9"),
            ("SUM(C5:C5)", "SUM(C5:C8)"),
            ("SUM($C$4:$C$6)", "SUM($C$4:$C$9)"),
            ("SUM(C1:C4)/SUM(C6:C7)", "SUM(C1:C4)/SUM(C9:C10)"),
            ("SUM(C5)", "SUM(C5:C8)"),
            ("sum( D2 , C5 )", "sum( D2 , C5:C8 )"),
            ("ROUND(C5,2)", "ROUND(C5,2)"),
            ("SUM(C5*2)", "SUM(C5*2)"),
            ("SUM(5:5,A:A,$3:$6)", "SUM(5:8,A:A,$3:$9)"),
            ("SUM(C4:C1048576)", "SUM(C4:C1048576)"),
        ] {
            assert_eq!(grown(was, None), now, "{was}");
        }
    }

    #[test]
    fn what_is_no_reference_to_the_sheet_is_left() {
        for same in [
            "\"A6\"&\"say \"\"A6\"\"\"",
            "LOG10(3)+A6B",
            "其他!A6",
            "'其 他'!A6:B9",
            "[1]表!A6",
            "'[书.xlsx]表'!A6",
            "Table1[A6]",
            "率A6",
            "A6_x",
            "FOO.A6",
            "#REF!",
            "1E5",
            "TRUE",
            "A0+AAAA6",
            "A6(",
            "",
        ] {
            assert_eq!(grown(same, None), same);
        }
        assert_eq!(grown("表!A6+'表'!A6:A7", None), "表!A9+'表'!A9:A10");
    }

    #[test]
    fn a_formula_of_the_marked_row_reckons_its_own_row() {
        assert_eq!(grown("C5/C$4+C6", Some(2)), "C7/C$4+C9");
        assert_eq!(grown("SUM(C5:F5)", Some(2)), "SUM(C7:F7)");
        assert_eq!(grown("RANK(C5,C$5:C$5)", Some(3)), "RANK(C8,C$5:C$8)");
        assert_eq!(grown("SUM(C$5:C5)", Some(1)), "SUM(C$5:C6)");
        assert_eq!(grown("SUM(C5)/SUM(C$5)", Some(1)), "SUM(C6)/SUM(C$5:C$8)");
        assert_eq!(grown("COUNTIF(C$4:C$6,C5)", Some(0)), "COUNTIF(C$4:C$9,C5)");
    }

    #[test]
    fn a_shared_formula_reads_on_where_it_is_shared() {
        assert_eq!(offset("A1+$A1+A$1+$A$1+SUM(B:B,$2:3)", 2, 1), "B3+$A3+B$1+$A$1+SUM(C:C,$2:5)");
    }
}
