//! The earlier month: where a workspace keeps it, and what a path given by hand holds.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::compare::{self, Earlier};
use crate::error::{Error, ErrorKind};
use crate::model::comparison::{Comparison, Entry};
use crate::model::finding::Refusal;
use crate::model::ledger::Ledger;
use crate::model::period::Month;
use crate::output::{self, InputFile};
use crate::pipeline::files::shown;
use crate::pipeline::papers::Papers;
use crate::pipeline::{Request, Source, gather};
use crate::report;
use crate::workspace::{BYTE_ORDER_MARK, Workspace, read_text};

/// Returns what months are compared by, in the order of the records.
pub(super) fn entries(ledger: &Ledger) -> Vec<Entry> {
    ledger.rectifications.iter().map(|record| Entry::of(ledger, record)).collect()
}

/// How many months back an earlier report is looked for.
const MONTHS_BACK: u32 = 12;

/// Reads the records of the last month that was reported before this one.
pub(super) fn earlier(
    papers: &Papers,
    workspace: Option<&Workspace>,
    month: Month,
    files: &mut Vec<InputFile>,
) -> Result<Option<Earlier>, Error> {
    let Some(workspace) = workspace else { return Ok(None) };
    let before = std::iter::successors(month.before(), |month| month.before()).take(MONTHS_BACK as usize);
    for month in before {
        let name = format!("{}/{month}/{}", workspace.paths.output, report::records::FILE);
        let path = workspace.path(&name);
        if papers.exists(&path, &name) && !path.is_dir() {
            let text = papers.text(&path, &name, ErrorKind::Request)?;
            files.push(InputFile::of(&name, text.as_bytes()));
            let reported = match papers.kept() {
                Some(kept) => kept.published().earlier_as_of,
                None => path.parent().and_then(output::as_of),
            };
            let as_of = reported.unwrap_or_else(|| month.last_day());
            let entries = compare::entries(&name, &text)?;
            return Ok(Some(Earlier { name: format!("{month} 月").into(), entries, as_of: Some(as_of) }));
        }
    }
    Ok(None)
}

/// Compares two months given by hand: ledgers, folders, workspaces, files of lines, or months a workspace has kept.
///
/// `since` is the day the earlier one was reported. Returns what could not be read of either too.
///
/// # Errors
///
/// `ErrorKind::Request` when a side does not exist or holds no records; those of `gather`.
pub fn two_months(old: &Path, new: &Path, since: Option<NaiveDate>, like: &Request) -> Result<(Comparison, Vec<Refusal>), Error> {
    let (before, mut refused) = one_month(old, &Request { as_of: since.unwrap_or(like.as_of), ..like.clone() })?;
    let (now, others) = one_month(new, like)?;
    refused.extend(others);
    let as_of = since.or(before.as_of);
    Ok((compare::compare(Earlier { as_of, ..before }, now.entries), refused))
}

fn one_month(path: &Path, like: &Request) -> Result<(Earlier, Vec<Refusal>), Error> {
    let name = shown(path);
    let kept = if path.exists() { path.to_owned() } else { kept_month(&name).unwrap_or_else(|| path.to_owned()) };
    if kept.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("jsonl")) {
        let text = read_text(&kept, &name, ErrorKind::Request)?;
        let entries = compare::entries(&name, text.trim_start_matches(BYTE_ORDER_MARK))?;
        let as_of = kept.parent().and_then(output::as_of);
        return Ok((Earlier { name: name.into(), entries, as_of }, Vec::new()));
    }
    let source =
        if Workspace::is_at(&kept) { Source::Workspace(Box::new(Workspace::load(&kept)?)) } else { Source::Files(vec![kept]) };
    let gathered = gather(&Request { source, ..like.clone() })?;
    Ok((Earlier { name: name.into(), entries: entries(&gathered.ledger), as_of: None }, gathered.ledger.refused))
}

/// Returns where the workspace one stands in keeps a month's records.
fn kept_month(name: &str) -> Option<PathBuf> {
    let month = Month::parse(name)?;
    let workspace = Workspace::load(Path::new(".")).ok()?;
    let path = workspace.path(&workspace.paths.output).join(month.to_string()).join(report::records::FILE);
    path.is_file().then_some(path)
}
