//! What `check` says on the screen: grouped, within eighty columns, nothing left out unsaid, sums that add up.

use unicode_width::UnicodeWidthStr;

use crate::kit::{self, list};

/// A ledger with many rows of one unit whose deadline cannot be read, and one row of another unit.
fn many(rows: usize) -> String {
    let mut table =
        String::from("# 整改台账\n序号 | 被巡察单位 | 反馈问题 | 整改措施 | 责任领导 | 责任人 | 整改时限 | 整改状态\n");
    for row in 1..=rows {
        table.push_str(&format!("={row} | 某县财政局 | 采购程序不规范之{row} | 修订采购办法 | 张三 | 李四 | 尽快 | 整改中\n"));
    }
    table + "=0 | 某县某镇 | 档案管理混乱 | 补齐档案 | 王五 | 赵六 | 2026年12月31日 | 走完流程就算\n"
}

#[test]
fn a_thousand_equal_findings_are_one_group_and_all_of_them_with_v() {
    let folder = kit::folder();
    kit::workbook(&folder.path().join("甲.xlsx"), &many(1000));
    let said = |more: &[&str]| {
        let arguments = [&["check", "甲.xlsx", "--as-of", "2026-10-31"], more].concat();
        kit::run(folder.path(), &arguments).expect_code(1).stdout
    };
    let short = said(&[]);
    assert!(short.lines().count() < 40, "{short}");
    assert!(short.contains("整改时限读不出来，共 1000 处  [unreadable-deadline]"), "{short}");
    assert!(short.contains("整改台账!G2、G3、G4、G5、G6、G7 等 1000 处"), "{short}");
    let place = |text: &str| text.find("  某县财政局").expect("the unit") < text.find("  某县某镇").expect("the other unit");
    assert!(place(&short), "the unit with more errors comes first: {short}");
    let long = said(&["-v"]);
    assert!(!long.contains("等 1000 处") && long.contains("G501、"), "every cell is named");
    assert!(long.lines().all(|line| line.width() <= 80));
    assert!(said(&["-q"]).lines().count() == 2, "the summary alone");
}

#[test]
fn the_sample_fits_eighty_columns_and_adds_up() {
    let county = kit::county();
    let rows =
        "# 豁免\n规则编号 | 范围 | 理由 | 批准人 | 有效期至\nclosed-without-evidence | | 材料另册保管 | 王五 | 2026-12-31\n";
    kit::workbook(&county.path().join("豁免.xlsx"), rows);
    std::fs::write(county.path().join("台账/坏.xlsx"), b"PK\x03\x04").expect("the file");
    for more in [&[][..], &["-v"]] {
        let arguments = [&["check", "--month", "2026-10"], more].concat();
        let run = kit::run(county.path(), &arguments).expect_code(2);
        for line in run.stdout.lines().chain(run.stderr.lines()) {
            assert!(line.width() <= 80, "{} columns: {line}", line.width());
            assert!(!line.ends_with(char::is_whitespace) && !line.chars().any(char::is_control), "{line:?}");
        }
        assert!(run.stdout.contains("豁免.xlsx 第 2 行  已销号但没有佐证材料"), "{}", run.stdout);
    }
    let json = kit::run(county.path(), &["check", "--month", "2026-10", "--format", "json"]).json();
    let said = kit::run(county.path(), &["check", "--month", "2026-10", "-q"]).stdout;
    let numbers = |line: &str| -> Vec<usize> {
        line.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
    };
    let lines: Vec<Vec<usize>> = said.lines().map(numbers).collect();
    let (files, found) = (&lines[0], &lines[1]);
    assert_eq!(files[0], files[1] + files[2]);
    assert_eq!((files[2], files[3] + files[4]), (1, json["summary"]["records"].as_u64().expect("a count") as usize));
    assert_eq!(found[0], found[1..].iter().sum::<usize>());
    let of = |key: &str| json["summary"][key].as_u64().expect("a count") as usize;
    assert_eq!(found[1..], [of("errors"), of("warnings"), of("infos"), of("waived")]);
    assert_eq!(of("waived"), list(&json, "waived").len());
}

#[test]
fn a_value_the_sentence_does_not_tell_stands_below_it() {
    let county = kit::county();
    let said = kit::run(county.path(), &["check", "--month", "2026-10"]).expect_code(1).stdout;
    let after = |words: &str| said.lines().skip_while(|line| !line.contains(words)).nth(1).expect("a line").trim().to_owned();
    assert_eq!(after("整改台账!G3  状态为已销号"), "原文：无");
    assert!(after("整改台账!L8  完成时间「2026年3月5日」").starts_with("办法："), "the date is told already: {said}");
}
