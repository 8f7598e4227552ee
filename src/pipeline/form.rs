//! The office's own scorecard form: found among its templates, looked over, and a form to start from.

use std::path::Path;

use crate::error::Error;
use crate::model::text::Text;
use crate::output::InputFile;
use crate::pipeline::papers::Papers;
use crate::pipeline::{Request, policy};
use crate::report::scorecard::form::{self, Lint, OwnForm, STEM};
use crate::score;
use crate::workspace::Workspace;

/// The endings a form is looked for with; those behind the second are looked for to say that they cannot be.
const ENDINGS: [&str; 9] = ["xlsx", "xlsm", "xls", "et", "ods", "xlsb", "xltx", "ett", "csv"];

/// A form, or why it cannot be used.
pub(super) type Found = Result<OwnForm, Error>;

/// Takes the office's own form from its template folder, where there is one.
pub(super) fn own_form(papers: &Papers, workspace: Option<&Workspace>, files: &mut Vec<InputFile>) -> Option<Found> {
    let workspace = workspace?;
    let name = |ending: &&str| format!("{}/{STEM}.{ending}", workspace.paths.templates);
    let name = ENDINGS.iter().map(name).find(|name| papers.exists(&workspace.path(name), name))?;
    let read = papers.bytes(&workspace.path(&name), &Text::from(name.as_str()));
    Some(read.map(|bytes| {
        files.push(InputFile::of(&name, &bytes));
        OwnForm { name: name.into(), bytes }
    }))
}

/// Looks over a form by the names of the request's policy; returns the policy's title too.
///
/// # Errors
///
/// `ErrorKind::Policy` when the policy does not load; `ErrorKind::Template` when the file is no workbook that can be filled.
pub fn lint_form(file: &Path, request: &Request) -> Result<(Lint, String), Error> {
    let policy = policy::policy(request, &mut Vec::new())?.policy;
    let name = Text::from(file.to_string_lossy().replace('\\', "/"));
    let bytes = Papers::default().bytes(file, &name)?;
    let lint = form::lint(&OwnForm { name, bytes }, &policy, &score::titles(&policy))?;
    Ok((lint, policy.stamp.title))
}

/// Makes a form to start from, with every name of the request's policy.
///
/// # Errors
///
/// `ErrorKind::Policy` when the policy does not load; `ErrorKind::Output`.
pub fn example_form(request: &Request) -> Result<Vec<u8>, Error> {
    let policy = policy::policy(request, &mut Vec::new())?.policy;
    form::example(&policy, &score::titles(&policy))
}
