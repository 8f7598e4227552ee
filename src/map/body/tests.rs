//! What becomes of the rows below a header.

use super::{Body, Class, Likeness};
use crate::map::header::{self, Sought};
use crate::model::ledger::{SkipReason, TableKind};
use crate::model::place::{Area, CellRef};
use crate::model::workbook::{Row, Value};

fn rows(table: &[&[&str]]) -> Vec<Row> {
    let cells =
        |texts: &[&str]| (0u16..).zip(texts).filter(|(_, t)| !t.is_empty()).map(|(c, t)| (c, Value::Text((*t).into()))).collect();
    (0u32..).zip(table).map(|(index, texts)| Row { index, hidden: false, cells: cells(texts) }).collect()
}

/// Reads a table whose header is its first row; each row becomes one word, records their cells.
fn classes(table: &[&[&str]], merges: &[Area]) -> (Vec<String>, Vec<String>) {
    let rows = rows(table);
    let header =
        header::find(&rows, merges, Sought { kinds: &[TableKind::Rectification], layouts: &[], parts: false }).expect("a header");
    let mut body = Body::new(&header, 1, merges, None);
    body.look_ahead(&rows[header.depth..]);
    let likeness = |heading: &str| match heading {
        "县水利局" | "城关镇" => Likeness::Yes,
        other if other.ends_with('局') => Likeness::Maybe,
        _ => Likeness::No,
    };
    let classes = rows[header.depth..].iter().map(|row| match body.read(&mut row.clone(), &likeness) {
        Class::Skipped(reason) => format!("{reason:?}"),
        Class::Empty => "Empty".to_owned(),
        Class::Record(mapped) => {
            let cells: Vec<_> = mapped.cells.iter().map(|cell| format!("{}={}", cell.at, cell.value.display())).collect();
            let section = mapped.section.map(|(_, text)| format!("[{text}]")).unwrap_or_default();
            let unit = mapped.unit.map(|(at, text)| format!("<{at} {text}>")).unwrap_or_default();
            format!("{}{section}{unit}", cells.join(" "))
        }
    });
    let classes = classes.collect();
    (classes, body.notices.iter().map(|notice| format!("{} {:?} {}", notice.at, notice.kind, notice.detail)).collect())
}

const HEAD: &[&str] = &["序号", "单位", "反馈问题", "整改措施", "整改状态"];

#[test]
fn rows_that_are_no_records_are_passed_over_with_their_reason() {
    let (found, _) = classes(
        &[
            HEAD,
            &["1", "2", "3", "4", "5"],
            &["示例", "某局", "例如……", "……", "已完成"],
            &["一、聚焦党建"],
            &["1", "教育局", "问题甲", "措施", "已完成"],
            &["2", "教育局"],
            HEAD,
            &["小计", "", "1项"],
            &["合计：1项"],
            &["第2页，共9页"],
            &["填表人：", "张三", "审核人："],
            &["注：本表一式两份"],
        ],
        &[],
    );
    let reasons = [
        SkipReason::Note,
        SkipReason::Example,
        SkipReason::Section,
        SkipReason::Blank,
        SkipReason::RepeatedHeader,
        SkipReason::Subtotal,
        SkipReason::Subtotal,
        SkipReason::Note,
        SkipReason::Footer,
        SkipReason::Note,
    ];
    let skipped: Vec<_> = found.iter().filter(|class| !class.contains('=')).cloned().collect();
    assert_eq!(skipped, reasons.map(|reason| format!("{reason:?}")));
    assert_eq!(found[3], "A5=1 B5=教育局 C5=问题甲 D5=措施 E5=已完成[聚焦党建]");
}

#[test]
fn merged_cells_repeat_their_first_value_with_its_address() {
    let merges = [
        Area { first: CellRef::new(1, 1), last: CellRef::new(2, 1) },
        Area { first: CellRef::new(1, 2), last: CellRef::new(2, 2) },
    ];
    let (found, _) = classes(
        &[
            HEAD,
            &["1", "教育局", "问题甲", "措施一", "已完成"],
            &["", "", "", "措施二", "整改中"],
            &["2", "", "问题乙", "措施", ""],
        ],
        &merges,
    );
    assert_eq!(found[1], "B2=教育局 C2=问题甲 D3=措施二 E3=整改中");
    assert_eq!(found[2], "A4=2 C4=问题乙 D4=措施", "a merge ends with its last row");
}

#[test]
fn ditto_marks_take_the_value_above_and_say_so() {
    let (found, notices) = classes(&[HEAD, &["1", "教育局", "甲", "措施", "已完成"], &["2", "同上", "乙", "〃", "整改中"]], &[]);
    assert_eq!(found[1], "A3=2 B3=教育局 C3=乙 D3=措施 E3=整改中");
    assert_eq!(notices.len(), 2);
    let (found, _) = classes(&[HEAD, &["1", "教育局", "甲", "措施", "已完成"], &["2", "同 上", "乙", "上同", "整改中"]], &[]);
    assert_eq!(found[1], "A3=2 B3=教育局 C3=乙 D3=措施 E3=整改中");
}

#[test]
fn the_longest_ditto_mark_is_one_however_spaced_and_a_longer_text_is_none() {
    let below = |text: &str| {
        let rows: [&[&str]; 3] = [HEAD, &["1", "教育局", "甲", "措施", "已完成"], &["2", "财政局", "乙", text, "整改中"]];
        classes(&rows, &[]).0.swap_remove(1)
    };
    for mark in ["同上。", " 同\u{3000}上 。", "＂", "''"] {
        assert_eq!(below(mark), "A3=2 B3=财政局 C3=乙 D3=措施 E3=整改中", "{mark}");
    }
    assert_eq!(below("同上一条"), "A3=2 B3=财政局 C3=乙 D3=同上一条 E3=整改中");
}

/// Says of each row whether it is a record, and if not why; a record's section and unit behind it.
fn kinds(table: &[&[&str]]) -> Vec<String> {
    let (found, _) = classes(table, &[]);
    let mark = |class: &String| class.find(['[', '<']).map_or(String::new(), |at| class[at..].to_owned());
    found.iter().map(|class| if class.contains('=') { format!("Record{}", mark(class)) } else { class.clone() }).collect()
}

#[test]
fn headings_numbered_in_a_cell_of_their_own_are_no_records() {
    let found = kinds(&[
        HEAD,
        &["一", "", "党的领导方面存在的问题"],
        &["（一）", "", "政治学习不够"],
        &["1", "教育局", "问题甲", "措施", "整改中"],
        &["二", "", "党的建设方面"],
        &["2", "教育局", "问题乙", "措施", "整改中"],
        &["三", "", "其他方面", "无"],
        &["说明", "", "1.本表一式三份。"],
    ]);
    let expected = ["Section", "Section", "Record[政治学习不够]", "Section", "Record[党的建设方面]", "Section", "Note"];
    assert_eq!(found, expected);
}

#[test]
fn records_may_be_numbered_in_chinese() {
    let table: [&[&str]; 4] = [
        HEAD,
        &["一", "教育局", "问题甲", "措施", "整改中"],
        &["二", "", "问题乙"],
        &["三", "教育局", "问题丙", "措施", "整改中"],
    ];
    assert_eq!(kinds(&table), ["Record", "Record", "Record"]);
    let nothing_else: [&[&str]; 3] = [HEAD, &["一", "", "问题甲"], &["二", "", "问题乙"]];
    assert_eq!(kinds(&nothing_else), ["Record", "Record"], "headings of nothing are problems not yet dealt with");
}

#[test]
fn a_remark_on_the_rows_above_is_no_record() {
    let record: &[&str] = &["1", "教育局", "问题甲", "措施", "整改中"];
    let found = kinds(&[
        HEAD,
        &["甲", "乙", "丙", "丁", "戊"],
        record,
        &["", "", "以上为党建方面"],
        &["示例1", "", "xxxx", "xxxx", "已完成"],
    ]);
    assert_eq!(found, ["Note", "Record", "Note", "Example"]);
}

#[test]
fn a_heading_that_is_a_unit_gives_the_rows_below_their_unit() {
    let record: &[&str] = &["1", "", "问题甲", "措施", "整改中"];
    let found = kinds(&[
        HEAD,
        &["县财政局"],
        &["县水利局"],
        &["一、党建方面"],
        record,
        &["", "", "城关镇"],
        record,
        &["二、县名政局"],
        record,
    ]);
    let expected = [
        "Blank",
        "Section",
        "Section",
        "Record[党建方面]<A3 县水利局>",
        "Section",
        "Record<C6 城关镇>",
        "Section",
        "Record<A8 县名政局>",
    ];
    assert_eq!(found, expected);
}

#[test]
fn totals_are_held_against_the_rows_above() {
    let head: &[&str] = &["序号", "反馈问题", "整改措施", "涉及金额（万元）"];
    let (_, notices) = classes(
        &[head, &["1", "甲", "x", "1.5"], &["2", "乙", "x", "2"], &["合计", "共2项", "", "3.5"], &["合计：3项", "", "", "3.6"]],
        &[],
    );
    assert_eq!(
        notices,
        ["A5 TotalMismatch 这里写的是 3 项，上面实有 2 项", "D5 TotalMismatch 这里写的是 3.6万元，上面各行相加是 3.5万元"]
    );
}
