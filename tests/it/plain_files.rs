//! Plain files without a workspace: what other programs may rely on, key by key.
//!
//! Source: `contract.md` §1–4.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::kit::{self, list, text};

/// A ledger with one error (完成 without evidence, by the sheet's own 佐证材料 column), a warning, a merged unit,
/// a hidden row, a title, a section and a total.
const FAULTY: &str = "\
# 台账
某县2026年巡察整改台账 | < | < | < | < | < | < | < | < | < | <
序号 | 问题编号 | 被巡察单位 | 反馈问题 | 整改措施 | 责任领导 | 责任人 | 整改时限 | 整改状态 | 完成时间 | 佐证材料
一、财务管理 | < | < | < | < | < | < | < | < | < | <
=1 | 2026-001 | 县财局 | 采购程序不规范，2025年有3笔未比价 | 修订采购办法 | 张三 | 李四 | 2026.6.30 | 已销号 | 2026.6.12 | 无
~=2 | 2026-002 | ^ | 公务接待超标准，2025年有2次 | 退缴费用并修订办法 | 张三 | 李四 | 2026年9月底前 | 整改中 | |
=3 | 2026-003 | 某镇 | 档案管理混乱，2024年缺失5份 | 补齐档案 | 王五 | | 2026年12月31日 | 整改中 | |
合计 | < | =3 | | | | | | | |
";

const RISKS: &str = "\
# 排查表
廉政风险点排查表 | < | < | < | < | < | <
序号 | 部门 | 职权名称 | 风险点 | 廉政风险主要内容及表现形式 | 风险等级 | 防控措施
=1 | 办公室 | 采购权 | 采购询价 | 询价走过场，价格虚高 | 高 | 1.两人以上询价；2.按季抽查
=2 | 办公室 | 用车审批权 | 公务用车 | 公车私用 | 低 | 派车单备案
";

const UNITS: &str = "\
# 名单
单位名称 | 别名 | 分组
某县财政局 | 县财局、财政局 | 县直部门
某县某镇 | 某镇 | 乡镇街道
";

fn files() -> TempDir {
    let folder = kit::folder();
    kit::workbook(&folder.path().join("b/台账.xlsx"), FAULTY);
    kit::workbook(&folder.path().join("a/风险.xlsx"), RISKS);
    kit::workbook(&folder.path().join("好.xlsx"), kit::LEDGER);
    kit::workbook(&folder.path().join("名单.xlsx"), UNITS);
    folder
}

fn json(folder: &Path, code: i32, arguments: &[&str]) -> Value {
    kit::run(folder, &[arguments, &["--as-of", "2026-10-31", "--format", "json"]].concat()).expect_code(code).json()
}

/// Asserts that an object has at least the keys.
#[track_caller]
fn assert_keys(value: &Value, keys: &str) {
    let object = value.as_object().unwrap_or_else(|| panic!("no object: {value}"));
    for key in keys.split_whitespace() {
        assert!(object.contains_key(key), "no key {key} in {value}");
    }
}

/// Asserts that nothing in a value is an empty text: absent is null.
#[track_caller]
fn assert_no_empty_text(value: &Value) {
    match value {
        Value::String(text) => assert_ne!(text.trim(), ""),
        Value::Array(values) => values.iter().for_each(assert_no_empty_text),
        Value::Object(map) => {
            for (key, value) in map {
                assert!(value.as_str() != Some(""), "{key} is an empty text in {map:?}");
                assert_no_empty_text(value);
            }
        }
        _ => {}
    }
}

#[test]
fn check_describes_tables_units_findings_and_refusals() {
    let folder = files();
    fs::write(folder.path().join("坏.xlsx"), b"PK\x03\x04").expect("the file");
    let report = json(folder.path(), 2, &["check", "b/台账.xlsx", "a", "坏.xlsx"]);
    assert_keys(&report, "version as_of tables units findings waived refused summary");
    assert_eq!((&report["version"], text(&report, "as_of")), (&Value::from(1), "2026-10-31"));
    assert_keys(&report["summary"], "files refused records errors warnings infos waived");
    for table in list(&report, "tables") {
        assert_keys(table, "file sheet kind title header_rows first_row last_row columns records skipped hidden_rows");
        list(table, "columns").iter().for_each(|column| assert_keys(column, "column header field"));
        list(table, "skipped").iter().for_each(|skip| assert_keys(skip, "row reason"));
    }
    for unit in list(&report, "units") {
        assert_keys(unit, "unit problems by_status completion");
        assert_keys(&unit["completion"], "numerator denominator percent");
    }
    assert!(!list(&report, "findings").is_empty());
    for finding in list(&report, "findings") {
        assert_keys(finding, "id severity file sheet cell row field record unit value message remedy");
    }
    assert_eq!(list(&report, "refused").len(), 1);
    list(&report, "refused").iter().for_each(|file| assert_keys(file, "file reason message hint"));
    assert_no_empty_text(&report);
}

#[test]
fn check_reads_a_table_as_it_stands() {
    let folder = files();
    let report = json(folder.path(), 1, &["check", "b/台账.xlsx"]);
    let table = &list(&report, "tables")[0];
    assert_eq!(text(table, "file"), "b/台账.xlsx");
    assert_eq!((text(table, "sheet"), text(table, "kind")), ("台账", "rectification"));
    assert_eq!(text(table, "title"), "某县2026年巡察整改台账");
    assert_eq!(table["header_rows"], serde_json::json!([2]));
    assert_eq!((&table["records"], &table["hidden_rows"]), (&Value::from(3), &Value::from(1)));
    let skipped: Vec<_> = list(table, "skipped").iter().map(|skip| (skip["row"].as_u64(), text(skip, "reason"))).collect();
    assert_eq!(skipped, [(Some(1), "title"), (Some(3), "section"), (Some(7), "subtotal")]);
    let fields: Vec<_> = list(table, "columns").iter().map(|column| (text(column, "column"), text(column, "field"))).collect();
    let expected = [
        ("A", "seq"),
        ("B", "problem_id"),
        ("C", "unit"),
        ("D", "problem"),
        ("E", "measure"),
        ("F", "lead_person"),
        ("G", "resp_person"),
        ("H", "deadline"),
        ("I", "status"),
        ("J", "done_date"),
        ("K", "evidence"),
    ];
    assert_eq!(fields, expected);
    let found: Vec<_> = list(&report, "findings").iter().map(|f| (text(f, "id"), text(f, "cell"), text(f, "severity"))).collect();
    assert!(found.contains(&("closed-without-evidence", "K4", "error")), "{found:?}");
    assert!(found.contains(&("missing-resp-person", "G6", "warning")), "{found:?}");
    let closed = list(&report, "findings").iter().find(|finding| text(finding, "id") == "closed-without-evidence").expect("it");
    assert_eq!((text(closed, "record"), text(closed, "value"), text(closed, "field")), ("2026-001", "无", "evidence"));
}

#[test]
fn export_gives_one_line_a_record_in_source_order() {
    let folder = files();
    let run = kit::run(folder.path(), &["export", "好.xlsx", "b/台账.xlsx", "a", "--as-of", "2026-10-31", "--format", "jsonl"]);
    let records = run.expect_code(0).json_lines();
    let places: Vec<_> =
        records.iter().map(|r| (text(&r["source"], "file"), text(&r["source"], "sheet"), r["source"]["row"].as_u64())).collect();
    let expected = [
        ("好.xlsx", "整改台账", Some(3)),
        ("好.xlsx", "整改台账", Some(4)),
        ("b/台账.xlsx", "台账", Some(4)),
        ("b/台账.xlsx", "台账", Some(5)),
        ("b/台账.xlsx", "台账", Some(6)),
        ("a/风险.xlsx", "排查表", Some(3)),
        ("a/风险.xlsx", "排查表", Some(4)),
    ];
    assert_eq!(places, expected);
    for record in &records {
        assert_no_empty_text(record);
        assert_keys(&record["source"], "file sheet row");
        match text(record, "kind") {
            "rectification" => assert_keys(
                record,
                "kind source cells problem_id unit round category problem cycle measure lead_person resp_person feedback_date \
                 deadline deadline_precision deadline_text status status_text done_date closed_date evidence progress mechanism \
                 amount amount_unit satisfaction remark",
            ),
            _ => assert_keys(
                record,
                "kind source cells dept post holder power risk_type risk_point risk_desc level level_text likelihood impact \
                 value measure resp_person lead_person",
            ),
        }
    }
    let hidden = &records[3];
    assert_eq!((text(hidden, "unit"), text(&hidden["cells"], "unit")), ("县财局", "C4"), "the merge's first cell");
    assert_eq!((text(hidden, "deadline"), text(hidden, "deadline_precision")), ("2026-09-30", "month"));
    assert_eq!((text(hidden, "deadline_text"), text(hidden, "status")), ("2026年9月底前", "in_progress"));
    assert_eq!((&hidden["done_date"], &hidden["evidence"], &hidden["cycle"]), (&Value::Null, &Value::Null, &Value::Null));
    assert!(hidden["cells"].get("evidence").is_none(), "absent fields have no cell");
    let risk = &records[5];
    assert_eq!((text(risk, "kind"), text(risk, "level"), text(risk, "level_text")), ("risk", "high", "高"));
}

#[test]
fn export_of_nothing_is_nothing() {
    let folder = files();
    fs::write(folder.path().join("坏.xlsx"), b"PK\x03\x04").expect("the file");
    let run = kit::run(folder.path(), &["export", "坏.xlsx"]).expect_code(2);
    assert_eq!(run.stdout, "", "an empty line is no JSON");
}

#[test]
fn score_writes_the_scorecard_of_plain_files() {
    let folder = files();
    let before = kit::hashes(folder.path());
    let report = json(folder.path(), 1, &["score", "好.xlsx", "b/台账.xlsx", "a", "--out", "结果"]);
    assert_keys(&report, "version as_of policy units");
    assert_keys(&report["policy"], "title version sha256");
    for unit in list(&report, "units") {
        assert_keys(
            unit,
            "unit group rank rank_low rank_high score score_without_provisional grade annual indicators deductions bonuses \
             vetoes honours",
        );
        assert_keys(&unit["honours"], "eligible reasons");
        for indicator in list(unit, "indicators") {
            assert_keys(indicator, "id dimension points full numerator denominator applicable records");
            list(indicator, "records").iter().for_each(|row| assert_keys(row, "file sheet row"));
        }
        for deduction in list(unit, "deductions") {
            assert_keys(deduction, "id points state occurrences");
            list(deduction, "occurrences").iter().for_each(|row| assert_keys(row, "file sheet row note"));
        }
    }
    assert_no_empty_text(&report);
    let overdue = list(&report, "units").iter().find(|unit| text(unit, "unit") == "县财局").map(|unit| list(unit, "deductions"));
    let overdue = &overdue.expect("the unit")[0];
    assert_eq!((text(overdue, "id"), text(overdue, "points"), text(overdue, "state")), ("overdue", "1", "final"));
    let occurrence = &list(overdue, "occurrences")[0];
    assert_eq!((text(occurrence, "note"), occurrence["row"].as_u64()), ("超期 31 天", Some(5)));
    let card = folder.path().join("结果/评分表.xlsx");
    let sheets = kit::sheet_names(&card);
    for name in ["排名", "问题总表", "核验问题"] {
        assert!(sheets.iter().any(|sheet| sheet == name), "{name} in {sheets:?}");
    }
    assert_eq!(kit::table(&card, "问题总表", &["单位", "反馈问题"]).len(), 5, "every record");
    let report = json(folder.path(), 1, &["check", "好.xlsx", "b/台账.xlsx", "a"]);
    let findings = kit::table(&card, "核验问题", &["严重程度", "单元格"]);
    assert_eq!(findings.len(), list(&report, "findings").len(), "every finding");
    let mut after = kit::hashes(folder.path());
    after.retain(|name, _| !name.starts_with("结果/"));
    assert_eq!(after, before, "no input is touched");
}

#[test]
fn a_unit_directory_gives_names_and_groups() {
    let folder = files();
    let records = kit::run(folder.path(), &["export", "b/台账.xlsx", "--units", "名单.xlsx"]).expect_code(0).json_lines();
    let units: Vec<_> = records.iter().map(|record| text(record, "unit")).collect();
    assert_eq!(units, ["某县财政局", "某县财政局", "某县某镇"]);
    let report = json(folder.path(), 1, &["score", "b/台账.xlsx", "--units", "名单.xlsx"]);
    let groups: Vec<_> = list(&report, "units").iter().map(|unit| (text(unit, "unit"), text(unit, "group"))).collect();
    assert_eq!(groups, [("某县财政局", "县直部门"), ("某县某镇", "乡镇街道")]);
}

#[test]
fn fail_on_decides_the_exit_code() {
    let folder = files();
    let code =
        |file: &str, more: &[&str]| kit::run(folder.path(), &[&["check", file, "--as-of", "2026-10-31"], more].concat()).code;
    assert_eq!(code("b/台账.xlsx", &[]), 1, "errors, by default");
    assert_eq!(code("b/台账.xlsx", &["--fail-on", "error"]), 1);
    assert_eq!(code("b/台账.xlsx", &["--fail-on", "warning"]), 1);
    assert_eq!(code("b/台账.xlsx", &["--fail-on", "never"]), 0);
    assert_eq!(code("好.xlsx", &["--fail-on", "warning"]), 0, "nothing wrong");
    kit::workbook(&folder.path().join("疑.xlsx"), &kit::LEDGER.replace("| 张三 |", "| |"));
    assert_eq!(code("疑.xlsx", &[]), 0, "a warning is no error");
    assert_eq!(code("疑.xlsx", &["--fail-on", "warning"]), 1);
}

#[test]
fn the_reporting_date_is_an_argument() {
    let folder = files();
    let as_of = |arguments: &[&str]| {
        let run = kit::run(folder.path(), &[&["check", "好.xlsx", "--format", "json"], arguments].concat()).expect_code(0);
        text(&run.json(), "as_of").to_owned()
    };
    assert_eq!(as_of(&["--as-of", "2026-07-15"]), "2026-07-15");
    assert_eq!(as_of(&["--month", "2026-09"]), "2026-09-30", "the month's last day");
    assert_eq!(as_of(&["--month", "2026-09", "--as-of", "2026-10-05"]), "2026-10-05");
}

#[test]
fn a_folder_is_read_in_the_order_of_names() {
    let folder = files();
    fs::write(folder.path().join("a/~$风险.xlsx"), "an Excel lock").expect("the file");
    fs::write(folder.path().join("a/.隐藏.xlsx"), "hidden").expect("the file");
    let report = json(folder.path(), 1, &["check", "b", "a"]);
    let files: Vec<_> = list(&report, "tables").iter().map(|table| text(table, "file")).collect();
    assert_eq!(files, ["b/台账.xlsx", "a/风险.xlsx"], "folders as given, locks and hidden files left out");
}

#[test]
fn another_policy_may_be_named() {
    let folder = files();
    let policy = fs::read_to_string(kit::repository("templates/policies/default.toml")).expect("the policy");
    fs::write(
        folder.path().join("办法.toml"),
        policy.replace("title = \"巡察整改成效考核办法（默认）\"", "title = \"本县办法\""),
    )
    .expect("it");
    let report = json(folder.path(), 0, &["score", "好.xlsx", "--policy", "办法.toml"]);
    assert_eq!(text(&report["policy"], "title"), "本县办法");
    let bytes = fs::read(folder.path().join("办法.toml")).expect("the policy");
    assert_eq!(text(&report["policy"], "sha256"), kit::sha256(&bytes));
}
