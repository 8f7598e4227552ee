//! 看板.html through the binary: its figures are those of `score` and `check`, and nothing confidential is in it.

use std::fs;
use std::path::Path;

use serde_json::Value;
use xuncha::model::calendar::Calendar;
use xuncha::model::checked::Checked;
use xuncha::model::period::Month as Period;
use xuncha::report::{Case, REPORTS, Receipts};
use xuncha::score::{self, assess};

use crate::kit::{self, list, text};
use crate::score::month::{Month, as_of};

const MONTHS: u64 = 200;

const MONTH: &str = "2026-10";

/// Returns the page of a folder, and its data.
fn dashboard(folder: &Path) -> (String, Value) {
    let page = fs::read_to_string(folder.join("看板.html")).expect("the dashboard");
    let data = data_of(&page);
    (page, data)
}

fn data_of(page: &str) -> Value {
    let (_, behind) = page.split_once("<script type=\"application/json\" id=\"data\">").expect("the data");
    serde_json::from_str(behind.split_once("</script>").expect("its end").0).expect("JSON")
}

/// Counts the records of a unit as the page does: finished, counted, overdue, due soon.
fn counts(data: &Value, unit: usize) -> [usize; 4] {
    let own = || list(data, "records").iter().filter(|record| record[0] == unit);
    let tests: [fn(&Value) -> bool; 4] = [|row| row[5] == 0, |row| row[5] != 4, |row| row[4] == 1, |row| row[4] == 2];
    tests.map(|test| own().filter(|row| test(row)).count())
}

fn answer(folder: &Path, command: &str) -> Value {
    kit::run(folder, &[command, ".", "--month", MONTH, "--format", "json"]).expect_code(1).json()
}

/// Holds every unit's figures against the program's own answers, and the page's own counts against both.
fn assert_agrees(county: &Path, data: &Value) {
    let (scored, checked) = (answer(county, "score"), answer(county, "check"));
    for unit in list(&scored, "units") {
        let name = text(unit, "unit");
        let at = list(data, "units").iter().position(|shown| shown["n"] == name).expect("the unit");
        let shown = &data["units"][at];
        for (key, of) in [("score", "score"), ("bare", "score_without_provisional"), ("grade", "grade"), ("rank", "rank")] {
            assert_eq!(shown[key], unit[of], "{name} {key}");
        }
        let range = match (&unit["rank_low"], &unit["rank_high"]) {
            (low, high) if low == high => String::new(),
            (low, high) => format!("{low}–{high}"),
        };
        assert_eq!(shown["range"], range, "{name}");
        let tally = list(&checked, "units").iter().find(|tally| text(tally, "unit") == name).expect("its tally");
        let completion = &tally["completion"];
        assert_eq!((&shown["num"], &shown["den"]), (&completion["numerator"], &completion["denominator"]), "{name}");
        assert_eq!(shown["rate"], completion["percent"], "{name}");
        let counted = counts(data, at);
        assert_eq!(
            ["num", "den", "late", "soon"].map(|key| shown[key].as_u64()),
            counted.map(|count| Some(count as u64)),
            "{name}"
        );
    }
    let summary = &checked["summary"];
    for key in ["errors", "warnings", "infos"] {
        assert_eq!(data["totals"][key], summary[key], "{key}");
    }
}

#[test]
fn its_figures_are_those_of_score_and_check_whatever_counts_as_one() {
    let county = kit::county();
    let folder = county.path().join("看");
    let write = || {
        kit::run(county.path(), &["report", ".", "--month", MONTH, "--out", "看"]).expect_code(1);
        dashboard(&folder).1
    };
    let by_row = write();
    assert_agrees(county.path(), &by_row);
    assert_eq!(by_row["rounds"], serde_json::json!(["十四届县委第七轮巡察", "十四届县委第六轮巡察"]));
    let policy = county.path().join("policy.toml");
    let text = fs::read_to_string(&policy).expect("the policy");
    assert!(text.contains("count = \"row\""));
    fs::write(&policy, text.replace("count = \"row\"", "count = \"problem\"")).expect("the policy");
    let by_problem = write();
    assert_agrees(county.path(), &by_problem);
    assert!(list(&by_problem, "records").len() < list(&by_row, "records").len(), "measures are taken together");
}

#[test]
fn months_on_record_make_its_trend() {
    let county = kit::county();
    for month in ["2026-08", "2026-09", MONTH] {
        kit::run(county.path(), &["run", ".", "--month", month, "-q"]).expect_code(1);
    }
    let (_, data) = dashboard(&county.path().join("输出").join(MONTH));
    let trend = &data["trend"];
    assert_eq!(trend["months"], serde_json::json!(["2026年8月", "2026年9月", "2026年10月"]));
    assert!(list(trend, "all").iter().all(|point| !point.is_null()));
    let ranked = list(&data, "units").iter().filter(|unit| unit["rank"] != 0 && unit["listed"] == true);
    assert!(
        ranked.clone().count() > 10 && ranked.clone().all(|unit| text(unit, "move").contains("上月")),
        "all were ranked last month"
    );
    let (_, first) = dashboard(&county.path().join("输出/2026-08"));
    assert!(list(&first, "units").iter().all(|unit| text(unit, "move").is_empty()));
}

#[test]
fn nothing_confidential_is_in_it() {
    let folder = kit::folder();
    let headings = "序号|被巡察单位|问题编号|反馈问题|整改措施|整改时限|整改状态|责任领导|密级";
    let rows = "1|县教育局|JY001|校车管理不到位|制定计划|2026-06-30|整改中|张三|\n\
                2|县教育局|JY002|涉及未公开案件的采购问题|修订制度|2026-06-30|整改中|李四|秘密★1年\n\
                3|县教育局|JY003|公务接待超标准|修订制度|2026-12-31|整改中|张三|公开";
    kit::workbook(&folder.path().join("台账.xlsx"), &format!("# Sheet1\n{headings}\n{rows}\n"));
    let clues = "1|县教育局|XS001|举报某人收受礼金|核实情况|2026-06-30|整改中|王五|";
    kit::workbook(&folder.path().join("移交.xlsx"), &format!("# 问题线索\n{headings}\n{clues}\n"));
    kit::run(folder.path(), &["score", "台账.xlsx", "移交.xlsx", "--as-of", "2026-10-31", "--out", "结果", "--fail-on", "never"])
        .expect_code(0);
    let (page, data) = dashboard(&folder.path().join("结果"));
    for trace in ["JY002", "未公开案件", "李四", "XS001", "收受礼金", "王五", "移交.xlsx"] {
        assert!(!page.contains(trace), "「{trace}」 is in the page");
    }
    let numbers: Vec<_> = list(&data, "records").iter().map(|record| record[8].as_str().expect("a number")).collect();
    assert_eq!(numbers, ["JY001", "JY003"]);
    let told = data["head"]["basis"][0].as_str().expect("a sentence");
    assert!(told.contains("疑似问题线索的表里的记录 1 条") && told.contains("标有密级的记录 1 条"), "{told}");
    assert_eq!((&data["units"][0]["den"], &data["units"][0]["late"]), (&2.into(), &1.into()));
}

#[test]
fn the_page_counts_as_the_engine_does_whatever_the_ledgers_hold() {
    for seed in 0..MONTHS {
        let month = Month::random(seed);
        let policy = month.policy();
        let case = month.case(&policy);
        let assessment = assess(&case);
        let receipts = score::Receipts::new(case, &assessment);
        let report = Case {
            ledger: &month.ledger,
            checked: &Checked::default(),
            assessment: &assessment,
            policy: &policy,
            office: None,
            month: Period::of(as_of()),
            sources: &[],
            warnings: &[],
            year: &[],
            calendar: &Calendar::default(),
            past: &[],
            own_form: false,
            months: None,
            recommendations: &[],
            register: &Default::default(),
            receipts: Receipts(&|unit| receipts.of(unit)),
        };
        let dashboard = REPORTS.iter().find(|report| report.name() == "dashboard").expect("the dashboard");
        let page = dashboard.write(&report).expect("a page").remove(0).content;
        let data = data_of(&String::from_utf8(page).expect("UTF-8"));
        for (at, unit) in assessment.units.iter().enumerate() {
            let shown = &data["units"][at];
            let completion = unit.tally.completion;
            assert_eq!((&shown["n"], &shown["score"]), (&unit.unit.as_str().into(), &unit.score.to_string().into()), "{seed}");
            assert_eq!((&shown["num"], &shown["den"]), (&completion.numerator.into(), &completion.denominator.into()), "{seed}");
            let counted = counts(&data, at).map(|count| Some(count as u64));
            assert_eq!(["num", "den", "late", "soon"].map(|key| shown[key].as_u64()), counted, "{seed}: {}", unit.unit);
        }
    }
}
