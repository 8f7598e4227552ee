//! Bytes → rows → records: whatever the bytes are, they end as records or as a refusal.
//!
//! An input that begins with `MEMBERS` is a list of members to be zipped, so that the fuzzer can change a workbook's
//! parts without meeting a wrong check sum: each has its name, a line end, its length in four bytes, its content.
//!
//! A panic in a library is caught as the program does, and goes on; one in xuncha is a find.
#![no_main]

use std::io::{Cursor, Write};

use chrono::NaiveDate;
use libfuzzer_sys::fuzz_target;
use xuncha::error::{catch_panics, is_catching_panics};
use xuncha::map::{self, Context};
use xuncha::model::calendar::Calendar;
use xuncha::model::directory::Directory;
use xuncha::read;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

fuzz_target!(
    init: {
        let ending = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let of_library = info.location().is_some_and(|place| place.file().contains("/registry/"));
            if !(of_library && is_catching_panics()) {
                ending(info);
            }
        }));
    },
    |data: &[u8]| {
        let Some(bytes) = data.strip_prefix(b"MEMBERS").map_or_else(|| Some(data.to_vec()), zipped) else { return };
        let (calendar, directory) = (Calendar::default(), Directory::default());
        let as_of = NaiveDate::from_ymd_opt(2026, 10, 31).expect("a date");
        let context = Context { calendar: &calendar, directory: &directory, as_of };
        let _ = catch_panics(|| {
            let mut book = read::open(&"台账.xlsx".into(), bytes)?;
            map::ledger(book.as_mut(), &context)
        });
    }
);

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
