//! Every table is read back as another program would read it, and held against its description.

use std::collections::BTreeSet;

use crate::model::about::Severity;
use crate::model::assessment::{Deduction, DeductionState, Light, Occurrence};
use crate::model::ledger::Status;
use crate::model::place::CellRef;
use crate::report::Report;
use crate::report::data::table::{Kind, Table, Value};
use crate::report::data::{Data, tables};
use crate::report::kit::{Desk, day, number};

pub(super) fn desk() -> Desk {
    let mut desk = Desk::new()
        .record(["JY001", "县教育局", "=cmd|' /C calc'!A0", "2026-09-20", "整改中"], Status::InProgress, Light::Red)
        .record(["JY002", "县教育局", "账目不清，\n手续\"不全\"", "", "已完成"], Status::Done, Light::Off)
        .unit("县教育局", "县直部门", 1, "58.333333333")
        .finding(Severity::Error, Some("县教育局"), CellRef::new(4, 2), "「=1」不对");
    let (first, second) = (desk.place(0), desk.place(1));
    let occurrence = |place, note: &str, points| Occurrence {
        place,
        record: Some("JY001".into()),
        of: None,
        note: note.to_owned(),
        points: number(points),
        since: Some(day("2026-09-21")),
    };
    let deduction = |state, occurrences| Deduction {
        id: "overdue".into(),
        title: "超期".into(),
        points: number("2"),
        state,
        occurrences,
        capped: false,
    };
    let unit = desk.last_unit();
    unit.deductions = vec![deduction(
        DeductionState::Provisional,
        vec![occurrence(first, "超期 41 天", "1"), occurrence(second.clone(), "超期 3 天", "1")],
    )];
    unit.indicators[0].losses = vec![
        deduction(DeductionState::Final, vec![occurrence(second, "迟报", "0.5")]),
        deduction(DeductionState::Final, Vec::new()),
    ];
    desk
}

/// Reads a csv as other programs do: the first line, and the rows by column.
fn read(content: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
    let text = std::str::from_utf8(content).expect("UTF-8").strip_prefix('\u{FEFF}').expect("a mark for Excel");
    let mut lines = vec![vec![String::new()]];
    let (mut inside, mut characters) = (false, text.chars().peekable());
    while let Some(c) = characters.next() {
        let line = lines.last_mut().expect("a line");
        let cell = line.last_mut().expect("a cell");
        match c {
            '"' if inside && characters.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' => inside = !inside,
            ',' if !inside => line.push(String::new()),
            '\r' if !inside && characters.next_if_eq(&'\n').is_some() => lines.push(vec![String::new()]),
            c => cell.push(c),
        }
    }
    assert_eq!(lines.pop(), Some(vec![String::new()]), "the last line ends like the others");
    let rows = lines.split_off(1);
    (lines.remove(0), rows)
}

/// Returns the cells of a column of a file, from the top.
fn column(desk: &Desk, file: &str, name: &str) -> Vec<String> {
    let documents = Data.write(&desk.case()).expect("tables");
    let document = documents.iter().find(|document| document.path == format!("数据/{file}.csv")).expect("the file");
    let (head, rows) = read(&document.content);
    let at = head.iter().position(|known| known == name).expect("the column");
    rows.into_iter().map(|row| row[at].clone()).collect()
}

#[test]
fn every_file_begins_with_the_columns_of_its_definition_and_every_row_has_them_all() {
    let desk = desk();
    let case = desk.case();
    let documents = Data.write(&case).expect("tables");
    let tables = tables(&case);
    let formats = if cfg!(feature = "parquet") { 2 } else { 1 };
    assert_eq!(documents.len(), tables.len() * formats + 1, "every table, and the dictionary");
    for table in &tables {
        let path = format!("数据/{}.csv", table.about.name);
        let document = documents.iter().find(|document| document.path == path).expect("a file for the table");
        let (head, rows) = read(&document.content);
        assert_eq!(head, table.headings.iter().map(|heading| heading.name).collect::<Vec<_>>(), "{path}");
        assert_eq!(rows.len(), table.len(), "{path}");
        assert!(rows.iter().all(|row| row.len() == head.len()), "{path}");
    }
}

#[test]
fn every_column_is_described_once_and_in_the_dictionary() {
    let desk = Desk::new();
    let case = desk.case();
    let documents = Data.write(&case).expect("tables");
    let dictionary = std::str::from_utf8(&documents[0].content).expect("UTF-8");
    let chapters: Vec<&str> = dictionary.split("\n## ").skip(1).collect();
    let tables = tables(&case);
    assert_eq!(chapters.len(), tables.len());
    for (table, chapter) in tables.iter().zip(chapters) {
        assert!(chapter.starts_with(table.about.name), "{chapter}");
        let names: BTreeSet<&str> = table.headings.iter().map(|heading| heading.name).collect();
        assert_eq!(names.len(), table.headings.len(), "{}: names are unique", table.about.name);
        for heading in &table.headings {
            let place = format!("{}.{}", table.about.name, heading.name);
            assert!(heading.name.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit()), "{place}");
            assert!(!heading.title.is_empty() && !heading.source.is_empty(), "{place}");
            assert!(!heading.source.contains('|'), "{place}");
            let counts = matches!(heading.kind, Kind::Number(_)) || matches!(heading.kind, Kind::Count) && heading.name != "row";
            assert_eq!(counts, !heading.unit.is_empty(), "{place}: a number says what it counts");
            assert_eq!(chapter.matches(&format!("\n| {} |", heading.name)).count(), 1, "{place}");
        }
    }
}

/// Says whether a value is what its column promises.
fn fits(value: &Value<'_>, kind: &Kind) -> bool {
    match (value, kind) {
        (Value::Absent, _) | (Value::Count(_), Kind::Count) | (Value::Day(_), Kind::Day) | (Value::Flag(_), Kind::Flag) => true,
        (Value::Text(text), Kind::Text) => !text.is_empty(),
        (Value::Text(text), Kind::Word(words)) => words.iter().any(|(word, _)| word == text),
        (Value::Number(number), Kind::Number(places)) => places.is_none_or(|places| number.scale() <= places),
        _ => false,
    }
}

#[test]
fn every_value_is_what_its_column_promises() {
    let mut desk = desk();
    for (status, light) in
        Status::ALL.into_iter().zip([Light::Green, Light::Yellow, Light::Blue, Light::Grey].into_iter().cycle())
    {
        desk = desk.record(["", "县教育局", "问题", "2026-12-01", ""], status, light);
    }
    let case = desk.case();
    let check = |table: &Table<'_>| {
        for row in 0..table.len() {
            for (column, heading) in table.headings.iter().enumerate() {
                let value = table.value(row, column);
                assert!(fits(&value, &heading.kind), "{}.{}: {value:?}", table.about.name, heading.name);
            }
        }
    };
    tables(&case).iter().for_each(check);
}

#[test]
fn a_record_stands_in_one_row_with_its_standing() {
    let desk = desk();
    assert_eq!(column(&desk, "records", "row"), ["4", "5"], "as Excel shows it");
    assert_eq!(column(&desk, "records", "problem"), ["'=cmd|' /C calc'!A0", "账目不清，\n手续\"不全\""]);
    assert_eq!(column(&desk, "records", "deadline"), ["2026-09-20", ""]);
    assert_eq!(column(&desk, "records", "status"), ["in_progress", "done"]);
    assert_eq!(column(&desk, "records", "overdue"), ["true", "false"]);
    assert_eq!(column(&desk, "records", "days_late"), ["41", ""]);
    assert_eq!(column(&desk, "records", "light"), ["red", "off"]);
    assert_eq!(column(&desk, "records", "month"), ["2026-10", "2026-10"]);
    assert!(column(&desk, "records", "cells")[0].contains("\"deadline\":\"D4\""));
}

#[test]
fn a_deduction_has_a_row_each_time_it_fired_and_names_the_indicator_it_comes_off() {
    let desk = desk();
    assert_eq!(column(&desk, "deductions", "indicator"), ["", "", "completion-rate", "completion-rate"]);
    assert_eq!(column(&desk, "deductions", "points"), ["1", "1", "0.5", ""]);
    assert_eq!(column(&desk, "deductions", "item_points"), ["2", "2", "2", "2"], "also of one that names no row");
    assert_eq!(column(&desk, "deductions", "since"), ["2026-09-21", "2026-09-21", "2026-09-21", ""]);
    assert_eq!(column(&desk, "deductions", "row"), ["4", "5", "5", ""]);
}

#[test]
fn figures_are_plain_numbers() {
    let desk = desk();
    assert_eq!(column(&desk, "units", "score"), ["58.33"]);
    assert_eq!(column(&desk, "units", "annual"), [""], "absent is not zero");
    assert_eq!(column(&desk, "units", "in_progress"), ["5"]);
    assert_eq!(column(&desk, "units", "referred"), ["0"]);
    assert_eq!(column(&desk, "indicators", "points"), ["58.333333"]);
    assert_eq!(column(&desk, "indicators", "denominator"), ["12"]);
    assert_eq!(column(&desk, "findings", "counting"), ["counted"]);
    assert_eq!(column(&desk, "findings", "cell"), ["C5"]);
}
