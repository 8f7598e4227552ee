//! The program is killed, again and again, while it sends; at the server it is counted what arrived.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::kit;
use crate::send::office::Office;
use crate::send::server::Server;

/// Offices that run side by side.
const OFFICES: u64 = 2;
/// Addresses a department has.
const ADDRESSES: usize = 10;

/// What is sent from each office, and how often its program is killed.
#[derive(Clone, Copy)]
pub(crate) struct Ordeal {
    pub(crate) departments: usize,
    pub(crate) kills: usize,
}

/// Returns every message's state, by recipient.
fn register(folder: &Path) -> BTreeMap<String, String> {
    let Ok(store) = Connection::open_with_flags(folder.join("xuncha.db"), OpenFlags::SQLITE_OPEN_READ_WRITE) else {
        return BTreeMap::new();
    };
    let Ok(mut statement) = store.prepare("SELECT recipient, state FROM sendings") else { return BTreeMap::new() };
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows");
    rows.collect::<Result<_, _>>().expect("the register")
}

fn start(office: &Office, left: usize) -> Child {
    kit::xuncha(office.path())
        .args(["send", ".", "--month", "2026-10", "--send", "--all", "-q", "--yes", &left.to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program")
}

/// Draws the next number, xorshift.
fn draw(seed: &mut u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed
}

fn one_office(ordeal: Ordeal, mut seed: u64) -> (usize, usize) {
    let mails: Vec<String> = (0..ordeal.departments)
        .map(|d| (0..ADDRESSES).map(|a| format!("d{d}a{a}@abc.gov.cn")).collect::<Vec<_>>().join("；"))
        .collect();
    let names: Vec<String> = (0..ordeal.departments).map(|d| format!("县第{d}局")).collect();
    let departments: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(mails.iter().map(String::as_str)).collect();
    let office = Office::with(&departments);
    let server = Server::willing();
    office.plain(server.port, "");
    office.letters();
    let all = ordeal.departments * ADDRESSES;
    let open = |states: &BTreeMap<String, String>| {
        all - states.values().filter(|state| ["sending", "sent", "in_doubt"].contains(&state.as_str())).count()
    };
    let mut kills = 0;
    while kills < ordeal.kills {
        let left = open(&register(office.path()));
        if left == 0 {
            break;
        }
        let before = server.said().len();
        let mut child = start(&office, left);
        // From the moment it speaks to the server, a message takes some tens of milliseconds: anywhere in one and a half.
        let to_come = (ordeal.kills - kills) as u64;
        // Where fewer messages are left than kills are to come, some kills find it before it has reached the server; a few
        // messages are left for the last one.
        if to_come == 1 || left > 4 && draw(&mut seed) % to_come < left as u64 {
            let waits = (0..100_000).take_while(|_| server.said().len() == before);
            waits.for_each(|_| thread::sleep(Duration::from_micros(200)));
        }
        let span = 25_000 * left as u64 / to_come;
        thread::sleep(Duration::from_micros(draw(&mut seed) % span.clamp(500, 120_000)));
        child.kill().expect("killed");
        child.wait().expect("its end");
        kills += 1;
    }
    // Whoever comes last ends what may still be sent, and puts in doubt what nobody knows of.
    let left = open(&register(office.path()));
    let mut last = start(&office, left);
    last.wait().expect("its end");
    thread::sleep(Duration::from_millis(200));
    let states = register(office.path());
    let mut copies: BTreeMap<String, usize> = BTreeMap::new();
    for to in server.recipients() {
        *copies.entry(to).or_default() += 1;
    }
    assert_eq!(states.len(), all, "nothing is lost");
    for (recipient, state) in &states {
        let copies = copies.get(recipient).copied().unwrap_or_default();
        match state.as_str() {
            "sent" => assert_eq!(copies, 1, "{recipient} is on record as sent"),
            "in_doubt" => assert!(copies <= 1, "{recipient} got {copies} copies"),
            other => panic!("{recipient} is {other}"),
        }
    }
    assert!(copies.values().all(|copies| *copies == 1), "nobody has two");
    (kills, states.values().filter(|state| *state == "in_doubt").count())
}

/// Kills the programs of all offices and returns how often, and how many messages are in doubt.
pub(crate) fn kill(ordeal: Ordeal) -> (usize, usize) {
    let one = |n| thread::spawn(move || one_office(ordeal, 0x9E37_79B9 + n * 7919));
    let offices: Vec<_> = (0..OFFICES).map(one).collect();
    let ends = offices.into_iter().map(|office| office.join().expect("an office"));
    ends.fold((0, 0), |(kills, doubts), (more, further)| (kills + more, doubts + further))
}

/// The same two hundred times over three hundred messages stands among the end-to-end tests: it takes a minute.
#[test]
fn killed_while_it_sends_nobody_gets_two_copies_and_nothing_is_lost() {
    let (kills, _) = kill(Ordeal { departments: 3, kills: 8 });
    assert!(kills > 8, "the program was killed {kills} times only");
}
