//! The store `xuncha.db`: what every published month was made from and what came of it.
//!
//! `schema` has the tables and their versions, `keep` writes a month, `months` reads it back, `warnings` does both for warnings,
//! `letters` has the register of letters, `sendings` the register of mail, `releases` what one person prepared for another,
//! `lock` lets one process send at a time, `blob` holds contents, `fault` says what can go wrong. One SQLite file, for any tool
//! can read it; only `xuncha run` writes months, only the commands of `xuncha letter` the register of letters, only
//! `xuncha send` that of mail.
//! Nothing here reads the clock: the only dates are reporting dates, those of letters, and the times of mail that are handed in.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::error::Error;
use crate::store::fault::{Fault, at};

mod blob;
mod fault;
mod keep;
mod letters;
mod lock;
mod months;
mod releases;
mod schema;
mod sendings;
mod warnings;

pub use blob::Content;
pub use keep::Keep;
pub use letters::{Change, Sealed, Wanted};
pub use lock::{SendLock, SendRun};

/// How long a second process waits for the first: keeping a large month takes seconds.
const PATIENCE: Duration = Duration::from_secs(30);

/// The size of a page of the file; settled when it begins.
const PAGE_BYTES: u32 = 32_768;

/// An open store.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    name: String,
}

impl Store {
    /// Opens the store of a workspace to write to, and makes it where there is none.
    ///
    /// `name` is its path below `root`.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store` when it is damaged, of a newer or another program, no file, a link, locked for long, or not
    /// writable; the file is as it was then.
    pub fn open(root: &Path, name: &str) -> Result<Self, Error> {
        let path = place(root, name)?;
        if let Some(folder) = path.parent().filter(|folder| root.is_dir() && !folder.exists()) {
            fs::create_dir_all(folder).map_err(|_| Fault::Closed.error(name))?;
        }
        // What was just made may lie behind a link.
        let path = place(root, name).map(|_| path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let mut store = Self::connect(&path, name, flags, PATIENCE)?;
        store.is_sound()?;
        schema::migrate(&mut store.connection, name)?;
        Ok(store)
    }

    /// Opens the store of a workspace for reading, if there is one. It is not written to, so it may lie where nobody may
    /// write; an older file is read as it is. Only its head is looked at: damage further in is told when it is met in
    /// reading.
    ///
    /// # Errors
    ///
    /// As `open`.
    pub fn open_existing(root: &Path, name: &str) -> Result<Option<Self>, Error> {
        let path = place(root, name)?;
        if !path.exists() {
            return Ok(None);
        }
        let read_only = Self::connect(&path, name, OpenFlags::SQLITE_OPEN_READ_ONLY, PATIENCE);
        let store = match read_only {
            // Another program died while it wrote: the file is as it was before once its journal is played back.
            Err(_) if has_journal(&path) => Self::connect(&path, name, OpenFlags::SQLITE_OPEN_READ_WRITE, PATIENCE)?,
            opened => opened?,
        };
        schema::fill_in(&store.connection).map_err(at(name))?;
        Ok(Some(store))
    }

    fn connect(path: &Path, name: &str, flags: OpenFlags, patience: Duration) -> Result<Self, Error> {
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags).map_err(at(name))?;
        connection.busy_timeout(patience).map_err(at(name))?;
        if !flags.contains(OpenFlags::SQLITE_OPEN_READ_ONLY) {
            prepare(&connection).map_err(at(name))?;
        }
        // A file from elsewhere may hold a schema made to harm.
        connection.pragma_update(None, "trusted_schema", false).map_err(at(name))?;
        schema::look(&connection, name)?;
        Ok(Self { connection, name: name.to_owned() })
    }

    /// Makes sure that every page is what it should be, before anything is written among them. Reads the whole file.
    fn is_sound(&self) -> Result<(), Error> {
        let sound = self.connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
        if sound.map_err(at(&self.name))? == "ok" { Ok(()) } else { Err(Fault::Damaged.error(&self.name)) }
    }
}

/// Sets how the file is written. The rollback journal, not the write-ahead log: offices keep workspaces on network
/// shares, where the log's shared memory does not work. `FULL`: what was kept survives a power cut.
///
/// Source: SQLite, Write-Ahead Logging, 1 and 9.
fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    let pages: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0))?;
    if pages == 0 {
        // A month is a few contents of many megabytes: in large pages they are written, proved and given free several times
        // as fast.
        connection.pragma_update(None, "page_size", PAGE_BYTES)?;
        // Room given free by a replaced month goes back to the system. Settled for good when a file begins, and asking
        // again would write to it.
        connection.pragma_update(None, "auto_vacuum", "FULL")?;
    }
    connection.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)
}

/// Says whether SQLite's journal lies beside a file.
fn has_journal(path: &Path) -> bool {
    let mut journal = path.as_os_str().to_owned();
    journal.push("-journal");
    Path::new(&journal).exists()
}

/// Returns where the store is, if that is a place it may be at.
fn place(root: &Path, name: &str) -> Result<PathBuf, Error> {
    let path = root.join(name);
    if let Ok(about) = fs::symlink_metadata(&path) {
        if about.is_symlink() {
            return Err(Fault::Link.error(name));
        }
        if about.is_dir() {
            return Err(Fault::Folder.error(name));
        }
    }
    let folder = path.parent().unwrap_or(root);
    let inside = match (folder.canonicalize(), root.canonicalize()) {
        (Ok(folder), Ok(root)) => folder.starts_with(root),
        // A folder that is not there cannot lead anywhere; opening tells that.
        _ => true,
    };
    if inside { Ok(path) } else { Err(Fault::Link.error(name)) }
}

#[cfg(test)]
mod tests;
