//! What one does with letters beside writing them, through the binary.

use std::fs;

use crate::kit;

#[test]
fn a_wording_is_looked_at_by_itself_and_its_fault_named_with_the_line() {
    let folder = kit::folder();
    let path = folder.path().join("督办函.txt");
    fs::write(&path, "【标题】关于限期整改的督办函\n{{主送}}").expect("written");
    kit::run(folder.path(), &["letter", "lint", "督办函.txt"]).expect_code(0).says(&["模板可以用"]);
    fs::write(&path, "【标题】甲\n{{#if 抄送}}").expect("written");
    kit::run(folder.path(), &["letter", "lint", "督办函.txt"]).expect_code(2).says(&["花括号写法有误"]);
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
