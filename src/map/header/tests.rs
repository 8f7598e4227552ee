//! Which rows are a header, and what its columns mean.

use super::{Header, Sought, find, nearest};
use crate::model::field::Field;
use crate::model::ledger::TableKind;
use crate::model::place::{Area, CellRef};
use crate::model::workbook::{Row, Value};

fn rows(table: &[&[&str]]) -> Vec<Row> {
    let cells =
        |texts: &[&str]| (0u16..).zip(texts).filter(|(_, t)| !t.is_empty()).map(|(c, t)| (c, Value::Text((*t).into()))).collect();
    (0u32..).zip(table).map(|(index, texts)| Row { index, hidden: false, cells: cells(texts) }).collect()
}

fn area(first: (u32, u16), last: (u32, u16)) -> Area {
    Area { first: CellRef::new(first.0, first.1), last: CellRef::new(last.0, last.1) }
}

fn fields(header: &Header) -> Vec<&'static str> {
    header.columns.iter().map(|column| column.field.map_or("-", Field::key)).collect()
}

const SOUGHT: Sought<'_> = Sought { kinds: &[TableKind::Rectification, TableKind::Risk], layouts: &[], parts: false };

#[test]
fn a_header_is_found_below_title_and_info_rows() {
    let rows = rows(&[
        &["县教育局巡察整改台账"],
        &["填报单位：县教育局", "", "", "单位：万元"],
        &["序 号", "反馈问题", "整改措施", "责任领导", "整改时限", "整改状态", "内部编码"],
        &["1", "党建弱化", "加强学习", "张三", "2026-06-30", "已完成", "X1"],
    ]);
    let header = find(&rows, &[], SOUGHT).expect("a header");
    assert_eq!((header.start, header.depth, header.kind), (2, 1, TableKind::Rectification));
    assert_eq!(fields(&header), ["seq", "problem", "measure", "lead_person", "deadline", "status", "-"]);
}

#[test]
fn parents_tell_equal_leaves_apart() {
    let rows = rows(&[
        &["序号", "单位名称", "", "整改责任清单", "", "整改时限"],
        &["", "一级单位", "具体责任单位", "具体责任单位", "具体问题表述", ""],
        &["1", "教育局", "基教科", "人事科", "党建弱化", "2026.6.30"],
    ]);
    let merges = [area((0, 0), (1, 0)), area((0, 1), (0, 2)), area((0, 3), (0, 4)), area((0, 5), (1, 5))];
    let header = find(&rows, &merges, SOUGHT).expect("a header");
    assert_eq!(header.depth, 2);
    assert_eq!(fields(&header), ["seq", "unit", "sub_unit", "resp_unit", "problem", "deadline"]);
    assert_eq!(header.columns[3].header, "整改责任清单▸具体责任单位");
    // The same without merges, as csv gives it.
    let header = find(&rows, &[], SOUGHT).expect("a header");
    assert_eq!(fields(&header), ["seq", "unit", "sub_unit", "resp_unit", "problem", "deadline"]);
}

#[test]
fn a_header_is_as_deep_as_its_merges() {
    let table = rows(&[
        &["序号", "反馈问题", "", "", "整改措施", "整改时限", "整改完成情况", ""],
        &["", "问题类别", "具体问题", "", "", "", "整改状态", "具体情况"],
        &["", "", "问题表述", "涉及金额"],
        &[],
        &["示例", "党建", "学习不够", "", "学习", "2026.6.30", "已完成"],
        &["1", "党建", "学习不够", "3", "学习", "2026.6.30", "已完成", "已学习9次"],
    ]);
    let down = |column| area((0, column), (3, column));
    let merges = [
        down(0),
        area((0, 1), (0, 3)),
        down(4),
        down(5),
        area((0, 6), (0, 7)),
        area((1, 1), (3, 1)),
        area((1, 2), (1, 3)),
        area((1, 6), (3, 6)),
        area((1, 7), (3, 7)),
        area((2, 2), (3, 2)),
        area((2, 3), (3, 3)),
    ];
    // The last row of the header holds nothing: it may be there or left out by the reader.
    let mut without = table.clone();
    without.remove(3);
    for rows in [table, without] {
        let header = find(&rows, &merges, SOUGHT).expect("a header");
        assert_eq!((header.start, header.depth), (0, 3));
        assert_eq!(fields(&header), ["seq", "category", "problem", "amount", "measure", "deadline", "status", "progress"]);
    }
}

#[test]
fn four_rows_of_texts_are_one_header() {
    let table = rows(&[
        &["序号", "反馈问题", "", "整改措施", "整改时限", "整改状态"],
        &["", "问题类别", "内容"],
        &["", "", "具体问题", "", "", ""],
        &["", "", "问题描述", "", "", ""],
        &["1", "党建", "学习不够", "学习", "2026.6.30", "已完成"],
    ]);
    let down = |column| area((0, column), (3, column));
    let merges = [down(0), area((0, 1), (0, 2)), down(3), down(4), down(5), area((1, 1), (3, 1))];
    let header = find(&table, &merges, SOUGHT).expect("a header");
    assert_eq!((header.start, header.depth), (0, 4));
    assert_eq!(fields(&header), ["seq", "category", "problem", "measure", "deadline", "status"]);
}

#[test]
fn a_word_tells_problem_and_measure_where_the_other_columns_are_a_ledgers() {
    let table =
        rows(&[&["序号", "巡察指出的毛病和问题", "整改落实举措", "分管领导", "具体责任人", "整改时限（年月日）", "是否销号"]]);
    let header = find(&table, &[], SOUGHT).expect("a header");
    assert_eq!(fields(&header), ["seq", "problem", "measure", "lead_person", "resp_person", "deadline", "closed_flag"]);
    let few = rows(&[&["序号", "需要协调的几个问题", "分管领导", "是否销号"]]);
    assert!(find(&few, &[], SOUGHT).is_none(), "too few words of a ledger");
}

#[test]
fn a_better_header_below_records_belongs_to_the_next_table() {
    let mut table = rows(&[
        &["序号", "反馈问题", "整改措施", "整改时限"],
        &["1", "学习不够", "制定计划", "2026.6.30"],
        &["整改台账（二）"],
        &["序号", "反馈问题", "整改措施", "责任人", "整改时限", "整改状态"],
    ]);
    table[1].cells[0].1 = Value::Number(1.0);
    assert_eq!(find(&table, &[], SOUGHT).map(|header| header.start), Some(0));
}

#[test]
fn the_row_nearest_to_a_header_is_named() {
    let table = rows(&[&["县教育局"], &["序号", "事由", "具体责任人", "是否销号"], &["1", "甲", "张三", "是"]]);
    let nearest = nearest(&table).expect("a row");
    assert_eq!(
        (nearest.row, nearest.known.as_slice(), nearest.unknown.as_slice()),
        (1, &["序号", "具体责任人", "是否销号"].map(String::from)[..], &["事由".to_owned()][..])
    );
    assert_eq!(nearest.missing, "「反馈问题」或「整改措施」");
    assert_eq!(super::nearest(&rows(&[&["序号", "姓名", "电话号"]])), None);
}

#[test]
fn a_lone_completion_time_is_the_deadline() {
    let alone = rows(&[&["问题", "整改措施", "完成时间"]]);
    assert_eq!(fields(&find(&alone, &[], SOUGHT).expect("a header")), ["problem", "measure", "deadline"]);
    let both = rows(&[&["问题", "预计完成时间", "完成时间"]]);
    assert_eq!(fields(&find(&both, &[], SOUGHT).expect("a header")), ["problem", "deadline", "done_date"]);
}

#[test]
fn values_decide_whether_completion_is_a_status() {
    let words = rows(&[&["反馈问题", "整改措施", "整改完成情况"], &["a", "b", "已完成"], &["a", "b", "整改中"]]);
    assert_eq!(fields(&find(&words, &[], SOUGHT).expect("a header")), ["problem", "measure", "status"]);
    let text = rows(&[&["反馈问题", "整改措施", "整改完成情况"], &["a", "b", "已召开党组会专题研究，制定方案并印发全县执行"]]);
    assert_eq!(fields(&find(&text, &[], SOUGHT).expect("a header")), ["problem", "measure", "progress"]);
}

#[test]
fn difficulties_beside_findings_are_no_findings() {
    let both = rows(&[&["问题线索概要", "具体问题", "整改时限", "存在问题", "下步措施"]]);
    let header = find(&both, &[], SOUGHT).expect("a header");
    assert_eq!(&fields(&header)[1..], ["problem", "deadline", "difficulty", "next_step"]);
}

#[test]
fn clue_data_is_no_ledger() {
    let clues = rows(&[&["届次", "被巡察单位", "被反映人姓名", "具体问题", "移交时间", "处理结果", "是否办结"]]);
    assert!(find(&clues, &[], SOUGHT).is_none());
}
