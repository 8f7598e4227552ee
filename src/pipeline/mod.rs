//! Calls the stages in order; the only module that knows all of them.
//!
//! Files are read in parallel and put together in source order, so that the same inputs give the same bytes.

mod beside;
mod copies;
mod evidence;
mod files;
mod form;
mod letters;
mod months;
mod names;
mod papers;
pub mod policy;
mod progress;
mod published;
mod register;
mod registry;
mod reports;
pub mod send;
mod settings;
mod sources;
mod template;
mod unlisted;
mod waivers;
mod warnings;

use std::path::PathBuf;

use chrono::NaiveDate;
use rayon::prelude::*;

use crate::error::{Error, ErrorKind, catch_panics};
use crate::map::{self, Context};
use crate::model::assessment::{Assessment, Tally, UnitAssessment};
use crate::model::calendar::Calendar;
use crate::model::checked::Checked;
use crate::model::directory::Directory;
use crate::model::document::safe_file_name;
use crate::model::finding::Refusal;
use crate::model::inputs::Inputs;
use crate::model::ledger::Ledger;
use crate::model::letter_register::Register;
use crate::model::office::{MailIdentity, Office};
use crate::model::period::Month;
use crate::model::profile::{self, EVERY_FILE, Profile, Profiles};
use crate::model::receipt::Receipt;
use crate::model::text::Text;
use crate::model::waiver::Waiver;
use crate::output::{Counts, InputFile, Origin};
use crate::pipeline::copies::input_folders;
use crate::pipeline::files::{Named, shown};
use crate::pipeline::settings::{Settings, calendar, canonical_people, directory, given, own_directory, profiles, templates};
use crate::policy::{KnownIds, Policy};
use crate::workspace::{FILE_NAME, Workspace};
use crate::{check, letter, read, report, score, warn};

pub use crate::report::annotate::{DISTRUSTED, Undone};
pub use crate::report::scorecard::form::Lint;
pub use crate::store::Change;
pub use beside::Beside;
pub use copies::{Annotated, Fixed, fix, refuse_among_inputs, unmark};
pub use form::{example_form, lint_form};
pub use letters::{Letters, LintedTemplate, Numbered, Numbering, example_letter, letter_kinds, letters_page, lint_letters};
pub use months::two_months;
pub use papers::Papers;
pub use policy::load_policy;
pub use progress::Progress;
pub use published::{Departure, history, published, unit_history};
pub use registry::{Entered, Listed, enter, handover, listed};
pub use reports::{Reports, report_names};
pub use template::template;
pub use unlisted::read_ledger;
pub use warnings::Warned;

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
    /// Where the files come from.
    pub papers: Papers,
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
    /// Files of the folder of policies that are none.
    pub policies_unused: Vec<String>,
    /// The office's own scorecard form.
    form: Option<form::Found>,
    /// The reporting date.
    pub as_of: NaiveDate,
    /// The reporting month.
    pub month: Month,
    /// The rounds, and the clocks that start with their feedback.
    pub calendar: Calendar,
    /// What is known beside the ledger.
    pub beside: Beside,
    /// The layouts the office pinned.
    pub profiles: Profiles,
    /// The register of letters as of the reporting date, with the numbers of this month's letters.
    pub register: Register,
    /// Every input as it was read.
    pub files: Vec<InputFile>,
    /// Where the ledgers, the answers about names and the table of letters stand, so that nothing is written over them.
    pub paths: Vec<PathBuf>,
    /// What the names of inputs are relative to, but for those of `named`.
    root: PathBuf,
    /// The ledgers, and what was given by a path of its own, as they were named.
    named: Vec<Named>,
    /// How many of them are ledgers.
    ledger_files: usize,
    /// Where the files came from.
    papers: Papers,
    /// What of the policy, the directory and the settings a published month is kept by.
    settings: Settings,
    /// What is kept of the register with the month.
    kept_register: Option<Vec<u8>>,
    /// Folders whose files are inputs, now or the next time.
    folders: Vec<PathBuf>,
    /// The workspace's own output folder.
    outputs: Option<PathBuf>,
}

/// Returns every id a policy may name.
pub fn known_ids() -> KnownIds {
    KnownIds {
        checks: check::CHECKS.iter().map(|item| item.about().id).collect(),
        indicators: score::indicator::INDICATORS.iter().map(|item| item.about().id).collect(),
        deductions: score::deduction::DEDUCTIONS.iter().map(|item| item.about().id).collect(),
        vetoes: score::veto::VETOES.iter().map(|item| item.about().id).collect(),
        warnings: warn::SIGNS.iter().map(|sign| (sign.about().id, sign.limit().is_some())).collect(),
    }
}

/// Reads everything a request names. A file that cannot be used is listed in `ledger.refused`; the others are used.
///
/// # Errors
///
/// `ErrorKind::Policy` when the policy does not load, `ErrorKind::Input` when the unit directory cannot be read,
/// `ErrorKind::Request` when a named path does not exist: without these every figure would be wrong.
pub fn gather(request: &Request) -> Result<Gathered, Error> {
    gather_watched(request, &())
}

/// Reads everything a request names, and says how far it is.
///
/// # Errors
///
/// As `gather`.
pub fn gather_watched(request: &Request, progress: &dyn Progress) -> Result<Gathered, Error> {
    let mut files = Vec::new();
    let papers = &request.papers;
    let policy::Chosen { policy, name: policy_name, source: policy_source, unused: policies_unused } =
        policy::policy(request, &mut files)?;
    let workspace = match &request.source {
        Source::Workspace(workspace) => Some(workspace.as_ref()),
        Source::Files(_) => None,
    };
    files.extend(workspace.map(|workspace| InputFile::of(FILE_NAME, workspace.source.as_bytes())));
    let calendar = calendar(papers, workspace, &mut files)?;
    let mut ledger = Ledger::default();
    let directory = directory(request, workspace, &mut files)?;
    let mut directory = names::answered(papers, directory, workspace, &mut ledger.refused, &mut files);
    canonical_people(&mut directory);
    let profiles = profiles(papers, workspace, &mut files)?;
    let hidden = workspace.map(|workspace| workspace.hidden).unwrap_or_default();
    let context = Context { calendar: &calendar, directory: &directory, profiles: &profiles, as_of: request.as_of, hidden };
    let mut named = ledgers(request, workspace, &mut ledger.refused)?;
    let own = |workspace: &Workspace| [&workspace.paths.names, &workspace.paths.register].map(|name| workspace.path(name));
    let paths = named.iter().map(|file| file.path.clone()).chain(workspace.map(own).into_iter().flatten()).collect();
    let read_one = |file| {
        let read = one_ledger(papers, file, &context);
        progress.file_read(named.len());
        read
    };
    for (inputs, read) in named.par_iter().map(read_one).collect::<Vec<_>>() {
        files.extend(inputs);
        match read {
            Ok(part) => ledger.append(part),
            Err(refusal) => ledger.refused.push(refusal),
        }
    }
    map::drop_summary_files(&mut ledger);
    policy.risk.direct(&mut ledger.risks);
    let mut inputs = surveys(papers, workspace, &context, &mut ledger.refused, &mut files);
    let (register, kept_register) = match workspace {
        Some(workspace) => {
            let (inputs, refused, files) = (&mut inputs, &mut ledger.refused, &mut files);
            let mut desk = register::Desk { papers, workspace, context: &context, inputs, refused, files };
            register::gather(&mut desk, register::Span { month: Some(request.month), until: request.as_of })
        }
        None => Default::default(),
    };
    ledger.remarks.append(&mut inputs.remarks);
    let waivers = waivers::read_all(papers, workspace, &mut ledger.refused, &mut files);
    let beside = beside::gather(papers, workspace, request.month, &context, &mut ledger, &mut files)?;
    let (templates, mail_template) = templates(papers, workspace, &mut files)?;
    let form = form::own_form(papers, workspace, &mut files);
    let folders = input_folders(request, workspace, &named);
    let ledger_files = named.len();
    named.extend(given(request, policy_name.as_deref()));
    Ok(Gathered {
        ledger,
        inputs,
        waivers,
        policy,
        office: workspace.map(|workspace| workspace.office.clone()),
        mail: workspace.map(|workspace| workspace.mail.clone()).unwrap_or_default(),
        templates,
        mail_template,
        policies_unused,
        form,
        as_of: request.as_of,
        month: request.month,
        calendar,
        beside,
        profiles,
        register,
        kept_register,
        files,
        paths,
        folders,
        outputs: workspace.map(|workspace| workspace.path(&workspace.paths.output)),
        root: sources::root(workspace),
        named,
        ledger_files,
        papers: request.papers.clone(),
        settings: Settings {
            policy_source,
            policy_name,
            directory_name: own_directory(request, workspace).map(|(_, name)| name),
            store: workspace.map(|workspace| workspace.paths.store.clone()),
        },
        directory,
    })
}

impl Gathered {
    /// Returns the ledgers, as they were named.
    fn ledger_files(&self) -> &[Named] {
        &self.named[..self.ledger_files]
    }

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

    /// Scores every unit with what only papers show: how sure its rank is, which takes ten thousand further rankings, and
    /// what each record is to each indicator.
    pub fn assess_and_weigh(&self) -> Assessment {
        let mut assessment = self.assess();
        assessment.marks = score::marks(&self.score_case(&self.policy), &assessment.standings);
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

    /// Counts what was read, used, passed over and refused.
    pub fn counts(&self) -> Counts {
        let used = (self.ledger.rectifications.len() + self.ledger.risks.len()) as u64;
        let skipped = self.ledger.tables.iter().map(|table| table.skipped.len() as u64).sum();
        let refused = self.ledger.refused.len() as u64;
        Counts { read: used + skipped + refused, used, skipped, refused }
    }

    /// Returns what outputs say of their origin.
    pub fn origin(&self) -> Origin<'_> {
        // Letters whose template has faults were not written this time; those written before stay.
        let untouched = self.templates.refused().iter();
        let untouched = untouched.flat_map(|refused| [format!("{}/", refused.kind), format!("邮件预览/{}-", refused.kind)]);
        Origin {
            as_of: self.as_of,
            policy: &self.policy.stamp,
            inputs: &self.files,
            paths: &self.paths,
            counts: self.counts(),
            untouched: untouched.collect(),
        }
    }
}

/// Lists the ledger and register files of a request; of several paths, those that do not exist are refused.
fn ledgers(request: &Request, workspace: Option<&Workspace>, refused: &mut Vec<Refusal>) -> Result<Vec<Named>, Error> {
    let mut found = Vec::new();
    match (&request.source, workspace) {
        (Source::Files(paths), _) => {
            for path in paths {
                match request.papers.list(path, &shown(path)) {
                    Ok(files) => found.extend(files),
                    Err(error) if paths.len() == 1 => return Err(error),
                    Err(error) => refused.push(error.into_refusal(&shown(path))),
                }
            }
            // A file named twice is read once, however it is written.
            let mut seen = std::collections::HashSet::new();
            found.retain(|file| seen.insert(file.path.canonicalize().unwrap_or_else(|_| file.path.clone())));
        }
        (Source::Workspace(_), Some(workspace)) => {
            found.extend(request.papers.list(&workspace.path(&workspace.paths.ledgers), &workspace.paths.ledgers)?);
            if let Some(risks) = &workspace.paths.risks {
                found.extend(request.papers.list(&workspace.path(risks), risks)?);
            }
            // An office may keep its answers and its table of letters among the ledgers.
            let own = [&workspace.paths.names, &workspace.paths.register];
            found.retain(|file| !own.iter().any(|name| *file.name == ***name));
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

fn one_ledger(papers: &Papers, file: &Named, context: &Context<'_>) -> ReadLedger {
    let bytes = match papers.bytes(&file.path, &file.name) {
        Ok(bytes) => bytes,
        Err(error) => return (None, Err(error.into_refusal(&file.name))),
    };
    let input = InputFile::of(&file.name, &bytes);
    let ledger = read_ledger(&file.name, bytes, context);
    (Some(input), ledger.map_err(|error| error.into_refusal(&file.name)))
}

fn surveys(
    papers: &Papers,
    workspace: Option<&Workspace>,
    context: &Context<'_>,
    refused: &mut Vec<Refusal>,
    files: &mut Vec<InputFile>,
) -> Inputs {
    let mut inputs = Inputs::default();
    let Some((workspace, name)) = workspace.and_then(|w| w.paths.surveys.as_ref().map(|name| (w, name))) else { return inputs };
    let found = match papers.list(&workspace.path(name), name) {
        Ok(found) => found,
        Err(error) => {
            refused.push(error.into_refusal(name));
            return inputs;
        }
    };
    for file in found {
        let read = papers.bytes(&file.path, &file.name).and_then(|bytes| {
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
    map::note_weights(&mut inputs);
    inputs
}
