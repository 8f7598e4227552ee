//! What the checks found, errors first; the list is cut, the counts beside it are not.

use serde::Serialize;

use crate::model::about::Severity;
use crate::model::hash::HashMap;
use crate::report::Case;
use crate::report::dashboard::index::{Index, cut};
use crate::report::dashboard::size::Bounds;
use crate::report::dashboard::withheld::Withheld;

/// How much of a rule's title is shown, in characters.
const TITLE_CHARS: usize = 60;

/// Severity, check, unit, file, cell, message.
#[derive(Debug, Serialize)]
pub(super) struct Row(u8, usize, i64, i64, String, i64);

/// The list and what stands beside it.
#[derive(Debug)]
pub(super) struct Found<'a> {
    /// Id and title of every check that found something.
    pub(super) checks: Vec<(&'a str, String)>,
    pub(super) rows: Vec<Row>,
    /// How many were cut off.
    pub(super) more: usize,
    /// How many there are of each severity, worst first, without those that must not leave the office.
    pub(super) counts: [usize; 3],
    /// How many must not leave the office.
    pub(super) withheld: usize,
}

/// Returns the findings.
pub(super) fn rows<'a>(case: &'a Case<'a>, withheld: &Withheld, index: &mut Index, bounds: &Bounds) -> Found<'a> {
    let mut found = Found { checks: Vec::new(), rows: Vec::new(), more: 0, counts: [0; 3], withheld: 0 };
    let mut known: HashMap<&str, usize> = HashMap::default();
    for (number, severity) in (0..).zip([Severity::Error, Severity::Warning, Severity::Info]) {
        for finding in case.checked.findings.iter().filter(|finding| finding.severity == severity) {
            if withheld.hides_place(&finding.place) || withheld.is_told_in(&finding.message) {
                found.withheld += 1;
                continue;
            }
            found.counts[usize::from(number)] += 1;
            if found.rows.len() >= bounds.findings {
                found.more += 1;
                continue;
            }
            let check = *known.entry(&finding.about.id).or_insert(found.checks.len());
            if check == found.checks.len() {
                found.checks.push((&finding.about.id, cut(&finding.about.title, TITLE_CHARS)));
            }
            let unit = index.unit(finding.unit.as_ref());
            let (file, cell) = index.place(&finding.place);
            let message = index.text(&finding.message, bounds.message_chars);
            found.rows.push(Row(number, check, unit, file, cell, message));
        }
    }
    found
}
