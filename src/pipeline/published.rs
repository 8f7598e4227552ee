//! Months as they were published: keeping one when it is run, and going back to it.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use crate::error::{Error, ErrorKind};
use crate::model::assessment::Assessment;
use crate::model::directory::{Directory, UnitMatch};
use crate::model::finding::Refusal;
use crate::model::history::{KeptLetter, KeptMonth, KeptUnit, Paper, PaperKind, Published};
use crate::model::letter::Letter;
use crate::model::period::Month;
use crate::model::place::Place;
use crate::model::text::Text;
use crate::model::warning::Warning;
use crate::output::InputFile;
use crate::pipeline::papers::{Kept, Papers, aside, incomplete, is_unread};
use crate::pipeline::{Gathered, Letters, Reports, Request, Source, names, settings};
use crate::policy::reader::nearest;
use crate::policy::{DEFAULT_TOML, hex, workdays};
use crate::report;
use crate::store::{Content, Keep, Store};
use crate::workspace::Workspace;

/// How a result differs from what was published for the month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Departure {
    /// Units whose score, grade or rank is another, or that are in one of the two only.
    pub units: Vec<Text>,
    /// The program the month was published with.
    pub program: String,
    /// Whether the result was made from what the store kept, so that only the program can be why.
    pub as_published: bool,
}

/// Returns the request of a month as it was published: its files, settings, policy and date are those of then.
///
/// # Errors
///
/// `ErrorKind::Request` without a workspace or when the month was never kept; `ErrorKind::Store` when the store cannot
/// be used.
pub fn published(request: &Request) -> Result<Request, Error> {
    let Source::Workspace(now) = &request.source else {
        let error = Error::new(ErrorKind::Request, "只有工作区里运行过的月份才有存档");
        return Err(error.hint("请写上工作区文件夹的路径"));
    };
    let store = open(now)?.ok_or_else(|| never(request.month, &[]))?;
    let Some(published) = store.published(request.month)? else {
        return Err(never(request.month, &store.months()?));
    };
    let mut kept = Kept::new(store, published)?;
    let workspace = kept.workspace(now)?;
    let published = kept.published();
    // What was given by a path of its own is in no setting.
    let given = |then: &Option<String>, set: &Option<String>| then.clone().filter(|_| then != set).map(Into::into);
    Ok(Request {
        as_of: published.as_of,
        month: published.month,
        // Chosen by what was kept, not by a path.
        policy: None,
        units: given(&published.directory_name, &workspace.paths.directory),
        source: Source::Workspace(Box::new(workspace)),
        papers: Papers::Kept(kept.into()),
    })
}

fn never(month: Month, kept: &[KeptMonth]) -> Error {
    let error = Error::new(ErrorKind::Request, format!("{month} 没有存档：这个月没有用 xuncha run 运行过"));
    let months: Vec<String> = kept.iter().map(|kept| kept.month.to_string()).collect();
    error.hint(if months.is_empty() {
        "还没有任何一个月的存档".to_owned()
    } else {
        format!("有存档的：{}", months.join("、"))
    })
}

fn open(workspace: &Workspace) -> Result<Option<Store>, Error> {
    Store::open_existing(&workspace.root, &workspace.paths.store)
}

/// Lists the months a workspace has kept, in order; empty without a store.
///
/// # Errors
///
/// `ErrorKind::Store`.
pub fn history(workspace: &Workspace) -> Result<Vec<KeptMonth>, Error> {
    open(workspace)?.map_or_else(|| Ok(Vec::new()), |store| store.months())
}

/// Lists the kept months of a unit, in order, under whatever of its names each was kept.
///
/// The names are those of the directory as it is now, with the office's answers.
///
/// # Errors
///
/// `ErrorKind::Request` when no month has the unit; `ErrorKind::Store`.
pub fn unit_history(workspace: &Workspace, unit: &str) -> Result<Vec<KeptUnit>, Error> {
    let Some(store) = open(workspace)? else { return Ok(Vec::new()) };
    let mut months = Vec::new();
    // A directory that cannot be read is told by every other command; what was kept is found by the name as given.
    for name in names_of(workspace, unit).unwrap_or_else(|_| vec![unit.into()]) {
        months.extend(store.months_of(&name)?);
    }
    months.sort_by_key(|kept| kept.month);
    if months.is_empty() {
        let names = store.unit_names()?;
        let near = nearest(unit, names.iter().map(Text::as_str));
        let hint = near.map_or_else(|| "请写名录里的全称".to_owned(), |near| format!("是不是「{near}」"));
        return Err(Error::new(ErrorKind::Request, format!("存档里没有「{unit}」")).hint(hint));
    }
    Ok(months)
}

/// Returns every name the directory knows the unit by, its full name first, and the name asked for.
fn names_of(workspace: &Workspace, unit: &str) -> Result<Vec<Text>, Error> {
    let papers = Papers::default();
    let directory = settings::own_roster(&papers, workspace)?;
    // Answers that cannot be used are told by `check`; what was kept is found without them.
    let directory = names::answered(&papers, directory, Some(workspace), &mut Vec::new(), &mut Vec::new());
    let mut names = Vec::new();
    if let UnitMatch::Known(name) = directory.recognise(unit) {
        let aliases = directory.unit(&name).map(|unit| unit.aliases.clone()).unwrap_or_default();
        names.extend([name].into_iter().chain(aliases));
    }
    if !names.iter().any(|name| **name == *unit) {
        names.push(unit.into());
    }
    Ok(names)
}

/// Returns the unit directory a month was published with; an empty one where there was none.
///
/// # Errors
///
/// `ErrorKind::Store` when it is not whole, `ErrorKind::Input` when it cannot be read.
pub(super) fn kept_directory(store: &Store, published: &Published) -> Result<Directory, Error> {
    let Some(name) = &published.directory_name else { return Ok(Directory::default()) };
    let paper = published.papers.iter().find(|paper| paper.kind == PaperKind::File && paper.name == *name);
    let content = paper.map(|paper| store.content(&paper.sha256)).transpose()?.flatten();
    let bytes = content.ok_or_else(|| incomplete(name))?;
    settings::roster(&name.as_str().into(), bytes)
}

/// Describes a letter for the store.
pub(super) fn kept_letter(letter: &Letter) -> KeptLetter {
    KeptLetter {
        kind: letter.kind.label().into(),
        receiver: letter.receiver.clone(),
        file: letter.document.path.clone(),
        sha256: hex(&Sha256::digest(&letter.document.content)),
    }
}

impl Gathered {
    /// Keeps the month in the workspace's store, in the place of what was kept of it before.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store` when the store cannot be used, or an input was changed since it was read; nothing of the
    /// store is changed then.
    pub fn keep(&self, assessment: &Assessment, warnings: &[Warning], reports: &Reports, letters: &Letters) -> Result<(), Error> {
        let Some(name) = &self.settings.store else { return Ok(()) };
        let asides = self.asides();
        let records = reports.document(report::records::FILE);
        let of = |kind, name: &str, bytes: &[u8]| {
            let file = InputFile::of(name, bytes);
            Paper { kind, name: file.path, size: file.size, sha256: file.sha256 }
        };
        let mut papers: Vec<Paper> = self.files.iter().filter(|file| file.path != aside::REGISTER).map(input_paper).collect();
        papers.extend(asides.iter().map(|(name, bytes)| of(PaperKind::Aside, name, bytes)));
        papers.extend(records.map(|records| of(PaperKind::Records, report::records::FILE, &records.content)));
        let published = Published {
            month: self.month,
            as_of: self.as_of,
            program: program(),
            policy: self.policy.stamp.clone(),
            policy_source: self.settings.policy_source.clone(),
            policy_name: self.settings.policy_name.clone(),
            directory_name: self.settings.directory_name.clone(),
            earlier_as_of: self.beside.months.as_ref().and_then(|months| months.old_as_of),
            papers,
        };
        let mut store = Store::open(&self.root, name)?;
        store.keep(&Keep { published: &published, assessment, letters: &letters.kept, warnings }, |paper| {
            let kept = match paper.kind {
                PaperKind::Aside => asides.iter().find(|(name, _)| *name == paper.name).map(|(_, bytes)| &bytes[..]),
                PaperKind::Records => records.map(|records| &records.content[..]),
                PaperKind::File | PaperKind::Seen => None,
            };
            kept.map_or_else(|| self.again(paper), |bytes| Ok(Cow::Borrowed(bytes)))
        })
    }

    /// Reads an input once more, one at a time, so that a run never holds all of them.
    fn again(&self, paper: &Paper) -> Result<Content<'static>, Error> {
        let named = self.named.iter().find(|named| *named.name == *paper.name).map(|named| named.path.clone());
        let path = named.unwrap_or_else(|| self.root.join(&paper.name));
        let same = |bytes: &Vec<u8>| InputFile::of(&paper.name, bytes).sha256 == paper.sha256;
        std::fs::read(path).ok().filter(same).map(Cow::Owned).ok_or_else(|| {
            let error = Error::new(ErrorKind::Store, "文件在运行时被改动了，本月没有存档").at(Place::file(&*paper.name));
            error.hint("请关闭正在编辑它的程序后重新运行")
        })
    }

    /// Returns what decided the figures beside the office's files.
    fn asides(&self) -> Vec<(&'static str, Cow<'_, [u8]>)> {
        let mut asides: Vec<(&'static str, Cow<'_, [u8]>)> = Vec::new();
        if self.settings.policy_name.is_none() {
            asides.push((aside::POLICY, Cow::Borrowed(DEFAULT_TOML.as_bytes())));
        }
        asides.push((aside::HOLIDAYS, Cow::Borrowed(workdays::BUILT_IN_TOML.as_bytes())));
        let json = |value: Result<Vec<u8>, serde_json::Error>| Cow::Owned(value.expect("a listing is plain data"));
        if let Some(evidence) = &self.beside.evidence {
            asides.push((aside::EVIDENCE, json(serde_json::to_vec(&evidence.listing()))));
        }
        asides.extend(self.kept_register.as_deref().map(|rows| (aside::REGISTER, Cow::Borrowed(rows))));
        let unread: Vec<&Refusal> = self.ledger.refused.iter().filter(|refusal| is_unread(refusal, &self.files)).collect();
        if !unread.is_empty() {
            asides.push((aside::REFUSED, json(serde_json::to_vec(&unread))));
        }
        asides
    }

    /// Compares a result with what was published for the month; `None` when nothing was, or when it is the same.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store`.
    pub fn departure(&self, assessment: &Assessment) -> Result<Option<Departure>, Error> {
        match (self.papers.kept(), &self.settings.store) {
            // What cannot be read any more is told already, and is reason enough.
            (Some(kept), _) if kept.has_lost() => Ok(None),
            (Some(kept), _) => self.departs(&kept.store(), assessment),
            (None, Some(name)) => {
                Store::open_existing(&self.root, name)?.map_or(Ok(None), |store| self.departs(&store, assessment))
            }
            (None, None) => Ok(None),
        }
    }

    fn departs(&self, store: &Store, assessment: &Assessment) -> Result<Option<Departure>, Error> {
        let months = store.months()?;
        // For another day of the month another result is only right.
        let Some(month) = months.into_iter().find(|kept| kept.month == self.month && kept.as_of == self.as_of) else {
            return Ok(None);
        };
        let then = store.units(self.month)?;
        let figures = |unit: &KeptUnit| (unit.score, unit.score_without_provisional, unit.grade.clone(), unit.rank);
        let mut units: Vec<Text> = Vec::new();
        for now in &assessment.units {
            let figures_now = (now.score, now.score_without_provisional, now.grade.clone(), now.rank);
            if then.iter().find(|then| then.unit == now.unit).map(figures) != Some(figures_now) {
                units.push(now.unit.clone());
            }
        }
        let gone = then.into_iter().filter(|then| !assessment.units.iter().any(|now| now.unit == then.unit));
        units.extend(gone.map(|gone| gone.unit));
        let as_published = self.papers.kept().is_some();
        Ok((!units.is_empty()).then_some(Departure { units, program: month.program, as_published }))
    }
}

fn input_paper(file: &InputFile) -> Paper {
    let kind = if file.seen_only { PaperKind::Seen } else { PaperKind::File };
    Paper { kind, name: file.path.clone(), size: file.size, sha256: file.sha256.clone() }
}

fn program() -> String {
    format!("xuncha {}", env!("CARGO_PKG_VERSION"))
}
