//! One process sends at a time: a lock the system gives back when its process ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use rusqlite::{OptionalExtension, params};

use crate::error::{Error, ErrorKind};
use crate::store::fault::at as fault_at;
use crate::store::{Store, place};

/// What the lock's file is called: the store's name with this behind it. The file is empty and stays.
const ENDING: &str = "-send";

/// The right to send, until it is dropped or the process ends.
#[derive(Debug)]
pub struct SendLock {
    _file: File,
}

impl SendLock {
    /// Takes the lock of a workspace; `None` when another process has it.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store` when the lock's file cannot be made, or the place knows no locks: two might send at once then.
    pub fn take(root: &Path, name: &str) -> Result<Option<Self>, Error> {
        let name = format!("{name}{ENDING}");
        let path = place(root, &name)?;
        let closed = || Error::new(ErrorKind::Store, format!("发送锁「{name}」不能使用"));
        let hint = "请检查工作区文件夹能不能写；放在网络盘上的，改到本机的工作区里发送";
        let file = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&path);
        let file = file.map_err(|_| closed().hint(hint))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(_)) => Err(closed().hint(hint)),
        }
    }
}

/// Who sends, for whoever has to wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendRun {
    /// The person.
    pub hand: String,
    /// The machine.
    pub host: String,
    /// The process.
    pub pid: u32,
    /// Since when.
    pub at: String,
}

impl Store {
    /// Notes who sends from now on.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store`.
    pub fn begin_run(&mut self, run: &SendRun) -> Result<(), Error> {
        self.write(|transaction| {
            transaction.execute(
                "INSERT INTO sending_runs (hand, host, pid, at) VALUES (?1, ?2, ?3, ?4)",
                params![run.hand, run.host, run.pid, run.at],
            )?;
            Ok(())
        })
    }

    /// Returns who began to send last; `None` when nobody ever did.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store`.
    pub fn last_run(&self) -> Result<Option<SendRun>, Error> {
        let sql = "SELECT hand, host, pid, at FROM sending_runs ORDER BY id DESC LIMIT 1";
        let row = self
            .connection
            .query_row(sql, [], |row| Ok(SendRun { hand: row.get(0)?, host: row.get(1)?, pid: row.get(2)?, at: row.get(3)? }));
        row.optional().map_err(fault_at(&self.name))
    }
}

#[cfg(test)]
mod tests {
    use super::{SendLock, SendRun, Store};

    #[test]
    fn the_second_waits_until_the_first_is_gone() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = SendLock::take(folder.path(), "xuncha.db").expect("an answer");
        assert!(first.is_some());
        assert!(SendLock::take(folder.path(), "xuncha.db").expect("an answer").is_none());
        drop(first);
        assert!(SendLock::take(folder.path(), "xuncha.db").expect("an answer").is_some());
    }

    #[test]
    fn the_last_run_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = Store::open(folder.path(), "xuncha.db").expect("a store");
        assert_eq!(store.last_run().expect("an answer"), None);
        let run = SendRun { hand: "张三".into(), host: "办公室".into(), pid: 7, at: "此时".into() };
        store.begin_run(&run).expect("noted");
        assert_eq!(store.last_run().expect("an answer"), Some(run));
    }
}
