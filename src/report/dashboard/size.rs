//! How long texts may be so that the page can be opened and mailed.

use crate::error::{Error, ErrorKind};
use crate::report::Case;
use crate::report::dashboard::index::cut;
use crate::report::dashboard::{Data, html};

/// The page stays below this many bytes, for five thousand records and many more.
pub(super) const MOST_BYTES: usize = 1_500_000;

/// A record without any text takes about as much.
const LEAST_BYTES: usize = 64;

/// How long a problem's text may be, in characters; the first with which the page is small enough is taken.
const LENGTHS: [usize; 6] = [LONGEST, 160, 120, 80, 60, SHORTEST];

/// The first of the lengths.
pub(super) const LONGEST: usize = 200;

/// The last of the lengths.
const SHORTEST: usize = 40;

/// How long lists and texts beside the problems may be; the second and third only where the shortest problems do not help.
const BOUNDS: [Bounds; 3] = [
    Bounds { findings: 3_000, message_chars: 120, note_chars: 80, person_chars: 40 },
    Bounds { findings: 1_000, message_chars: 60, note_chars: 40, person_chars: 16 },
    Bounds { findings: 200, message_chars: 40, note_chars: 20, person_chars: 8 },
];

/// See `BOUNDS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bounds {
    /// Findings in the list.
    pub(super) findings: usize,
    /// Characters of a finding or a risk point.
    pub(super) message_chars: usize,
    /// Characters of a remark.
    pub(super) note_chars: usize,
    /// Characters of a cell with persons.
    pub(super) person_chars: usize,
}

impl Bounds {
    /// Says whether they are narrower than usual.
    pub(super) fn is_tight(&self) -> bool {
        *self != BOUNDS[0]
    }
}

/// Returns the page with the longest texts that it has room for; with the shortest where nothing is short enough.
///
/// # Errors
///
/// `ErrorKind::Output` when the data cannot be written as JSON.
pub(super) fn fit(case: &Case<'_>, title: &str) -> Result<String, Error> {
    // So many records never fit, and to try would take long.
    let hopeless = case.ledger.rectifications.len() > MOST_BYTES / LEAST_BYTES;
    let first = if hopeless { BOUNDS.len() - 1 } else { 0 };
    let (mut data, mut problems, mut length) = attempt(case, title, &BOUNDS[first])?;
    for bounds in &BOUNDS[first + 1..] {
        if length.is_some() {
            break;
        }
        (data, problems, length) = attempt(case, title, bounds)?;
    }
    data.head.cut = length.unwrap_or(SHORTEST);
    for (record, problem) in data.records.iter_mut().zip(&problems) {
        record.9 = cut(problem, data.head.cut);
    }
    Ok(html::page(title, &json(&data)?))
}

/// Returns the data within bounds, the problems taken out of it, and how long these may be; `None` where even the shortest
/// are too long.
fn attempt<'a>(case: &'a Case<'a>, title: &str, bounds: &Bounds) -> Result<(Data<'a>, Vec<String>, Option<usize>), Error> {
    let mut data = Data::of(case, bounds);
    let problems: Vec<String> = data.records.iter_mut().map(|record| std::mem::take(&mut record.9)).collect();
    let room = MOST_BYTES.saturating_sub(html::page(title, &json(&data)?).len());
    let fits = |length: &&usize| problems.iter().map(|problem| bytes(&cut(problem, **length))).sum::<usize>() < room;
    let length = LENGTHS.iter().find(fits).copied();
    Ok((data, problems, length))
}

/// Returns what a text takes up within its quotation marks.
fn bytes(text: &str) -> usize {
    // Texts without anything to escape are the rule.
    let plain = !text.contains(|c: char| c.is_control() || matches!(c, '<' | '"' | '\\' | '\u{2028}' | '\u{2029}'));
    if plain { text.len() } else { serde_json::to_string(text).map_or(0, |json| html::escaped(&json).len() - 2) }
}

fn json(data: &Data<'_>) -> Result<String, Error> {
    let json = serde_json::to_string(data);
    let json = json.map_err(|cause| Error::new(ErrorKind::Output, format!("写不出看板的数据：{cause}")))?;
    Ok(html::escaped(&json))
}
