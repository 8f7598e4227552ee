//! The empty standard forms, made from the dictionaries that read them and the registry that checks them.

use crate::error::Error;
use crate::model::ledger::TableKind;
use crate::model::text::Text;
use crate::pipeline::settings::directory;
use crate::pipeline::{Request, Source};
use crate::{blank, check, map};

/// Makes the empty form of a kind of table, with the units of the request's directory to choose from.
///
/// # Errors
///
/// `ErrorKind::Input` when the directory cannot be read, and those of `blank::write`.
pub fn template(kind: TableKind, request: &Request) -> Result<Vec<u8>, Error> {
    let workspace = match &request.source {
        Source::Workspace(workspace) => Some(workspace.as_ref()),
        Source::Files(_) => None,
    };
    let directory = directory(request, workspace, &mut Vec::new())?;
    let units: Vec<Text> = directory.units.iter().map(|unit| unit.name.clone()).collect();
    blank::write(&blank::Case {
        kind,
        author: workspace.map_or("", |workspace| workspace.office.name.as_str()),
        units: &units,
        heading: &|field| map::heading(kind, field),
        checks: &|field| check::looking_at(kind, field),
    })
}
