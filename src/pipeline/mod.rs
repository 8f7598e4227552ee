//! Calls the stages in order; the only module that knows all of them.
//!
//! Files are read in parallel and put together in source order, so that the same inputs give the same bytes.

mod beside;
mod copies;
mod evidence;
mod files;
mod months;
mod names;
pub mod policy;
mod reports;
mod sources;
mod template;
mod unlisted;
mod waivers;

use std::path::PathBuf;

use chrono::NaiveDate;
use rayon::prelude::*;

use crate::error::{Error, ErrorKind, catch_panics};
use crate::map::{self, Context};
use crate::model::assessment::{Assessment, Tally, UnitAssessment};
use crate::model::calendar::Calendar;
use crate::model::checked::Checked;
use crate::model::delivery::Delivery;
use crate::model::directory::Directory;
use crate::model::document::{Document, safe_file_name};
use crate::model::finding::Refusal;
use crate::model::inputs::Inputs;
use crate::model::ledger::Ledger;
use crate::model::office::{MailIdentity, Office};
use crate::model::period::Month;
use crate::model::profile::{self, EVERY_FILE, Profile, Profiles};
use crate::model::receipt::Receipt;
use crate::model::text::Text;
use crate::model::waiver::Waiver;
use crate::output::{Counts, InputFile, Origin};
use crate::pipeline::copies::input_folders;
use crate::pipeline::files::{Named, list, shown};
use crate::policy::{KnownIds, Policy, profiles, workdays};
use crate::workspace::{BYTE_ORDER_MARK, FILE_NAME, Workspace, read_text};
use crate::{check, dispatch, letter, read, report, score};

pub use crate::report::annotate::{DISTRUSTED, Undone};
pub use beside::Beside;
pub use copies::{Annotated, Fixed, fix, unmark};
pub use months::two_months;
pub use policy::load_policy;
pub use template::template;
pub use unlisted::read_ledger;

/// What is to be read.
#[derive(Clone, Debug)]
pub enum Source {
    /// An office's workspace.
    Workspace(Box<Workspace>),
    /// Plain files and folders, as given.
    Files(Vec<PathBuf>),
}

/// A request, as meant.
#[derive(Clone, Debug)]
pub struct Request {
    /// What is to be read.
    pub source: Source,
    /// The reporting date.
    pub as_of: NaiveDate,
    /// The reporting month.
    pub month: Month,
    /// A policy other than the workspace's.
    pub policy: Option<PathBuf>,
    /// A unit directory other than the workspace's.
    pub units: Option<PathBuf>,
}

/// Everything read, ready for the stages behind `map`.
#[derive(Debug)]
pub struct Gathered {
    /// The records.
    pub ledger: Ledger,
    /// Surveys, events and the like.
    pub inputs: Inputs,
    /// Findings that do not count.
    pub waivers: Vec<Waiver>,
    /// The directory.
    pub directory: Directory,
    /// The policy.
    pub policy: Policy,
    /// The office; `None` without a workspace.
    pub office: Option<Office>,
    /// The office's mail identity.
    pub mail: MailIdentity,
    /// The office's own letter wording.
    pub templates: letter::Templates,
    /// The office's own mail wording.
    pub mail_template: String,
    /// The reporting date.
    pub as_of: NaiveDate,
    /// The reporting month.
    pub month: Month,
    /// What is known beside the ledger.
    pub beside: Beside,
    /// The layouts the office pinned.
    pub profiles: Profiles,
    /// Every input as it was read.
    pub files: Vec<InputFile>,
    /// Where the ledgers and the answers about names stand, so that nothing is written over them.
    pub paths: Vec<PathBuf>,
    /// What the names of inputs are relative to, but for those of `named`.
    root: PathBuf,
    /// The ledgers, as they were named.
    named: Vec<Named>,
    /// Folders whose files are inputs, now or the next time.
    folders: Vec<PathBuf>,
}

/// Returns every id a policy may name.
pub fn known_ids() -> KnownIds {
    KnownIds {
        checks: check::CHECKS.iter().map(|item| item.about().id).collect(),
        indicators: score::indicator::INDICATORS.iter().map(|item| item.about().id).collect(),
        deductions: score::deduction::DEDUCTIONS.iter().map(|item| item.about().id).collect(),
        vetoes: score::veto::VETOES.iter().map(|item| item.about().id).collect(),
    }
}

/// Reads everything a request names. A file that cannot be used is listed in `ledger.refused`; the others are used.
///
/// # Errors
///
/// `ErrorKind::Policy` when the policy does not load, `ErrorKind::Input` when the unit directory cannot be read,
/// `ErrorKind::Request` when a named path does not exist: without these every figure would be wrong.
pub fn gather(request: &Request) -> Result<Gathered, Error> {
    let mut files = Vec::new();
    let policy = policy::policy(request, &mut files)?;
    let workspace = match &request.source {
        Source::Workspace(workspace) => Some(workspace.as_ref()),
        Source::Files(_) => None,
    };
    files.extend(workspace.map(|workspace| InputFile::of(FILE_NAME, workspace.source.as_bytes())));
    let calendar = calendar(workspace, &mut files)?;
    let mut ledger = Ledger::default();
    let directory = directory(request, workspace, &mut files)?;
    let mut directory = names::answered(directory, workspace, &mut ledger.refused, &mut files);
    canonical_people(&mut directory);
    let profiles = profiles(workspace, &mut files)?;
    let hidden = workspace.map(|workspace| workspace.hidden).unwrap_or_default();
    let context = Context { calendar: &calendar, directory: &directory, profiles: &profiles, as_of: request.as_of, hidden };
    let named = ledgers(request, workspace, &mut ledger.refused)?;
    let answers = workspace.map(|workspace| workspace.path(&workspace.paths.names));
    let paths = named.iter().map(|file| file.path.clone()).chain(answers).collect();
    for (inputs, read) in named.par_iter().map(|file| one_ledger(file, &context)).collect::<Vec<_>>() {
        files.extend(inputs);
        match read {
            Ok(part) => ledger.append(part),
            Err(refusal) => ledger.refused.push(refusal),
        }
    }
    map::drop_summary_files(&mut ledger);
    policy.risk.direct(&mut ledger.risks);
    let mut inputs = surveys(workspace, &context, &mut ledger.refused, &mut files);
    ledger.remarks.append(&mut inputs.remarks);
    let waivers = waivers::read_all(workspace, &mut ledger.refused, &mut files);
    let beside = beside::gather(workspace, request.month, &context, &mut ledger, &mut files)?;
    let (templates, mail_template) = templates(workspace, &mut files)?;
    Ok(Gathered {
        ledger,
        inputs,
        waivers,
        policy,
        office: workspace.map(|workspace| workspace.office.clone()),
        mail: workspace.map(|workspace| workspace.mail.clone()).unwrap_or_default(),
        templates,
        mail_template,
        as_of: request.as_of,
        month: request.month,
        beside,
        profiles,
        files,
        paths,
        folders: input_folders(request, workspace, &named),
        root: sources::root(workspace),
        named,
        directory,
    })
}

impl Gathered {
    /// Makes the layouts of the ledgers as they were read just now, each under its profile's name.
    ///
    /// A ledger whose layout was pinned before keeps the name; `folder` takes the new ones.
    pub fn layouts(&self, folder: &str) -> Vec<Profile> {
        let layout = |file: &Text| {
            let own = self.profiles.of(file).filter(|profile| *profile.file != *EVERY_FILE);
            let key = profile::key(file);
            let shared = self.ledger.files.iter().any(|other| other != file && profile::key(other) == key);
            // Two ledgers of this month are two layouts, however alike their names.
            let own = own.filter(|profile| !shared || profile.file == *file);
            let stem = if shared { safe_file_name(file) } else { safe_file_name(&key) };
            let new = || format!("{folder}/{stem}.toml").into();
            let name = own.map_or_else(new, |profile| profile.name.clone());
            Profile::from_tables(name, file.clone(), self.ledger.tables.iter().filter(|table| table.file == *file))
        };
        self.ledger.files.iter().filter_map(layout).collect()
    }

    /// Runs the checks.
    pub fn check(&self) -> Checked {
        let case = check::Case {
            ledger: &self.ledger,
            directory: &self.directory,
            policy: &self.policy,
            beside: self.beside.for_checks(),
            as_of: self.as_of,
            pinned: !self.profiles.all.is_empty(),
            waivers: &[],
        };
        check::run(&case, &self.waivers)
    }

    /// Writes every record as one JSON line, in blocks of lines. Source: `contract.md` §2.
    pub fn record_lines(&self) -> impl Iterator<Item = String> {
        report::records::lines(&self.ledger)
    }

    /// Counts every unit's records.
    pub fn tallies(&self) -> Vec<Tally> {
        score::tallies(&self.ledger, &self.policy, &self.directory, self.as_of)
    }

    /// Scores every unit.
    pub fn assess(&self) -> Assessment {
        self.assess_by(&self.policy)
    }

    /// Scores every unit by another policy.
    pub fn assess_by(&self, policy: &Policy) -> Assessment {
        score::assess(&self.score_case(policy))
    }

    /// Scores every unit and says how sure its rank is, which takes ten thousand further rankings.
    pub fn assess_and_weigh(&self) -> Assessment {
        let mut assessment = self.assess();
        score::weigh(&self.policy, &mut assessment);
        assessment
    }

    /// Says how a unit's score comes about, line by line.
    pub fn receipt(&self, assessment: &Assessment, unit: &UnitAssessment) -> Receipt {
        score::Receipts::new(self.score_case(&self.policy), assessment).of(unit)
    }

    fn score_case<'a>(&'a self, policy: &'a Policy) -> score::Case<'a> {
        score::Case { ledger: &self.ledger, inputs: &self.inputs, directory: &self.directory, policy, as_of: self.as_of }
    }

    /// Writes every letter that is due, and its mail as a preview; nothing is sent.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Request` without a workspace; those of `letter::write` and `dispatch::deliver`.
    pub fn letters(&self, assessment: &Assessment) -> Result<Letters, Error> {
        let Some(office) = &self.office else {
            return Err(Error::new(ErrorKind::Request, "写函需要工作区：要知道办公室名称、发文代字和职能部门")
                .hint("先运行 xuncha init 建立工作区，再填写 xuncha.toml 和名录"));
        };
        let letters = letter::write(&letter::Case {
            ledger: &self.ledger,
            assessment,
            directory: &self.directory,
            office,
            policy: &self.policy,
            templates: &self.templates,
        })?;
        let mails =
            dispatch::Case { letters: &letters, identity: &self.mail, office, as_of: self.as_of, template: &self.mail_template };
        let outcome = dispatch::deliver(&mails, dispatch::PREVIEW)?;
        let documents = letters.into_iter().map(|letter| letter.document).collect();
        Ok(Letters { documents, mails: outcome.documents, deliveries: outcome.deliveries })
    }

    /// Counts what was read, used, passed over and refused.
    pub fn counts(&self) -> Counts {
        let used = (self.ledger.rectifications.len() + self.ledger.risks.len()) as u64;
        let skipped = self.ledger.tables.iter().map(|table| table.skipped.len() as u64).sum();
        let refused = self.ledger.refused.len() as u64;
        Counts { read: used + skipped + refused, used, skipped, refused }
    }

    /// Returns what outputs say of their origin.
    pub fn origin(&self) -> Origin<'_> {
        Origin { as_of: self.as_of, policy: &self.policy.stamp, inputs: &self.files, paths: &self.paths, counts: self.counts() }
    }
}

/// The month's letters and their mails.
#[derive(Clone, Debug, Default)]
pub struct Letters {
    /// The letters.
    pub documents: Vec<Document>,
    /// Their mail previews.
    pub mails: Vec<Document>,
    /// What became of each.
    pub deliveries: Vec<Delivery>,
}

/// Returns the office's rounds, with the built-in public holidays and the office's own.
fn calendar(workspace: Option<&Workspace>, files: &mut Vec<InputFile>) -> Result<Calendar, Error> {
    let mut calendar = workspace.map(|workspace| workspace.calendar.clone()).unwrap_or_default();
    calendar.working_days = workdays::built_in();
    if let Some((workspace, name)) = workspace.and_then(|w| w.paths.holidays.as_ref().map(|name| (w, name))) {
        let path = workspace.path(name);
        let source = read_text(&path, name, ErrorKind::Policy)?;
        files.push(InputFile::of(name, source.as_bytes()));
        calendar.working_days.years.extend(workdays::load(name, source.trim_start_matches(BYTE_ORDER_MARK))?.years);
    }
    Ok(calendar)
}

fn directory(request: &Request, workspace: Option<&Workspace>, files: &mut Vec<InputFile>) -> Result<Directory, Error> {
    let own = match (&request.units, workspace) {
        (Some(path), _) => Some((path.clone(), path.to_string_lossy().replace('\\', "/"))),
        (None, Some(workspace)) => workspace.paths.directory.as_ref().map(|name| (workspace.path(name), name.clone())),
        (None, None) => None,
    };
    let Some((path, name)) = own else { return Ok(Directory::default()) };
    let name = Text::from(name);
    let bytes = read::bytes(&path, &name)?;
    files.push(InputFile::of(&name, &bytes));
    let mut book = catch_panics(|| read::open(&name, bytes))?;
    Ok(map::roster(book.as_mut())?.into_directory())
}

/// Loads the layouts the office pinned, sorted by name.
fn profiles(workspace: Option<&Workspace>, files: &mut Vec<InputFile>) -> Result<Profiles, Error> {
    let Some(workspace) = workspace else { return Ok(Profiles::default()) };
    let folder = &workspace.paths.profiles;
    if !workspace.path(folder).is_dir() {
        return Ok(Profiles::default());
    }
    let mut all = Vec::new();
    for file in list(&workspace.path(folder), folder)?.into_iter().filter(|file| file.name.ends_with(".toml")) {
        let source = read_text(&file.path, &file.name, ErrorKind::Policy)?;
        files.push(InputFile::of(&file.name, source.as_bytes()));
        all.push(profiles::load(&file.name, source.trim_start_matches(BYTE_ORDER_MARK))?);
    }
    Ok(Profiles { all })
}

/// Gives people's units their canonical names.
fn canonical_people(directory: &mut Directory) {
    let people = std::mem::take(&mut directory.people);
    directory.people = people
        .into_iter()
        .map(|mut tenure| {
            if let crate::model::directory::UnitMatch::Known(name) = directory.recognise(&tenure.unit) {
                tenure.unit = name;
            }
            tenure
        })
        .collect();
}

/// Lists the ledger and register files of a request; of several paths, those that do not exist are refused.
fn ledgers(request: &Request, workspace: Option<&Workspace>, refused: &mut Vec<Refusal>) -> Result<Vec<Named>, Error> {
    let mut found = Vec::new();
    match (&request.source, workspace) {
        (Source::Files(paths), _) => {
            for path in paths {
                match list(path, &shown(path)) {
                    Ok(files) => found.extend(files),
                    Err(error) if paths.len() == 1 => return Err(error),
                    Err(error) => refused.push(error.into_refusal(&shown(path))),
                }
            }
            // A file named twice is read once.
            let mut seen = std::collections::HashSet::new();
            found.retain(|file| seen.insert(file.name.clone()));
        }
        (Source::Workspace(_), Some(workspace)) => {
            found.extend(list(&workspace.path(&workspace.paths.ledgers), &workspace.paths.ledgers)?);
            if let Some(risks) = &workspace.paths.risks {
                found.extend(list(&workspace.path(risks), risks)?);
            }
            // An office may keep its answers among the ledgers.
            found.retain(|file| *file.name != *workspace.paths.names);
        }
        (Source::Workspace(_), None) => {}
    }
    if found.is_empty() && refused.is_empty() {
        let empty = match &request.source {
            Source::Workspace(workspace) => workspace.paths.ledgers.clone(),
            Source::Files(paths) => paths.iter().map(|path| shown(path)).collect::<Vec<_>>().join("、"),
        };
        let error = Error::new(ErrorKind::Request, format!("「{empty}」里没有可读的文件"));
        return Err(error.hint("请把各单位报来的台账放进去后重新运行"));
    }
    Ok(found)
}

type ReadLedger = (Option<InputFile>, Result<Ledger, Refusal>);

fn one_ledger(file: &Named, context: &Context<'_>) -> ReadLedger {
    let bytes = match read::bytes(&file.path, &file.name) {
        Ok(bytes) => bytes,
        Err(error) => return (None, Err(error.into_refusal(&file.name))),
    };
    let input = InputFile::of(&file.name, &bytes);
    let ledger = read_ledger(&file.name, bytes, context);
    (Some(input), ledger.map_err(|error| error.into_refusal(&file.name)))
}

fn surveys(
    workspace: Option<&Workspace>,
    context: &Context<'_>,
    refused: &mut Vec<Refusal>,
    files: &mut Vec<InputFile>,
) -> Inputs {
    let mut inputs = Inputs::default();
    let Some((workspace, name)) = workspace.and_then(|w| w.paths.surveys.as_ref().map(|name| (w, name))) else { return inputs };
    let found = match list(&workspace.path(name), name) {
        Ok(found) => found,
        Err(error) => {
            refused.push(error.into_refusal(name));
            return inputs;
        }
    };
    for file in found {
        let read = read::bytes(&file.path, &file.name).and_then(|bytes| {
            files.push(InputFile::of(&file.name, &bytes));
            catch_panics(|| {
                let mut book = read::open(&file.name, bytes)?;
                map::inputs(book.as_mut(), context)
            })
        });
        match read {
            Ok(part) => inputs.append(part),
            Err(error) => refused.push(error.into_refusal(&file.name)),
        }
    }
    inputs
}

/// Takes the office's own wording from its template folder, where there is one.
fn templates(workspace: Option<&Workspace>, files: &mut Vec<InputFile>) -> Result<(letter::Templates, String), Error> {
    let mut templates = letter::Templates::default();
    let mut mail = dispatch::MAIL_TEMPLATE.to_owned();
    let Some(workspace) = workspace else { return Ok((templates, mail)) };
    let mut own = |title: &str| -> Result<Option<String>, Error> {
        let name = format!("{}/{title}.txt", workspace.paths.templates);
        let path = workspace.path(&name);
        if !path.exists() {
            return Ok(None);
        }
        let text = read_text(&path, &name, ErrorKind::Template)?;
        files.push(InputFile::of(&name, text.as_bytes()));
        Ok(Some(text.trim_start_matches(BYTE_ORDER_MARK).to_owned()))
    };
    for name in letter::Templates::names() {
        if let Some(text) = own(name)? {
            templates.set(name, text)?;
        }
    }
    if let Some(text) = own("邮件正文")? {
        mail = text;
    }
    Ok((templates, mail))
}
