//! Sixty workbooks of clean records, each with twenty defects of known address: every one is found where it stands, and
//! nothing else is.
//!
//! What must be found follows from the rules (`domain.md` §1.4–1.5, §2.2, §7), never from what the program says.

mod book;
mod clean;
pub(crate) mod dice;
mod groups;
mod ledger;
mod lists;
mod patch;
mod register;
mod rows;
mod seed;
mod sheets;
mod table;

use std::collections::BTreeMap;
use std::path::Path;

use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

use crate::kit::{self, list, text};
use crate::scan;
use book::Book;
use dice::Dice;

/// Id, sheet and cell of a finding.
type Address = (String, String, String);

const WORKBOOKS: usize = 60;

/// How many checks have something to find in some workbook.
const KINDS: usize = 59;

fn runner(number: usize) -> TestRunner {
    let mut seed = [7; 32];
    seed[0] = number as u8;
    TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &seed))
}

#[test]
fn clean_workbooks_have_no_findings() {
    let clean = |number| Book::clean(number, &mut runner(number), &mut Dice::new(number as u64));
    refuse((0..WORKBOOKS).map(clean).collect());
}

#[test]
fn every_seeded_defect_is_found_at_its_address_and_nothing_else() {
    let mut used = BTreeMap::new();
    let mut seeded = |number| {
        let mut dice = Dice::new(number as u64);
        let mut book = Book::clean(number, &mut runner(number), &mut dice);
        seed::seed(&mut book, &mut dice, &mut used);
        book
    };
    let books = (0..WORKBOOKS).map(&mut seeded).collect();
    assert_eq!(used.values().sum::<usize>(), WORKBOOKS * seed::DEFECTS);
    assert!(used.values().all(|times| *times >= 3) && used.len() >= KINDS, "{} kinds: {used:?}", used.len());
    refuse(books);
}

/// Fails with everything that is missed, invented or miscounted in the workbooks.
fn refuse(books: Vec<Book>) {
    let books: Vec<(usize, Book)> = books.into_iter().enumerate().collect();
    let look = |books: &[(usize, Book)]| books.iter().flat_map(|(number, book)| differences(book, *number)).collect::<Vec<_>>();
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = books.chunks(WORKBOOKS.div_ceil(4)).map(|part| scope.spawn(move || look(part))).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("a thread")).collect()
    });
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Returns what is missed, invented or miscounted in a workbook.
fn differences(book: &Book, number: usize) -> Vec<String> {
    let folder = kit::folder();
    book.save(folder.path());
    let report = check(folder.path(), book.file());
    let findings = list(&report, "findings");
    let mut balance: BTreeMap<Address, (i32, String)> = BTreeMap::new();
    for address in book.expected() {
        balance.entry(address).or_default().0 -= 1;
    }
    let mut wrong: Vec<String> = scan::difference(&folder.path().join(book.file())).into_iter().collect();
    for finding in findings {
        let address = ["id", "sheet", "cell"].map(|key| text(finding, key).to_owned());
        let [id, sheet, cell] = address;
        let entry = balance.entry((id, sheet, cell)).or_default();
        *entry = (entry.0 + 1, text(finding, "message").to_owned());
        if text(finding, "message").is_empty() || text(finding, "remedy").is_empty() || text(finding, "file") != book.file() {
            wrong.push(format!("workbook {number}: a finding without its words or its file: {finding}"));
        }
    }
    for (address, (count, message)) in balance.iter().filter(|(_, (count, _))| *count != 0) {
        let what = if *count < 0 { "missed" } else { "invented" };
        wrong.push(format!("workbook {number} ({:?}): {what} {address:?} {message}", book.shape));
    }
    wrong.extend(miscounted(&report, book).into_iter().map(|what| format!("workbook {number}: {what}")));
    if !wrong.is_empty()
        && let Ok(kept) = std::env::var("SEEDED_KEEP")
    {
        let kept = Path::new(&kept).join(number.to_string());
        std::fs::create_dir_all(&kept).expect("the folder");
        book.save(&kept);
    }
    wrong
}

fn check(folder: &Path, file: &str) -> Value {
    let as_of = clean::as_of().to_string();
    let run = kit::run(folder, &["check", file, "--as-of", &as_of, "--format", "json", "--fail-on", "never"]);
    run.expect_code(0).json()
}

/// Returns every counter that is not the length of what it counts.
fn miscounted(report: &Value, book: &Book) -> Vec<String> {
    let findings = list(report, "findings");
    let of = |severity: &str| findings.iter().filter(|finding| text(finding, "severity") == severity).count();
    let records: u64 = list(report, "tables").iter().filter_map(|table| table["records"].as_u64()).sum();
    let planned = book.records();
    let summary = &report["summary"];
    let counters = [
        ("errors", of("error")),
        ("warnings", of("warning")),
        ("infos", of("info")),
        ("refused", list(report, "refused").len()),
        ("trial", list(report, "trial").len()),
        ("files", 1),
        ("records", records as usize),
    ];
    let wrong = counters.iter().filter(|(key, length)| summary[*key].as_u64() != Some(*length as u64));
    let mut wrong: Vec<String> = wrong.map(|(key, length)| format!("{key} is {}, counted {length}", summary[*key])).collect();
    if records as usize != planned {
        wrong.push(format!("{records} records were read, planned {planned}"));
    }
    wrong
}
