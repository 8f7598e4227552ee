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
use tempfile::TempPath;

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
    /// Whether it was only hashed where it stands, such as evidence; it is never kept whole.
    #[serde(skip)]
    pub seen_only: bool,
}

impl InputFile {
    /// Describes a file's bytes.
    pub fn of(path: &str, bytes: &[u8]) -> Self {
        Self { seen_only: false, ..Self::hashed(path, bytes.len() as u64, hex(&Sha256::digest(bytes))) }
    }

    /// Describes a file that was hashed where it stands.
    pub fn hashed(path: &str, size: u64, sha256: String) -> Self {
        Self { path: path.to_owned(), size, sha256, seen_only: true }
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
    /// What the paths of outputs begin with that stay as they are although they were not made this time.
    pub untouched: Vec<String>,
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
/// # Errors
///
/// Those of `Writer::put` and `Writer::finish`.
pub fn write(folder: &Path, stages: &[(&str, &[Document])], origin: &Origin<'_>) -> Result<Written, Error> {
    let mut writer = Writer::new(folder, origin);
    for (stage, documents) in stages {
        writer.stage(stage);
        documents.iter().try_for_each(|document| writer.put(document))?;
    }
    writer.finish()
}

/// Documents on their way into a folder, one by one: each stands beside its name until all are there.
pub struct Writer<'a> {
    folder: &'a Path,
    origin: &'a Origin<'a>,
    inputs: Vec<PathBuf>,
    stages: Vec<String>,
    ready: Vec<(OutputFile, TempPath)>,
}

impl<'a> Writer<'a> {
    /// Begins to write into a folder, which is made with the first document.
    pub fn new(folder: &'a Path, origin: &'a Origin<'a>) -> Self {
        let inputs = origin.paths.iter().filter_map(|path| path.canonicalize().ok()).collect();
        Self { folder, origin, inputs, stages: Vec::new(), ready: Vec::new() }
    }

    /// Says which stage the next documents are of.
    pub fn stage(&mut self, stage: &str) {
        self.stages.push(stage.to_owned());
    }

    /// Writes a document beside its name.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` naming the file that could not be written, or that is an input.
    pub fn put(&mut self, document: &Document) -> Result<(), Error> {
        let path = self.folder.join(&document.path);
        if path.canonicalize().is_ok_and(|target| self.inputs.contains(&target)) {
            let error = Error::new(ErrorKind::Output, format!("「{}」是输入文件，不能写在它上面", path.display()));
            return Err(error.hint("请用 --out 换一个文件夹"));
        }
        make(self.folder)?;
        self.refuse_leading_away(&path)?;
        let sha256 = hex(&Sha256::digest(&document.content));
        let stage = self.stages.last().cloned().unwrap_or_default();
        let file = temporary(&path, &document.content)?;
        self.ready.push((OutputFile { path: document.path.clone(), stage, sha256 }, file));
        Ok(())
    }

    /// Makes the folder a document goes to, unless a link leads from there out of the output folder.
    fn refuse_leading_away(&self, path: &Path) -> Result<(), Error> {
        let folder = path.parent().unwrap_or(self.folder);
        let real = |folder: &Path| folder.canonicalize().map_err(|cause| failed(path, &cause));
        // The part that stands already is looked at before anything is made below it.
        let standing = folder.ancestors().find(|folder| folder.exists()).unwrap_or(self.folder);
        if real(standing)?.starts_with(real(self.folder)?) {
            return Ok(());
        }
        let error = Error::new(ErrorKind::Output, format!("「{}」通向输出文件夹以外", standing.display()));
        Err(error.hint("请删去这个链接，或用 --out 换一个文件夹"))
    }

    /// Gives the documents their names, and writes the manifest.
    ///
    /// Files that an earlier run of the same stages made and that no longer apply are removed, unless somebody changed
    /// them; a file changed by hand is moved aside before its place is taken.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` naming the file that could not be written; files written before it are complete.
    pub fn finish(self) -> Result<Written, Error> {
        let folder = self.folder;
        make(folder)?;
        let earlier = read_manifest(folder);
        let earlier = earlier.as_ref().map_or(&[][..], |manifest| &manifest.outputs);
        let mut written = Written::default();
        let ready: BTreeSet<&str> = self.ready.iter().map(|(output, _)| output.path.as_str()).collect();
        // A file of another stage that is written anew is this stage's from now on.
        let stays = |path: &str| self.origin.untouched.iter().any(|start| path.starts_with(start)) && !ready.contains(path);
        let now =
            |file: &OutputFile| !stays(&file.path) && (self.stages.contains(&file.stage) || ready.contains(file.path.as_str()));
        let mut outputs: Vec<OutputFile> = earlier.iter().filter(|file| !now(file)).cloned().collect();
        for (output, file) in self.ready {
            let path = folder.join(&output.path);
            // A PDF that is not as it was made is a paper that was signed, sealed and scanned: nothing takes its place.
            if is_pdf(&output.path) && path.exists() && !is_made(&path, &output, earlier) {
                continue;
            }
            if let Some(aside) = keep_hand_made(&path, &output.path, &output.sha256, earlier)? {
                written.kept.push((path.clone(), aside));
            }
            file.persist(&path).map_err(|refused| failed(&path, &refused.error))?;
            outputs.push(output);
            written.files.push(path);
        }
        remove_stale(folder, earlier, &outputs, &mut written)?;
        outputs.sort_by(|a, b| a.path.cmp(&b.path));
        let path = folder.join(MANIFEST);
        write_whole(&path, manifest(self.origin, outputs).as_bytes())?;
        written.files.push(path);
        Ok(written)
    }
}

fn make(folder: &Path) -> Result<(), Error> {
    fs::create_dir_all(folder).map_err(|cause| Error::io(ErrorKind::Output, "建立输出文件夹", folder, &cause))
}

/// Removes what an earlier run made and this one did not.
fn remove_stale(folder: &Path, earlier: &[OutputFile], outputs: &[OutputFile], written: &mut Written) -> Result<(), Error> {
    let made: BTreeSet<&str> = outputs.iter().map(|file| file.path.as_str()).collect();
    for stale in earlier.iter().filter(|file| !made.contains(file.path.as_str()) && is_safe(&file.path)) {
        let path = folder.join(&stale.path);
        if file_hash(&path).as_deref() == Some(&stale.sha256) {
            if fs::remove_file(&path).is_ok() {
                written.removed.push(path);
            }
        } else if is_pdf(&stale.path) {
            // A scan stays where it was put.
        } else if let Some(aside) = keep_hand_made(&path, &stale.path, "", earlier)? {
            // Under its own name it would look like one of this month's papers.
            written.kept.push((path, aside));
        }
    }
    Ok(())
}

/// Returns the manifest's text.
fn manifest(origin: &Origin<'_>, outputs: Vec<OutputFile>) -> String {
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
    serde_json::to_string_pretty(&manifest).expect("a manifest is plain data") + "\n"
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

/// Says whether a file in a folder is just as an earlier run wrote it there.
pub fn is_as_written(folder: &Path, name: &str) -> bool {
    let Some(hash) = file_hash(&folder.join(name)) else { return false };
    read_manifest(folder).is_some_and(|manifest| manifest.outputs.iter().any(|file| file.path == name && file.sha256 == hash))
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
    temporary(path, content)?.persist(path).map_err(|refused| failed(path, &refused.error))
}

/// Writes a file beside its name and renames it into place, unless something stands there by then.
///
/// # Errors
///
/// `ErrorKind::Output`.
pub fn write_new(path: &Path, content: &[u8]) -> Result<(), Error> {
    temporary(path, content)?.persist_noclobber(path).map_err(|refused| failed(path, &refused.error))
}

/// Writes a file's content beside its name; it disappears unless it is renamed.
fn temporary(path: &Path, content: &[u8]) -> Result<TempPath, Error> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    let failed = |cause: std::io::Error| failed(path, &cause);
    fs::create_dir_all(folder).map_err(failed)?;
    let mut file = tempfile::Builder::new().prefix(".xuncha-").suffix(".tmp").tempfile_in(folder).map_err(failed)?;
    file.write_all(content).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    share(file.as_file());
    Ok(file.into_temp_path())
}

fn failed(path: &Path, cause: &std::io::Error) -> Error {
    Error::io(ErrorKind::Output, "写出文件", path, cause)
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

fn is_pdf(path: &str) -> bool {
    path.ends_with(".pdf")
}

/// Says whether a file is what an earlier run wrote, or what is about to be written.
fn is_made(path: &Path, output: &OutputFile, earlier: &[OutputFile]) -> bool {
    let hash = file_hash(path);
    let same = |file: &OutputFile| file.path == output.path && hash.as_deref() == Some(&file.sha256);
    same(output) || earlier.iter().any(same)
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
        let policy = PolicyStamp { title: "办法".into(), version: "1".into(), since: None, sha256: String::new() };
        let as_of = chrono::NaiveDate::from_ymd_opt(2026, 10, 31).expect("a date");
        let origin = Origin { as_of, policy: &policy, inputs: &[], paths: &[], counts: Counts::default(), untouched: Vec::new() };
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
        let policy = PolicyStamp { title: "办法".into(), version: "1".into(), since: None, sha256: String::new() };
        let as_of = chrono::NaiveDate::from_ymd_opt(2026, 10, 31).expect("a date");
        let origin = Origin { as_of, policy: &policy, inputs: &[], paths: &[], counts: Counts::default(), untouched: Vec::new() };
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
    fn nothing_gets_its_name_before_all_can() {
        let folder = tempfile::tempdir().expect("a folder");
        let input = folder.path().join("台账.xlsx");
        std::fs::write(&input, "台账").expect("written");
        let policy = PolicyStamp { title: "办法".into(), version: "1".into(), since: None, sha256: String::new() };
        let as_of = chrono::NaiveDate::from_ymd_opt(2026, 10, 31).expect("a date");
        let origin =
            Origin { as_of, policy: &policy, inputs: &[], paths: &[input], counts: Counts::default(), untouched: Vec::new() };
        let documents = documents(&[("甲.docx", "1"), ("台账.xlsx", "2")]);
        assert!(write(folder.path(), &[("letter", &documents)], &origin).is_err());
        let names = std::fs::read_dir(folder.path()).expect("a folder").map(|e| e.expect("an entry").file_name());
        assert_eq!(names.collect::<Vec<_>>(), ["台账.xlsx"]);
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
