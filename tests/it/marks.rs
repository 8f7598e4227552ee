//! Marked copies: the original's parts stay, the values read back, twice is once, and taking the marks off gives it all back.
//!
//! `tests/files/marks` has the workbooks; its README says what is in them and where they are from.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use calamine::{Data, Reader, Sheets};
use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::kit;

const FILES: [&str; 3] = ["rich.xlsm", "strict.xlsx", "prefixed.xlsx"];

/// What may differ between an original and its marked copy, by the end of its name.
const TOUCHED: [&str; 8] = [
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/_rels/sheet1.xml.rels",
    "xl/comments1.xml",
    "xl/drawings/vmlDrawing1.vml",
];

fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).expect("an entry");
        let mut content = Vec::new();
        entry.read_to_end(&mut content).expect("it inflates");
        parts.push((entry.name().expect("a name").into_owned(), content));
    }
    parts
}

fn part(bytes: &[u8], wanted: &str) -> String {
    let found = parts(bytes).into_iter().find(|(name, _)| name == wanted);
    String::from_utf8(found.unwrap_or_else(|| panic!("no {wanted}")).1).expect("UTF-8")
}

fn pack(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name, SimpleFileOptions::default()).expect("an entry");
        zip.write_all(content).expect("written");
    }
    zip.finish().expect("a package").into_inner()
}

/// Every value and every formula of a workbook, by sheet.
fn read_back(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut book: Sheets<_> = calamine::open_workbook_auto_from_rs(Cursor::new(bytes)).expect("a workbook");
    let mut all = BTreeMap::new();
    for name in book.sheet_names() {
        let values = book.worksheet_range(&name).expect("values");
        let values: Vec<(usize, usize, &Data)> = values.used_cells().collect();
        let formulas =
            book.worksheet_formula(&name).map(|range| range.used_cells().map(|c| format!("{c:?}")).collect::<Vec<_>>());
        all.insert(name, format!("{values:?} {formulas:?}"));
    }
    all
}

struct Office {
    folder: tempfile::TempDir,
}

impl Office {
    /// A folder `台账` with one of the files.
    fn with(file: &str) -> Self {
        let office = Self { folder: kit::folder() };
        office.put(&format!("台账/{file}"), &fs::read(kit::repository("tests/files/marks").join(file)).expect("the file"));
        office
    }

    fn put(&self, name: &str, bytes: &[u8]) {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, bytes).expect("written");
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder.path().join(name)).unwrap_or_else(|cause| panic!("{name}: {cause}"))
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    #[track_caller]
    fn annotate(&self, input: &str, out: &str) -> kit::Run {
        kit::run(self.path(), &["check", input, "--as-of", "2026-10-31", "--annotate", out])
    }
}

#[test]
fn parts_that_are_not_concerned_stay_byte_for_byte() {
    for file in FILES {
        let office = Office::with(file);
        office.annotate("台账", "标注").expect_code(1);
        let (before, after) = (parts(&office.bytes(&format!("台账/{file}"))), parts(&office.bytes(&format!("标注/{file}"))));
        let names = |parts: &[(String, Vec<u8>)]| parts.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&before), names(&after)[..before.len()], "{file}: the order stays");
        for (old, new) in before.iter().zip(&after) {
            assert!(old.1 == new.1 || TOUCHED.contains(&old.0.as_str()), "{file}: {}", old.0);
        }
        for (name, _) in &after[before.len()..] {
            assert!(name.contains("xuncha") || name.contains("customXml/") || name.ends_with(".rels"), "{file}: {name}");
        }
    }
}

#[test]
fn values_and_formulas_read_back_the_same() {
    for file in FILES {
        let office = Office::with(file);
        office.annotate("台账", "标注").expect_code(1);
        let before = read_back(&office.bytes(&format!("台账/{file}")));
        let mut after = read_back(&office.bytes(&format!("标注/{file}")));
        after.retain(|name, _| before.contains_key(name));
        assert_eq!(before, after, "{file}");
    }
}

#[test]
fn marking_a_marked_copy_gives_the_same_bytes_and_the_same_findings() {
    for file in FILES {
        let office = Office::with(file);
        office.annotate("台账", "一/台账").expect_code(1);
        fs::rename(office.path().join("台账"), office.path().join("原件")).expect("moved");
        // The same path again, so that messages that name it are the same.
        office.put(&format!("台账/{file}"), &office.bytes(&format!("一/台账/{file}")));
        office.annotate("台账", "二").expect_code(1);
        assert!(office.bytes(&format!("一/台账/{file}")) == office.bytes(&format!("二/{file}")), "{file}");
    }
}

#[test]
fn a_folder_of_marked_copies_is_checked_like_any_other() {
    let office = Office::with(FILES[0]);
    office.annotate("台账", "标注").expect_code(1);
    let summary = |folder: &str| {
        let words = ["check", folder, "--as-of", "2026-10-31", "--format", "json"];
        kit::run(office.path(), &words).expect_code(1).json()["summary"].clone()
    };
    assert_eq!(summary("标注"), summary("台账"));
}

#[test]
fn taking_the_marks_off_gives_every_part_back() {
    for file in FILES {
        let office = Office::with(file);
        office.annotate("台账", "标注").expect_code(1);
        let marked = format!("标注/{file}");
        let run = kit::run(office.path(), &["check", "--unmark", &marked, "--out", "还原/"]).expect_code(0);
        assert!(!run.stderr.contains("别的程序"), "{}", run.stderr);
        assert!(parts(&office.bytes(&format!("台账/{file}"))) == parts(&office.bytes(&format!("还原/{file}"))), "{file}");
    }
}

#[test]
fn marks_say_what_is_wrong_and_lead_both_ways() {
    let office = Office::with("rich.xlsm");
    office.annotate("台账", "标注").expect_code(1);
    let marked = office.bytes("标注/rich.xlsm");
    let comments = part(&marked, "xl/comments1.xml");
    for words in [
        "【错误】没有写整改时限\n整改时限是空的\n办法：",
        "请补充合同",
        "<t>完成时间待报</t></r><r><t xml:space=\"preserve\">\n――――",
        "（见「核验问题」第 ",
    ] {
        assert!(comments.contains(words), "{words}\n{comments}");
    }
    let sheet = part(&marked, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("location=\"&apos;核验问题&apos;!A") || sheet.contains("location=\"'核验问题'!A"), "{sheet}");
    assert_eq!(sheet.matches("<legacyDrawing").count(), 1);
    let path = office.path().join("标注/rich.xlsm");
    assert_eq!(kit::sheet_names(&path).last().map(String::as_str), Some("核验问题"));
    let list = kit::table(&path, "核验问题", &["序号", "检查项", "单元格", "办法"]);
    assert!(list.iter().any(|row| row["检查项"] == "没有写整改时限" && row["单元格"] == "G5"), "{list:?}");
    assert!(part(&marked, "xl/worksheets/xunchaList1.xml").contains("<hyperlink ref=\"H4\" location=\"'整改台账'!"));
}

#[test]
fn a_sheet_of_the_same_name_keeps_it() {
    let office = Office::with("strict.xlsx");
    office.annotate("台账", "标注").expect_code(1);
    assert_eq!(kit::sheet_names(&office.path().join("标注/strict.xlsx")), ["核验问题", "核验问题(2)"]);
}

#[test]
fn text_from_a_ledger_never_becomes_markup_or_a_formula() {
    let office = Office { folder: kit::folder() };
    let text = kit::LEDGER.replace("某县某镇", "+<b>&某\"镇").replace("整改中", "_x0041_<c>");
    kit::workbook(&office.path().join("台账/甲.xlsx"), &text);
    office.annotate("台账", "标注").expect_code(1);
    let list = kit::table(&office.path().join("标注/甲.xlsx"), "核验问题", &["单位", "当前值"]);
    assert!(list.iter().any(|row| row["单位"] == "+<b>&某\"镇" && row["当前值"] == "_x0041_<c>"), "{list:?}");
    assert!(!part(&office.bytes("标注/甲.xlsx"), "xl/worksheets/xunchaList1.xml").contains("<f>"));
}

#[test]
fn what_cannot_be_patched_gets_a_twin_of_its_values() {
    let office = Office { folder: kit::folder() };
    kit::copy_county(&office.path().join("县"));
    let run = kit::run(office.path(), &["check", "县", "--month", "2026-10", "-q", "--annotate", "标注"]).expect_code(1);
    assert!(run.stderr.contains("csv 文件不能在原样上标注，另做了一份 xlsx"), "{}", run.stderr);
    for (from, to) in [("县卫生健康局.csv", "县卫生健康局.xlsx"), ("县农业农村局整改台账.xls", "县农业农村局整改台账.xlsx")]
    {
        let (before, after) = (office.path().join("县/台账").join(from), office.path().join("标注").join(to));
        let name = &kit::sheet_names(&after)[0];
        let words = |path: &Path, name: &str| -> Vec<String> {
            kit::sheet(path, name).concat().into_iter().filter(|cell| !cell.is_empty()).collect()
        };
        if from.ends_with("xls") {
            assert_eq!(words(&before, name), words(&after, name));
        } else {
            assert!(words(&after, name).len() > 100);
        }
        assert!(kit::sheet_names(&after).contains(&"核验问题".to_owned()));
    }
}

#[test]
fn a_file_without_findings_is_copied_as_it_is() {
    let office = Office { folder: kit::folder() };
    // The writer puts down the second a workbook was made, so a second one would not have the same bytes.
    let ledger = kit::ledger();
    office.put("台账/甲.xlsx", &ledger);
    office.annotate("台账/甲.xlsx", "标注").expect_code(0);
    assert!(office.bytes("标注/甲.xlsx") == ledger);
}

#[test]
fn copies_never_come_to_lie_among_the_originals() {
    let office = Office::with("strict.xlsx");
    let before = kit::hashes(office.path());
    for (input, out) in [("台账", "台账"), ("台账", "台账/标注"), ("台账", "台账/新/../标注"), ("台账/strict.xlsx", "台账")]
    {
        let run = office.annotate(input, out).expect_code(2);
        assert!(run.stderr.contains("原文件"), "{}", run.stderr);
    }
    let mut after = kit::hashes(office.path());
    after.retain(|name, _| !name.ends_with(".tmp"));
    assert_eq!(before, after);
}

#[test]
fn a_copy_saved_by_another_program_loses_its_marks_and_keeps_what_was_typed() {
    let office = Office::with("rich.xlsm");
    office.annotate("台账", "标注").expect_code(1);
    let mut saved = parts(&office.bytes("标注/rich.xlsm"));
    for (name, content) in &mut saved {
        let text = String::from_utf8_lossy(content).into_owned();
        if name == "xl/worksheets/sheet1.xml" {
            *content = text.replace("</sheetData>", "<row r=\"40\"><c r=\"A40\"><v>7</v></c></row></sheetData>").into_bytes();
        } else if name == "xl/styles.xml" {
            *content = text.replace("rgb=\"FFF4C7C2\"", "rgb=\"fff4c7c2\"").into_bytes();
        }
    }
    office.put("收到/rich.xlsm", &pack(&saved));
    let run = kit::run(office.path(), &["check", "--unmark", "收到/rich.xlsm", "--out", "还原.xlsm"]).expect_code(0);
    assert!(run.stderr.contains("别的程序"), "{}", run.stderr);
    let back = office.bytes("还原.xlsm");
    assert_eq!(kit::sheet_names(&office.path().join("还原.xlsm")), ["整改台账", "统计'数'表", "旧版"]);
    let (comments, sheet) = (part(&back, "xl/comments1.xml"), part(&back, "xl/worksheets/sheet1.xml"));
    assert!(!comments.contains("办法：") && comments.contains("请补充合同") && comments.contains("完成时间待报"), "{comments}");
    assert!(sheet.contains("<v>7</v>") && !sheet.contains("核验问题"), "{sheet}");
    assert!(!parts(&back).iter().any(|(name, _)| name.contains("xunchaList") || name.contains("customXml/item2")));
    // What was typed stays, and the ledger is checked as if it had never been marked.
    let before = kit::run(office.path(), &["check", "台账/rich.xlsm", "--as-of", "2026-10-31", "--format", "json"]).stdout;
    let after = kit::run(office.path(), &["check", "收到/rich.xlsm", "--as-of", "2026-10-31", "--format", "json"]).stdout;
    let findings = |text: &str| {
        let report: serde_json::Value = serde_json::from_str(text).expect("JSON");
        let cell = |finding: &serde_json::Value| format!("{} {}", kit::text(finding, "id"), kit::text(finding, "cell"));
        kit::list(&report, "findings").iter().map(cell).collect::<Vec<_>>()
    };
    assert_eq!(findings(&before), findings(&after));
}

/// A ledger with what can be put right without asking, and what cannot.
const UNTIDY: &str = "\
# 整改台账
某县巡察整改台账 | < | < | < | < | < | < | < | < | < | <
序号 | 被巡察单位 | 反馈问题 | 整改措施 | 责任领导 | 责任人 | 整改时限 | 整改状态 | 完成时间 | 佐证材料 | 整改进展情况
=1 | 县教育和体育局 | 采购程序不规范，2025年有3笔未比价 | 修订采购办法\u{3000} | 张三 | 李四 | 2026年6月底前 | 已完成 | 2026.6.12 | \
《采购管理办法》 | 修订采购办法1份，自查采购项目12个
=2 | 县水力局 | 档案管理混乱，2024年缺失档案5份 | 补齐档案 | 王五 | 赵六 | ２０２６/12/31 | 已办 | | | 已补齐档案3份
";

#[test]
fn fix_changes_what_cannot_be_wrong_and_nothing_else() {
    let office = Office { folder: kit::folder() };
    let text = UNTIDY.replace("修订采购办法\u{3000}", "修订采购办法\u{3000}\\n ");
    kit::workbook_with(&office.path().join("甲.xlsx"), &text, |sheet| {
        sheet.set_column_range_width(6, 8, 12.0).expect("a width");
    });
    kit::workbook(&office.path().join("名录.xlsx"), "# 单位\n单位名称 | 别名\n县教育局 | 县教育和体育局\n县水利局 |\n");
    let words = ["fix", "甲.xlsx", "--units", "名录.xlsx", "--as-of", "2026-10-31", "--out", "改后.xlsx", "--format", "json"];
    let run = kit::run(office.path(), &words).expect_code(0);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let changed: Vec<String> = kit::list(&report, "changes")
        .iter()
        .map(|change| format!("{} {}", kit::text(change, "cell"), kit::text(change, "after")))
        .collect();
    assert_eq!(changed, ["B3 县教育局", "D3 修订采购办法", "I3 2026-06-12", "G4 2026-12-31"], "{}", run.stdout);
    let (before, after) = (office.path().join("甲.xlsx"), office.path().join("改后.xlsx"));
    let (old, new) = (kit::sheet(&before, "整改台账"), kit::sheet(&after, "整改台账"));
    let at = |row: usize, column: usize| [(2, 1), (2, 3), (2, 8), (3, 6)].contains(&(row, column));
    for (row, cells) in old.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            assert_eq!(*cell == new[row][column], !at(row, column) || cell.is_empty(), "{row} {column}: {cell}");
        }
    }
    assert_eq!(new[2][8], "2026-06-12");
    let (before, after) = (parts(&office.bytes("甲.xlsx")), parts(&office.bytes("改后.xlsx")));
    let touched: Vec<&str> = before.iter().zip(&after).filter(|(old, new)| old != new).map(|(old, _)| old.0.as_str()).collect();
    assert_eq!(touched, ["xl/styles.xml", "xl/worksheets/sheet1.xml"]);
    let again = [&words[..1], &["改后.xlsx"], &words[2..7], &["再改.xlsx"]].concat();
    let again = kit::run(office.path(), &again).expect_code(0);
    assert!(again.stdout.contains("改了 0 处"), "{}", again.stdout);
}

#[test]
fn fix_says_what_it_cannot_do() {
    let office = Office { folder: kit::folder() };
    kit::copy_county(&office.path().join("县"));
    let csv = kit::run(office.path(), &["fix", "县/台账/县卫生健康局.csv", "--out", "a.csv"]).expect_code(2);
    assert!(csv.stderr.contains("不能在原样上改动"), "{}", csv.stderr);
    // The columns have the usual width, which is too narrow for some days.
    kit::workbook(&office.path().join("乙.xlsx"), UNTIDY);
    let narrow = kit::run(office.path(), &["fix", "乙.xlsx", "--out", "改后.xlsx"]).expect_code(0);
    assert!(narrow.stdout.contains("I3  没有改（列太窄") && narrow.stdout.contains("没有改 2 处"), "{}", narrow.stdout);
    let folder = kit::run(office.path(), &["fix", "县", "--out", "a.xlsx"]).expect_code(2);
    assert!(folder.stderr.contains("一次改一个台账文件"), "{}", folder.stderr);
    let over =
        kit::run(office.path(), &["fix", "县/台账/县水利局.xlsx", "--out", "县/台账/县教育局整改台账1018.xlsx"]).expect_code(2);
    assert!(over.stderr.contains("没有覆盖"), "{}", over.stderr);
}

#[test]
fn unmark_says_what_it_cannot_do() {
    let office = Office::with("strict.xlsx");
    let run = kit::run(office.path(), &["check", "--unmark", "台账/strict.xlsx", "--out", "还原.xlsx"]).expect_code(2);
    assert!(run.stderr.contains("没有核验标注"), "{}", run.stderr);
    office.annotate("台账", "标注").expect_code(1);
    let over = kit::run(office.path(), &["check", "--unmark", "标注/strict.xlsx", "--out", "标注/strict.xlsx"]).expect_code(2);
    assert!(over.stderr.contains("没有覆盖"), "{}", over.stderr);
    kit::run(office.path(), &["check", "--unmark", "标注/strict.xlsx"]).expect_code(64);
    kit::run(office.path(), &["check", "台账", "--unmark", "标注/strict.xlsx", "--out", "a.xlsx"]).expect_code(64);
}

/// A ledger with a record of marks that never were: undoing it would turn every 整改中 into 已完成.
fn with_a_forged_record(ledger: &[u8]) -> Vec<u8> {
    let mut parts = parts(ledger);
    let (name, shown) = parts.iter().find(|(name, _)| name == "xl/sharedStrings.xml").cloned().expect("texts");
    let (from, to) = ("整改中".as_bytes(), "已完成".as_bytes());
    let at = shown.windows(from.len()).position(|words| words == from).expect("a status");
    let was = [&shown[..at], to, &shown[at + from.len()..]].concat();
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let (old, new) = (hex(&Sha256::digest(&was)), hex(&Sha256::digest(&shown)));
    let undo = format!("{at} {} {};", from.len(), hex(to));
    let record =
        format!("<marks xmlns=\"urn:xuncha:marks:1\"><part name=\"{name}\" was=\"{old}\" is=\"{new}\">{undo}</part></marks>");
    parts.push(("customXml/item1.xml".to_owned(), record.into_bytes()));
    pack(&parts)
}

#[test]
fn a_forged_record_changes_neither_what_is_read_nor_what_is_written() {
    let office = Office { folder: kit::folder() };
    kit::workbook(&office.path().join("真/甲.xlsx"), kit::LEDGER);
    office.put("台账/甲.xlsx", &with_a_forged_record(&office.bytes("真/甲.xlsx")));
    let read = |folder: &str| {
        let run = kit::run(&office.path().join(folder), &["export", "甲.xlsx", "--as-of", "2026-10-31"]).expect_code(0);
        assert!(run.stdout.contains("整改中"), "{}", run.stdout);
        run.stdout
    };
    assert_eq!(read("真"), read("台账"));
    let run = kit::run(office.path(), &["check", "台账", "--as-of", "2026-10-31", "--fail-on", "never", "--annotate", "标注"]);
    assert!(run.expect_code(0).stderr.contains("与各格内容对不上"));
    let (before, after) = (read_back(&office.bytes("真/甲.xlsx")), read_back(&office.bytes("标注/甲.xlsx")));
    assert!(before.iter().all(|(name, values)| after.get(name) == Some(values)));
    let run = kit::run(office.path(), &["check", "--unmark", "台账/甲.xlsx", "--out", "还原.xlsx"]).expect_code(0);
    assert!(run.stderr.contains("与各格内容对不上"), "{}", run.stderr);
    assert_eq!(read_back(&office.bytes("还原.xlsx")), before);
}
