//! Columns whose header is unknown or missing, recognised by what their values look like.
//!
//! This is the last resort, behind header path and synonyms: only a field no other column has, only where one column alone
//! fits it, only from enough values. Each column so recognised is told of.

use std::collections::BTreeSet;

use crate::map::date::{self, Year};
use crate::map::{fold, status};
use crate::model::field::Field;
use crate::model::ledger::{Column, Precision, is_placeholder};
use crate::model::workbook::{Row, Value};

/// Fewest values a column is judged by.
const LEAST: usize = 5;

/// Share of the values, in percent, that must look alike.
const SHARE: usize = 80;

/// Longest word that is a status or a class, in characters.
const LONGEST: usize = 12;

/// How the reason of such a column begins.
const BY_CONTENT: &str = "按内容认出";

/// Words of headers whose dates are no deadlines, whatever they are.
const OTHER_EVENTS: [&str; 26] = [
    "登记", "录入", "填报", "上报", "报送", "移交", "反馈", "发现", "检查", "会议", "下发", "制定", "印发", "出生", "验收",
    "核查", "完成", "办结", "销号", "开始", "启动", "发文", "签", "更新", "任职", "入",
];

/// What a column's values may show.
#[derive(Clone, Copy)]
struct Look {
    field: Field,
    what: &'static str,
}

const LOOKS: [Look; 4] = [
    Look { field: Field::Deadline, what: "日期" },
    Look { field: Field::Status, what: "状态用词" },
    Look { field: Field::Cycle, what: "整改类型用词" },
    Look { field: Field::Unit, what: "名录里的单位" },
];

/// Says whether a column was recognised here.
pub(super) fn is_by_content(column: &Column) -> bool {
    column.why.starts_with(BY_CONTENT)
}

/// Names the fields of unknown columns that their values make plain; `is_unit` knows the directory.
pub(super) fn recognise(columns: &mut Vec<Column>, below: &[Row], is_unit: &dyn Fn(&str) -> bool) {
    let unknown = |column: &Column| column.field.is_none() && column.why.starts_with("没有认出");
    let mut open: BTreeSet<u16> = columns.iter().filter(|column| unknown(column)).map(|column| column.index).collect();
    open.extend(below.iter().flat_map(|row| row.cells.iter().map(|(column, _)| *column)));
    open.retain(|index| columns.iter().find(|column| column.index == *index).is_none_or(unknown));
    let mut found: Vec<(u16, Look, usize, usize)> = Vec::new();
    for index in open {
        let header = columns.iter().find(|column| column.index == index).map_or("", |column| column.header.as_str());
        let values: Vec<&Value> = below
            .iter()
            .filter_map(|row| row.get(index))
            .filter(|value| !value.is_blank() && !is_placeholder(&value.display()))
            .collect();
        if values.len() < LEAST {
            continue;
        }
        let hits = |look: &Look| values.iter().filter(|value| looks(look.field, value, is_unit)).count();
        let fits = |look: &&Look| hits(look) * 100 >= values.len() * SHARE;
        let mut fitting =
            LOOKS.iter().filter(|look| !(look.field == Field::Deadline && speaks_of_another_event(header))).filter(fits);
        // A column that may be two things is neither.
        if let (Some(look), None) = (fitting.next(), fitting.next()) {
            found.push((index, *look, hits(look), values.len()));
        }
    }
    for look in LOOKS {
        let mut fitting = found.iter().filter(|(_, other, ..)| other.field == look.field);
        let (Some((index, _, hits, all)), None) = (fitting.next(), fitting.next()) else { continue };
        if columns.iter().any(|column| column.field == Some(look.field)) {
            continue;
        }
        let why = format!("{BY_CONTENT}：{all} 个值里有 {hits} 个是{}", look.what);
        match columns.iter_mut().find(|column| column.index == *index) {
            Some(column) => (column.field, column.why) = (Some(look.field), why),
            None => columns.push(Column { index: *index, header: "".into(), field: Some(look.field), why }),
        }
    }
    columns.sort_by_key(|column| column.index);
}

fn speaks_of_another_event(header: &str) -> bool {
    let folded = fold::header(header);
    OTHER_EVENTS.iter().any(|word| folded.contains(word))
}

/// Says whether a value looks like one of a field.
fn looks(field: Field, value: &Value, is_unit: &dyn Fn(&str) -> bool) -> bool {
    let Value::Text(text) = value else { return field == Field::Deadline && matches!(value, Value::Date(_)) };
    let length = text.chars().count();
    let word = (2..=LONGEST).contains(&length) && text.chars().all(|c| !c.is_ascii_alphanumeric());
    match field {
        // Numbers such as 2026-01 may be anything; a day may not.
        Field::Deadline => {
            let dated = date::text(&date::normalise(text), Year::Unknown);
            dated.is_ok_and(|dated| dated.precision == Precision::Day) && text.chars().any(|c| !c.is_ascii_digit())
        }
        Field::Status => word && status::status(text).is_some(),
        Field::Cycle => word && status::cycle(text).is_some(),
        Field::Unit => length >= 2 && is_unit(text),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::recognise;
    use crate::model::field::Field;
    use crate::model::ledger::Column;
    use crate::model::workbook::{Row, Value};

    /// Reads a table of two columns: the problem, and one with this header (none when empty) and these values.
    fn second(header: &str, values: &[&str], mapped: Option<Field>) -> Option<(Field, String)> {
        let column = |index, header: &str, field: Option<Field>| Column {
            index,
            header: header.into(),
            field,
            why: if field.is_some() { String::new() } else { "没有认出".to_owned() },
        };
        let mut columns = vec![column(0, "反馈问题", Some(Field::Problem))];
        if !header.is_empty() {
            columns.push(column(1, header, None));
        }
        columns.extend(mapped.map(|field| column(2, "已有", Some(field))));
        let row = |(index, value): (u32, &&str)| Row {
            index,
            hidden: false,
            cells: vec![(0, Value::Text("问题".into())), (1, Value::Text((*value).into()))],
        };
        let rows: Vec<Row> = (0u32..).zip(values).map(row).collect();
        recognise(&mut columns, &rows, &|name| name.ends_with('局'));
        let found = columns.into_iter().find(|column| column.index == 1)?;
        Some((found.field?, found.why))
    }

    const DATES: [&str; 5] = ["2026-06-30", "2026.6.30", "2026年7月1日", "2026/7/2", "尽快"];

    #[test]
    fn four_fifths_of_five_values_make_a_column() {
        let found = second("时间节点甲", &DATES, None).expect("a field");
        assert_eq!(found, (Field::Deadline, "按内容认出：5 个值里有 4 个是日期".to_owned()));
        assert_eq!(second("", &DATES, None).map(|(field, _)| field), Some(Field::Deadline), "without a header too");
        let mut less = DATES;
        less[0] = "视情况";
        assert_eq!(second("时间节点甲", &less, None), None, "three of five are too few");
        assert_eq!(second("时间节点甲", &DATES[..4], None), None, "four values are too few");
    }

    #[test]
    fn each_look_has_its_field() {
        let field = |values: &[&str]| second("列1", values, None).map(|(field, _)| field);
        assert_eq!(field(&["已完成", "整改中", "已完成", "未整改", "已销号"]), Some(Field::Status));
        assert_eq!(field(&["立行立改", "限期整改", "长期坚持", "限期整改", "立行立改"]), Some(Field::Cycle));
        assert_eq!(field(&["县教育局", "县财政局", "县水利局", "县教育局", "县民政局"]), Some(Field::Unit));
    }

    #[test]
    fn what_may_be_something_else_is_left() {
        let field = |values: &[&str]| second("列1", values, None).map(|(field, _)| field);
        assert_eq!(field(&["是", "否", "是", "是", "否"]), None);
        assert_eq!(field(&["长期坚持"; 5]), None, "a status as well as a class");
        assert_eq!(field(&["2026-01", "2026-02", "2026-03", "2026-04", "2026-05"]), None, "numbers as well as months");
        assert_eq!(second("登记日期", &DATES, None), None, "dates of something else");
        assert_eq!(second("时间节点甲", &DATES, Some(Field::Deadline)), None, "the deadline has its column");
    }
}
