//! The standard forms: made by the binary, filled in as a clerk would, and checked.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use regex::Regex;
use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::kit::{self, Run, list, text};

const UNITS: &str = "\
# 单位
单位名称 | 别名 | 分组
县教育局 | 教育局 | 部门
县水利局 | | 部门
石桥镇 | | 乡镇
";

/// A dozen records as the form wants them, in the order of its columns; `@` begins a day, `=` a number.
#[rustfmt::skip]
const LEDGER: [&str; 12] = [
    "=1|2026-001|县教育局|基层党组织和党员队伍建设|党费收缴不规范，2025年有3个月漏收|@2026-03-20|=1.2|补收党费并公示|立行立改|张三|李四|@2026-04-20||已销号|4月2日补收3个月党费1.2万元，已在公示栏公示||@2026-04-02|=1.2|公示照片|《党费收缴办法》|@2026-04-18|是|@2026-04-20|",
    "=2|2026-002|县教育局|群众身边不正之风和腐败问题|食堂采购未比价，2025年有6笔|@2026-03-20|=8.5|修订采购办法，逐笔复核|限期整改|张三|王五|@2026-06-30||已完成|印发采购办法1份，复核6笔，追回差价0.6万元||@2026-06-12|=0.6|采购办法.pdf||||| ",
    "=3|2026-003|县教育局|党中央决策部署在基层落实情况|双减督查台账缺失，2025年缺4次|@2026-03-20||补齐台账，按月督查|限期整改|赵六|王五|@2026-12-31||整改中|已补齐2次，其余2次正在核实||||||||| ",
    "=4|2026-004|县教育局|巡察审计等监督发现问题整改落实和成果运用|审计指出的2处固定资产仍未入账|@2026-03-20|=30|登记入账|限期整改|赵六|孙七|@2026-12-31||待验收|9月10日两处资产登记入账，卡片2张||@2026-09-10||资产卡片2张||||| ",
    "=5|2026-005|县水利局|党中央决策部署在基层落实情况|河长巡河记录不全，2025年缺9次|@2026-03-20||建立巡河签到制度|长期坚持|周八|吴九|||持续整改|5月起按周签到，已签到22次||||签到表|《巡河签到制度》|||| ",
    "=6|2026-006|县水利局|群众身边不正之风和腐败问题|水费减免审核不严，涉及12户|@2026-03-20|=0.9|逐户复核|限期整改|周八|郑十|@2026-08-31|@2026-11-30|整改中|复核8户，退回多减0.4万元，其余4户待上门||||||||| ",
    "=7|2026-007|县水利局|基层党组织和党员队伍建设|支部会议记录不全，2025年缺5次|@2026-03-20||补记并按月检查|立行立改|周八|吴九|@2026-04-20||已完成|4月9日补记5次，检查6次||@2026-04-09||会议记录本||||| ",
    "=8|2026-008|县水利局|巡察审计等监督发现问题整改落实和成果运用|上轮指出的公车问题又有2次|@2026-03-20|=0.3|退缴费用，约谈司机|限期整改|冯二|陈一|@2026-06-30||已销号|5月12日退缴0.3万元，约谈2人||@2026-05-12|=0.3|退缴票据||@2026-06-01|是|@2026-06-10| ",
    "=9|2026-009|石桥镇|党中央决策部署在基层落实情况|低保动态核查不到位，漏核17户|@2026-03-20||全面核查|限期整改|褚三|卫四|@2026-12-31||阶段性完成|已核查11户，清退2户||||||||| ",
    "=10|2026-010|石桥镇|群众身边不正之风和腐败问题|村级账目公开滞后，7个村延后3个月|@2026-03-20||按月公开|限期整改|褚三|蒋五|@2026-12-31||未启动|方案6月5日已报镇党委审定||||||||| ",
    "=11|2026-011|石桥镇|基层党组织和党员队伍建设|后备干部不足，3个村没有后备人选|@2026-03-20||每村培养两名|长期坚持|沈六|韩七|||持续整改|7月选定后备干部6名，3个村都已有人选||||名单|《后备干部培养办法》|||| ",
    "=12|2026-012|石桥镇|巡察审计等监督发现问题整改落实和成果运用|扶贫资产管护缺位，5处无人管|@2026-03-20|=45|落实管护人|限期整改|沈六|杨八|@2026-12-31||整改中|已落实3处管护人并签协议||||||||| ",
];

const REGISTER: [&str; 2] = [
    "=1|县教育局|办公室|采购专管员|采购询价|业务流程风险|询价走过场|只向一家询价，另两家由同一家代填|较大|极大|高|1.两人以上询价；2.按季抽查询价记录|李四|张三|",
    "=2|县教育局|人事股|档案管理员|档案查阅|制度机制风险|查阅不登记|口头同意即可查阅档案|较小|较小|中|查阅一律登记并由股长签字|王五||",
];

/// Writes cells into a form as a program does that keeps everything else: `(address, content)`.
fn fill(from: &Path, to: &Path, sheet: u32, cells: &[(String, String)]) {
    let mut archive = ZipArchive::new(Cursor::new(fs::read(from).expect("the form"))).expect("a zip");
    let mut written = ZipWriter::new(Cursor::new(Vec::new()));
    for position in 0..archive.len() {
        let mut part = archive.by_index(position).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("the part");
        if name == format!("xl/worksheets/sheet{sheet}.xml") {
            let mut xml = String::from_utf8(content).expect("text");
            for (address, value) in cells {
                let empty = Regex::new(&format!(r#"<c r="{address}"( s="\d+")?(/>| [^>]*>.*?</c>)"#)).expect("a constant");
                assert!(empty.is_match(&xml), "no cell {address}");
                let body = value_xml(value);
                xml = empty
                    .replace(&xml, |found: &regex::Captures<'_>| {
                        format!("<c r=\"{address}\"{}{body}</c>", found.get(1).map_or("", |style| style.as_str()))
                    })
                    .into_owned();
            }
            content = xml.into_bytes();
        }
        written.start_file(name, SimpleFileOptions::default()).expect("a part");
        written.write_all(&content).expect("the part");
    }
    fs::write(to, written.finish().expect("a zip").into_inner()).expect("the file");
}

fn value_xml(value: &str) -> String {
    if let Some(day) = value.strip_prefix('@') {
        let day: chrono::NaiveDate = day.parse().expect("a day");
        let first = chrono::NaiveDate::from_ymd_opt(1899, 12, 30).expect("a day");
        format!("><v>{}</v>", (day - first).num_days())
    } else if let Some(number) = value.strip_prefix('=') {
        format!("><v>{number}</v>")
    } else {
        format!(" t=\"inlineStr\"><is><t>{value}</t></is>")
    }
}

/// Returns the cells of records from row 6 on.
fn records(lines: &[&str]) -> Vec<(String, String)> {
    let cells = lines.iter().zip(6..).flat_map(|(line, row)| {
        line.split('|').zip('A'..='Z').map(move |(value, column)| (format!("{column}{row}"), value.trim().to_owned()))
    });
    cells.filter(|(_, value)| !value.is_empty()).collect()
}

/// Makes a form and returns the folder it stands in.
fn form(kind: &str) -> tempfile::TempDir {
    let folder = kit::folder();
    kit::workbook(&folder.path().join("名录.xlsx"), UNITS);
    kit::run(folder.path(), &["template", kind, "--units", "名录.xlsx", "--out", "表样.xlsx"]).expect_code(0);
    folder
}

fn check(folder: &Path, arguments: &[&str]) -> Run {
    kit::run(folder, &[&["check", "--as-of", "2026-10-31", "--format", "json"], arguments].concat())
}

/// Returns `cell id` of the findings.
fn found(report: &Value) -> Vec<String> {
    list(report, "findings").iter().map(|finding| format!("{} {}", text(finding, "cell"), text(finding, "id"))).collect()
}

fn filled(folder: &Path, lines: &[&str], changes: &[(&str, &str)]) {
    let mut cells = records(lines);
    for (address, value) in changes {
        cells.retain(|(known, _)| known != address);
        cells.push(((*address).to_owned(), (*value).to_owned()));
    }
    fill(&folder.join("表样.xlsx"), &folder.join("填好.xlsx"), 1, &cells);
}

#[test]
fn an_empty_form_holds_no_record_and_nothing_else_to_complain_of() {
    for kind in ["ledger", "risk"] {
        let folder = form(kind);
        let report = check(folder.path(), &["表样.xlsx"]).expect_code(0).json();
        assert_eq!(found(&report), [" table-without-records"], "an empty form handed in is not passed over");
        assert_eq!(list(&report, "tables").len(), 1, "explanations and lists are no tables");
        assert!(list(&list(&report, "tables")[0], "columns").iter().all(|column| !column["field"].is_null()));
        assert_eq!(kit::sheet_names(&folder.path().join("表样.xlsx"))[1..], ["填写说明", "选项"]);
    }
}

#[test]
fn a_filled_form_checks_clean() {
    let folder = form("ledger");
    filled(folder.path(), &LEDGER, &[("D3", "县教育局"), ("H3", "@2026-10-18")]);
    let report = check(folder.path(), &["填好.xlsx"]).expect_code(0).json();
    assert_eq!(found(&report), [""; 0], "{report:#}");
    assert_eq!(report["summary"]["records"], 12);
    let folder = form("risk");
    filled(folder.path(), &REGISTER, &[("D3", "县教育局")]);
    let report = check(folder.path(), &["填好.xlsx"]).expect_code(0).json();
    assert_eq!(found(&report), [""; 0], "{report:#}");
    assert_eq!(report["summary"]["records"], 2);
}

#[test]
fn what_is_filled_in_is_read_as_it_was_meant() {
    let folder = form("ledger");
    filled(folder.path(), &LEDGER, &[]);
    let records = kit::run(folder.path(), &["export", "填好.xlsx"]).expect_code(0).json_lines();
    let record = &records[7];
    assert_eq!((text(record, "unit"), text(record, "problem_id")), ("县水利局", "2026-008"));
    assert_eq!((text(record, "cycle"), text(record, "status")), ("limited", "closed"));
    assert_eq!((text(record, "deadline"), text(record, "done_date")), ("2026-06-30", "2026-05-12"));
    assert_eq!((text(record, "amount"), text(record, "amount_unit")), ("0.3", "万元"));
    assert_eq!(text(&records[5], "deadline"), "2026-11-30", "the extended one is in force");
}

#[test]
fn a_value_pasted_over_a_drop_down_is_caught_at_its_cell() {
    let folder = form("ledger");
    let pasted = [("D7", "采购问题"), ("I8", "限时整改"), ("N9", "差不多了"), ("C10", "水利局")];
    filled(folder.path(), &LEDGER, &pasted);
    let report = check(folder.path(), &["填好.xlsx"]).expect_code(1).json();
    let expected = ["C10 value-not-in-list", "D7 value-not-in-list", "I8 value-not-in-list", "N9 unknown-status"];
    let mut told = found(&report);
    told.retain(|line| line.contains("value-not-in-list") || line.contains("unknown-status"));
    told.sort();
    assert_eq!(told, expected);
    let folder = form("risk");
    filled(folder.path(), &REGISTER, &[("F6", "廉洁风险"), ("K7", "二级")]);
    let report = check(folder.path(), &["填好.xlsx"]).expect_code(0).json();
    assert_eq!(found(&report), ["F6 value-not-in-list", "K7 value-not-in-list"]);
}

#[test]
fn a_form_with_another_stamp_is_named_by_check_and_layout() {
    let folder = form("ledger");
    filled(folder.path(), &LEDGER, &[("A1", "统一表样 2099-3")]);
    let report = check(folder.path(), &["填好.xlsx"]).expect_code(0).json();
    assert_eq!(found(&report), ["A1 form-not-current"]);
    let told = "表样版本「2099-3」不是本程序认得的，本程序的表样是「2026-1」";
    assert_eq!(text(&list(&report, "findings")[0], "message"), told);
    let layout = kit::run(folder.path(), &["layout", "填好.xlsx"]).expect_code(0).stdout;
    assert!(layout.contains(told), "{layout}");
}

#[test]
fn the_form_guides_whoever_fills_it_in() {
    let folder = form("ledger");
    let path = folder.path().join("表样.xlsx");
    let part = |name: &str| {
        let mut archive = ZipArchive::new(Cursor::new(fs::read(&path).expect("the form"))).expect("a zip");
        let mut text = String::new();
        archive.by_name(name).expect("the part").read_to_string(&mut text).expect("text");
        text
    };
    let sheet = part("xl/worksheets/sheet1.xml");
    for said in [
        "sqref=\"N6:N205\"",
        "未启动,整改中,阶段性完成,待验收,已完成,已销号,持续整改,已取消,已移送",
        "<dataValidation type=\"date\"",
        "<dataValidation type=\"decimal\" operator=\"greaterThanOrEqual\"",
        "OFFSET('选项'!$A$5,0,0,MAX(1,COUNTA('选项'!$A$5:$A$2000)),1)",
        "topLeftCell=\"D6\"",
        "orientation=\"landscape\"",
        "fitToHeight=\"0\"",
    ] {
        assert!(sheet.contains(said), "{said}");
    }
    assert!(part("docProps/custom.xml").contains("<vt:lpwstr>2026-1</vt:lpwstr>"));
    assert!(part("xl/comments1.xml").contains("整改状态认不出来"), "the notes say what is going to be looked at");
    assert!(part("xl/workbook.xml").contains("'整改台账'!$4:$5") || part("xl/workbook.xml").contains("整改台账!$4:$5"));
    let units: Vec<_> = kit::sheet(&path, "选项").iter().skip(4).map(|row| row[0].clone()).collect();
    assert_eq!(units[..3], ["县教育局", "县水利局", "石桥镇"]);
}

#[test]
fn an_office_may_change_its_own_lists_before_it_hands_the_form_out() {
    let folder = form("ledger");
    let path = folder.path().join("表样.xlsx");
    let lists = kit::sheet(&path, "选项");
    assert_eq!(lists[3][..3], ["被巡察单位", "问题类别", "整改类型"]);
    filled(folder.path(), &LEDGER, &[("D6", "作风建设")]);
    let report = check(folder.path(), &["填好.xlsx"]).expect_code(0).json();
    assert_eq!(found(&report), ["D6 value-not-in-list"]);
    fill(&path, &path, 3, &[("B9".to_owned(), "作风建设".to_owned())]);
    filled(folder.path(), &LEDGER, &[("D6", "作风建设")]);
    let report = check(folder.path(), &["填好.xlsx"]).expect_code(0).json();
    assert_eq!(found(&report), [""; 0]);
}

#[test]
fn a_form_is_never_written_over_anything() {
    let folder = form("ledger");
    let before = fs::read(folder.path().join("名录.xlsx")).expect("the directory");
    let run = kit::run(folder.path(), &["template", "ledger", "--units", "名录.xlsx", "--out", "名录.xlsx"]).expect_code(2);
    run.says(&["「名录.xlsx」已经有了，没有覆盖"]);
    assert_eq!(fs::read(folder.path().join("名录.xlsx")).expect("the directory"), before);
    kit::run(folder.path(), &["template", "risk", "--out", "表.xls"]).expect_code(2).says(&["后缀不是 .xlsx"]);
    kit::run(folder.path(), &["template", "letter", "--out", "表.xlsx"]).expect_code(64);
    kit::run(folder.path(), &["template", "risk", "没有的文件夹", "--out", "表.xlsx"]).expect_code(2).says(&["找不到"]);
    // Made again, the very same form is there already.
    kit::run(folder.path(), &["template", "ledger", "--units", "名录.xlsx", "--out", "表样.xlsx"]).expect_code(0);
    kit::run(folder.path(), &["template", "ledger", "--out", "新/"]).expect_code(0);
    assert!(folder.path().join("新/整改台账（统一表样）.xlsx").is_file());
}
