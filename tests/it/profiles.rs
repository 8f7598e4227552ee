//! Pinned layouts: pinning a ledger, reading its next month with other headings, and starting a workspace from a form.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::kit::{self, list, text};

const SETTINGS: &str = "[office]\nname = \"某县委巡察办\"\nshort_name = \"巡察办\"\ncommittee = \"县委\"\ncode = \"某巡办\"\n\
                        [[rounds]]\nname = \"七轮\"\nfeedback_date = 2026-03-20\nconcentrated_months = 6\n";

const HEADINGS: &str = "序号|被巡察单位|反馈问题|整改措施|责任领导|责任人|整改时限|整改状态|内部编码";
const ROW: &str = "1|县教育局|学习不深入|制定计划|张三|李四|2026年6月30日|已完成|9";

fn ledger(folder: &Path, name: &str, headings: &str, row: &str) {
    kit::workbook(&folder.join("台账").join(name), &format!("# Sheet1\n{headings}\n{row}\n"));
}

/// Returns a workspace with one ledger.
fn workspace() -> tempfile::TempDir {
    let folder = kit::folder();
    fs::write(folder.path().join("xuncha.toml"), SETTINGS).expect("the settings");
    ledger(folder.path(), "县教育局整改台账0930.xlsx", HEADINGS, ROW);
    folder
}

fn pin(folder: &Path) -> String {
    kit::run(folder, &["layout", "--pin", "--month", "2026-10"]).expect_code(0).stderr
}

/// Replaces the ledger by next month's and returns its record and the findings about its layout.
fn next_month(folder: &Path, headings: &str, row: &str) -> (Value, Vec<(String, String, String)>) {
    fs::remove_dir_all(folder.join("台账")).expect("the old ledger");
    ledger(folder, "县教育局整改台账（10月）.xlsx", headings, row);
    let record = kit::run(folder, &["export", ".", "--as-of", "2026-10-31"]).expect_code(0).json_lines().remove(0);
    let report = kit::run(folder, &["check", "--as-of", "2026-10-31", "--format", "json", "--fail-on", "never"]).json();
    let about_layout = |finding: &&Value| {
        let id = text(finding, "id");
        id.starts_with("column-") || id == "layout-changed"
    };
    let triple = |finding: &Value| (text(finding, "id").into(), text(finding, "cell").into(), text(finding, "message").into());
    (record, list(&report, "findings").iter().filter(about_layout).map(triple).collect())
}

fn expected(id: &str, cell: &str, message: &str) -> (String, String, String) {
    (id.into(), cell.into(), message.into())
}

#[test]
fn a_renamed_column_is_one_finding_and_keeps_its_value() {
    let folder = workspace();
    assert!(pin(folder.path()).contains("已记下「台账/县教育局整改台账0930.xlsx」的版式：版式/县教育局整改台账.toml"));
    assert!(pin(folder.path()).contains("版式没有变化"), "pinning again changes nothing");
    let (record, findings) = next_month(folder.path(), &HEADINGS.replace("整改时限", "何时改好"), ROW);
    assert_eq!(text(&record, "deadline"), "2026-06-30");
    assert_eq!(findings, [expected("column-renamed", "G1", "「何时改好」多半就是版式里的「整改时限」")]);
    // Confirming it once is enough.
    pin(folder.path());
    let (_, findings) = next_month(folder.path(), &HEADINGS.replace("整改时限", "何时改好"), ROW);
    assert_eq!(findings, []);
}

#[test]
fn a_moved_column_is_one_finding_and_keeps_its_value() {
    let folder = workspace();
    pin(folder.path());
    let headings = "序号|整改时限|被巡察单位|反馈问题|整改措施|责任领导|责任人|整改状态|内部编码";
    let row = "1|2026年6月30日|县教育局|学习不深入|制定计划|张三|李四|已完成|9";
    let (record, findings) = next_month(folder.path(), headings, row);
    assert_eq!((text(&record, "deadline"), text(&record["cells"], "deadline")), ("2026-06-30", "B2"));
    assert_eq!(findings, [expected("column-moved", "B1", "「整改时限」从 G 列移到了 B 列")]);
}

#[test]
fn a_column_that_is_gone_is_an_error_and_its_place_gives_no_wrong_value() {
    let folder = workspace();
    pin(folder.path());
    let (record, findings) = next_month(folder.path(), &HEADINGS.replace("整改时限", "销号时间"), ROW);
    assert_eq!(record["deadline"], Value::Null);
    assert_eq!(findings, [expected("column-gone", "G1", "版式里的「整改时限」找不到了"),]);
}

#[test]
fn what_an_office_writes_into_a_layout_counts_more_than_the_dictionary() {
    let folder = workspace();
    pin(folder.path());
    let path = folder.path().join("版式/县教育局整改台账.toml");
    let layout = fs::read_to_string(&path).expect("the layout");
    assert!(layout.contains("{ column = \"I\", header = \"内部编码\" }"), "{layout}");
    fs::write(&path, layout.replace("header = \"内部编码\"", "header = \"内部编码\", field = \"问题编号\"")).expect("written");
    let (record, findings) = next_month(folder.path(), HEADINGS, ROW);
    assert_eq!((text(&record, "problem_id"), findings), ("9", Vec::new()));
    pin(folder.path());
    assert!(fs::read_to_string(&path).expect("the layout").contains("field = \"问题编号\""), "pinning keeps it");
}

#[test]
fn another_table_under_the_same_name_is_said_so() {
    let folder = workspace();
    pin(folder.path());
    let (_, findings) = next_month(folder.path(), "存在问题|整改建议|完成时限|责任部门|完成情况", "甲|乙|2026年6月|丙|已完成");
    assert_eq!(findings, [expected("layout-changed", "", "与版式「版式/县教育局整改台账.toml」对不上")]);
}

#[test]
fn a_fault_in_a_layout_is_named_with_its_line() {
    let folder = workspace();
    pin(folder.path());
    let path = folder.path().join("版式/县教育局整改台账.toml");
    let layout = fs::read_to_string(&path).expect("the layout").replace("field = \"整改时限\"", "field = \"整改的时限\"");
    fs::write(&path, layout).expect("written");
    let run = kit::run(folder.path(), &["check", "--as-of", "2026-10-31"]).expect_code(2);
    run.says(&["版式/县教育局整改台账.toml", "没有「整改的时限」这种列", "是不是「整改时限」"]);
}

#[test]
fn single_files_are_pinned_in_the_workspace_they_stand_in() {
    let folder = workspace();
    ledger(folder.path(), "县民政局.xlsx", HEADINGS, ROW);
    let run = kit::run(folder.path(), &["layout", "--pin", "台账/县民政局.xlsx", "--as-of", "2026-10-31"]).expect_code(0);
    assert!(run.stdout.contains("县民政局") && !run.stdout.contains("县教育局整改台账"), "{}", run.stdout);
    let pinned: Vec<_> = fs::read_dir(folder.path().join("版式")).expect("a folder").collect();
    assert_eq!(pinned.len(), 1);
    let elsewhere = kit::folder();
    ledger(elsewhere.path(), "甲.xlsx", HEADINGS, ROW);
    kit::run(elsewhere.path(), &["layout", "--pin", "台账/甲.xlsx"]).expect_code(2).says(&["不在工作区中", "xuncha init"]);
}

#[test]
fn a_workspace_can_start_from_the_office_s_own_form() {
    let folder = workspace();
    let form = folder.path().join("台账/县教育局整改台账0930.xlsx");
    let new = folder.path().join("新工作区");
    let words = ["init", new.to_str().expect("a path"), "--from", form.to_str().expect("a path")];
    kit::run(folder.path(), &words).expect_code(0);
    let settings = fs::read_to_string(new.join("xuncha.toml")).expect("settings").replace('×', "某");
    fs::write(new.join("xuncha.toml"), settings).expect("settings");
    fs::remove_file(new.join("名录.xlsx")).expect("the empty directory");
    kit::workbook(&new.join("名录.xlsx"), "# 单位\n单位名称\n县民政局\n");
    ledger(&new, "县民政局.xlsx", &HEADINGS.replace("责任领导", "包抓人"), &ROW.replace("县教育局", "县民政局"));
    let report = kit::run(&new, &["check", "--as-of", "2026-10-31", "--format", "json", "--fail-on", "never"]).json();
    let renamed = list(&report, "findings").iter().find(|finding| text(finding, "id") == "column-renamed").expect("a finding");
    assert_eq!(text(renamed, "message"), "「包抓人」多半就是版式里的「责任领导」");
    // What is no ledger starts nothing.
    let odd = folder.path().join("坏.xlsx");
    fs::write(&odd, "不是表格").expect("a file");
    let third = folder.path().join("第三");
    let words = ["init", third.to_str().expect("a path"), "--from", odd.to_str().expect("a path")];
    kit::run(folder.path(), &words).expect_code(2);
    assert!(!third.exists());
}

#[test]
fn pinning_one_of_two_ledgers_with_like_names_leaves_the_other_s_layout_alone() {
    let folder = kit::folder();
    fs::write(folder.path().join("xuncha.toml"), SETTINGS).expect("the settings");
    ledger(folder.path(), "县教育局1.xlsx", HEADINGS, ROW);
    ledger(folder.path(), "县教育局2.xlsx", &HEADINGS.replace("内部编码", "旧编号"), ROW);
    for name in ["台账/县教育局1.xlsx", "台账/县教育局2.xlsx"] {
        kit::run(folder.path(), &["layout", "--pin", name, "--month", "2026-10"]).expect_code(0);
    }
    let layouts: Vec<String> = fs::read_dir(folder.path().join("版式"))
        .expect("the layouts")
        .map(|entry| fs::read_to_string(entry.expect("an entry").path()).expect("a layout"))
        .collect();
    for own in ["内部编码", "旧编号"] {
        assert_eq!(layouts.iter().filter(|layout| layout.contains(own)).count(), 1, "{own}: {layouts:?}");
    }
}
