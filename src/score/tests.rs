//! The worked example of `scoring.md` §6, and what the rest of the document says beside it.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::model::about::About;
use crate::model::assessment::{Assessment, DeductionState, UnitAssessment};
use crate::model::cells::{Cells, FieldCell};
use crate::model::directory::{Directory, Unit};
use crate::model::field::Field;
use crate::model::inputs::{Ballots, Event, EventKind, Inputs, NoticeLevel, OtherScore};
use crate::model::ledger::{Cycle, Deadline, Ledger, Precision, Rectification, Status, Table, TableKind};
use crate::model::place::{CellRef, Place};
use crate::policy::{DEFAULT_TOML, KnownIds, Policy};
use crate::score::deduction::DEDUCTIONS;
use crate::score::indicator::INDICATORS;
use crate::score::veto::VETOES;
use crate::score::{Case, assess};

mod own;
mod receipts;

/// Holds a folder's files against the ids of its registry.
pub(crate) fn assert_registry<'a>(folder: &str, others: &[&str], listed: impl Iterator<Item = &'a About>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files: BTreeSet<String> = std::fs::read_dir(path)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path().file_stem().expect("a name").to_string_lossy().into_owned())
        .filter(|name| !others.contains(&name.as_str()))
        .map(|name| name.replace('_', "-"))
        .collect();
    let ids: Vec<String> = listed.map(|about| about.id.to_owned()).collect();
    let unique: BTreeSet<String> = ids.iter().cloned().collect();
    assert_eq!(unique.len(), ids.len(), "ids are unique");
    assert_eq!(files, unique);
}

/// The default policy with every id known.
pub(crate) fn default_policy() -> Policy {
    policy(|text| text)
}

pub(crate) fn policy(change: impl Fn(String) -> String) -> Policy {
    let known = KnownIds {
        checks: Vec::new(),
        indicators: INDICATORS.iter().map(|item| item.about().id).collect(),
        deductions: DEDUCTIONS.iter().map(|item| item.about().id).collect(),
        vetoes: VETOES.iter().map(|item| item.about().id).collect(),
        ..KnownIds::default()
    };
    Policy::load("policy.toml", &change(DEFAULT_TOML.to_owned()), &known).expect("the policy")
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn number(text: &str) -> Decimal {
    text.parse().expect("a number")
}

/// One record: class, deadline, status, done date, evidence, with both people named.
fn record(row: u32, unit: &str, cycle: Cycle, deadline: &str, status: Status, done: &str, evidence: &str) -> Rectification {
    let cell = |field, column, text: &str| FieldCell { field, table: 0, at: CellRef::new(row, column), text: text.into() };
    let mut cells = vec![cell(Field::LeadPerson, 1, "张三"), cell(Field::RespPerson, 2, "李四")];
    if !evidence.is_empty() {
        cells.push(cell(Field::Evidence, 3, evidence));
    }
    let date = |text: &str| (!text.is_empty()).then(|| day(text));
    let precision = if deadline.is_empty() { Precision::None } else { Precision::Day };
    Rectification {
        table: 0,
        row,
        unit: Some(unit.into()),
        cells: Cells::new(cells),
        cycle: Some(cycle),
        deadline: Deadline { date: date(deadline), precision },
        status,
        done_date: date(done),
        ..Rectification::default()
    }
}

pub(crate) fn ledger(records: Vec<Rectification>) -> Ledger {
    let table = Table {
        file: "a.xlsx".into(),
        sheet: "表".into(),
        kind: TableKind::Rectification,
        title: None,
        unit: None,
        header_rows: vec![0],
        cues: Vec::new(),
        first_row: 1,
        last_row: records.len() as u32,
        columns: Vec::new(),
        field_rows: Vec::new(),
        records: records.len() as u32,
        skipped: Vec::new(),
        hidden_rows: 0,
        form: None,
    };
    Ledger { tables: vec![table], rectifications: records, ..Ledger::default() }
}

/// The five records of `scoring.md` §6.
pub(crate) fn example(unit: &str) -> Vec<Rectification> {
    vec![
        record(1, unit, Cycle::Immediate, "2026-04-15", Status::Closed, "2026-04-10", "有"),
        record(2, unit, Cycle::Limited, "2026-06-30", Status::Done, "2026-07-20", "有"),
        record(3, unit, Cycle::Limited, "2026-09-01", Status::InProgress, "", ""),
        record(4, unit, Cycle::Limited, "2026-10-20", Status::InProgress, "", ""),
        record(5, unit, Cycle::Continuing, "", Status::Continuing, "", ""),
    ]
}

fn ballots(unit: &str, counts: [u32; 4], weight: Option<&str>) -> Ballots {
    let [satisfied, mostly_satisfied, dissatisfied, no_opinion] = counts;
    Ballots {
        unit: unit.into(),
        stratum: None,
        weight: weight.map(number),
        satisfied,
        mostly_satisfied,
        dissatisfied,
        no_opinion,
        public_grade: None,
        place: Place::file("满意度.xlsx").row(1),
    }
}

fn event(unit: &str, kind: EventKind, count: u32, points: Option<&str>, date: &str) -> Event {
    Event {
        unit: unit.into(),
        date: Some(day(date)),
        kind,
        points: points.map(number),
        count,
        document: None,
        note: None,
        place: Place::file("事件.xlsx").row(1),
    }
}

pub(crate) fn assessed(ledger: &Ledger, inputs: &Inputs, directory: &Directory, policy: &Policy) -> Assessment {
    assess(&Case { ledger, inputs, directory, policy, as_of: day("2026-10-31") })
}

fn score_with(ledger: &Ledger, inputs: &Inputs, directory: &Directory, policy: &Policy) -> Vec<UnitAssessment> {
    assessed(ledger, inputs, directory, policy).units
}

fn one(records: Vec<Rectification>, inputs: Inputs, policy: &Policy) -> UnitAssessment {
    score_with(&ledger(records), &inputs, &Directory::default(), policy).remove(0)
}

fn survey() -> Inputs {
    Inputs { ballots: vec![ballots("甲", [80, 15, 3, 2], None)], ..Inputs::default() }
}

#[test]
fn the_worked_example_gives_66_98() {
    let unit = one(example("甲"), survey(), &default_policy());
    let points: Vec<String> = unit.indicators.iter().map(|value| value.points.round_dp(5).normalize().to_string()).collect();
    assert_eq!(points, ["15", "15", "12", "2.5", "10", "0", "5", "9.47959"]);
    assert!(!unit.indicators[6].applicable, "no letter was due");
    let deductions: Vec<_> =
        unit.deductions.iter().map(|d| (d.state, d.points.to_string(), d.occurrences[0].note.clone())).collect();
    assert_eq!(
        deductions,
        [
            (DeductionState::Final, "1".to_owned(), "超期 60 天".to_owned()),
            (DeductionState::Provisional, "1".to_owned(), "超期 11 天".to_owned()),
            (DeductionState::Restored, "0".to_owned(), "超期 20 天后完成，已恢复".to_owned()),
        ]
    );
    assert_eq!(unit.score.to_string(), "66.98");
    assert_eq!(unit.score_without_provisional.to_string(), "67.98");
    assert_eq!(unit.grade, "一般");
    assert_eq!(unit.honours.reasons, ["完成率 40.00%，低于 60%"]);
    assert_eq!(unit.annual, None);
}

#[test]
fn the_third_day_beyond_a_month_makes_a_deduction_final() {
    let late = |deadline: &str, status, done: &str| {
        let unit = one(vec![record(1, "甲", Cycle::Limited, deadline, status, done, "有")], Inputs::default(), &default_policy());
        unit.deductions.iter().map(|d| d.state).collect::<Vec<_>>()
    };
    assert_eq!(late("2026-10-31", Status::InProgress, ""), []);
    assert_eq!(late("2026-10-30", Status::InProgress, ""), [DeductionState::Provisional]);
    assert_eq!(late("2026-10-01", Status::InProgress, ""), [DeductionState::Provisional]);
    assert_eq!(late("2026-09-30", Status::InProgress, ""), [DeductionState::Final]);
    assert_eq!(late("2026-06-30", Status::Done, "2026-06-30"), []);
    assert_eq!(late("2026-06-30", Status::Done, "2026-07-30"), [DeductionState::Restored]);
    assert_eq!(late("2026-06-30", Status::Done, "2026-07-31"), [DeductionState::Final]);
    assert_eq!(late("2026-06-30", Status::Done, ""), []);
}

#[test]
fn a_cap_takes_final_deductions_first() {
    let mut records: Vec<_> =
        (1..=8).map(|row| record(row, "甲", Cycle::Limited, "2026-01-01", Status::InProgress, "", "")).collect();
    records.extend((9..=13).map(|row| record(row, "甲", Cycle::Limited, "2026-10-20", Status::InProgress, "", "")));
    let unit = one(records, Inputs::default(), &default_policy());
    let deductions: Vec<_> = unit.deductions.iter().map(|d| (d.points.to_string(), d.capped, d.occurrences.len())).collect();
    assert_eq!(deductions, [("8".to_owned(), false, 8), ("2".to_owned(), true, 5)]);
}

#[test]
fn events_move_points_of_their_own_year_only() {
    let events = vec![
        event("甲", EventKind::Notice(NoticeLevel::City), 1, None, "2026-05-01"),
        event("甲", EventKind::Returned, 2, None, "2026-06-01"),
        event("甲", EventKind::LateReport, 1, None, "2025-12-31"),
        event("甲", EventKind::LateReport, 1, None, "2026-11-01"),
        event("甲", EventKind::Bonus, 1, Some("9"), "2026-06-01"),
    ];
    let unit = one(example("甲"), Inputs { events, ..survey() }, &default_policy());
    // 66.97959 − 2 − 2 + 5 (capped).
    assert_eq!(unit.score.to_string(), "67.98");
}

#[test]
fn five_false_reports_void_the_score() {
    let score = |count| {
        let events = vec![event("甲", EventKind::ConfirmedFalse, count, None, "2026-06-01")];
        one(example("甲"), Inputs { events, ..survey() }, &default_policy())
    };
    assert_eq!(score(4).score.to_string(), "66.98");
    let vetoed = score(5);
    assert_eq!((vetoed.score.to_string().as_str(), vetoed.grade.as_str()), ("0.00", "差"));
    assert!(!vetoed.honours.eligible);
}

#[test]
fn a_poor_public_grade_limits_the_grade_but_not_the_score() {
    let mut inputs = survey();
    inputs.ballots[0].public_grade = Some("差".into());
    let unit = one(example("甲"), inputs, &default_policy());
    assert_eq!((unit.score.to_string().as_str(), unit.grade.as_str()), ("66.98", "差"));
}

#[test]
fn equal_scores_share_the_better_rank() {
    let mut records = Vec::new();
    for (unit, open) in [("甲", 0), ("乙", 1), ("丙", 1), ("丁", 2)] {
        records.push(record(1, unit, Cycle::Limited, "2026-12-01", Status::Closed, "2026-05-01", "有"));
        records.extend((0..open).map(|row| record(2 + row, unit, Cycle::Limited, "2026-12-01", Status::InProgress, "", "")));
    }
    let units = score_with(&ledger(records), &Inputs::default(), &Directory::default(), &default_policy());
    assert_eq!(units.iter().map(|unit| unit.rank).collect::<Vec<_>>(), [1, 2, 2, 4]);
    assert_eq!(units.iter().map(|unit| unit.resources.eligible).collect::<Vec<_>>(), [true, false, false, false]);
}

#[test]
fn groups_are_ranked_apart_in_the_directory_s_order() {
    let unit = |name: &str, group: &str| Unit { name: name.into(), aliases: Vec::new(), group: Some(group.into()) };
    let directory = Directory::new(vec![unit("乙", "乡镇"), unit("甲", "部门")], Vec::new(), Vec::new());
    let mut records = example("甲");
    records.push(record(6, "乙", Cycle::Limited, "2026-06-30", Status::Closed, "2026-05-01", "有"));
    let units = score_with(&ledger(records), &Inputs::default(), &directory, &default_policy());
    assert_eq!(units.iter().map(|unit| (unit.unit.as_str(), unit.rank)).collect::<Vec<_>>(), [("乙", 1), ("甲", 1)]);
}

#[test]
fn a_unit_that_is_not_in_the_directory_pushes_nobody_down() {
    let unit = |name: &str, group: &str| Unit { name: name.into(), aliases: Vec::new(), group: Some(group.into()) };
    let directory = Directory::new(vec![unit("甲", "部门"), unit("乙", "乡镇")], Vec::new(), Vec::new());
    let mut records = example("甲");
    records.extend(example("乙"));
    // The misspelt one has nothing open and would be first.
    records.push(record(6, "甲局", Cycle::Limited, "2026-06-30", Status::Closed, "2026-05-01", "有"));
    for together in [false, true] {
        let mut policy = default_policy();
        policy.groups.together = together;
        let found = assessed(&ledger(records.clone()), &Inputs::default(), &directory, &policy);
        assert_eq!(
            found.units.iter().map(|unit| (unit.listed, unit.rank)).collect::<Vec<_>>(),
            [(true, 1), (true, 1), (false, 1)]
        );
        assert_eq!(found.ranking().last().map(|unit| unit.unit.as_str()), Some("甲局"));
        assert_eq!(found.units[2].place_among(&found.grouping), "不在名录的单位中第 1 名");
        assert!(found.basis.iter().any(|said| said.starts_with("有 1 个单位不在名录里")), "{:?}", found.basis);
    }
    let found = assessed(&ledger(records), &Inputs::default(), &Directory::default(), &default_policy());
    assert_eq!(found.units.iter().map(|unit| unit.rank).collect::<Vec<_>>(), [2, 2, 1], "without a directory all are ranked");
}

#[test]
fn the_annual_score_weighs_both() {
    let other_scores = vec![OtherScore { unit: "甲".into(), score: number("90"), place: Place::file("年度.xlsx") }];
    let unit = one(example("甲"), Inputs { other_scores, ..survey() }, &default_policy());
    // 0.3 × 66.97959… + 0.7 × 90 = 83.0938…
    assert_eq!(unit.annual.map(|annual| annual.to_string()), Some("83.09".to_owned()));
}

#[test]
fn strata_count_by_their_weights() {
    let strata = vec![ballots("甲", [10, 0, 0, 5], Some("0.6")), ballots("甲", [0, 10, 0, 0], Some("0.4"))];
    let unit = one(example("甲"), Inputs { ballots: strata, ..Inputs::default() }, &default_policy());
    assert_eq!(unit.indicators[7].points.normalize().to_string(), "9");
    let few =
        one(example("甲"), Inputs { ballots: vec![ballots("甲", [9, 0, 0, 50], None)], ..Inputs::default() }, &default_policy());
    assert_eq!(few.indicators[7].note.as_deref(), Some("有效票只有 9 张，少于 10 张，仅供参考"));
}

#[test]
fn measures_of_one_problem_count_together_where_the_policy_says_so() {
    let number = |row: u32, mut record: Rectification| {
        let cell = FieldCell { field: Field::ProblemId, table: 0, at: CellRef::new(row, 0), text: "1".into() };
        record.cells.fill_from(&Cells::new(vec![cell]));
        record
    };
    let records = vec![
        number(1, record(1, "甲", Cycle::Limited, "2026-06-30", Status::Done, "2026-06-01", "有")),
        number(2, record(2, "甲", Cycle::Limited, "2026-09-30", Status::InProgress, "", "")),
        record(3, "甲", Cycle::Limited, "2026-06-30", Status::Done, "2026-06-01", "有"),
    ];
    let by_problem = policy(|text| text.replace("count = \"row\"", "count = \"problem\""));
    let unit = one(records.clone(), Inputs::default(), &by_problem);
    let completion = &unit.indicators[2];
    assert_eq!((completion.numerator, completion.denominator), (Some(Decimal::ONE), Some(Decimal::TWO)));
    assert_eq!(unit.deductions[0].occurrences[0].note, "超期 31 天", "the latest deadline counts");
    assert_eq!((unit.tally.completion.numerator, unit.tally.completion.denominator), (1, 2), "honours count the same");
    let serial = |row: u32, mut record: Rectification| {
        let cell = FieldCell { field: Field::Seq, table: 0, at: CellRef::new(row, 0), text: "1".into() };
        record.cells.fill_from(&Cells::new(vec![cell]));
        record
    };
    let repeated = vec![
        serial(1, record(1, "甲", Cycle::Limited, "2026-06-30", Status::Done, "2026-06-01", "有")),
        serial(2, record(2, "甲", Cycle::Limited, "2026-09-30", Status::Done, "2026-06-01", "有")),
    ];
    assert_eq!(one(repeated, Inputs::default(), &by_problem).indicators[2].denominator, Some(Decimal::ONE));
    let by_row = one(records, Inputs::default(), &default_policy());
    assert_eq!(by_row.indicators[2].denominator, Some(Decimal::from(3)));
}

#[test]
fn what_has_no_data_is_full_shared_out_or_zero() {
    let total = |word: &str| {
        let changed = policy(|text| text.replace("not_applicable = \"full\"", &format!("not_applicable = \"{word}\"")));
        let unit = one(example("甲"), survey(), &changed);
        (unit.indicators[6].points.to_string(), unit.score.to_string())
    };
    assert_eq!(total("full"), ("5".to_owned(), "66.98".to_owned()));
    assert_eq!(total("zero"), ("0".to_owned(), "61.98".to_owned()));
    // 24.5 of 55 points of the dimension become 24.5 × 60 ÷ 55 of 60.
    assert_eq!(total("redistribute"), ("0".to_owned(), "64.21".to_owned()));
}

#[test]
fn own_ratios_earn_full_points_at_their_target() {
    let own = policy(|text| {
        let text = text.replace("full = 30", "full = 25");
        format!(
            "{text}\n[[indicators]]\nid = \"settled\"\ntitle = \"办结率\"\ndimension = \"task\"\nfull = 5\nnumerator = \"办结\"\ndenominator = \"受理\"\ntarget = 0.95\n"
        )
    });
    let points = |settled: &str, received: &str| {
        let values = vec![("办 结".into(), number(settled)), ("受理".into(), number(received))];
        let figures =
            vec![crate::model::inputs::Figures { unit: "甲".into(), values, place: Place::file("指标.xlsx").row(1) }];
        let unit = one(example("甲"), Inputs { figures, ..survey() }, &own);
        unit.indicators[8].points.normalize().to_string()
    };
    assert_eq!(points("95", "100"), "5");
    assert_eq!(points("100", "100"), "5");
    assert_eq!(points("38", "80"), "2.5");
}

#[test]
fn void_records_count_nowhere() {
    let mut records = example("甲");
    records.push(record(6, "甲", Cycle::Limited, "2026-01-01", Status::Cancelled, "", ""));
    records.push(record(7, "甲", Cycle::Limited, "2026-01-01", Status::Referred, "", ""));
    let unit = one(records, survey(), &default_policy());
    assert_eq!(unit.score.to_string(), "66.98");
    assert_eq!((unit.tally.problems, unit.tally.completion.denominator), (7, 5));
}

/// Boundary: the strict rule | another one.
#[test]
fn another_completion_rule_is_told_to_be_the_indicator_s_alone() {
    let told = |word: &str| {
        let policy = policy(|text| text.replace("completion = \"strict\"", &format!("completion = \"{word}\"")));
        let found = assessed(&ledger(example("甲")), &survey(), &Directory::default(), &policy);
        let note = found.basis.iter().position(|said| said.contains("只用于「整改完成率」这一指标计分"));
        (note, found.units[0].tally.completion.numerator)
    };
    assert_eq!(told("strict"), (None, 2));
    assert_eq!(told("acceptance"), (Some(3), 2), "behind the rule itself; the column stays strict");
    assert_eq!(told("lenient"), (Some(3), 2));
}
