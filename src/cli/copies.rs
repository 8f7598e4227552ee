//! Copies of the ledgers: written with marks, and cleaned of them.

use std::path::{Path, PathBuf};

use crate::cli::check::note_refusals;
use crate::cli::exit::Exit;
use crate::cli::run::note_written;
use crate::cli::screen::{Screen, clean};
use crate::error::{Error, ErrorKind};
use crate::model::finding::Finding;
use crate::output;
use crate::pipeline::{self, DISTRUSTED, Gathered, Undone};

/// Writes a marked copy of every ledger into a folder.
///
/// # Errors
///
/// Those of `Gathered::annotate` and `output::Writer`.
pub(super) fn annotate(
    gathered: &Gathered,
    findings: &[Finding],
    folder: &Path,
    quiet: bool,
    screen: &Screen,
) -> Result<Exit, Error> {
    let origin = gathered.origin();
    let mut writer = output::Writer::new(folder, &origin);
    writer.stage("annotate");
    let copies = gathered.annotate(findings, folder, |document| writer.put(document))?;
    let written = writer.finish()?;
    note_written(screen, &written, quiet);
    for (file, note) in &copies.notes {
        screen.note(&clean(format!("{file}：{note}")));
    }
    note_refusals(screen, &copies.refused);
    Ok(if copies.refused.is_empty() { Exit::Done } else { Exit::Incomplete })
}

/// Takes the marks off a file and writes the outcome elsewhere.
///
/// # Errors
///
/// Those of `pipeline::unmark`; `ErrorKind::Output` when something else stands there already.
pub(super) fn unmark(file: &Path, out: &Path, screen: &Screen) -> Result<Exit, Error> {
    let (bytes, how) = pipeline::unmark(file)?;
    let path = target(file, out);
    write_new(&path, &bytes)?;
    screen.note(&clean(format!("已去除标注，存为「{}」", path.display())));
    match how {
        Undone::Exactly => {}
        Undone::ByLooks => {
            screen.note("这份文件标注后被别的程序保存过：填色、批注和「核验问题」表已去除，其余按它现在的样子保留");
        }
        Undone::Distrusted => screen.note(DISTRUSTED),
    }
    Ok(Exit::Done)
}

/// Returns the file a result goes to: the one named, or one of the input's name in the folder named.
pub(super) fn target(file: &Path, out: &Path) -> PathBuf {
    let folder = out.is_dir() || out.to_string_lossy().ends_with(['/', '\\']);
    if folder { out.join(file.file_name().unwrap_or_default()) } else { out.to_owned() }
}

/// Writes a file where none stands, or the very same.
///
/// # Errors
///
/// `ErrorKind::Output`.
pub(super) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    match std::fs::read(path) {
        Ok(there) if there == bytes => Ok(()),
        Ok(_) => {
            let error = Error::new(ErrorKind::Output, format!("「{}」已经有了，没有覆盖", path.display()));
            Err(error.hint("请在 --out 后面换一个名字，或先移走原有文件"))
        }
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => output::write_new(path, bytes),
        Err(cause) => Err(Error::io(ErrorKind::Output, "核对原有文件", path, &cause)),
    }
}

#[cfg(test)]
mod tests {
    use super::write_new;

    #[test]
    fn only_a_path_where_nothing_stands_is_written_to() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        write_new(&at("新.xlsx"), b"1").expect("written");
        write_new(&at("新.xlsx"), b"1").expect("the very same");
        assert!(write_new(&at("新.xlsx"), b"2").is_err());
        std::fs::create_dir(at("文件夹.xlsx")).expect("made");
        assert!(write_new(&at("文件夹.xlsx"), b"1").is_err());
        #[cfg(unix)]
        {
            // What cannot be read for any other reason than that it is not there may hold anything.
            std::os::unix::fs::symlink(at("圈"), at("圈")).expect("a link");
            assert!(write_new(&at("圈"), b"1").is_err());
            std::os::unix::fs::symlink(at("没有"), at("断")).expect("a link");
            assert!(write_new(&at("断"), b"1").is_err());
            assert!(at("断").is_symlink() && at("圈").is_symlink());
        }
    }
}
