//! Ledgers made from plans: whatever the layout, exactly the planned records come out, each value from its cell.
//!
//! Sources: `domain.md` §1.2 (layout), §1.3 (headers), §1.4 (statuses), §1.5 (deadlines), §7.1; `contract.md` §2–3.

mod layout;
mod plan;
pub(crate) mod seeded;
mod sheet;
mod switches;
mod words;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};
use serde_json::{Map, Value};

use crate::kit::{self, list, text};
use crate::scan;
use layout::{AS_OF, Laid};

/// Cases of a normal run; `PROPTEST_CASES` asks for more.
const CASES: u32 = 96;

fn config() -> Config {
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { Config::default().cases } else { CASES };
    let rng_seed = match Config::default().rng_seed {
        RngSeed::Random => RngSeed::Fixed(20_261_031),
        fixed => fixed,
    };
    Config { cases, rng_seed, failure_persistence: None, max_shrink_iters: 1500, ..Config::default() }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_was_planned_is_read(plan in plan::plans()) {
        let laid = layout::lay(&plan);
        let folder = kit::folder();
        laid.sheet.save(&folder.path().join("台账.xlsx"), "台账");
        let wrong = differences(&laid, folder.path());
        prop_assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }
}

/// Returns everything that was read otherwise than planned.
fn differences(laid: &Laid, folder: &std::path::Path) -> Vec<String> {
    let (y, m, d) = AS_OF;
    let as_of = format!("{y}-{m:02}-{d:02}");
    let run = |command: &str, format: &str| kit::run(folder, &[command, "台账.xlsx", "--as-of", &as_of, "--format", format]);
    let exported = run("export", "jsonl");
    if exported.code != 0 {
        return vec![format!("export ends with {}: {}", exported.code, exported.stderr)];
    }
    let report = run("check", "json").json();
    let mut wrong: Vec<String> = scan::difference(&folder.join("台账.xlsx")).into_iter().collect();
    let records = exported.json_lines();
    compare_rows(laid, &records, &mut wrong);
    match list(&report, "tables") {
        [table] => compare_table(laid, table, &mut wrong),
        tables => wrong.push(format!("{} tables were found, expected one", tables.len())),
    }
    wrong
}

fn compare_rows(laid: &Laid, records: &[Value], wrong: &mut Vec<String>) {
    let rows: Vec<_> = records.iter().map(|record| record["source"]["row"].as_u64().unwrap_or(0) as usize).collect();
    let expected: Vec<_> = laid.records.iter().map(|record| record.row).collect();
    if rows != expected {
        wrong.push(format!("records stand in rows {rows:?}, expected {expected:?}"));
        return;
    }
    for (record, expected) in records.iter().zip(&laid.records) {
        let row = expected.row;
        for (key, values) in &expected.values {
            let got = &record[*key];
            if !values.is_empty() && !values.contains(got) && !is_same_number(got, values) {
                wrong.push(format!("row {row}, {key}: got {got}, expected {}", shown(values)));
            }
        }
        let empty = Map::new();
        let cells = record["cells"].as_object().unwrap_or(&empty);
        for (key, address) in &expected.cells {
            let outside = !address.trim_start_matches(char::is_alphabetic).eq(&row.to_string())
                && (*key == "category" || *key == "unit")
                && !laid.columns.iter().any(|(_, field)| *field == Some(*key));
            if outside && !switches::ADDRESSES_OUTSIDE_THE_ROW {
                continue;
            }
            let got = cells.get(*key).and_then(Value::as_str);
            if got != Some(address) {
                wrong.push(format!("row {row}, cell of {key}: got {got:?}, expected {address}"));
            }
        }
        for key in cells.keys().filter(|key| words::HEADERS.iter().any(|(known, _)| known == key)) {
            if !expected.cells.contains_key(key.as_str()) {
                wrong.push(format!("row {row}: {key} was found at {}, where none is", cells[key]));
            }
        }
    }
}

fn is_same_number(got: &Value, expected: &[Value]) -> bool {
    let number = |value: &Value| value.as_str().and_then(|text| text.parse::<rust_decimal::Decimal>().ok());
    number(got).is_some_and(|got| expected.iter().any(|value| number(value) == Some(got)))
}

fn shown(values: &[Value]) -> String {
    values.iter().map(Value::to_string).collect::<Vec<_>>().join(" or ")
}

fn compare_table(laid: &Laid, table: &Value, wrong: &mut Vec<String>) {
    let numbers = |values: &[Value]| values.iter().map(|value| value.as_u64().unwrap_or(0) as usize).collect::<Vec<_>>();
    let mut compare = |what: &str, got: String, expected: String| {
        if got != expected {
            wrong.push(format!("{what}: got {got}, expected {expected}"));
        }
    };
    compare("kind", text(table, "kind").to_owned(), "rectification".to_owned());
    compare("header rows", format!("{:?}", numbers(list(table, "header_rows"))), format!("{:?}", laid.header_rows));
    compare("records", table["records"].to_string(), laid.records.len().to_string());
    compare("hidden rows", table["hidden_rows"].to_string(), laid.hidden.to_string());
    let (first, last) = (laid.records[0].row, laid.records[laid.records.len() - 1].row);
    compare("span", format!("{}–{}", table["first_row"], table["last_row"]), format!("{first}–{last}"));
    if let Some(title) = &laid.title {
        compare("title", text(table, "title").to_owned(), title.clone());
    }
    let columns: Vec<_> = list(table, "columns").iter().map(|column| (text(column, "column"), text(column, "field"))).collect();
    for (letters, key) in &laid.columns {
        let got = columns.iter().find(|(column, _)| column == letters).map(|(_, field)| *field);
        match (got, key) {
            (None, _) => compare("column", format!("no {letters}"), letters.clone()),
            (Some(got), Some(key)) => compare(&format!("field of column {letters}"), got.to_owned(), (*key).to_owned()),
            (Some(got), None) if words::HEADERS.iter().any(|(known, _)| *known == got) => {
                compare(&format!("field of column {letters}"), got.to_owned(), "none that is exported".to_owned());
            }
            (Some(_), None) => {}
        }
    }
    let skipped: Vec<_> =
        list(table, "skipped").iter().map(|skip| (skip["row"].as_u64().unwrap_or(0) as usize, text(skip, "reason"))).collect();
    for (row, reasons) in &laid.skipped {
        match skipped.iter().find(|(at, _)| at == row) {
            None => compare(&format!("skipped row {row}"), "not skipped".to_owned(), format!("{reasons:?}")),
            Some((_, reason)) if !reasons.contains(reason) => {
                compare(&format!("skipped row {row}"), (*reason).to_owned(), format!("{reasons:?}"));
            }
            Some(_) => {}
        }
    }
    for (row, reason) in skipped.iter().filter(|(row, _)| !laid.skipped.iter().any(|(at, _)| at == row)) {
        compare(&format!("row {row}"), format!("skipped as {reason}"), "not skipped".to_owned());
    }
}
