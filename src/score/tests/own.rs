//! Tests of the office's own items: shares, losses, deductions, events, vetoes, groups.

use crate::model::assessment::DeductionState;
use crate::model::directory::{Directory, Unit};
use crate::model::inputs::{EventKind, Inputs, ManualDeduction};
use crate::model::ledger::{Cycle, Status};
use crate::model::place::Place;
use crate::policy::Policy;
use crate::score::{Case, assess};

use super::{event, example, ledger, number, one, policy, record, score_with, survey};

/// The default policy with 10 of the completion rate's points given to an indicator of the office's own.
fn own(indicator: &str, more: &str) -> Policy {
    policy(|text| {
        let text = text.replace("full = 30", "full = 20");
        format!("{text}\n[[indicators]]\nid = \"own\"\ntitle = \"自定\"\ndimension = \"task\"\nfull = 10\n{indicator}\n{more}")
    })
}

const DEDUCT: &str = "method = \"deduct\"";

fn by_hand(item: &str, points: &str, reason: Option<&str>) -> ManualDeduction {
    ManualDeduction {
        unit: "甲".into(),
        item: item.into(),
        points: number(points),
        reason: reason.map(Into::into),
        place: Place::file("人工评分.xlsx").row(3),
    }
}

#[test]
fn a_share_counts_those_that_reached_of_those_that_count() {
    let points = |indicator: &str| {
        let value = one(example("甲"), survey(), &own(indicator, "")).indicators[8].clone();
        (value.points.normalize().to_string(), value.applicable, value.records.len())
    };
    // Three of the five are 限期整改; one of them is finished.
    assert_eq!(points("of = '整改类型 = 限期整改'\nreached = '是否完成'\ntarget = 0.5").0, "6.6666666666666666666666666667");
    assert_eq!(points("of = '整改类型 = 限期整改'\nreached = '状态 = 整改中'\ntarget = 0.5"), ("10".to_owned(), true, 1));
    assert_eq!(points("reached = '是否完成'"), ("4".to_owned(), true, 3));
    assert_eq!(points("of = '超期天数 > 999'\nreached = '是否完成'"), ("10".to_owned(), false, 0));
}

#[test]
fn losses_stay_within_their_indicator_and_never_go_below_zero() {
    let rule = "[[deductions]]\nid = \"late\"\ntitle = \"超期\"\nwhen = '是否超期'\npoints = 3\nfrom = \"own\"\n";
    let unit = one(example("甲"), survey(), &own(DEDUCT, rule));
    let value = &unit.indicators[8];
    assert_eq!((value.points.to_string(), value.losses.len()), ("4".to_owned(), 1));
    assert_eq!(value.losses[0].occurrences.len(), 2);
    assert!(unit.deductions.iter().all(|deduction| deduction.id != "late"));
    // 66.97959 − 30 × 2/5 + 20 × 2/5 + 4 = 66.97959.
    assert_eq!(unit.score.to_string(), "66.98");
    let unit = one(example("甲"), survey(), &own(DEDUCT, &rule.replace("points = 3", "points = 6")));
    assert_eq!(
        (unit.indicators[8].points.to_string(), unit.indicators[8].note.as_deref()),
        ("0".to_owned(), Some("这一项已经扣完"))
    );
}

#[test]
fn provisional_losses_come_back_in_the_score_without_them() {
    // The overdue item now comes off the own indicator: 1 final and 1 provisional.
    let moved = policy(|text| {
        let text = text.replace("full = 30", "full = 20").replace("id = \"overdue\" ", "from = \"own\"\nid = \"overdue\" ");
        text.replacen(
            "# 社会效益指标",
            "[[indicators]]\nid = \"own\"\ntitle = \"自定\"\ndimension = \"task\"\nfull = 10\nmethod = \"deduct\"\n\n# 社会",
            1,
        )
    });
    let unit = one(example("甲"), survey(), &moved);
    let value = unit.indicators.iter().find(|value| value.id == "own").expect("the indicator");
    assert_eq!(value.points.to_string(), "8");
    let states: Vec<_> = value.losses.iter().map(|loss| loss.state).collect();
    assert_eq!(states, [DeductionState::Final, DeductionState::Provisional, DeductionState::Restored]);
    assert!(unit.deductions.is_empty());
    assert_eq!(unit.score_without_provisional - unit.score, number("1"));
}

#[test]
fn a_loss_grows_with_the_points_its_indicator_was_given() {
    // Half as many points again: 5 of its dimension's 15 have nothing to measure.
    let none = "[[indicators]]\nid = \"none\"\ntitle = \"无\"\ndimension = \"leadership\"\nfull = 5\nof = '超期天数 > 999'\nreached = '是否完成'\n";
    let rule = "[[deductions]]\nid = \"late\"\ntitle = \"超期\"\nwhen = '是否超期'\npoints = 1\nfrom = \"own\"\n";
    let policy = policy(|text| {
        let text = text.replacen("not_applicable = \"full\"", "not_applicable = \"redistribute\"", 1);
        let own = "id = \"own\"\ntitle = \"自定\"\nmethod = \"deduct\"\ndimension = \"leadership\"\nfull = 10\n";
        let text = text.replacen("id = \"manual-leadership\" ", &format!("{own}#"), 1).replacen("full = 15\n", "", 1);
        let text = text.replacen("dimension = \"leadership\"\n\n", "\n", 1);
        format!("{text}\n{none}{rule}")
    });
    let unit = one(example("甲"), survey(), &policy);
    let value = unit.indicators.iter().find(|value| value.id == "own").expect("the indicator");
    let loss = &value.losses[0];
    assert_eq!((value.full.normalize().to_string(), loss.points.normalize().to_string()), ("15".into(), "3".into()));
    let points: Vec<String> = loss.occurrences.iter().map(|fired| fired.points.normalize().to_string()).collect();
    assert_eq!(points, ["1.5", "1.5"]);
}

#[test]
fn manual_rows_come_off_what_they_name_and_else_off_leadership() {
    let manual = vec![
        by_hand("自定", "2", Some("方案迟报")),
        by_hand("own", "1", None),
        by_hand("组织领导", "4", None),
        by_hand("不知道什么", "0.5", None),
    ];
    let unit = one(example("甲"), Inputs { manual, ..survey() }, &own(DEDUCT, ""));
    assert_eq!(unit.indicators[8].points.to_string(), "7");
    let notes: Vec<&str> = unit.indicators[8].losses[0].occurrences.iter().map(|occurrence| occurrence.note.as_str()).collect();
    assert_eq!(notes, ["方案迟报", "没有写原因"]);
    assert_eq!(unit.indicators[0].points.normalize().to_string(), "10.5");
}

#[test]
fn own_events_count_by_their_word_and_number() {
    let rule = "[[deductions]]\nid = \"talk\"\ntitle = \"被约谈\"\nevent = \"约谈\"\npoints = 2\ncap = 5\n";
    let events = vec![
        event("甲", EventKind::Other("约谈".into()), 3, None, "2026-05-01"),
        event("甲", EventKind::Other("表扬".into()), 3, None, "2026-05-01"),
    ];
    let unit = one(example("甲"), Inputs { events, ..survey() }, &own("reached = '是否完成'", rule));
    let talk = unit.deductions.iter().find(|deduction| deduction.id == "talk").expect("the deduction");
    assert_eq!((talk.points.to_string(), talk.capped), ("5".to_owned(), true));
}

#[test]
fn a_deduction_on_trial_takes_nothing_and_is_told() {
    let rule = "[[deductions]]\nid = \"late\"\ntitle = \"超期\"\nwhen = '是否超期'\npoints = 3\ntrial = true\n";
    let policy = own("reached = '是否完成'", rule);
    let (ledger, inputs, directory) = (ledger(example("甲")), survey(), Directory::default());
    let as_of = "2026-10-31".parse().expect("a date");
    let assessment = assess(&Case { ledger: &ledger, inputs: &inputs, directory: &directory, policy: &policy, as_of });
    assert!(assessment.units[0].deductions.iter().all(|deduction| deduction.id != "late"));
    let told = "减分项「超期」在试行，没有计分；按它会扣 1 个单位，共 6 分。";
    assert!(assessment.basis.iter().any(|sentence| sentence == told), "{:?}", assessment.basis);
}

#[test]
fn a_deduction_on_trial_counts_only_units_that_its_indicator_is_for() {
    let unit = |name: &str, group: &str| Unit { name: name.into(), aliases: Vec::new(), group: Some(group.into()) };
    let directory = Directory::new(vec![unit("甲", "部门"), unit("乙", "乡镇")], Vec::new(), Vec::new());
    let rule = "[[deductions]]\nid = \"late\"\ntitle = \"超期\"\nwhen = '是否超期'\npoints = 3\nfrom = \"own\"\ntrial = true\n";
    let (ledger, inputs) = (ledger([example("甲"), example("乙")].concat()), survey());
    let as_of = "2026-10-31".parse().expect("a date");
    let told = |groups: &str| {
        let policy = own(&format!("{DEDUCT}\ngroups = [{groups}]"), rule);
        let assessment = assess(&Case { ledger: &ledger, inputs: &inputs, directory: &directory, policy: &policy, as_of });
        assessment.basis.iter().find(|sentence| sentence.contains("在试行")).cloned()
    };
    let forecast =
        |count: u32, points: u32| Some(format!("减分项「超期」在试行，没有计分；按它会扣 {count} 个单位，共 {points} 分。"));
    assert_eq!(told("\"部门\""), forecast(1, 6));
    assert_eq!(told("\"部门\", \"乡镇\""), forecast(2, 12));
}

#[test]
fn own_vetoes_zero_the_score_or_limit_the_grade_from_their_count_on() {
    let unit = |veto: &str| {
        let veto = format!("[[vetoes]]\nid = \"own-veto\"\ntitle = \"超期多\"\nwhen = '是否超期'\n{veto}");
        let unit = one(example("甲"), survey(), &own("reached = '是否完成'", &veto));
        (unit.score.is_zero(), unit.grade.to_string(), unit.vetoes.len())
    };
    assert_eq!(unit("count = 2\neffect = \"zero\""), (true, "差".to_owned(), 1));
    assert_eq!(unit("count = 3\neffect = \"zero\"").2, 0);
    assert_eq!(unit("grade = \"差\""), (false, "差".to_owned(), 1));
}

#[test]
fn groups_are_ranked_together_or_in_the_policy_s_order_and_measured_by_what_is_for_them() {
    let unit = |name: &str, group: &str| Unit { name: name.into(), aliases: Vec::new(), group: Some(group.into()) };
    let directory = Directory::new(vec![unit("乙", "乡镇"), unit("甲", "部门")], Vec::new(), Vec::new());
    let mut records = example("甲");
    records.push(record(6, "乙", Cycle::Limited, "2026-06-30", Status::Closed, "2026-05-01", "有"));
    let names = |groups: &str| {
        let policy = own("reached = '是否完成'\ngroups = [\"部门\"]", groups);
        let (ledger, inputs) = (ledger(records.clone()), Inputs::default());
        let as_of = "2026-10-31".parse().expect("a date");
        let assessment = assess(&Case { ledger: &ledger, inputs: &inputs, directory: &directory, policy: &policy, as_of });
        assessment.ranking().iter().map(|unit| format!("{}{}", unit.unit, unit.rank)).collect::<Vec<_>>()
    };
    assert_eq!(names(""), ["乙1", "甲1"]);
    assert_eq!(names("[groups]\norder = [\"部门\"]"), ["甲1", "乙1"]);
    assert_eq!(names("[groups]\nrank = \"together\""), ["乙1", "甲2"]);
    let units = score_with(
        &ledger(records.clone()),
        &Inputs::default(),
        &directory,
        &own("reached = '是否完成'\ngroups = [\"部门\"]", ""),
    );
    let applicable: Vec<_> = units.iter().map(|unit| (unit.unit.as_str(), unit.indicators[8].applicable)).collect();
    assert_eq!(applicable, [("乙", false), ("甲", true)]);
    assert_eq!(units[0].indicators[8].note.as_deref(), Some("只考核部门"));
}
