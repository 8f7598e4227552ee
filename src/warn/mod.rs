//! Early warning: ledger, scores, policy and earlier months → the month's warnings. One file a sign.
//!
//! Source: `domain.md` §3.6, a ledger of events with day, reason, points and state; `scoring.md` §5, the ladder.
//! A sign says what it sees; which event that is, and since when, is settled here. A warning moves no points: those of
//! the deductions are shown as the score has them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

use crate::model::about::About;
use crate::model::assessment::Assessment;
use crate::model::comparison::{Comparison, Repeat};
use crate::model::evidence::Evidence;
use crate::model::field::Field;
use crate::model::inputs::Recommendation;
use crate::model::ledger::{Ledger, Rectification};
use crate::model::place::Place;
use crate::model::text::Text;
use crate::model::warning::{Warning, WarningState};
use crate::policy::{Policy, hex};

mod deadline_close;
mod deadline_near;
mod deadline_passed;
mod due_together;
mod evidence_missing_at_closing;
mod ladder;
mod problem_again;
mod recommendation_unanswered;
mod satisfaction_falling;
mod stale_progress;

pub use ladder::course;

/// Every sign, in the order warnings are listed.
pub const SIGNS: &[&dyn Sign] = &[
    &deadline_passed::DeadlinePassed,
    &deadline_close::DeadlineClose,
    &deadline_near::DeadlineNear,
    &due_together::DueTogether,
    &stale_progress::StaleProgress,
    &evidence_missing_at_closing::EvidenceMissingAtClosing,
    &problem_again::ProblemAgain,
    &satisfaction_falling::SatisfactionFalling,
    &recommendation_unanswered::RecommendationUnanswered,
];

/// The one number a sign goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The number, unless the policy has another.
    pub default: u32,
    /// What it counts, in Chinese.
    pub meaning: &'static str,
}

/// Something that shows trouble before it costs points, or when it begins to.
pub trait Sign: Sync {
    /// Returns what the sign says of itself.
    fn about(&self) -> &'static About;

    /// Returns the number it goes by, where it goes by one.
    fn limit(&self) -> Option<Limit> {
        None
    }

    /// Returns what it sees; `limit` is the number in force, 0 for a sign without one.
    fn look(&self, case: &Case<'_>, limit: u32) -> Vec<Seen>;
}

/// What earlier months are known by; all of it empty without a store.
#[derive(Clone, Copy, Debug, Default)]
pub struct Past<'a> {
    /// The month reported last, beside this one.
    pub last: Option<&'a Comparison>,
    /// The warnings of that month.
    pub warnings: &'a [Warning],
    /// The month by which progress has to have moved, beside this one.
    pub before: Option<&'a Comparison>,
    /// What the public said of each unit when last asked.
    pub satisfaction: &'a [(Text, Decimal)],
}

/// Everything a sign may look at.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The records.
    pub ledger: &'a Ledger,
    /// The scores, and where every record stands.
    pub assessment: &'a Assessment,
    /// The policy.
    pub policy: &'a Policy,
    /// The reporting date.
    pub as_of: NaiveDate,
    /// Problems of earlier rounds that are back.
    pub repeats: &'a [Repeat],
    /// Recommendation letters and their answers.
    pub recommendations: &'a [Recommendation],
    /// What the evidence folders hold.
    pub evidence: Option<&'a Evidence>,
    /// Earlier months.
    pub past: Past<'a>,
}

/// What a sign saw.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The record, by its position in the ledger; `None` for what concerns a unit.
    record: Option<usize>,
    /// The unit.
    unit: Option<Text>,
    /// The cell.
    place: Place,
    /// What tells it from others of its sign and unit, where that is no record.
    mark: String,
    /// Since when, where the ledger tells.
    date: Option<NaiveDate>,
    reason: String,
    points: Decimal,
    state: WarningState,
}

impl Seen {
    /// Something at a record's field, without points.
    fn at(case: &Case<'_>, record: usize, field: Field, reason: String) -> Self {
        let row = &case.ledger.rectifications[record];
        Self {
            record: Some(record),
            unit: row.unit.clone(),
            place: case.ledger.field_place(row.table, row.row, &row.cells, field),
            mark: String::new(),
            date: None,
            reason,
            points: Decimal::ZERO,
            state: WarningState::Warned,
        }
    }

    /// The same since a day.
    fn since(self, date: Option<NaiveDate>) -> Self {
        Self { date, ..self }
    }
}

impl Case<'_> {
    /// Returns the records with their positions and where they stand.
    fn records(&self) -> impl Iterator<Item = (usize, &Rectification, &crate::model::assessment::Standing)> {
        let rows = self.ledger.rectifications.iter().zip(&self.assessment.standings);
        rows.enumerate().map(|(position, (record, standing))| (position, record, standing))
    }
}

/// Returns the number a sign goes by under a policy.
pub fn limit(sign: &dyn Sign, policy: &Policy) -> u32 {
    let set = policy.warning(sign.about().id).and_then(|setting| setting.limit);
    set.or(sign.limit().map(|limit| limit.default)).unwrap_or_default()
}

/// Returns how many months progress may stand still.
pub fn stale_months(policy: &Policy) -> u32 {
    limit(&stale_progress::StaleProgress, policy)
}

/// Returns the words by which progress is compared: the text without its white space.
pub fn words(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Looks for every sign that is switched on: sign by sign, in the order of the ledger.
pub fn run(case: &Case<'_>) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let mut names = Names::new(case);
    for sign in SIGNS {
        let about = sign.about();
        if case.policy.warning(about.id).is_some_and(|setting| setting.enabled == Some(false)) {
            continue;
        }
        for seen in sign.look(case, limit(*sign, case.policy)) {
            let (event, first) = names.of(about.id, &seen);
            let record = seen.record.and_then(|record| case.ledger.rectifications[record].label().cloned());
            warnings.push(Warning {
                id: about.id.into(),
                title: about.title.into(),
                event,
                date: seen.date.or(first).unwrap_or(case.as_of),
                unit: seen.unit,
                place: seen.place,
                record,
                reason: seen.reason,
                points: seen.points,
                state: seen.state,
            });
        }
    }
    warnings
}

/// Gives events their names: one that was told last month keeps the name it had, whatever row it stands in now.
struct Names<'a> {
    case: &'a Case<'a>,
    /// The record of last month that each of this month's was.
    before: Vec<Option<usize>>,
    /// Course, file, sheet and row, 0-based → last month's warning there.
    there: BTreeMap<(&'a str, &'a str, &'a str, u32), &'a Warning>,
    /// Course and name → last month's warning.
    known: BTreeMap<(&'a str, &'a str), &'a Warning>,
    /// Names given already, and how often: equal rows are told apart by their order.
    given: BTreeMap<String, usize>,
}

impl<'a> Names<'a> {
    fn new(case: &'a Case<'a>) -> Self {
        let mut before = vec![None; case.ledger.rectifications.len()];
        for change in case.past.last.map(|last| &last.changes[..]).unwrap_or_default() {
            if let Some(slot) = change.new.and_then(|new| before.get_mut(new)) {
                *slot = change.old;
            }
        }
        let warnings = case.past.warnings;
        let spot = |warning: &'a Warning| {
            let place = &warning.place;
            Some((course(&warning.id), &*place.file, place.sheet.as_deref()?, place.row?))
        };
        let there = warnings.iter().filter_map(|warning| Some((spot(warning)?, warning))).collect();
        let known = warnings.iter().map(|warning| ((course(&warning.id), &*warning.event), warning)).collect();
        Self { case, before, there, known, given: BTreeMap::new() }
    }

    /// Returns the event's name, and since when it was told.
    fn of(&mut self, sign: &str, seen: &Seen) -> (Text, Option<NaiveDate>) {
        // What began with another light did not begin with this one.
        let since = |warning: &Warning| (*warning.id == *sign).then_some(warning.date);
        if let Some(warning) = self.last(sign, seen)
            && !self.given.contains_key(warning.event.as_str())
        {
            self.given.insert(warning.event.to_string(), 1);
            return (warning.event.clone(), since(warning));
        }
        let name = self.name(sign, seen);
        let count = self.given.entry(name.clone()).or_default();
        *count += 1;
        let name = if *count == 1 { name } else { format!("{name}-{count}") };
        let first = self.known.get(&(course(sign), name.as_str())).and_then(|warning| since(warning));
        (name.into(), first)
    }

    /// Returns what was told last month of the record this one was then.
    fn last(&self, sign: &str, seen: &Seen) -> Option<&'a Warning> {
        let old = self.before.get(seen.record?).copied().flatten()?;
        let source = &self.case.past.last?.old.get(old)?.source;
        self.there.get(&(course(sign), source.file.as_str(), source.sheet.as_str(), source.row.checked_sub(1)?)).copied()
    }

    /// Makes a name of what a record is known by, and of no row: rows move.
    fn name(&self, sign: &str, seen: &Seen) -> String {
        let record = seen.record.map(|record| &self.case.ledger.rectifications[record]);
        let text = |field| record.and_then(|record| record.text(field)).map_or("", |text| text.as_str());
        let unit = seen.unit.as_deref().unwrap_or_default();
        let parts = [
            course(sign),
            unit,
            &seen.mark,
            text(Field::Round),
            text(Field::ProblemId),
            text(Field::Problem),
            text(Field::Measure),
        ];
        hex(&Sha256::digest(parts.join("\u{1F}").as_bytes())[..12])
    }
}

#[cfg(test)]
pub(crate) mod tests;
