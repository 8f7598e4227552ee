//! What a workspace knows beside this month's ledgers: the month before, the master ledger, earlier rounds, evidence.

use crate::check;
use crate::compare::{self, Earlier};
use crate::error::Error;
use crate::map::Context;
use crate::model::comparison::{Comparison, Entry, Repeat};
use crate::model::evidence::Evidence;
use crate::model::field::Field;
use crate::model::ledger::Ledger;
use crate::model::period::Month;
use crate::model::text::Text;
use crate::output::InputFile;
use crate::pipeline::months::{earlier, entries};
use crate::pipeline::papers::Papers;
use crate::pipeline::{evidence, one_ledger};
use crate::workspace::Workspace;

/// What is known beside the ledger; each is absent where the office keeps none.
#[derive(Debug, Default)]
pub struct Beside {
    /// The earlier month and this one.
    pub months: Option<Comparison>,
    /// The office's own ledger and the units'.
    pub master: Option<Comparison>,
    /// Problems of earlier rounds that are back.
    pub repeats: Option<Vec<Repeat>>,
    /// What the evidence folders hold.
    pub evidence: Option<Evidence>,
}

impl Beside {
    /// Lends it to the checks.
    pub(super) fn for_checks(&self) -> check::Beside<'_> {
        check::Beside {
            months: self.months.as_ref(),
            master: self.master.as_ref(),
            repeats: self.repeats.as_deref(),
            evidence: self.evidence.as_ref(),
        }
    }
}

/// Reads what there is. A file that cannot be used is refused like a ledger.
///
/// # Errors
///
/// `ErrorKind::Request` when something the settings name does not exist.
pub(super) fn gather(
    papers: &Papers,
    workspace: Option<&Workspace>,
    month: Month,
    context: &Context<'_>,
    ledger: &mut Ledger,
    files: &mut Vec<InputFile>,
) -> Result<Beside, Error> {
    // A kept month that was damaged since stops nothing else.
    let before = earlier(papers, workspace, month, files).unwrap_or_else(|error| {
        let name = error.place.as_ref().map_or_else(Text::default, |place| place.file.clone());
        ledger.refused.push(error.into_refusal(&name));
        None
    });
    let months = before.map(|earlier| compare::compare(earlier, entries(ledger)));
    let paths = workspace.map(|workspace| &workspace.paths);
    let mut others = |name: Option<&String>| match (workspace, name) {
        (Some(workspace), Some(name)) => other_ledgers(papers, workspace, name, context, ledger, files).map(Some),
        _ => Ok(None),
    };
    let office = others(paths.and_then(|paths| paths.master.as_ref()))?;
    let archive = others(paths.and_then(|paths| paths.archive.as_ref()))?.unwrap_or_default();
    let name = paths.and_then(|paths| paths.master.as_deref()).unwrap_or_default();
    let master =
        office.map(|office| compare::compare(Earlier { name: name.into(), entries: office, as_of: None }, entries(ledger)));
    let rounds = !archive.is_empty() || has_rounds(ledger);
    let repeats = rounds.then(|| compare::repeats(&archive, &entries(ledger)));
    let evidence = evidence::look(papers, workspace, context.directory, ledger, files)?;
    Ok(Beside { months, master, repeats, evidence })
}

/// Says whether the ledger itself holds several rounds.
fn has_rounds(ledger: &Ledger) -> bool {
    let mut rounds = ledger.rectifications.iter().filter_map(|record| record.text(Field::Round));
    rounds.next().is_some_and(|first| rounds.any(|round| round != first))
}

/// Reads the records of ledgers that are not counted: the office's own, or earlier rounds.
fn other_ledgers(
    papers: &Papers,
    workspace: &Workspace,
    name: &str,
    context: &Context<'_>,
    ledger: &mut Ledger,
    files: &mut Vec<InputFile>,
) -> Result<Vec<Entry>, Error> {
    let mut found = Vec::new();
    for file in papers.list(&workspace.path(name), name)? {
        let (input, read) = one_ledger(papers, &file, context);
        files.extend(input);
        match read {
            Ok(other) => found.extend(entries(&other)),
            Err(refusal) => ledger.refused.push(refusal),
        }
    }
    Ok(found)
}
