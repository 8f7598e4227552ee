//! Reads the data back out of the page and holds it against what it was made from.

use std::collections::BTreeSet;
use std::fmt::Write;

use regex::Regex;
use serde_json::Value;

use super::Dashboard;
use crate::model::about::Severity;
use crate::model::assessment::{Bonus, Deduction, DeductionState, Light, Occurrence, Veto};
use crate::model::calendar::Round;
use crate::model::cells::{Cells, FieldCell};
use crate::model::field::Field;
use crate::model::history::{KeptMonth, KeptUnit, PastMonth};
use crate::model::ledger::{Risk, Status};
use crate::model::period::Month;
use crate::model::place::CellRef;
use crate::model::warning::{Warning, WarningState};
use crate::policy::CountBasis;
use crate::report::Report;
use crate::report::kit::{Desk, day, number};

fn page(desk: &Desk) -> String {
    let documents = Dashboard.write(&desk.case()).expect("a dashboard");
    assert_eq!(documents.iter().map(|document| &*document.path).collect::<Vec<_>>(), ["看板.html"]);
    let content = documents.into_iter().next().expect("one document").content;
    String::from_utf8(content).expect("UTF-8")
}

fn data_of(page: &str) -> Value {
    let (_, behind) = page.split_once("<script type=\"application/json\" id=\"data\">").expect("the data");
    serde_json::from_str(behind.split_once("</script>").expect("its end").0).expect("JSON")
}

fn data(desk: &Desk) -> Value {
    data_of(&page(desk))
}

/// Twelve records as the kit's unit has them counted: seven finished, one overdue, four not yet due.
fn education() -> Desk {
    let mut desk = Desk::new();
    for at in 1..=12 {
        let id = format!("JY{at:03}");
        let (status, light, due) = match at {
            1..=3 => (Status::Done, Light::Off, "2026-09-30"),
            4..=7 => (Status::Closed, Light::Off, "2026-09-30"),
            8 => (Status::InProgress, Light::Red, "2026-09-30"),
            _ => (Status::InProgress, Light::Off, "2026-12-31"),
        };
        desk = desk.record([&id, "县教育局", &format!("第 {at} 个问题"), due, status.label()], status, light);
    }
    desk.unit("县教育局", "县直部门", 1, "83.75")
}

/// Adds a cell to a record.
fn with_cell(desk: &mut Desk, record: usize, field: Field, text: &str) {
    let record = &mut desk.ledger.rectifications[record];
    let row = record.row;
    let added = FieldCell { field, table: 0, at: CellRef::new(row, 10 + field as u16), text: text.into() };
    record.cells = Cells::new(record.cells.iter().map(|cell| cell.owned()).chain([added]).collect());
}

fn fired(desk: &Desk, record: usize, note: &str, points: &str) -> Occurrence {
    Occurrence { place: desk.place(record), record: None, of: None, note: note.to_owned(), points: number(points), since: None }
}

fn deduction(id: &str, state: DeductionState, points: &str, occurrences: Vec<Occurrence>) -> Deduction {
    Deduction { id: id.into(), title: "超期未完成".into(), points: number(points), state, occurrences, capped: false }
}

#[test]
fn every_figure_is_that_of_the_assessment() {
    let mut desk = education().record(["", "", "没有单位", "", "整改中"], Status::InProgress, Light::Grey);
    desk.last_unit().score_without_provisional = number("84.75");
    (desk.last_unit().rank_low, desk.last_unit().rank_high) = (Some(1), Some(3));
    let data = data(&desk);
    let unit = &desk.assessment.units[0];
    let shown = &data["units"][0];
    assert_eq!(shown["n"], *unit.unit);
    assert_eq!(
        (&shown["score"], &shown["bare"], &shown["grade"]),
        (&"83.75".into(), &"84.75".into(), &unit.grade.as_str().into())
    );
    assert_eq!((&shown["rank"], &shown["of"], &shown["range"]), (&1.into(), &1.into(), &"1–3".into()));
    assert_eq!((&shown["num"], &shown["den"], &shown["rate"]), (&7.into(), &12.into(), &"58.33".into()));
    assert_eq!((&shown["late"], &shown["soon"]), (&unit.tally.overdue.into(), &unit.tally.due_soon.into()));
    let totals = &data["totals"];
    let figures =
        ["records", "void", "done", "pace", "late", "undated", "soon"].map(|key| totals[key].as_u64().expect("a count"));
    assert_eq!(figures, [13, 0, 7, 4, 1, 1, 0]);
    assert_eq!(totals["lights"], serde_json::json!([11, 1, 0, 0, 0, 1]));
    assert_eq!(totals["rate"], "53.85");
    // What the page itself is going to count.
    let records = data["records"].as_array().expect("records");
    let count = |test: &dyn Fn(&Value) -> bool| records.iter().filter(|record| record[0] == 0 && test(record)).count();
    assert_eq!((count(&|r| r[5] == 0), count(&|r| r[5] != 4), count(&|r| r[4] == 1)), (7, 12, 1));
    assert_eq!(records[7][7], 31, "days past the deadline");
    assert_eq!(records[8][7], -61, "days left");
    assert_eq!((&records[7][6], &records[7][8], &records[7][9]), (&20_260_930.into(), &"JY008".into(), &"第 8 个问题".into()));
    assert_eq!(
        data["files"][records[7][12].as_u64().expect("a file") as usize],
        serde_json::json!(["台账/县教育局.xlsx", "台账"])
    );
    assert_eq!(records[7][13], "C11", "the cell of the problem");
    assert_eq!(records[12][0], -1, "no unit");
}

#[test]
fn five_thousand_records_with_long_texts_stay_below_a_megabyte_and_a_half() {
    let mut desk = Desk::new();
    for at in 0..5_000 {
        let id = format!("XX{at:05}");
        let unit = format!("县第{}个被巡察单位", at % 60);
        let problem = format!("{id}号问题：{}", "落实中央八项规定精神不到位，公务接待超标准、「陪餐」人数超规定。".repeat(20));
        let light = if at % 3 == 0 { Light::Red } else { Light::Yellow };
        desk = desk.record([&id, &unit, &problem, "2026-10-30", "整改中"], Status::InProgress, light);
        with_cell(&mut desk, at, Field::LeadPerson, &format!("张某{at}（党组成员、副局长）"));
        with_cell(&mut desk, at, Field::RespPerson, &format!("办公室(李某{at});基建股(王某{at})"));
        desk = desk.finding(Severity::Warning, Some(&unit), CellRef::new(at as u32, 2), &format!("第 {at} 处：{problem}"));
        let place = desk.place(at);
        desk.warnings.push(Warning {
            id: "deadline-passed".into(),
            title: "超期（红灯）".into(),
            event: id.as_str().into(),
            date: day("2026-10-31"),
            unit: Some(unit.as_str().into()),
            place,
            record: Some(id.as_str().into()),
            reason: format!("超期 {at} 天"),
            points: number("1"),
            state: WarningState::Final,
        });
    }
    let page = page(&desk);
    assert!(page.len() < 1_500_000, "{} bytes", page.len());
    let data = data_of(&page);
    assert_eq!(data["records"].as_array().map(Vec::len), Some(5_000));
    let cut = data["head"]["cut"].as_u64().expect("a number");
    assert!([200, 160, 120, 80, 60, 40].contains(&cut));
    let text = data["records"][0][9].as_str().expect("a text");
    assert_eq!(text.chars().count() as u64, cut + 1, "{text}");
    assert!(text.ends_with('…'));
    let listed = data["findings"].as_array().map(Vec::len).expect("a list") as u64;
    assert_eq!(data["more"].as_u64(), Some(5_000 - listed), "what is cut is counted");
}

#[test]
fn texts_are_as_long_as_the_page_has_room_for() {
    let desk = education().record(["JY013", "县教育局", &"长".repeat(300), "", "整改中"], Status::InProgress, Light::Grey);
    let data = data(&desk);
    assert_eq!(data["head"]["cut"], 200);
    assert_eq!(data["records"][12][9], format!("{}…", "长".repeat(200)));
}

#[test]
fn nothing_in_a_ledger_can_end_the_element_it_stands_in() {
    let hostile = "</script><script>alert(1)</script><!-- {{title}} \u{2028}";
    let page = page(&Desk::new().record([hostile, hostile, hostile, "", hostile], Status::Unknown, Light::Grey));
    assert_eq!(page.matches("</script").count(), 2, "the data's and the script's own");
    assert!(!page.contains("<!--") && !page.contains('\u{2028}'));
    assert_eq!(data_of(&page)["records"][0][9], hostile.trim());
}

#[test]
fn the_page_is_the_same_every_time() {
    let desk = education().finding(Severity::Error, Some("县教育局"), CellRef::new(3, 4), "状态认不出来");
    assert_eq!(page(&desk), page(&desk));
}

#[test]
fn rows_with_a_degree_of_secrecy_are_not_in_it_and_are_counted() {
    let secret = "涉及未公开案件的某项采购问题";
    let mut desk = education()
        .record(["JY013", "县教育局", secret, "2026-09-30", "整改中"], Status::InProgress, Light::Red)
        .finding(Severity::Error, Some("县教育局"), CellRef::new(15, 4), "第 16 行的发现")
        .finding(Severity::Error, Some("县教育局"), CellRef::new(3, 2), &format!("与第 16 行重复：「{secret}」"))
        .finding(Severity::Error, Some("县教育局"), CellRef::new(3, 4), "留下的发现");
    with_cell(&mut desk, 12, Field::Secret, "秘密★1年");
    with_cell(&mut desk, 0, Field::Secret, "公开");
    let tally = &mut desk.last_unit().tally;
    (tally.completion.denominator, tally.overdue) = (13, 2);
    let occurrence = fired(&desk, 12, &format!("{secret}超期 31 天"), "1");
    desk.last_unit().deductions = vec![deduction("overdue", DeductionState::Final, "1", vec![occurrence])];
    let page = page(&desk);
    for trace in [secret, "JY013", "第 16 行", "C16"] {
        assert!(!page.contains(trace), "{trace}");
    }
    let data = data_of(&page);
    assert_eq!(data["records"].as_array().map(Vec::len), Some(12));
    let unit = &data["units"][0];
    assert_eq!((&unit["num"], &unit["den"], &unit["late"]), (&7.into(), &12.into(), &1.into()), "as the page counts");
    assert_eq!(data["findings"].as_array().map(Vec::len), Some(1));
    assert_eq!((&data["totals"]["errors"], &data["events"]), (&1.into(), &serde_json::json!([])));
    let told = data["head"]["basis"][0].as_str().expect("a sentence");
    assert!(told.contains("标有密级的记录 1 条，核验发现 2 条"), "{told}");
}

#[test]
fn lists_of_clues_are_not_in_it() {
    let mut desk = education();
    desk.ledger.tables[0].title = Some("问题线索移交办理一览表".into());
    desk.ledger.risks.push(Risk { row: 20, ..Risk::default() });
    let data = data(&desk);
    assert_eq!(data["records"], serde_json::json!([]));
    assert_eq!((&data["files"], &data["risk"]), (&serde_json::json!([]), &Value::Null));
    let told = data["head"]["basis"][0].as_str().expect("a sentence");
    assert!(told.contains("疑似问题线索的表里的记录 12 条，风险点 1 条"), "{told}");
    assert_eq!((&data["units"][0]["den"], &data["units"][0]["late"]), (&0.into(), &0.into()));
}

#[test]
fn every_key_is_one_the_script_reads_and_the_other_way_round() {
    let script = include_str!("../../../templates/dashboard/script.js");
    let (shape, code) = script.split_once("(function () {").expect("the code");
    let mut desk = education();
    desk.ledger.risks.push(Risk::default());
    let data = data(&desk);
    let read = |pattern: &str| {
        let regex = Regex::new(pattern).expect("a pattern");
        regex.captures_iter(code).map(|found| found[1].to_owned()).collect::<BTreeSet<String>>()
    };
    let keys = |value: &Value| value.as_object().expect("an object").keys().cloned().collect::<BTreeSet<String>>();
    let version: BTreeSet<String> = ["v".to_owned()].into();
    assert_eq!(keys(&data), &read(r"\bdata\.([a-z]+)\b") | &version);
    assert_eq!(keys(&data["head"]), read(r"\bhead\.([a-z]+)\b"));
    assert_eq!(keys(&data["totals"]), read(r"\btotals\.([a-z]+)\b"));
    assert_eq!(keys(&data["units"][0]), &read(r"\bunit\.([a-z]+)\b") | &read(r"units\[[a-z.]+\]\.([a-z]+)\b"));
    assert_eq!(keys(&data["risk"]), read(r"\brisk\.([a-z]+)\b"));
    assert_eq!(keys(&data["trend"]), read(r"\bdata\.trend\.([a-z]+)\b"));
    for key in
        [&data, &data["head"], &data["totals"], &data["units"][0], &data["risk"], &data["trend"]].into_iter().flat_map(keys)
    {
        assert!(Regex::new(&format!(r"\b{key}\b")).expect("a pattern").is_match(shape), "「{key}」 is not described");
    }
}

#[test]
fn what_cost_most_is_named_dearest_first_with_the_records_behind() {
    let mut desk = education();
    let indicator = desk.last_unit().indicators[0].clone();
    let short = |title: &str, points: &str, records| {
        let (title, full) = (title.into(), number("10"));
        crate::model::assessment::IndicatorValue { title, full, points: number(points), records, ..indicator.clone() }
    };
    let (eighth, ninth) = (desk.place(7), desk.place(8));
    let overdue = ["7", "8"].iter().zip([7, 8]).map(|(days, at)| fired(&desk, at, &format!("超期 {days} 天"), "1")).collect();
    let unit = desk.last_unit();
    unit.indicators =
        vec![short("整改完成率", "4", vec![ninth, eighth]), short("满分", "10", vec![]), short("满意度", "9.5", vec![])];
    unit.deductions = vec![
        deduction("overdue", DeductionState::Restored, "0", Vec::new()),
        deduction("overdue", DeductionState::Final, "2", overdue),
        deduction("notice", DeductionState::Provisional, "0.4", Vec::new()),
    ];
    let why = data(&desk)["units"][0]["why"].clone();
    let expected = serde_json::json!([
        ["整改完成率", "6.00", "7/12", [7, 8]],
        ["超期未完成", "2.00", "正式扣分 2 次：超期 7 天、超期 8 天", [7, 8]],
        ["满意度", "0.50", "7/12", []],
    ]);
    assert_eq!(why, expected);
}

#[test]
fn points_are_told_once_whether_a_warning_or_a_deduction_has_them() {
    let mut desk = education();
    let [eighth, ninth] = [7, 8].map(|at| fired(&desk, at, "超期 31 天", "1"));
    let place = eighth.place.clone().cell(CellRef::new(10, 3));
    desk.warnings.push(Warning {
        id: "deadline-passed".into(),
        title: "超期（红灯）".into(),
        event: "JY008".into(),
        date: day("2026-10-31"),
        unit: Some("县教育局".into()),
        place,
        record: None,
        reason: "超期 31 天".to_owned(),
        points: number("1"),
        state: WarningState::Final,
    });
    let unit = desk.last_unit();
    unit.deductions = vec![deduction("overdue", DeductionState::Final, "2", vec![eighth, ninth.clone()])];
    unit.bonuses =
        vec![Bonus { id: "bonus".into(), title: "加分".into(), points: number("1"), occurrences: vec![ninth.clone()] }];
    let effect = "等次最高为「差」".to_owned();
    unit.vetoes = vec![Veto { id: "v".into(), title: "虚假整改".into(), effect, occurrences: vec![ninth] }];
    let data = data(&desk);
    let events = data["events"].as_array().expect("events");
    let told: Vec<_> =
        events.iter().map(|event| (&event[0], &event[3], &event[6], &event[7])).map(|e| format!("{e:?}")).collect();
    assert_eq!(events.len(), 4, "{told:?}");
    let said = |at: usize, part: usize| &data["s"][events[at][part].as_u64().expect("a text") as usize];
    assert_eq!(
        (&events[0][3], &events[0][6], &events[0][7], said(0, 2)),
        (&"-1".into(), &"D11".into(), &7.into(), &"超期（红灯）".into())
    );
    assert_eq!((&events[1][3], &events[1][7], said(1, 2)), (&"-1".into(), &8.into(), &"超期未完成".into()));
    assert_eq!((&events[2][0], &events[2][3]), (&4.into(), &"+1".into()));
    assert_eq!((&events[3][0], said(3, 4)), (&5.into(), &"等次最高为「差」（超期 31 天）".into()));
}

/// A month on record with one unit.
fn past(year: i32, month: u32, rank: u32, group: &str) -> PastMonth {
    let month = Month { year, month };
    let unit = KeptUnit {
        month,
        unit: "县教育局".into(),
        group: Some(group.into()),
        score: number("70.00"),
        score_without_provisional: number("70.00"),
        grade: "一般".into(),
        rank,
        finished: 3,
        counted: 12,
        overdue: 4,
    };
    let kept =
        KeptMonth { month, as_of: month.last_day(), program: String::new(), policy: Default::default(), units: 1, warnings: 0 };
    PastMonth { kept, units: vec![unit], letters: Vec::new() }
}

#[test]
fn months_on_record_make_the_trend_and_a_month_between_is_a_gap() {
    let mut desk = education();
    desk.past = vec![past(2026, 7, 2, "县直部门"), past(2026, 9, 4, "县直部门")];
    let found = data(&desk);
    let trend = &found["trend"];
    assert_eq!(trend["months"], serde_json::json!(["2026年7月", "2026年8月", "2026年9月", "2026年10月"]));
    let kept = serde_json::json!([12, 3, 4, "25.00"]);
    assert_eq!(trend["all"], serde_json::json!([kept, null, kept, [12, 7, 1, "58.33"]]));
    assert_eq!(trend["units"][0][3], serde_json::json!([12, 7, 1, "58.33", "83.75"]));
    assert_eq!(found["units"][0]["move"], "名次比上月升 3 位");
    desk.past = vec![past(2026, 9, 4, "乡镇街道")];
    assert_eq!(data(&desk)["units"][0]["move"], "", "ranked among others");
    desk.past = vec![past(2026, 8, 4, "县直部门")];
    assert_eq!(data(&desk)["units"][0]["move"], "名次比2026年8月升 3 位", "last month is not on record");
}

#[test]
fn measures_of_a_problem_are_one_line_where_the_policy_counts_problems() {
    let mut desk = Desk::new()
        .record(["JY001", "县教育局", "甲", "2026-09-30", "已完成"], Status::Done, Light::Off)
        .record(["JY001", "县教育局", "甲", "2026-11-05", "整改中"], Status::InProgress, Light::Yellow)
        .record(["JY002", "县教育局", "乙", "2026-09-30", "整改中"], Status::InProgress, Light::Red)
        .unit("县教育局", "县直部门", 1, "80");
    desk.policy.count = CountBasis::Problem;
    let tally = &mut desk.last_unit().tally;
    (tally.completion.numerator, tally.completion.denominator) = (0, 2);
    let data = data(&desk);
    let records = data["records"].as_array().expect("records");
    assert_eq!(records.len(), 2);
    assert_eq!(
        (&records[0][5], &records[0][4], &records[0][6], &records[0][7]),
        (&1.into(), &2.into(), &20_261_105.into(), &(-5).into())
    );
    let unit = &data["units"][0];
    assert_eq!((&unit["num"], &unit["den"], &unit["late"], &unit["soon"]), (&0.into(), &2.into(), &1.into(), &1.into()));
}

#[test]
fn rounds_go_by_the_name_the_office_gave_them() {
    let mut desk = education();
    let aliases = vec!["七轮".into()];
    desk.calendar.rounds =
        vec![Round { name: "第七轮巡察".into(), aliases, feedback_date: day("2026-03-20"), concentrated_months: 6 }];
    with_cell(&mut desk, 0, Field::Round, "七轮");
    with_cell(&mut desk, 1, Field::Round, "第七轮");
    with_cell(&mut desk, 2, Field::Round, "专项检查");
    let data = data(&desk);
    assert_eq!(data["rounds"], serde_json::json!(["第七轮巡察", "专项检查"]));
    let rounds: Vec<_> = (0..4).map(|at| data["records"][at][1].as_i64().expect("a number")).collect();
    assert_eq!(rounds, [0, 0, 1, -1]);
}

#[test]
fn a_month_without_anything_is_a_page_too() {
    let data = data(&Desk::new());
    assert_eq!((&data["records"], &data["units"], &data["risk"]), (&serde_json::json!([]), &serde_json::json!([]), &Value::Null));
    assert_eq!(data["totals"]["rate"], "");
    assert_eq!(data["trend"]["all"], serde_json::json!([null]));
}

#[test]
fn a_unit_that_only_registers_risks_is_named_without_a_score() {
    let mut desk = education();
    let cell = |field, text: &str| FieldCell { field, table: 0, at: CellRef::new(30, field as u16), text: text.into() };
    let cells =
        [(Field::RiskPoint, "评标"), (Field::Likelihood, "较大"), (Field::Impact, "5")].map(|(field, text)| cell(field, text));
    desk.ledger
        .risks
        .push(Risk { row: 30, unit: Some("县财政局".into()), cells: Cells::new(cells.to_vec()), ..Risk::default() });
    let data = data(&desk);
    assert_eq!((&data["units"][1]["n"], &data["units"][1]["rank"]), (&"县财政局".into(), &0.into()));
    let risk = &data["risk"];
    assert_eq!(risk["impact"].as_array().map(Vec::len), Some(5), "a digit may name a fifth degree");
    assert_eq!(risk["points"][0][0], 1);
    assert_eq!((&risk["points"][0][3], &risk["points"][0][4], &risk["points"][0][5]), (&(-1).into(), &2.into(), &4.into()));
    assert_eq!(risk["grid"][2], serde_json::json!([2, 1, 0, 0, 0]), "3, 6, 9, 12, 15");
}

#[test]
fn names_pasted_in_by_mistake_do_not_fill_the_page() {
    let mut long = String::new();
    for at in 0..2_000 {
        let _ = write!(long, "{at}号，");
    }
    let data = data(&Desk::new().record([&long, &long, "甲", "", ""], Status::Unknown, Light::Grey));
    assert_eq!(data["units"][0]["n"].as_str().map(|name| name.chars().count()), Some(61));
    assert_eq!(data["records"][0][8].as_str().map(|number| number.chars().count()), Some(25));
}
