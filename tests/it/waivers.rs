//! The waiver table through the binary: what it takes out of the counts, and what is said of its own rows.

use std::path::Path;

use serde_json::Value;

use crate::kit::{self, list, text};

const HEADINGS: &str = "# 豁免\n规则编号 | 范围 | 理由 | 批准人 | 有效期至\n";

/// Puts a table of waivers into the sample county and checks it.
fn check(rows: &str, code: i32) -> Value {
    let county = kit::county();
    kit::workbook(&county.path().join("豁免.xlsx"), &format!("{HEADINGS}{rows}"));
    check_there(county.path(), code)
}

fn check_there(folder: &Path, code: i32) -> Value {
    kit::run(folder, &["check", "--month", "2026-10", "--format", "json"]).expect_code(code).json()
}

fn summary(report: &Value, key: &str) -> u64 {
    report["summary"][key].as_u64().expect("a count")
}

#[test]
fn a_waived_finding_moves_to_its_own_list_and_out_of_the_counts() {
    let before = check_there(kit::county().path(), 1);
    let report = check("closed-without-evidence |  | 材料另册保管 | 王五 | 2026-12-31\n", 1);
    let waived = list(&report, "waived");
    assert!(!waived.is_empty() && waived.iter().all(|one| text(one, "id") == "closed-without-evidence"));
    assert!(list(&report, "findings").iter().all(|finding| text(finding, "id") != "closed-without-evidence"));
    assert_eq!(summary(&report, "waived"), waived.len() as u64);
    assert_eq!(summary(&report, "errors") + waived.len() as u64, summary(&before, "errors"));
    assert_eq!(list(&report, "findings").len() + waived.len(), list(&before, "findings").len());
    let by = &waived[0]["waiver"];
    assert_eq!((text(by, "file"), by["row"].as_u64(), text(by, "reason")), ("豁免.xlsx", Some(2), "材料另册保管"));
    assert_eq!((text(by, "approved_by"), text(by, "until"), &by["scope"]), ("王五", "2026-12-31", &Value::Null));
}

#[test]
fn when_every_error_is_waived_the_run_ends_with_nothing_found() {
    let folder = kit::folder();
    let toml = "[office]\nname = \"某县委巡察办\"\nshort_name = \"巡察办\"\ncommittee = \"县委\"\ncode = \"某巡办\"\n";
    std::fs::write(folder.path().join("xuncha.toml"), toml).expect("the workspace file");
    std::fs::create_dir(folder.path().join("台账")).expect("a folder");
    let ledger = kit::LEDGER.replace("2026年12月31日", "尽快");
    kit::workbook(&folder.path().join("台账/甲.xlsx"), &ledger);
    let before = check_there(folder.path(), 1);
    let errors: Vec<&str> =
        list(&before, "findings").iter().filter(|f| text(f, "severity") == "error").map(|f| text(f, "id")).collect();
    assert_eq!(errors, ["unreadable-deadline"]);
    let row = "整改时限读不出来 | 甲.xlsx+2 | 上级未定时限 | 王五 | @2026-10-31\n";
    let table = format!("# 豁免\n某县豁免事项 | < | < | < | <\n规则名称 | 范围 | 豁免理由 | 审批人 | 有效期\n{row}");
    kit::workbook(&folder.path().join("豁免.xlsx"), &table);
    let report = check_there(folder.path(), 0);
    assert_eq!((summary(&report, "errors"), summary(&report, "waived")), (0, 1));
    let late = kit::run(folder.path(), &["check", "--as-of", "2026-11-01", "--format", "json"]).expect_code(1).json();
    let expired: Vec<_> =
        list(&late, "findings").iter().filter(|f| text(f, "id") == "waiver-expired").map(|f| text(f, "cell")).collect();
    assert_eq!((expired, summary(&late, "waived")), (vec!["E3"], 0));
}

#[test]
fn a_row_that_does_not_work_is_a_finding_at_its_cell() {
    let report = check(
        "closed-without-evidense | | 材料另册保管 | 王五 | 2026-12-31\n\
         closed-without-evidence | | | 王五 | 2026-12-31\n\
         total-mismatch | 县财政局 | 已核 | 王五 | 2026-12-31\n\
         合计与明细不符 | | 已核 | 王五 | 2026-09-30\n\
         missing-status\n",
        1,
    );
    let about: Vec<(&str, &str, &str)> = list(&report, "findings")
        .iter()
        .filter(|finding| text(finding, "file") == "豁免.xlsx")
        .map(|finding| (text(finding, "id"), text(finding, "cell"), text(finding, "severity")))
        .collect();
    assert_eq!(
        about,
        [
            ("waiver-unknown-rule", "A2", "error"),
            ("waiver-incomplete", "C3", "error"),
            ("waiver-unmatched", "B4", "warning"),
            ("waiver-expired", "E5", "warning"),
            ("waiver-incomplete", "C6", "error"),
            ("waiver-incomplete", "D6", "error"),
            ("waiver-incomplete", "E6", "error"),
        ]
    );
    assert!(list(&report, "waived").is_empty());
    let unknown = list(&report, "findings").iter().find(|finding| text(finding, "id") == "waiver-unknown-rule").expect("it");
    assert!(text(unknown, "message").contains("是不是「closed-without-evidence」"), "{unknown}");
}

#[test]
fn a_table_that_cannot_be_used_waives_nothing_and_is_named() {
    let county = kit::county();
    std::fs::write(county.path().join("豁免.xlsx"), b"PK\x03\x04").expect("the file");
    let report = check_there(county.path(), 2);
    assert_eq!(list(&report, "refused").iter().map(|refusal| text(refusal, "file")).collect::<Vec<_>>(), ["豁免.xlsx"]);
    assert!(list(&report, "waived").is_empty());
}

#[test]
fn a_path_of_the_offices_own_must_exist() {
    let county = kit::county();
    let settings = county.path().join("xuncha.toml");
    let with =
        std::fs::read_to_string(&settings).expect("the settings").replace("[paths]\n", "[paths]\nwaivers = \"设置/豁免.csv\"\n");
    std::fs::write(&settings, with).expect("the settings");
    let report = check_there(county.path(), 2);
    assert_eq!(text(&list(&report, "refused")[0], "file"), "设置/豁免.csv");
    std::fs::create_dir(county.path().join("设置")).expect("a folder");
    let rows = "规则编号,范围,理由,批准人,有效期至\nclosed-without-evidence,,已核,王五,2026年12月\n";
    std::fs::write(county.path().join("设置/豁免.csv"), rows).expect("the table");
    assert!(!list(&check_there(county.path(), 1), "waived").is_empty());
}
