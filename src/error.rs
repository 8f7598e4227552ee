//! `Error`: what kept xuncha from its work. A rule broken by a ledger is a finding, never an error.

use std::cell::Cell;
use std::fmt;
use std::path::Path;

use crate::model::finding::{Refusal, RefusalReason};
use crate::model::place::Place;

/// The kinds of failure, by what the clerk has to do about them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// An input file cannot be used.
    Input(RefusalReason),
    /// The workspace file or the policy does not load.
    Policy,
    /// A template does not render.
    Template,
    /// An output cannot be written.
    Output,
    /// The workspace's store cannot be used.
    Store,
    /// The request makes no sense: no such unit, no such rule, no such folder.
    Request,
}

/// One sentence, a place, and what to do next.
#[derive(Clone, Debug)]
pub struct Error {
    /// The kind.
    pub kind: ErrorKind,
    /// What went wrong, one Chinese sentence.
    pub message: String,
    /// Where.
    pub place: Option<Place>,
    /// What to do next.
    pub hints: Vec<String>,
}

impl Error {
    /// An error without a place.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), place: None, hints: Vec::new() }
    }

    /// An input file that cannot be used.
    pub fn input(reason: RefusalReason, message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Input(reason), message)
    }

    /// Adds the place.
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Adds the next thing to do.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Wraps a failed file operation, in the clerk's words.
    pub fn io(kind: ErrorKind, doing: &str, path: &Path, cause: &std::io::Error) -> Self {
        use std::io::ErrorKind as Io;
        let (what, hint) = match cause.kind() {
            Io::NotFound => ("找不到", "请核对路径和文件名"),
            Io::PermissionDenied => ("没有权限", "请检查文件是否只读，或正被 Excel、WPS 打开"),
            Io::StorageFull => ("磁盘已满", "请清理磁盘后重试"),
            Io::AlreadyExists => ("已存在", "请换一个名字，或先移走原有文件"),
            Io::IsADirectory | Io::NotADirectory => ("路径不对，文件和文件夹混淆", "请核对路径"),
            _ => ("操作失败", "请关闭占用该文件的程序后重试"),
        };
        Self::new(kind, format!("{doing}失败：{what}（{}）", path.display())).hint(hint)
    }

    /// Returns the refusal a file gets because of this error.
    pub fn into_refusal(self, file: &str) -> Refusal {
        let reason = match self.kind {
            ErrorKind::Input(reason) => reason,
            _ => RefusalReason::Unreadable,
        };
        let place = self.place.unwrap_or_else(|| Place::file(file));
        let inside = place.inside().map(|inside| format!("（{inside}）")).unwrap_or_default();
        Refusal { file: place.file, reason, message: format!("{}{inside}", self.message), hint: self.hints.join("；") }
    }
}

thread_local! {
    /// Whether a panic on this thread is going to be caught and told as a refusal.
    static CATCHING: Cell<bool> = const { Cell::new(false) };
}

/// Says whether a panic on this thread is going to be caught, so that nothing need be printed for it.
pub fn is_catching_panics() -> bool {
    CATCHING.get()
}

/// Runs a reader whose library may panic on a damaged file; a panic becomes the refusal of that file.
///
/// # Errors
///
/// Those of `work`; `ErrorKind::Input` for a panic.
pub fn catch_panics<T>(work: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    let outer = CATCHING.replace(true);
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
    CATCHING.set(outer);
    result.unwrap_or_else(|_| {
        let error = Error::input(RefusalReason::Corrupt, "文件内部结构损坏，读取中断");
        Err(error.hint("请在 Excel 或 WPS 里打开并另存，或向填报单位重新要一份"))
    })
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        if let Some(place) = &self.place {
            write!(f, "\n  --> {place}")?;
        }
        for hint in &self.hints {
            write!(f, "\n  办法：{hint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}
