//! What can be wrong with the store, in the clerk's words, each with what to do.

use rusqlite::ErrorCode;

use crate::error::{Error, ErrorKind};
use crate::model::place::Place;

/// What is wrong with the file as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is no longer what was written.
    Damaged,
    /// A newer program wrote it.
    Newer,
    /// Another program wrote it.
    Foreign,
    /// A folder has its name.
    Folder,
    /// It is a link, or lies behind one that leads out of the workspace.
    Link,
    /// Another process has it.
    Busy,
    /// It may not be written.
    ReadOnly,
    /// There is no room left.
    Full,
    /// It cannot be opened.
    Closed,
    /// Anything else.
    Other,
}

impl Fault {
    /// Returns the error.
    pub(super) fn error(self, name: &str) -> Error {
        let aside = format!(
            "请把「{name}」移到别处留存（不要删除），再运行本月的 xuncha run，从本月起重新存档；以前各月要有当时的文件才能补"
        );
        let (message, hint) = match self {
            Self::Damaged => ("存档文件损坏了，没有改动它".to_owned(), aside),
            Self::Newer => {
                let hint = format!("请升级程序；不能升级的，把「{name}」移到别处留存，再运行本月的 xuncha run");
                ("存档文件是更新版本的程序写的，这个版本看不懂，没有改动它".to_owned(), hint)
            }
            Self::Foreign => {
                let hint = "请移走它，或在 xuncha.toml 的 [paths] 里用 store 另起一个名字，例如 store = \"存档.db\"".to_owned();
                ("这个文件不是 xuncha 的存档，没有改动它".to_owned(), hint)
            }
            Self::Folder => {
                let hint = "请给文件夹改名，或在 xuncha.toml 的 [paths] 里用 store 另起一个名字".to_owned();
                ("存档的位置上是一个文件夹".to_owned(), hint)
            }
            Self::Link => {
                ("存档文件是一个链接，或者在链接指到的工作区外面，没有使用".to_owned(), "请换成工作区里真正的文件".to_owned())
            }
            Self::Busy => ("存档文件正被另一个程序使用，等了一会儿还没有让出来".to_owned(), "请等另一边运行完再试".to_owned()),
            Self::ReadOnly => ("存档文件不能写".to_owned(), "请检查工作区文件夹和这个文件是否只读".to_owned()),
            Self::Full => ("磁盘已满，本月没有存档，原有的存档不变".to_owned(), "请清理磁盘后重新运行".to_owned()),
            Self::Closed => ("存档文件打不开".to_owned(), "请检查工作区文件夹是否存在、是否有读写权限".to_owned()),
            Self::Other => {
                ("存档文件读写失败".to_owned(), "请重新运行；还不行的，把它移到别处留存，再运行本月的 xuncha run".to_owned())
            }
        };
        Error::new(ErrorKind::Store, message).at(Place::file(name)).hint(hint)
    }

    fn of(cause: &rusqlite::Error) -> Self {
        match cause.sqlite_error_code() {
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed) => Self::Busy,
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly,
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::CannotOpen) => Self::Closed,
            Some(_) => Self::Other,
            // A column that is not there or holds something else: the tables are not the ones this program made.
            None => Self::Damaged,
        }
    }
}

/// Names the file an error of SQLite is about.
pub(super) fn at(name: &str) -> impl Fn(rusqlite::Error) -> Error {
    let name = name.to_owned();
    move |cause| Fault::of(&cause).error(&name)
}
