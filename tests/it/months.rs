//! Two months: `diff` of files, folders, exports and kept months, and `check` beside the month before.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::kit::{self, list, text};

const HEADINGS: &str = "序号|被巡察单位|问题编号|反馈问题|整改措施|整改时限|延期至|整改状态|完成时间";

const SEPTEMBER: &str = "1|县教育局|1|学习不深入|制定计划|2026-06-30||整改中|
2|县教育局|2|财务报销审批把关不严|修订制度|2026-12-31||整改中|
3|县教育局|3|选拔任用程序不规范|规范程序|2026-08-31||已完成|2026-08-20
4|县教育局|4|民生实事推进缓慢|挂图作战|2026-12-31||基本完成|
5|县教育局|5|会议记录不完整|补齐记录|2026-10-31||整改中|
6|县教育局|6|固定资产账实不符|全面盘点|2026-10-31||整改中|";

/// Shuffled, half without numbers: 5 is gone, 3 is open again, 4 went back, 1 is dated before the report, 2 moved later,
/// 6 was extended, the last is new.
const OCTOBER: &str = "1|县教育局||选拔任用程序不规范|规范程序|2026-08-31||整改中|
2|县教育局||民生实事推进缓慢|挂图作战|2026-12-31||整改中|
3|县教育局|1|学习不深入|制定计划|2026-06-30||已完成|2026-06-20
4|县教育局||财务报销审批把关不够严|修订制度|2027-03-31||整改中|
5|县教育局|6|固定资产账实不符|全面盘点|2026-10-31|2026-12-31|整改中|
6|县教育局|7|公务接待不规范|完善审批|2026-12-31||整改中|";

fn ledger(path: &Path, rows: &str) {
    kit::workbook(path, &format!("# Sheet1\n{HEADINGS}\n{rows}\n"));
}

fn kinds(report: &Value) -> Vec<(String, Vec<String>)> {
    let kinds = |change: &Value| list(change, "kinds").iter().map(|kind| kind.as_str().expect("a word").to_owned()).collect();
    let row = |change: &Value, side: &str| change[side]["source"]["row"].as_u64().map(|row| (row - 1).to_string());
    let name =
        |change: &Value| format!("{} → {}", row(change, "old").unwrap_or_default(), row(change, "new").unwrap_or_default());
    list(report, "changes").iter().map(|change| (name(change), kinds(change))).collect()
}

fn expected() -> Vec<(String, Vec<String>)> {
    let expected: [(&str, &[&str]); 7] = [
        ("3 → 1", &["reopened"]),
        ("4 → 2", &["status-back"]),
        ("1 → 3", &["done-date-backdated", "finished"]),
        ("2 → 4", &["deadline-moved", "rewritten"]),
        ("6 → 5", &["deadline-extended"]),
        (" → 6", &["new"]),
        ("5 → ", &["vanished"]),
    ];
    expected.iter().map(|(name, kinds)| ((*name).to_owned(), kinds.iter().map(|kind| (*kind).to_owned()).collect())).collect()
}

#[test]
fn every_change_between_two_ledgers_is_named() {
    let folder = kit::folder();
    ledger(&folder.path().join("九月.xlsx"), SEPTEMBER);
    ledger(&folder.path().join("十月.xlsx"), OCTOBER);
    let words = ["diff", "九月.xlsx", "十月.xlsx", "--since", "2026-09-30", "--as-of", "2026-10-31", "--format", "json"];
    let report = kit::run(folder.path(), &words).expect_code(0).json();
    assert_eq!(kinds(&report), expected());
    let counted: u64 = report["summary"].as_object().expect("counts").values().filter_map(Value::as_u64).sum();
    assert_eq!(counted, 7, "the counts add up");
    let screen = kit::run(folder.path(), &words[..7]).expect_code(0).stdout;
    for part in ["不见了（1 条）", "状态：已完成 → 整改中", "时限：2026-12-31 → 2027-03-31", "前一期 6 条，后一期 6 条"]
    {
        assert!(screen.contains(part), "{part}\n{screen}");
    }
}

#[test]
fn exports_can_be_compared_instead_of_ledgers() {
    let folder = kit::folder();
    for (name, rows) in [("九月", SEPTEMBER), ("十月", OCTOBER)] {
        ledger(&folder.path().join(format!("{name}.xlsx")), rows);
        let lines = kit::run(folder.path(), &["export", &format!("{name}.xlsx"), "--as-of", "2026-10-31"]).expect_code(0).stdout;
        fs::write(folder.path().join(format!("{name}.jsonl")), lines).expect("written");
    }
    let words = ["diff", "九月.jsonl", "十月.jsonl", "--since", "2026-09-30", "--format", "json"];
    assert_eq!(kinds(&kit::run(folder.path(), &words).expect_code(0).json()), expected());
    fs::write(folder.path().join("坏.jsonl"), "{}\n").expect("written");
    kit::run(folder.path(), &["diff", "坏.jsonl", "十月.jsonl"]).expect_code(2).says(&["坏.jsonl", "第 1 行", "xuncha export"]);
    kit::run(folder.path(), &["diff", "没有.xlsx", "十月.jsonl"]).expect_code(2).says(&["找不到「没有.xlsx」"]);
}

#[test]
fn a_workspace_compares_with_the_month_it_kept() {
    let folder = kit::county();
    let path = folder.path();
    let only = |rows: &str| {
        fs::remove_dir_all(path.join("台账")).expect("the ledgers");
        ledger(&path.join("台账/县教育局.xlsx"), rows);
    };
    let ids = [
        "record-vanished",
        "record-reopened",
        "status-went-back",
        "done-date-backdated",
        "deadline-moved-without-record",
        "problem-rewritten",
    ];
    let found = |month: &str| {
        let report = kit::run(path, &["check", ".", "--month", month, "--format", "json", "--fail-on", "never"]).json();
        let told = |id: &&str| list(&report, "findings").iter().any(|finding| text(finding, "id") == *id);
        ids.into_iter().filter(told).collect::<Vec<_>>()
    };
    only(SEPTEMBER);
    assert_eq!(found("2026-09"), [] as [&str; 0], "a first month has nothing to be compared with");
    kit::run(path, &["run", ".", "--month", "2026-09", "--fail-on", "never"]);
    only(OCTOBER);
    assert_eq!(found("2026-10"), ids);
    // The month itself, run before, is not its own past; a later month that skips one still finds it.
    kit::run(path, &["run", ".", "--month", "2026-10", "--fail-on", "never"]);
    assert_eq!(found("2026-10"), ids);
    assert_eq!(found("2026-12"), [] as [&str; 0]);
    let report = kit::run(path, &["diff", "2026-09", "2026-10", "--format", "json"]).expect_code(0).json();
    assert_eq!(list(&report, "changes").len(), 7);
}

#[test]
fn a_kept_month_that_was_damaged_is_named_and_stops_nothing() {
    let folder = kit::folder();
    let settings = "[office]\nname = \"某县委巡察办\"\nshort_name = \"巡察办\"\ncommittee = \"县委\"\ncode = \"某巡办\"\n";
    fs::write(folder.path().join("xuncha.toml"), settings).expect("the settings");
    ledger(&folder.path().join("台账/县教育局.xlsx"), OCTOBER);
    let kept = folder.path().join("输出/2026-09");
    fs::create_dir_all(&kept).expect("a folder");
    fs::write(kept.join("整改记录.jsonl"), "{}\n").expect("a damaged month");
    let run = kit::run(folder.path(), &["score", "--month", "2026-10", "--format", "json", "--fail-on", "never"]).expect_code(2);
    assert_eq!(list(&run.json(), "units").len(), 1);
    run.says(&["输出/2026-09/整改记录.jsonl", "不是 xuncha 导出的记录"]);
}

#[test]
fn a_placeholder_is_no_extension_and_no_number() {
    let folder = kit::folder();
    let row = |deadline: &str| {
        format!(
            "1|县教育局|无|学习不深入|制定计划|{deadline}|无|整改中|\n2|县教育局|无|公务接待不规范|完善审批|2026-12-31|/|整改中|"
        )
    };
    ledger(&folder.path().join("九月.xlsx"), &row("2026-06-30"));
    ledger(&folder.path().join("十月.xlsx"), &row("2026-12-31"));
    let report = kit::run(folder.path(), &["diff", "九月.xlsx", "十月.xlsx", "--as-of", "2026-10-31", "--format", "json"]).json();
    let expected = [("1 → 1", "deadline-moved"), ("2 → 2", "kept")];
    assert_eq!(kinds(&report), expected.map(|(rows, kind)| (rows.to_owned(), vec![kind.to_owned()])));
}
