//! What reading, checking and scoring a ledger costs, held against a bare reader and a bare writer in the same run.
//!
//! `cargo bench --bench ledger` measures 1,000, 10,000 and 100,000 rows and 1,000 files of 200 rows;
//! `-- 10000` measures 10,000 rows alone, `-- files` the files, `-- ranks` the ranges of a hundred ranks;
//! `XUNCHA_BENCH_MILLION=1` adds a million rows.
//! Prints the tables of `docs/performance.md`.

#![expect(clippy::print_stdout, reason = "the tables are what this program is for")]

mod generate;
mod measure;
mod yardstick;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use measure::{Cost, Work};

/// The program that is measured.
const XUNCHA: &str = env!("CARGO_BIN_EXE_xuncha");

/// How many files the job of many files has, and the rows of each.
const FILES: (u32, u32) = (1_000, 200);

/// How many rows give a hundred units, and how many indicators they are ranked by.
const RANKS: (u32, u32) = (2_500, 30);

/// The day the ledgers are judged on.
const AS_OF: &str = "2026-10-31";

fn main() {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).filter(|argument| argument != "--bench").collect();
    let paths: Vec<&Path> = arguments.iter().map(Path::new).collect();
    // The yardsticks are measured as processes too, so the program calls itself for them.
    match &paths[..] {
        [verb, files @ ..] if *verb == Path::new("read") => {
            yardstick::read(files).expect("ledgers to read");
        }
        [verb, from, to] if *verb == Path::new("copy") => yardstick::copy(from, to).expect("a ledger to copy"),
        wanted => measure_all(wanted),
    }
}

/// Measures what is wanted, or everything.
fn measure_all(wanted: &[&Path]) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("ledger");
    fs::create_dir_all(&folder).expect("a folder for the ledgers");
    generate::units(&folder.join("units.xlsx")).expect("a directory of units");
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|wanted| *wanted == Path::new(name));
    let mut sizes = vec![1_000, 10_000, 100_000];
    if std::env::var_os("XUNCHA_BENCH_MILLION").is_some() {
        sizes.push(1_000_000);
    }
    println!("| rows | work | µs a row | ÷ reading | ÷ Y | peak memory, MiB |");
    println!("| ---: | --- | ---: | ---: | ---: | ---: |");
    for rows in sizes.into_iter().filter(|rows| is_wanted(&rows.to_string())) {
        one_ledger(&folder, rows);
    }
    if is_wanted("files") {
        println!("\n| files × rows | work | µs a row | ÷ reading | peak memory, MiB |");
        println!("| ---: | --- | ---: | ---: | ---: |");
        many_files(&folder);
    }
    if is_wanted("ranks") {
        println!("\n| units × indicators | work | ms | ÷ check |");
        println!("| ---: | --- | ---: | ---: |");
        ranks(&folder);
    }
}

fn one_ledger(folder: &Path, rows: u32) {
    let ledger = folder.join(format!("{rows}.xlsx"));
    generate::ledger(&ledger, rows).expect("a ledger");
    let units = folder.join("units.xlsx");
    let xuncha = |name, verb: &str, options: &[&Path]| {
        let own = [Path::new(verb), &ledger, Path::new("--units"), &units, Path::new("--as-of"), Path::new(AS_OF)];
        work(name, XUNCHA.into(), own.iter().chain(options))
    };
    let works = [
        work("reading with calamine", this_program(), [Path::new("read"), &ledger]),
        work("Y: reading and writing", this_program(), [Path::new("copy"), &ledger, &folder.join("copy.xlsx")]),
        xuncha("`export`", "export", &[]),
        xuncha("`check --format json`", "check", &[Path::new("--format"), Path::new("json")]),
        xuncha("`score --out`", "score", &[Path::new("--out"), &folder.join("out")]),
    ];
    let rounds = if rows >= 1_000_000 { 3 } else { 7 };
    let costs = measure::alternate(&works, rounds);
    let (reading, y) = (costs[0].time.as_secs_f64(), costs[1].time.as_secs_f64());
    for (work, cost) in works.iter().zip(&costs) {
        let time = cost.time.as_secs_f64();
        let per_row = time * 1e6 / f64::from(rows);
        println!("| {rows} | {} | {per_row:.1} | {:.2} | {:.2} | {} |", work.name, time / reading, time / y, mebibytes(cost));
    }
    fs::remove_file(&ledger).expect("the ledger made above");
}

fn many_files(folder: &Path) {
    let (count, rows) = FILES;
    let ledgers = folder.join("files");
    fs::create_dir_all(&ledgers).expect("a folder for the ledgers");
    let files: Vec<PathBuf> = (0..count).map(|number| ledgers.join(format!("{number:04}.xlsx"))).collect();
    for file in &files {
        generate::ledger(file, rows).expect("a ledger");
    }
    let units = folder.join("units.xlsx");
    let as_of = [Path::new("--units"), &units, Path::new("--as-of"), Path::new(AS_OF)];
    let works = [
        work("reading with calamine", this_program(), [Path::new("read")].into_iter().chain(files.iter().map(PathBuf::as_path))),
        work("`check`", XUNCHA.into(), [Path::new("check"), &ledgers].iter().chain(&as_of)),
    ];
    let costs = measure::alternate(&works, 5);
    let reading = costs[0].time.as_secs_f64();
    for (work, cost) in works.iter().zip(&costs) {
        let time = cost.time.as_secs_f64();
        let per_row = time * 1e6 / f64::from(count * rows);
        println!("| {count} × {rows} | {} | {per_row:.1} | {:.2} | {} |", work.name, time / reading, mebibytes(cost));
    }
    fs::remove_dir_all(&ledgers).expect("the folder made above");
}

/// Measures ten thousand rankings: `score` draws them and `check`, which reads and judges the same, does not.
fn ranks(folder: &Path) {
    let (rows, indicators) = RANKS;
    let (ledger, policy) = (folder.join("ranks.xlsx"), folder.join("ranks.toml"));
    generate::ledger(&ledger, rows).expect("a ledger");
    fs::write(&policy, generate::policy(indicators)).expect("a policy");
    let arguments =
        |verb: &'static str| [Path::new(verb), &ledger, Path::new("--policy"), &policy, Path::new("--as-of"), Path::new(AS_OF)];
    let works = [work("`check`", XUNCHA.into(), arguments("check")), work("`score`", XUNCHA.into(), arguments("score"))];
    let costs = measure::alternate(&works, 7);
    let checking = costs[0].time.as_secs_f64();
    for (work, cost) in works.iter().zip(&costs) {
        let time = cost.time.as_secs_f64();
        println!("| 100 × {indicators} | {} | {:.0} | {:.2} |", work.name, time * 1e3, time / checking);
    }
}

fn this_program() -> OsString {
    std::env::current_exe().expect("a program with a path").into()
}

fn work<P: AsRef<Path>>(name: &'static str, program: OsString, arguments: impl IntoIterator<Item = P>) -> Work {
    Work { name, program, arguments: arguments.into_iter().map(|argument| argument.as_ref().into()).collect() }
}

fn mebibytes(cost: &Cost) -> String {
    cost.memory.map_or_else(|| "—".to_owned(), |kibibytes| kibibytes.div_ceil(1024).to_string())
}
