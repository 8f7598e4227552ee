//! Where the papers of a request come from: the folder as it is now, or what the store kept of a month.
//!
//! The rest of the pipeline asks here for bytes and listings by name and cannot tell the two apart.

use std::borrow::Cow;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::error::{Error, ErrorKind};
use crate::model::finding::Refusal;
use crate::model::history::{Paper, PaperKind, Published};
use crate::model::place::Place;
use crate::model::text::Text;
use crate::output::InputFile;
use crate::pipeline::files::{self, Named};
use crate::read;
use crate::store::Store;
use crate::workspace::{Workspace, read_text};

/// Names of what is kept beside the office's files.
pub(super) mod aside {
    /// The built-in policy.
    pub(crate) const POLICY: &str = "（自带）policy.toml";
    /// The built-in public holidays.
    pub(crate) const HOLIDAYS: &str = "（自带）holidays.toml";
    /// What the evidence folders held.
    pub(crate) const EVIDENCE: &str = "（佐证材料清单）";
    /// What could not be read.
    pub(crate) const REFUSED: &str = "（没有使用的文件）";
    /// The register of letters as of the reporting date.
    pub(crate) const REGISTER: &str = "（发文登记）";
}

/// Where papers come from.
#[derive(Clone, Debug, Default)]
pub enum Papers {
    /// The folder.
    #[default]
    Folder,
    /// The store.
    Kept(Arc<Kept>),
}

/// A month in the store.
#[derive(Debug)]
pub struct Kept {
    store: Mutex<Store>,
    published: Published,
    /// What could not be read then.
    refused: Vec<Refusal>,
    /// The output folder of then: what lies in it was no ledger, wherever it is.
    output: String,
    /// Whether something that was kept could not be read any more.
    lost: AtomicBool,
}

impl Kept {
    /// Takes a month out of an open store.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store` when it is not whole.
    pub(super) fn new(store: Store, published: Published) -> Result<Self, Error> {
        let mut kept = Self {
            store: Mutex::new(store),
            published,
            refused: Vec::new(),
            output: String::new(),
            lost: AtomicBool::new(false),
        };
        if let Some(bytes) = kept.paper(PaperKind::Aside, aside::REFUSED).map(|paper| kept.content(paper)).transpose()? {
            kept.refused = serde_json::from_slice(&bytes).map_err(|_| incomplete(aside::REFUSED))?;
        }
        Ok(kept)
    }

    /// How the month was published.
    pub(super) fn published(&self) -> &Published {
        &self.published
    }

    /// Lends the store.
    pub(super) fn store(&self) -> std::sync::MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the workspace as it was set up then.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store` when it was not kept.
    pub(super) fn workspace(&mut self, now: &Workspace) -> Result<Workspace, Error> {
        let name = crate::workspace::FILE_NAME;
        let bytes = self.bytes(name)?;
        let source = String::from_utf8(bytes).map_err(|_| incomplete(name))?;
        let then = Workspace::parse(&now.root, source, |name| self.paper(PaperKind::File, name).is_some())?;
        self.output = format!("{}/", then.paths.output.trim_end_matches('/'));
        Ok(then)
    }

    /// Says whether something that was kept could not be read any more.
    pub(super) fn has_lost(&self) -> bool {
        self.lost.load(Ordering::Relaxed)
    }

    fn paper(&self, kind: PaperKind, name: &str) -> Option<&Paper> {
        self.published.papers.iter().find(|paper| paper.kind == kind && paper.name == name)
    }

    fn content(&self, paper: &Paper) -> Result<Vec<u8>, Error> {
        let content = self.store().content(&paper.sha256)?;
        // A content that is not what it is called by is a damaged file, whatever SQLite says of its pages.
        let same = |bytes: &Vec<u8>| InputFile::of(&paper.name, bytes).sha256 == paper.sha256;
        content.filter(same).ok_or_else(|| {
            self.lost.store(true, Ordering::Relaxed);
            incomplete(&paper.name)
        })
    }

    fn refusal(&self, name: &str) -> Option<Error> {
        let refusal = self.refused.iter().find(|refusal| *refusal.file == *name)?;
        let error = Error::input(refusal.reason, refusal.message.clone()).hint(refusal.hint.clone());
        Some(error.at(Place::file(refusal.file.clone())))
    }

    fn bytes(&self, name: &str) -> Result<Vec<u8>, Error> {
        match (self.paper(PaperKind::File, name), self.refusal(name)) {
            (Some(paper), _) => self.content(paper),
            (None, Some(error)) => Err(error),
            (None, None) => Err(incomplete(name)),
        }
    }

    /// Lists the kept file, or the kept files below a folder, as the folder itself was listed then.
    fn list(&self, path: &Path, name: &str) -> Result<Vec<Named>, Error> {
        let prefix = format!("{}/", name.trim_end_matches('/'));
        let files = self.published.papers.iter().filter(|paper| paper.kind == PaperKind::File).map(|paper| paper.name.as_str());
        let unread = self.refused.iter().map(|refusal| refusal.file.as_str());
        let all: Vec<&str> = files.chain(unread).collect();
        if all.contains(&name) {
            if let (None, Some(error)) = (self.paper(PaperKind::File, name), self.refusal(name)) {
                return Err(error);
            }
            let below = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            return Ok(vec![Named { path: path.to_owned(), name: name.into(), below }]);
        }
        // As in the folder, what a run has written is nothing to read, unless it is asked for.
        let is_output = |full: &str| !self.output.is_empty() && full.starts_with(&self.output);
        let all = all.into_iter().filter(|full| !is_output(full) || is_output(&prefix));
        let below = all.filter_map(|full| Some((full, full.strip_prefix(&prefix)?)));
        let mut found: Vec<Named> =
            below.map(|(full, below)| Named { path: path.join(below), name: full.into(), below: below.to_owned() }).collect();
        found.sort_by(|a, b| a.name.cmp(&b.name));
        found.dedup_by(|a, b| a.name == b.name);
        Ok(found)
    }
}

/// Returns the error of a kept paper that is gone or damaged.
pub(super) fn incomplete(name: &str) -> Error {
    let error = Error::new(ErrorKind::Store, "存档里缺了这个文件，或者它的内容损坏了").at(Place::file(name));
    error.hint("这个月不能按发布时的样子重算；有当时的原件的，放回去再运行 xuncha run")
}

impl Papers {
    /// Returns the kept month, where papers come from the store.
    pub(super) fn kept(&self) -> Option<&Kept> {
        match self {
            Self::Folder => None,
            Self::Kept(kept) => Some(kept),
        }
    }

    /// Says whether there is something by that name.
    pub(super) fn exists(&self, path: &Path, name: &str) -> bool {
        match self {
            Self::Folder => path.exists(),
            Self::Kept(kept) => kept.paper(PaperKind::File, name).is_some() || kept.refusal(name).is_some(),
        }
    }

    /// Says whether there is a folder by that name with something in it.
    pub(super) fn is_folder(&self, path: &Path, name: &str) -> bool {
        match self {
            Self::Folder => path.is_dir(),
            Self::Kept(kept) => kept.list(path, name).is_ok_and(|found| found.iter().any(|file| *file.name != *name)),
        }
    }

    /// Lists a file, or the files of a folder and its folders, sorted by name.
    pub(super) fn list(&self, path: &Path, name: &str) -> Result<Vec<Named>, Error> {
        match self {
            Self::Folder => files::list(path, name),
            Self::Kept(kept) => kept.list(path, name),
        }
    }

    /// Reads a file.
    pub(super) fn bytes(&self, path: &Path, name: &Text) -> Result<Vec<u8>, Error> {
        match self {
            Self::Folder => read::bytes(path, name),
            Self::Kept(kept) => kept.bytes(name),
        }
    }

    /// Reads a text file the office edits by hand.
    pub(super) fn text(&self, path: &Path, name: &str, kind: ErrorKind) -> Result<String, Error> {
        match self {
            Self::Folder => read_text(path, name, kind),
            Self::Kept(kept) => String::from_utf8(kept.bytes(name)?).map_err(|_| incomplete(name)),
        }
    }

    /// Returns a text that is built in, as it was then.
    pub(super) fn built_in<'t>(&self, name: &str, now: &'t str) -> Result<Cow<'t, str>, Error> {
        match self.aside(name)? {
            Some(bytes) => String::from_utf8(bytes).map(Cow::Owned).map_err(|_| incomplete(name)),
            None => Ok(Cow::Borrowed(now)),
        }
    }

    /// Returns what was kept beside the files; `None` from a folder, and where it was not kept.
    pub(super) fn aside(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        let Some(kept) = self.kept() else { return Ok(None) };
        kept.paper(PaperKind::Aside, name).map(|paper| kept.content(paper)).transpose()
    }

    /// Returns the kept files that are known by their hash alone, below a folder.
    pub(super) fn seen(&self) -> Vec<InputFile> {
        let papers = self.kept().map(|kept| &kept.published.papers[..]).unwrap_or_default();
        let seen = papers.iter().filter(|paper| paper.kind == PaperKind::Seen);
        seen.map(|paper| InputFile::hashed(&paper.name, paper.size, paper.sha256.clone())).collect()
    }

    /// Returns what could not be read below a folder.
    pub(super) fn refused_below(&self, folder: &str) -> Vec<Refusal> {
        let prefix = format!("{}/", folder.trim_end_matches('/'));
        let all = self.kept().map(|kept| &kept.refused[..]).unwrap_or_default();
        all.iter().filter(|refusal| refusal.file.starts_with(&prefix)).cloned().collect()
    }
}

/// Says whether a refused file has no content to keep; its refusal is kept instead, as it was said.
pub(super) fn is_unread(refusal: &Refusal, files: &[InputFile]) -> bool {
    !files.iter().any(|file| *file.path == *refusal.file && !file.seen_only)
}
