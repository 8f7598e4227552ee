//! Reads the workbook back with another library than wrote it, and looks at cells.

use std::io::Cursor;

use calamine::{Reader, Xlsx};

use super::{Links, Problems, entries, list, part_name, parts};
use crate::model::about::{About, Severity};
use crate::model::checked::{Outcome, RuleRun, Threshold};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::finding::{Refusal, RefusalReason};
use crate::model::place::{CellRef, Place};
use crate::model::source_file::SourceFile;
use crate::model::waiver::{JudgedWaiver, Waived, Waiver, WaiverState};
use crate::office::xlsx::{Book, Properties};
use crate::report::Report;
use crate::report::kit::{Desk, day};

const SHEETS: [&str; 5] = ["概况", "明细", "规则清单", "豁免", "版本与口径"];

/// A written workbook.
struct Written(Xlsx<Cursor<Vec<u8>>>);

impl Written {
    fn of(desk: &Desk) -> Self {
        Self(Xlsx::new(Cursor::new(bytes(desk))).expect("a workbook"))
    }

    /// Returns the rows of a sheet as text, empty cells as `""`.
    fn rows(&mut self, name: &str) -> Vec<Vec<String>> {
        let range = self.0.worksheet_range(name).expect("the sheet");
        range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
    }

    /// Returns the rows below the header that begins with `first`.
    fn table(&mut self, name: &str, first: &str) -> Vec<Vec<String>> {
        let mut rows = self.rows(name);
        let head = rows.iter().position(|row| row[0] == first).expect("the header");
        rows.split_off(head + 1)
    }
}

fn bytes(desk: &Desk) -> Vec<u8> {
    let documents = Problems.write(&desk.case()).expect("a workbook");
    assert_eq!(documents.len(), 1);
    assert_eq!(documents[0].path, "核验问题.xlsx");
    documents.into_iter().next().expect("one document").content
}

/// One finding of each kind: two errors, a doubt, a notice without a unit; one waived, one on trial.
fn desk() -> Desk {
    let mut desk = Desk::new()
        .unit("县教育局", "县直部门", 1, "80")
        .unit("县财政局", "县直部门", 2, "70")
        .finding(Severity::Error, Some("县教育局"), CellRef::new(3, 4), "甲")
        .finding(Severity::Error, Some("县教育局"), CellRef::new(4, 4), "乙")
        .finding(Severity::Warning, Some("县水利局"), CellRef::new(5, 4), "丙")
        .finding(Severity::Info, None, CellRef::new(6, 4), "丁")
        .finding(Severity::Error, Some("县教育局"), CellRef::new(7, 4), "戊")
        .finding(Severity::Error, None, CellRef::new(8, 4), "己");
    let findings = &mut desk.checked.findings;
    desk.checked.trial.extend(findings.pop());
    desk.checked.waived.extend(findings.pop().map(|finding| Waived { finding, waiver: 0 }));
    desk.checked.waivers.push(waiver(WaiverState::Applied));
    desk
}

fn waiver(state: WaiverState) -> JudgedWaiver {
    let place = Place::file("豁免.xlsx").sheet("豁免").row(1);
    let waiver = Waiver {
        rule: Some("closed-without-evidence".into()),
        reason: Some("材料另册保管".into()),
        approver: Some("王五".into()),
        until: Some(day("2026-12-31")),
        place,
        ..Waiver::default()
    };
    let lacks = if state == WaiverState::Incomplete { vec![Field::ApprovedBy] } else { Vec::new() };
    JudgedWaiver { waiver, about: None, near: None, lacks, state }
}

fn rule(id: &'static str, outcome: Outcome, trial: bool, hits: usize) -> RuleRun {
    let about =
        About {
            id, title: "规则", severity: None, source: Clause::new("数据质量规则", "7.1"), why: "有缘由", remedy: "有办法"
        };
    RuleRun {
        about: about.shared(),
        severity: Severity::Warning,
        trial,
        limit: Some(Threshold { value: 5, meaning: "至少几条" }),
        outcome,
        hits,
        waived: 0,
    }
}

#[test]
fn sheets_stand_in_the_order_people_read_them() {
    assert_eq!(Written::of(&desk()).0.sheet_names(), SHEETS);
}

#[test]
fn the_totals_of_the_first_page_are_the_rows_of_the_list() {
    let mut written = Written::of(&desk());
    let rows = written.table("概况", "单位");
    let units: Vec<String> = rows.iter().take(5).map(|row| row[..7].join("|")).collect();
    let expected =
        ["县教育局|2|0|0|1|3|0", "县水利局|0|1|0|0|1|0", "县财政局|0|0|0|0|0|0", "未指明单位|0|0|1|0|1|1", "合计|2|1|1|1|5|1"];
    assert_eq!(units, expected);
    assert_eq!(rows[0][7], "已销号但没有佐证材料 2");
    let rules = written.table("概况", "规则名称");
    assert_eq!(rules[0].join("|"), "已销号但没有佐证材料|错误|4|1|5|1|2|县教育局、县水利局|closed-without-evidence");
    assert_eq!(rules[1][..6].join("|"), "合计||4|1|5|1");
    let list = written.table("明细", "序号");
    let count = |word: &str| list.iter().filter(|row| row[7] == word).count();
    assert_eq!((list.len(), count("计数"), count("豁免"), count("试行")), (6, 4, 1, 1));
    let text: Vec<String> = written.rows("概况").into_iter().map(|row| row[..2].join("|")).collect();
    assert!(text.contains(&"核验发现|5 处＝错误 2＋疑点 1＋提示 1＋豁免 1".to_owned()), "{text:?}");
    assert!(text.contains(&"试行的规则发现|1 处，不计数，另列一栏".to_owned()), "{text:?}");
}

#[test]
fn a_finding_shows_its_place_its_words_and_whether_it_counts() {
    let rows = Written::of(&desk()).table("明细", "序号");
    assert_eq!(
        rows[0].join("|"),
        "1|台账/县教育局.xlsx|台账|E4|县教育局|2026-001|错误|计数|closed-without-evidence|已销号但没有佐证材料|佐证材料||甲|请补填佐证材料"
    );
    assert_eq!(rows[4][12], "戊");
    assert_eq!((rows[4][7].as_str(), rows[5][7].as_str()), ("豁免", "试行"));
}

#[test]
fn files_not_used_are_named_on_the_first_page() {
    let mut desk = desk();
    desk.ledger.refused.push(Refusal {
        file: "台账/加密.xlsx".into(),
        reason: RefusalReason::Encrypted,
        message: "文件有密码".to_owned(),
        hint: "请去掉密码后重报".to_owned(),
    });
    let refused = &Written::of(&desk).table("概况", "文件")[3..];
    let row = refused.iter().find(|row| row[0] == "台账/加密.xlsx").expect("the file");
    assert_eq!((row[1].as_str(), row[7].as_str()), ("已加密：文件有密码", "请去掉密码后重报"));
}

#[test]
fn every_rule_says_whether_it_ran() {
    let mut desk = desk();
    desk.checked.rules = vec![
        rule("one", Outcome::Ran, false, 3),
        rule("two", Outcome::Ran, true, 0),
        rule("three", Outcome::Off, false, 0),
        rule("four", Outcome::NotApplicable("没有设总台账".to_owned()), false, 0),
    ];
    let mut written = Written::of(&desk);
    let rows = written.table("规则清单", "序号");
    let outcome = |at: usize| format!("{}|{}|{}", rows[at][1], rows[at][4], rows[at][5]);
    assert_eq!(
        [0, 1, 2, 3].map(outcome),
        ["one|运行|", "two|试行|", "three|关闭|评分办法里关闭了这条规则", "four|未运行|没有设总台账"]
    );
    assert_eq!((rows[0][6].as_str(), rows[0][8].as_str(), rows[0][11].as_str()), ("3", "5（至少几条）", "数据质量规则，7.1"));
    assert!(written.rows("规则清单")[2][0].starts_with("共 4 条规则＝运行 1＋试行 1＋未运行 1＋关闭 1"));
}

#[test]
fn waivers_say_what_became_of_them_and_none_is_said_too() {
    let mut desk = desk();
    desk.checked.waivers.push(waiver(WaiverState::Incomplete));
    let rows = Written::of(&desk).table("豁免", "序号");
    // The reader shows a day as Excel counts it: 46387 is 2026-12-31.
    assert_eq!(rows[0][1..].join("|"), "豁免.xlsx 第2行|closed-without-evidence||全部|材料另册保管|王五|46387|有效|1");
    assert_eq!(rows[1][8..].join("|"), "填写不全，没有采用：缺批准人|0");
    assert_eq!(Written::of(&Desk::new()).rows("豁免")[2][0], "没有豁免。");
}

#[test]
fn the_last_sheet_names_the_inputs_and_what_counts() {
    let mut written = Written::of(&desk());
    let rows = written.table("版本与口径", "文件");
    assert_eq!(rows[0].join("|"), format!("台账/县教育局.xlsx|12345|{}", "ab".repeat(32)));
    let text = written.rows("版本与口径").into_iter().flatten().collect::<Vec<_>>().join("\n");
    for part in [concat!("xuncha ", env!("CARGO_PKG_VERSION")), "2026-01", "2026年10月31日", "每行计一条。"] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
}

#[test]
fn links_lead_to_the_cell_the_row_or_the_file() {
    let source = |file: &str, path: Option<&str>| SourceFile {
        file: file.into(),
        size_bytes: 1,
        sha256: String::new(),
        path: path.map(ToOwned::to_owned),
    };
    let sources = [source("a.xls", Some("../a.xls")), source("b.CSV", Some("../b.CSV")), source("c.xlsx", None)];
    let links = Links::of(&sources);
    let at = |file: &str| Place::file(file).sheet("表");
    assert_eq!(links.to(&at("a.xls").cell(CellRef::new(13, 3))).as_deref(), Some("file://../a.xls#'表'!D14"));
    assert_eq!(links.to(&at("a.xls").row(4)).as_deref(), Some("file://../a.xls#'表'!A5"));
    assert_eq!(links.to(&at("a.xls")).as_deref(), Some("file://../a.xls#'表'!A1"));
    assert_eq!(links.to(&at("b.CSV").row(4)).as_deref(), Some("file://../b.CSV"));
    assert_eq!(links.to(&at("c.xlsx")), None);
    assert_eq!(links.to(&at("d.xlsx")), None);
}

#[test]
fn findings_beyond_a_sheets_room_go_to_the_next() {
    let split = |rows| parts(rows, 3).into_iter().map(|part| (part.start, part.end)).collect::<Vec<_>>();
    assert_eq!(split(0), [(0, 0)]);
    assert_eq!(split(3), [(0, 3)]);
    assert_eq!(split(7), [(0, 3), (3, 6), (6, 7)]);
    assert_eq!([0, 1, 9, 10].map(|part| part_name("明细", part)), ["明细", "明细（二）", "明细（十）", "明细（11）"]);
    let desk = desk();
    let case = desk.case();
    let mut book = Book::new(&Properties { title: "", author: "", day: day("2026-10-31") }).expect("a workbook");
    list::write_parts(&mut book, &case, &entries(case.checked), &Links::of(case.sources), 4).expect("written");
    let mut written = Written(Xlsx::new(Cursor::new(book.finish().expect("bytes"))).expect("a workbook"));
    let numbers = |rows: Vec<Vec<String>>| rows.into_iter().map(|row| row[0].clone()).collect::<Vec<_>>().join(" ");
    assert_eq!(numbers(written.table("明细", "序号")), "1 2 3 4");
    assert_eq!(numbers(written.table("明细（二）", "序号")), "5 6");
}

#[test]
fn hostile_text_stays_text() {
    let mut desk = Desk::new().unit("=1+1", "@组", 1, "50");
    for text in ["=cmd|'/c calc'!A1", "+1", "@SUM(A1)", "\u{202E}倒\u{0}序"] {
        desk = desk.finding(Severity::Error, Some(text), CellRef::new(3, 1), text);
    }
    desk = desk.finding(Severity::Error, None, CellRef::new(3, 1), &"问".repeat(40_000));
    desk.checked.findings[0].value = Some("=2+2".into());
    let mut written = Written::of(&desk);
    for name in SHEETS {
        let formulas = written.0.worksheet_formula(name).expect("the sheet");
        assert!(formulas.used_cells().next().is_none(), "a formula in {name}");
    }
    let rows = written.table("明细", "序号");
    assert_eq!((rows[0][11].as_str(), rows[0][12].as_str()), ("=2+2", "=cmd|'/c calc'!A1"));
    assert_eq!(rows[3][12], "倒序");
    assert!(rows[4][12].ends_with("…（余见原表）"));
}

#[test]
fn nothing_found_and_nothing_read_still_give_every_sheet_and_the_same_bytes() {
    let mut empty = Desk::new();
    empty.ledger.tables.clear();
    let mut written = Written::of(&empty);
    assert_eq!(written.0.sheet_names(), SHEETS);
    assert!(written.rows("概况").iter().any(|row| row[0].starts_with("没有发现问题")));
    assert_eq!(bytes(&desk()), bytes(&desk()));
}
