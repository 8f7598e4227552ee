//! What other programs read of `check` fits its schema: our own for JSON, OASIS's for SARIF.

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
