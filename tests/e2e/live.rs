//! The scorecard's formulas, reckoned by LibreOffice: every cell comes to what the engine says.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx};
use regex::bytes::Regex;
use xuncha::model::calendar::Calendar;
use xuncha::model::checked::Checked;
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
    let policy = match seed % 3 {
        0 => {
            let ready = &READY[seed as usize / 3 % READY.len()];
            Policy::load(ready.key, ready.toml, &known_ids()).expect("a policy")
        }
        _ => month.policy(),
    };
    let case = month.case(&policy);
    let mut assessment = assess(&case);
    assessment.marks = marks(&case, &assessment.standings);
    let receipts = score::Receipts::new(case, &assessment);
    let checked = Checked::default();
    let report = Case {
        ledger: &month.ledger,
        checked: &checked,
        assessment: &assessment,
        policy: &policy,
        office: None,
        month: Period::of(as_of()),
        sources: &[],
        warnings: &[],
        year: &[],
        calendar: &Calendar::default(),
        past: &[],
        receipts: Receipts(&|unit| receipts.of(unit)),
    };
    let scorecard = REPORTS.iter().find(|report| report.name() == "scorecard").expect("the scorecard");
    scorecard.write(&report).expect("a workbook").remove(0).content
}

/// Takes the kept value out of every formula's cell, so that whoever opens the workbook has to reckon.
fn forgetful(workbook: &[u8]) -> Vec<u8> {
    let kept = Regex::new("(</f>)<v>[^<]*</v>").expect("a pattern");
    let mut from = zip::ZipArchive::new(Cursor::new(workbook)).expect("a package");
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut part = from.by_index(at).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).expect("readable");
        if name.starts_with("xl/worksheets/") {
            bytes = kept.replace_all(&bytes, &b"$1"[..]).into_owned();
        }
        to.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        to.write_all(&bytes).expect("written");
    }
    to.finish().expect("a package").into_inner()
}

type Cells = BTreeMap<(String, u32, u32), Data>;

/// Returns the value of every formula's cell in `values`; the formulas are those of `original`.
fn reckoned(original: &[u8], values: &[u8]) -> Cells {
    let mut original = Xlsx::new(Cursor::new(original)).expect("a workbook");
    let mut values = Xlsx::new(Cursor::new(values)).expect("a workbook");
    let mut cells = Cells::new();
    for name in original.sheet_names() {
        let formulas = original.worksheet_formula(&name).expect("a sheet");
        let Some(start) = formulas.start() else { continue };
        let sheet = values.worksheet_range(&name).expect("the same sheet");
        for (row, column, _) in formulas.used_cells().filter(|(_, _, formula)| !formula.is_empty()) {
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

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).expect("the file")
}
