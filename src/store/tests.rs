//! The store on small months: what goes in comes out, whatever goes wrong leaves it as it was.

use std::borrow::Cow;
use std::fs;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

use super::schema::{APPLICATION_ID, MIGRATIONS, newest};
use super::{Keep, PAGE_BYTES, Store};
use crate::error::{Error, ErrorKind};
use crate::model::assessment::{
    Assessment, Deduction, DeductionState, IndicatorValue, PolicyStamp, Ratio, Tally, UnitAssessment,
};
use crate::model::history::{ItemKind, KeptLetter, Paper, PaperKind, Published};
use crate::model::period::Month;
use crate::model::place::{CellRef, Place};
use crate::model::text::Text;
use crate::model::warning::{Warning, WarningState};

const NAME: &str = "xuncha.db";

fn month(text: &str) -> Month {
    Month::parse(text).expect("a month")
}

/// A paper called by its own content.
fn paper(kind: PaperKind, content: &str) -> Paper {
    Paper { kind, name: format!("台账/{content}.xlsx"), size: content.len() as u64, sha256: sha(content) }
}

fn sha(content: &str) -> String {
    Sha256::digest(content.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn published(text: &str, contents: &[&str]) -> Published {
    Published {
        month: month(text),
        as_of: month(text).last_day(),
        program: "xuncha 0.1.0".into(),
        policy: PolicyStamp { title: "办法".into(), version: "1".into(), since: None, sha256: "ab".into() },
        policy_source: "title = \"办法\"".into(),
        policy_name: Some("policy.toml".into()),
        directory_name: None,
        earlier_as_of: None,
        papers: contents.iter().map(|content| paper(PaperKind::File, content)).collect(),
    }
}

fn lost(id: &str, points: &str, state: DeductionState) -> Deduction {
    let points = points.parse().expect("a number");
    Deduction { id: id.into(), title: "扣分".into(), points, state, occurrences: Vec::new(), capped: false }
}

fn assessment(score: &str) -> Assessment {
    let number = |text: &str| text.parse().expect("a number");
    let unit = UnitAssessment {
        unit: "县教育局".into(),
        listed: true,
        tally: Tally {
            unit: "县教育局".into(),
            problems: 5,
            by_status: Default::default(),
            completion: Ratio { numerator: 3, denominator: 5 },
            overdue: 1,
            due_soon: 0,
        },
        score: number(score),
        score_without_provisional: number(score),
        grade: "一般".into(),
        rank: 2,
        indicators: vec![IndicatorValue {
            id: "satisfaction".into(),
            title: "群众满意度".into(),
            dimension: "satisfaction".into(),
            points: number("9.4796"),
            full: number("10"),
            numerator: Some(number("94.796")),
            denominator: Some(number("100")),
            applicable: true,
            records: Vec::new(),
            note: None,
            losses: vec![lost("late", "0.5204", DeductionState::Final)],
        }],
        deductions: vec![lost("overdue", "1", DeductionState::Provisional)],
        ..UnitAssessment::default()
    };
    Assessment {
        as_of: month("2026-10").last_day(),
        policy: published("2026-10", &[]).policy,
        units: vec![unit],
        ..Assessment::default()
    }
}

fn warning() -> Warning {
    Warning {
        id: "deadline-passed".into(),
        title: "超期（红灯）".into(),
        event: "ab12".into(),
        date: month("2026-09").last_day(),
        unit: Some("县教育局".into()),
        place: Place::file("台账/甲.xlsx").sheet("表").cell(CellRef::new(8, 27)),
        record: None,
        reason: "超期 11 天".into(),
        points: "1.5".parse().expect("a number"),
        state: WarningState::Provisional,
    }
}

/// Keeps a month whose papers hold their own names.
fn keep(store: &mut Store, published: &Published, score: &str) -> Result<Vec<String>, Error> {
    let letter =
        KeptLetter { kind: "督办函".into(), receiver: "县教育局".into(), file: "a.docx".into(), sha256: "cd".into() };
    let mut asked = Vec::new();
    let assessment = assessment(score);
    store.keep(&Keep { published, assessment: &assessment, letters: &[letter], warnings: &[warning()] }, |paper| {
        asked.push(paper.sha256.clone());
        let content = paper.name.trim_start_matches("台账/").trim_end_matches(".xlsx");
        Ok(Cow::Owned(content.as_bytes().to_vec()))
    })?;
    Ok(asked)
}

fn open(folder: &Path) -> Store {
    Store::open(folder, NAME).expect("a store")
}

/// Opens a store that cannot be used, and returns what is said. The file is as it was.
#[track_caller]
fn refused(folder: &Path) -> String {
    let before = fs::read(folder.join(NAME)).ok();
    for error in [Store::open(folder, NAME).map(|_| ()), Store::open_existing(folder, NAME).map(|_| ())] {
        let error = error.expect_err("refused");
        assert_eq!(error.kind, ErrorKind::Store);
        assert!(!error.hints.is_empty() && error.to_string().contains(NAME), "{error}");
    }
    assert!(fs::read(folder.join(NAME)).ok() == before, "never overwritten");
    Store::open(folder, NAME).expect_err("refused").to_string()
}

#[test]
fn what_is_kept_is_read_back() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(Store::open_existing(folder.path(), NAME).expect("none").is_none());
    assert!(!folder.path().join(NAME).exists(), "looking makes no file");
    let mut kept = published("2026-10", &["甲", "乙"]);
    kept.papers.push(paper(PaperKind::Seen, "纪要"));
    kept.earlier_as_of = Some(month("2026-09").last_day());
    keep(&mut open(folder.path()), &kept, "66.98").expect("kept");
    let store = Store::open_existing(folder.path(), NAME).expect("sound").expect("a store");
    assert_eq!(store.published(month("2026-10")).expect("read"), Some(kept));
    assert_eq!(store.published(month("2026-09")).expect("read"), None);
    assert_eq!(store.content(&sha("甲")).expect("read").as_deref(), Some("甲".as_bytes()));
    assert_eq!(store.content(&sha("纪要")).expect("read"), None, "what was only seen has no content");
    let months = store.months().expect("read");
    assert_eq!((months.len(), months[0].units, months[0].warnings), (1, 1, 1));
    let units = store.months_of("县教育局").expect("read");
    assert_eq!((units[0].score.to_string(), units[0].rank, units[0].finished), ("66.98".to_owned(), 2, 3));
    let items = store.items(month("2026-10")).expect("read");
    assert_eq!(
        items.iter().map(|item| item.kind).collect::<Vec<_>>(),
        [ItemKind::Indicator, ItemKind::Loss, ItemKind::Deduction]
    );
    let shown = |value: Option<Decimal>| value.map(|value| value.to_string());
    assert_eq!((shown(items[0].numerator), shown(items[0].full)), (Some("94.796".to_owned()), Some("10".to_owned())));
    assert_eq!((items[1].points.to_string().as_str(), items[1].within.as_deref()), ("0.5204", Some("satisfaction")));
    assert_eq!((items[2].state.as_deref(), &items[2].within), (Some("provisional"), &None));
    assert_eq!(store.warnings(month("2026-10")).expect("read"), [warning()]);
    assert_eq!(store.unit_names().expect("read"), [Text::from("县教育局")]);
}

#[test]
fn contents_are_kept_once_and_go_with_the_last_month_that_names_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    assert_eq!(keep(&mut store, &published("2026-09", &["甲", "乙"]), "60").expect("kept"), [sha("甲"), sha("乙")]);
    assert_eq!(keep(&mut store, &published("2026-10", &["甲", "丙"]), "70").expect("kept"), [sha("丙")], "甲 is kept already");
    keep(&mut store, &published("2026-09", &["丁"]), "61").expect("kept again");
    let kept = |store: &Store, content: &str| store.content(&sha(content)).expect("read").is_some();
    assert_eq!(["甲", "乙", "丙", "丁"].map(|content| kept(&store, content)), [true, false, true, true]);
    let months = store.months_of("县教育局").expect("read");
    assert_eq!(months.iter().map(|unit| unit.score.to_string()).collect::<Vec<_>>(), ["61", "70"]);
}

#[test]
fn a_content_that_was_damaged_since_is_mended_by_keeping_the_month_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    keep(&mut store, &published("2026-10", &["甲", "乙"]), "60").expect("kept");
    let spoilt = "UPDATE blobs SET content = x'4242' WHERE sha256 = ?1";
    Connection::open(folder.path().join(NAME)).expect("the file").execute(spoilt, [sha("甲")]).expect("a change");
    assert_eq!(keep(&mut store, &published("2026-10", &["甲", "乙"]), "60").expect("kept"), [sha("甲")]);
    assert_eq!(store.content(&sha("甲")).expect("read").as_deref(), Some("甲".as_bytes()));
}

#[test]
fn a_folder_of_its_own_is_made_inside_the_workspace() {
    let folder = tempfile::tempdir().expect("a folder");
    Store::open(folder.path(), "存档/各月/xuncha.db").expect("a store");
    assert!(folder.path().join("存档/各月/xuncha.db").is_file());
}

#[test]
fn a_file_with_a_view_or_a_trigger_is_not_ours() {
    for code in [
        "DROP TABLE letters; CREATE VIEW letters AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i FROM n",
        "CREATE TRIGGER t AFTER INSERT ON months BEGIN DELETE FROM months; END",
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        keep(&mut open(folder.path()), &published("2026-10", &["甲"]), "60").expect("kept");
        Connection::open(folder.path().join(NAME)).expect("the file").execute_batch(code).expect("the code");
        assert!(refused(folder.path()).contains("这个文件不是 xuncha 的存档"));
    }
}

#[test]
fn a_month_that_cannot_be_kept_whole_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    keep(&mut store, &published("2026-10", &["甲"]), "60").expect("kept");
    let (other, scores) = (published("2026-10", &["乙", "丙"]), assessment("70"));
    let result = store.keep(&Keep { published: &other, assessment: &scores, letters: &[], warnings: &[] }, |paper| {
        let gone = paper.sha256 == sha("丙");
        if gone { Err(Error::new(ErrorKind::Store, "改动了")) } else { Ok(Cow::Borrowed(b"x")) }
    });
    assert_eq!(result.expect_err("stopped").message, "改动了");
    assert_eq!(store.published(month("2026-10")).expect("read"), Some(published("2026-10", &["甲"])));
    assert_eq!(store.units(month("2026-10")).expect("read")[0].score.to_string(), "60");
    assert_eq!(store.letters(month("2026-10")).expect("read")[0].receiver, "县教育局");
    assert!(store.content(&sha("乙")).expect("read").is_none());
}

#[test]
fn a_full_disk_leaves_what_was_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    keep(&mut store, &published("2026-09", &["甲"]), "60").expect("kept");
    let pages: i64 = store.connection.pragma_query_value(None, "page_count", |row| row.get(0)).expect("a count");
    store.connection.pragma_update_and_check(None, "max_page_count", pages + 2, |_| Ok(())).expect("a limit");
    let (other, scores) = (published("2026-10", &["乙"]), assessment("70"));
    // Noise: text would be packed until it fits.
    let mut state = 1_u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    let large: Vec<u8> = (0..200_000).map(|_| noise()).collect();
    let result =
        store.keep(&Keep { published: &other, assessment: &scores, letters: &[], warnings: &[] }, |_| Ok(Cow::Borrowed(&large)));
    assert!(result.expect_err("full").to_string().contains("磁盘已满"));
    drop(store);
    let months = open(folder.path()).months().expect("read");
    assert_eq!(months.iter().map(|kept| kept.month.to_string()).collect::<Vec<_>>(), ["2026-09"]);
}

#[test]
fn every_older_file_comes_to_the_newest_tables() {
    for version in 0..=MIGRATIONS.len() {
        let folder = tempfile::tempdir().expect("a folder");
        let old = Connection::open(folder.path().join(NAME)).expect("a file");
        for step in &MIGRATIONS[..version] {
            old.execute_batch(step).expect("the tables of then");
        }
        if version > 0 {
            old.pragma_update(None, "application_id", APPLICATION_ID).expect("marked");
            old.pragma_update(None, "user_version", version as i64).expect("numbered");
            let row = "INSERT INTO months VALUES ('2026-01', '2026-01-31', 'p', 't', 'v', NULL, 's', 'x', NULL, NULL, NULL)";
            old.execute(row, []).expect("a month of then");
        }
        drop(old);
        let mut store = open(folder.path());
        let now: i64 = store.connection.pragma_query_value(None, "user_version", |row| row.get(0)).expect("a version");
        assert_eq!(now, newest());
        keep(&mut store, &published("2026-02", &["甲"]), "60").expect("kept");
        assert_eq!(store.months().expect("read").len(), 1 + usize::from(version > 0), "from version {version}");
    }
}

#[test]
fn a_newer_file_and_one_of_another_program_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(open(folder.path()));
    let newer = Connection::open(folder.path().join(NAME)).expect("a file");
    newer.pragma_update(None, "user_version", newest() + 1).expect("numbered");
    drop(newer);
    let said = refused(folder.path());
    assert!(said.contains("更新版本") && said.contains("请升级程序"), "{said}");

    let folder = tempfile::tempdir().expect("a folder");
    let foreign = Connection::open(folder.path().join(NAME)).expect("a file");
    foreign.execute_batch("CREATE TABLE months (a)").expect("a table");
    drop(foreign);
    let said = refused(folder.path());
    assert!(said.contains("不是 xuncha 的存档"), "{said}");
}

#[test]
fn a_damaged_file_is_named_with_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(NAME);
    fs::write(&path, "不是数据库，只是一段比较长的文字，长到足够装得下一个文件头。".repeat(9)).expect("written");
    let said = refused(folder.path());
    assert!(said.contains("损坏") && said.contains("移到别处") && said.contains("从本月起重新存档"), "{said}");
    fs::remove_file(&path).expect("removed");
    keep(&mut open(folder.path()), &published("2026-10", &["甲"]), "60").expect("kept");
    let whole = fs::read(&path).expect("the file");
    // Cut short, and with pages overwritten.
    fs::write(&path, &whole[..whole.len() / 2]).expect("cut");
    assert!(refused(folder.path()).contains("损坏"));
    let mut scratched = whole.clone();
    scratched[PAGE_BYTES as usize..].fill(0x5A);
    fs::write(&path, &scratched).expect("scratched");
    assert!(Store::open(folder.path(), NAME).expect_err("not written to").to_string().contains("损坏"));
    let readings: [fn(&Store) -> Option<Error>; 4] = [
        |store| store.months().err(),
        |store| store.published(month("2026-10")).err(),
        |store| store.units(month("2026-10")).err(),
        |store| store.content(&sha("甲")).err(),
    ];
    for reading in readings {
        let store = Store::open_existing(folder.path(), NAME).expect("its head is sound").expect("a store");
        assert!(reading(&store).expect("met in reading").to_string().contains("损坏"));
    }
    assert!(fs::read(&path).expect("the file") == scratched, "never overwritten");
}

#[test]
fn an_older_file_that_is_damaged_is_not_brought_up_to_date() {
    let folder = tempfile::tempdir().expect("a folder");
    keep(&mut open(folder.path()), &published("2026-10", &["甲"]), "60").expect("kept");
    let old = Connection::open(folder.path().join(NAME)).expect("a file");
    old.pragma_update(None, "user_version", 1).expect("numbered");
    drop(old);
    let mut scratched = fs::read(folder.path().join(NAME)).expect("the file");
    scratched[PAGE_BYTES as usize..].fill(0x5A);
    fs::write(folder.path().join(NAME), &scratched).expect("scratched");
    assert!(Store::open(folder.path(), NAME).expect_err("refused").to_string().contains("损坏"));
    let store = Store::open_existing(folder.path(), NAME).expect("its head is sound").expect("a store");
    assert!(store.months().expect_err("met in reading").to_string().contains("损坏"));
    assert!(fs::read(folder.path().join(NAME)).expect("the file") == scratched, "never overwritten");
}

#[test]
fn an_older_file_is_read_as_it_is_and_brought_up_to_date_when_it_is_written_to() {
    let folder = tempfile::tempdir().expect("a folder");
    keep(&mut open(folder.path()), &published("2026-10", &["甲"]), "60").expect("kept");
    let old = Connection::open(folder.path().join(NAME)).expect("a file");
    old.execute_batch(
        "DROP TABLE warnings; DROP TABLE register; DROP TABLE sending_events; DROP TABLE sendings; DROP TABLE sending_sets; \
             DROP TABLE sending_runs; PRAGMA user_version = 1;",
    )
    .expect("as the first version made it");
    drop(old);
    let before = fs::read(folder.path().join(NAME)).expect("the file");
    let store = Store::open_existing(folder.path(), NAME).expect("readable").expect("a store");
    assert!(store.connection.is_readonly("main").expect("asked"));
    assert_eq!(store.months().expect("read")[0].warnings, 0);
    assert_eq!(store.warnings(month("2026-10")).expect("read"), []);
    assert_eq!(store.registered().expect("read"), []);
    assert_eq!(store.content(&sha("甲")).expect("read").as_deref(), Some("甲".as_bytes()));
    drop(store);
    assert!(fs::read(folder.path().join(NAME)).expect("the file") == before, "reading writes nothing");
    drop(open(folder.path()));
    assert!(fs::read(folder.path().join(NAME)).expect("the file") != before, "writing does");
}

#[test]
fn what_a_writer_left_behind_when_it_died_is_put_right_before_it_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    keep(&mut store, &published("2026-09", &["甲"]), "60").expect("kept");
    // A small cache makes SQLite write pages before the end, so that the journal is needed to take them back.
    store.connection.pragma_update(None, "cache_size", 1).expect("set");
    store
        .connection
        .execute_batch("BEGIN IMMEDIATE; UPDATE blobs SET content = zeroblob(3000000); DELETE FROM months")
        .expect("begun");
    let died = tempfile::tempdir().expect("a folder");
    for name in [NAME.to_owned(), format!("{NAME}-journal")] {
        fs::copy(folder.path().join(&name), died.path().join(&name)).expect("as the disk has it");
    }
    let read = Store::open_existing(died.path(), NAME).expect("readable").expect("a store");
    assert_eq!(read.months().expect("read").len(), 1);
    assert_eq!(read.content(&sha("甲")).expect("read").as_deref(), Some("甲".as_bytes()));
}

#[test]
fn what_cannot_be_a_month_is_a_damaged_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = open(folder.path());
    keep(&mut store, &published("2026-10", &["甲"]), "60").expect("kept");
    store.connection.execute("UPDATE units SET score = '很好'", []).expect("changed");
    store.connection.execute("UPDATE blobs SET size = 9000000000", []).expect("changed");
    assert!(store.units(month("2026-10")).expect_err("senseless").to_string().contains("损坏"));
    assert!(store.content(&sha("甲")).expect_err("senseless").to_string().contains("损坏"));
}

#[test]
fn a_folder_or_a_link_in_its_place_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::create_dir(folder.path().join(NAME)).expect("a folder");
    assert!(refused(folder.path()).contains("是一个文件夹"));
    assert!(Store::open(&folder.path().join("没有"), NAME).expect_err("no folder").to_string().contains("打不开"));
    #[cfg(unix)]
    {
        let (outside, inside) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        drop(open(outside.path()));
        std::os::unix::fs::symlink(outside.path().join(NAME), inside.path().join(NAME)).expect("a link");
        assert!(refused(inside.path()).contains("是一个链接"));
        std::os::unix::fs::symlink(outside.path(), inside.path().join("存档")).expect("a link");
        let error = Store::open(inside.path(), "存档/xuncha.db").expect_err("outside").to_string();
        assert!(error.contains("工作区外面"), "{error}");
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "what is tested is that a second process waits")]
fn a_second_writer_waits_and_is_told_in_the_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = open(folder.path());
    first.connection.execute_batch("BEGIN EXCLUSIVE").expect("locked");
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
    let begun = std::time::Instant::now();
    let second = Store::connect(&folder.path().join(NAME), NAME, flags, Duration::from_millis(300));
    let said = second.expect_err("busy").to_string();
    assert!(said.contains("正被另一个程序使用") && said.contains("请等另一边运行完"), "{said}");
    assert!(begun.elapsed() >= Duration::from_millis(250), "it waited");
    first.connection.execute_batch("COMMIT").expect("unlocked");
    assert!(Store::open_existing(folder.path(), NAME).is_ok());
}

#[test]
fn a_file_that_must_not_be_written_is_read_and_not_kept_in() {
    let folder = tempfile::tempdir().expect("a folder");
    keep(&mut open(folder.path()), &published("2026-09", &["甲"]), "60").expect("kept");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let mut store = Store::connect(&folder.path().join(NAME), NAME, flags, Duration::ZERO).expect("readable");
    assert_eq!(store.months().expect("read").len(), 1);
    let said = keep(&mut store, &published("2026-10", &["乙"]), "70").expect_err("read only").to_string();
    assert!(said.contains("不能写"), "{said}");
}
