//! Tables as csv: UTF-8 with a mark that Excel knows it by, RFC 4180, and nothing a spreadsheet would run as a formula.

use rayon::prelude::*;

use crate::report::data::table::{Table, Value};

/// What makes Excel read a csv as UTF-8.
const MARK: &str = "\u{FEFF}";

/// What a spreadsheet takes for the beginning of a formula, and the sign that is put before it.
const RISKY: [char; 7] = ['=', '+', '-', '@', '\t', '\r', GUARD];
const GUARD: char = '\'';

/// How the guard is explained in the dictionary.
pub(super) const GUARDED: &str = "文字以 =、+、-、@、制表符、回车或 ' 开头的，前面加一个 '，免得表格软件当成公式；\
     用程序读取时，去掉文字列开头的一个 ' 就是原文";

/// How many rows are written together.
const BLOCK: usize = 4096;

/// Writes a table.
pub(super) fn write(table: &Table<'_>) -> Vec<u8> {
    let head = table.headings.iter().map(|heading| heading.name.to_owned());
    let blocks: Vec<String> =
        table.blocks(BLOCK).into_par_iter().map(|rows| rows.map(|row| line(table, row)).collect()).collect();
    format!("{MARK}{}{}", joined(head), blocks.concat()).into_bytes()
}

fn line(table: &Table<'_>, row: usize) -> String {
    joined((0..table.headings.len()).map(|column| cell(&table.value(row, column))))
}

fn joined(cells: impl Iterator<Item = String>) -> String {
    cells.collect::<Vec<_>>().join(",") + "\r\n"
}

/// Returns a cell as it stands in the file.
fn cell(value: &Value<'_>) -> String {
    match value {
        Value::Absent => String::new(),
        Value::Text(text) => quoted(&guarded(text)),
        Value::Number(number) => number.to_string(),
        Value::Count(count) => count.to_string(),
        Value::Day(day) => day.to_string(),
        Value::Flag(flag) => flag.to_string(),
    }
}

fn guarded(text: &str) -> String {
    if text.starts_with(RISKY) { format!("{GUARD}{text}") } else { text.to_owned() }
}

/// Puts a text between quotation marks where it needs them. Source: RFC 4180, 2.
fn quoted(text: &str) -> String {
    let needs = |c| matches!(c, ',' | '"' | '\r' | '\n');
    if text.contains(needs) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::cell;
    use crate::report::data::table::Value;

    fn text(text: &str) -> String {
        cell(&Value::Text(Cow::Borrowed(text)))
    }

    #[test]
    fn a_text_that_looks_like_a_formula_is_guarded() {
        assert_eq!(text("=1+1"), "'=1+1");
        assert_eq!(text("-"), "'-");
        assert_eq!(text("@a"), "'@a");
        assert_eq!(text("\tb"), "'\tb");
        assert_eq!(text("'=1"), "''=1", "so that taking off one sign always gives the text as it was");
        assert_eq!(text("1=1"), "1=1");
    }

    #[test]
    fn a_negative_number_is_a_number() {
        assert_eq!(cell(&Value::Number("-1.50".parse().expect("a literal"))), "-1.50");
        assert_eq!(cell(&Value::Count(-3)), "-3");
    }

    #[test]
    fn what_would_break_a_line_is_quoted() {
        assert_eq!(text("甲,乙"), "\"甲,乙\"");
        assert_eq!(text("第一行\n\"第二行\""), "\"第一行\n\"\"第二行\"\"\"");
        assert_eq!(text("+甲,乙"), "\"'+甲,乙\"");
        assert_eq!(text("甲，乙"), "甲，乙");
        assert_eq!(cell(&Value::Absent), "");
    }
}
