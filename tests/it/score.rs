//! The sample county scored a second time, in fractions instead of decimals, from the truth of its ledgers and from
//! its other workbooks as they stand.
//!
//! Source: `scoring.md`, clause by clause; nothing here is shared with `src/score`.

use std::collections::BTreeMap;
use std::ops::{Add, Mul, Sub};
use std::path::Path;

use chrono::NaiveDate;
use serde_json::Value;

use crate::kit::{self, ROW, Row, list, text};

mod honesty;

/// A fraction in lowest terms, its denominator above 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Q(i128, i128);

fn q(whole: usize) -> Q {
    Q(whole as i128, 1)
}

impl Q {
    fn of(numerator: i128, denominator: i128) -> Self {
        let (mut a, mut b) = (numerator.abs().max(1), denominator);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        if numerator == 0 { Self(0, 1) } else { Self(numerator / a, denominator / a) }
    }

    fn parse(number: &str) -> Self {
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        Self::of(format!("{whole}{part}").parse().expect("a number"), 10i128.pow(part.len() as u32))
    }

    fn over(self, other: Self) -> Self {
        Self::of(self.0 * other.1, self.1 * other.0)
    }

    fn less(self, other: Self) -> bool {
        self.0 * other.1 < other.0 * self.1
    }

    fn at_most(self, limit: Self) -> Self {
        if limit.less(self) { limit } else { self }
    }

    fn at_least(self, limit: Self) -> Self {
        if self.less(limit) { limit } else { self }
    }

    /// Rounds half away from zero; only numbers not below zero are rounded here.
    fn rounded(self, places: u32) -> String {
        let scale = 10i128.pow(places);
        let units = (2 * self.0 * scale + self.1) / (2 * self.1);
        format!("{}.{:0width$}", units / scale, units % scale, width = places as usize)
    }

    /// Rounds to six places and drops the zeros at the end.
    fn plain(self) -> String {
        self.rounded(6).trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

impl Add for Q {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::of(self.0 * other.1 + other.0 * self.1, self.1 * other.1)
    }
}

impl Sub for Q {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + Self(-other.0, other.1)
    }
}

impl Mul for Q {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self::of(self.0 * other.0, self.1 * other.1)
    }
}

fn sum(numbers: impl Iterator<Item = Q>) -> Q {
    numbers.fold(q(0), Add::add)
}

fn day(text: &str) -> Option<NaiveDate> {
    (!text.is_empty()).then(|| text.parse().expect("a day"))
}

fn as_of() -> NaiveDate {
    day("2026-10-31").expect("a day")
}

/// A record as scoring sees it.
struct Record {
    unit: String,
    status: String,
    continuing_cycle: bool,
    deadline: Option<NaiveDate>,
    done: Option<NaiveDate>,
    people: bool,
    evidence: bool,
    mechanism: bool,
    place: (String, String, u64),
}

impl Record {
    fn is(&self, statuses: &[&str]) -> bool {
        statuses.contains(&self.status.as_str())
    }

    fn void(&self) -> bool {
        self.is(&["cancelled", "referred"])
    }

    fn finished(&self) -> bool {
        self.is(&["done", "closed"])
    }

    fn open(&self) -> bool {
        !self.void() && !self.finished()
    }

    fn overdue(&self) -> bool {
        self.open() && !self.is(&["continuing"]) && self.deadline.is_some_and(|deadline| deadline < as_of())
    }

    /// Days late: for an overdue record until today, for a finished one until it was done.
    fn days_late(&self) -> Option<i64> {
        let until = if self.overdue() { Some(as_of()) } else { self.done.filter(|_| self.finished()) };
        Some((until? - self.deadline?).num_days()).filter(|days| *days > 0)
    }

    fn days_left(&self) -> Option<i64> {
        let days = (self.deadline? - as_of()).num_days();
        (self.open() && days >= 0).then_some(days)
    }

    fn on_time(&self) -> bool {
        self.finished() && self.done.is_some_and(|done| self.deadline.is_some_and(|deadline| done <= deadline))
    }

    fn light(&self) -> &'static str {
        match (self.open(), self.overdue(), self.days_left()) {
            (false, ..) => "",
            (_, true, _) => "红灯",
            _ if self.is(&["continuing"]) || (self.continuing_cycle && self.deadline.is_none()) => "蓝灯",
            (_, _, None) => "灰灯",
            (_, _, Some(0..=10)) => "黄灯",
            (_, _, Some(11..=20)) => "绿灯",
            _ => "",
        }
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
            continuing_cycle,
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

/// An indicator: its id, its full points, and what was reached of what.
type Indicator = (&'static str, usize, Option<(Q, Q)>);

/// A deduction: its id, its state, its points, and the rows that fired.
type Deduction = (&'static str, &'static str, Q, Vec<u64>);

/// What a unit should get.
struct Expected {
    unit: String,
    group: Option<String>,
    indicators: Vec<Indicator>,
    deductions: Vec<Deduction>,
    bonus: Q,
    completion: (usize, usize),
    overdue: usize,
    other: Option<Q>,
}

impl Expected {
    fn of(county: &Path, unit: &str, records: &[&Record]) -> Self {
        let counted: Vec<&&Record> = records.iter().filter(|record| !record.void()).collect();
        let count = |test: &dyn Fn(&Record) -> bool| counted.iter().filter(|record| test(record)).count();
        let share = |reached: usize, of: usize| (of > 0).then(|| (q(reached), q(of)));
        let (all, finished) = (counted.len(), count(&Record::finished));
        let due = |record: &Record| !record.continuing_cycle && record.deadline.is_some_and(|deadline| deadline <= as_of());
        let indicators = vec![
            ("manual-leadership", 15, Some((q(15) - manual(county, unit).at_most(q(15)), q(15)))),
            ("responsibility-complete", 15, share(count(&|record| record.people), all)),
            ("completion-rate", 30, share(finished, all)),
            ("on-time-rate", 10, share(count(&|record| due(record) && record.on_time()), count(&due))),
            ("evidence-rate", 10, share(count(&|record| record.finished() && record.evidence), finished)),
            ("mechanism-rate", 5, share(count(&|record| record.mechanism), count(&|record| record.continuing_cycle))),
            ("recommendation-reply-rate", 5, replies(county, unit)),
            ("satisfaction", 10, survey(county, unit).map(|value| (value, q(100)))),
        ];
        let events = Events(rows(county, "事件.xlsx", "事件", &["事件类型", "件数"], "单位名称", unit));
        let mut deductions = overdue(&counted);
        deductions.extend(events.deduction("returned", "退回", "", 1));
        deductions.extend(events.deduction("notice-county", "通报", "县", 1));
        deductions.extend(events.deduction("notice-city", "通报", "市", 2));
        deductions.extend(events.deduction("late-report", "迟报", "", 2));
        let others = rows(county, "年度其他得分.xlsx", "年度其他得分", &["年度其他得分"], "单位名称", unit);
        Self {
            unit: unit.to_owned(),
            group: group(county, unit),
            indicators,
            deductions,
            bonus: events.bonus(),
            completion: (finished, all),
            overdue: count(&Record::overdue),
            other: others.first().map(|row| Q::parse(&row["年度其他得分"])),
        }
    }

    fn points(full: usize, share: Option<(Q, Q)>) -> Q {
        share.map_or(q(full), |(reached, of)| q(full) * reached.over(of))
    }

    fn score(&self, without_provisional: bool) -> Q {
        let reached = sum(self.indicators.iter().map(|(_, full, share)| Self::points(*full, *share)));
        let counts = |state: &str| state == "final" || (state == "provisional" && !without_provisional);
        let lost = sum(self.deductions.iter().filter(|(_, state, ..)| counts(state)).map(|(_, _, points, _)| *points));
        (reached + self.bonus - lost).at_least(q(0)).at_most(q(100))
    }

    /// The score as printed, in hundredths.
    fn hundredths(&self) -> u32 {
        self.score(false).rounded(2).replace('.', "").parse().expect("a number")
    }

    fn grade(&self) -> &'static str {
        match self.hundredths() {
            9000.. => "好",
            8000.. => "较好",
            6000.. => "一般",
            _ => "差",
        }
    }

    fn annual(&self) -> Option<String> {
        Some((Q::of(3, 10) * self.score(false) + Q::of(7, 10) * self.other?).rounded(2))
    }

    fn honours(&self) -> bool {
        // Every unit of the sample's directory has a group; one without is misspelt, and nothing is decided about it.
        self.group.is_some() && self.grade() != "差" && 100 * self.completion.0 >= 60 * self.completion.1
    }
}

fn manual(county: &Path, unit: &str) -> Q {
    sum(rows(county, "人工评分.xlsx", "人工评分", &["扣分"], "单位名称", unit).iter().map(|row| Q::parse(&row["扣分"])))
}

fn replies(county: &Path, unit: &str) -> Option<(Q, Q)> {
    let letters = rows(county, "巡察建议办理.xlsx", "巡察建议办理", &["要求反馈日期"], "移交单位", unit);
    let due: Vec<_> = letters.iter().filter(|row| day(&row["要求反馈日期"]).is_some_and(|due| due <= as_of())).collect();
    let in_time = |row: &&&Row| day(&row["实际反馈日期"]).is_some_and(|replied| Some(replied) <= day(&row["要求反馈日期"]));
    (!due.is_empty()).then(|| (q(due.iter().filter(in_time).count()), q(due.len())))
}

fn survey(county: &Path, unit: &str) -> Option<Q> {
    let strata = rows(county, "满意度.xlsx", "满意度", &["满意", "不了解"], "单位名称", unit);
    let mut weighted = (q(0), q(0));
    for row in &strata {
        let [good, fair, bad] = ["满意", "基本满意", "不满意"].map(|heading| Q::parse(&row[heading]));
        let mean = (good * q(100) + fair * q(75) + bad * q(55)).over(good + fair + bad);
        let weight = Q::parse(&row["权重"]);
        weighted = (weighted.0 + mean * weight, weighted.1 + weight);
    }
    (!strata.is_empty()).then(|| weighted.0.over(weighted.1))
}

fn group(county: &Path, unit: &str) -> Option<String> {
    let units = kit::table(&county.join("名录.xlsx"), "单位", &["单位名称", "分组"]);
    units.into_iter().find(|row| row["单位名称"] == unit).map(|row| row["分组"].clone())
}

/// Overdue points: provisional up to 30 days, final after; 10 at most, final ones first.
fn overdue(records: &[&&Record]) -> Vec<Deduction> {
    let state = |record: &Record| {
        let days = record.days_late()?;
        Some(match (record.overdue(), days > 30) {
            (_, true) => "final",
            (true, false) => "provisional",
            (false, false) => "restored",
        })
    };
    let mut left = 10;
    let mut found = Vec::new();
    for wanted in ["final", "provisional", "restored"] {
        let rows: Vec<u64> = records.iter().filter(|record| state(record) == Some(wanted)).map(|r| r.place.2).collect();
        let points = if wanted == "restored" { 0 } else { rows.len().min(left) };
        left -= points;
        if !rows.is_empty() {
            found.push(("overdue", wanted, q(points), rows));
        }
    }
    found
}

/// The events of a unit; all of the sample's are of 2026 and not after the reporting date.
struct Events(Vec<Row>);

impl Events {
    fn deduction(&self, id: &'static str, kind: &str, level: &str, each: usize) -> Option<Deduction> {
        let of_kind = self.0.iter().filter(|row| row["事件类型"] == kind && row["级别"] == level);
        let rows: Vec<u64> = of_kind.map(|row| row[ROW].parse().expect("a row")).collect();
        (!rows.is_empty()).then(|| (id, "final", q(each * rows.len()), rows))
    }

    fn bonus(&self) -> Q {
        sum(self.0.iter().filter(|row| row["事件类型"] == "加分").map(|row| Q::parse(&row["分值"]))).at_most(q(5))
    }
}

fn expected(county: &Path, records: &[Record]) -> Vec<Expected> {
    let mut by_unit: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
    for record in records {
        by_unit.entry(&record.unit).or_default().push(record);
    }
    by_unit.iter().map(|(unit, records)| Expected::of(county, unit, records)).collect()
}

fn rank(all: &[Expected], one: &Expected) -> u64 {
    1 + all.iter().filter(|other| other.group == one.group && other.hundredths() > one.hundredths()).count() as u64
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
        same("score", one.score(false).rounded(2), text(got, "score").to_owned());
        same("score without provisional", one.score(true).rounded(2), text(got, "score_without_provisional").to_owned());
        same("grade", one.grade().to_owned(), text(got, "grade").to_owned());
        same("rank", rank(&all, one).to_string(), got["rank"].to_string());
        same("annual", show(&one.annual().unwrap_or_default()), show(text(got, "annual")));
        same("honours", one.honours().to_string(), got["honours"]["eligible"].to_string());
        same("vetoes", "[]".to_owned(), got["vetoes"].to_string());
        same("indicators", indicators(one), got_indicators(got));
        same("deductions", format!("{:?}", deductions(one)), format!("{:?}", got_deductions(got)));
        let bonus = list(got, "bonuses").iter().map(|bonus| Q::parse(text(bonus, "points")));
        same("bonus", one.bonus.plain(), sum(bonus).plain());
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn indicators(one: &Expected) -> String {
    let line = |(id, full, share): &Indicator| {
        let points = Expected::points(*full, *share).rounded(2);
        let share = share.map_or("null/null".to_owned(), |(reached, of)| format!("{}/{}", reached.plain(), of.plain()));
        format!("\n  {id} {points} of {full}, {share}")
    };
    one.indicators.iter().map(line).collect()
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
            ("名次", rank(&all, one).to_string()),
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
        assert_eq!(hundredths(&row["得分"]), one.score(false).rounded(2), "{} 得分", one.unit);
        assert_eq!(hundredths(&row["剔除预扣分"]), one.score(true).rounded(2), "{} 剔除预扣分", one.unit);
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
            ("灯", record.light().to_owned()),
            ("超期天数", days(record.days_late())),
            ("剩余天数", days(record.days_left())),
            ("来源文件", file.clone()),
            ("表", sheet.clone()),
            ("行", number.to_string()),
        ];
        for (heading, expected) in expected {
            assert_eq!(row[heading], expected, "{:?} {heading}", record.place);
        }
    }
}
