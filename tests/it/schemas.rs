//! What other programs read fits its schema: our own for JSON, OASIS's for SARIF.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::kit::{self, list, text};

/// The sample county with a waiver and a damaged file, so that every list has something in it.
fn county() -> TempDir {
    let county = kit::county();
    let rows =
        "# 豁免\n规则编号 | 范围 | 理由 | 批准人 | 有效期至\nclosed-without-evidence | | 材料另册保管 | 王五 | 2026-12-31\n";
    kit::workbook(&county.path().join("豁免.xlsx"), rows);
    std::fs::write(county.path().join("台账/坏 100%#1.xlsx"), b"PK\x03\x04").expect("the file");
    county
}

/// Reads a schema of the repository.
fn schema(path: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(kit::repository(path)).expect("the schema")).expect("a schema is JSON")
}

/// Returns every fault of a value, each with its path; empty when it fits.
fn faults(schema: &Value, value: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(schema).expect("a schema");
    validator.iter_errors(value).map(|fault| format!("{}: {fault}", fault.instance_path())).collect()
}

#[track_caller]
fn assert_fits(schema: &Value, value: &Value) {
    let faults = faults(schema, value);
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn the_json_of_check_fits_its_schema() {
    let schema = schema("docs/schema/check.json");
    let county = county();
    let report = kit::run(county.path(), &["check", "--month", "2026-10", "--format", "json"]).expect_code(2).json();
    for key in ["tables", "units", "findings", "waived", "refused"] {
        assert!(!list(&report, key).is_empty(), "{key}");
    }
    assert_fits(&schema, &report);
    let folder = kit::folder();
    kit::workbook(&folder.path().join("好.xlsx"), kit::LEDGER);
    assert_fits(&schema, &kit::run(folder.path(), &["check", "好.xlsx", "--format", "json"]).json());
    let mut wrong = report;
    wrong["findings"][0]["cell"] = json!("$A$1");
    assert_eq!(faults(&schema, &wrong).len(), 1, "the schema tells an address from other texts");
}

#[test]
fn the_json_of_letter_lint_fits_its_schema() {
    let schema = schema("docs/schema/letter-lint.json");
    let folder = kit::folder();
    std::fs::write(folder.path().join("督办函.txt"), "【标题】甲\n{{主宋}}\n{{#if 抄送}}").expect("written");
    let report = kit::run(folder.path(), &["letter", "lint", "督办函.txt", "--format", "json"]).expect_code(2).json();
    assert_eq!(list(&report["templates"][0], "faults").len(), 2);
    assert_fits(&schema, &report);
}

/// The schemas of the repository, each with its name.
fn own_schemas() -> Vec<(String, Value)> {
    let files = kit::files(&kit::repository("docs/schema"));
    let name = |path: &Path| path.file_name().expect("a name").to_string_lossy().into_owned();
    files.iter().map(|path| (name(path), schema(&format!("docs/schema/{}", name(path))))).collect()
}

/// Visits every object of a schema that names properties.
fn objects<'v>(value: &'v Value, path: &str, visit: &mut impl FnMut(&str, &'v Value)) {
    match value {
        Value::Object(map) => {
            if map.get("properties").is_some_and(Value::is_object) && map.contains_key("required") {
                visit(path, value);
            }
            map.iter().for_each(|(key, value)| objects(value, &format!("{path}/{key}"), visit));
        }
        Value::Array(list) => list.iter().enumerate().for_each(|(at, value)| objects(value, &format!("{path}/{at}"), visit)),
        _ => {}
    }
}

#[test]
fn every_field_of_a_schema_is_described_and_no_other_is_let_in() {
    let mut faults = Vec::new();
    for (name, schema) in &own_schemas() {
        objects(schema, name, &mut |path, object| {
            for (key, field) in object["properties"].as_object().expect("an object") {
                if text_of(field, "description").is_empty() {
                    faults.push(format!("{path}: {key} is not described"));
                }
            }
            // What a finding has beside the rest, a waived one has too: those who use it close it.
            let closed = object.get("additionalProperties") == Some(&json!(false))
                || object.get("unevaluatedProperties") == Some(&json!(false))
                || path == "check.json/$defs/finding";
            if !closed {
                faults.push(format!("{path}: lets other fields in"));
            }
        });
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// Returns a text of a key; `""` where there is none.
fn text_of<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

#[test]
fn what_two_schemas_both_define_is_the_same() {
    let mut first: BTreeMap<String, (String, Value)> = BTreeMap::new();
    for (name, schema) in own_schemas() {
        // A unit and its months are other things in other reports.
        let own = ["unit", "months", "warning"];
        for (key, value) in schema["$defs"].as_object().expect("definitions").iter().filter(|(key, _)| !own.contains(&&***key)) {
            let (before, same) = first.entry(key.clone()).or_insert_with(|| (name.clone(), value.clone()));
            assert_eq!(same, value, "{key} of {before} and {name}");
        }
    }
}

#[test]
fn the_json_of_score_fits_its_schema() {
    let schema = schema("docs/schema/score.json");
    let county = county();
    let report = kit::run(county.path(), &["score", "--month", "2026-10", "--format", "json"]).expect_code(2).json();
    for key in ["units", "leaders", "groups", "departments", "risks", "refused", "warnings"] {
        assert!(!list(&report, key).is_empty(), "{key}");
    }
    assert_fits(&schema, &report);
    let mut wrong = report;
    wrong["units"][0]["score"] = json!(83.75);
    wrong["leaders"][0]["extra"] = json!(1);
    assert_eq!(faults(&schema, &wrong).len(), 2, "a number is a text, and no other field is let in");
}

/// A folder with one ledger whose only record was cancelled: nothing of its unit can be measured.
fn nothing_to_measure() -> TempDir {
    let folder = kit::folder();
    let row = "=1 | 某县财政局 | 采购程序不规范 | 修订采购办法 | 张三 | 李四 | 2026年6月30日 | 已取消 | | | ";
    let head: Vec<&str> = kit::LEDGER.lines().take(3).chain([row]).collect();
    kit::workbook(&folder.path().join("台账.xlsx"), &(head.join("\n") + "\n"));
    folder
}

#[test]
fn a_unit_without_anything_to_measure_fits_too() {
    let folder = nothing_to_measure();
    let json = |words: &[&str]| {
        let words: Vec<&str> = words.iter().copied().chain(["台账.xlsx", "--month", "2026-10", "--format", "json"]).collect();
        kit::run(folder.path(), &words).json()
    };
    let score = json(&["score"]);
    let completion = list(&list(&score, "units")[0], "indicators").iter().find(|one| text(one, "id") == "completion-rate");
    assert_eq!(completion.expect("the indicator")["denominator"], Value::Null);
    assert_eq!(score["groups"][0]["completion"]["percent"], Value::Null);
    assert_fits(&schema("docs/schema/score.json"), &score);
    assert_fits(&schema("docs/schema/check.json"), &json(&["check"]));
    assert_fits(&schema("docs/schema/explain.json"), &json(&["explain", "某县财政局"]));
    let warnings = json(&["warnings"]);
    assert_eq!(list(&warnings, "warnings").len(), 0);
    assert_fits(&schema("docs/schema/warnings.json"), &warnings);
}

#[test]
fn an_empty_folder_is_told_and_says_nothing_to_programs() {
    let folder = kit::folder();
    for words in [&["score", "."][..], &["check", "."], &["warnings", "."], &["explain", "某县财政局", "."]] {
        let all: Vec<&str> = words.iter().copied().chain(["--format", "json"]).collect();
        let run = kit::run(folder.path(), &all);
        assert_eq!((run.code, &*run.stdout), (2, ""), "{words:?}: {}", run.stderr);
    }
}

#[test]
fn the_json_of_explain_fits_its_schema() {
    let schema = schema("docs/schema/explain.json");
    let county = county();
    let policy = county.path().join("policy.toml");
    let own = "\n[[deductions]]\nid = \"long-overdue\"\ntitle = \"超期 90 天以上\"\nwhen = \"超期天数 > 90\"\npoints = 1\ncap = 10\n\
        \n[[rules]]\nid = \"late-2\"\ntitle = \"时限太晚\"\nseverity = \"error\"\nwhen = '整改时限 > 2026-06-30 且 非 是否完成'\n\
        message = \"整改时限「{整改时限}」太晚\"\nfield = \"整改时限\"\nremedy = \"请压缩整改时限\"\n";
    let written = std::fs::read_to_string(&policy).expect("the policy");
    std::fs::write(&policy, written + own).expect("the policy with more");
    let json = |what: &str| kit::run(county.path(), &["explain", what, ".", "--month", "2026-10", "--format", "json"]).json();
    for what in ["县教育局", "石桥镇", "closed-without-evidence", "completion-rate", "overdue", "deadline-passed"] {
        assert_fits(&schema, &json(what));
    }
    for (what, key) in [("late-2", "when"), ("long-overdue", "worth")] {
        let said = json(what);
        assert!(!text(&said, key).is_empty());
        assert_fits(&schema, &said);
    }
}

#[test]
fn the_json_of_warnings_fits_its_schema() {
    let schema = schema("docs/schema/warnings.json");
    let county = county();
    let json = |words: &[&str]| {
        let words: Vec<&str> = ["warnings", ".", "--month", "2026-10", "--format", "json"].iter().chain(words).copied().collect();
        kit::run(county.path(), &words).json()
    };
    let month = json(&[]);
    assert!(!list(&month, "warnings").is_empty());
    assert_fits(&schema, &month);
    let mut wrong = json(&["--year"]);
    assert!(!list(&wrong, "warnings").is_empty());
    assert_fits(&schema, &wrong);
    wrong["year"] = json!(false);
    assert!(!faults(&schema, &wrong).is_empty(), "only the year's name their month");
}

#[test]
fn the_json_of_history_fits_its_schema() {
    let schema = schema("docs/schema/history.json");
    let county = kit::county();
    let history = |words: &[&str]| {
        let words: Vec<&str> = ["history", ".", "--format", "json"].iter().chain(words).copied().collect();
        kit::run(county.path(), &words).expect_code(0).json()
    };
    let none = history(&[]);
    assert_eq!(list(&none, "months").len(), 0);
    assert_fits(&schema, &none);
    assert_fits(&schema, &history(&["--unit", "县教育局"]));
    kit::run(county.path(), &["run", ".", "--month", "2026-10", "--fail-on", "never"]).expect_code(0);
    for words in [&[][..], &["--unit", "县教育局"], &["--unit", "县水力局"]] {
        let said = history(words);
        assert_eq!(list(&said, "months").len(), 1);
        assert_fits(&schema, &said);
    }
}

#[test]
fn the_sarif_of_check_fits_the_standard() {
    let county = county();
    let log = kit::run(county.path(), &["check", "--month", "2026-10", "--format", "sarif"]).expect_code(2).json();
    let mut standard = schema("tests/files/schema/sarif-schema-2.1.0.json");
    // The published pattern has a bracket too many, which strict readers of patterns refuse.
    for owner in ["run", "toolComponent"] {
        let language = standard.pointer_mut(&format!("/definitions/{owner}/properties/language/pattern")).expect("the pattern");
        assert_eq!(*language, json!("^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$"));
        *language = json!("^[a-zA-Z]{2}(-[a-zA-Z]{2})?$");
    }
    assert_fits(&standard, &log);
    let json = kit::run(county.path(), &["check", "--month", "2026-10", "--format", "json"]).json();
    let run = &log["runs"][0];
    let (results, rules) = (list(run, "results"), list(&run["tool"]["driver"], "rules"));
    let (counted, waived) = (list(&json, "findings"), list(&json, "waived"));
    assert_eq!(results.len(), counted.len() + waived.len());
    for (result, finding) in results.iter().zip(counted.iter().chain(waived)) {
        assert_eq!(text(result, "ruleId"), text(finding, "id"));
        let rule = &rules[result["ruleIndex"].as_u64().expect("an index") as usize];
        assert_eq!((text(rule, "id"), text(&rule["help"], "text")), (text(finding, "id"), text(finding, "remedy")));
        let place = &result["locations"][0];
        let file = &place["physicalLocation"]["artifactLocation"];
        let artifact = &run["artifacts"][file["index"].as_u64().expect("an index") as usize];
        assert_eq!(artifact["location"]["uri"], file["uri"]);
        let name = text(&place["logicalLocations"][0], "fullyQualifiedName");
        let sheet = text(finding, "sheet");
        let expected = match text(finding, "cell") {
            "" => sheet.to_owned(),
            cell => format!("{sheet}!{cell}"),
        };
        assert_eq!(name, expected);
        assert_eq!(result["suppressions"].is_array(), finding.get("waiver").is_some());
    }
    let suppression = &results.last().expect("a waived one")["suppressions"][0];
    assert_eq!((text(suppression, "kind"), text(suppression, "justification")), ("external", "材料另册保管"));
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], json!(false));
    let refused = &list(invocation, "toolExecutionNotifications")[0]["locations"][0];
    let uri = text(&refused["physicalLocation"]["artifactLocation"], "uri");
    assert_eq!(uri, "%E5%8F%B0%E8%B4%A6/%E5%9D%8F%20100%25%231.xlsx");
}
