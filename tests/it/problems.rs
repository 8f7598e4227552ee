//! `核验问题.xlsx` through the binary: it has what `check --format json` has, adds up, and leads to the cells.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::Path;

use serde_json::Value;
use zip::ZipArchive;

use crate::kit::{self, Row, list, text};

const FILE: &str = "核验问题.xlsx";
const LIST: &[&str] = &["序号", "单元格", "是否计数"];

/// Returns a county with a waiver, a rule on trial, one switched off and a file that cannot be used.
fn county() -> tempfile::TempDir {
    let county = kit::county();
    let waivers = "# 豁免\n规则编号 | 范围 | 理由 | 批准人 | 有效期至\n\
                   closed-without-evidence |  | 材料另册保管 | 王五 | 2026-12-31\n";
    kit::workbook(&county.path().join("豁免.xlsx"), waivers);
    let policy = county.path().join("policy.toml");
    let more = "\n[checks.overdue-without-reason]\ntrial = true\n\n[checks.serial-gap]\nenabled = false\n";
    fs::write(&policy, fs::read_to_string(&policy).expect("the policy") + more).expect("the policy");
    fs::write(county.path().join("台账/坏.xlsx"), b"PK\x03\x04").expect("the file");
    county
}

fn check(folder: &Path, more: &[&str]) -> Value {
    let arguments = [&["check", ".", "--month", "2026-10", "--format", "json"], more].concat();
    kit::run(folder, &arguments).expect_code(2).json()
}

/// Returns what a row of 明细 and a finding of the JSON both say.
fn told(value: &Value) -> String {
    let at = match (value["cell"].as_str(), value["row"].as_u64(), value["sheet"].as_str()) {
        (Some(cell), ..) => cell.to_owned(),
        (None, Some(row), _) => format!("第{row}行"),
        (None, None, Some(_)) => "整表".to_owned(),
        (None, None, None) => "整个文件".to_owned(),
    };
    ["file", "sheet", "unit", "record", "id", "message", "remedy"].map(|key| text(value, key)).join("|") + "|" + &at
}

fn row_told(row: &Row) -> String {
    ["文件", "工作表", "单位", "问题编号", "规则编号", "问题", "办法", "单元格"].map(|key| row[key].as_str()).join("|")
}

#[test]
fn check_out_writes_every_finding_once_and_the_totals_agree() {
    let county = county();
    let before = kit::hashes(county.path());
    let report = check(county.path(), &["--out", "结果"]);
    let path = county.path().join("结果").join(FILE);
    assert_eq!(kit::sheet_names(&path), ["概况", "明细", "规则清单", "豁免", "版本与口径"]);
    let rows = kit::table(&path, "明细", LIST);
    for (word, key) in [("计数", "findings"), ("豁免", "waived"), ("试行", "trial")] {
        let shown: Vec<String> = rows.iter().filter(|row| row["是否计数"] == word).map(row_told).collect();
        let expected: Vec<String> = list(&report, key).iter().map(told).collect();
        assert!(!expected.is_empty(), "{key}");
        assert_eq!(shown, expected, "{key}");
    }
    let summary = |key: &str| report["summary"][key].to_string();
    let units = kit::table(&path, "概况", &["单位", "错误", "豁免", "合计", "试行"]);
    let total = units.iter().find(|row| row["单位"] == "合计").expect("the total");
    for (heading, key) in [("错误", "errors"), ("疑点", "warnings"), ("提示", "infos"), ("豁免", "waived"), ("试行", "trial")]
    {
        assert_eq!(total[heading], summary(key), "{heading}");
        let own = units.iter().take_while(|row| row["单位"] != "合计").map(|row| row[heading].parse::<u32>().expect("a count"));
        assert_eq!(own.sum::<u32>().to_string(), summary(key), "{heading} by unit");
    }
    let rules = kit::table(&path, "概况", &["规则名称", "计数", "试行"]);
    for (heading, key) in [("计数", "findings"), ("豁免", "waived"), ("试行", "trial")] {
        let all: u32 =
            rules.iter().filter(|row| !row["规则编号"].is_empty()).map(|row| row[heading].parse::<u32>().expect("a count")).sum();
        assert_eq!(all as usize, list(&report, key).len(), "{heading} by rule");
    }
    let said = kit::sheet(&path, "概况").concat().join("\n");
    assert!(said.contains("台账/坏.xlsx"), "{said}");
    let mut after = kit::hashes(county.path());
    after.retain(|name, _| !name.starts_with("结果/"));
    assert_eq!(after, before, "no input is touched");
}

#[test]
fn the_list_of_rules_tells_what_ran_and_the_list_of_waivers_what_they_took() {
    let county = county();
    let report = check(county.path(), &["--out", "结果"]);
    let path = county.path().join("结果").join(FILE);
    let rules = kit::table(&path, "规则清单", &["规则编号", "结果", "命中"]);
    let rule = |id: &str| rules.iter().find(|row| row["规则编号"] == id).unwrap_or_else(|| panic!("no rule {id}"));
    assert_eq!(rule("serial-gap")["结果"], "关闭");
    assert_eq!(rule("overdue-without-reason")["结果"], "试行");
    assert_eq!(rule("duplicate-problem-id")["结果"], "运行");
    let lacking = rule("record-vanished");
    assert_eq!((lacking["结果"].as_str(), lacking["没有运行的原因"].as_str()), ("未运行", "没有上月的整改记录"));
    let mut hits: BTreeMap<&str, u32> = BTreeMap::new();
    for finding in ["findings", "waived", "trial"].iter().flat_map(|key| list(&report, key)) {
        *hits.entry(text(finding, "id")).or_default() += 1;
    }
    for row in &rules {
        assert_eq!(row["命中"], hits.get(&*row["规则编号"]).copied().unwrap_or(0).to_string(), "{}", row["规则编号"]);
    }
    let waivers = kit::table(&path, "豁免", &["所在位置", "状态"]);
    assert_eq!(waivers[0]["所在位置"], "豁免.xlsx 第2行");
    assert_eq!(
        (waivers[0]["状态"].as_str(), waivers[0]["不计的处数"].parse().ok()),
        ("有效", Some(list(&report, "waived").len()))
    );
}

/// Returns the links of a sheet: the cell, the file it leads to and the place there.
fn links(path: &Path, sheet: usize) -> Vec<(String, String, String)> {
    let mut book = ZipArchive::new(fs::File::open(path).expect("the workbook")).expect("a package");
    let mut part = |name: &str| {
        let mut content = String::new();
        book.by_name(name).expect("the part").read_to_string(&mut content).expect("text");
        content
    };
    let value = |element: &str, name: &str| {
        let value = element.split(&format!(" {name}=\"")).nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        value.replace("&apos;", "'").replace("&amp;", "&")
    };
    let relationships = part(&format!("xl/worksheets/_rels/sheet{sheet}.xml.rels"));
    let targets: BTreeMap<String, String> = relationships
        .split("<Relationship ")
        .skip(1)
        .map(|one| format!(" {one}"))
        .map(|one| (value(&one, "Id"), value(&one, "Target")))
        .collect();
    let content = part(&format!("xl/worksheets/sheet{sheet}.xml"));
    let hyperlinks = content.split("<hyperlink ").skip(1).map(|one| format!(" {one}"));
    hyperlinks.map(|one| (value(&one, "ref"), targets[&value(&one, "r:id")].clone(), value(&one, "location"))).collect()
}

#[test]
fn every_row_leads_from_the_output_folder_to_its_file_and_cell() {
    for out in ["结果", "输出/2026-10", "深/一些 的/地方"] {
        let county = county();
        check(county.path(), &["--out", out]);
        let folder = county.path().join(out);
        let path = folder.join(FILE);
        let rows = kit::table(&path, "明细", LIST);
        let links = links(&path, 2);
        assert_eq!(links.len(), rows.len(), "each row has a link");
        for (row, (cell, target, location)) in rows.iter().zip(&links) {
            assert_eq!(*cell, format!("D{}", row[kit::ROW]));
            let file = folder.join(target.replace("%20", " "));
            let file = file.canonicalize().unwrap_or_else(|cause| panic!("{cause}: {target}"));
            assert_eq!(file, county.path().join(&row["文件"]).canonicalize().expect("the input"));
            if target.ends_with(".csv") {
                assert_eq!(location, "", "{target}");
            } else if row["单元格"].starts_with(|c: char| c.is_ascii_uppercase()) {
                assert_eq!(*location, format!("'{}'!{}", row["工作表"], row["单元格"]));
            }
        }
    }
}

#[test]
fn run_writes_it_beside_the_scorecard_and_check_may_write_it_there_too() {
    let county = county();
    kit::run(county.path(), &["run", ".", "--month", "2026-10"]).expect_code(2).says(&[FILE]);
    let output = county.path().join("输出/2026-10");
    let first = fs::read(output.join(FILE)).expect("the workbook");
    assert!(output.join("评分表.xlsx").is_file());
    check(county.path(), &["--out", "输出/2026-10"]);
    assert_eq!(fs::read(output.join(FILE)).expect("the workbook"), first, "the same bytes from either");
    let manifest: Value = serde_json::from_slice(&fs::read(output.join("manifest.json")).expect("it")).expect("JSON");
    let listed: Vec<&str> = list(&manifest, "outputs").iter().map(|file| text(file, "path")).collect();
    assert_eq!(listed.iter().collect::<BTreeSet<_>>().len(), listed.len(), "each output once: {listed:?}");
    assert!(listed.contains(&"评分表.xlsx") && listed.contains(&FILE));
}

#[test]
fn plain_files_need_no_workspace() {
    let folder = kit::folder();
    kit::workbook(&folder.path().join("甲.xlsx"), &kit::LEDGER.replace("2026年12月31日", "尽快"));
    let arguments = ["check", "甲.xlsx", "--as-of", "2026-10-31", "--out", "结果"];
    kit::run(folder.path(), &arguments).expect_code(1).says(&[FILE]);
    let rows = kit::table(&folder.path().join("结果").join(FILE), "明细", LIST);
    assert!(rows.iter().any(|row| row["规则编号"] == "unreadable-deadline"), "{rows:?}");
    assert_eq!(links(&folder.path().join("结果").join(FILE), 2)[0].1, "../甲.xlsx");
}

#[test]
fn a_folder_that_is_a_file_is_named_and_nothing_is_lost() {
    let county = kit::county();
    fs::write(county.path().join("结果"), "原有").expect("a file");
    kit::run(county.path(), &["check", ".", "--month", "2026-10", "--out", "结果"]).expect_code(2).says(&["结果", "办法："]);
    assert_eq!(fs::read_to_string(county.path().join("结果")).ok().as_deref(), Some("原有"));
}
