//! The scorecard's formulas, reckoned by LibreOffice: every cell comes to what the engine says.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx};
use regex::bytes::{Captures, Regex};
use rust_decimal::Decimal;
use xuncha::model::assessment::{Assessment, UnitAssessment};
use xuncha::model::calendar::Calendar;
use xuncha::model::checked::Checked;
use xuncha::model::history::{KeptMonth, KeptUnit, PastMonth};
use xuncha::model::period::Month as Period;
use xuncha::pipeline::known_ids;
use xuncha::policy::Policy;
use xuncha::policy::ready::READY;
use xuncha::report::{Case, REPORTS, Receipts};
use xuncha::score::{self, assess, marks};

use crate::random::month::{Month, as_of};
use crate::{convert, files, month};

const LEDGERS: u64 = 200;

/// Returns the scorecard of a random month: by the default policy with changed rules, or by a ready-made one.
fn scorecard(seed: u64) -> Vec<u8> {
    let month = Month::random(seed);
    match seed % 3 {
        0 => {
            let ready = &READY[seed as usize / 3 % READY.len()];
            by(&month, &Policy::load(ready.key, ready.toml, &known_ids()).expect("a policy"))
        }
        _ => by(&month, &month.policy()),
    }
}

/// Returns the scorecard of a month by a policy, with the month before on record.
fn by(month: &Month, policy: &Policy) -> Vec<u8> {
    let case = month.case(policy);
    let mut assessment = assess(&case);
    let past = [before(&assessment)];
    assessment.marks = marks(&case, &assessment.standings);
    let receipts = score::Receipts::new(case, &assessment);
    let checked = Checked::default();
    let report = Case {
        ledger: &month.ledger,
        checked: &checked,
        assessment: &assessment,
        policy,
        office: None,
        month: Period::of(as_of()),
        sources: &[],
        warnings: &[],
        year: &[],
        calendar: &Calendar::default(),
        past: &past,
        own_form: false,
        receipts: Receipts(&|unit| receipts.of(unit)),
        months: None,
        recommendations: &[],
        register: &Default::default(),
    };
    let scorecard = REPORTS.iter().find(|report| report.name() == "scorecard").expect("the scorecard");
    scorecard.write(&report).expect("a workbook").remove(0).content
}

/// A month on record in which every other unit had a point less.
fn before(assessment: &Assessment) -> PastMonth {
    let month = Period { year: 2026, month: 9 };
    let unit = |unit: &UnitAssessment| KeptUnit {
        month,
        unit: unit.unit.clone(),
        group: unit.group.clone(),
        score: (unit.score - Decimal::ONE).max(Decimal::ZERO),
        score_without_provisional: unit.score,
        grade: unit.grade.clone(),
        rank: unit.rank,
        finished: 0,
        counted: 0,
        overdue: 0,
    };
    let kept = KeptMonth {
        month,
        as_of: "2026-09-30".parse().expect("a day"),
        program: String::new(),
        policy: assessment.policy.clone(),
        units: assessment.units.len() as u64,
        warnings: 0,
    };
    PastMonth { kept, units: assessment.units.iter().step_by(2).map(unit).collect(), letters: Vec::new() }
}

/// Takes the kept value out of every formula's cell, so that whoever opens the workbook has to reckon.
fn forgetful(workbook: &[u8]) -> Vec<u8> {
    let kept = Regex::new("(</f>)<v>[^<]*</v>").expect("a pattern");
    rewritten(workbook, |name, bytes| match name.starts_with("xl/worksheets/") {
        true => kept.replace_all(&bytes, &b"$1"[..]).into_owned(),
        false => bytes,
    })
}

/// Returns the parts of a workbook by name.
fn parts(workbook: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut package = zip::ZipArchive::new(Cursor::new(workbook)).expect("a package");
    let many = package.len();
    let part = |at: usize| {
        let mut part = package.by_index(at).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("readable");
        (name, bytes)
    };
    (0..many).map(part).collect()
}

/// Returns a workbook with its parts changed.
fn rewritten(workbook: &[u8], change: impl Fn(&str, Vec<u8>) -> Vec<u8>) -> Vec<u8> {
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts(workbook) {
        let bytes = change(&name, bytes);
        to.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        to.write_all(&bytes).expect("written");
    }
    to.finish().expect("a package").into_inner()
}

type Cells = BTreeMap<(String, u32, u32), Data>;

/// Returns the value of every formula's cell in `values`; the formulas are those of `original`.
fn reckoned(original: &[u8], values: &[u8]) -> Cells {
    reckoned_where(original, values, |_, _| true)
}

/// The same for the formulas that are wanted, by their column.
fn reckoned_where(original: &[u8], values: &[u8], is_wanted: impl Fn(u32, &str) -> bool) -> Cells {
    let mut original = Xlsx::new(Cursor::new(original)).expect("a workbook");
    let mut values = Xlsx::new(Cursor::new(values)).expect("a workbook");
    let mut cells = Cells::new();
    for name in original.sheet_names() {
        let formulas = original.worksheet_formula(&name).expect("a sheet");
        let Some(start) = formulas.start() else { continue };
        let sheet = values.worksheet_range(&name).expect("the same sheet");
        for (row, column, formula) in formulas.used_cells().filter(|(_, _, formula)| !formula.is_empty()) {
            if !is_wanted(start.1 + column as u32, formula) {
                continue;
            }
            let at = (start.0 + row as u32, start.1 + column as u32);
            cells.insert((name.clone(), at.0, at.1), sheet.get_value(at).cloned().unwrap_or(Data::Empty));
        }
    }
    cells
}

fn same(one: &Data, other: &Data) -> bool {
    let number = |value: &Data| match value {
        Data::Int(value) => Some(*value as f64),
        Data::Float(value) => Some(*value),
        _ => None,
    };
    match (number(one), number(other)) {
        (Some(one), Some(other)) => (one - other).abs() < 1e-9,
        _ => one.to_string() == other.to_string(),
    }
}

/// Has LibreOffice reckon workbooks and returns how many formulas there were, and those that came out otherwise.
fn differences(workbooks: &[(String, Vec<u8>)]) -> (usize, Vec<String>) {
    let (from, to) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let paths: Vec<PathBuf> = workbooks
        .iter()
        .map(|(name, content)| {
            let path = from.path().join(format!("{name}.xlsx"));
            std::fs::write(&path, forgetful(content)).expect("written");
            path
        })
        .collect();
    convert(&paths, "xlsx:Calc MS Excel 2007 XML", to.path());
    let (mut formulas, mut wrong) = (0, Vec::new());
    for (name, content) in workbooks {
        let after = std::fs::read(to.path().join(format!("{name}.xlsx"))).expect("converted");
        let kept = reckoned(content, content);
        formulas += kept.len();
        for (at, reckoned) in reckoned(content, &after) {
            if !same(&kept[&at], &reckoned) {
                wrong.push(format!("{name}: {at:?}: kept {:?}, reckoned {reckoned:?}", kept[&at]));
            }
        }
    }
    (formulas, wrong)
}

#[test]
fn every_formula_of_the_sample_comes_to_what_the_engine_says() {
    let folder = month();
    let path = files(folder.path(), "xlsx").into_iter().find(|path| path.ends_with("评分表.xlsx")).expect("the scorecard");
    let (formulas, wrong) = differences(&[("样例".to_owned(), read(&path))]);
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
    assert!(formulas > 1_000, "{formulas}");
}

#[test]
fn every_formula_of_two_hundred_random_ledgers_comes_to_what_the_engine_says() {
    let all: Vec<(String, Vec<u8>)> = (0..LEDGERS).map(|seed| (seed.to_string(), scorecard(seed))).collect();
    let (formulas, wrong) = differences(&all);
    assert!(wrong.is_empty(), "{} of {formulas} wrong\n{}", wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
    assert!(formulas > 40_000, "{formulas}");
}

/// The column in which the three that cost most stand; tried figures do not change their order.
const LOST: u32 = 6;

/// Puts the figures of one workbook's 评分办法 into another's, as somebody does who tries other figures.
fn tried(workbook: &[u8], figures: &[u8]) -> Vec<u8> {
    let figure = Regex::new("<c r=\"([DE][0-9]+)\"[^>]*><v>([0-9.]+)</v></c>").expect("a pattern");
    let part = sheet_part(workbook, "评分办法");
    let cells = |content: &[u8]| -> BTreeMap<Vec<u8>, Vec<u8>> {
        figure.captures_iter(content).map(|found| (found[1].to_vec(), found[2].to_vec())).collect()
    };
    let new = cells(&parts(figures)[&part]);
    assert_eq!(new.len(), cells(&parts(workbook)[&part]).len(), "the sheets have one shape");
    rewritten(workbook, |name, bytes| match name == part {
        true => figure
            .replace_all(&bytes, |found: &Captures<'_>| {
                let whole = String::from_utf8_lossy(&found[0]).into_owned();
                let (old, new) = (String::from_utf8_lossy(&found[2]), String::from_utf8_lossy(&new[&found[1]]));
                whole.replace(&format!("<v>{old}</v>"), &format!("<v>{new}</v>")).into_bytes()
            })
            .into_owned(),
        false => bytes,
    })
}

/// Returns the part a sheet stands in: they are numbered in the order of the workbook.
fn sheet_part(workbook: &[u8], sheet: &str) -> String {
    let names = Xlsx::new(Cursor::new(workbook)).expect("a workbook").sheet_names();
    let at = names.iter().position(|name| name == sheet).expect("the sheet");
    format!("xl/worksheets/sheet{}.xml", at + 1)
}

#[test]
fn figures_that_are_tried_in_the_workbook_come_to_what_a_policy_with_them_gives() {
    let changed = |toml: &str| {
        let toml = toml.replacen("full = 30", "full = 20", 1).replacen("full = 10", "full = 20", 1);
        let toml = toml.replacen("id = \"overdue\"\npoints = 1\ncap = 10", "id = \"overdue\"\npoints = 1.5\ncap = 4", 1);
        toml.replacen("from = 80", "from = 75", 1)
    };
    let (mut wrong, mut compared) = (Vec::new(), 0);
    let (from, to) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let mut paths = Vec::new();
    let mut expected = Vec::new();
    for seed in 0..40 {
        let month = Month::random(seed);
        let (old, new) = (month.policy(), month.policy_of(changed));
        assert_ne!(old, new, "something is tried");
        let (was, is) = (by(&month, &old), by(&month, &new));
        let path = from.path().join(format!("{seed}.xlsx"));
        std::fs::write(&path, forgetful(&tried(&was, &is))).expect("written");
        paths.push(path);
        expected.push((was, is));
    }
    convert(&paths, "xlsx:Calc MS Excel 2007 XML", to.path());
    for (seed, (was, is)) in expected.iter().enumerate() {
        let after = std::fs::read(to.path().join(format!("{seed}.xlsx"))).expect("converted");
        let engine = reckoned(is, is);
        // Units may stand in another order in the tables; their own sheets stay.
        let follows = |column: u32, formula: &str| column != LOST || !(formula.starts_with("-$G$") || formula.starts_with("$F$"));
        let after = reckoned_where(was, &after, follows);
        for (at, reckoned) in after.into_iter().filter(|(at, _)| at.0.starts_with("单位")) {
            compared += 1;
            let Some(engine) = engine.get(&at) else { continue };
            if !same(engine, &reckoned) {
                wrong.push(format!("{seed}: {at:?}: engine {engine:?}, reckoned {reckoned:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {compared} wrong\n{}", wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
    assert!(compared > 4_000, "{compared}");
}

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).expect("the file")
}
