//! What every part counts from: the records that have a unit, each with where it stands and what became of it since last month.

use std::collections::{BTreeMap, HashSet};

use rust_decimal::Decimal;

use crate::model::assessment::{Ratio, Standing};
use crate::model::comparison::{ChangeKind, Comparison, Entry};
use crate::model::confidential::{kept_back, lists_clues};
use crate::model::field::Field;
use crate::model::ledger::{Rectification, is_placeholder};
use crate::model::measures::together;
use crate::model::number;
use crate::model::text::Text;
use crate::policy::CountBasis;
use crate::report::Case;
use crate::report::monthly::before::Before;

/// One record.
#[derive(Clone, Debug)]
pub(super) struct Row<'a> {
    /// The record.
    pub(super) record: &'a Rectification,
    /// Its unit.
    pub(super) unit: &'a Text,
    /// Where it stands.
    pub(super) standing: &'a Standing,
    /// Its round, in the office's own words where they are known.
    pub(super) round: String,
    /// Counted, but none of its words may be shown.
    pub(super) withheld: bool,
    /// It was finished since the earlier month.
    pub(super) finished_since: bool,
    /// It is open, and its progress is worded as in the earlier month.
    pub(super) unmoved: bool,
}

impl Row<'_> {
    /// Says whether it counts and is not finished.
    pub(super) fn is_open(&self) -> bool {
        !self.standing.void && !self.standing.finished
    }

    /// Returns the problem's words, where they may be shown.
    pub(super) fn problem(&self) -> Option<&str> {
        let filled = |field| self.record.text(field).filter(|text| !is_placeholder(text));
        let text = filled(Field::Problem).or_else(|| filled(Field::ProblemDetail))?;
        (!self.withheld).then(|| text.as_str())
    }
}

/// Everything the parts count from.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    /// The case.
    pub(super) case: &'a Case<'a>,
    /// Records with a unit, in source order.
    pub(super) rows: Vec<Row<'a>>,
    /// How many records name no unit; they count nowhere.
    pub(super) loose: usize,
    /// The month kept last before this one.
    pub(super) before: Option<Before<'a>>,
    /// The earlier month's records beside this month's, where they are of the same month as `before` or there is none.
    pub(super) months: Option<&'a Comparison>,
}

impl<'a> Facts<'a> {
    /// Gathers them.
    pub(super) fn of(case: &'a Case<'a>) -> Self {
        let before = Before::of(case);
        let months = case.months.filter(|months| match (before, months.old_as_of) {
            (Some(before), Some(as_of)) => before.month().kept.as_of == as_of,
            _ => true,
        });
        let (finished, unmoved) = months.map(since).unwrap_or_default();
        let clues: Vec<bool> = case.ledger.tables.iter().map(lists_clues).collect();
        let mut rows = Vec::new();
        let mut loose = 0;
        for (at, (record, standing)) in case.ledger.rectifications.iter().zip(&case.assessment.standings).enumerate() {
            let Some(unit) = &record.unit else {
                loose += 1;
                continue;
            };
            let is_clue = clues.get(record.table as usize).copied().unwrap_or_default();
            rows.push(Row {
                record,
                unit,
                standing,
                round: round(case, record.text(Field::Round)),
                withheld: is_clue || kept_back(case.ledger, record).is_some(),
                finished_since: finished.contains(&at),
                unmoved: unmoved.contains(&at) && !standing.void && !standing.finished,
            });
        }
        Self { case, rows, loose, before, months }
    }

    /// Returns the completion of all units together.
    pub(super) fn completion(&self) -> Ratio {
        let sum = |of: fn(Ratio) -> u64| self.case.assessment.units.iter().map(|unit| of(unit.tally.completion)).sum();
        Ratio { numerator: sum(|ratio| ratio.numerator), denominator: sum(|ratio| ratio.denominator) }
    }

    /// Returns a ratio in percent, rounded as the policy says.
    pub(super) fn percent(&self, ratio: Ratio) -> Option<Decimal> {
        number::percent(ratio.numerator, ratio.denominator, self.case.policy.rounding)
    }

    /// Counts what is finished of what counts among some rows, as the policy counts: by row, or a problem with all its
    /// measures as one.
    pub(super) fn ratio_of<'r>(&self, rows: impl IntoIterator<Item = &'r Row<'r>>) -> Ratio {
        let mut units: BTreeMap<&Text, Vec<&Rectification>> = BTreeMap::new();
        for row in rows.into_iter().filter(|row| !row.standing.void) {
            units.entry(row.unit).or_default().push(row.record);
        }
        let mut ratio = Ratio::default();
        for records in units.into_values() {
            let items = match self.case.policy.count {
                CountBasis::Row => records.into_iter().map(|record| vec![record]).collect(),
                CountBasis::Problem => together(records),
            };
            ratio.denominator += items.len() as u64;
            ratio.numerator += items.iter().filter(|item| item.iter().all(|record| record.status.is_finished())).count() as u64;
        }
        ratio
    }

    /// Counts the same of a round in the earlier month, of which only the problem numbers are known.
    pub(super) fn ratio_before(&self, months: &Comparison, round: &str) -> Ratio {
        let policy = self.case.policy;
        let mut ratio = Ratio::default();
        let mut problems: BTreeMap<(&Text, &Text), bool> = BTreeMap::new();
        let counts = |entry: &&Entry| !policy.void.contains(&entry.status) && self.round_of(entry) == round;
        for entry in months.old.iter().filter(counts) {
            let Some(unit) = &entry.unit else { continue };
            match entry.problem_id.as_ref().filter(|_| policy.count == CountBasis::Problem) {
                Some(id) => *problems.entry((unit, id)).or_insert(true) &= entry.status.is_finished(),
                None => {
                    ratio.numerator += u64::from(entry.status.is_finished());
                    ratio.denominator += 1;
                }
            }
        }
        ratio.numerator += problems.values().filter(|finished| **finished).count() as u64;
        ratio.denominator += problems.len() as u64;
        ratio
    }

    /// Returns a record's round of the earlier month.
    fn round_of(&self, entry: &Entry) -> String {
        round(self.case, entry.round.as_ref())
    }

    /// Says whether some ledger has a column for the field.
    pub(super) fn has_column(&self, field: Field) -> bool {
        self.case.ledger.tables.iter().any(|table| table.has(field))
            || self.rows.iter().any(|row| row.record.text(field).is_some())
    }
}

/// Names a round: by the office's own name where the calendar knows it.
fn round(case: &Case<'_>, written: Option<&Text>) -> String {
    let written = written.map(|text| text.trim()).filter(|text| !is_placeholder(text));
    match case.calendar.round(written) {
        Some(round) => round.name.to_string(),
        None => written.unwrap_or("未写明轮次").to_owned(),
    }
}

/// Returns the records finished since the earlier month, and those whose progress is worded as then.
fn since(months: &Comparison) -> (HashSet<usize>, HashSet<usize>) {
    let mut finished = HashSet::new();
    let mut unmoved = HashSet::new();
    let words = |entry: &Entry| {
        let text = entry.progress.as_deref().filter(|text| !is_placeholder(text))?;
        Some(text.chars().filter(|c| !c.is_whitespace()).collect::<String>())
    };
    for change in &months.changes {
        let Some(new) = change.new else { continue };
        if change.kinds.contains(&ChangeKind::Finished) {
            finished.insert(new);
        }
        let old = change.old.and_then(|old| months.old.get(old)).and_then(words);
        if old.is_some() && months.new.get(new).and_then(words) == old {
            unmoved.insert(new);
        }
    }
    (finished, unmoved)
}
