//! Early warning through the binary: states as the score has them, months that remember, the year that counts once.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::kit::{self, list, text};

const HEADINGS: &str = "序号|被巡察单位|问题编号|反馈问题|整改措施|整改时限|整改状态|完成时间|整改进展情况";

fn workspace() -> tempfile::TempDir {
    let folder = kit::folder();
    let settings = "[office]\nname = \"某县委巡察办\"\nshort_name = \"巡察办\"\ncommittee = \"县委\"\ncode = \"某巡办\"\n";
    std::fs::write(folder.path().join("xuncha.toml"), settings).expect("the settings");
    folder
}

/// Sets the policy of a workspace.
fn set_policy(folder: &Path, policy: &str) {
    let settings = std::fs::read_to_string(folder.join("xuncha.toml")).expect("the settings");
    std::fs::write(folder.join("xuncha.toml"), settings + "[paths]\npolicy = \"policy.toml\"\n").expect("the settings");
    std::fs::write(folder.join("policy.toml"), policy).expect("the policy");
}

/// Writes the month's ledger and runs the month.
fn month(folder: &Path, month: &str, rows: &str) {
    kit::workbook(&folder.join("台账/县教育局.xlsx"), &format!("# Sheet1\n{HEADINGS}\n{rows}\n"));
    kit::run(folder, &["run", ".", "--month", month, "--fail-on", "never"]).expect_code(0);
}

fn warnings(folder: &Path, words: &[&str]) -> Value {
    let all: Vec<&str> = ["warnings", ".", "--format", "json"].iter().chain(words).copied().collect();
    kit::run(folder, &all).expect_code(0).json()
}

/// Returns `sign state date` of warnings.
fn told(report: &Value) -> Vec<String> {
    let line = |warning: &Value| format!("{} {} {}", text(warning, "id"), text(warning, "state"), text(warning, "date"));
    list(report, "warnings").iter().map(line).collect()
}

#[test]
fn a_record_goes_through_its_states_and_counts_once_a_year() {
    let office = workspace();
    let folder = office.path();
    let row = |number: &str, status: &str, done: &str, progress: &str| {
        format!("{number}|县教育局|JY{number}|财务报销审批把关不严|修订制度|2026-08-10|{status}|{done}|{progress}")
    };
    month(folder, "2026-07", &row("1", "整改中", "", "正在修订"));
    assert_eq!(told(&warnings(folder, &["--month", "2026-07"])), ["deadline-close warned 2026-07-31"]);
    month(folder, "2026-08", &row("1", "整改中", "", "正在修订"));
    assert_eq!(told(&warnings(folder, &["--month", "2026-08"])), ["deadline-passed provisional 2026-08-11"]);
    // In September it stands elsewhere, and nobody wrote a word more about it.
    let other = "1|县教育局|JY9|会议记录不完整|补齐记录|2026-12-31|整改中||已补齐两次";
    month(folder, "2026-09", &format!("{other}\n{}", row("2", "整改中", "", "正在修订").replace("JY2", "JY1")));
    let expected = ["deadline-passed final 2026-09-10", "stale-progress warned 2026-09-30"];
    assert_eq!(told(&warnings(folder, &["--month", "2026-09"])), expected);
    let year = warnings(folder, &["--month", "2026-09", "--year"]);
    assert_eq!(told(&year), expected, "each once, with its latest state");
    assert_eq!((year["summary"]["final"].as_u64(), year["summary"]["warned"].as_u64()), (Some(1), Some(1)));
    let passed = &list(&year, "warnings")[0];
    assert_eq!((text(passed, "cell"), text(passed, "points"), text(passed, "month")), ("F3", "1", "2026-09"));
    let step =
        |step: &Value| format!("{} {} {} {}", text(step, "month"), text(step, "id"), text(step, "state"), text(step, "date"));
    let steps: Vec<String> = list(passed, "steps").iter().map(step).collect();
    let expected = [
        "2026-07 deadline-close warned 2026-07-31",
        "2026-08 deadline-passed provisional 2026-08-11",
        "2026-09 deadline-passed final 2026-09-10",
    ];
    assert_eq!(steps, expected, "nothing of the way is lost");
    let shown = kit::run(folder, &["warnings", ".", "--month", "2026-09", "--year"]).expect_code(0).stdout;
    let shown = shown.replace(['\n', ' '], "");
    assert!(
        shown.contains("经过：2026-07-31即将到期（黄灯）预警→2026-08-11超期（红灯）预扣→2026-09-10超期（红灯）正式扣"),
        "{shown}"
    );
}

#[test]
fn points_given_back_stay_listed() {
    let office = workspace();
    let row = |rest: &str| format!("1|县教育局|JY1|财务报销审批把关不严|修订制度|2026-08-20|{rest}|已修订");
    month(office.path(), "2026-08", &row("整改中|"));
    month(office.path(), "2026-09", &row("已完成|2026-09-05"));
    let report = warnings(office.path(), &["--month", "2026-09", "--year"]);
    assert_eq!(told(&report), ["deadline-passed restored 2026-09-05"]);
    assert_eq!(text(&list(&report, "warnings")[0], "points"), "0");
}

#[test]
fn problems_counted_as_one_are_dated_as_the_score_has_them() {
    let office = workspace();
    let policy = std::fs::read_to_string(kit::repository("templates/policies/default.toml")).expect("the default policy");
    let policy = policy.replacen("count = \"row\"", "count = \"problem\"", 1);
    set_policy(office.path(), &policy);
    let rows = [
        "1|县教育局|1|财务报销审批把关不严|修订制度|2026-08-01|整改中||正在修订",
        "2|县教育局|1|财务报销审批把关不严|组织培训|2026-09-30|已取消||",
        "3|县教育局|2|会议记录不完整|补齐记录|2026-08-01|整改中||正在补齐",
        "4|县民政局|2|学习不够经常|制定计划|2026-12-31|整改中||正在制定",
    ];
    month(office.path(), "2026-09", &rows.join("\n"));
    let mut told = told(&warnings(office.path(), &["--month", "2026-09"]));
    told.retain(|told| told.starts_with("deadline-passed"));
    assert_eq!(told, ["deadline-passed final 2026-09-01", "deadline-passed final 2026-09-01"]);
}

#[test]
fn lateness_that_an_item_of_the_office_s_own_charges_is_told_with_the_item() {
    let office = workspace();
    let policy = std::fs::read_to_string(kit::repository("templates/policies/guangyuan.toml")).expect("the policy");
    set_policy(office.path(), &policy);
    month(office.path(), "2026-09", "1|县教育局|JY1|财务报销审批把关不严|修订制度|2026-08-01|整改中||正在修订");
    let report = warnings(office.path(), &["--month", "2026-09"]);
    let passed = list(&report, "warnings").iter().find(|warning| text(warning, "id") == "deadline-passed").expect("the warning");
    assert_eq!((text(passed, "state"), text(passed, "points")), ("warned", "0"));
    assert_eq!(text(passed, "reason"), "超期 60 天，已按减分项「红灯：没有按期完成」扣 2 分");
}

#[test]
fn states_and_points_agree_with_the_score_row_by_row() {
    let county = kit::county();
    let report = kit::run(county.path(), &["score", ".", "--month", "2026-10", "--format", "json"]).json();
    let mut deducted = BTreeMap::new();
    for item in list(&report, "units").iter().flat_map(|unit| list(unit, "deductions")) {
        if text(item, "id") == "overdue" {
            for fired in list(item, "occurrences") {
                let place = (text(fired, "file").to_owned(), text(fired, "sheet").to_owned(), fired["row"].as_u64());
                deducted.insert(place, text(item, "state").to_owned());
            }
        }
    }
    let passed = list(&report, "warnings").iter().filter(|warning| text(warning, "id") == "deadline-passed");
    let warned: BTreeMap<_, _> = passed
        .map(|warning| {
            let place = (text(warning, "file").to_owned(), text(warning, "sheet").to_owned(), warning["row"].as_u64());
            (place, text(warning, "state").to_owned())
        })
        .collect();
    assert!(deducted.len() > 10, "{deducted:?}");
    assert_eq!(warned, deducted);
}

#[test]
fn the_list_fits_eighty_columns_and_the_run_sums_it_up() {
    let county = kit::county();
    let run = kit::run(county.path(), &["run", ".", "--month", "2026-10", "--fail-on", "never"]).expect_code(0);
    let shown = kit::run(county.path(), &["warnings", ".", "--month", "2026-10"]).expect_code(0).stdout;
    let summary = run.stdout.lines().last().expect("a line").to_owned();
    assert!(summary.starts_with("预警 ") && shown.trim_end().ends_with(&summary), "{summary}\n{shown}");
    for line in shown.lines() {
        assert!(line.width() <= 80, "{} columns: {line}", line.width());
    }
    let card = county.path().join("输出/2026-10/评分表.xlsx");
    let rows = kit::table(&card, "预警与预扣分", &["状态", "起始日期", "单元格"]);
    assert_eq!(format!("预警 {} 条", rows.len()), summary.split('：').next().unwrap_or_default());
}

#[test]
fn a_store_that_cannot_be_asked_is_named_and_the_rest_is_told() {
    let county = kit::county();
    std::fs::write(county.path().join("xuncha.db"), "这不是存档".repeat(100)).expect("written");
    let run = kit::run(county.path(), &["warnings", ".", "--month", "2026-10", "--format", "json"]).expect_code(2);
    run.says(&["存档文件损坏了", "没有用上以前各月的存档"]);
    assert!(told(&run.json()).iter().any(|told| told.starts_with("deadline-passed")));
}
