//! Defects of whole sheets, most of them sheets that are added. Sources: `domain.md` §1.2, §1.3, §7.1 and §8.

use super::book::{Book, Shape};
use super::clean::State;
use super::dice::Dice;
use super::lists;
use crate::generated::layout::address;
use crate::generated::sheet::Sheet;

/// A defect of a workbook: the check that must find it, and what does it; `false` where the workbook does not lend itself.
pub(super) type Defect = (&'static str, fn(&mut Book, &mut Dice) -> bool);

pub(super) const DEFECTS: &[Defect] = &[
    ("list-entry-missing", lists::entry_missing),
    ("list-entry-missing", lists::entry_added),
    ("filled-down", lists::filled_down),
    ("hidden-sheet", |book, _| {
        let Some(sheet) = book.tables.first().map(|table| table.written()) else { return false };
        book.add("旧台账", sheet, true, 0) && book.expect("hidden-sheet", "旧台账", String::new())
    }),
    ("sheet-without-table", |book, _| {
        let mut sheet = Sheet::default();
        sheet.put(0, 0, "填报要求");
        sheet.put(1, 0, "每月5日前报送，由单位负责人签字");
        book.add("填报要求", sheet, false, 0) && book.expect("sheet-without-table", "填报要求", String::new())
    }),
    ("clue-data", |book, dice| {
        let at = dice.below(book.tables.len());
        if book.shape == Shape::Csv || book.tables[at].is_register {
            return false;
        }
        book.tables[at].name = "问题线索移交".to_owned();
        book.expect("clue-data", "问题线索移交", String::new())
    }),
    ("summary-sheet", |book, _| {
        let Some(rows) = copied(book) else { return false };
        book.add("汇总", small(&rows, &HEADINGS), false, 0) && book.expect("summary-sheet", "汇总", String::new())
    }),
    ("repeated-table", |book, _| {
        let Some(rows) = copied(book) else { return false };
        let records = rows.len();
        book.add("副本", small(&rows, &HEADINGS), false, records) && book.expect("repeated-table", "副本", String::new())
    }),
    ("required-column-missing", |book, dice| {
        let lost = dice.pick(&[4, 5, 6]);
        let mut headings = HEADINGS;
        headings[lost] = "";
        // The people stand in one column, and each of the columns is needed.
        let rows: Vec<_> = (0..3).map(|at| row(900 + at)).collect();
        book.add("补充", small(&rows, &headings), false, 3) && book.expect("required-column-missing", "补充", String::new())
    }),
    ("column-by-content", |book, dice| {
        let (column, header) = dice.pick(&[(5, "栏目三"), (6, "栏目四")]);
        let mut headings = HEADINGS;
        headings[column] = header;
        let rows: Vec<_> = (0..6).map(|at| row(950 + at)).collect();
        let at = address(0, column);
        book.add("新增", small(&rows, &headings), false, 6) && book.expect("column-by-content", "新增", at)
    }),
];

const HEADINGS: [&str; 7] = ["序号", "被巡察单位", "反馈问题", "整改措施", "责任人", "整改时限", "整改状态"];

/// Returns a row of a small ledger, of a problem no other ledger has.
fn row(number: usize) -> [String; 7] {
    let texts = ["", "县司法局", "", "", "李四", "2026年12月31日", "整改中"];
    let mut row = texts.map(str::to_owned);
    row[2] = format!("会议记录不全，缺少{number}页");
    row[3] = format!("补记第{number}页并建立登记制度");
    row
}

/// Returns rows with problems of one table, whose records are left without a defect then.
fn copied(book: &mut Book) -> Option<Vec<[String; 7]>> {
    let fits = |record: &super::table::Record| {
        !record.taken && record.state != State::Void && !record.shared.contains("problem") && !record.shared.contains("measure")
    };
    let table = book.tables.iter_mut().find(|table| table.has("unit") && !table.is_register)?;
    let mut rows = Vec::new();
    for record in table.records.iter_mut().filter(|record| fits(record)).take(4) {
        record.taken = true;
        let mut row = row(0);
        row[1] = record.unit.clone();
        row[2] = record.text("problem");
        row[3] = record.text("measure");
        rows.push(row);
    }
    (rows.len() == 4).then_some(rows)
}

/// Writes a small ledger; columns without a heading are left out.
fn small(rows: &[[String; 7]], headings: &[&str; 7]) -> Sheet {
    let mut sheet = Sheet::default();
    let columns: Vec<usize> = (0..7).filter(|at| !headings[*at].is_empty()).collect();
    for (to, from) in columns.iter().enumerate() {
        sheet.put(0, to, headings[*from]);
        for (at, row) in rows.iter().enumerate() {
            let text = if *from == 0 { (at + 1).to_string() } else { row[*from].clone() };
            sheet.put(at + 1, to, text);
        }
    }
    sheet
}
