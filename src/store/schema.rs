//! The tables of the store, and the way from every older file to them.
//!
//! A change to the tables is one more entry at the end of `MIGRATIONS`; entries that were released are never altered.
//! Reading brings nothing up to date, so an entry that does more than add tables needs its own way in `fill_in`.

use rusqlite::{Connection, TransactionBehavior};

use crate::error::Error;
use crate::store::fault::{Fault, at};

/// Marks a file as xuncha's: `xunc` in ASCII. Source: SQLite, PRAGMA application_id.
pub(super) const APPLICATION_ID: i64 = 0x7875_6E63;

/// Takes a file from the version of an entry's position to the next one.
pub(super) const MIGRATIONS: &[&str] = &[
    "
CREATE TABLE months (
    month          TEXT PRIMARY KEY,
    as_of          TEXT NOT NULL,
    program        TEXT NOT NULL,
    policy_title   TEXT NOT NULL,
    policy_version TEXT NOT NULL,
    policy_since   TEXT,
    policy_sha256  TEXT NOT NULL,
    policy_source  TEXT NOT NULL,
    policy_name    TEXT,
    directory_name TEXT,
    earlier_as_of  TEXT
) STRICT;
CREATE TABLE blobs (
    sha256  TEXT PRIMARY KEY,
    size    INTEGER NOT NULL,
    packed  INTEGER NOT NULL CHECK (packed IN (0, 1)),
    content BLOB NOT NULL
) STRICT;
CREATE TABLE papers (
    month    TEXT NOT NULL REFERENCES months ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('file', 'seen', 'aside', 'records')),
    name     TEXT NOT NULL,
    size     INTEGER NOT NULL,
    sha256   TEXT NOT NULL,
    PRIMARY KEY (month, position)
) STRICT;
CREATE TABLE units (
    month     TEXT NOT NULL REFERENCES months ON DELETE CASCADE,
    position  INTEGER NOT NULL,
    unit      TEXT NOT NULL,
    grouped   TEXT,
    score     TEXT NOT NULL,
    lasting   TEXT NOT NULL,
    grade     TEXT NOT NULL,
    rank      INTEGER NOT NULL,
    finished  INTEGER NOT NULL,
    counted   INTEGER NOT NULL,
    overdue   INTEGER NOT NULL,
    PRIMARY KEY (month, position)
) STRICT;
CREATE TABLE items (
    month       TEXT NOT NULL REFERENCES months ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    unit        TEXT NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN ('indicator', 'loss', 'deduction', 'bonus', 'veto')),
    id          TEXT NOT NULL,
    title       TEXT NOT NULL,
    points      TEXT NOT NULL,
    state       TEXT,
    times       INTEGER NOT NULL,
    numerator   TEXT,
    denominator TEXT,
    full_points TEXT,
    within      TEXT,
    PRIMARY KEY (month, position)
) STRICT;
CREATE TABLE letters (
    month    TEXT NOT NULL REFERENCES months ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind     TEXT NOT NULL,
    receiver TEXT NOT NULL,
    file     TEXT NOT NULL,
    sha256   TEXT NOT NULL,
    PRIMARY KEY (month, position)
) STRICT;
",
    "
CREATE TABLE warnings (
    month    TEXT NOT NULL REFERENCES months ON DELETE CASCADE,
    position INTEGER NOT NULL,
    sign     TEXT NOT NULL,
    title    TEXT NOT NULL,
    event    TEXT NOT NULL,
    date     TEXT NOT NULL,
    unit     TEXT,
    file     TEXT NOT NULL,
    sheet    TEXT,
    row      INTEGER,
    letters  TEXT,
    record   TEXT,
    reason   TEXT NOT NULL,
    points   TEXT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('warned', 'provisional', 'restored', 'final')),
    PRIMARY KEY (month, position)
) STRICT;
",
    // The register of letters. A row that is not void has its letter's key in `live`, so that no letter has two numbers.
    "
CREATE TABLE register (
    code      TEXT NOT NULL,
    year      INTEGER NOT NULL,
    serial    INTEGER NOT NULL CHECK (serial > 0),
    number    TEXT NOT NULL UNIQUE,
    key       TEXT NOT NULL,
    live      TEXT UNIQUE,
    month     TEXT NOT NULL,
    kind      TEXT NOT NULL,
    receiver  TEXT NOT NULL,
    title     TEXT NOT NULL,
    dated     TEXT NOT NULL,
    reply_due TEXT,
    served    TEXT,
    replied   TEXT,
    adopted   TEXT CHECK (adopted IN ('yes', 'partly', 'no')),
    note      TEXT,
    voided    TEXT,
    sha256    TEXT NOT NULL,
    committee TEXT NOT NULL,
    round     TEXT NOT NULL,
    units     TEXT NOT NULL,
    asked     INTEGER NOT NULL,
    PRIMARY KEY (code, year, serial),
    CHECK ((live IS NULL) = (voided IS NOT NULL))
) STRICT;
",
    // The register of mail, what was prepared, and who sends.
    "
CREATE TABLE sendings (
    id            INTEGER PRIMARY KEY,
    letter        TEXT NOT NULL,
    recipient     TEXT NOT NULL,
    sha256        TEXT NOT NULL,
    trial         INTEGER NOT NULL CHECK (trial IN (0, 1)),
    month         TEXT NOT NULL,
    receiver      TEXT NOT NULL,
    number        TEXT,
    subject       TEXT NOT NULL,
    message_id    TEXT NOT NULL,
    files         TEXT NOT NULL,
    resend_reason TEXT,
    state         TEXT NOT NULL CHECK (state IN ('sending', 'sent', 'failed', 'deferred', 'in_doubt', 'unsent')),
    tries         INTEGER NOT NULL,
    at            TEXT NOT NULL,
    answer        TEXT,
    prepared_by   TEXT,
    released_by   TEXT NOT NULL,
    settled_by    TEXT,
    settle_reason TEXT,
    settled_at    TEXT,
    UNIQUE (letter, recipient, sha256, trial)
) STRICT;
CREATE TABLE sending_events (
    id      INTEGER PRIMARY KEY,
    sending INTEGER NOT NULL REFERENCES sendings,
    at      TEXT NOT NULL,
    state   TEXT NOT NULL,
    words   TEXT,
    hand    TEXT
) STRICT;
CREATE TABLE sending_sets (
    id          INTEGER PRIMARY KEY,
    month       TEXT NOT NULL,
    prepared_by TEXT NOT NULL,
    prepared_at TEXT NOT NULL,
    settings    TEXT NOT NULL,
    messages    TEXT NOT NULL,
    released_by TEXT,
    released_at TEXT,
    void        TEXT
) STRICT;
CREATE TABLE sending_runs (
    id   INTEGER PRIMARY KEY,
    hand TEXT NOT NULL,
    host TEXT NOT NULL,
    pid  INTEGER NOT NULL,
    at   TEXT NOT NULL
) STRICT;
",
];

/// Returns the version this program writes.
pub(super) fn newest() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// Makes sure that a file is one of this program's, or empty.
///
/// # Errors
///
/// `ErrorKind::Store` when the file is of a newer program or of another one.
pub(super) fn look(connection: &Connection, name: &str) -> Result<(), Error> {
    if version(connection).map_err(at(name))? > newest() {
        return Err(Fault::Newer.error(name));
    }
    let marked = pragma(connection, "application_id").map_err(at(name))? == APPLICATION_ID;
    if !marked && !is_empty(connection).map_err(at(name))? {
        return Err(Fault::Foreign.error(name));
    }
    if has_code(connection).map_err(at(name))? {
        return Err(Fault::Foreign.error(name));
    }
    Ok(())
}

/// Gives a connection that only reads the tables an older file lacks, empty and in memory: the file stays as it is.
pub(super) fn fill_in(connection: &Connection) -> rusqlite::Result<()> {
    let done = usize::try_from(version(connection)?).unwrap_or(usize::MAX);
    if done < MIGRATIONS.len() {
        connection.pragma_update(None, "temp_store", "MEMORY")?;
    }
    for step in MIGRATIONS.iter().skip(done) {
        connection.execute_batch(&step.replace("CREATE TABLE ", "CREATE TEMP TABLE "))?;
    }
    Ok(())
}

/// Brings a file to the newest version, all steps or none.
///
/// # Errors
///
/// `ErrorKind::Store` when it cannot be written.
pub(super) fn migrate(connection: &mut Connection, name: &str) -> Result<(), Error> {
    if version(connection).map_err(at(name))? < newest() { upgrade(connection).map_err(at(name)) } else { Ok(()) }
}

fn upgrade(connection: &mut Connection) -> rusqlite::Result<()> {
    // Whoever comes second waits here, and finds nothing left to do.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let done = usize::try_from(version(&transaction)?).unwrap_or(usize::MAX);
    for step in MIGRATIONS.iter().skip(done) {
        transaction.execute_batch(step)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", newest())?;
    transaction.commit()
}

fn version(connection: &Connection) -> rusqlite::Result<i64> {
    pragma(connection, "user_version")
}

fn pragma(connection: &Connection, name: &str) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, name, |row| row.get(0))
}

/// Says whether the file holds what runs when a table is read or written; this program makes nothing of the kind.
fn has_code(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT count(*) > 0 FROM sqlite_schema WHERE type IN ('view', 'trigger')", [], |row| row.get(0))
}

fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("SELECT count(*) = 0 FROM sqlite_schema", [], |row| row.get(0))
}
