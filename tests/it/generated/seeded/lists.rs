//! 三清单: a list beside the ledger that says who answers for each problem, joined to it by number.

use super::book::{Book, LIST, Shape};
use super::dice::Dice;
use super::table::Table;
use crate::generated::layout::address;
use crate::generated::sheet::{Sheet, Written};

/// Returns the list to a ledger; the numbers the two are joined by are left as they are from then on.
pub(super) fn list(ledger: &mut Table) -> Sheet {
    let mut sheet = Sheet::default();
    sheet.put(0, 0, "问题编号");
    sheet.put(0, 1, "责任科室");
    // A list that says nothing more than the ledger does may leave a problem out; no ledger has this column.
    sheet.put(0, 2, "密级");
    ledger.is_joined = true;
    let column = ledger.columns["problem_id"];
    let mut row = 1;
    for record in &ledger.records {
        // A merged number stands once in the ledger, and once here.
        if let Some(number) = ledger.sheet.cells.get(&(record.row, column)) {
            sheet.write(row, 0, number.clone());
            sheet.put(row, 1, ["办公室", "计财股", "人事股"][row % 3]);
            sheet.put(row, 2, "内部");
            row += 1;
        }
    }
    sheet
}

/// A problem the list does not have, told at its number in the ledger.
pub(super) fn entry_missing(book: &mut Book, dice: &mut Dice) -> bool {
    if book.shape != Shape::Lists {
        return false;
    }
    let table = &mut book.tables[0];
    let list = &mut book.others.iter_mut().find(|(name, ..)| name == LIST).expect("the list").1;
    for at in dice.order(table.records.len()) {
        let record = &table.records[at];
        if record.taken || record.shared.contains("problem_id") {
            continue;
        }
        let number = &record.values["problem_id"];
        let Some(row) = list.cells.iter().find(|(at, written)| at.1 == 0 && *written == number).map(|(at, _)| at.0) else {
            continue;
        };
        list.cells.remove(&(row, 0));
        list.cells.remove(&(row, 1));
        list.cells.remove(&(row, 2));
        table.records[at].taken = true;
        table.expect("list-entry-missing", at, "problem_id");
        return true;
    }
    false
}

/// A problem the list alone has, told at its number there; it is a problem of no unit.
pub(super) fn entry_added(book: &mut Book, _: &mut Dice) -> bool {
    if book.shape != Shape::Lists || book.other_records > 0 {
        return false;
    }
    let list = &mut book.others.iter_mut().find(|(name, ..)| name == LIST).expect("the list").1;
    let row = list.cells.keys().map(|at| at.0).max().expect("a row") + 1;
    list.write(row, 0, Written::Text("补-99".to_owned()));
    list.put(row, 1, "办公室");
    book.other_records += 1;
    // The list has no column of units: the row is all there is to name.
    book.expect("missing-unit", LIST, String::new());
    book.expect("list-entry-missing", LIST, address(row, 0))
}

/// Blank units below a filled one, as a csv leaves merged cells; told once, at the first of the column.
pub(super) fn filled_down(book: &mut Book, _: &mut Dice) -> bool {
    const SAME: usize = 4;
    let table = &mut book.tables[0];
    let untouched = table.records.iter().all(|record| !record.taken);
    if book.shape != Shape::Csv || !table.has("unit") || !untouched {
        return false;
    }
    let column = table.columns["unit"];
    for at in 0..table.records.len() {
        let unit = if at % SAME == 0 {
            let names = ["县水利局", "城关镇", "县教育局"];
            names[at / SAME % names.len()].to_owned()
        } else {
            table.records[at - 1].unit.clone()
        };
        let record = &mut table.records[at];
        let shown = if at % SAME == 0 { unit.as_str() } else { "" };
        table.sheet.cells.remove(&(record.row, column));
        table.sheet.put(record.row, column, shown);
        record.unit = unit;
        record.shared.insert("unit");
    }
    table.expect("filled-down", 0, "unit");
    true
}
