//! Copies of the ledgers with what was found in them, and the marks taken off again.

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;

use crate::error::{Error, ErrorKind, catch_panics};
use crate::model::document::Document;
use crate::model::finding::{Finding, Refusal, RefusalReason};
use crate::model::place::Place;
use crate::model::text::Text;
use crate::output::InputFile;
use crate::pipeline::files::{Named, shown};
use crate::pipeline::{Gathered, Request, Source, gather, unlisted};
use crate::report::annotate::{self, Undone};
use crate::report::fix::Change;
use crate::workspace::Workspace;
use crate::{read, report};

/// What became of the marked copies.
#[derive(Clone, Debug, Default)]
pub struct Annotated {
    /// What people have to know of a file's copy.
    pub notes: Vec<(Text, String)>,
    /// Files of which no copy could be made.
    pub refused: Vec<Refusal>,
}

impl Gathered {
    /// Makes a copy of every ledger that was used, with what was found in it, and hands each on as it is made: there are
    /// never more of them in memory than are made at once.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Request` when the copies would lie among the inputs; those of `put`.
    pub fn annotate(
        &self,
        findings: &[Finding],
        folder: &Path,
        mut put: impl FnMut(&Document) -> Result<(), Error>,
    ) -> Result<Annotated, Error> {
        self.refuse_folder(folder)?;
        let refused = |file: &Text| self.ledger.refused.iter().any(|refusal| refusal.file == *file);
        let used: Vec<&Named> = self.ledger_files().iter().filter(|file| !refused(&file.name)).collect();
        let mut annotated = Annotated::default();
        let mut taken = BTreeSet::new();
        for some in used.chunks(rayon::current_num_threads().max(1)) {
            let copies: Vec<_> = some.par_iter().map(|file| (file, self.copy(file, findings))).collect();
            for (file, copy) in copies {
                match copy {
                    Ok(mut copy) => {
                        copy.document.path = free_path(&copy.document.path, &mut taken);
                        annotated.notes.extend(copy.note.map(|note| (file.name.clone(), note)));
                        put(&copy.document)?;
                    }
                    Err(error) => annotated.refused.push(error.into_refusal(&file.name)),
                }
            }
        }
        Ok(annotated)
    }

    fn copy(&self, file: &Named, findings: &[Finding]) -> Result<annotate::Copied, Error> {
        let bytes = self.papers.bytes(&file.path, &file.name)?;
        let same = self.files.iter().any(|known| *known == InputFile::of(&file.name, &bytes));
        if !same {
            let error = Error::input(RefusalReason::Unreadable, "文件在核验时被改动了，没有标注");
            return Err(error.hint("请关闭正在编辑它的程序后重新运行"));
        }
        catch_panics(|| {
            annotate::copy(&annotate::Original {
                path: file.below.clone(),
                bytes: &bytes,
                findings: findings.iter().filter(|finding| finding.place.file == file.name).collect(),
                tables: self.ledger.tables.iter().filter(|table| table.file == file.name).collect(),
                open: &|bytes| unlisted::open(&file.name, bytes.to_vec()),
                as_of: self.as_of,
            })
        })
    }

    /// Refuses to put copies where the next run would read them as ledgers, or beside a file they have the name of.
    fn refuse_folder(&self, folder: &Path) -> Result<(), Error> {
        let target = absolute(folder);
        let beside = || self.ledger_files().iter().filter_map(|file| file.path.parent()).any(|parent| absolute(parent) == target);
        if self.is_among_inputs(&target) || beside() {
            let error = Error::new(ErrorKind::Request, format!("「{}」里是原文件，标注后的副本不能放在这里", folder.display()));
            return Err(error.hint("请另写一个文件夹，例如 --annotate 标注"));
        }
        Ok(())
    }
}

impl Gathered {
    /// Refuses a folder for outputs that lies among a workspace's inputs: units' files and results would get mixed up.
    ///
    /// Plain folders have no other place; what was written there is known by its manifest and not read.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Request`.
    pub fn refuse_outputs(&self, folder: &Path) -> Result<(), Error> {
        let target = absolute(folder);
        let Some(own) = self.outputs.as_deref().map(absolute) else { return Ok(()) };
        // Where an office's own output folder lies among its ledgers, it has chosen so, and its runs know what they wrote.
        if target.starts_with(own) || !self.is_among_inputs(&target) {
            return Ok(());
        }
        let error = Error::new(ErrorKind::Request, format!("「{}」在原文件的文件夹里，写出的文件不能放在这里", folder.display()));
        Err(error.hint("请另写一个文件夹，例如 --out 结果"))
    }

    fn is_among_inputs(&self, target: &Path) -> bool {
        self.folders.iter().any(|inputs| target.starts_with(absolute(inputs)))
    }
}

/// Returns the folders in which no copy of an input may be put: it would be read as one more ledger.
pub(super) fn input_folders(request: &Request, workspace: Option<&Workspace>, named: &[Named]) -> Vec<PathBuf> {
    match (&request.source, workspace) {
        (Source::Workspace(_), Some(workspace)) => {
            let templates = workspace.path(&workspace.paths.templates);
            let profiles = workspace.path(&workspace.paths.profiles);
            workspace.read_folders().chain([profiles, templates]).collect()
        }
        (Source::Files(paths), _) => paths.iter().filter(|path| path.is_dir()).cloned().collect(),
        (Source::Workspace(_), None) => named.iter().filter_map(|file| file.path.parent().map(Path::to_owned)).collect(),
    }
}

/// Refuses a file that would be read as one more input of a workspace.
///
/// # Errors
///
/// `ErrorKind::Request` when it would lie in one of the folders that are read.
pub fn refuse_among_inputs(workspace: &Workspace, file: &Path) -> Result<(), Error> {
    let target = absolute(file);
    if !workspace.read_folders().any(|inputs| target.starts_with(absolute(&inputs))) {
        return Ok(());
    }
    let error = Error::new(ErrorKind::Request, format!("「{}」在原文件的文件夹里，写出的文件不能放在这里", file.display()));
    Err(error.hint("请在 --out 后面另写一个地方，例如 --out 办法.toml"))
}

/// Takes the marks off a file, and says how they came off.
///
/// # Errors
///
/// `ErrorKind::Input` when it cannot be read, `ErrorKind::Request` when it has no marks.
pub fn unmark(path: &Path) -> Result<(Vec<u8>, Undone), Error> {
    let name = Text::from(shown(path));
    let bytes = read::bytes(path, &name)?;
    // What cannot be read was not marked either, and what it may cost is known there.
    catch_panics(|| read::open(&name, bytes.clone()).map(|_| ()))?;
    let unmarked = catch_panics(|| annotate::unmark(&bytes))?.map(|unmarked| (unmarked.bytes, unmarked.how));
    unmarked.ok_or_else(|| {
        Error::new(ErrorKind::Request, format!("「{name}」没有核验标注")).hint("请写上用 --annotate 得到的那一份文件")
    })
}

/// A ledger with its sure corrections made.
#[derive(Debug)]
pub struct Fixed {
    /// The file.
    pub bytes: Vec<u8>,
    /// The corrections, with those that could not be made.
    pub changes: Vec<Change>,
    /// What people have to know of the file.
    pub note: Option<&'static str>,
}

/// Makes the corrections of one ledger that cannot be wrong.
///
/// # Errors
///
/// Those of `gather`; the refusal's words when the file cannot be used; `ErrorKind::Output` when it cannot be patched.
pub fn fix(request: &Request) -> Result<Fixed, Error> {
    let gathered = gather(request)?;
    let [file] = gathered.ledger_files() else {
        let error = Error::new(ErrorKind::Request, "一次只能改一个台账文件");
        return Err(error.hint("请写上这个文件的路径，例如 xuncha fix 某某局整改台账.xlsx --out 改后.xlsx"));
    };
    if let Some(refusal) = gathered.ledger.refused.first() {
        let error = Error::input(refusal.reason, refusal.message.clone()).hint(refusal.hint.clone());
        return Err(error.at(Place::file(refusal.file.clone())));
    }
    let bytes = read::bytes(&file.path, &file.name)?;
    catch_panics(|| {
        let mut book = unlisted::open(&file.name, bytes.clone())?;
        let mut changes = report::fix::corrections(&gathered.ledger, &gathered.directory, book.as_mut())?;
        let (bytes, distrusted) = report::fix::apply(&bytes, &mut changes)?;
        Ok(Fixed { bytes, changes, note: distrusted.then_some(annotate::DISTRUSTED) })
    })
}

/// Returns the path, or one like it with a number, that no earlier copy has.
fn free_path(path: &str, taken: &mut BTreeSet<String>) -> String {
    let (stem, end) = path.rsplit_once('.').map_or((path, String::new()), |(stem, end)| (stem, format!(".{end}")));
    let numbered = |number: u32| if number == 1 { path.to_owned() } else { format!("{stem}({number}){end}") };
    let free = (1..).map(numbered).find(|candidate| !taken.contains(&candidate.to_lowercase())).unwrap_or_default();
    taken.insert(free.to_lowercase());
    free
}

/// Returns where a path leads, even if its last parts do not exist yet.
pub(super) fn absolute(path: &Path) -> PathBuf {
    let here = Path::new(".").canonicalize().unwrap_or_default();
    path.components().fold(here, |mut real, step| {
        match step {
            Component::ParentDir => {
                real.pop();
            }
            step => real.push(step),
        }
        real.canonicalize().unwrap_or(real)
    })
}
