//! The office's own rules and trials through the binary: findings, counts, exit codes, faults with their place.

use std::fs;
use std::path::Path;

use crate::kit::{self, list, text};

/// Points at the deadline of the second record of `kit::LEDGER`.
const RULE: &str = "
[[rules]]
id = \"late-deadline\"
title = \"时限太晚\"
severity = \"error\"
when = '整改时限 > 2026-06-30 且 非 是否完成'
message = \"整改时限「{整改时限}」太晚\"
field = \"整改时限\"
remedy = \"请压缩整改时限\"
";

/// Writes a ledger without a fault and the default policy with more at its end.
fn office(more: &str) -> tempfile::TempDir {
    let folder = kit::folder();
    fs::write(folder.path().join("台账.xlsx"), kit::ledger()).expect("the ledger");
    let policy = fs::read_to_string(kit::repository("templates/policies/default.toml")).expect("the default policy");
    fs::write(folder.path().join("办法.toml"), policy + more).expect("the policy");
    folder
}

fn check(folder: &Path, more: &[&str]) -> kit::Run {
    let mut words = vec!["check", "台账.xlsx", "--policy", "办法.toml", "--as-of", "2026-10-31"];
    words.extend(more);
    kit::run(folder, &words)
}

#[test]
fn a_rule_is_found_counted_and_explained_like_a_built_in_one() {
    let office = office(RULE);
    let json = check(office.path(), &["--format", "json"]).expect_code(1).json();
    let found = &list(&json, "findings")[0];
    assert_eq!((text(found, "id"), text(found, "cell"), text(found, "field")), ("late-deadline", "G4", "deadline"));
    assert_eq!(text(found, "message"), "整改时限「2026-12-31」太晚");
    assert_eq!((json["summary"]["errors"].as_u64(), json["summary"]["trial"].as_u64()), (Some(1), Some(0)));
    let said = check(office.path(), &[]).expect_code(1).stdout;
    assert!(said.contains("[late-deadline]") && said.contains("办法：请压缩整改时限"), "{said}");
    let said = kit::run(office.path(), &["explain", "late-deadline", "--policy", "办法.toml"]).expect_code(0).stdout;
    assert!(said.contains("条件：整改台账 整改时限 > 2026-06-30 且 非 是否完成"), "{said}");
    assert!(said.contains("出处：巡察整改成效考核办法（默认），自定规则 late-deadline"), "{said}");
}

#[test]
fn a_trial_is_listed_apart_and_moves_neither_counts_nor_exit_code() {
    let office = office(&format!("{RULE}\n[checks.late-deadline]\ntrial = true\n"));
    let json = check(office.path(), &["--format", "json", "--fail-on", "warning"]).expect_code(0).json();
    assert_eq!((list(&json, "findings").len(), list(&json, "trial").len()), (0, 1));
    assert_eq!((json["summary"]["errors"].as_u64(), json["summary"]["trial"].as_u64()), (Some(0), Some(1)));
    let said = check(office.path(), &[]).expect_code(0).stdout;
    assert!(said.contains("试行的规则　1 处，不计数") && said.contains("[late-deadline]"), "{said}");
    assert!(said.contains("核验发现 0 处＝错误 0＋疑点 0＋提示 0＋豁免 0；另有试行 1 处，不计数"), "{said}");
    let said = kit::run(office.path(), &["explain", "late-deadline", "--policy", "办法.toml"]).expect_code(0).stdout;
    assert!(said.contains("（错误，试行，不计数）"), "{said}");
}

#[test]
fn a_wrong_condition_is_shown_with_a_caret_below_its_very_place() {
    let office = office(&RULE.replace("整改时限 > 2026", "整改期限 > 2026"));
    let policy = fs::read_to_string(office.path().join("办法.toml")).expect("the policy");
    let line = policy.lines().position(|line| line.contains("整改期限")).expect("the line") + 1;
    let run = check(office.path(), &[]).expect_code(2);
    run.says(&[&format!("办法.toml:{line}:9"), "没有「整改期限」这个字段", "是不是「整改时限」"]);
    let lines: Vec<&str> = run.stderr.lines().collect();
    let shown = lines.iter().position(|line| line.contains("when = '整改期限")).expect("the line is shown");
    // Carets stand below the four characters, each two columns wide.
    let before = lines[shown].split("整改期限").next().expect("what stands before").chars().count();
    let carets = lines[shown + 1].chars().position(|c| c == '^').expect("carets");
    assert_eq!(carets, before, "{}", run.stderr);
    assert!(lines[shown + 1].contains(&format!("{} 是不是", "^".repeat(8))), "{}", run.stderr);
}

#[test]
fn the_rule_of_the_manual_runs_on_the_sample_county() {
    let folder = kit::folder();
    let county = folder.path().join("county");
    kit::copy_county(&county);
    let page = fs::read_to_string(kit::repository("README.zh-CN.md")).expect("the manual");
    let rule = page.split("```toml\n").find(|block| block.starts_with("[[rules]]")).expect("a rule");
    let rule = rule.split("```").next().expect("the block");
    let policy = county.join("policy.toml");
    let own = fs::read_to_string(&policy).expect("the county's policy");
    let before = kit::run(folder.path(), &["check", "county", "--month", "2026-10", "--format", "json"]).expect_code(1).json();
    fs::write(&policy, format!("{own}\n{rule}")).expect("the policy with the rule");
    let after = kit::run(folder.path(), &["check", "county", "--month", "2026-10", "--format", "json"]).expect_code(1).json();
    assert_eq!(before["findings"], after["findings"]);
    assert!(list(&after, "trial").iter().all(|finding| text(finding, "id") == "long-deadline"));
    kit::run(folder.path(), &["explain", "long-deadline", "county"]).expect_code(0);
}
