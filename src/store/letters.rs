//! The register of letters: numbers given once, without gaps, by one process at a time; what became of each letter.

use chrono::{Datelike, NaiveDate};
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};

use crate::error::{Error, ErrorKind};
use crate::model::letter_register::{Adopted, Registered, folded_number, number};
use crate::model::period::Month;
use crate::model::text::Text;
use crate::store::Store;
use crate::store::fault::at;
use crate::store::months::{maybe, month, parsed, text, word};

/// The highest number a year can begin with; more letters nobody sends.
const MOST_SERIAL: u32 = 99_999;

/// A letter that is to have a number.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// 机关代字.
    pub code: Text,
    /// The letter's key.
    pub key: Text,
    /// The month it is written for.
    pub month: Month,
    /// The office's word for its kind.
    pub kind: Text,
    /// Whom it goes to.
    pub receiver: Text,
    /// Its title.
    pub title: String,
    /// The date it bears.
    pub dated: NaiveDate,
    /// The committee.
    pub committee: String,
    /// The round.
    pub round: String,
    /// The inspected units it rests on.
    pub units: Vec<Text>,
    /// How many recommendations it makes.
    pub asked: u32,
}

/// What only the letter with its number and date on it shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sealed {
    /// Its SHA-256, hex.
    pub sha256: String,
    /// By when an answer is asked for.
    pub reply_due: Option<NaiveDate>,
}

/// What is entered of a letter; what is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// When it was handed over.
    pub served: Option<NaiveDate>,
    /// When it was answered.
    pub replied: Option<NaiveDate>,
    /// What was made of it.
    pub adopted: Option<Adopted>,
    /// A note.
    pub note: Option<String>,
    /// Why it is void.
    pub voided: Option<String>,
}

impl Store {
    /// Lists the register: codes in order, years and numbers upwards.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store`.
    pub fn registered(&self) -> Result<Vec<Registered>, Error> {
        self.all(&format!("{ROWS} ORDER BY code, year, serial"), [], row)
    }

    /// Gives numbers to letters that have none, in the order given; those that have one are left out.
    ///
    /// `first` is the number the year begins with. `seal` is handed the new rows while nobody else can give numbers, and
    /// returns what each letter is as it bears its number.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store` when it cannot be written; `ErrorKind::Request` for a first number that is taken or too high;
    /// those of `seal`. No number is given then.
    pub fn give_numbers(
        &mut self,
        wanted: &[Wanted],
        first: Option<u32>,
        seal: impl FnOnce(&[Registered]) -> Result<Vec<Sealed>, Error>,
    ) -> Result<Vec<Registered>, Error> {
        let name = self.name.clone();
        let failed = at(&name);
        // Begun as a writer, so that what is the highest number stays so until the end.
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(&failed)?;
        let mut first = first;
        let mut given = Vec::new();
        for wanted in wanted {
            if is_live(&transaction, &wanted.key).map_err(&failed)? {
                continue;
            }
            let year = wanted.dated.year();
            let highest = highest(&transaction, &wanted.code, year).map_err(&failed)?;
            let serial = match first.take() {
                Some(first) => begin(first, highest, &wanted.code, year)?,
                None => highest + 1,
            };
            let entry = entry(wanted, year, serial);
            put(&transaction, &entry).map_err(&failed)?;
            given.push(entry);
        }
        if !given.is_empty() {
            let seals = seal(&given)?;
            for (entry, sealed) in given.iter_mut().zip(seals) {
                let values = params![sealed.sha256, day(sealed.reply_due), &*entry.number];
                let sql = "UPDATE register SET sha256 = ?1, reply_due = ?2 WHERE number = ?3";
                transaction.execute(sql, values).map_err(&failed)?;
                (entry.sha256, entry.reply_due) = (sealed.sha256, sealed.reply_due);
            }
        }
        transaction.commit().map_err(&failed)?;
        Ok(given)
    }

    /// Enters something of the letter of a number, however it is written. Returns the row before and after; `None` when
    /// no letter has the number.
    ///
    /// `change` is asked while nobody else can write, and may refuse.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store` when it cannot be written; those of `change`. The register is as it was then.
    pub fn enter(
        &mut self,
        written: &str,
        change: impl FnOnce(&Registered) -> Result<Change, Error>,
    ) -> Result<Option<(Registered, Registered)>, Error> {
        let name = self.name.clone();
        let failed = at(&name);
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(&failed)?;
        let folded = folded_number(written);
        let rows: Vec<Registered> = {
            let mut statement = transaction.prepare(ROWS).map_err(&failed)?;
            let rows = statement.query_map([], row).and_then(Iterator::collect);
            rows.map_err(&failed)?
        };
        let Some(before) = rows.into_iter().find(|entry| folded_number(&entry.number) == folded) else { return Ok(None) };
        let change = change(&before)?;
        let after = Registered {
            served: change.served.or(before.served),
            replied: change.replied.or(before.replied),
            adopted: change.adopted.or(before.adopted),
            note: change.note.or_else(|| before.note.clone()),
            voided: change.voided.or_else(|| before.voided.clone()),
            ..before.clone()
        };
        let sql = "UPDATE register SET served = ?1, replied = ?2, adopted = ?3, note = ?4, voided = ?5, live = ?6
                   WHERE code = ?7 AND year = ?8 AND serial = ?9";
        let values = params![
            day(after.served),
            day(after.replied),
            after.adopted.map(Adopted::key),
            after.note,
            after.voided,
            live(&after),
            &*after.code,
            after.year,
            after.serial,
        ];
        transaction.execute(sql, values).map_err(&failed)?;
        transaction.commit().map_err(&failed)?;
        Ok(Some((before, after)))
    }
}

/// Returns the number a year begins with, or goes on with, if it may.
fn begin(first: u32, highest: u32, code: &str, year: i32) -> Result<u32, Error> {
    if first == 0 || first > MOST_SERIAL {
        let error = Error::new(ErrorKind::Request, format!("起始号「{first}」不对"));
        return Err(error.hint(format!("请写 1 到 {MOST_SERIAL} 的数字")));
    }
    if first <= highest {
        let last = number(code, year, highest);
        let error = Error::new(ErrorKind::Request, format!("起始号 {first} 不能用：已经编到「{last}」"));
        return Err(error.hint(format!("不写 --first 就从 {} 号接着编；要跳过几个号的，写比 {highest} 大的号", highest + 1)));
    }
    Ok(first)
}

fn entry(wanted: &Wanted, year: i32, serial: u32) -> Registered {
    Registered {
        code: wanted.code.clone(),
        year,
        serial,
        number: number(&wanted.code, year, serial),
        key: wanted.key.clone(),
        month: wanted.month,
        kind: wanted.kind.clone(),
        receiver: wanted.receiver.clone(),
        title: wanted.title.clone(),
        dated: wanted.dated,
        reply_due: None,
        served: None,
        replied: None,
        adopted: None,
        note: None,
        voided: None,
        sha256: String::new(),
        committee: wanted.committee.clone(),
        round: wanted.round.clone(),
        units: wanted.units.clone(),
        asked: wanted.asked,
    }
}

fn is_live(connection: &Connection, key: &str) -> rusqlite::Result<bool> {
    let found = connection.query_row("SELECT 1 FROM register WHERE live = ?1", [key], |_| Ok(())).optional()?;
    Ok(found.is_some())
}

/// Returns the highest number of a code and year; 0 before the first. A void one keeps its place.
fn highest(connection: &Connection, code: &str, year: i32) -> rusqlite::Result<u32> {
    let sql = "SELECT coalesce(max(serial), 0) FROM register WHERE code = ?1 AND year = ?2";
    connection.query_row(sql, params![code, year], |row| row.get(0))
}

fn live(entry: &Registered) -> Option<&str> {
    entry.is_live().then_some(&*entry.key)
}

fn day(date: Option<NaiveDate>) -> Option<String> {
    date.map(|date| date.to_string())
}

fn put(connection: &Connection, entry: &Registered) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO register (code, year, serial, number, key, live, month, kind, receiver, title, dated, reply_due, sha256,
         committee, round, units, asked) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
    )?;
    statement.execute(params![
        &*entry.code,
        entry.year,
        entry.serial,
        &*entry.number,
        &*entry.key,
        live(entry),
        entry.month.to_string(),
        &*entry.kind,
        &*entry.receiver,
        entry.title,
        entry.dated.to_string(),
        day(entry.reply_due),
        entry.sha256,
        entry.committee,
        entry.round,
        entry.units.iter().map(Text::as_str).collect::<Vec<_>>().join("\n"),
        entry.asked,
    ])?;
    Ok(())
}

const ROWS: &str = "SELECT code, year, serial, number, key, month, kind, receiver, title, dated, reply_due, served, replied,
                    adopted, note, voided, sha256, committee, round, units, asked FROM register";

fn row(row: &Row<'_>) -> rusqlite::Result<Registered> {
    let is_adopted = row.get::<_, Option<String>>(13)?.is_some();
    Ok(Registered {
        code: text(row, 0)?,
        year: row.get(1)?,
        serial: row.get(2)?,
        number: text(row, 3)?,
        key: text(row, 4)?,
        month: month(row, 5)?,
        kind: text(row, 6)?,
        receiver: text(row, 7)?,
        title: row.get(8)?,
        dated: parsed(row, 9)?,
        reply_due: maybe(row, 10)?,
        served: maybe(row, 11)?,
        replied: maybe(row, 12)?,
        adopted: is_adopted.then(|| word(row, 13, &Adopted::ALL, Adopted::key)).transpose()?,
        note: row.get(14)?,
        voided: row.get(15)?,
        sha256: row.get(16)?,
        committee: row.get(17)?,
        round: row.get(18)?,
        units: row.get::<_, String>(19)?.lines().map(Text::from).collect(),
        asked: row.get(20)?,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use chrono::NaiveDate;

    use super::{Change, Sealed, Wanted};
    use crate::error::{Error, ErrorKind};
    use crate::model::letter_register::{Adopted, Registered};
    use crate::model::period::Month;
    use crate::store::Store;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn wanted(receiver: &str, dated: &str) -> Wanted {
        Wanted {
            code: "青巡办".into(),
            key: format!("2026-10/督办函/{receiver}").into(),
            month: Month::parse("2026-10").expect("a month"),
            kind: "督办函".into(),
            receiver: receiver.into(),
            title: "关于甲的督办函".to_owned(),
            dated: day(dated),
            committee: "十四届县委".to_owned(),
            round: "第七轮".to_owned(),
            units: vec![receiver.into(), "县医院".into()],
            asked: 3,
        }
    }

    fn open(root: &Path) -> Store {
        Store::open(root, "xuncha.db").expect("a store")
    }

    fn give(store: &mut Store, receivers: &[&str], first: Option<u32>) -> Result<Vec<String>, Error> {
        let wanted: Vec<_> = receivers.iter().map(|receiver| wanted(receiver, "2026-11-02")).collect();
        let seal = |entry: &Registered| Sealed { sha256: entry.key.to_string(), reply_due: Some(day("2026-11-17")) };
        let given = store.give_numbers(&wanted, first, |given| Ok(given.iter().map(seal).collect()))?;
        Ok(given.iter().map(|entry| entry.number.to_string()).collect())
    }

    #[test]
    fn numbers_go_up_by_code_and_year_and_a_letter_has_one() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = open(folder.path());
        assert_eq!(give(&mut store, &["甲", "乙", "甲"], None).expect("given"), ["青巡办〔2026〕1号", "青巡办〔2026〕2号"]);
        assert_eq!(give(&mut store, &["乙", "丙"], None).expect("given"), ["青巡办〔2026〕3号"]);
        let others = [Wanted { code: "青巡办建".into(), ..wanted("丁", "2026-11-02") }, wanted("戊", "2027-01-04")];
        let given = store.give_numbers(&others, None, |_| Ok(vec![Sealed::default(), Sealed::default()])).expect("given");
        assert_eq!(given.iter().map(|entry| &*entry.number).collect::<Vec<_>>(), ["青巡办建〔2026〕1号", "青巡办〔2027〕1号"]);
        let kept = store.registered().expect("read");
        assert_eq!(kept.len(), 5);
        assert_eq!(kept[3], given[1], "what comes back is what was given");
        assert_eq!((kept[0].sha256.as_str(), kept[0].reply_due), ("2026-10/督办函/甲", Some(day("2026-11-17"))));
    }

    #[test]
    fn a_void_number_keeps_its_place_and_its_letter_gets_another() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = open(folder.path());
        give(&mut store, &["甲", "乙"], None).expect("given");
        let void = Change { voided: Some("印错".to_owned()), ..Change::default() };
        let (before, after) = store.enter("青巡办[2026]2", |_| Ok(void)).expect("entered").expect("known");
        assert!(before.is_live() && !after.is_live());
        assert_eq!(give(&mut store, &["乙"], None).expect("given"), ["青巡办〔2026〕3号"]);
        let kept = store.registered().expect("read");
        assert_eq!(kept.iter().map(Registered::is_live).collect::<Vec<_>>(), [true, false, true]);
    }

    #[test]
    fn what_is_entered_stays_and_what_is_refused_changes_nothing() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = open(folder.path());
        give(&mut store, &["甲"], None).expect("given");
        let number = "青巡办〔2026〕1号";
        let served = Change { served: Some(day("2026-11-03")), note: Some("直接送达".to_owned()), ..Change::default() };
        store.enter(number, |_| Ok(served)).expect("entered");
        let replied = Change { replied: Some(day("2026-11-12")), adopted: Some(Adopted::Partly), ..Change::default() };
        store.enter(number, |_| Ok(replied)).expect("entered");
        let refused = store.enter(number, |_| Err(Error::new(ErrorKind::Request, "不行")));
        assert!(refused.is_err());
        let kept = store.registered().expect("read").remove(0);
        assert_eq!((kept.served, kept.replied), (Some(day("2026-11-03")), Some(day("2026-11-12"))));
        assert_eq!((kept.adopted, kept.note.as_deref()), (Some(Adopted::Partly), Some("直接送达")));
        assert!(store.enter("青巡办〔2026〕2号", |_| Ok(Change::default())).expect("asked").is_none());
    }

    /// Boundary: the highest number given | one above it.
    #[test]
    fn a_first_number_never_goes_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = open(folder.path());
        assert_eq!(give(&mut store, &["甲", "乙"], Some(6)).expect("given"), ["青巡办〔2026〕6号", "青巡办〔2026〕7号"]);
        for taken in [0, 1, 7, 100_000] {
            assert_eq!(give(&mut store, &["丙"], Some(taken)).expect_err("refused").kind, ErrorKind::Request, "{taken}");
        }
        assert_eq!(give(&mut store, &["丙"], Some(8)).expect("given"), ["青巡办〔2026〕8号"]);
    }

    #[test]
    fn a_letter_that_cannot_be_written_takes_no_number() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = open(folder.path());
        let failed = store.give_numbers(&[wanted("甲", "2026-11-02")], None, |_| Err(Error::new(ErrorKind::Output, "写不出")));
        assert!(failed.is_err());
        assert!(store.registered().expect("read").is_empty());
        assert_eq!(give(&mut store, &["甲"], None).expect("given"), ["青巡办〔2026〕1号"]);
    }

    #[test]
    fn many_at_once_leave_no_gap_and_give_nothing_twice() {
        let folder = tempfile::tempdir().expect("a folder");
        drop(open(folder.path()));
        let (clerks, letters) = (8, 10);
        std::thread::scope(|scope| {
            for clerk in 0..clerks {
                let root = folder.path();
                scope.spawn(move || {
                    let mut store = open(root);
                    for letter in 0..letters {
                        // Every other letter is one that all of them want.
                        let name = if letter % 2 == 0 { format!("单位{letter}") } else { format!("单位{letter}-{clerk}") };
                        give(&mut store, &[&name], None).expect("given");
                    }
                });
            }
        });
        let kept = open(folder.path()).registered().expect("read");
        let all = letters / 2 + letters / 2 * clerks;
        assert_eq!(kept.iter().map(|entry| entry.serial).collect::<Vec<_>>(), (1..=all).collect::<Vec<_>>());
        assert_eq!(kept.iter().map(|entry| entry.key.clone()).collect::<BTreeSet<_>>().len() as u32, all);
    }
}
