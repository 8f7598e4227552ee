//! The sheets that go with a form: 填写说明, one line a column, and 选项, what can be chosen.

use crate::blank::columns::Column;
use crate::blank::{Case, Names};
use crate::error::Error;
use crate::model::standard;
use crate::office::entry::Allowed;
use crate::office::style::{Cell, Fill, Ink, Style};
use crate::office::xlsx::Book;

/// Heading and width of the explanations, in digits of the default font.
const COLUMNS: [(&str, f64); 7] = [
    ("项", 5.0),
    ("列名", 14.0),
    ("什么时候填", 18.0),
    ("怎么填", 34.0),
    ("可以填什么", 34.0),
    ("例子", 26.0),
    ("核验时看什么", 36.0),
];

/// What holds for the form as a whole.
const RULES: [&str; 5] = [
    "一行填一个问题（一个风险点），每行都填全；不合并单元格，不插入、删除、移动列，不改列名，不在表里加小计合计行。",
    "带下拉框的格从下拉框里选；从别处粘贴时请用「选择性粘贴—数值」，粘贴会盖掉下拉框，核验时会指出来。",
    "日期填真正的日期，例如 2026-06-30；金额以万元为单位，只填数字。没有的空着，不写“无”“/”。",
    "左上角的「统一表样」一行是版本，请不要删改。用不着的空行可以留着，打印前可以删掉。",
    "下发单位：单位、问题类别、风险类别的选项在「选项」表里，下发前可以增减；其余选项请不要改。",
];

const HEAD: Style = Style::HEAD.points(10).fill(Fill::Band).ink(Ink::Black);
const CELL: Style = Style::BODY.points(10);

/// The narrowest column of the lists, in digits of the default font.
const NARROWEST: f64 = 12.0;

/// The row the lists are headed in, 0-based, and the last row one of them may grow to.
const LISTS_HEAD: u32 = 3;
const LISTS_END: u32 = 1_999;

/// Writes what each column means.
///
/// # Errors
///
/// Those of the writer.
pub(super) fn explain(book: &mut Book, case: &Case<'_>, names: Names, columns: &[Column]) -> Result<(), Error> {
    let widths: Vec<f64> = COLUMNS.iter().map(|(_, width)| *width).collect();
    let mut sheet = book.sheet(standard::GUIDE, &widths)?;
    sheet.across(Style::NOTE.points(9), &format!("{} {}", standard::stamp(), standard::GUIDE))?;
    sheet.across(Style::TITLE.ink(Ink::Black), &format!("《{}》{}", names.title, standard::GUIDE))?;
    for (number, rule) in (1..).zip(RULES) {
        sheet.across(Style::NOTE.ink(Ink::Black), &format!("{number}. {rule}"))?;
    }
    let head: Vec<Cell<'_>> = COLUMNS.iter().map(|(heading, _)| HEAD.text(*heading)).collect();
    let head = sheet.row(&head)?;
    for (number, column) in (1_u32..).zip(columns) {
        sheet.row(&[
            CELL.center().count(number),
            CELL.center().text(case.heading_of(column)),
            CELL.center().text(column.when),
            CELL.text(column.how),
            CELL.text(case.takes(column)),
            CELL.text(case.example(column)),
            CELL.text((case.checks)(column.field).join("；")),
        ])?;
    }
    sheet.freeze(head, 2)?;
    sheet.repeat(head)?;
    sheet.end()
}

/// Writes what can be chosen, a list a column.
///
/// # Errors
///
/// Those of the writer.
pub(super) fn lists(book: &mut Book, case: &Case<'_>, columns: &[Column]) -> Result<(), Error> {
    let lists = case.listed(columns);
    let widest = |words: &[&str]| words.iter().map(|word| crate::office::width::digits(word)).max().unwrap_or(0) as f64;
    let widths: Vec<f64> = lists.iter().map(|(_, words)| (widest(words) + 2.0).clamp(NARROWEST, 44.0)).collect();
    let mut sheet = book.sheet(standard::LISTS, &widths)?;
    sheet.across(Style::NOTE.points(9), &format!("{} {}", standard::stamp(), standard::LISTS))?;
    sheet.across(Style::TITLE.ink(Ink::Black).points(16), standard::LISTS)?;
    let rule = "一列一组选项，中间不留空行。单位、问题类别、风险类别由下发单位定，接在下面写就是新的选项；其余的请不要改。";
    sheet.across(Style::NOTE, rule)?;
    let headings: Vec<Cell<'_>> = lists.iter().map(|(column, _)| HEAD.text((case.heading)(column.field))).collect();
    let head = sheet.row(&headings)?;
    debug_assert_eq!(head, LISTS_HEAD, "the drop-downs point below this row");
    for row in 0..lists.iter().map(|(_, words)| words.len()).max().unwrap_or(0) {
        let cell = |words: &Vec<&str>| words.get(row).map_or_else(|| CELL.blank(), |word| CELL.text((*word).to_owned()));
        let cells: Vec<Cell<'_>> = lists.iter().map(|(_, words)| cell(words)).collect();
        sheet.row(&cells)?;
    }
    sheet.freeze(head, 0)?;
    sheet.repeat(head)?;
    sheet.end()
}

/// Returns the list in a column of the sheet, as far as it is filled.
pub(super) fn list(column: u16) -> Allowed<'static> {
    Allowed::Below { sheet: standard::LISTS, column, first: LISTS_HEAD + 1, last: LISTS_END }
}
