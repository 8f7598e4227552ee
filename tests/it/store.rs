//! The store through the binary: months kept and gone back to, two runs at once, a store that cannot be used.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use rusqlite::Connection;

use crate::kit::{self, list, text};

const UNIT: &str = "县教育局";

fn publish(folder: &Path, month: &str) -> kit::Run {
    kit::run(folder, &["run", ".", "--month", month, "--fail-on", "never"])
}

/// Runs a command about October, and returns what it says on stdout.
fn october(folder: &Path, words: &[&str]) -> String {
    let all: Vec<&str> = words.iter().copied().chain(["--month", "2026-10"]).collect();
    kit::run(folder, &all).stdout
}

/// Changes a ledger, the policy, the directory and the settings.
fn change_everything(folder: &Path) {
    let ledgers = kit::files(&folder.join("台账"));
    fs::write(&ledgers[0], kit::ledger()).expect("another ledger");
    fs::remove_file(&ledgers[1]).expect("a ledger less");
    kit::workbook(&folder.join("名录.xlsx"), "# 单位\n单位名称 | 分组\n某县财政局 | 甲组\n");
    for (name, from, to) in
        [("policy.toml", "points = 1", "points = 2"), ("xuncha.toml", "feedback_date = 2026-03-20", "feedback_date = 2026-05-20")]
    {
        let written = fs::read_to_string(folder.join(name)).expect("the file");
        assert!(written.contains(from), "{name}: {from}");
        fs::write(folder.join(name), written.replace(from, to)).expect("changed");
    }
}

#[test]
fn a_month_gives_what_was_published_then_whatever_changed_since() {
    let county = kit::county();
    let folder = county.path();
    publish(folder, "2026-09").expect_code(0);
    publish(folder, "2026-10").expect_code(0);
    let commands: [&[&str]; 5] = [
        &["score", ".", "--format", "json"],
        &["check", ".", "--format", "json"],
        &["export", "."],
        &["explain", UNIT, "."],
        &["score", "."],
    ];
    let then: Vec<String> = commands.iter().map(|words| october(folder, words)).collect();
    let records = fs::read(folder.join("输出/2026-10/整改记录.jsonl")).expect("the records");
    change_everything(folder);
    for (words, then) in commands.iter().zip(&then) {
        let again: Vec<&str> = words.iter().copied().chain(["--as-published"]).collect();
        assert!(october(folder, &again) == *then, "{words:?} is not what was published");
        assert!(october(folder, words) != *then, "{words:?} is as if nothing had changed");
    }
    let out = folder.join("重出");
    let words = ["report", ".", "--month", "2026-10", "--as-published", "--out", &*out.to_string_lossy(), "--fail-on", "never"];
    let run = kit::run(folder, &words).expect_code(0);
    assert!(!run.stderr.contains("不同"), "{}", run.stderr);
    assert!(fs::read(out.join("整改记录.jsonl")).expect("the records") == records);
    let now = kit::run(folder, &["score", ".", "--month", "2026-10", "--fail-on", "never"]);
    now.says(&["与 2026-10 发布时不同", "--as-published"]);
}

#[test]
fn an_unchanged_month_is_not_said_to_differ_and_a_month_never_run_is_named() {
    let county = kit::county();
    publish(county.path(), "2026-10").expect_code(0);
    let run = kit::run(county.path(), &["score", ".", "--month", "2026-10", "--fail-on", "never"]).expect_code(0);
    assert!(!run.stderr.contains("发布"), "{}", run.stderr);
    let run = kit::run(county.path(), &["score", ".", "--month", "2026-08", "--as-published"]).expect_code(2);
    run.says(&["2026-08 没有存档", "有存档的：2026-10"]);
    let run = kit::run(county.path(), &["score", "台账", "--month", "2026-10", "--as-published"]).expect_code(2);
    run.says(&["只有工作区里运行过的月份才有存档"]);
    kit::run(county.path(), &["score", ".", "--as-published"]).expect_code(64);
}

#[test]
fn history_lists_the_months_and_a_units_results() {
    let county = kit::county();
    let folder = county.path();
    kit::run(folder, &["history", "."]).expect_code(0).says(&["还没有存档"]);
    assert!(!folder.join("xuncha.db").exists(), "looking makes no store");
    for month in ["2026-10", "2026-09", "2026-10"] {
        publish(folder, month).expect_code(0);
    }
    let months = kit::run(folder, &["history", ".", "--format", "json"]).expect_code(0).json();
    let names: Vec<&str> = list(&months, "months").iter().map(|month| text(month, "month")).collect();
    assert_eq!(names, ["2026-09", "2026-10"]);
    assert_eq!(text(&list(&months, "months")[1], "as_of"), "2026-10-31");
    let unit = kit::run(folder, &["history", ".", "--unit", UNIT, "--format", "json"]).expect_code(0).json();
    let scores = kit::run(folder, &["score", ".", "--month", "2026-10", "--format", "json"]).json();
    let score = list(&scores, "units").iter().find(|unit| text(unit, "unit") == UNIT).expect("the unit");
    assert_eq!(text(&list(&unit, "months")[1], "score"), text(score, "score"));
    kit::run(folder, &["history", ".", "--unit", "县教局"]).expect_code(2).says(&["是不是「县教育局」"]);
    // The unit has another name since, and the months kept under the old one are still its own.
    kit::workbook(&folder.join("名录.xlsx"), "# 单位\n单位名称 | 别名\n县教育和体育局 | 县教育局、教体局\n");
    for name in ["县教育和体育局", "县教育局", "教体局"] {
        let known = kit::run(folder, &["history", ".", "--unit", name, "--format", "json"]).expect_code(0).json();
        assert_eq!(known["months"], unit["months"], "{name}");
    }
}

#[test]
fn two_people_may_run_at_once() {
    let county = kit::county();
    let folder = county.path();
    let start = |month: &str| {
        let words = ["run", ".", "--month", month, "--fail-on", "never"];
        kit::xuncha(folder).args(words).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the binary starts")
    };
    let both = [start("2026-09"), start("2026-10")];
    for run in both {
        let output = run.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let months = kit::run(folder, &["history", ".", "--format", "json"]).expect_code(0).json();
    assert_eq!(list(&months, "months").len(), 2);
    let left: Vec<_> = kit::files(folder).into_iter().filter(|path| path.to_string_lossy().contains("-journal")).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_store_that_cannot_be_used_is_named_and_the_month_is_written_all_the_same() {
    let county = kit::county();
    let folder = county.path();
    let garbage = "这不是存档".repeat(100);
    fs::write(folder.join("xuncha.db"), &garbage).expect("written");
    let run = publish(folder, "2026-10").expect_code(2);
    run.says(&["存档文件损坏了", "移到别处", "已经写出，只是没有存档"]);
    assert!(folder.join("输出/2026-10/评分表.xlsx").is_file());
    assert_eq!(fs::read_to_string(folder.join("xuncha.db")).expect("the file"), garbage, "never overwritten");
    fs::remove_file(folder.join("xuncha.db")).expect("removed");
    fs::create_dir(folder.join("xuncha.db")).expect("a folder");
    publish(folder, "2026-10").expect_code(2).says(&["是一个文件夹"]);
}

#[test]
fn the_store_is_a_plain_sqlite_file_and_no_ledger() {
    let county = kit::county();
    let folder = county.path();
    publish(folder, "2026-10").expect_code(0);
    let store = Connection::open(folder.join("xuncha.db")).expect("a database");
    let count = |sql: &str| store.query_row(sql, [], |row| row.get::<_, i64>(0)).expect("a count");
    assert_eq!(count("SELECT count(*) FROM months"), 1);
    assert_eq!(count("SELECT count(*) FROM letters"), kit::files(&folder.join("输出/2026-10/邮件预览")).len() as i64);
    assert_eq!(count("SELECT count(*) FROM papers WHERE kind <> 'seen' AND sha256 NOT IN (SELECT sha256 FROM blobs)"), 0);
    drop(store);
    let written = fs::read_to_string(folder.join("xuncha.toml")).expect("the settings");
    let everywhere = written.replace("ledgers = \"台账\"", "ledgers = \".\"");
    assert_ne!(written, everywhere);
    fs::write(folder.join("xuncha.toml"), everywhere).expect("changed");
    let report = kit::run(folder, &["check", ".", "--month", "2026-10", "--format", "json"]).json();
    assert!(list(&report, "refused").iter().all(|refusal| !text(refusal, "file").contains("xuncha.db")));
}

/// An office that uses everything a month can be made from.
fn office_with_everything() -> tempfile::TempDir {
    let office = kit::folder();
    let folder = office.path();
    let settings = "[office]\nname = \"某县委巡察办\"\nshort_name = \"巡察办\"\ncommittee = \"县委\"\ncode = \"某巡办\"\n\
        [[rounds]]\nname = \"七轮\"\nfeedback_date = 2026-03-20\nconcentrated_months = 6\n[paths]\ndirectory = \"名录.xlsx\"\n\
        waivers = \"豁免.xlsx\"\nholidays = \"节假日.toml\"\nevidence = \"佐证材料\"\narchive = \"往轮台账\"\n\
        master = \"总台账.xlsx\"\nsurveys = \"测评\"\n";
    fs::write(folder.join("xuncha.toml"), settings).expect("the settings");
    fs::write(folder.join("节假日.toml"), holidays("2026-04-04..2026-04-06")).expect("the holidays");
    for (name, rows) in EVERYTHING {
        kit::workbook(&folder.join(name), rows);
    }
    fs::create_dir_all(folder.join("佐证材料/县教育局/一")).expect("a folder");
    fs::write(folder.join("佐证材料/县教育局/一/纪要.pdf"), "内容").expect("a file");
    office
}

fn holidays(off: &str) -> String {
    format!("[[years]]\nyear = 2026\nsource = \"通知\"\noff = [\"{off}\"]\nwork = []\n")
}

/// The workbooks of that office.
const EVERYTHING: [(&str, &str); 8] = [
    ("名录.xlsx", "# 单位\n单位名称 | 分组\n县教育局 | 部门\n县司法局 | 部门\n"),
    ("台账/一.xlsx", OWN),
    (
        "台账/二.xlsx",
        "# 台账\n序号 | 被巡察单位 | 反馈问题 | 整改措施 | 整改时限 | 整改状态\n=1 | 县司法厅 | 接待超标准 | 退缴 | 2026-12-31 | 整改中\n",
    ),
    ("总台账.xlsx", OWN),
    (
        "往轮台账/六轮.xlsx",
        "# 台账\n序号 | 被巡察单位 | 反馈问题 | 整改措施 | 整改时限 | 整改状态\n=9 | 县教育局 | 财务报销审批把关不严 | 修订 | 2024-06-30 | 已销号\n",
    ),
    (
        "豁免.xlsx",
        "# 豁免\n规则编号 | 范围 | 理由 | 批准人 | 有效期至\nevidence-file-missing | | 材料另册保管 | 王五 | 2026-12-31\n",
    ),
    ("名称确认.xlsx", "# 名称确认\n台账中的写法 | 可能是 | 答复 | 改为\n县司法厅 | 县司法局 | 接受 | \n"),
    ("测评/满意度.xlsx", "# 满意度\n单位 | 满意 | 比较满意 | 一般 | 不满意\n县教育局 | =20 | =5 | =1 | =1\n"),
];

const OWN: &str = "\
# 台账
序号 | 被巡察单位 | 反馈问题 | 整改措施 | 整改时限 | 整改状态 | 完成时间 | 佐证材料
=1 | 县教育局 | 财务报销审批把关不够严 | 修订制度 | 反馈之日起15个工作日内 | 整改中 | | 
=2 | 县教育局 | 会议记录不完整 | 补齐记录 | 2026-06-30 | 已完成 | 2026-06-12 | 纪要.pdf、没有.pdf
=3 | 县教育局 | 学习不深入 | 制定计划 | 2026-09-30 | 整改中 | | 
";

/// One thing the office may change once a month is published.
type Change = (&'static str, fn(&Path));

const CHANGES: [Change; 17] = [
    ("a waiver less", |folder| fs::remove_file(folder.join("豁免.xlsx")).expect("removed")),
    ("another answer about a name", |folder| {
        let rows = "# 名称确认\n台账中的写法 | 可能是 | 答复 | 改为\n县司法厅 | 县司法局 | 不是 | \n";
        kit::workbook(&folder.join("名称确认.xlsx"), rows);
    }),
    ("no answers at all", |folder| fs::remove_file(folder.join("名称确认.xlsx")).expect("removed")),
    ("other holidays", |folder| fs::write(folder.join("节假日.toml"), holidays("2026-03-23..2026-04-24")).expect("written")),
    ("evidence that has come", |folder| fs::write(folder.join("佐证材料/县教育局/没有.pdf"), "新").expect("written")),
    ("evidence that was emptied", |folder| fs::write(folder.join("佐证材料/县教育局/一/纪要.pdf"), "").expect("written")),
    ("no evidence folder", |folder| fs::remove_dir_all(folder.join("佐证材料")).expect("removed")),
    ("another earlier round", |folder| {
        kit::workbook(&folder.join("往轮台账/六轮.xlsx"), &EVERYTHING[4].1.replace("财务报销审批把关不严", "绿化养护不到位"));
    }),
    ("no earlier rounds", |folder| fs::remove_dir_all(folder.join("往轮台账")).expect("removed")),
    ("another master ledger", |folder| kit::workbook(&folder.join("总台账.xlsx"), &OWN.replace("2026-06-30", "2026-05-30"))),
    ("another directory", |folder| kit::workbook(&folder.join("名录.xlsx"), "# 单位\n单位名称 | 分组\n县教育局 | 乡镇\n")),
    ("another survey", |folder| kit::workbook(&folder.join("测评/满意度.xlsx"), &EVERYTHING[7].1.replace("=20", "=2"))),
    ("another earlier month", |folder| {
        let records = folder.join("输出/2026-09/整改记录.jsonl");
        let lines = fs::read_to_string(&records).expect("the records");
        fs::write(records, lines.replace("\"status\":\"done\"", "\"status\":\"in_progress\"")).expect("written");
    }),
    ("the earlier month run again", |folder| {
        publish(folder, "2026-09").expect_code(0);
    }),
    ("no outputs", |folder| fs::remove_dir_all(folder.join("输出")).expect("removed")),
    ("a policy of its own", |folder| {
        let written = fs::read_to_string(folder.join("xuncha.toml")).expect("the settings");
        fs::write(folder.join("xuncha.toml"), written + "policy = \"办法.toml\"\n").expect("written");
        kit::run(folder, &["policy", "show", "扶风", "--out", "办法.toml"]).expect_code(0);
    }),
    ("other settings", |folder| {
        let written = fs::read_to_string(folder.join("xuncha.toml")).expect("the settings");
        let without = written.replace("waivers = \"豁免.xlsx\"\n", "").replace("2026-03-20", "2026-05-20");
        assert_ne!(without, written.replace("2026-03-20", "2026-05-20"));
        fs::write(folder.join("xuncha.toml"), without).expect("written");
    }),
];

#[test]
fn whatever_one_thing_is_changed_a_published_month_gives_the_very_same_bytes() {
    let commands: [&[&str]; 7] = [
        &["score", ".", "--format", "json"],
        &["check", ".", "--format", "json"],
        &["explain", UNIT, ".", "--format", "json"],
        &["warnings", ".", "--format", "json"],
        &["export", "."],
        &["score", ".", "-v"],
        &["check", "."],
    ];
    let office = office_with_everything();
    // What was done in September is open again in October.
    kit::workbook(&office.path().join("台账/一.xlsx"), &OWN.replace("整改中", "已完成"));
    publish(office.path(), "2026-09").expect_code(0);
    kit::workbook(&office.path().join("台账/一.xlsx"), OWN);
    publish(office.path(), "2026-10").expect_code(0);
    let then: Vec<String> = commands.iter().map(|words| october(office.path(), words)).collect();
    for (what, change) in CHANGES {
        let copy = kit::folder();
        kit::copy_folder(office.path(), copy.path());
        change(copy.path());
        let now = |words: &[&str]| october(copy.path(), words);
        let changed = commands.iter().zip(&then).any(|(words, then)| now(words) != *then);
        assert!(changed, "{what}: nothing is another");
        for (words, then) in commands.iter().zip(&then) {
            let again = now(&[*words, &["--as-published"]].concat());
            assert!(again == *then, "{what}: {words:?} is not what was published\n{then}\n---\n{again}");
        }
    }
}
