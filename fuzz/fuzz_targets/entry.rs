//! Bytes → rows → records, and the marks taken off: whatever the bytes are, they end as an answer or as a refusal.
//!
//! An input that begins with `MEMBERS` is a list of members to be zipped, so that the fuzzer can change a workbook's
//! parts without meeting a wrong check sum: each has its name, a line end, its length in four bytes, its content.
//!
//! `tests/it/fuzz.rs` compiles this file too, so that it keeps up with what it calls.

use std::io::{Cursor, Write};

use chrono::NaiveDate;
use xuncha::error::{Error, catch_panics};
use xuncha::map::Context;
use xuncha::model::calendar::Calendar;
use xuncha::model::directory::Directory;
use xuncha::model::hidden::Hidden;
use xuncha::model::ledger::Ledger;
use xuncha::model::profile::Profiles;
use xuncha::office::patch;
use xuncha::pipeline;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::both_ways;

/// Does with one input what the program does with a ledger; `None` when it is a damaged list of members.
pub(crate) fn one(data: &[u8]) -> Option<Result<Ledger, Error>> {
    let bytes = data.strip_prefix(b"MEMBERS").map_or_else(|| Some(data.to_vec()), zipped)?;
    let (calendar, directory, profiles) = (Calendar::default(), Directory::default(), Profiles::default());
    let as_of = NaiveDate::from_ymd_opt(2026, 10, 31)?;
    let hidden = Hidden::default();
    let context = Context { calendar: &calendar, directory: &directory, profiles: &profiles, as_of, hidden };
    let _ = catch_panics(|| patch::unmark(&bytes));
    assert_eq!(both_ways::difference(&bytes), None, "the scan differs from the library");
    Some(pipeline::read_ledger(&"台账.xlsx".into(), bytes, &context))
}

/// Returns the zip of the members; `None` when the list is damaged.
fn zipped(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    while !rest.is_empty() {
        let end = rest.iter().position(|byte| *byte == b'\n')?;
        let name = std::str::from_utf8(&rest[..end]).ok()?;
        let (length, behind) = rest[end + 1..].split_first_chunk::<4>()?;
        let (content, next) = behind.split_at_checked(u32::from_le_bytes(*length) as usize)?;
        zip.start_file(name, SimpleFileOptions::default().compression_method(CompressionMethod::Stored)).ok()?;
        zip.write_all(content).ok()?;
        rest = next;
    }
    Some(zip.finish().ok()?.into_inner())
}
