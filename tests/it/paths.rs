//! What may be named on one command line: one workspace, a file once, an output folder beside the inputs.

use std::fs;

use crate::kit;

/// Adds the month and JSON to words.
fn month<'w>(words: &[&'w str]) -> Vec<&'w str> {
    words.iter().copied().chain(["--month", "2026-10", "--format", "json", "--fail-on", "never"]).collect()
}

#[test]
fn a_workspace_named_twice_is_that_workspace() {
    let office = kit::folder();
    kit::copy_county(&office.path().join("县"));
    let once = kit::run(office.path(), &month(&["score", "县"])).expect_code(0).stdout;
    for twice in [["县", "县"], ["县", "./县/"], ["县", "县/xuncha.toml"], ["县/xuncha.toml", "县/台账/.."]] {
        let run = kit::run(office.path(), &month(&["score", twice[0], twice[1]])).expect_code(0);
        assert!(run.stdout == once, "{twice:?}");
    }
}

#[test]
fn a_workspace_beside_other_paths_is_refused_instead_of_losing_its_settings() {
    let office = kit::folder();
    kit::copy_county(&office.path().join("县"));
    kit::copy_county(&office.path().join("另一县"));
    for other in ["县/台账", "另一县", "没有"] {
        for words in [["score", "县", other], ["check", other, "县"], ["run", "县", other]] {
            let words: Vec<&str> = words.into_iter().chain(["--month", "2026-10"]).collect();
            let run = kit::run(office.path(), &words).expect_code(2);
            run.says(&["只能写一个工作区，多出了", "不用再写"]);
            assert_eq!(run.stdout, "", "{words:?}");
        }
    }
    let folder = kit::folder();
    fs::write(folder.path().join("甲.xlsx"), kit::ledger()).expect("a ledger");
    fs::write(folder.path().join("乙.xlsx"), kit::ledger()).expect("a ledger");
    let run = kit::run(folder.path(), &["export", "甲.xlsx", "./甲.xlsx", "乙.xlsx"]).expect_code(0);
    assert_eq!(run.json_lines().len(), 4, "a file is read once, however it is written");
}

#[test]
fn outputs_are_not_written_among_the_inputs() {
    let county = kit::county();
    let before = kit::hashes(county.path());
    let folders = ["台账", "台账/结果", "./台账/../台账/结果", "测评", "风险登记/结果"];
    for (verb, folder) in ["score", "check", "report", "run", "letter", "names"].iter().zip(folders.iter().cycle()) {
        let run = kit::run(county.path(), &[verb, ".", "--month", "2026-10", "--out", folder]).expect_code(2);
        run.says(&["在原文件的文件夹里", "请另写一个文件夹"]);
        assert_eq!(run.stdout, "", "{verb}");
    }
    assert_eq!(kit::hashes(county.path()), before, "nothing is written");
    kit::run(county.path(), &month(&["score", ".", "--out", "台账（结果）"])).expect_code(0);
    assert!(county.path().join("台账（结果）/评分表.xlsx").is_file());
}

#[test]
fn results_in_a_plain_folder_of_ledgers_are_not_read_the_next_time() {
    let folder = kit::folder();
    fs::write(folder.path().join("甲.xlsx"), kit::ledger()).expect("a ledger");
    let score = || kit::run(folder.path(), &month(&["score", ".", "--out", "结果"])).expect_code(0).stdout;
    let first = score();
    assert!(folder.path().join("结果/评分表.xlsx").is_file());
    assert_eq!(score(), first, "the same records");
}

#[test]
fn an_office_may_have_its_output_folder_among_its_ledgers() {
    let county = kit::county();
    let settings = county.path().join("xuncha.toml");
    let written = fs::read_to_string(&settings).expect("the settings");
    fs::write(&settings, written.replace("output = \"输出\"", "output = \"台账/输出\"")).expect("changed");
    for words in [&["run", "."][..], &["score", ".", "--out", "台账/输出/试算"]] {
        let words: Vec<&str> = words.iter().copied().chain(["--month", "2026-10", "--fail-on", "never"]).collect();
        kit::run(county.path(), &words).expect_code(0);
    }
    kit::run(county.path(), &month(&["score", ".", "--out", "台账/试算"])).expect_code(2).says(&["在原文件的文件夹里"]);
}

#[test]
fn options_that_do_not_go_together_name_each_other() {
    let folder = kit::folder();
    let said = |words: &[&str]| kit::run(folder.path(), &[&["score", ".", "--month", "2026-10"], words].concat()).expect_code(64);
    said(&["--as-published", "--policy", "a.toml"]).says(&["选项 --as-published 不能和 --policy <办法> 一起用"]);
    said(&["--as-published", "--as-of", "2026-10-31"]).says(&["--as-published", "--as-of <日期>"]);
    said(&["--month", "2026-09"]).says(&["选项 --month <月份> 写了两次"]);
}
