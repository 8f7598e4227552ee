//! What is read from and found in the sample county, held against what its generator knows.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::kit::{self, list, text};

/// Fields of the truth by the contract's name for them. `round` of an export is what stands in the cell.
const FIELDS: &[(&str, &str)] = &[
    ("kind", "kind"),
    ("problem_id", "problem_id"),
    ("unit", "unit"),
    ("round_text", "round"),
    ("category", "category"),
    ("problem", "problem"),
    ("cycle", "cycle"),
    ("lead_person", "lead_person"),
    ("resp_person", "resp_person"),
    ("feedback_date", "feedback_date"),
    ("deadline", "deadline"),
    ("deadline_precision", "deadline_precision"),
    ("deadline_text", "deadline_text"),
    ("status", "status"),
    ("status_text", "status_text"),
    ("done_date", "done_date"),
    ("closed_date", "closed_date"),
    ("evidence", "evidence"),
];

/// A table: file, sheet, header rows, then rows passed over with their reasons.
type Table = (&'static str, &'static str, &'static [u64], &'static [(u64, &'static str)]);

/// The tables with records.
const TABLES: &[Table] = &[
    ("台账/2026年第三批/县人力资源和社会保障局整改台账0925.xlsx", "整改台账", &[2], &[(1, "title"), (3, "note"), (4, "example")]),
    ("台账/乡镇街道整改台账（汇总）.xlsx", "东桥镇", &[2], &[(1, "title")]),
    ("台账/乡镇街道整改台账（汇总）.xlsx", "石门乡", &[2], &[(1, "title")]),
    ("台账/乡镇街道整改台账（汇总）.xlsx", "柳河街道", &[2], &[(1, "title")]),
    ("台账/乡镇街道整改台账（汇总）.xlsx", "石桥镇", &[2], &[(1, "title")]),
    ("台账/县交通投资集团三清单一台账.xlsx", "整改台账", &[2], &[(1, "title")]),
    ("台账/县住房和城乡建设局整改清单.xlsx", "整改清单", &[3, 4, 5], &[(1, "title"), (2, "note"), (24, "subtotal")]),
    ("台账/县农业农村局整改台账.xls", "Sheet1", &[3], &[(1, "title"), (2, "note"), (24, "footer")]),
    ("台账/县卫生健康局.csv", "县卫生健康局", &[2], &[(1, "title")]),
    ("台账/县市场监督管理局整改任务清单.xlsx", "任务清单", &[2], &[(1, "title")]),
    (
        "台账/县教育局整改台账1018.xlsx",
        "整改台账",
        &[3, 4],
        &[
            (1, "title"),
            (2, "note"),
            (5, "section"),
            (12, "subtotal"),
            (13, "section"),
            (23, "subtotal"),
            (24, "section"),
            (29, "subtotal"),
            (30, "section"),
            (33, "subtotal"),
            (34, "subtotal"),
            (35, "footer"),
            (36, "note"),
        ],
    ),
    ("台账/县民政局巡察整改台账.xlsx", "巡察整改", &[2], &[(1, "title")]),
    ("台账/县水利局.xlsx", "Sheet1", &[1], &[]),
    ("台账/城关镇整改台账.ods", "台账", &[2], &[(1, "title")]),
];

fn check() -> Value {
    let county = kit::county();
    kit::run(county.path(), &["check", ".", "--month", "2026-10", "--format", "json"]).expect_code(1).json()
}

fn place(record: &Value) -> (String, String, u64) {
    let source = &record["source"];
    (text(source, "file").to_owned(), text(source, "sheet").to_owned(), source["row"].as_u64().expect("a row"))
}

#[test]
fn every_record_is_read_field_by_field() {
    let county = kit::county();
    let exported = kit::run(county.path(), &["export", ".", "--month", "2026-10", "--format", "jsonl"]).expect_code(0);
    let exported: Vec<Value> =
        exported.json_lines().into_iter().filter(|record| text(record, "kind") == "rectification").collect();
    let truth = kit::truth();
    let places = |records: &[Value]| records.iter().map(place).collect::<Vec<_>>();
    assert_eq!(places(&exported), places(&truth), "records, in source order");
    let mut wrong = Vec::new();
    for (expected, got) in truth.iter().zip(&exported) {
        for (key, name) in FIELDS {
            if expected[*key] != got[*name] {
                wrong.push(format!("{:?} {name}: expected {}, got {}", place(expected), expected[*key], got[*name]));
            }
        }
        // A number or serial a reader takes from a joined list is more than the truth has.
        if !expected["seq"].is_null() && expected["seq"] != got["seq"] {
            wrong.push(format!("{:?} seq: expected {}, got {}", place(expected), expected["seq"], got["seq"]));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_present_field_says_which_cell_it_came_from() {
    let county = kit::county();
    let exported = kit::run(county.path(), &["export", ".", "--month", "2026-10"]).expect_code(0).json_lines();
    for record in exported {
        let cells = record["cells"].as_object().expect("cells");
        for key in ["problem", "problem_id", "status_text", "deadline_text", "evidence", "risk_desc", "level_text"] {
            let cell = key.trim_end_matches("_text");
            if record.get(key).is_some_and(Value::is_string) {
                assert!(cells.contains_key(cell), "no cell of {key} in {record}");
            }
        }
    }
}

#[test]
fn exactly_the_planted_defects_are_found() {
    let report = check();
    let truth = std::fs::read_to_string(kit::repository("tests/files/county/defects.csv")).expect("the truth");
    let mut expected: Vec<String> = truth.lines().skip(1).map(str::to_owned).collect();
    let findings = list(&report, "findings");
    let line = |finding: &Value| ["file", "sheet", "cell", "id"].map(|key| text(finding, key)).join(",");
    let mut got: Vec<String> = findings.iter().filter(|finding| text(finding, "severity") != "info").map(line).collect();
    expected.sort();
    got.sort();
    let missed: Vec<_> = expected.iter().filter(|line| !got.contains(line)).collect();
    let invented: Vec<_> = got.iter().filter(|line| !expected.contains(line)).collect();
    assert!(missed.is_empty() && invented.is_empty(), "missed: {missed:#?}\ninvented: {invented:#?}");
    assert_eq!(got, expected, "each once");
    let mut infos: Vec<_> =
        findings.iter().filter(|finding| text(finding, "severity") == "info").map(|f| text(f, "id")).collect();
    infos.sort_unstable();
    let gaps = ["problem-without-risk-point"; 5];
    assert_eq!(infos, [&["hidden-sheet"][..], &gaps, &["summary-sheet"]].concat(), "two registers leave out five fields");
}

#[test]
fn a_finding_names_its_place_as_exactly_as_it_can() {
    for finding in list(&check(), "findings") {
        let (cell, row) = (text(finding, "cell"), finding["row"].as_u64());
        let digits: String = cell.chars().filter(char::is_ascii_digit).collect();
        assert_eq!(digits.parse().ok(), row.filter(|_| !cell.is_empty()), "the row of {finding}");
        for key in ["message", "remedy"] {
            assert!(!text(finding, key).is_empty(), "no {key} in {finding}");
        }
    }
}

#[test]
fn the_summary_counts_what_is_listed() {
    let report = check();
    let summary = |key: &str| report["summary"][key].as_u64().expect("a count") as usize;
    let of = |severity: &str| list(&report, "findings").iter().filter(|finding| text(finding, "severity") == severity).count();
    assert_eq!((summary("errors"), summary("warnings"), summary("infos")), (of("error"), of("warning"), of("info")));
    assert_eq!(summary("refused"), list(&report, "refused").len());
    let records: u64 = list(&report, "tables").iter().map(|table| table["records"].as_u64().expect("a count")).sum();
    assert_eq!(summary("records") as u64, records);
    let files: BTreeSet<_> = list(&report, "tables").iter().map(|table| text(table, "file")).collect();
    assert_eq!(summary("files"), files.len());
}

#[test]
fn every_row_is_a_header_a_record_or_passed_over_with_its_reason() {
    let report = check();
    let mut rows_of: BTreeMap<(String, String), Vec<u64>> = BTreeMap::new();
    for record in kit::truth() {
        let (file, sheet, row) = place(&record);
        rows_of.entry((file, sheet)).or_default().push(row);
    }
    assert_eq!(rows_of.len(), TABLES.len(), "tables with records");
    for (file, sheet, header, skipped) in TABLES {
        let table = list(&report, "tables").iter().find(|table| text(table, "file") == *file && text(table, "sheet") == *sheet);
        let table = table.unwrap_or_else(|| panic!("no table {file} {sheet}"));
        let got: Vec<_> =
            list(table, "skipped").iter().map(|skip| (skip["row"].as_u64().expect("a row"), text(skip, "reason"))).collect();
        assert_eq!(got, *skipped, "{file} {sheet}");
        let headers: Vec<_> = list(table, "header_rows").iter().map(|row| row.as_u64().expect("a row")).collect();
        assert_eq!(headers, *header, "{file} {sheet}");
        let records = &rows_of[&((*file).to_owned(), (*sheet).to_owned())];
        assert_eq!(table["records"].as_u64(), Some(records.len() as u64), "{file} {sheet}");
        let mut all: Vec<u64> = records.iter().copied().chain(headers).chain(skipped.iter().map(|(row, _)| *row)).collect();
        all.sort_unstable();
        assert_eq!(all, (1..=all.len() as u64).collect::<Vec<_>>(), "rows of {file} {sheet}");
    }
}

#[test]
fn units_are_counted_as_the_truth_counts_them() {
    let report = check();
    let mut expected: BTreeMap<String, BTreeMap<String, u64>> = BTreeMap::new();
    for record in kit::truth() {
        *expected.entry(text(&record, "unit").to_owned()).or_default().entry(text(&record, "status").to_owned()).or_default() +=
            1;
    }
    let units = list(&report, "units");
    assert_eq!(units.len(), expected.len());
    for unit in units {
        let name = text(unit, "unit");
        let by_status = &expected[name];
        let got: BTreeMap<String, u64> = serde_json::from_value(unit["by_status"].clone()).expect("counts");
        assert_eq!(got, *by_status, "{name}");
        let count = |statuses: &[&str]| statuses.iter().filter_map(|status| by_status.get(*status)).sum::<u64>();
        let all: u64 = by_status.values().sum();
        assert_eq!(unit["problems"].as_u64(), Some(all), "{name}");
        let (numerator, denominator) = (count(&["done", "closed"]), all - count(&["cancelled", "referred"]));
        assert_eq!(unit["completion"]["numerator"].as_u64(), Some(numerator), "{name}");
        assert_eq!(unit["completion"]["denominator"].as_u64(), Some(denominator), "{name}");
        // Half away from zero, in hundredths of a percent.
        let percent = (numerator * 20_000 + denominator) / (2 * denominator);
        assert_eq!(text(&unit["completion"], "percent"), format!("{}.{:02}", percent / 100, percent % 100), "{name}");
    }
}
