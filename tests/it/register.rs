//! The register of letters through the binary, as a clerk keeps it: numbers, reprints, void ones, replies, the score.

use std::fs;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

use crate::kit::{self, Run, list, text};

const HEADINGS: &str = "序号|被巡察单位|问题类别|反馈问题|整改措施|整改时限|整改状态|完成时间|整改进展情况";

/// An office with two units, one of which is late, and a department whose field both have problems in.
fn office() -> tempfile::TempDir {
    let folder = kit::folder();
    let root = folder.path();
    let settings = "[office]\nname = \"某县委巡察办\"\nshort_name = \"县委巡察办\"\ncommittee = \"十四届县委\"\ncode = \"某巡办\"\n\
                    [[rounds]]\nname = \"第七轮\"\nfeedback_date = 2026-03-20\n[paths]\ndirectory = \"名录.xlsx\"\n";
    fs::write(root.join("xuncha.toml"), settings).expect("the settings");
    kit::workbook(
        &root.join("名录.xlsx"),
        "# 单位\n单位名称|分组\n县教育局|甲组\n县医院|甲组\n# 职能部门\n部门名称|邮箱|联系人|联系电话|负责领域\n县财政局|cz@example.gov.cn|薛某|0000|资金管理\n",
    );
    let rows = "1|县教育局|资金管理|报销审批把关不严|修订制度|2026-08-10|整改中||正在修订\n\
                2|县医院|资金管理|专项资金支出超范围|追回资金|2026-12-31|整改中||已追回1万元\n";
    kit::workbook(&root.join("台账/全县.xlsx"), &format!("# Sheet1\n{HEADINGS}\n{rows}"));
    folder
}

fn letter(folder: &Path, words: &[&str]) -> Run {
    let all: Vec<&str> = ["letter"].iter().chain(words).copied().collect();
    kit::run(folder, &all)
}

fn number(folder: &Path, words: &[&str]) -> Run {
    let common = ["number", ".", "--month", "2026-10", "--date", "2026-11-02", "--fail-on", "never"];
    letter(folder, &common.iter().chain(words).copied().collect::<Vec<_>>())
}

fn register(folder: &Path) -> Vec<Value> {
    let report = letter(folder, &["register", ".", "--format", "json"]).json();
    list(&report, "letters").to_vec()
}

/// Returns the body of a letter as text.
fn paper(folder: &Path, kind: &str, receiver: &str) -> String {
    let output = folder.join("输出/2026-10");
    let path = match kind {
        "巡察建议书" => kit::recommendation(&output, receiver),
        _ => output.join(format!("{kind}/{kind}-{receiver}.docx")),
    };
    let file = fs::File::open(&path).unwrap_or_else(|cause| panic!("{cause}: {}", path.display()));
    let mut archive = zip::ZipArchive::new(file).expect("a package");
    let mut all = String::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).expect("a part");
        if part.name().expect("a name").ends_with(".xml") {
            let mut text = String::new();
            std::io::Read::read_to_string(&mut part, &mut text).expect("text");
            let mut inside = false;
            all.extend(text.chars().filter(|c| {
                inside = *c == '<' || inside && *c != '>';
                !inside && *c != '>'
            }));
        }
    }
    all
}

/// Puts a returned form into the workspace.
fn reply(folder: &Path, name: &str, head: &str, result: &str) {
    let rows = format!(
        "# 反馈表\n办理情况反馈表\n{head}\n序号|巡察建议|办理措施|责任人|完成时限|办理结果|制度成果|备注\n\
         1|加强资金监管|开展检查|李某|2026-12-31|{result}|《专项资金管理办法》|\n2|举一反三|组织对照检查|李某|2026-12-31|采纳||\n"
    );
    kit::workbook(&folder.join("反馈").join(name), &rows);
}

#[test]
fn letters_get_numbers_once_and_keep_them_when_they_are_printed_again() {
    let office = office();
    let folder = office.path();
    let run = number(folder, &[]).expect_code(0);
    assert!(run.stdout.contains("新编文号 2 个") && run.stdout.contains("某巡办〔2026〕1号"), "{}", run.stdout);
    for (kind, receiver, number) in [("督办函", "县教育局", "某巡办〔2026〕1号"), ("巡察建议书", "县财政局", "某巡办〔2026〕2号")]
    {
        let paper = paper(folder, kind, receiver);
        assert!(paper.contains("2026年11月2日"), "{kind} bears its date: {paper}");
        assert!(register(folder).iter().any(|row| text(row, "number") == number && text(row, "receiver") == receiver));
    }
    let printed = kit::hashes(&folder.join("输出/2026-10/督办函"));
    let run = number(folder, &[]).expect_code(0);
    assert!(run.stdout.contains("没有新编文号") && run.stdout.contains("文号不变"), "{}", run.stdout);
    letter(folder, &[".", "--month", "2026-10", "--fail-on", "never"]).expect_code(0);
    kit::run(folder, &["run", ".", "--month", "2026-10", "--fail-on", "never"]).expect_code(0);
    assert_eq!(kit::hashes(&folder.join("输出/2026-10/督办函")), printed, "a reprint is the same to the byte");
    let row = &register(folder)[1];
    assert_eq!((text(row, "dated"), text(row, "reply_due")), ("2026-11-02", "2026-12-02"), "30 days from its own date");
}

#[test]
fn one_kind_or_one_receiver_is_numbered_alone_and_a_near_name_is_told() {
    let office = office();
    let folder = office.path();
    number(folder, &["--only", "督促函"]).expect_code(2).says(&["本月没有函种为「督促函」", "是不是「督办函」"]);
    number(folder, &["--to", "县财政"]).expect_code(2).says(&["是不是「县财政局」"]);
    assert!(register(folder).is_empty(), "nothing was given");
    number(folder, &["--only", "巡察建议书", "--first", "6"]).expect_code(0);
    number(folder, &["--first", "6"]).expect_code(2).says(&["起始号 6 不能用", "某巡办〔2026〕6号"]);
    number(folder, &["--to", "县教育局"]).expect_code(0);
    let numbers: Vec<String> = register(folder).iter().map(|row| text(row, "number").to_owned()).collect();
    assert_eq!(numbers, ["某巡办〔2026〕6号", "某巡办〔2026〕7号"]);
    let run = letter(folder, &["register", "."]).expect_code(0);
    assert!(run.stdout.contains("1 至 5 号不在登记中"), "{}", run.stdout);
}

#[test]
fn numbers_given_by_hand_are_not_given_again() {
    let office = office();
    let folder = office.path();
    let settings = fs::read_to_string(folder.join("xuncha.toml")).expect("settings") + "surveys = \"测评\"\n";
    fs::write(folder.join("xuncha.toml"), settings).expect("settings");
    let rows =
        "# 办理\n文号|移交单位|送达日期|要求反馈日期|实际反馈日期\n某巡办〔2026〕4号|县财政局|2026-03-25|2026-05-25|2026-05-18\n";
    kit::workbook(&folder.join("测评/巡察建议办理.xlsx"), rows);
    number(folder, &[]).expect_code(2).says(&["已有手工编的「某巡办〔2026〕4号」", "--first 5"]);
    assert!(register(folder).is_empty());
    number(folder, &["--first", "5"]).expect_code(0);
    assert_eq!(text(&register(folder)[0], "number"), "某巡办〔2026〕5号");
}

#[test]
fn a_void_number_stays_listed_and_its_letter_gets_another() {
    let office = office();
    let folder = office.path();
    number(folder, &[]).expect_code(0);
    letter(folder, &["void", "某巡办[2026]1", "."]).expect_code(64);
    letter(folder, &["void", "某巡办[2026]1", ".", "--reason", "印错"]).expect_code(0);
    letter(folder, &["served", "某巡办（2026）１号", ".", "--date", "2026-11-03"]).expect_code(2).says(&["已经作废（印错）"]);
    let run = number(folder, &[]).expect_code(0);
    assert!(run.stdout.contains("新编文号 1 个") && run.stdout.contains("某巡办〔2026〕3号"), "{}", run.stdout);
    let rows = register(folder);
    assert_eq!(rows.len(), 3);
    assert_eq!((text(&rows[0], "void"), text(&rows[2], "void")), ("印错", ""));
    letter(folder, &["served", "某巡办〔2026〕8号", "."]).expect_code(2).says(&["发文登记里没有", "是不是「某巡办〔2026〕"]);
}

#[test]
fn what_cannot_have_happened_is_not_entered() {
    let office = office();
    let folder = office.path();
    letter(folder, &["served", "某巡办〔2026〕1号", "."]).expect_code(2).says(&["发文登记还是空的"]);
    assert!(!folder.join("xuncha.db").exists(), "looking makes no store");
    number(folder, &[]).expect_code(0);
    let number = "某巡办〔2026〕2号";
    letter(folder, &["served", number, ".", "--date", "2026-11-01"]).expect_code(2).says(&["早于", "成文日期 2026-11-02"]);
    letter(folder, &["served", number, ".", "--date", "2199-01-01"]).expect_code(2).says(&["还没有到"]);
    letter(folder, &["served", number, ".", "--date", "2026-11-04"]).expect_code(0);
    letter(folder, &["reply", number, ".", "--date", "2026-11-03"]).expect_code(2).says(&["早于送达日期 2026-11-04"]);
    let run = letter(folder, &["reply", number, ".", "--date", "2026-11-10", "--adopted", "部分采纳"]).expect_code(0);
    assert!(run.stdout.contains("实际反馈日期：2026-11-10") && run.stdout.contains("部分采纳"), "{}", run.stdout);
    let row = &register(folder)[1];
    assert_eq!((text(row, "served"), text(row, "replied"), text(row, "adopted")), ("2026-11-04", "2026-11-10", "partly"));
    letter(folder, &["reply", number, ".", "--adopted", "不理"]).expect_code(64);
}

#[test]
fn a_returned_form_is_entered_with_its_letter_and_what_does_not_fit_is_told_with_its_cell() {
    let office = office();
    let folder = office.path();
    number(folder, &[]).expect_code(0);
    reply(folder, "县财政局.xlsx", "对应文号：某巡办[2026]2号　反馈日期：2026年11月12日", "部分采纳");
    reply(folder, "不知道.xlsx", "对应文号：某巡办〔2026〕9号　反馈单位：县财政局", "采纳");
    reply(folder, "没日期.xlsx", "编号：2026-10/督办函/县教育局", "采纳");
    fs::write(folder.join("反馈/复函.pdf"), "%PDF").expect("a paper");
    let run = letter(folder, &["register", ".", "--format", "json"]).expect_code(0);
    run.says(&[
        "发文登记里没有「某巡办〔2026〕9号」",
        "反馈/不知道.xlsx，表「反馈表」，A2",
        "没有写反馈日期",
        "1 个文件不是表格",
    ]);
    let report = run.json();
    let row = &list(&report, "letters")[1];
    assert_eq!((text(row, "replied"), text(row, "adopted")), ("2026-11-12", "partly"));
    assert_eq!((row["handled"].as_u64(), row["institutions"][0].as_str()), (Some(2), Some("《专项资金管理办法》")));
    letter(folder, &["reply", "某巡办〔2026〕2号", ".", "--date", "2026-11-15"]).expect_code(0);
    letter(folder, &["register", "."]).expect_code(0).says(&["登记的是 2026-11-15，反馈表写的是 2026-11-12，以登记为准"]);
    let run = kit::run(folder, &["check", ".", "--month", "2026-11", "--format", "json"]);
    let report = run.json();
    let findings = list(&report, "findings").iter().filter(|finding| text(finding, "id") == "input-row-unusable");
    let cells: Vec<&str> = findings.map(|finding| text(finding, "cell")).collect();
    assert_eq!(cells, ["A2", "A2"], "forms that do not count are findings");
}

/// Returns the department's counted letters and points in a month.
fn department(folder: &Path, month: &str, words: &[&str]) -> Value {
    let common = ["score", ".", "--format", "json", "--month", month, "--fail-on", "never"];
    let report = kit::run(folder, &common.iter().chain(words).copied().collect::<Vec<_>>()).json();
    report.get("departments").map(|departments| departments[0].clone()).unwrap_or(report)
}

#[test]
fn an_answer_moves_the_score_and_a_missing_one_warns_and_a_published_month_stays() {
    let office = office();
    let folder = office.path();
    number(folder, &[]).expect_code(0);
    letter(folder, &["served", "某巡办〔2026〕2号", ".", "--date", "2026-11-03"]).expect_code(0);
    let before = department(folder, "2026-10", &[]);
    assert_eq!(before["letters"].as_u64(), Some(0), "dated after the month: {before}");
    kit::run(folder, &["run", ".", "--month", "2026-12", "--fail-on", "never"]).expect_code(0);
    let late = department(folder, "2026-12", &[]);
    assert_eq!((late["due"].as_u64(), late["unanswered"].as_u64()), (Some(1), Some(1)), "{late}");
    let warnings = kit::run(folder, &["warnings", ".", "--month", "2026-12", "--format", "json"]).json();
    let told: Vec<&Value> = list(&warnings, "warnings").iter().filter(|w| text(w, "id") == "recommendation-unanswered").collect();
    assert_eq!(told.len(), 1);
    assert!(
        text(told[0], "reason").contains("某巡办〔2026〕2号") && text(told[0], "reason").contains("已逾期 29 天"),
        "{}",
        told[0]
    );
    let manifest = fs::read_to_string(folder.join("输出/2026-12/manifest.json")).expect("the manifest");
    assert!(manifest.contains("（发文登记）"), "the register is an input");
    reply(folder, "县财政局.xlsx", "对应文号：某巡办〔2026〕2号　反馈日期：2026-11-20", "采纳");
    let answered = department(folder, "2026-12", &[]);
    assert_eq!((answered["in_time"].as_u64(), answered["unanswered"].as_u64()), (Some(1), Some(0)), "{answered}");
    assert_eq!(department(folder, "2026-12", &["--as-published"]), late, "as it was published");
    let out = folder.join("重出");
    let words = ["report", ".", "--month", "2026-12", "--as-published", "--out", &*out.to_string_lossy(), "--fail-on", "never"];
    kit::run(folder, &words).expect_code(0);
    for name in ["移交台账.xlsx", "整改记录.jsonl"] {
        let (then, now) = (fs::read(folder.join("输出/2026-12").join(name)), fs::read(out.join(name)));
        assert!(then.expect("published") == now.expect("written again"), "{name} is the same to the byte");
    }
}

#[test]
fn a_filled_workbook_fills_what_the_register_leaves_blank_and_counts_once() {
    let office = office();
    let folder = office.path();
    number(folder, &[]).expect_code(0);
    let run = letter(folder, &["register", ".", "--out", "出"]).expect_code(0);
    run.says(&["移交台账.xlsx"]);
    let headings = ["届次", "移交单位", "移交建议数", "文号", "要求反馈日期", "是否采纳"];
    let row = kit::table(&folder.join("出/移交台账.xlsx"), "移交台账", &headings).remove(0);
    assert_eq!((row["届次"].as_str(), row["移交单位"].as_str()), ("十四届县委", "县财政局"));
    assert_eq!((row["被巡察单位"].as_str(), row["文号"].as_str()), ("县教育局、县医院", "某巡办〔2026〕2号"));
    assert_ne!(row["移交建议数"], "0");
    kit::workbook(
        &folder.join("移交台账.xlsx"),
        "# 移交台账\n届次|移交单位|移交时间|文号|送达日期|要求反馈日期|实际反馈日期|是否采纳\n\
         十四届|县财政局||某巡办〔2026〕2号|2026-11-03|2026-12-05|2026-11-25|采纳\n",
    );
    let run = letter(folder, &["register", ".", "--format", "json"]).expect_code(0);
    run.says(&["要求反馈日期登记的是 2026-12-02，这一行写的是 2026-12-05，以登记为准"]);
    let report = run.json();
    let row = &list(&report, "letters")[1];
    let dates = (text(row, "served"), text(row, "reply_due"), text(row, "replied"), text(row, "adopted"));
    assert_eq!(dates, ("2026-11-03", "2026-12-02", "2026-11-25", ""));
    let counted = department(folder, "2026-12", &[]);
    assert_eq!((counted["letters"].as_u64(), counted["in_time"].as_u64()), (Some(1), Some(1)), "once: {counted}");
}

#[test]
fn two_clerks_number_at_once_and_no_letter_has_two_numbers() {
    let office = office();
    let folder = office.path();
    let start = |out: &str| {
        let words = ["letter", "number", ".", "--month", "2026-10", "--date", "2026-11-02", "--fail-on", "never", "--out", out];
        kit::xuncha(folder).args(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts")
    };
    for clerk in ["甲", "乙", "丙"].map(start) {
        let output = clerk.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let numbers: Vec<String> = register(folder).iter().map(|row| text(row, "number").to_owned()).collect();
    assert_eq!(numbers, ["某巡办〔2026〕1号", "某巡办〔2026〕2号"]);
    let letters = |out: &str| kit::hashes(&folder.join(out).join("督办函"));
    assert_eq!(letters("甲"), letters("乙"), "all of them hold the same letter");
}

#[test]
fn a_store_that_cannot_be_used_gives_no_number() {
    let office = office();
    let folder = office.path();
    fs::write(folder.join("xuncha.db"), "这不是存档".repeat(100)).expect("written");
    number(folder, &[]).expect_code(2).says(&["存档文件损坏了"]);
    letter(folder, &["register", "."]).expect_code(2).says(&["存档文件损坏了"]);
}
