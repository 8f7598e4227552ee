//! Damaged files: whatever is done to a file, the library comes back from it, with records or with a refusal.

use std::any::Any;
use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use xuncha::model::period::Month;
use xuncha::pipeline::{self, Papers, Request, Source};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::{kit, scan, xlsb};

/// Damaged variants of all files together in a normal run; the environment variable asks for another number.
const VARIANTS: usize = 3000;
const VARIANTS_VARIABLE: &str = "XUNCHA_DAMAGED_FILES";

/// What takes longer is told of.
const SLOW: Duration = Duration::from_secs(1);

/// What takes longer hangs.
const HANGS: Duration = Duration::from_secs(10);

/// Most memory the process may ever have had, with a variant being read on every core, in MB.
const MOST_MEMORY: u64 = 500;

const FILES: [&str; 8] = [
    "台账/县农业农村局整改台账.xls",
    "台账/城关镇整改台账.ods",
    "台账/县卫生健康局.csv",
    "台账/县水利局.xlsx",
    "台账/县交通投资集团三清单一台账.xlsx",
    "台账/县住房和城乡建设局整改清单.xlsx",
    "风险登记/个人岗位廉政风险防控登记表.xlsx",
    "风险登记/县财政局科室防控表.xlsx",
];

/// A form, and a risk register with merged cells and hidden rows.
const FORM: &str = "\
# 归零表
巡察反馈问题整改归零表 | < | < | < | < | < | < | < | <
问题序号:2-3 | < | | | | | 责任部门（人）:办公室(李四); | <
巡察反馈的问题（包括例证） | < | 采购程序不规范 | <
产生问题的根本原因 | < | 制度不健全 | <
针对根本原因制定的归零措施 | < | 修订采购办法 | <
整改措施完成情况 | < | 已修订1份 | <
";

const RISKS: &str = "\
# 排查表
单位：某局 | | | | | |
序号 | 单位/科室 | 风险点 | 表现形式 | 风险等级 | 防控措施 | 责任人
=1 | 办公室 | 采购询价 | 询价走过场 | 高 | 两人以上询价 | 张三
~=2 | ^ | 公务用车 | 公车私用 | 低 | 派车单备案 | 李四
# ~旧版
序号 | 反馈问题 | 整改措施 | 整改时限
=1 | 旧问题 | 旧措施 | @2025-12-31
";

/// A generator of numbers that gives the same ones everywhere (SplitMix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, most: usize) -> usize {
        (self.next() % most.max(1) as u64) as usize
    }
}

#[expect(clippy::disallowed_methods, reason = "a test may ask how long the library takes")]
fn now() -> Instant {
    Instant::now()
}

fn originals() -> Vec<(String, Vec<u8>)> {
    let sample = |name: &&str| ((*name).to_owned(), fs::read(kit::repository("samples/county").join(name)).expect("the sample"));
    let mut files: Vec<_> = FILES.iter().map(sample).collect();
    let folder = kit::folder();
    for (name, text) in [("表单.xlsx", FORM), ("排查表.xlsx", RISKS)] {
        let path = folder.path().join(name);
        kit::workbook(&path, text);
        files.push((name.to_owned(), fs::read(path).expect("the workbook")));
    }
    files.push(("台账.xlsb".to_owned(), xlsb::ledger()));
    files
}

/// Flips bits, overwrites, cuts out, doubles, or cuts off, at a few places.
fn damage_bytes(bytes: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..=dice.below(4) {
        if bytes.is_empty() {
            return;
        }
        let at = dice.below(bytes.len());
        let length = (1 + dice.below(64)).min(bytes.len() - at);
        match dice.below(7) {
            0 | 1 => bytes[at] ^= 1 << dice.below(8),
            2 => bytes[at] = dice.next() as u8,
            3 => bytes[at..at + length].fill(if dice.below(2) == 0 { 0 } else { 0xFF }),
            4 => drop(bytes.drain(at..at + length)),
            5 => {
                let copy = bytes[at..at + length].to_vec();
                let to = dice.below(bytes.len());
                bytes.splice(to..to, copy);
            }
            _ => bytes.truncate(at),
        }
    }
}

/// Damages the digits of a text: counts, addresses, serials and lengths that are still well-formed.
fn damage_digits(bytes: &mut [u8], dice: &mut Dice) {
    let digits: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at].is_ascii_digit()).collect();
    for _ in 0..=dice.below(8) {
        if let Some(at) = digits.get(dice.below(digits.len())) {
            bytes[*at] = b'0' + dice.below(10) as u8;
        }
    }
}

/// Returns the members of a zip; `None` for anything else.
fn members(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut members = Vec::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).ok()?;
        let mut content = Vec::new();
        file.read_to_end(&mut content).ok()?;
        members.push((file.name().ok()?.into_owned(), content));
    }
    Some(members)
}

fn zipped(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        // Two members of one name are no zip this library writes; the second is left out.
        if zip.start_file(name.as_str(), SimpleFileOptions::default()).is_ok() {
            zip.write_all(content).expect("the member");
        }
    }
    zip.finish().expect("a zip").into_inner()
}

/// Swaps, drops, empties or damages members of a zip.
fn damage_members(members: &mut Vec<(String, Vec<u8>)>, dice: &mut Dice) {
    let (one, two) = (dice.below(members.len()), dice.below(members.len()));
    match dice.below(8) {
        0 => drop(members.remove(one)),
        1 => {
            let content = std::mem::take(&mut members[one].1);
            members[one].1 = std::mem::replace(&mut members[two].1, content);
        }
        2 => members[one].1.clear(),
        3 => members[one].0 = format!("{}x", members[one].0),
        4 | 5 => damage_digits(&mut members[one].1, dice),
        _ => damage_bytes(&mut members[one].1, dice),
    }
}

/// Returns the variant with the number of a file.
fn damaged(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    if let (Some(mut members), true) = (members(bytes), dice.below(4) > 0) {
        for _ in 0..=dice.below(2) {
            if !members.is_empty() {
                damage_members(&mut members, dice);
            }
        }
        return zipped(&members);
    }
    let mut bytes = bytes.to_vec();
    damage_bytes(&mut bytes, dice);
    bytes
}

/// Reads and checks a file as the program does.
fn take_in(path: &Path) {
    let as_of = NaiveDate::from_ymd_opt(2026, 10, 31).expect("a date");
    let request = Request {
        source: Source::Files(vec![path.to_owned()]),
        as_of,
        month: Month::of(as_of),
        policy: None,
        units: None,
        papers: Papers::default(),
    };
    let gathered = pipeline::gather(&request).expect("a damaged file is refused, not an error of the run");
    let checked = gathered.check();
    assert!(gathered.ledger.files.len() + gathered.ledger.refused.len() == 1, "neither read nor refused: {checked:?}");
    gathered.tallies();
}

/// The library that reads xls lays a sheet out as a full rectangle; memory it cannot get ends the process.
#[test]
fn a_cell_far_outside_the_sheet_does_not_end_the_program() {
    let mut bytes = fs::read(kit::repository("samples/county").join(FILES[0])).expect("the sample");
    bytes[9036..9040].fill(0xFF);
    let folder = kit::folder();
    fs::write(folder.path().join("坏.xls"), bytes).expect("the damaged file");
    let run = kit::run(folder.path(), &["check", "坏.xls", "--as-of", "2026-10-31"]).expect_code(2);
    run.says(&["坏.xls", "文件损坏或不完整"]);
}

fn words_of(cause: &(dyn Any + Send)) -> String {
    let text = cause.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| cause.downcast_ref::<String>().cloned()).unwrap_or_else(|| "a panic".to_owned())
}

/// What became of all variants.
#[derive(Default)]
struct Outcome {
    panicked: Vec<String>,
    slow: Vec<String>,
    /// The variants behind which the process had had more memory than ever before, by whole tens of MB.
    memory: Vec<(u64, String)>,
    slowest: Duration,
    /// When each variant that is being read was begun.
    begun: BTreeMap<usize, Instant>,
}

impl Outcome {
    /// Returns the variant that takes too long, if one does.
    fn hanging(&self) -> Option<usize> {
        self.begun.iter().find(|(_, begun)| begun.elapsed() > HANGS).map(|(number, _)| *number)
    }

    fn peak(&self) -> u64 {
        self.memory.last().map_or(0, |(peak, _)| *peak)
    }
}

/// Returns the most memory this process has ever had, in MB; 0 where the system does not tell.
fn peak_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).map_or(0, |kib| kib / 1024)
}

#[test]
fn no_damage_breaks_the_library() {
    let variants = std::env::var(VARIANTS_VARIABLE).ok().and_then(|number| number.parse().ok()).unwrap_or(VARIANTS);
    let originals = originals();
    let folder = kit::folder();
    let (next, outcome) = (AtomicUsize::new(0), Mutex::new(Outcome::default()));
    let caught = count_caught_panics();
    let begun_at = now();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            let (originals, next, outcome, folder) = (&originals, &next, &outcome, folder.path());
            scope.spawn(move || {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= variants {
                        return;
                    }
                    let (name, bytes) = &originals[number % originals.len()];
                    let bytes = damaged(bytes, &mut Dice(number as u64));
                    let path: PathBuf = folder.join(format!("{number}-{}", name.replace('/', "-")));
                    fs::write(&path, &bytes).expect("the damaged file");
                    let begun = now();
                    outcome.lock().expect("no worker panics here").begun.insert(number, begun);
                    let result = catch_unwind(AssertUnwindSafe(|| take_in(&path)));
                    let took = begun.elapsed();
                    // What is still there when the process itself is gone was being read.
                    fs::remove_file(&path).expect("the damaged file");
                    let difference = scan::both_ways::difference(&bytes);
                    let mut outcome = outcome.lock().expect("no worker panics here");
                    outcome.begun.remove(&number);
                    outcome.slowest = outcome.slowest.max(took);
                    let variant = format!("variant {number} of {name}");
                    if let Err(cause) = result {
                        outcome.panicked.push(format!("{variant}: {}", words_of(cause.as_ref())));
                        keep(&bytes, number, name);
                    }
                    // Of the cells that the library can still read none may be read otherwise.
                    if let Some(difference) = difference {
                        outcome.panicked.push(format!("{variant}: {difference}"));
                        keep(&bytes, number, name);
                    }
                    if took > SLOW {
                        outcome.slow.push(format!("{variant}: {took:.1?}"));
                        keep(&bytes, number, name);
                    }
                    let memory = peak_memory();
                    if memory >= outcome.peak() + 10 {
                        outcome.memory.push((memory, variant));
                        keep(&bytes, number, name);
                    }
                }
            });
        }
        scope.spawn(|| {
            loop {
                std::thread::sleep(Duration::from_millis(100));
                let (done, hanging) = outcome.lock().map(|o| (o.begun.is_empty(), o.hanging())).expect("no worker panics here");
                if done && next.load(Ordering::Relaxed) >= variants {
                    return;
                }
                if let Some(number) = hanging {
                    // Nothing else ends a thread that hangs.
                    println!("variant {number} takes longer than {HANGS:?}");
                    std::process::abort();
                }
            }
        });
    });
    drop(std::panic::take_hook());
    let outcome = outcome.into_inner().expect("no worker panics here");
    let caught = caught.lock().expect("the hook does not panic");
    println!("{variants} variants in {:.0?}; panics caught inside, by place: {caught:#?}", begun_at.elapsed());
    println!("slower than {SLOW:?}: {:#?}; the slowest took {:.1?}", outcome.slow, outcome.slowest);
    println!("most memory of the process: {} MB; more than ever before behind {:#?}", peak_memory(), outcome.memory);
    assert!(outcome.panicked.is_empty(), "{:#?}", outcome.panicked);
    assert!(outcome.slowest <= HANGS, "{:#?}", outcome.slow);
    assert!(peak_memory() <= MOST_MEMORY, "{:#?}", outcome.memory);
}

/// Keeps a variant for a closer look where the environment variable names a folder.
fn keep(bytes: &[u8], number: usize, name: &str) {
    if let Some(folder) = std::env::var_os("XUNCHA_DAMAGED_KEEP") {
        let path = Path::new(&folder).join(format!("{number}-{}", name.replace('/', "-")));
        fs::write(path, bytes).expect("the variant is kept");
    }
}

/// Counts panics of the library by place instead of printing each; those of tests are printed as ever.
fn count_caught_panics() -> &'static Mutex<BTreeMap<String, usize>> {
    static CAUGHT: Mutex<BTreeMap<String, usize>> = Mutex::new(BTreeMap::new());
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| match info.location() {
        Some(place) if !place.file().starts_with("tests") => {
            let file = place.file().rsplit_once("/src/index").map_or(place.file(), |(_, file)| file);
            let place = format!("{file}:{}", place.line());
            *CAUGHT.lock().unwrap_or_else(std::sync::PoisonError::into_inner).entry(place).or_default() += 1;
        }
        _ => usual(info),
    }));
    &CAUGHT
}
