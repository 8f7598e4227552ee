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
