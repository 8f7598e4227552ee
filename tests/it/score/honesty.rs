//! How sure the ranks are, on the screen, in JSON and on the sheet, and the receipt of a score.

use serde_json::Value;

use crate::kit::{self, list, text};

const MONTH: [&str; 2] = ["--month", "2026-10"];

fn score(arguments: &[&str]) -> kit::Run {
    let county = kit::county();
    let all: Vec<&str> = ["score", "."].into_iter().chain(MONTH).chain(arguments.iter().copied()).collect();
    kit::run(county.path(), &all).expect_code(1)
}

#[test]
fn the_rank_stands_within_its_range_and_likeness_is_mutual() {
    let report = score(&["--format", "json"]).json();
    let units = list(&report, "units");
    let number = |unit: &Value, key: &str| unit[key].as_u64().unwrap_or_else(|| panic!("{key} of {unit}"));
    let alike = |unit: &Value| -> Vec<String> {
        list(unit, "alike").iter().map(|name| name.as_str().expect("a name").to_owned()).collect()
    };
    for unit in units {
        let [low, rank, high] = ["rank_low", "rank", "rank_high"].map(|key| number(unit, key));
        assert!(low <= rank && rank <= high, "{unit}");
        for other in alike(unit) {
            let other = units.iter().find(|one| text(one, "unit") == other).expect("the other unit");
            assert!(alike(other).iter().any(|name| name == text(unit, "unit")), "{unit}");
            assert_eq!(other["group"], unit["group"]);
        }
    }
    assert!(units.iter().any(|unit| !alike(unit).is_empty()), "the sample has units that cannot be told apart");
    let found = &report["sensitivity"];
    assert_eq!((found["draws"].as_u64(), found["seed"].as_u64()), (Some(10_000), Some(2026)));
    assert!(!list(found, "swaps").is_empty());
}

#[test]
fn the_screen_holds_the_ranges_in_eighty_columns() {
    let short = score(&[]).stdout;
    assert!(short.contains("不可区分"), "{short}");
    let long = score(&["-v"]).stdout;
    assert!(long.contains("两家并列，再多就换位。") && long.contains("分母只有"), "{long}");
    let wide = short.lines().find(|line| xuncha::office::width::digits(line) > 80);
    assert_eq!(wide, None);
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    assert_eq!(score(&["--format", "json"]).stdout, score(&["--format", "json"]).stdout);
}

#[test]
fn a_unit_of_the_directory_without_a_ledger_is_told_to_have_none() {
    let county = kit::county();
    let folder = county.path();
    kit::workbook(&folder.join("名录.xlsx"), "# 单位\n单位名称 | 别名\n县教育局 | \n县教体局 | 教体局\n");
    for name in ["县教体局", "教体局"] {
        let run = kit::run(folder, &["explain", name, ".", "--month", "2026-10"]).expect_code(2);
        run.says(&["2026-10 没有「县教体局」的台账，名录里有这个单位"]);
        assert!(!run.stderr.contains("是不是"), "{}", run.stderr);
    }
    let run = kit::run(folder, &["explain", "县教育", ".", "--month", "2026-10"]).expect_code(2);
    run.says(&["没有「县教育」的台账", "是不是「县教育局」"]);
}

fn explain(arguments: &[&str]) -> kit::Run {
    let county = kit::county();
    let all: Vec<&str> = ["explain", "县教育局", "."].into_iter().chain(MONTH).chain(arguments.iter().copied()).collect();
    kit::run(county.path(), &all).expect_code(0)
}

/// Adds decimal strings in whole numbers of the twelfth place.
fn sum<'a>(numbers: impl Iterator<Item = &'a str>) -> i128 {
    let parts = |number: &str| {
        let (sign, digits) = number.strip_prefix(['-', '−']).map_or((1, number), |digits| (-1, digits));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        assert!(part.len() <= 12, "{number}");
        sign * format!("{whole}{part:0<12}").parse::<i128>().expect("a number")
    };
    numbers.map(parts).sum()
}

#[test]
fn every_receipt_of_the_sample_adds_up_and_names_its_cells() {
    let receipt = explain(&["--format", "json"]).json();
    let lines = list(&receipt, "lines");
    assert_eq!(sum(lines.iter().map(|line| text(line, "points"))), sum([text(&receipt, "score")].into_iter()));
    assert_eq!(receipt["sum"], receipt["score"]);
    let of = |id: &str| lines.iter().find(|line| text(line, "id") == id).unwrap_or_else(|| panic!("no line {id}"));
    let completion = of("completion-rate");
    let cells: Vec<&Value> = list(completion, "evidence").iter().flat_map(|one| list(one, "cells")).collect();
    assert!(!cells.is_empty());
    for cell in cells {
        assert_eq!(text(cell, "field"), "status");
        assert!(text(cell, "file").contains("县教育局") && !text(cell, "cell").is_empty(), "{cell}");
    }
    assert_eq!(text(of("overdue"), "clause"), "巡察整改成效考核办法（默认），减分项一");
}

#[test]
fn the_receipt_on_the_screen_adds_up_as_shown() {
    let said = explain(&[]).stdout;
    let points = |line: &str| {
        let first = line.get(..11)?.trim_end_matches(|c: char| !c.is_ascii_digit()).trim();
        first.starts_with(|c: char| c.is_ascii_digit() || c == '−').then(|| first.to_owned())
    };
    let receipt = said.split("\n\n").nth(1).expect("the receipt between two blank lines");
    let shown: Vec<String> = receipt.lines().filter(|line| line.starts_with("  ")).filter_map(points).collect();
    let (score, lines) = shown.split_last().expect("a score");
    assert_eq!(sum(lines.iter().map(String::as_str)), sum([score.as_str()].into_iter()), "{said}");
    assert!(said.contains("组内第 2 名"), "{said}");
    assert_eq!(said.lines().find(|line| xuncha::office::width::digits(line) > 80), None);
}
