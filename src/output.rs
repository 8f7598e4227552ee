//! The output folder: files appear whole or not at all, what people changed by hand is kept, and a manifest
//! says what was made from what.
//!
//! Source: `contract.md` §5.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::{Error, ErrorKind};
use crate::model::assessment::PolicyStamp;
use crate::model::document::Document;
use crate::policy::hex;

/// The manifest's name.
pub const MANIFEST: &str = "manifest.json";

/// The stage whose outputs are marked copies of ledgers.
pub const MARKED: &str = "annotate";

/// An input file as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// Path as shown to people.
    pub path: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256, hex.
    pub sha256: String,
}

impl InputFile {
    /// Describes a file's bytes.
    pub fn of(path: &str, bytes: &[u8]) -> Self {
        Self::hashed(path, bytes.len() as u64, hex(&Sha256::digest(bytes)))
    }

    /// Describes a file that was hashed where it stands.
    pub fn hashed(path: &str, size: u64, sha256: String) -> Self {
        Self { path: path.to_owned(), size, sha256 }
    }
}

/// How many files were read, and what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Rows and files looked at: used + skipped + refused.
    pub read: u64,
    /// Rows that became records.
    pub used: u64,
    /// Rows passed over, each with a reason.
    pub skipped: u64,
    /// Files refused.
    pub refused: u64,
}

/// An output file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct OutputFile {
    path: String,
    stage: String,
    sha256: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct Manifest {
    version: u32,
    program: String,
    as_of: String,
    policy: Stamp,
    counts: Counts,
    inputs: Vec<InputFile>,
    outputs: Vec<OutputFile>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Stamp {
    title: String,
    version: String,
    sha256: String,
}

/// What a run was made from.
#[derive(Clone, Debug)]
pub struct Origin<'a> {
    /// The reporting date.
    pub as_of: chrono::NaiveDate,
    /// The policy.
    pub policy: &'a PolicyStamp,
    /// The inputs.
    pub inputs: &'a [InputFile],
    /// Where inputs stand on this machine; nothing is ever written over them.
    pub paths: &'a [PathBuf],
    /// The counts.
    pub counts: Counts,
}

/// What writing did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Files written, in order.
    pub files: Vec<PathBuf>,
    /// Files somebody had changed by hand, moved aside: old name and new name.
    pub kept: Vec<(PathBuf, PathBuf)>,
    /// Files of an earlier run that no longer apply, removed.
    pub removed: Vec<PathBuf>,
}

/// Writes the documents of some stages into a folder, and the manifest beside them.
///
/// Files that an earlier run of the same stages made and that no longer apply are removed, unless somebody changed
/// them; a file changed by hand is moved aside before its place is taken.
///
/// # Errors
///
/// `ErrorKind::Output` naming the file that could not be written; files written before it are complete.
pub fn write(folder: &Path, stages: &[(&str, &[Document])], origin: &Origin<'_>) -> Result<Written, Error> {
    fs::create_dir_all(folder).map_err(|cause| Error::io(ErrorKind::Output, "建立输出文件夹", folder, &cause))?;
    refuse_inputs(folder, stages, origin.paths)?;
    let earlier = read_manifest(folder);
    let earlier = earlier.as_ref().map_or(&[][..], |manifest| &manifest.outputs);
    let mut written = Written::default();
    let now = |file: &OutputFile| {
        // A file of another stage that is written anew is this stage's from now on.
        stages.iter().any(|(stage, documents)| *stage == file.stage || documents.iter().any(|new| new.path == file.path))
    };
    let mut outputs: Vec<OutputFile> = earlier.iter().filter(|file| !now(file)).cloned().collect();
    for (stage, documents) in stages {
        for document in *documents {
            let path = folder.join(&document.path);
            let sha256 = hex(&Sha256::digest(&document.content));
            if let Some(aside) = keep_hand_made(&path, &document.path, &sha256, earlier)? {
                written.kept.push((path.clone(), aside));
            }
            write_whole(&path, &document.content)?;
            outputs.push(OutputFile { path: document.path.clone(), stage: (*stage).to_owned(), sha256 });
            written.files.push(path);
        }
    }
    for stale in earlier.iter().filter(|file| !outputs.iter().any(|now| now.path == file.path)) {
        let path = folder.join(&stale.path);
        if !is_safe(&stale.path) {
            continue;
        }
        if file_hash(&path).as_deref() == Some(&stale.sha256) {
            if fs::remove_file(&path).is_ok() {
                written.removed.push(path);
            }
        } else if let Some(aside) = keep_hand_made(&path, &stale.path, "", earlier)? {
            // Under its own name it would look like one of this month's papers.
            written.kept.push((path, aside));
        }
    }
    outputs.sort_by(|a, b| a.path.cmp(&b.path));
    let manifest = Manifest {
        version: 1,
        program: format!("xuncha {}", env!("CARGO_PKG_VERSION")),
        as_of: origin.as_of.to_string(),
        policy: Stamp {
            title: origin.policy.title.clone(),
            version: origin.policy.version.clone(),
            sha256: origin.policy.sha256.clone(),
        },
        counts: origin.counts,
        inputs: origin.inputs.to_vec(),
        outputs,
    };
    let mut text = serde_json::to_string_pretty(&manifest).expect("a manifest is plain data");
    text.push('\n');
    let path = folder.join(MANIFEST);
    write_whole(&path, text.as_bytes())?;
    written.files.push(path);
    Ok(written)
}

/// Refuses to write where an input stands.
fn refuse_inputs(folder: &Path, stages: &[(&str, &[Document])], inputs: &[PathBuf]) -> Result<(), Error> {
    let inputs: Vec<PathBuf> = inputs.iter().filter_map(|path| path.canonicalize().ok()).collect();
    for document in stages.iter().flat_map(|(_, documents)| *documents) {
        let path = folder.join(&document.path);
        if path.canonicalize().is_ok_and(|target| inputs.contains(&target)) {
            let error = Error::new(ErrorKind::Output, format!("「{}」是输入文件，不能写在它上面", path.display()));
            return Err(error.hint("请用 --out 换一个文件夹"));
        }
    }
    Ok(())
}

/// Returns the names of the reports and letters in a folder that an earlier run wrote there, and its manifest.
///
/// Marked copies are ledgers still: units put them right and hand them in again.
pub fn made_here(folder: &Path) -> BTreeSet<String> {
    let Some(manifest) = read_manifest(folder) else { return BTreeSet::new() };
    let top = |path: &str| path.split('/').next().unwrap_or(path).to_owned();
    let papers = manifest.outputs.iter().filter(|file| file.stage != MARKED);
    papers.map(|file| top(&file.path)).chain([MANIFEST.to_owned()]).collect()
}

/// Returns the reporting date of the outputs in a folder; `None` when no manifest says it.
pub fn as_of(folder: &Path) -> Option<chrono::NaiveDate> {
    read_manifest(folder)?.as_of.parse().ok()
}

/// Writes a file beside its name and renames it into place.
///
/// # Errors
///
/// `ErrorKind::Output`.
pub fn write_whole(path: &Path, content: &[u8]) -> Result<(), Error> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    let failed = |cause: &std::io::Error| Error::io(ErrorKind::Output, "写出文件", path, cause);
    fs::create_dir_all(folder).map_err(|cause| failed(&cause))?;
    let mut file =
        tempfile::Builder::new().prefix(".xuncha-").suffix(".tmp").tempfile_in(folder).map_err(|cause| failed(&cause))?;
    file.write_all(content).and_then(|()| file.as_file().sync_all()).map_err(|cause| failed(&cause))?;
    share(file.as_file());
    file.persist(path).map_err(|refused| failed(&refused.error))?;
    Ok(())
}

/// Gives a new file the rights others expect of it; a temporary file is made for its owner only.
fn share(file: &fs::File) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A folder that refuses this still holds a complete file.
        let _ = file.set_permissions(fs::Permissions::from_mode(0o644));
    }
    #[cfg(not(unix))]
    let _ = file;
}

/// Moves a file aside that is neither what an earlier run wrote nor what is about to be written.
fn keep_hand_made(path: &Path, name: &str, new_hash: &str, earlier: &[OutputFile]) -> Result<Option<PathBuf>, Error> {
    let Some(hash) = file_hash(path) else { return Ok(None) };
    let ours = earlier.iter().any(|file| file.path == name && file.sha256 == hash);
    if ours || hash == new_hash {
        return Ok(None);
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().map(|e| format!(".{}", e.to_string_lossy())).unwrap_or_default();
    let aside =
        (1..).map(|n| path.with_file_name(format!("{stem}（手工修改{n}）{extension}"))).find(|candidate| !candidate.exists());
    let aside = aside.expect("numbers do not end");
    fs::rename(path, &aside).map_err(|cause| Error::io(ErrorKind::Output, "保留手工修改过的文件", path, &cause))?;
    Ok(Some(aside))
}

fn file_hash(path: &Path) -> Option<String> {
    fs::read(path).ok().map(|bytes| hex(&Sha256::digest(bytes)))
}

fn read_manifest(folder: &Path) -> Option<Manifest> {
    serde_json::from_slice(&fs::read(folder.join(MANIFEST)).ok()?).ok()
}

/// Says whether a path from a manifest stays in its folder.
fn is_safe(path: &str) -> bool {
    !Path::new(path).is_absolute() && !path.split(['/', '\\']).any(|part| part == ".." || part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{Counts, Origin, write};
    use crate::model::assessment::PolicyStamp;
    use crate::model::document::Document;

    fn documents(names: &[(&str, &str)]) -> Vec<Document> {
        let document = |(path, text): &(&str, &str)| Document {
            path: (*path).into(),
            title: String::new(),
            content: text.as_bytes().to_vec(),
        };
        names.iter().map(document).collect()
    }

    fn run(folder: &std::path::Path, names: &[(&str, &str)]) -> super::Written {
        let policy = PolicyStamp { title: "办法".into(), version: "1".into(), sha256: String::new() };
        let as_of = chrono::NaiveDate::from_ymd_opt(2026, 10, 31).expect("a date");
        let origin = Origin { as_of, policy: &policy, inputs: &[], paths: &[], counts: Counts::default() };
        write(folder, &[("letter", &documents(names))], &origin).expect("written")
    }

    #[test]
    fn letters_that_no_longer_apply_disappear() {
        let folder = tempfile::tempdir().expect("a folder");
        run(folder.path(), &[("函/甲.docx", "1"), ("函/乙.docx", "2")]);
        let second = run(folder.path(), &[("函/甲.docx", "1")]);
        assert_eq!(second.removed, [folder.path().join("函/乙.docx")]);
        assert!(!folder.path().join("函/乙.docx").exists());
    }

    #[test]
    fn a_file_two_stages_write_is_listed_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let policy = PolicyStamp { title: "办法".into(), version: "1".into(), sha256: String::new() };
        let as_of = chrono::NaiveDate::from_ymd_opt(2026, 10, 31).expect("a date");
        let origin = Origin { as_of, policy: &policy, inputs: &[], paths: &[], counts: Counts::default() };
        for (stage, names) in [("report", &[("甲", "1"), ("乙", "1")][..]), ("check", &[("甲", "2")][..])] {
            write(folder.path(), &[(stage, &documents(names))], &origin).expect("written");
        }
        let manifest = super::read_manifest(folder.path()).expect("the manifest");
        let listed: Vec<_> = manifest.outputs.iter().map(|file| (&*file.path, &*file.stage)).collect();
        assert_eq!(listed, [("乙", "report"), ("甲", "check")]);
    }

    #[test]
    fn what_people_changed_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        run(folder.path(), &[("甲.docx", "1"), ("乙.docx", "2")]);
        std::fs::write(folder.path().join("甲.docx"), "改过").expect("changed");
        std::fs::write(folder.path().join("乙.docx"), "改过").expect("changed");
        let second = run(folder.path(), &[("甲.docx", "1")]);
        let aside =
            |name: &str| (folder.path().join(format!("{name}.docx")), folder.path().join(format!("{name}（手工修改1）.docx")));
        assert_eq!(second.kept, [aside("甲"), aside("乙")]);
        assert_eq!(std::fs::read_to_string(folder.path().join("甲（手工修改1）.docx")).ok().as_deref(), Some("改过"));
        assert!(second.removed.is_empty() && folder.path().join("乙（手工修改1）.docx").exists());
    }

    #[test]
    fn no_temporary_file_is_left_behind() {
        let folder = tempfile::tempdir().expect("a folder");
        run(folder.path(), &[("甲.docx", "1")]);
        let mut names: Vec<_> =
            std::fs::read_dir(folder.path()).expect("a folder").map(|e| e.expect("an entry").file_name()).collect();
        names.sort();
        assert_eq!(names, ["manifest.json", "甲.docx"]);
    }
}
