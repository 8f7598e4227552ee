//! Some of the month's papers by themselves: `report --only`.

use std::fs;

use crate::kit;

/// Runs `report` on a county, with further words.
fn report(county: &std::path::Path, words: &[&str]) -> kit::Run {
    let fixed = ["report", ".", "--month", "2026-10", "--fail-on", "never"];
    kit::run(county, &fixed.iter().chain(words).copied().collect::<Vec<_>>())
}

#[test]
fn one_paper_is_written_and_the_others_stay_as_they_are() {
    let county = kit::county();
    let folder = county.path().join("输出/2026-10");
    report(county.path(), &[]).expect_code(0);
    let before = kit::hashes(&folder);
    fs::remove_file(folder.join("核验问题.xlsx")).expect("it was written");
    report(county.path(), &["--only", "problems"]).expect_code(0).says(&["已写出 2 个文件", "核验问题.xlsx"]);
    assert_eq!(kit::hashes(&folder), before, "the other files are as they were, and the manifest names them all");

    let alone = county.path().join("单独");
    let run = report(county.path(), &["--only", "记录,scorecard", "--out", "单独"]);
    run.expect_code(64).says(&["「记录」", "可选", "scorecard", "records"]);
    report(county.path(), &["--only", "records,评分表", "--only", "problems", "--out", "单独"]).expect_code(0);
    let names: Vec<String> = kit::hashes(&alone).into_keys().collect();
    assert_eq!(names, ["manifest.json", "整改记录.jsonl", "核验问题.xlsx", "评分表.xlsx"]);
}

#[test]
fn a_report_that_does_not_exist_is_refused_with_the_nearest_name() {
    let county = kit::county();
    let run = report(county.path(), &["--only", "scorcard"]).expect_code(64);
    run.says(&["「scorcard」", "是不是「scorecard」"]);
    assert!(!county.path().join("输出").exists(), "nothing is written");
}

#[test]
fn papers_of_a_folder_written_before_reports_had_stages_of_their_own_are_known() {
    let county = kit::county();
    let folder = county.path().join("输出/2026-10");
    report(county.path(), &[]).expect_code(0);
    let path = folder.join("manifest.json");
    let mut manifest: serde_json::Value = serde_json::from_slice(&fs::read(&path).expect("a manifest")).expect("JSON");
    fs::write(folder.join("旧报表.xlsx"), "旧").expect("written");
    let outputs = manifest["outputs"].as_array_mut().expect("outputs");
    outputs.iter_mut().for_each(|output| output["stage"] = "report".into());
    outputs.push(serde_json::json!({"path": "旧报表.xlsx", "stage": "report", "sha256": kit::sha256("旧".as_bytes())}));
    fs::write(&path, manifest.to_string()).expect("written");

    report(county.path(), &["--only", "scorecard"]).expect_code(0);
    assert!(folder.join("旧报表.xlsx").exists() && folder.join("核验问题.xlsx").exists(), "one report leaves the others alone");
    report(county.path(), &[]).expect_code(0).says(&["不再需要的文件已删除", "旧报表.xlsx"]);
    assert!(!folder.join("旧报表.xlsx").exists());
}

#[test]
fn the_tables_are_written_when_asked_for_and_agree_with_the_other_papers() {
    let county = kit::county();
    report(county.path(), &["--out", "结果"]).expect_code(0);
    assert!(!county.path().join("结果/数据").exists(), "nobody asked for tables");
    report(county.path(), &["--only", "data", "--out", "结果"]).expect_code(0).says(&["数据/records.csv", "数据/数据字典.md"]);
    assert!(county.path().join("结果/评分表.xlsx").is_file(), "the other papers stay");

    let rows = |name: &str| {
        let text = fs::read_to_string(county.path().join(format!("结果/数据/{name}.csv"))).expect("a table");
        csv_rows(text.strip_prefix('\u{FEFF}').expect("a mark for Excel"))
    };
    let words = [".", "--month", "2026-10"];
    let of = |verb: &str| kit::run(county.path(), &[&[verb][..], &words].concat());
    let lines = of("export").json_lines();
    let (risks, records): (Vec<_>, Vec<_>) = lines.iter().partition(|line| line["kind"] == "risk");
    for (name, lines) in [("records", records), ("risks", risks)] {
        let rows = rows(name);
        assert_eq!(rows.len(), lines.len() + 1, "{name}");
        for (row, line) in rows[1..].iter().zip(lines) {
            for (column, cell) in rows[0].iter().zip(row) {
                let told =
                    if ["file", "sheet", "row"].contains(&column.as_str()) { &line["source"][column] } else { &line[column] };
                // Of where a record stands `export` says nothing.
                let Some(told) = line.get(column).or(Some(told)).filter(|told| !told.is_null()) else { continue };
                let told = told.as_str().map_or_else(|| told.to_string(), str::to_owned);
                let cell = cell.strip_prefix('\'').unwrap_or(cell);
                assert_eq!(cell, told, "{name} {column}");
            }
        }
    }
    let score = kit::run(county.path(), &["score", ".", "--month", "2026-10", "--format", "json"]).json();
    let units = rows("units");
    let at = |name: &str| units[0].iter().position(|column| column == name).expect("a column");
    for (row, unit) in units[1..].iter().zip(kit::list(&score, "units")) {
        assert_eq!((&*row[at("unit")], &*row[at("score")]), (kit::text(unit, "unit"), kit::text(unit, "score")));
    }
    let found = kit::run(county.path(), &["check", ".", "--month", "2026-10", "--format", "json"]).json();
    let listed = ["findings", "waived", "trial"].map(|key| kit::list(&found, key).len());
    assert_eq!(rows("findings").len() - 1, listed.iter().sum::<usize>());
}

/// Reads a csv as RFC 4180 has it.
fn csv_rows(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect()
}
