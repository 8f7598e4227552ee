//! Which files a path stands for.

use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind};
use crate::model::text::Text;
use crate::output;

/// A file to read and the name it is shown by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// Where it is.
    pub(super) path: PathBuf,
    /// What it is called.
    pub(super) name: Text,
    /// The name below the folder that was given; of a single file its own name.
    pub(super) below: String,
}

/// Returns a path as people read it.
pub(super) fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// Lists a file, or the files of a folder and its folders, sorted by name; hidden files and Excel's locks are left out.
pub(super) fn list(path: &Path, name: &str) -> Result<Vec<Named>, Error> {
    if !path.exists() {
        return Err(Error::new(ErrorKind::Request, format!("找不到「{name}」")).hint("请核对路径；路径里有空格时要加引号"));
    }
    if path.is_file() {
        let below = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        return Ok(vec![Named { path: path.to_owned(), name: name.into(), below }]);
    }
    let mut found = Vec::new();
    walk(path, name.trim_end_matches('/'), "", &mut found)?;
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

fn walk(folder: &Path, name: &str, below: &str, found: &mut Vec<Named>) -> Result<(), Error> {
    let failed = |cause: &std::io::Error| Error::io(ErrorKind::Request, "打开文件夹", folder, cause);
    let made_here = output::made_here(folder);
    for entry in std::fs::read_dir(folder).map_err(|cause| failed(&cause))? {
        let entry = entry.map_err(|cause| failed(&cause))?;
        let own = entry.file_name().to_string_lossy().into_owned();
        if is_passed_over(&own) || made_here.contains(&own) {
            continue;
        }
        let name = format!("{name}/{own}");
        let below = if below.is_empty() { own } else { format!("{below}/{own}") };
        // Links are not followed: they may lead out of the folder, or round in a circle.
        let kind = entry.file_type().map_err(|cause| failed(&cause))?;
        if kind.is_dir() {
            walk(&entry.path(), &name, &below, found)?;
        } else if kind.is_file() {
            found.push(Named { path: entry.path(), name: name.into(), below });
        }
    }
    Ok(())
}

/// Says whether a file is none of the office's: hidden, an Excel lock, or the system's own.
fn is_passed_over(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    name.starts_with('.')
        || name.starts_with("~$")
        || name.starts_with(".~")
        || lower == "desktop.ini"
        || lower.ends_with(".tmp")
        // The store, and what SQLite puts beside it.
        || lower.ends_with(".db")
        || lower.ends_with(".db-journal")
}
