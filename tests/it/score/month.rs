//! Random months: what the engine sees of one, and the same for the formulas.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;
use xuncha::model::cells::{Cells, FieldCell};
use xuncha::model::directory::{Directory, Unit};
use xuncha::model::field::Field;
use xuncha::model::inputs::{self, Ballots, EventKind, Inputs, ManualDeduction, NoticeLevel, OtherScore, Recommendation};
use xuncha::model::ledger::{Cycle, Deadline, Ledger, Precision, Rectification, Status, Table, TableKind};
use xuncha::model::place::{CellRef, Place};
use xuncha::pipeline::known_ids;
use xuncha::policy::{DEFAULT_TOML, Policy};
use xuncha::score::Case;

use super::formula::{Beside, Event, Expected, Record, Rules};
use super::fraction::{Q, q};
use crate::generated::seeded::dice::Dice;

const STATUSES: [Status; 10] = Status::ALL;

const EVENTS: &[(&str, EventKind)] = &[
    ("returned", EventKind::Returned),
    ("notice-county", EventKind::Notice(NoticeLevel::County)),
    ("notice-city", EventKind::Notice(NoticeLevel::City)),
    ("notice-province", EventKind::Notice(NoticeLevel::Province)),
    ("notice-centre", EventKind::Notice(NoticeLevel::Centre)),
    ("late-report", EventKind::LateReport),
    ("bonus", EventKind::Bonus),
    ("false", EventKind::ConfirmedFalse),
];

/// A random month: what the engine sees, and the same for the formulas.
pub(crate) struct Month {
    pub(crate) rules: Rules,
    pub(crate) ledger: Ledger,
    inputs: Inputs,
    directory: Directory,
    records: Vec<Record>,
    beside: BTreeMap<String, Beside>,
}

pub(crate) fn as_of() -> NaiveDate {
    "2026-10-31".parse().expect("a day")
}

/// A day up to so many days before or after the reporting date; often one of the days around a boundary.
fn near(dice: &mut Dice, days: usize) -> NaiveDate {
    let offset = if dice.chance(25) { dice.pick(&[0, 1, 29, 30, 31]) } else { dice.below(days) } as u64;
    if dice.chance(60) { as_of() - Days::new(offset) } else { as_of() + Days::new(offset) }
}

fn maybe<T>(dice: &mut Dice, percent: usize, value: impl FnOnce(&mut Dice) -> T) -> Option<T> {
    dice.chance(percent).then(|| value(dice))
}

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a number")
}

impl Month {
    pub(crate) fn case<'a>(&'a self, policy: &'a Policy) -> Case<'a> {
        Case { ledger: &self.ledger, inputs: &self.inputs, directory: &self.directory, policy, as_of: as_of() }
    }

    pub(crate) fn random(seed: u64) -> Self {
        let dice = &mut Dice::new(seed);
        let rules = Rules {
            as_of: as_of(),
            by_problem: dice.chance(50),
            completion: dice.pick(&["strict", "acceptance", "lenient"]),
            not_applicable: dice.pick(&["full", "redistribute", "zero"]),
            truncate: dice.chance(50),
            together: dice.chance(30),
        };
        let names: Vec<String> = (0..1 + dice.below(7)).map(|at| format!("单位{at}")).collect();
        let mut month = Self {
            rules,
            ledger: Ledger { tables: vec![table()], ..Ledger::default() },
            inputs: Inputs::default(),
            directory: Directory::default(),
            records: Vec::new(),
            beside: BTreeMap::new(),
        };
        // Good and bad units, so that every grade is reached.
        for name in &names {
            let quality = 20 + dice.below(80);
            for _ in 0..1 + dice.below(12) {
                month.record(dice, name, quality);
            }
        }
        month.listed(dice, &names);
        for name in &names {
            month.beside(dice, name);
        }
        month
    }

    fn record(&mut self, dice: &mut Dice, unit: &str, quality: usize) {
        let row = 1 + self.records.len() as u32;
        let good = dice.chance(quality);
        let status = if good { dice.pick(&[Status::Done, Status::Closed]) } else { dice.pick(&STATUSES) };
        let cycle = maybe(dice, 90, |dice| dice.pick(&[Cycle::Immediate, Cycle::Limited, Cycle::Limited, Cycle::Continuing]));
        let deadline = maybe(dice, 85, |dice| near(dice, 250));
        let precision = dice.pick(&[Precision::Day, Precision::Month, Precision::Quarter, Precision::Year, Precision::Relative]);
        let done = maybe(dice, if status.is_finished() { 90 } else { 10 }, |dice| match deadline {
            Some(deadline) if good || dice.chance(50) => {
                deadline + Days::new(dice.pick(&[0, 1, 30, 31])) - Days::new(dice.pick(&[0, 0, 60]))
            }
            _ => near(dice, 250),
        });
        let problem = maybe(dice, 60, |dice| dice.below(6));
        let (lead, resp) = (dice.chance(90), dice.chance(90));
        let evidence = dice.pick(&["", "无", "会议纪要", "会议纪要", "照片"]);
        let mechanism = dice.pick(&["", "/", "采购制度"]);
        let number = problem.map(|problem| format!("{unit}-{problem}")).unwrap_or_default();
        let texts = [
            (Field::ProblemId, number.as_str()),
            (Field::LeadPerson, if lead { "张三" } else { "" }),
            (Field::RespPerson, if resp { "李四" } else { "同第1条" }),
            (Field::Evidence, evidence),
            (Field::Mechanism, mechanism),
        ];
        let filled = (0..).zip(texts).filter(|(_, (_, text))| !text.is_empty());
        let cells =
            filled.map(|(column, (field, text))| FieldCell { field, table: 0, at: CellRef::new(row, column), text: text.into() });
        self.ledger.rectifications.push(Rectification {
            table: 0,
            row,
            cells: Cells::new(cells.collect()),
            unit: Some(unit.into()),
            cycle,
            deadline: Deadline { date: deadline, precision: if deadline.is_some() { precision } else { Precision::None } },
            status,
            done_date: done,
            ..Rectification::default()
        });
        self.records.push(Record {
            unit: unit.to_owned(),
            problem,
            status: status.key().to_owned(),
            cycle: cycle.map(|cycle| if cycle == Cycle::Continuing { "continuing" } else { "other" }),
            deadline,
            done,
            people: lead && resp,
            evidence: !matches!(evidence, "" | "无"),
            mechanism: mechanism == "采购制度",
            place: (String::new(), String::new(), u64::from(row)),
        });
    }

    /// Sometimes there is a directory, with groups, and sometimes a unit is not in it.
    fn listed(&mut self, dice: &mut Dice, names: &[String]) {
        if dice.chance(30) {
            names.iter().for_each(|name| drop(self.beside.insert(name.clone(), Beside::default())));
            return;
        }
        let mut units = Vec::new();
        for name in names {
            let unlisted = dice.chance(10);
            let group = maybe(dice, 80, |dice| dice.pick(&["县直部门", "乡镇街道"]).to_owned()).filter(|_| !unlisted);
            self.beside.insert(name.clone(), Beside { group: group.clone(), unlisted, ..Beside::default() });
            if !unlisted {
                units.push(Unit {
                    name: name.as_str().into(),
                    aliases: Vec::new(),
                    group: group.map(|group| group.as_str().into()),
                });
            }
        }
        if units.is_empty() {
            // A directory of nobody is none.
            self.beside.values_mut().for_each(|beside| beside.unlisted = false);
        }
        self.directory = Directory::new(units, Vec::new(), Vec::new());
    }

    fn beside(&mut self, dice: &mut Dice, name: &str) {
        let beside = self.beside.get_mut(name).expect("every unit is there");
        let place = |row: usize| Place::file("测评.xlsx").sheet("表").row(row as u32);
        for row in 0..dice.below(3) {
            let points = dice.pick(&["0.5", "1", "2.25", "9"]);
            beside.manual.push(Q::parse(points));
            let item = "组织领导".into();
            self.inputs.manual.push(ManualDeduction {
                unit: name.into(),
                item,
                points: decimal(points),
                reason: None,
                place: place(row),
            });
        }
        let strata = dice.below(4);
        for row in 0..strata {
            let counts = [dice.below(60), dice.below(30), dice.below(8)].map(|count| if dice.chance(5) { 0 } else { count });
            let weight = if strata == 1 && dice.chance(50) { None } else { Some(dice.pick(&["0.2", "0.35", "1", "3"])) };
            let poor = dice.chance(3);
            beside.poor |= poor;
            beside.ballots.push((counts, weight.map_or(q(1), Q::parse)));
            let [satisfied, mostly_satisfied, dissatisfied] = counts.map(|count| count as u32);
            self.inputs.ballots.push(Ballots {
                unit: name.into(),
                stratum: None,
                weight: weight.map(decimal),
                satisfied,
                mostly_satisfied,
                dissatisfied,
                no_opinion: dice.below(9) as u32,
                public_grade: poor.then(|| "差".into()),
                place: place(row),
            });
        }
        for row in 0..dice.below(4) {
            let (reply_due, replied) = (maybe(dice, 90, |dice| near(dice, 60)), maybe(dice, 70, |dice| near(dice, 90)));
            beside.letters.push((reply_due, replied));
            self.inputs.recommendations.push(Recommendation {
                unit: name.into(),
                number: None,
                sent: None,
                reply_due,
                replied,
                place: place(row),
            });
        }
        for row in 0..dice.below(4) {
            let (what, kind) = EVENTS[dice.below(EVENTS.len())].clone();
            let date = maybe(dice, 80, |dice| near(dice, 400));
            let (count, points) = (1 + dice.below(3), dice.pick(&["0.5", "1.25", "4"]));
            beside.events.push(Event { what, date, count, points: Q::parse(points), row: row as u64 });
            let points = Some(decimal(points));
            let count = count as u32;
            let (document, note) = (None, None);
            self.inputs.events.push(inputs::Event {
                unit: name.into(),
                date,
                kind,
                points,
                count,
                document,
                note,
                place: place(row),
            });
        }
        if let Some(score) = maybe(dice, 50, |dice| dice.pick(&["90", "77.77", "85.5"])) {
            beside.other = Some(Q::parse(score));
            self.inputs.other_scores.push(OtherScore { unit: name.into(), score: decimal(score), place: place(0) });
        }
    }

    pub(crate) fn expected(&self) -> Vec<Expected> {
        let of = |(name, beside): (&String, &Beside)| {
            let records: Vec<&Record> = self.records.iter().filter(|record| record.unit == *name).collect();
            Expected::of(self.rules, name, &records, beside.clone())
        };
        self.beside.iter().map(of).collect()
    }

    pub(crate) fn policy(&self) -> Policy {
        self.policy_of(str::to_owned)
    }

    /// The policy of the month's rules, changed.
    pub(crate) fn policy_of(&self, change: impl Fn(&str) -> String) -> Policy {
        let count = if self.rules.by_problem { "problem" } else { "row" };
        let mode = if self.rules.truncate { "truncate" } else { "half-up" };
        let source = DEFAULT_TOML
            .replace("count = \"row\"", &format!("count = \"{count}\""))
            .replace("completion = \"strict\"", &format!("completion = \"{}\"", self.rules.completion))
            .replace("not_applicable = \"full\"", &format!("not_applicable = \"{}\"", self.rules.not_applicable))
            .replace("mode = \"half-up\"", &format!("mode = \"{mode}\""))
            + if self.rules.together { "\n[groups]\nrank = \"together\"\n" } else { "" };
        Policy::load("policy.toml", &change(&source), &known_ids()).expect("a policy")
    }
}

fn table() -> Table {
    Table {
        file: "台账.xlsx".into(),
        sheet: "表".into(),
        kind: TableKind::Rectification,
        title: None,
        unit: None,
        header_rows: vec![0],
        cues: Vec::new(),
        first_row: 1,
        last_row: 999,
        columns: Vec::new(),
        field_rows: Vec::new(),
        records: 0,
        skipped: Vec::new(),
        hidden_rows: 0,
        form: None,
    }
}
