//! Forms made, looked over, filled and read back.

use std::io::Cursor;

use calamine::{Data, DataType, Reader, Xlsx};

use crate::office::style::Style;
use crate::office::xlsx::{Book, Properties};
use crate::report::kit::{Desk, day};
use crate::report::scorecard::form::{OwnForm, example, fill, lint};

/// A form of one sheet whose rows hold these texts; one that begins with `=` is a formula.
fn form(rows: &[&[&str]]) -> OwnForm {
    let mut book = Book::new(&Properties { title: "表", author: "", day: day("2026-01-01") }).expect("a book");
    let mut sheet = book.sheet("考核", &[12.0; 6]).expect("a sheet");
    for row in rows {
        let live = |text: &str| match text.strip_prefix('=') {
            Some(formula) => Style::BODY.count(0_u32).live(formula.to_owned()),
            None => Style::BODY.text(text.to_owned()),
        };
        sheet.row(&row.iter().map(|text| live(text)).collect::<Vec<_>>()).expect("a row");
    }
    sheet.end().expect("the sheet");
    OwnForm { name: "模板/评分表.xlsx".into(), bytes: book.finish().expect("the book") }
}

fn desk() -> Desk {
    Desk::new().unit("县水利局", "部门", 2, "80").unit("县教育局", "部门", 1, "91.5").unit("县审计局", "部门", 3, "77.25")
}

fn cells(bytes: &[u8], sheet: &str) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).expect("a workbook");
    book.worksheet_range(sheet).expect("the sheet").rows().map(<[Data]>::to_vec).collect()
}

fn said(form: &OwnForm) -> (Vec<String>, Vec<String>) {
    let desk = desk();
    let found = lint(form, &desk.policy, &desk.assessment.titles).expect("a workbook");
    let words = |errors: &[crate::error::Error]| errors.iter().map(ToString::to_string).collect();
    (words(&found.faults), words(&found.advice))
}

#[test]
fn the_marked_row_is_repeated_for_each_unit_in_order_of_rank() {
    let form = form(&[
        &["{{报告月份}}考核，截至{{数据截止}}"],
        &["名次", "单位", "得分", "完成率"],
        &["{{名次}}", "{{单位}}", "{{得分}}", "{{completion-rate.比率}}"],
        &["合计", "{{单位数}}", "=SUM(C3:C3)", "="],
    ]);
    let desk = desk();
    let filled = fill(&desk.case(), &form).expect("filled");
    assert_eq!(filled.path, "评分表.xlsx");
    let rows = cells(&filled.content, "考核");
    assert_eq!(rows[0][0].to_string(), "2026年10月考核，截至2026年10月31日");
    let units: Vec<String> = rows[2..5].iter().map(|row| row[1].to_string()).collect();
    assert_eq!(units, ["县教育局", "县水利局", "县审计局"]);
    assert_eq!(rows[2][2], Data::Float(91.5));
    assert_eq!(rows[4][0], Data::Float(3.0));
    assert_eq!(rows[5][1], Data::Float(3.0));
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(&filled.content)).expect("a workbook");
    let formulas = book.worksheet_formula("考核").expect("formulas");
    assert_eq!(formulas.get_value((5, 2)).map(String::as_str), Some("SUM(C3:C5)"));
}

#[test]
fn without_units_the_marked_row_stands_blank() {
    let desk = Desk::new();
    let filled = fill(&desk.case(), &form(&[&["{{单位}}", "{{单位数}}"], &["完"]])).expect("filled");
    let rows = cells(&filled.content, "考核");
    assert_eq!(rows[0], [Data::Empty, Data::Float(0.0)]);
    assert_eq!(rows[1][0].to_string(), "完");
}

#[test]
fn text_of_a_ledger_never_becomes_a_formula() {
    let desk = Desk::new().unit("=1+1<&>{{得分}}", "部门", 1, "80");
    let filled = fill(&desk.case(), &form(&[&["{{单位}}", "{{单位}}："]])).expect("filled");
    let rows = cells(&filled.content, "考核");
    assert_eq!(rows[0], [Data::String("=1+1<&>{{得分}}".into()), Data::String("=1+1<&>{{得分}}：".into())]);
}

#[test]
fn every_fault_of_a_form_is_named_with_its_cell() {
    let (faults, advice) = said(&form(&[
        &["{{报告月分}}", "{{单位"],
        &["{{单位}}", "{{得分}}", "{{名次}}", "{{没有这样的东西}}"],
        &["{{等次}}", "得分}}"],
    ]));
    let all = faults.join("\n");
    for words in [
        "不认识「{{报告月分}}」这个名称\n  --> 模板/评分表.xlsx，表「考核」，A1\n  办法：是不是「报告月份」",
        "「{{单位」里的花括号没有写完\n  --> 模板/评分表.xlsx，表「考核」，B1",
        "不认识「{{没有这样的东西}}」这个名称\n  --> 模板/评分表.xlsx，表「考核」，D2\n  办法：可以写的名称",
        "「等次」是每个单位的名称，要和其他单位的名称写在同一行（第 2 行）\n  --> 模板/评分表.xlsx，表「考核」，A3",
        "「得分}}」里多了一对右花括号",
    ] {
        assert!(all.contains(words), "{words}\n\n{all}");
    }
    assert_eq!((faults.len(), advice.len()), (5, 0), "{all}");
}

#[test]
fn a_form_without_a_marked_row_is_advised_and_one_without_holes_refused() {
    let (faults, advice) = said(&form(&[&["{{单位数}}"]]));
    assert!(faults.is_empty() && advice.len() == 1 && advice[0].contains("没有哪一行写了单位的名称"), "{faults:?} {advice:?}");
    let (faults, _) = said(&form(&[&["空白"]]));
    assert!(faults.len() == 1 && faults[0].contains("一个占位符也没有"), "{faults:?}");
}

#[test]
fn other_kinds_of_files_are_refused_in_one_message() {
    let desk = desk();
    for (name, bytes) in [("评分表.xls", &b"PK\x03\x04"[..]), ("评分表.xlsx", &b"\xD0\xCF\x11\xE0"[..])] {
        let form = OwnForm { name: name.into(), bytes: bytes.to_vec() };
        let faults = fill(&desk.case(), &form).expect_err("refused");
        assert!(faults.len() == 1 && faults[0].message.contains("只能是 .xlsx 或 .xlsm"), "{faults:?}");
    }
    let damaged = OwnForm { name: "评分表.xlsx".into(), bytes: b"PK\x03\x04 nothing".to_vec() };
    assert_eq!(fill(&desk.case(), &damaged).expect_err("refused").len(), 1);
}

#[test]
fn the_example_has_no_fault_and_lists_every_name() {
    let desk = desk();
    let bytes = example(&desk.policy, &desk.assessment.titles).expect("the example");
    let form = OwnForm { name: "评分表.xlsx".into(), bytes };
    assert_eq!(said(&form), (Vec::new(), Vec::new()));
    let names = cells(&form.bytes, "可用名称");
    assert!(names.iter().any(|row| row[0].get_string() == Some("得分")));
    let filled = fill(&desk.case(), &form).expect("filled");
    let rows = cells(&filled.content, "评分表");
    assert_eq!(rows[3][1].to_string(), "县教育局");
    assert_eq!(cells(&filled.content, "可用名称"), names, "other sheets stay");
}
