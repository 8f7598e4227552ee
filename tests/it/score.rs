//! The sample county scored a second time by `formula`, from the truth of its ledgers and from its other workbooks as
//! they stand, and what is said of its scores on the screen.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use serde_json::Value;

use crate::kit::{self, ROW, Row, list, text};

mod formula;
mod fraction;
mod honesty;
pub(crate) mod month;
mod random;

use formula::{Beside, Deduction, Event, Expected, Indicator, Record, Rules};
use fraction::{Q, q, sum};

fn day(text: &str) -> Option<NaiveDate> {
    (!text.is_empty()).then(|| text.parse().expect("a day"))
}

fn as_of() -> NaiveDate {
    day("2026-10-31").expect("a day")
}

/// Days late: for an overdue record until today, for a finished one until it was done.
fn days_late(record: &Record) -> Option<i64> {
    let until = if record.overdue(as_of()) { Some(as_of()) } else { record.done.filter(|_| record.finished()) };
    Some((until? - record.deadline?).num_days()).filter(|days| *days > 0)
}

fn days_left(record: &Record) -> Option<i64> {
    let days = (record.deadline? - as_of()).num_days();
    (record.open() && days >= 0).then_some(days)
}

fn light(record: &Record) -> &'static str {
    let for_ever = record.is(&["continuing"]) || (record.cycle == Some("continuing") && record.deadline.is_none());
    match (record.open(), record.overdue(as_of()), days_left(record)) {
        (false, ..) => "",
        (_, true, _) => "红灯",
        _ if for_ever => "蓝灯",
        (_, _, None) => "灰灯",
        (_, _, Some(0..=10)) => "黄灯",
        (_, _, Some(11..=20)) => "绿灯",
        _ => "",
    }
}

fn records(county: &Path) -> Vec<Record> {
    let says_something = |text: &str| !matches!(text, "" | "无");
    let mut sheets: BTreeMap<(String, String), Vec<Vec<String>>> = BTreeMap::new();
    let truth = kit::truth();
    let record = |value: &Value| {
        let source = &value["source"];
        let place = (text(source, "file").to_owned(), text(source, "sheet").to_owned(), source["row"].as_u64().expect("a row"));
        let continuing_cycle = text(value, "cycle") == "continuing";
        Record {
            unit: text(value, "unit").to_owned(),
            status: text(value, "status").to_owned(),
            problem: None,
            cycle: continuing_cycle.then_some("continuing"),
            deadline: day(text(value, "deadline")),
            done: day(text(value, "done_date")),
            people: !text(value, "lead_person").is_empty() && !text(value, "resp_person").is_empty(),
            evidence: says_something(text(value, "evidence")),
            mechanism: continuing_cycle && has_mechanism(county, &place, &mut sheets),
            place,
        }
    };
    truth.iter().map(record).collect()
}

/// Says whether a column of standing mechanisms has something in the row; the truth does not hold these cells.
fn has_mechanism(
    county: &Path,
    (file, sheet, row): &(String, String, u64),
    sheets: &mut BTreeMap<(String, String), Vec<Vec<String>>>,
) -> bool {
    if file.ends_with(".csv") {
        return false;
    }
    let key = (file.clone(), sheet.clone());
    let rows = sheets.entry(key).or_insert_with(|| kit::sheet(&county.join(file), sheet));
    let named = |cell: &String| cell.contains("长效机制") || cell.contains("制度名称") || cell.contains("文件名称");
    let column = rows.iter().take(5).find_map(|cells| cells.iter().position(named));
    column.is_some_and(|column| rows[*row as usize - 1].get(column).is_some_and(|cell| !cell.is_empty()))
}

/// A sample workbook's rows that concern a unit.
fn rows(county: &Path, file: &str, sheet: &str, headings: &[&str], unit_heading: &str, unit: &str) -> Vec<Row> {
    let table = kit::table(&county.join("测评").join(file), sheet, headings);
    table.into_iter().filter(|row| row[unit_heading] == unit).collect()
}

/// What the other workbooks say of a unit.
fn beside(county: &Path, unit: &str) -> Beside {
    let number = |text: &str| Q::parse(text);
    let of =
        |file: &str, sheet: &str, headings: &[&str], unit_heading: &str| rows(county, file, sheet, headings, unit_heading, unit);
    let manual = of("人工评分.xlsx", "人工评分", &["扣分"], "单位名称");
    let letters = of("巡察建议办理.xlsx", "巡察建议办理", &["要求反馈日期"], "移交单位");
    let strata = of("满意度.xlsx", "满意度", &["满意", "不了解"], "单位名称");
    let events = of("事件.xlsx", "事件", &["事件类型", "件数"], "单位名称");
    let others = of("年度其他得分.xlsx", "年度其他得分", &["年度其他得分"], "单位名称");
    let group = group(county, unit);
    let ballots = |row: &Row| {
        let counts = ["满意", "基本满意", "不满意"].map(|heading| row[heading].parse().expect("a count"));
        (counts, number(&row["权重"]))
    };
    Beside {
        // Every unit of the sample's directory has a group; one without is misspelt, and nothing is decided about it.
        unlisted: group.is_none(),
        group,
        manual: manual.iter().map(|row| number(&row["扣分"])).collect(),
        ballots: strata.iter().map(ballots).collect(),
        poor: false,
        letters: letters.iter().map(|row| (day(&row["要求反馈日期"]), day(&row["实际反馈日期"]))).collect(),
        events: events.iter().map(event).collect(),
        other: others.first().map(|row| number(&row["年度其他得分"])),
    }
}

/// An event; all of the sample's are of 2026 and not after the reporting date.
fn event(row: &Row) -> Event {
    let what = match (row["事件类型"].as_str(), row["级别"].as_str()) {
        ("退回", _) => "returned",
        ("通报", "县") => "notice-county",
        ("通报", "市") => "notice-city",
        ("迟报", _) => "late-report",
        ("加分", _) => "bonus",
        ("核查不实", _) => "false",
        other => panic!("the sample has no {other:?}"),
    };
    let points = if what == "bonus" { Q::parse(&row["分值"]) } else { q(0) };
    let count = row["件数"].parse().unwrap_or(1);
    Event { what, date: None, count, points, row: row[ROW].parse().expect("a row") }
}

fn group(county: &Path, unit: &str) -> Option<String> {
    let units = kit::table(&county.join("名录.xlsx"), "单位", &["单位名称", "分组"]);
    units.into_iter().find(|row| row["单位名称"] == unit).map(|row| row["分组"].clone())
}

fn expected(county: &Path, records: &[Record]) -> Vec<Expected> {
    let mut by_unit: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
    for record in records {
        by_unit.entry(&record.unit).or_default().push(record);
    }
    let rules = Rules::default_of(as_of());
    by_unit.iter().map(|(unit, records)| Expected::of(rules, unit, records, beside(county, unit))).collect()
}

#[test]
fn the_worked_example_comes_out_in_fractions_too() {
    let value = Q::parse("9290").over(q(98));
    assert_eq!(value.rounded(4), "94.7959");
    let score = q(15) + q(15) + q(12) + Q::parse("2.5") + q(10) + q(0) + q(5) + q(10) * value.over(q(100)) - q(2);
    assert_eq!((score.rounded(2), (score + q(1)).rounded(2)), ("66.98".to_owned(), "67.98".to_owned()));
}

#[test]
fn every_figure_of_the_sample_is_what_the_fractions_give() {
    let county = kit::county();
    let report = kit::run(county.path(), &["score", ".", "--month", "2026-10", "--format", "json"]).expect_code(1).json();
    let all = expected(county.path(), &records(county.path()));
    assert_eq!(list(&report, "units").len(), all.len(), "units");
    let mut wrong = Vec::new();
    for one in &all {
        let got = list(&report, "units").iter().find(|unit| text(unit, "unit") == one.unit);
        let got = got.unwrap_or_else(|| panic!("no unit {}", one.unit));
        let mut same = |what: &str, expected: String, got: String| {
            if expected != got {
                wrong.push(format!("{} {what}: expected {expected}, got {got}", one.unit));
            }
        };
        let show = |text: &str| if text.is_empty() { "null".to_owned() } else { text.to_owned() };
        same("group", show(one.group.as_deref().unwrap_or("")), show(text(got, "group")));
        same("score", one.score(false), text(got, "score").to_owned());
        same("score without provisional", one.score(true), text(got, "score_without_provisional").to_owned());
        same("grade", one.grade().to_owned(), text(got, "grade").to_owned());
        same("rank", one.rank(&all).to_string(), got["rank"].to_string());
        same("annual", show(&one.annual().unwrap_or_default()), show(text(got, "annual")));
        same("honours", one.honours().to_string(), got["honours"]["eligible"].to_string());
        same("resources", one.resources(&all).to_string(), got["resources"]["eligible"].to_string());
        same("vetoes", "[]".to_owned(), got["vetoes"].to_string());
        same("indicators", indicators(one), got_indicators(got));
        same("deductions", format!("{:?}", deductions(one)), format!("{:?}", got_deductions(got)));
        let bonus = list(got, "bonuses").iter().map(|bonus| Q::parse(text(bonus, "points")));
        same("bonus", one.bonus.plain(), sum(bonus).plain());
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn indicators(one: &Expected) -> String {
    let line = |((id, full, share), points): (&Indicator, Q)| {
        let points = points.rounded(2);
        let share = share.map_or("null/null".to_owned(), |(reached, of)| format!("{}/{}", reached.plain(), of.plain()));
        format!("\n  {id} {points} of {full}, {share}")
    };
    one.indicators.iter().zip(one.points()).map(line).collect()
}

fn got_indicators(unit: &Value) -> String {
    let number = |value: &Value| value.as_str().map_or("null".to_owned(), str::to_owned);
    let line = |value: &Value| {
        let (numerator, denominator) = (number(&value["numerator"]), number(&value["denominator"]));
        assert_eq!(value["applicable"], numerator != "null", "{value}");
        format!("\n  {} {} of {}, {numerator}/{denominator}", text(value, "id"), text(value, "points"), text(value, "full"))
    };
    list(unit, "indicators").iter().map(line).collect()
}

type Lines = Vec<(String, String, String, Vec<u64>)>;

fn deductions(one: &Expected) -> Lines {
    let line = |(id, state, points, rows): &Deduction| ((*id).to_owned(), (*state).to_owned(), points.plain(), rows.clone());
    one.deductions.iter().map(line).collect()
}

fn got_deductions(unit: &Value) -> Lines {
    let line = |value: &Value| {
        let rows = list(value, "occurrences").iter().map(|row| row["row"].as_u64().expect("a row")).collect();
        (text(value, "id").to_owned(), text(value, "state").to_owned(), text(value, "points").to_owned(), rows)
    };
    list(unit, "deductions").iter().map(line).collect()
}

#[test]
fn the_scorecard_holds_the_same_figures() {
    let county = kit::county();
    kit::run(county.path(), &["score", ".", "--month", "2026-10", "--out", "评分"]).expect_code(1);
    let card = county.path().join("评分/评分表.xlsx");
    let records = records(county.path());
    let all = expected(county.path(), &records);
    let ranking = kit::table(&card, "排名", &["名次", "单位", "得分"]);
    let ranking: Vec<_> = ranking.iter().filter(|row| !row["单位"].is_empty()).collect();
    assert_eq!(ranking.len(), all.len(), "rows of 排名");
    let hundredths = |cell: &str| cell.parse::<f64>().map_or(cell.to_owned(), |number| format!("{number:.2}"));
    for row in ranking {
        let one = all.iter().find(|one| one.unit == row["单位"]).unwrap_or_else(|| panic!("no unit {}", row["单位"]));
        let of =
            |statuses: &[&str]| records.iter().filter(|r| r.unit == one.unit && (statuses.is_empty() || r.is(statuses))).count();
        let expected = [
            ("名次", one.rank(&all).to_string()),
            ("分组", one.group.clone().unwrap_or_else(|| "不在名录".to_owned())),
            ("问题数", of(&[]).to_string()),
            ("已完成", of(&["done"]).to_string()),
            ("已销号", of(&["closed"]).to_string()),
            ("完成/应改", format!("{}/{}", one.completion.0, one.completion.1)),
            ("超期", one.overdue.to_string()),
            ("等次", one.grade().to_owned()),
            ("评优资格", if one.honours() { "具备" } else { "不具备" }.to_owned()),
        ];
        for (heading, expected) in expected {
            assert_eq!(row[heading], expected, "{} {heading}", one.unit);
        }
        assert_eq!(hundredths(&row["得分"]), one.score(false), "{} 得分", one.unit);
        assert_eq!(hundredths(&row["剔除预扣分"]), one.score(true), "{} 剔除预扣分", one.unit);
        assert_eq!(hundredths(&row["年度得分"]), one.annual().unwrap_or("—".to_owned()), "{} 年度得分", one.unit);
    }
}

#[test]
fn the_scorecard_lists_every_record_with_its_light() {
    let county = kit::county();
    kit::run(county.path(), &["score", ".", "--month", "2026-10", "--out", "评分"]).expect_code(1);
    let rows = kit::table(&county.path().join("评分/评分表.xlsx"), "问题总表", &["序号", "单位", "灯"]);
    let (truth, records) = (kit::truth(), records(county.path()));
    assert_eq!(rows.len(), truth.len(), "rows of 问题总表");
    let status = |key: &str| match key {
        "not_started" => "未启动",
        "in_progress" => "整改中",
        "stage" => "阶段性完成",
        "pending_check" => "待验收",
        "done" => "已完成",
        "closed" => "已销号",
        "continuing" => "持续整改",
        "cancelled" => "已取消",
        "referred" => "已移送",
        _ => "状态不明",
    };
    let cycle = |key: &str| match key {
        "immediate" => "立行立改",
        "limited" => "限期整改",
        "continuing" => "长期坚持",
        _ => "",
    };
    let days = |days: Option<i64>| days.map_or_else(String::new, |days| days.to_string());
    for (at, ((row, value), record)) in rows.iter().zip(&truth).zip(&records).enumerate() {
        let (file, sheet, number) = &record.place;
        let expected = [
            ("序号", (at + 1).to_string()),
            ("单位", record.unit.clone()),
            ("类别", text(value, "category").to_owned()),
            ("反馈问题", text(value, "problem").to_owned()),
            ("责任领导", text(value, "lead_person").to_owned()),
            ("责任人", text(value, "resp_person").to_owned()),
            ("整改类型", cycle(text(value, "cycle")).to_owned()),
            ("时限原文", text(value, "deadline_text").to_owned()),
            ("整改时限", text(value, "deadline").to_owned()),
            ("状态", status(&record.status).to_owned()),
            ("状态原文", text(value, "status_text").to_owned()),
            ("完成时间", text(value, "done_date").to_owned()),
            ("销号时间", text(value, "closed_date").to_owned()),
            ("佐证材料", text(value, "evidence").to_owned()),
            ("灯", light(record).to_owned()),
            ("超期天数", days(days_late(record))),
            ("剩余天数", days(days_left(record))),
            ("来源文件", file.clone()),
            ("表", sheet.clone()),
            ("行", number.to_string()),
        ];
        for (heading, expected) in expected {
            assert_eq!(row[heading], expected, "{:?} {heading}", record.place);
        }
    }
}

#[test]
fn the_scorecard_names_the_cells_that_explain_names() {
    let county = kit::county();
    kit::run(county.path(), &["score", ".", "--month", "2026-10", "--out", "评分"]).expect_code(1);
    let rows = kit::table(&county.path().join("评分/评分表.xlsx"), "得分明细", &["单位", "项目", "依据单元格"]);
    let explained = kit::run(county.path(), &["explain", "县教育局", ".", "--month", "2026-10", "--format", "json"]).json();
    let overdue = |line: &&Value| text(line, "id") == "overdue" && text(line, "state") == "provisional";
    let line = list(&explained, "lines").iter().find(overdue).expect("an overdue record");
    let evidence = &list(line, "evidence")[0];
    let cells: Vec<&str> = list(evidence, "cells").iter().map(|cell| text(cell, "cell")).collect();
    let of_unit: Vec<_> = rows.iter().filter(|row| row["单位"] == "县教育局").collect();
    let at = of_unit.iter().position(|row| row["项目"] == "超期未完成" && row["状态"] == "预扣分").expect("the item");
    let row = of_unit[at + 1];
    assert_eq!((&*row["项目"], &*row["依据位置"]), (text(evidence, "record"), "第25行"));
    assert!(!cells.is_empty());
    assert_eq!(row["依据单元格"], cells.join("、"));
    let told = of_unit.iter().filter(|row| row["依据位置"].starts_with('第') && !row["依据单元格"].is_empty()).count();
    let all = of_unit.iter().filter(|row| row["依据位置"].starts_with('第')).count();
    assert!(told * 2 > all, "{told} of {all} rows name their cells");
}
