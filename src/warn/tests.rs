//! Signs on small ledgers: what each tells, both sides of its boundary, and that an event keeps its name and its day.

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

use super::{Case, Past, SIGNS, run};
use crate::model::assessment::{Assessment, Deduction, DeductionState, IndicatorValue, Occurrence, UnitAssessment};
use crate::model::cells::{Cells, FieldCell};
use crate::model::comparison::{Change, ChangeKind, Comparison, Entry, Repeat, Source};
use crate::model::evidence::{Evidence, EvidenceFile};
use crate::model::field::Field;
use crate::model::inputs::Recommendation;
use crate::model::ledger::{Column, Deadline, Ledger, Precision, Rectification, Status, Table, TableKind};
use crate::model::place::{CellRef, Place};
use crate::model::text::Text;
use crate::model::warning::{Warning, WarningState};
use crate::policy::kit::known;
use crate::policy::{DEFAULT_TOML, KnownIds, Policy, standing};

const FIELDS: [Field; 6] = [Field::ProblemId, Field::Problem, Field::Deadline, Field::Status, Field::Progress, Field::Evidence];

/// One table of one unit, `a.xlsx`, sheet `表`, first record in row 2, on 2026-10-31.
struct Desk {
    ledger: Ledger,
    policy: String,
    deductions: Vec<Deduction>,
    satisfaction: Option<Decimal>,
    evidence: Option<Evidence>,
    repeats: Vec<Repeat>,
    letters: Vec<Recommendation>,
    last: Option<Comparison>,
    warnings: Vec<Warning>,
    before: Option<Comparison>,
}

fn as_of() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 10, 31).expect("a date")
}

/// Returns the day so many days after the reporting date.
fn day(days: i64) -> NaiveDate {
    let far = Days::new(days.unsigned_abs());
    if days < 0 { as_of() - far } else { as_of() + far }
}

impl Desk {
    fn new() -> Self {
        let column =
            |(index, field): (u16, Field)| Column { index, header: field.label().into(), field: Some(field), why: String::new() };
        let table = Table {
            file: "a.xlsx".into(),
            sheet: "表".into(),
            kind: TableKind::Rectification,
            title: None,
            unit: None,
            header_rows: vec![0],
            cues: Vec::new(),
            first_row: 1,
            last_row: 1,
            columns: (0..).zip(FIELDS).map(column).collect(),
            field_rows: Vec::new(),
            records: 0,
            skipped: Vec::new(),
            hidden_rows: 0,
            form: None,
        };
        Self {
            ledger: Ledger { tables: vec![table], ..Ledger::default() },
            policy: String::new(),
            deductions: Vec::new(),
            satisfaction: None,
            evidence: None,
            repeats: Vec::new(),
            letters: Vec::new(),
            last: None,
            warnings: Vec::new(),
            before: None,
        }
    }

    /// Adds a record due so many days after the reporting date, with progress and evidence.
    fn record(mut self, due: i64, status: Status, progress: &str, evidence: &str) -> Self {
        let row = self.ledger.rectifications.len() as u32 + 1;
        let texts =
            [format!("{row:03}"), format!("问题{row}"), day(due).to_string(), String::new(), progress.into(), evidence.into()];
        let filled = (0..).zip(FIELDS).zip(texts).filter(|(_, text)| !text.is_empty());
        let cells =
            filled.map(|((column, field), text)| FieldCell { field, table: 0, at: CellRef::new(row, column), text: text.into() });
        self.ledger.rectifications.push(Rectification {
            row,
            cells: Cells::new(cells.collect::<Vec<_>>()),
            unit: Some("县教育局".into()),
            deadline: Deadline { date: Some(day(due)), precision: Precision::Day },
            status,
            done_date: status.is_finished().then(|| day(-5)),
            ..Rectification::default()
        });
        self
    }

    fn due(self, due: i64) -> Self {
        self.record(due, Status::InProgress, "", "")
    }

    /// Adds the overdue deduction of a record, in its state since so many days after the reporting date.
    fn deducted(mut self, record: usize, state: DeductionState, since: i64) -> Self {
        let place = self.ledger.row_place(0, self.ledger.rectifications[record].row);
        let fired =
            Occurrence { place, record: None, of: None, note: "超期".into(), points: Decimal::ONE, since: Some(day(since)) };
        self.deductions.push(Deduction {
            id: "overdue".into(),
            title: "超期未完成".into(),
            points: Decimal::ONE,
            state,
            occurrences: vec![fired],
            capped: false,
        });
        self
    }

    /// Adds a recommendation letter sent 30 days ago, due and answered so many days after the reporting date.
    fn letter(mut self, due: i64, replied: Option<i64>) -> Self {
        self.letters.push(Recommendation {
            unit: "县财政局".into(),
            number: Some("某巡办〔2026〕3号".into()),
            sent: Some(day(-30)),
            reply_due: Some(day(due)),
            replied: replied.map(day),
            place: Place::file("建议.xlsx").sheet("表").cell(CellRef::new(3, 4)),
        });
        self
    }

    fn policy(mut self, text: &str) -> Self {
        self.policy = format!("\n{text}\n");
        self
    }

    fn warnings(&self) -> Vec<Warning> {
        let warnings = SIGNS.iter().map(|sign| (sign.about().id, sign.limit().is_some())).collect();
        let known = KnownIds { warnings, ..known() };
        let source = DEFAULT_TOML.to_owned() + &self.policy;
        let policy = Policy::load("policy.toml", &source, &known).expect("a policy");
        let standings = self.ledger.rectifications.iter().map(|record| standing::of(record, &policy, as_of())).collect();
        let survey = self.satisfaction.map(|value| IndicatorValue {
            id: "satisfaction".into(),
            title: "群众满意度".into(),
            dimension: "satisfaction".into(),
            points: value / Decimal::TEN,
            full: Decimal::TEN,
            numerator: Some(value),
            denominator: Some(Decimal::ONE_HUNDRED),
            applicable: true,
            records: Vec::new(),
            note: None,
            losses: Vec::new(),
        });
        let unit = UnitAssessment {
            unit: "县教育局".into(),
            listed: true,
            indicators: survey.into_iter().collect(),
            deductions: self.deductions.clone(),
            ..UnitAssessment::default()
        };
        let policy_stamp = policy.stamp.clone();
        let assessment =
            Assessment { as_of: as_of(), policy: policy_stamp, units: vec![unit], standings, ..Assessment::default() };
        run(&Case {
            ledger: &self.ledger,
            assessment: &assessment,
            policy: &policy,
            as_of: as_of(),
            repeats: &self.repeats,
            recommendations: &self.letters,
            evidence: self.evidence.as_ref(),
            past: Past {
                last: self.last.as_ref(),
                warnings: &self.warnings,
                before: self.before.as_ref(),
                satisfaction: &[("县教育局".into(), Decimal::from(90))],
            },
        })
    }

    /// Returns `D3 deadline-close 预警 2026-10-21` of every warning.
    fn told(&self) -> Vec<String> {
        let cell = |warning: &Warning| warning.place.cell.map_or_else(String::new, |cell| cell.to_string());
        let line = |w: &Warning| format!("{} {} {} {}", cell(w), w.id, w.state.label(), w.date);
        self.warnings().iter().map(line).collect()
    }
}

/// One record of both months: last month in the row given, 0-based, with this progress.
fn pair(row: u32, progress: &str) -> Comparison {
    let old = Entry {
        source: Source { file: "a.xlsx".into(), sheet: "表".into(), row: row + 1 },
        progress: (!progress.is_empty()).then(|| progress.into()),
        status: Status::InProgress,
        ..Entry::default()
    };
    let change = Change { old: Some(0), new: Some(0), kinds: vec![ChangeKind::Kept] };
    Comparison { old: vec![old], changes: vec![change], old_name: "2026-08".into(), ..Comparison::default() }
}

#[test]
fn every_file_is_a_listed_sign() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/warn");
    let mut files: Vec<String> = std::fs::read_dir(folder)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path().file_stem().expect("a name").to_string_lossy().replace('_', "-"))
        .filter(|name| !["mod", "tests", "ladder"].contains(&name.as_str()))
        .collect();
    let mut ids: Vec<&str> = SIGNS.iter().map(|sign| sign.about().id).collect();
    files.sort();
    ids.sort_unstable();
    assert_eq!(files, ids);
}

/// Returns what the tests lack about a sign; empty where nothing is.
fn lacks(id: &str, tests: &str) -> Vec<&'static str> {
    let about: Vec<&str> = tests.split("\n}\n").filter(|test| test.contains(&format!(" {id} "))).collect();
    let has_boundary = |test: &str| {
        let line = test.lines().find_map(|line| line.strip_prefix("/// Boundary: "));
        line.and_then(|sides| sides.split_once(" | ")).is_some_and(|(one, other)| !one.is_empty() && !other.is_empty())
    };
    let wanted = [
        ("a record it tells of, as 「C2 id 预警」", !about.is_empty()),
        ("records it leaves alone, as `[\"\"; 0]`", about.iter().any(|test| test.contains("[\"\"; 0]"))),
        ("both sides of its boundary, under `/// Boundary: this | that`", about.iter().any(|test| has_boundary(test))),
    ];
    wanted.into_iter().filter(|(_, is_there)| !is_there).map(|(what, _)| what).collect()
}

#[test]
fn every_sign_is_tested_with_what_it_tells_what_it_leaves_alone_and_its_boundary() {
    let tests = include_str!("tests.rs");
    for sign in SIGNS {
        let about = sign.about();
        let words = [about.title, about.why, about.remedy, about.source.document, about.source.clause];
        assert!(words.iter().all(|words| !words.is_empty()), "{}", about.id);
        assert_eq!(lacks(about.id, tests), [""; 0], "{}", about.id);
    }
    assert_eq!(lacks("no-such-sign", tests).len(), 3);
}

/// Boundary: 20 days left | 21; 10, yellow | 11, still green.
#[test]
fn the_ladder_begins_on_its_days() {
    assert_eq!(Desk::new().due(21).told(), [""; 0]);
    assert_eq!(Desk::new().due(20).told(), ["C2 deadline-near 预警 2026-10-31"]);
    assert_eq!(Desk::new().due(11).told(), ["C2 deadline-near 预警 2026-10-22"]);
    assert_eq!(Desk::new().due(10).told(), ["C2 deadline-close 预警 2026-10-31"]);
    assert_eq!(Desk::new().due(0).told(), ["C2 deadline-close 预警 2026-10-21"]);
    let mut late = Desk::new().due(0);
    late.ledger.rectifications[0].feedback_date = Some(day(-3));
    assert_eq!(late.told(), ["C2 deadline-close 预警 2026-10-28"], "what was handed over later began then");
}

/// Boundary: a deadline the score took points for | one it did not; a state that began today | one that has not begun.
#[test]
fn past_the_deadline_state_and_day_are_those_of_the_deduction() {
    let open = |state, since| Desk::new().due(-40).deducted(0, state, since);
    assert_eq!(open(DeductionState::Provisional, -3).told(), ["C2 deadline-passed 预扣 2026-10-28"]);
    assert_eq!(open(DeductionState::Final, 0).told(), ["C2 deadline-passed 正式扣 2026-10-31"]);
    assert_eq!(open(DeductionState::Final, 1).told(), ["C2 deadline-passed 正式扣 2026-10-31"]);
    let done = Desk::new().record(-20, Status::Done, "", "有").deducted(0, DeductionState::Restored, -5);
    assert_eq!(done.told(), ["C2 deadline-passed 核减恢复 2026-10-26"]);
    let points = |desk: Desk| desk.warnings()[0].points;
    assert_eq!(points(open(DeductionState::Provisional, -3)), Decimal::ONE);
    assert_eq!(points(done), Decimal::ZERO, "the points are back");
    assert_eq!(Desk::new().due(-1).told(), [""; 0], "the score took nothing off");
}

/// Boundary: the seventh day | the eighth; three | two, or two and one that goes on by its nature.
#[test]
fn a_week_with_three_deadlines_is_told_once() {
    let due = |days: &[i64]| days.iter().fold(Desk::new(), |desk, days| desk.due(*days));
    let together = |desk: &Desk| desk.told().into_iter().filter(|told| told.contains("due-together")).collect::<Vec<_>>();
    assert_eq!(together(&due(&[22, 25, 28])), ["C2 due-together 预警 2026-10-31"]);
    assert_eq!(together(&due(&[22, 25, 29])), [""; 0], "the eighth day");
    assert_eq!(together(&due(&[22, 25])), [""; 0]);
    let continuing = due(&[22, 25]).record(28, Status::Continuing, "", "");
    assert_eq!(together(&continuing), [""; 0], "never due");
    assert_eq!(together(&due(&[30, 31, 32])), [""; 0], "after the next report");
    assert_eq!(together(&due(&[22, 25]).policy("[warnings.due-together]\nlimit = 2")).len(), 1);
    assert_eq!(together(&due(&[22, 25, 28]).policy("[warnings.due-together]\nenabled = false")), [""; 0]);
}

/// Boundary: the same words, spaced otherwise | other words.
#[test]
fn progress_that_stood_still_is_told() {
    let with = |now: &str, then: &str, status| {
        let mut desk = Desk::new().record(60, status, now, "有");
        desk.before = Some(pair(1, then));
        desk.told()
    };
    assert_eq!(with("正在清理", "正在 清理", Status::InProgress), ["E2 stale-progress 预警 2026-10-31"]);
    assert_eq!(with("已清理3处", "正在清理", Status::InProgress), [""; 0]);
    assert_eq!(with("正在清理", "正在清理", Status::Done), [""; 0]);
    assert_eq!(with("无", "无", Status::InProgress), [""; 0]);
    assert_eq!(with("", "", Status::InProgress), [""; 0]);
}

/// Boundary: none of the files named is there | one of two is.
#[test]
fn a_record_struck_off_needs_evidence_that_is_there() {
    let with = |evidence: &str| {
        let mut desk = Desk::new().record(5, Status::Closed, "", evidence);
        let mut files = Evidence::default();
        let file = EvidenceFile { name: "纪要.pdf".into(), size_bytes: 1, modified: None, sha256: None };
        files.add("县教育局".into(), vec![file]);
        desk.evidence = Some(files);
        desk.told()
    };
    let told = ["F2 evidence-missing-at-closing 预警 2026-10-26"];
    assert_eq!(with("无"), told);
    assert_eq!(with("方案.docx"), told);
    assert_eq!(with("方案.docx、纪要.pdf"), [""; 0]);
    assert_eq!(with("会议纪要"), [""; 0], "a title names no file");
}

/// Boundary: a problem of this ledger | one of none.
#[test]
fn a_problem_that_is_back_is_told() {
    let with = |new| Desk { repeats: vec![Repeat { new, earlier: Entry::default() }], ..Desk::new().due(60) }.told();
    assert_eq!(with(0), ["B2 problem-again 预警 2026-10-31"]);
    assert_eq!(with(1), [""; 0]);
}

/// Boundary: fallen by 5 | by 4.99.
#[test]
fn a_falling_survey_is_told() {
    let asked = |value: &str| {
        let desk = Desk { satisfaction: Some(value.parse().expect("a number")), ..Desk::new() };
        desk.told()
    };
    assert_eq!(asked("85"), [" satisfaction-falling 预警 2026-10-31"]);
    assert_eq!(asked("85.01"), [""; 0]);
}

#[test]
fn an_event_keeps_its_name_and_its_day_wherever_its_row_goes() {
    let mut desk = Desk::new().record(60, Status::InProgress, "正在清理", "有");
    desk.before = Some(pair(1, "正在清理"));
    let mut first = desk.warnings();
    // Last month it stood in row 8 under another number, and was told then.
    first[0].place.row = Some(7);
    first[0].date = day(-30);
    first[0].event = "earlier".into();
    desk.warnings = first;
    assert_ne!(desk.warnings()[0].event, Text::from("earlier"), "unknown without the comparison");
    desk.last = Some(pair(7, ""));
    let now = desk.warnings();
    assert_eq!((&*now[0].event, now[0].date), ("earlier", day(-30)));
}

#[test]
fn the_lights_of_a_record_are_one_event_and_each_begins_on_its_day() {
    let mut desk = Desk::new().due(0);
    let mut earlier = desk.warnings();
    assert_eq!(&*earlier[0].id, "deadline-close");
    let event = earlier[0].event.clone();
    desk = desk.deducted(0, DeductionState::Provisional, 0);
    desk.ledger.rectifications[0].deadline.date = Some(day(-1));
    let passed = |desk: &Desk| desk.warnings().remove(0);
    assert_eq!((&*passed(&desk).id, passed(&desk).event), ("deadline-passed", event), "known by what it is");
    earlier[0].event = "earlier".into();
    desk.warnings = earlier;
    desk.last = Some(pair(1, ""));
    let now = passed(&desk);
    assert_eq!((&*now.event, now.date), ("earlier", day(0)), "and by where it stood");
}

#[test]
fn equal_rows_are_two_events() {
    let mut desk = Desk::new().due(5).due(5);
    desk.ledger.rectifications[1].cells = desk.ledger.rectifications[0].cells.clone();
    let events: Vec<Text> = desk.warnings().into_iter().map(|warning| warning.event).collect();
    assert_eq!(events.len(), 2);
    assert_ne!(events[0], events[1]);
    let again: Vec<Text> = desk.warnings().into_iter().map(|warning| warning.event).collect();
    assert_eq!(events, again, "and have the same names next time");
    assert!(desk.warnings().iter().all(|warning| warning.state == WarningState::Warned));
}

/// Boundary: 20 days left | 21; 10 | 11, still the first reminder; answered on the reporting date | the day after.
#[test]
fn a_recommendation_without_an_answer_is_told_before_its_date_and_after() {
    assert_eq!(Desk::new().letter(21, None).told(), [""; 0]);
    assert_eq!(Desk::new().letter(20, None).told(), ["E4 recommendation-unanswered 预警 2026-10-31"]);
    assert_eq!(Desk::new().letter(11, None).told(), ["E4 recommendation-unanswered 预警 2026-10-22"]);
    assert_eq!(Desk::new().letter(10, None).told(), ["E4 recommendation-unanswered 预警 2026-10-31"]);
    assert_eq!(Desk::new().letter(0, None).told(), ["E4 recommendation-unanswered 预警 2026-10-31"]);
    assert_eq!(Desk::new().letter(-5, None).told(), ["E4 recommendation-unanswered 预警 2026-10-26"]);
    assert_eq!(Desk::new().letter(-5, Some(0)).told(), [""; 0]);
    assert_eq!(Desk::new().letter(-5, Some(1)).told().len(), 1, "what comes later is not known yet");
    let reason = &Desk::new().letter(-5, None).warnings()[0].reason;
    assert!(reason.contains("某巡办〔2026〕3号") && reason.contains("已逾期 5 天"), "{reason}");
}
