//! What `score` says beside the units, of the sample county: leaders, groups, departments, risk registers, grounds.
//!
//! Expected figures are counted from the sample's records and letters, or worked out by hand beside the assertion.

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;

use crate::kit::{self, list, text};

fn score(folder: &std::path::Path) -> Value {
    kit::run(folder, &["score", ".", "--month", "2026-10", "--format", "json"]).json()
}

fn of<'a>(values: &'a [Value], key: &str, name: &str) -> &'a Value {
    values.iter().find(|value| text(value, key) == name).unwrap_or_else(|| panic!("no {name}"))
}

#[test]
fn every_leader_has_the_records_that_name_him_at_his_unit() {
    let county = kit::county();
    let mut expected: BTreeMap<(String, String), (u64, u64)> = BTreeMap::new();
    for record in kit::run(county.path(), &["export", ".", "--month", "2026-10"]).json_lines() {
        if text(&record, "kind") != "rectification" || ["cancelled", "referred"].contains(&text(&record, "status")) {
            continue;
        }
        for name in text(&record, "lead_person").split('、').filter(|name| !name.is_empty()) {
            let counts = expected.entry((text(&record, "unit").to_owned(), name.to_owned())).or_default();
            counts.0 += 1;
            counts.1 += u64::from(["done", "closed"].contains(&text(&record, "status")));
        }
    }
    let report = score(county.path());
    let leaders = list(&report, "leaders");
    assert_eq!(leaders.len(), expected.len(), "leaders");
    for ((unit, name), (records, finished)) in expected {
        let found = leaders.iter().find(|leader| leader["units"][0] == unit.as_str() && text(leader, "leader") == name);
        let leader = found.unwrap_or_else(|| panic!("no {name} of {unit}"));
        assert_eq!(leader["records"].as_u64(), Some(records), "{unit} {name}");
        assert_eq!(leader["finished"].as_u64(), Some(finished), "{unit} {name}");
        assert!(leader["rank"].is_null(), "leaders are not ranked");
    }
}

/// Two records with both people named: one overdue by 46 days, one finished 24 days late with evidence. 15 of 15, 15 of 30,
/// 0 of 10, 10 of 10; the final deduction is 1, the other was given back: 40 ÷ 65 × 100 − 1 = 60.54.
#[test]
fn a_leaders_score_follows_from_his_records_alone() {
    let report = score(kit::county().path());
    let leader = of(list(&report, "leaders"), "leader", "傅素珍");
    let indicators: Vec<_> = list(leader, "indicators").iter().map(|value| (text(value, "id"), text(value, "points"))).collect();
    let expected = [
        ("responsibility-complete", "15.00"),
        ("completion-rate", "15.00"),
        ("on-time-rate", "0.00"),
        ("evidence-rate", "10.00"),
    ];
    assert_eq!(indicators, expected);
    assert_eq!(text(leader, "score"), "60.54");
    assert_eq!((leader["overdue"].as_u64(), text(leader, "post")), (Some(1), "纪检监察组组长"));
}

#[test]
fn groups_add_up_to_their_units() {
    let report = score(kit::county().path());
    let units = list(&report, "units");
    for group in list(&report, "groups") {
        let listed = group["listed"] == true;
        let members: Vec<_> =
            units.iter().filter(|unit| unit["group"] == group["group"] && listed != unit["group"].is_null()).collect();
        assert_eq!(group["units"].as_u64(), Some(members.len() as u64), "{group}");
        let best = members.iter().filter_map(|unit| text(unit, "score").parse::<f64>().ok()).fold(0.0, f64::max);
        assert_eq!(text(&group["best"], "score"), format!("{best:.2}"));
    }
    // 87.05, 80.53, 76.23, 57.28: the mean is 301.09 ÷ 4 = 75.2725, the middle 156.76 ÷ 2 = 78.38.
    let group = of(list(&report, "groups"), "group", "乡镇街道");
    assert_eq!((text(group, "mean"), text(group, "median")), ("75.27", "78.38"));
}

#[test]
fn departments_are_measured_by_their_letters() {
    let report = score(kit::county().path());
    let departments = list(&report, "departments");
    assert_eq!(departments.len(), 8);
    let counts = |name: &str| {
        let department = of(departments, "department", name);
        let count = |key: &str| department[key].as_u64().unwrap_or_default();
        let points = text(department, "points").to_owned();
        ([count("letters"), count("due"), count("in_time"), count("late"), count("unanswered")], points)
    };
    assert_eq!(counts("县财政局"), ([2, 2, 2, 0, 0], "5.00".to_owned()), "one on the very day");
    assert_eq!(counts("县农业农村局"), ([2, 2, 1, 1, 0], "2.50".to_owned()));
    let none = of(departments, "department", "县审计局");
    assert!(none["points"].is_null() && none["applicable"] == false, "{none}");
}

/// 7 high, 12 medium, 5 low, one blank: 1300 ÷ 24 = 54.17. 6 medium and low of 县民政局: 200 ÷ 6 = 33.33.
#[test]
fn registers_are_rated_and_the_exposed_risk_points_named_by_their_words() {
    let report = score(kit::county().path());
    let register = of(list(&report, "risks"), "unit", "县住房和城乡建设局");
    let levels = &register["by_level"];
    let count = |key: &str| levels[key].as_u64().unwrap_or_default();
    assert_eq!([count("high"), count("medium"), count("low"), count("unknown")], [7, 12, 5, 1]);
    assert_eq!((text(register, "index"), register["high_covered"]["all"].as_u64()), ("54.17", Some(5)));
    let gaps: Vec<_> = list(register, "gaps").iter().map(|gap| (text(&gap["source"], "cell"), text_of(&gap["lacks"]))).collect();
    let expected = [("E5", "没有写责任领导".to_owned()), ("E13", "防控措施 1 条，应有 2 条以上".to_owned())];
    assert_eq!(gaps, expected);
    let exposed = of(list(register, "exposed"), "risk_point", "公车私用");
    let by = &list(exposed, "by")[0];
    assert_eq!((text(&exposed["source"], "cell"), text(&by["source"], "cell")), ("E19", "I18"));
    assert_eq!((text(&by["matched"], "field"), text(&by["matched"], "problem_word")), ("资产管理", "公务用车"));
    assert_eq!(text(of(list(&report, "risks"), "unit", "县民政局"), "index"), "33.33");
}

fn text_of(list: &Value) -> String {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>().join("，")
}

/// 县民政局 has 三级 twice and 二级 four times. The other way round 三级 is high: (2 × 100 + 4 × 50) ÷ 6 = 66.67; what is
/// declared as 高、中、低 stays, and every reader of the level follows.
#[test]
fn the_direction_of_a_series_is_the_policys_and_is_told() {
    let county = kit::county();
    let path = county.path().join("policy.toml");
    let policy = fs::read_to_string(&path).expect("the policy");
    fs::write(&path, format!("{policy}\n[risk]\nfirst_is = \"lowest\"\n")).expect("the policy is written");
    let report = score(county.path());
    assert_eq!(text(of(list(&report, "risks"), "unit", "县民政局"), "index"), "66.67");
    assert_eq!(text(of(list(&report, "risks"), "unit", "县财政局"), "index"), "33.33", "高、中、低");
    let exported = kit::run(county.path(), &["export", ".", "--month", "2026-10"]).json_lines();
    let third: Vec<_> = exported.iter().filter(|record| record["level_text"] == "三级").collect();
    assert!(third.len() == 2 && third.iter().all(|record| text(record, "level") == "high"));
    kit::run(county.path(), &["score", ".", "--month", "2026-10", "--out", "评分"]);
    let sheet = kit::sheet(&county.path().join("评分/评分表.xlsx"), "口径说明");
    assert!(sheet.iter().flatten().any(|cell| cell.contains("14 个风险点的等级写作一级、二级、三级之类，按第一级最低理解")));
}

#[test]
fn what_decided_for_a_unit_is_told_like_what_decided_against_it() {
    let county = kit::county();
    let report = score(county.path());
    let unit = of(list(&report, "units"), "unit", "县卫生健康局");
    assert_eq!(text_of(&unit["honours"]["grounds"]), "没有一票否决，等次为「好」（「差」不得评优），完成率 94.12%，不低于 60%");
    assert_eq!(text_of(&unit["resources"]["grounds"]), "等次为「好」，没有一票否决，没有超期，组内第 1 名（前 2 名）");
    let other = of(list(&report, "units"), "unit", "石门乡");
    assert_eq!((text_of(&other["honours"]["grounds"]), other["honours"]["eligible"].as_bool()), (String::new(), Some(false)));
    kit::run(county.path(), &["score", ".", "--month", "2026-10", "--out", "评分"]);
    let ranking = kit::sheet(&county.path().join("评分/评分表.xlsx"), "排名");
    assert!(
        ranking
            .iter()
            .flatten()
            .any(|cell| cell.contains("优先保障：等次为「好」，没有一票否决，没有超期，组内第 1 名（前 2 名）"))
    );
}

#[test]
fn the_tables_of_score_fit_a_screen_and_come_only_when_asked_for() {
    let county = kit::county();
    let plain = kit::run(county.path(), &["score", ".", "--month", "2026-10"]).stdout;
    let more = kit::run(county.path(), &["score", ".", "--month", "2026-10", "-v"]).stdout;
    assert!(!plain.contains("责任领导") && more.starts_with(&plain));
    for title in ["分组\n", "责任领导\n", "职能部门办理巡察建议\n", "廉政风险登记\n"] {
        assert!(more.contains(title), "{title}");
    }
    for line in more.lines() {
        let columns: usize = line.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        assert!(columns <= 80, "{columns}: {line}");
    }
}
