//! What one does with letters beside writing them, through the binary.

use std::fs;

use crate::kit;

#[test]
fn a_wording_is_looked_at_by_itself_and_its_fault_named_with_the_line() {
    let folder = kit::folder();
    let path = folder.path().join("督办函.txt");
    fs::write(&path, "【标题】关于限期整改的督办函\n{{主送}}").expect("written");
    kit::run(folder.path(), &["letter", "lint", "督办函.txt"]).expect_code(0);
    fs::write(&path, "【标题】甲\n{{#if 抄送}}").expect("written");
    kit::run(folder.path(), &["letter", "lint", "督办函.txt"]).expect_code(2).says(&["第 2 行", "没有 {{/if}}"]);
}

/// A copy of the sample county with a template of `tests/files/letters` for 督办函.
fn county_with(template: &str) -> tempfile::TempDir {
    let county = kit::county();
    fs::create_dir_all(county.path().join("模板")).expect("a folder");
    let from = kit::repository("tests/files/letters").join(template);
    fs::copy(from, county.path().join("模板/督办函.docx")).expect("copied");
    county
}

#[test]
fn a_document_of_the_offices_own_is_the_letter_and_stands_before_a_text() {
    let county = county_with("wps-hinted.docx");
    let folder = county.path();
    fs::write(folder.join("模板/督办函.txt"), "【标题】甲").expect("written");
    let words = ["letter", ".", "--month", "2026-10", "--fail-on", "never"];
    kit::run(folder, &words)
        .expect_code(0)
        .says(&["有两份同一种函的模板：用的是「模板/督办函.docx」，没有用「模板/督办函.txt」"]);
    let letters = kit::files(&folder.join("输出/2026-10/督办函"));
    assert!(!letters.is_empty());
    let manifest = fs::read_to_string(folder.join("输出/2026-10/manifest.json")).expect("the manifest");
    assert!(manifest.contains("模板/督办函.docx"));
}

#[test]
fn a_template_with_faults_keeps_its_own_letters_back_and_no_others() {
    let county = county_with("word-whole.docx");
    let folder = county.path();
    fs::write(folder.join("模板/巡察建议书.txt"), "【标题】甲\n{{主宋}}\n{{#if 抄送}}").expect("written");
    let words = ["letter", ".", "--month", "2026-10", "--fail-on", "never"];
    kit::run(folder, &words).expect_code(2).says(&[
        "{{主宋}} 没有对应的内容",
        "是不是 {{主送}}",
        "没有写巡察建议书",
        "其他函照常写出",
    ]);
    assert!(!kit::files(&folder.join("输出/2026-10/督办函")).is_empty());
    assert!(!folder.join("输出/2026-10/巡察建议书").exists());
}

#[test]
fn lint_tells_programs_the_same_and_a_workspace_has_all_its_templates_looked_over() {
    let county = county_with("word-whole.docx");
    let folder = county.path();
    kit::run(folder, &["letter", "template", "督办函", "--out", "又/督办函.docx"]).expect_code(0);
    kit::run(folder, &["letter", "template", "督办函", "--out", "又/督办函.docx"]).expect_code(2).says(&["已存在"]);
    kit::run(folder, &["letter", "lint", "又/督办函.docx"]).expect_code(0);
    fs::write(folder.join("又/别名.txt"), "【标题】甲\n{{主宋}}").expect("written");
    kit::run(folder, &["letter", "lint", "又/别名.txt"]).expect_code(2).says(&["没有「别名」这种函", "--kind"]);
    let words = ["letter", "lint", "又/别名.txt", "--kind", "督办函", "--format", "json"];
    let said = kit::run(folder, &words).expect_code(2).json();
    let fault = &said["templates"][0]["faults"][0];
    assert_eq!((fault["place"].as_str(), fault["remedy"].as_str()), (Some("第 2 行"), Some("是不是 {{主送}}")));
    let all = kit::run(folder, &["letter", "lint", ".", "--format", "json"]).expect_code(0).json();
    assert_eq!(all["templates"][0]["kind"], "督办函");
    assert_eq!(all["templates"][0]["tags"], 26);
}

#[test]
fn one_kind_is_written_alone_and_leaves_the_others() {
    let county = kit::county();
    let output = county.path().join("输出/2026-10");
    kit::run(county.path(), &["letter", ".", "--month", "2026-10", "--fail-on", "never"]).expect_code(0);
    let written = kit::files(&output.join("督办函")).len();
    assert!(written > 0);
    let only = ["letter", ".", "--month", "2026-10", "--fail-on", "never", "--only", "情况通报,提醒函"];
    kit::run(county.path(), &only).expect_code(0);
    assert_eq!(kit::files(&output.join("督办函")).len(), written);
    assert_eq!(kit::files(&output.join("情况通报")).len(), 1);
    // The next whole run writes what the workspace wants, and no circular.
    kit::run(county.path(), &["letter", ".", "--month", "2026-10", "--fail-on", "never"]).expect_code(0);
    assert!(!output.join("情况通报").is_dir() || kit::files(&output.join("情况通报")).is_empty());
    let wrong = ["letter", ".", "--month", "2026-10", "--only", "督查函"];
    kit::run(county.path(), &wrong).expect_code(2).says(&["没有「督查函」这种函", "督办函"]);
}
