//! A policy's own examples: small ledgers beside what their units must score, in a folder a clerk can write.
//!
//! `例一.toml` says what is expected; `例一.csv` (or .xlsx and so on) is its ledger, `例一-….csv` its other tables, and
//! `例一-名录.…` its directory of units, where there are any.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::error::{Error, ErrorKind, catch_panics};
use crate::map::{self, Context};
use crate::model::assessment::{Assessment, UnitAssessment};
use crate::model::calendar::Calendar;
use crate::model::hidden::Hidden;
use crate::model::number::plain;
use crate::model::period::Month;
use crate::model::place::Place;
use crate::model::remark::RemarkKind;
use crate::pipeline::files::{Named, list, shown};
use crate::pipeline::{Papers, Request, Source, gather};
use crate::policy::reader::{self, Section};
use crate::policy::{Policy, workdays};
use crate::read;
use crate::workspace::{BYTE_ORDER_MARK, read_text};

/// What came of one example.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The expectation's file.
    pub name: String,
    /// What it shows, where it says so.
    pub title: Option<String>,
    /// How many units it speaks of.
    pub units: usize,
    /// How many figures it expects.
    pub figures: usize,
    /// What is not as expected.
    pub differences: Vec<Difference>,
}

/// One figure that is not as expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The unit.
    pub unit: String,
    /// What of it: 得分, 等次, or an item.
    pub what: String,
    /// As the example expects.
    pub expected: String,
    /// As the policy has it.
    pub got: String,
}

/// What came of a folder of examples.
#[derive(Debug)]
pub struct Examples {
    /// Each expectation's file, and what came of it or why it could not be run.
    pub ran: Vec<(String, Result<Outcome, Error>)>,
    /// Tables that belong to no expectation.
    pub unused: Vec<String>,
}

/// Runs every example of a folder, sorted by name; one that is broken keeps no other from being run.
///
/// # Errors
///
/// `ErrorKind::Request` when the folder has none. Of one example: `ErrorKind::Policy` when it is not written right,
/// `ErrorKind::Request` when it has no ledger, `ErrorKind::Input` when one of its tables cannot be read.
pub fn run(policy: &Policy, folder: &Path) -> Result<Examples, Error> {
    let name = shown(folder);
    let files: Vec<Named> = list(folder, &name)?.into_iter().filter(|file| !file.below.contains('/')).collect();
    let expected: Vec<&Named> = files.iter().filter(|file| stem(file).is_some()).collect();
    if expected.is_empty() || folder.is_file() {
        let error = Error::new(ErrorKind::Request, format!("「{name}」里没有例子"));
        return Err(error.hint("一个例子是一份台账和一份同名的 .toml，例如 例一.csv 和 例一.toml"));
    }
    let belongs = |file: &Named| expected.iter().filter_map(|toml| stem(toml)).any(|stem| belongs(file, stem));
    let unused = files.iter().filter(|file| is_table(file) && !belongs(file)).map(|file| file.below.clone()).collect();
    let ran = expected.iter().map(|file| (file.below.clone(), one(policy, file, &files))).collect();
    Ok(Examples { ran, unused })
}

/// Says whether a file is a table by its ending.
fn is_table(file: &Named) -> bool {
    let ending = file.below.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| TABLES.contains(&ending.as_str()))
}

/// The endings of tables.
const TABLES: [&str; 9] = ["xlsx", "xlsm", "xlsb", "xls", "et", "ett", "ods", "csv", "tsv"];

/// Says whether a table is an example's ledger or one of its others.
fn belongs(file: &Named, stem: &str) -> bool {
    let rest = file.below.strip_prefix(stem);
    let own = file.below.rsplit_once('.').is_some_and(|(own, _)| own == stem);
    own || rest.is_some_and(|rest| rest.starts_with('-') || rest.starts_with('－'))
}

/// Returns the name of an expectation without its ending; `None` for another file.
fn stem(file: &Named) -> Option<&str> {
    file.below.strip_suffix(".toml").filter(|stem| !stem.is_empty())
}

fn one(policy: &Policy, file: &Named, files: &[Named]) -> Result<Outcome, Error> {
    let source = read_text(&file.path, &file.name, ErrorKind::Policy)?;
    let expected = reader::parse(&file.name, source.trim_start_matches(BYTE_ORDER_MARK), expectation)?;
    let stem = stem(file).unwrap_or_default();
    let assessment = score(policy, &expected, stem, files)?;
    let mut differences = Vec::new();
    let mut figures = 0;
    for unit in &expected.units {
        figures += unit.points.len() + usize::from(unit.score.is_some()) + usize::from(unit.grade.is_some());
        match assessment.units.iter().find(|scored| *scored.unit == *unit.unit) {
            Some(scored) => differences.extend(unit.against(scored, policy)),
            None => differences.push(Difference {
                unit: unit.unit.clone(),
                what: "单位".to_owned(),
                expected: "在台账里".to_owned(),
                got: "没有".to_owned(),
            }),
        }
    }
    Ok(Outcome { name: file.below.clone(), title: expected.title, units: expected.units.len(), figures, differences })
}

/// Scores an example's tables.
fn score(policy: &Policy, expected: &Expectation, stem: &str, files: &[Named]) -> Result<Assessment, Error> {
    let beside = |file: &&Named| {
        let rest = file.below.strip_prefix(stem).filter(|_| !file.below.ends_with(".toml"));
        rest.is_some_and(|rest| rest.starts_with('-') || rest.starts_with('－'))
    };
    let is_directory = |file: &&Named| file.below.contains("名录");
    let ledger = files.iter().find(|file| {
        file.below.rsplit_once('.').is_some_and(|(own, ending)| own == stem && !ending.eq_ignore_ascii_case("toml"))
    });
    let Some(ledger) = ledger else {
        let error = Error::new(ErrorKind::Request, format!("「{stem}.toml」旁边没有同名的台账"));
        return Err(error.hint(format!("请放进 {stem}.xlsx 或 {stem}.csv")));
    };
    let units: Option<PathBuf> = files.iter().filter(beside).find(is_directory).map(|file| file.path.clone());
    let as_of = expected.as_of;
    let source = Source::Files(vec![ledger.path.clone()]);
    let mut gathered =
        gather(&Request { source, as_of, month: Month::of(as_of), policy: None, units, papers: Papers::default() })?;
    if let Some(refusal) = gathered.ledger.refused.first() {
        let error = Error::new(ErrorKind::Request, refusal.message.clone());
        return Err(error.at(Place::file(refusal.file.clone())).hint(refusal.hint.clone()));
    }
    let calendar = Calendar { working_days: workdays::built_in(), ..Calendar::default() };
    let context = Context {
        calendar: &calendar,
        directory: &gathered.directory,
        profiles: &gathered.profiles,
        as_of,
        hidden: Hidden::default(),
    };
    for file in files.iter().filter(beside).filter(|file| !is_directory(file)) {
        let bytes = read::bytes(&file.path, &file.name)?;
        let part = catch_panics(|| {
            let mut book = read::open(&file.name, bytes)?;
            map::inputs(book.as_mut(), &context)
        })?;
        if let Some(slip) = part.remarks.iter().find(|remark| remark.kind == RemarkKind::InputRow) {
            return Err(Error::new(ErrorKind::Request, slip.detail.clone()).at(slip.place.clone()));
        }
        gathered.inputs.append(part);
    }
    Ok(gathered.assess_by(policy))
}

/// What an example expects.
struct Expectation {
    as_of: NaiveDate,
    title: Option<String>,
    units: Vec<UnitExpectation>,
}

struct UnitExpectation {
    unit: String,
    score: Option<Decimal>,
    grade: Option<String>,
    points: Vec<(String, Decimal)>,
}

fn expectation(top: &Section<'_, '_>) -> Option<Expectation> {
    let (as_of, title) = (top.required_date("as_of"), top.text("title"));
    let units = top.sections("units", |section| {
        let points = section.section("points", |points| Some(points.each_decimal())).unwrap_or_default();
        Some(UnitExpectation {
            score: section.decimal("score"),
            grade: section.text("grade"),
            unit: section.required_text("unit")?,
            points,
        })
    });
    if units.is_empty() {
        top.fault("units", "没有写哪个单位应得多少分", Some("例如 [[units]] unit = \"甲局\" score = 88.5".to_owned()));
    }
    Some(Expectation { as_of: as_of?, title, units })
}

impl UnitExpectation {
    /// Returns what of a unit is not as expected.
    fn against(&self, scored: &UnitAssessment, policy: &Policy) -> Vec<Difference> {
        let differs = |what: &str, expected: String, got: String| Difference {
            unit: self.unit.clone(),
            what: what.to_owned(),
            expected,
            got,
        };
        let mut differences = Vec::new();
        if let Some(score) = self.score.filter(|score| *score != scored.score) {
            differences.push(differs("得分", plain(score), scored.score.to_string()));
        }
        if let Some(grade) = self.grade.as_ref().filter(|grade| **grade != *scored.grade) {
            differences.push(differs("等次", grade.clone(), scored.grade.to_string()));
        }
        for (item, expected) in &self.points {
            match points(scored, item, policy) {
                Some(got) if policy.round(got) == *expected => {}
                Some(got) => differences.push(differs(&called(scored, item, policy), plain(*expected), plain(policy.round(got)))),
                None => differences.push(differs(item, plain(*expected), "办法里没有这一项".to_owned())),
            }
        }
        differences
    }
}

/// Returns an item's title with its id behind it; what the example wrote where it is one already or neither.
fn called(scored: &UnitAssessment, item: &str, policy: &Policy) -> String {
    let indicators = scored.indicators.iter().map(|value| (value.id.as_str(), value.title.as_str()));
    let within = scored.indicators.iter().flat_map(|value| &value.losses);
    let taken = scored.deductions.iter().chain(within).map(|one| (one.id.as_str(), one.title.as_str()));
    let rules = policy.deductions.iter().filter_map(|rule| Some((rule.id.as_str(), rule.title.as_deref()?)));
    let title = indicators.chain(taken).chain(rules).find(|(id, title)| *id == item && *title != item);
    title.map_or_else(|| item.to_owned(), |(id, title)| format!("{title}（{id}）"))
}

/// Returns the points of an indicator, or what a deduction or bonus amounts to; 0 for one that did not fire.
fn points(scored: &UnitAssessment, item: &str, policy: &Policy) -> Option<Decimal> {
    let named = |id: &str, title: &str| id == item || title == item;
    if let Some(value) = scored.indicators.iter().find(|value| named(&value.id, &value.title)) {
        return Some(value.points);
    }
    let within = scored.indicators.iter().flat_map(|value| &value.losses);
    let deductions: Vec<Decimal> =
        scored.deductions.iter().chain(within).filter(|one| named(&one.id, &one.title)).map(|one| one.points).collect();
    let bonuses: Vec<Decimal> = scored.bonuses.iter().filter(|one| named(&one.id, &one.title)).map(|one| one.points).collect();
    if !deductions.is_empty() || !bonuses.is_empty() {
        return Some(deductions.into_iter().chain(bonuses).sum());
    }
    let known =
        item == "bonus" || policy.deductions.iter().any(|rule| named(&rule.id, rule.title.as_deref().unwrap_or_default()));
    known.then_some(Decimal::ZERO)
}
