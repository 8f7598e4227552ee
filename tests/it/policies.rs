//! The ready-made policies over small ledgers worked out by hand, and the commands about policies, through the binary.
//!
//! The ledgers stand in `templates/policies/examples`, with the expected points beside them; the working is here too, so
//! that a changed figure is changed twice.

use std::fs;

use crate::kit::{self, list, text};

/// Joins the lines that were broken for the screen.
fn unbroken(said: &str) -> String {
    said.lines().map(str::trim_start).collect()
}

/// Runs a place's examples; all figures of its expectation must fit.
#[track_caller]
fn assert_example(name: &str, key: &str, figures: usize) {
    let folder = kit::repository("templates/policies/examples").join(key);
    let folder = folder.to_string_lossy();
    let here = kit::folder();
    let said = unbroken(&kit::run(here.path(), &["policy", "test", name, &folder]).expect_code(0).stdout);
    assert!(said.contains(&format!("核对 {figures} 个数")), "{said}");
    assert!(said.contains("例子 1 个＝相符 1＋不符 0"), "{said}");
}

#[test]
fn the_default_policy_scores_the_worked_example() {
    // 组织领导 15; 责任落实 15 × 5/5 = 15; 完成率 30 × 2/5 = 12; 按期 10 × 1/4 = 2.5; 佐证 10 × 2/2 = 10;
    // 长效机制 5 × 0/1 = 0; 建议答复 not applicable 5; 满意度 10 × 94.7959 % = 9.47959.
    // 超期: row 2 restored 0, row 3 final 1, row 4 provisional 1.
    // 15 + 15 + 12 + 2.5 + 10 + 0 + 5 + 9.47959 − 2 = 66.97959 → 66.98, 一般.
    assert_example("默认", "default", 11);
}

#[test]
fn fufeng_takes_points_off_its_four_parts_only() {
    // 组织领导 15 − 1 (方案迟报) − 1 (迟报) − 0.5 (人工) = 12.5
    // 责任落实 15 − 0.5 (row 3 without 责任人) = 14.5
    // 反馈意见 40 − 2 (超期 rows 3, 4) − 1 (row 3 over 90 days) − 1 (row 6 未启动) − 1 (退回) − 1 (row 2 without 佐证)
    //   − 0.5 (row 5 without 长效机制) − 0.5 (row 3 「正在推进」) = 33
    // 建议书 8 − 2 = 6; 线索信访 8 − 2 × 1 = 6; 双公开 4 − 2 = 2; 满意度 9.47959
    // 12.5 + 14.5 + 33 + 6 + 6 + 2 + 9.47959 = 83.47959 → 83.48, 较好.
    assert_example("扶风", "fufeng", 23);
}

#[test]
fn guyuan_takes_points_off_its_five_parts() {
    // 研究部署 15 − 3 (未专题研究) − 2 (迟报) = 10
    // 任务落实 50 − 2 × 2 (rows 3, 4) − 0.5 (row 2 late) − 1 (row 2 without 佐证) − 2 (退回) = 42.5
    // 组织落实 20 − 1 (row 3) = 19; 满意度 9.47959; 综合评价 5 − 1 = 4
    // 10 + 42.5 + 19 + 9.47959 + 4 = 84.97959 → 84.98, 较好.
    assert_example("guyuan", "guyuan", 15);
}

#[test]
fn hengshui_adds_up_twenty_items_and_voids_five_false_ones() {
    // 责任落实 2 + 5 + 5 + 5 × 5/6 = 16.16667; 方案措施 3 + 5 × 5/6 + 5 = 12.16667
    // 实际效果 10 × 2/6 + 8 × 1/4 + 6 × 1/2 + 4 × 0/1 + 4 × 1/1 + (4 − 1) + 4 × 94.7959 % = 19.12517
    // 线索 5 + 3 + 5 = 13; 公开监督 4 + 0 + 2 = 6; 通报 −1, 迟报 −2, 加分 +3
    // 16.16667 + 12.16667 + 19.12517 + 13 + 6 − 3 + 3 = 66.45850 → 66.46, 一般.
    // 乙局: all full, but five false items: 0, 差. 丙局: four false items: 100, 好.
    assert_example("衡水市", "hengshui", 32);
}

#[test]
fn jianggan_shows_green_yellow_and_red() {
    // 甲局 100 − 1 − 1 (超期) − 2 (over 90 days) − 1 (退回) − 2 (约谈) = 93: 黄码.
    // 乙局 100 − 5 × 1 (迟报) = 95: 绿码. 丙局 100 − 11 (立案) = 89: 红码. 丁局 100: 绿码.
    assert_example("江干", "jianggan", 16);
}

#[test]
fn guangyuan_takes_one_for_two_yellows_and_two_for_red() {
    // Yellow within 60 days of the deadline, at month-ends from the feedback of 20 March on, while open:
    // row 1 once; row 2 twice: −1; row 3 twice: −1, red −2; row 4 twice: −1, red −2; rows 5 and 6 never.
    // 15 + 15 × 5/6 + 30 × 2/6 + 10 × 1/4 + 10 × 1/2 + 5 × 0/1 + 5 + 9.47959 − 3 − 4 + 2 = 54.47959 → 54.48, 差.
    // 乙局: one record closed in time, nothing else measured: 100, 好.
    assert_example("广元", "guangyuan", 16);
}

#[test]
fn an_example_that_differs_is_told_figure_by_figure() {
    let folder = kit::folder();
    let from = kit::repository("templates/policies/examples/default");
    for name in ["例一.csv", "例一-满意度.csv", "例一.toml"] {
        fs::copy(from.join(name), folder.path().join(name)).expect("a copy");
    }
    let path = folder.path().join("例一.toml");
    let expected = fs::read_to_string(&path).expect("the expectation");
    fs::write(
        &path,
        expected
            .replace("score = 66.98", "score = 67")
            .replace("completion-rate = 12", "\"完成\" = 12")
            .replace("on-time-rate = 2.5", "on-time-rate = 3"),
    )
    .expect("written");
    let said = kit::run(folder.path(), &["policy", "test", "."]).expect_code(1).stdout;
    assert!(said.contains("（on-time-rate）：应为 3，算得 2.5"), "{said}");
    assert!(said.contains("甲局　得分：应为 67，算得 66.98") && said.contains("完成：应为 12，算得 办法里没有这一项"), "{said}");
    fs::remove_file(folder.path().join("例一.csv")).expect("removed");
    kit::run(folder.path(), &["policy", "test", "."]).expect_code(2).says(&["旁边没有同名的台账"]);
}

#[test]
fn a_broken_example_keeps_no_other_from_being_run_and_a_lone_ledger_is_named() {
    let folder = kit::folder();
    let from = kit::repository("templates/policies/examples/default");
    for name in ["例一.csv", "例一-满意度.csv", "例一.toml"] {
        fs::copy(from.join(name), folder.path().join(name)).expect("a copy");
    }
    fs::write(folder.path().join("例〇.toml"), "as_of = 2026-10-31\n[[units]]\nunit = \"甲局\"\n").expect("written");
    fs::write(folder.path().join("例二.toml"), "as_off = 2026-10-31\n").expect("written");
    fs::copy(from.join("例一.csv"), folder.path().join("例三.csv")).expect("a copy");
    fs::write(folder.path().join("说明.txt"), "不是例子").expect("written");
    let run = kit::run(folder.path(), &["policy", "test", "."]).expect_code(2);
    run.says(&["「例〇.toml」旁边没有同名的台账", "不认识「as_off」"]);
    assert!(
        run.stdout.contains("相符  例一.toml") && run.stdout.contains("例子 3 个＝相符 1＋不符 0＋不能用 2"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("没有用上  例三.csv") && !run.stdout.contains("说明.txt"), "{}", run.stdout);
    fs::remove_file(folder.path().join("例〇.toml")).expect("removed");
    fs::remove_file(folder.path().join("例二.toml")).expect("removed");
    let run = kit::run(folder.path(), &["policy", "test", "."]).expect_code(0);
    assert!(run.stdout.contains("没有用上  例三.csv") && run.stdout.contains("例子 1 个＝相符 1＋不符 0\n"), "{}", run.stdout);
}

#[test]
fn a_copy_is_made_once_and_found_faultless() {
    let folder = kit::folder();
    let said = kit::run(folder.path(), &["policy", "list"]).expect_code(0).stdout;
    assert!(
        said.contains("扶风") && said.contains("减分项 23 项") && said.lines().all(|line| line.chars().count() <= 80),
        "{said}"
    );
    kit::run(folder.path(), &["policy", "show", "扶风", "--out", "办法.toml"]).expect_code(0);
    kit::run(folder.path(), &["policy", "lint", "办法.toml"]).expect_code(0);
    let toml = kit::run(folder.path(), &["policy", "show", "fufeng", "--format", "toml"]).expect_code(0).stdout;
    assert_eq!(toml, fs::read_to_string(folder.path().join("办法.toml")).expect("the copy"));
    kit::run(folder.path(), &["policy", "show", "固原", "--out", "办法.toml"]).expect_code(2).says(&["没有覆盖"]);
    let said = kit::run(folder.path(), &["policy", "show", "办法.toml"]).expect_code(0).stdout;
    assert!(said.contains("反馈意见整改　40 分　[feedback]") && said.contains("条件：是否超期 且 超期天数 > 90"), "{said}");
    let said = kit::run(folder.path(), &["explain", "long-overdue", "--policy", "办法.toml"]).expect_code(0).stdout;
    assert!(said.contains("自定减分项　超期 90 天以上（每次扣 1 分，最多 10 分）"), "{said}");
    let wrong = toml.replace("points = 3\n", "points = 0\n").replace("from = \"duty\"", "from = \"dut\"");
    fs::write(folder.path().join("错.toml"), wrong).expect("written");
    let run = kit::run(folder.path(), &["policy", "lint", "错.toml"]).expect_code(2);
    run.says(&["每次扣 0 分", "没有「dut」这个指标", "是不是「duty」", "错.toml:"]);
    let advised = toml.replacen("from = 90", "from = 101", 1);
    fs::write(folder.path().join("建议.toml"), advised).expect("written");
    let run = kit::run(folder.path(), &["policy", "lint", "建议.toml"]).expect_code(0);
    assert!(run.stdout.contains("没有单位能得到") && run.stdout.contains("有 1 条建议"), "{}", run.stdout);
    kit::run(folder.path(), &["policy", "show", "扶"]).expect_code(2).says(&["没有「扶」这份办法", "扶风"]);
}

#[test]
fn a_change_of_policy_is_shown_unit_by_unit() {
    let folder = kit::folder();
    let (old, ledger) = ("默认", kit::repository("templates/policies/examples/guangyuan/例一.csv"));
    let policy = fs::read_to_string(kit::repository("templates/policies/default.toml")).expect("the default policy");
    fs::write(folder.path().join("新.toml"), policy.replace("cap = 10\n", "cap = 1\n")).expect("written");
    let words = ["policy", "diff", old, "新.toml", &ledger.to_string_lossy(), "--as-of", "2026-10-31"].map(str::to_owned);
    let said = kit::run(folder.path(), &words).expect_code(0).stdout;
    assert!(said.contains("超期未完成 −2 → −1") && said.contains("单位 2 个，有变化 1 个"), "{said}");
    let mut words = words.to_vec();
    words.extend(["--format".to_owned(), "json".to_owned()]);
    let json = kit::run(folder.path(), &words).expect_code(0).json();
    let moved = &list(&json, "moved")[0];
    assert_eq!((text(moved, "unit"), list(&json, "moved").len()), ("甲局", 1));
    assert_eq!(text(&list(moved, "items")[0], "before"), "-2");
}

#[test]
fn a_month_is_scored_by_the_revision_of_its_time() {
    let folder = kit::folder();
    let county = folder.path().join("县");
    kit::copy_county(&county);
    let policy = fs::read_to_string(county.join("policy.toml")).expect("the county's policy");
    let settings = fs::read_to_string(county.join("xuncha.toml")).expect("the county's settings");
    fs::write(county.join("xuncha.toml"), settings.replace("policy = \"policy.toml\"", "policy = \"办法\"")).expect("written");
    fs::create_dir(county.join("办法")).expect("a folder");
    for (name, since) in [("旧", "2026-01-01"), ("新", "2026-10-01")] {
        let dated = policy.replacen("version = ", &format!("since = {since}\nversion = "), 1);
        fs::write(county.join("办法").join(format!("{name}.toml")), dated).expect("written");
    }
    let used = |month: &str| {
        let json = kit::run(folder.path(), &["score", "县", "--month", month, "--format", "json"]).json();
        json["policy"]["since"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!((used("2026-09"), used("2026-10")), ("2026-01-01".to_owned(), "2026-10-01".to_owned()));
    let none = kit::run(folder.path(), &["score", "县", "--month", "2025-12"]).expect_code(2);
    none.says(&["最早从 2026年1月1日 起施行"]);
}

#[test]
fn words_that_no_policy_names_are_told_at_their_cell_and_the_other_rows_count() {
    let folder = kit::folder();
    let county = folder.path().join("县");
    kit::copy_county(&county);
    let events = "单位名称,日期,事件类型\n县教育局,2026-06-01,约谈\n县教育局,2026-06-01,迟报\n";
    fs::write(county.join("测评/事件补充.csv"), events).expect("written");
    fs::write(county.join("测评/人工补充.csv"), "单位名称,项目,扣分\n县教育局,作风建设,1\n").expect("written");
    let told = || {
        let json = kit::run(folder.path(), &["check", "县", "--month", "2026-10", "--format", "json"]).json();
        let found = list(&json, "findings").iter().filter(|finding| text(finding, "file").contains("补充"));
        found.map(|finding| format!("{} {}", text(finding, "cell"), text(finding, "id"))).collect::<Vec<_>>()
    };
    assert_eq!(told(), ["C2 event-kind-unknown", "B2 manual-item-unknown"]);
    let policy = fs::read_to_string(county.join("policy.toml")).expect("the county's policy");
    let talk = "\n[[deductions]]\nid = \"talk\"\ntitle = \"被约谈\"\nevent = \"约谈\"\npoints = 2\n";
    fs::write(county.join("policy.toml"), policy + talk).expect("written");
    assert_eq!(told(), ["B2 manual-item-unknown"]);
    let said = kit::run(folder.path(), &["explain", "县教育局", "县", "--month", "2026-10"]).stdout;
    assert!(said.contains("−2  被约谈（正式扣分）") && said.contains("−2  报送迟延"), "{said}");
}

#[test]
fn figures_that_cannot_be_counted_are_told_at_their_cell() {
    let folder = kit::folder();
    let county = folder.path().join("县");
    kit::copy_county(&county);
    let ratio = "\n[[indicators]]\nid = \"settled\"\ntitle = \"办结率\"\ndimension = \"task\"\nfull = 0\nnumerator = \"按期办结件数\"\ndenominator = \"件数合计\"\n";
    let policy = fs::read_to_string(county.join("policy.toml")).expect("the county's policy");
    fs::write(county.join("policy.toml"), policy + ratio).expect("written");
    let told = |rows: &str| {
        fs::write(county.join("测评/指标补充.csv"), rows).expect("written");
        kit::run(folder.path(), &["score", "县", "--month", "2026-10"]).expect_code(1);
        let json = kit::run(folder.path(), &["check", "县", "--month", "2026-10", "--format", "json"]).json();
        let found = list(&json, "findings").iter().filter(|finding| text(finding, "file").contains("补充"));
        found.map(|finding| format!("{} {}", text(finding, "cell"), text(finding, "id"))).collect::<Vec<_>>()
    };
    let big = "单位名称,按期办结件数,件数合计,备注\n县教育局,70000000000000000000000000000,79000000000000000000000000000,无误\n县教育局,七十,1000000001,\n县民政局,1000000000,1000000000,";
    let cells: Vec<String> = ["B2", "C2", "B3", "C3"].iter().map(|cell| format!("{cell} figure-unreadable")).collect();
    assert_eq!(told(big), cells);
    assert_eq!(told("单位名称,按期办结数,件数合计\n县教育局,70,79\n"), ["B1 figure-column-missing"]);
    assert!(told("单位名称,按期 办结件数,件数合计\n县教育局,70,79\n").is_empty());
}

#[test]
fn a_policy_is_called_by_its_place_wherever_one_is_asked_for() {
    let folder = kit::folder();
    let county = folder.path().join("县");
    kit::copy_county(&county);
    let title = |name: &str| {
        let run = kit::run(folder.path(), &["score", "县", "--month", "2026-10", "--policy", name, "--format", "json"]);
        text(&run.json()["policy"], "title").to_owned()
    };
    kit::run(folder.path(), &["policy", "show", "扶风", "--out", "办法.toml"]).expect_code(0);
    assert_eq!(title("扶风"), title("办法.toml"));
    assert_eq!(title("fufeng"), title("办法.toml"));
    for command in [vec!["check", "县"], vec!["report", "县", "--out", "出"], vec!["explain", "县教育局", "县"]] {
        let run = kit::run(folder.path(), &[command, vec!["--month", "2026-10", "--policy", "固原"]].concat());
        assert!(!run.stderr.contains("固原"), "{}", run.stderr);
    }
    kit::run(folder.path(), &["score", "县", "--policy", "扶"]).expect_code(2).says(&["没有「扶」这份办法", "扶风"]);
    kit::run(folder.path(), &["policy", "show", "2026-01-01"]).expect_code(2).says(&["当前文件夹不是工作区"]);
}

#[test]
fn a_policy_written_in_word_or_not_yet_in_force_is_told() {
    let folder = kit::folder();
    let county = folder.path().join("县");
    kit::copy_county(&county);
    fs::copy(county.join("测评/事件.xlsx"), folder.path().join("办法.xlsx")).expect("a copy");
    for command in [vec!["policy", "lint", "办法.xlsx"], vec!["score", "县", "--policy", "办法.xlsx"]] {
        kit::run(folder.path(), &command).expect_code(2).says(&["「办法.xlsx」是 Word、Excel 或 PDF 文件"]);
    }
    let policy = fs::read_to_string(county.join("policy.toml")).expect("the county's policy");
    let score = |since: &str| {
        fs::write(folder.path().join("新.toml"), format!("since = {since}\n{policy}")).expect("written");
        kit::run(folder.path(), &["score", "县", "--month", "2026-10", "--policy", "新.toml"])
    };
    score("2026-11-01").says(&["自 2026年11月1日 起施行", "在施行以前，是按它试算的"]);
    assert!(!score("2026-10-31").stderr.contains("试算"));
}

#[test]
fn a_group_that_the_directory_does_not_have_is_told_at_the_policy() {
    let folder = kit::folder();
    let county = folder.path().join("县");
    kit::copy_county(&county);
    let policy = fs::read_to_string(county.join("policy.toml")).expect("the county's policy");
    fs::write(county.join("policy.toml"), policy + "\n[groups]\norder = [\"乡镇街到\"]\n").expect("written");
    let run = kit::run(folder.path(), &["check", "县", "--month", "2026-10", "--format", "json"]).expect_code(1).json();
    let found = list(&run, "findings").iter().find(|finding| text(finding, "id") == "policy-group-unknown");
    let found = found.expect("the finding");
    assert_eq!((text(found, "file"), text(found, "value")), ("policy.toml", "乡镇街到"));
    assert!(found["sheet"].is_null() && found["cell"].is_null() && found["row"].is_null(), "it concerns the file");
}

#[test]
fn every_ready_made_policy_fits_the_examples_beside_it() {
    let folder = kit::folder();
    let mut keys: Vec<String> = fs::read_dir(kit::repository("templates/policies"))
        .expect("the folder")
        .filter_map(|entry| entry.expect("an entry").file_name().to_string_lossy().strip_suffix(".toml").map(str::to_owned))
        .collect();
    keys.sort();
    assert!(keys.len() >= 6, "{keys:?}");
    for key in keys {
        let examples = kit::repository("templates/policies/examples").join(&key);
        assert!(examples.is_dir(), "{key} has no examples");
        let said = kit::run(folder.path(), &["policy", "test", &key, &examples.to_string_lossy()]).expect_code(0).stdout;
        assert!(unbroken(&said).contains("不符 0"), "{key}: {said}");
    }
}

#[test]
fn files_of_a_folder_of_policies_that_are_none_are_named() {
    let county = kit::county();
    let folder = county.path().join("办法");
    fs::create_dir_all(folder.join("作废")).expect("the folders");
    fs::rename(county.path().join("policy.toml"), folder.join("2026.toml")).expect("the policy");
    for name in ["十月.toml.txt", "说明.docx", "作废/旧.toml"] {
        fs::write(folder.join(name), "x").expect("written");
    }
    let run = kit::run(county.path(), &["check", ".", "--month", "2026-10", "--policy", "办法", "--fail-on", "never"]);
    run.says(&["办法文件夹里没有使用的文件（不是 .toml）", "十月.toml.txt、说明.docx"]);
    assert!(!run.stderr.contains("旧.toml"), "{}", run.stderr);
}

#[test]
fn a_policy_is_not_put_among_the_files_that_are_read() {
    let county = kit::county();
    let show = |out: &str| kit::run(county.path(), &["policy", "show", "扶风", "--out", out]);
    show("台账/x.toml").expect_code(2).says(&["在原文件的文件夹里", "办法："]);
    assert!(!county.path().join("台账/x.toml").exists());
    show("x.toml").expect_code(0);
}

#[test]
fn a_policy_that_is_not_in_force_yet_is_pointed_out() {
    let folder = kit::folder();
    kit::run(folder.path(), &["policy", "show", "扶风", "--out", "办法.toml"]).expect_code(0);
    let path = folder.path().join("办法.toml");
    let source = fs::read_to_string(&path).expect("the policy");
    fs::write(&path, format!("since = 2026-07-01\n{source}")).expect("written");
    let lint = |day: &str| kit::run(folder.path(), &["policy", "lint", "办法.toml", "--as-of", day]).expect_code(0).stdout;
    assert!(lint("2026-06-30").contains("自 2026年7月1日 起施行，2026年6月30日 还没有施行"));
    assert!(!lint("2026-07-01").contains("还没有施行"));
}

#[test]
fn a_month_scored_by_another_policy_is_called_a_trial() {
    let county = kit::county();
    kit::run(county.path(), &["run", ".", "--month", "2026-10", "--fail-on", "never"]).expect_code(0);
    let run = kit::run(county.path(), &["score", ".", "--month", "2026-10", "--policy", "扶风", "--fail-on", "never"]);
    run.says(&["这一次是试算", "与 2026-10 发布时不同"]);
    assert!(!run.stderr.contains("此后台账"), "{}", run.stderr);
}
