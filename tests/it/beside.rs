//! What a workspace keeps beside its ledgers: evidence folders, the office's own ledger, earlier rounds.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::kit::{self, list, text};

const SETTINGS: &str = "[office]\nname = \"某县委巡察办\"\nshort_name = \"巡察办\"\ncommittee = \"县委\"\ncode = \"某巡办\"\n\
                        [[rounds]]\nname = \"七轮\"\nfeedback_date = 2026-03-20\nconcentrated_months = 6\n[paths]\n";

const HEADINGS: &str = "序号|被巡察单位|反馈问题|整改措施|整改时限|整改状态|完成时间|佐证材料";

fn workspace(paths: &str, rows: &str) -> tempfile::TempDir {
    let folder = kit::folder();
    fs::write(folder.path().join("xuncha.toml"), format!("{SETTINGS}{paths}\n")).expect("the settings");
    ledger(&folder.path().join("台账/县教育局.xlsx"), rows);
    folder
}

fn ledger(path: &Path, rows: &str) {
    kit::workbook(path, &format!("# Sheet1\n{HEADINGS}\n{rows}\n"));
}

/// Returns cell and id of the findings with these beginnings.
fn found(folder: &Path, prefixes: &[&str]) -> Vec<String> {
    let words = ["check", ".", "--as-of", "2026-10-31", "--format", "json", "--fail-on", "never"];
    let report = kit::run(folder, &words).json();
    let meant = |finding: &&Value| prefixes.iter().any(|prefix| text(finding, "id").starts_with(prefix));
    list(&report, "findings").iter().filter(meant).map(|f| format!("{} {}", text(f, "cell"), text(f, "id"))).collect()
}

#[test]
fn named_evidence_is_looked_at_and_nothing_outside_its_folder() {
    let row = |number: u8, files: &str| format!("{number}|县教育局|问题{number}不规范|整改|2026-06-30|已完成|2026-06-01|{files}");
    let rows =
        [row(1, "会议纪要.pdf"), row(2, "空.docx"), row(3, "没有.pdf、../../xuncha.toml.txt"), row(4, "链接.pdf")].join("\n");
    let folder = workspace("evidence = \"佐证材料\"", &rows);
    let unit = folder.path().join("佐证材料/县教育局/一");
    fs::create_dir_all(&unit).expect("a folder");
    fs::write(unit.join("会议纪要.pdf"), "内容").expect("a file");
    fs::write(unit.join("空.docx"), "").expect("a file");
    fs::write(folder.path().join("外面.pdf"), "外面的内容").expect("a file");
    #[cfg(unix)]
    std::os::unix::fs::symlink(folder.path().join("外面.pdf"), unit.join("链接.pdf")).expect("a link");
    let expected = ["H3 evidence-file-empty", "H4 evidence-file-missing", "H4 evidence-file-missing", "H5 evidence-file-missing"];
    assert_eq!(found(folder.path(), &["evidence-file"]), expected);
    // What was opened is on record, with its hash, and nothing else is.
    kit::run(folder.path(), &["run", ".", "--month", "2026-10", "--fail-on", "never"]);
    let manifest = fs::read_to_string(folder.path().join("输出/2026-10/manifest.json")).expect("the manifest");
    let manifest: Value = serde_json::from_str(&manifest).expect("JSON");
    let inputs: Vec<_> = list(&manifest, "inputs").iter().filter(|input| text(input, "path").starts_with("佐证材料")).collect();
    assert_eq!(inputs.len(), 2);
    assert_eq!(text(inputs[0], "path"), "佐证材料/县教育局/一/会议纪要.pdf");
    assert_eq!(text(inputs[0], "sha256"), kit::sha256("内容".as_bytes()));
}

#[test]
fn the_office_s_own_ledger_is_the_standard() {
    let rows = "1|县教育局|学习不够深入|制定计划|2026-07-31|已完成|2026-06-01|会议纪要
2|县教育局|自己添的问题|整改|2026-06-30|整改中||";
    let folder = workspace("master = \"总台账.xlsx\"", rows);
    let office = "1|县教育局|学习不深入|制定计划|2026-06-30|整改中||
2|县教育局|会议记录不完整|补齐|2026-06-30|整改中||
3|县民政局|救助不及时|整改|2026-06-30|整改中||";
    ledger(&folder.path().join("总台账.xlsx"), office);
    let expected = [
        " master-record-missing",
        "C2 master-wording-differs",
        "E2 master-deadline-differs",
        "F2 master-status-differs",
        "C3 master-record-added",
    ];
    assert_eq!(found(folder.path(), &["master-"]), expected);
    fs::remove_file(folder.path().join("总台账.xlsx")).expect("removed");
    kit::run(folder.path(), &["check", ".", "--as-of", "2026-10-31"]).expect_code(2).says(&["找不到「总台账.xlsx」"]);
}

#[test]
fn a_problem_of_an_earlier_round_is_recognised() {
    let rows = "1|县教育局|财务报销审批把关不够严|修订制度|2026-06-30|整改中||";
    let folder = workspace("archive = \"往轮台账\"", rows);
    let earlier = "9|县教育局|财务报销审批把关不严|修订制度|2024-06-30|已销号|2024-06-01|";
    ledger(&folder.path().join("往轮台账/六轮/县教育局.xlsx"), earlier);
    assert_eq!(found(folder.path(), &["repeat-problem"]), ["C2 repeat-problem"]);
    let records = kit::run(folder.path(), &["export", ".", "--as-of", "2026-10-31"]).expect_code(0).json_lines();
    assert_eq!(records.len(), 1, "earlier rounds are not counted");
}

#[test]
fn a_picture_inside_a_cell_is_evidence() {
    let folder = kit::folder();
    let path = folder.path().join("台账.xlsx");
    let rows = "1|县教育局|学习不深入|制定计划|2026-06-30|已销号|2026-06-01|";
    kit::workbook_with(&path, &format!("# Sheet1\n{HEADINGS}\n{rows}\n"), |sheet| {
        let picture = rust_xlsxwriter::Formula::new("=_xlfn.DISPIMG(\"ID_1\",1)").set_result("=DISPIMG(\"ID_1\",1)");
        sheet.write_formula(1, 7, picture).expect("a formula");
    });
    let record = kit::run(folder.path(), &["export", "台账.xlsx", "--as-of", "2026-10-31"]).expect_code(0).json_lines().remove(0);
    assert_eq!(text(&record, "evidence"), "（图片）");
}

#[test]
fn an_evidence_folder_that_is_not_there_accuses_nobody() {
    let rows = "1|县教育局|学习不深入|整改|2026-06-30|已完成|2026-06-01|会议纪要.pdf";
    let folder = workspace("evidence = \"佐证才料\"", rows);
    let run = kit::run(folder.path(), &["check", ".", "--as-of", "2026-10-31"]).expect_code(2);
    run.says(&["佐证才料", "佐证材料文件夹打不开", "[paths] 里的 evidence"]);
    assert!(!run.stdout.contains("evidence-file-missing"), "{}", run.stdout);
}
