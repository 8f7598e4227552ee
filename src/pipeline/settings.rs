//! What decides the figures and is no record: policy, holidays, directory, layouts, wording.

use std::path::PathBuf;

use crate::error::{Error, ErrorKind, catch_panics};
use crate::model::calendar::Calendar;
use crate::model::directory::{Directory, UnitMatch};
use crate::model::profile::Profiles;
use crate::model::text::Text;
use crate::output::InputFile;
use crate::pipeline::Request;
use crate::pipeline::files::Named;
use crate::pipeline::papers::{Papers, aside};
use crate::policy::{profiles, workdays};
use crate::workspace::{BYTE_ORDER_MARK, Workspace};
use crate::{dispatch, letter, map, read};

/// What decided the figures and is no record: names and texts, as they were used.
#[derive(Clone, Debug, Default)]
pub(super) struct Settings {
    /// The policy's text.
    pub(super) policy_source: String,
    /// The file the policy is; `None` for the one that is built in.
    pub(super) policy_name: Option<String>,
    /// The file the unit directory is; `None` where there is none.
    pub(super) directory_name: Option<String>,
    /// The store's path below the root; `None` without a workspace.
    pub(super) store: Option<String>,
}

/// Returns the directory's file: where it is, and its name.
pub(super) fn own_directory(request: &Request, workspace: Option<&Workspace>) -> Option<(PathBuf, String)> {
    match (&request.units, workspace) {
        (Some(path), _) => Some((path.clone(), path.to_string_lossy().replace('\\', "/"))),
        (None, Some(workspace)) => workspace.paths.directory.as_ref().map(|name| (workspace.path(name), name.clone())),
        (None, None) => None,
    }
}

/// Names the files that were given by a path of their own.
pub(super) fn given(request: &Request, policy_name: Option<&str>) -> impl Iterator<Item = Named> {
    let policy = policy_name.filter(|_| request.policy.is_some()).map(|name| (PathBuf::from(name), name.to_owned()));
    let directory = request.units.as_ref().and_then(|_| own_directory(request, None));
    let named = |(path, name): (PathBuf, String)| Named { path, name: name.as_str().into(), below: name };
    [policy, directory].into_iter().flatten().map(named)
}

/// Returns the office's rounds, with the built-in public holidays and the office's own.
pub(super) fn calendar(papers: &Papers, workspace: Option<&Workspace>, files: &mut Vec<InputFile>) -> Result<Calendar, Error> {
    let mut calendar = workspace.map(|workspace| workspace.calendar.clone()).unwrap_or_default();
    let built_in = papers.built_in(aside::HOLIDAYS, workdays::BUILT_IN_TOML)?;
    calendar.working_days = workdays::load("holidays.toml", &built_in)?;
    if let Some((workspace, name)) = workspace.and_then(|w| w.paths.holidays.as_ref().map(|name| (w, name))) {
        let path = workspace.path(name);
        let source = papers.text(&path, name, ErrorKind::Policy)?;
        files.push(InputFile::of(name, source.as_bytes()));
        calendar.working_days.years.extend(workdays::load(name, source.trim_start_matches(BYTE_ORDER_MARK))?.years);
    }
    Ok(calendar)
}

pub(super) fn directory(
    request: &Request,
    workspace: Option<&Workspace>,
    files: &mut Vec<InputFile>,
) -> Result<Directory, Error> {
    let Some((path, name)) = own_directory(request, workspace) else { return Ok(Directory::default()) };
    let name = Text::from(name);
    let bytes = request.papers.bytes(&path, &name)?;
    files.push(InputFile::of(&name, &bytes));
    roster(&name, bytes)
}

/// Reads the directory of a workspace; an empty one where it has none.
///
/// # Errors
///
/// `ErrorKind::Input` when it cannot be read.
pub(super) fn own_roster(papers: &Papers, workspace: &Workspace) -> Result<Directory, Error> {
    let Some(name) = &workspace.paths.directory else { return Ok(Directory::default()) };
    let file = Text::from(name.as_str());
    roster(&file, papers.bytes(&workspace.path(name), &file)?)
}

/// Reads a unit directory.
pub(super) fn roster(name: &Text, bytes: Vec<u8>) -> Result<Directory, Error> {
    let mut book = catch_panics(|| read::open(name, bytes))?;
    let mut directory = map::roster(book.as_mut())?.into_directory();
    directory.file = name.clone();
    Ok(directory)
}

/// Loads the layouts the office pinned, sorted by name.
pub(super) fn profiles(papers: &Papers, workspace: Option<&Workspace>, files: &mut Vec<InputFile>) -> Result<Profiles, Error> {
    let Some(workspace) = workspace else { return Ok(Profiles::default()) };
    let folder = &workspace.paths.profiles;
    if !papers.is_folder(&workspace.path(folder), folder) {
        return Ok(Profiles::default());
    }
    let mut all = Vec::new();
    for file in papers.list(&workspace.path(folder), folder)?.into_iter().filter(|file| file.name.ends_with(".toml")) {
        let source = papers.text(&file.path, &file.name, ErrorKind::Policy)?;
        files.push(InputFile::of(&file.name, source.as_bytes()));
        all.push(profiles::load(&file.name, source.trim_start_matches(BYTE_ORDER_MARK))?);
    }
    Ok(Profiles { all })
}

/// Gives people's units their canonical names.
pub(super) fn canonical_people(directory: &mut Directory) {
    let people = std::mem::take(&mut directory.people);
    directory.people = people
        .into_iter()
        .map(|mut tenure| {
            if let UnitMatch::Known(name) = directory.recognise(&tenure.unit) {
                tenure.unit = name;
            }
            tenure
        })
        .collect();
}

/// The endings a letter's own template is looked for with, the first found is taken; those behind the second are looked
/// for to say that they cannot be.
const TEMPLATE_ENDINGS: [&str; 7] = ["docx", "txt", "docm", "doc", "wps", "dotx", "wpt"];

/// Takes the office's own wording from its template folder, where there is one.
pub(super) fn templates(
    papers: &Papers,
    workspace: Option<&Workspace>,
    files: &mut Vec<InputFile>,
) -> Result<(letter::Templates, String), Error> {
    let mut templates = letter::Templates::default();
    let mut mail = dispatch::MAIL_TEMPLATE.to_owned();
    let Some(workspace) = workspace else { return Ok((templates, mail)) };
    let name = |title: &str, ending: &str| format!("{}/{title}.{ending}", workspace.paths.templates);
    for kind in letter::Templates::names() {
        let found = TEMPLATE_ENDINGS.iter().map(|ending| name(kind, ending));
        let found: Vec<String> = found.filter(|name| papers.exists(&workspace.path(name), name)).collect();
        let Some(first) = found.first() else { continue };
        let bytes = papers.bytes(&workspace.path(first), &Text::from(first.as_str()))?;
        files.push(InputFile::of(first, &bytes));
        templates.take(kind, &first.as_str().into(), bytes)?;
        for other in &found[1..] {
            templates.pass_over(first, other);
        }
    }
    let own_mail = name("邮件正文", "txt");
    if papers.exists(&workspace.path(&own_mail), &own_mail) {
        let text = papers.text(&workspace.path(&own_mail), &own_mail, ErrorKind::Template)?;
        files.push(InputFile::of(&own_mail, text.as_bytes()));
        mail = text.trim_start_matches(BYTE_ORDER_MARK).to_owned();
    }
    Ok((templates, mail))
}
