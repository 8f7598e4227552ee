//! The fuzz target's entry, compiled and run with every test: the fuzzer itself needs nightly Rust and is run by hand.

use std::fs;

use crate::kit;
use crate::scan::both_ways;

#[path = "../../fuzz/fuzz_targets/entry.rs"]
mod entry;

#[test]
fn what_the_fuzzer_throws_is_read_as_the_program_reads_it() {
    let ledger = kit::ledger();
    let read = entry::one(&ledger).expect("no list of members").expect("a ledger");
    assert!(!read.rectifications.is_empty());
    assert!(entry::one(b"MEMBERSxl/workbook.xml\n\x03\0\0\0<a>").expect("a list of members").is_err());
    assert!(entry::one(b"MEMBERSxl/workbook.xml\n\x04\0\0\0<a>").is_none());
    let marked = fs::read(kit::repository("tests/files/marks/rich.xlsm")).expect("the file");
    assert!(entry::one(&marked).expect("no list of members").is_ok());
}
