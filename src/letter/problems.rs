//! The problems letters may speak of: clue sheets and void records left out, measures of one problem taken together.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::letter::Case;
use crate::model::assessment::{Light, Standing};
use crate::model::confidential::{KeptBack, kept_back, lists_clues};
use crate::model::field::Field;
use crate::model::ledger::{Rectification, is_placeholder};
use crate::model::letter::Withheld;
use crate::model::text::Text;
use crate::policy::CountBasis;

/// One problem of one unit.
#[derive(Clone, Debug)]
pub(super) struct Problem<'a> {
    /// The unit.
    pub(super) unit: &'a Text,
    /// The record; of several measures the first that is still open.
    pub(super) record: &'a Rectification,
    /// Every measure's record: what any of them keeps back is kept back.
    pub(super) records: Vec<&'a Rectification>,
    /// The deadline; of several measures the latest.
    pub(super) deadline: Option<NaiveDate>,
    /// Whether all of it is finished.
    pub(super) finished: bool,
    overdue: bool,
    near: Option<Near>,
}

/// An open problem whose deadline is near.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Near {
    /// Yellow or green.
    pub(super) light: Light,
    /// Calendar days left.
    pub(super) days: i64,
    /// The deadline that is near.
    pub(super) deadline: NaiveDate,
}

impl<'a> Problem<'a> {
    fn of(unit: &'a Text, record: &'a Rectification, standing: &Standing) -> Self {
        let near = match (standing.light, standing.days_left, record.deadline.date) {
            (light @ (Light::Yellow | Light::Green), Some(days), Some(deadline)) => Some(Near { light, days, deadline }),
            _ => None,
        };
        Self {
            unit,
            record,
            records: vec![record],
            deadline: record.deadline.date,
            finished: standing.finished,
            overdue: standing.overdue,
            near,
        }
    }

    /// Takes a further measure of the same problem in. Source: `scoring.md` §1.
    fn merge(&mut self, measure: Self) {
        if self.finished && !measure.finished {
            self.record = measure.record;
        }
        self.records.extend(measure.records);
        self.deadline = self.deadline.max(measure.deadline);
        self.finished &= measure.finished;
        self.overdue |= measure.overdue;
        self.near = match (self.near, measure.near) {
            (Some(own), Some(other)) => Some(if other.days < own.days { other } else { own }),
            (own, other) => own.or(other),
        };
    }

    /// Returns how many calendar days the problem is past its deadline; `None` when it is not overdue.
    pub(super) fn days_late(&self, as_of: NaiveDate) -> Option<i64> {
        let deadline = self.deadline.filter(|deadline| self.overdue && *deadline < as_of)?;
        Some((as_of - deadline).num_days())
    }

    /// Returns the deadline that is near; `None` when none is, or the problem is overdue already.
    pub(super) fn near(&self) -> Option<Near> {
        self.near.filter(|_| !self.overdue)
    }

    /// Returns the problem's text, "反馈问题".
    pub(super) fn text(&self) -> Option<&'a Text> {
        let record = self.record;
        let filled = |field| record.text(field).filter(|text| !is_placeholder(text));
        filled(Field::Problem).or_else(|| filled(Field::ProblemDetail))
    }

    /// Returns a field's text; empty when it holds nothing.
    pub(super) fn filled(&self, field: Field) -> &'a str {
        let record = self.record;
        record.text(field).filter(|_| record.is_filled(field)).map(|text| text.as_str()).unwrap_or_default()
    }

    /// Returns the problem's number, or the row's serial; empty where there is neither.
    pub(super) fn number(&self) -> &'a str {
        let record = self.record;
        record.label().map(|text| text.as_str()).unwrap_or_default()
    }
}

/// Returns what the policy counts as one, of all units, in source order: what is overdue is counted as in the score.
pub(super) fn counted<'a>(case: &Case<'a>) -> Vec<Problem<'a>> {
    usable(case, case.policy.count == CountBasis::Problem)
}

/// Returns the problems of all units, in source order, their measures taken together whatever the policy counts:
/// a letter that speaks of problems means problems. Records that do not say what the problem is are left out.
pub(super) fn whole<'a>(case: &Case<'a>) -> Vec<Problem<'a>> {
    let mut problems = usable(case, true);
    problems.retain(|problem| problem.text().is_some());
    problems
}

fn usable<'a>(case: &Case<'a>, merged: bool) -> Vec<Problem<'a>> {
    let clues: Vec<bool> = case.ledger.tables.iter().map(lists_clues).collect();
    let is_clue = |table: u32| clues.get(table as usize).copied().unwrap_or_default();
    let mut problems: Vec<Problem<'a>> = Vec::new();
    let mut known: HashMap<(&Text, &Text), usize> = HashMap::new();
    for (record, standing) in case.ledger.rectifications.iter().zip(&case.assessment.standings) {
        let Some(unit) = &record.unit else { continue };
        // A list that was joined may have brought a cell of a clue sheet.
        if standing.void || is_clue(record.table) || record.cells.iter().any(|cell| is_clue(cell.table)) {
            continue;
        }
        let problem = Problem::of(unit, record, standing);
        let id = record.text(Field::ProblemId).filter(|_| merged);
        match id.map(|id| (unit, id)) {
            Some(key) if known.contains_key(&key) => problems[known[&key]].merge(problem),
            key => {
                known.extend(key.map(|key| (key, problems.len())));
                problems.push(problem);
            }
        }
    }
    problems
}

/// What keeps a letter from the mail.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// The highest degree of secrecy, as the ledger writes it; empty when there is none.
    pub(super) degree: String,
    /// Every reason, the gravest first.
    pub(super) reasons: Vec<Withheld>,
}

/// Returns what keeps a letter about problems from the mail.
pub(super) fn kept(case: &Case<'_>, problems: &[&Problem<'_>]) -> Kept {
    const DEGREES: [&str; 3] = ["绝密", "机密", "秘密"];
    let records = problems.iter().flat_map(|problem| problem.records.iter().copied());
    let mut found: Vec<(KeptBack<'_>, Field, &Rectification)> =
        records.filter_map(|record| kept_back(case.ledger, record).map(|(kept, field)| (kept, field, record))).collect();
    let grave = |mark: &KeptBack<'_>| match mark {
        KeptBack::Secret(mark) => DEGREES.iter().position(|degree| mark.contains(degree)).unwrap_or(DEGREES.len()),
        KeptBack::Unpublished { .. } => DEGREES.len() + 1,
    };
    found.sort_by_key(|(mark, ..)| grave(mark));
    let degree = match found.first() {
        Some((KeptBack::Secret(mark), ..)) => mark.to_string(),
        _ => String::new(),
    };
    let reason = |(mark, field, record): &(KeptBack<'_>, Field, &Rectification)| Withheld {
        reason: match mark {
            KeptBack::Secret(mark) => format!("所涉问题标有密级「{mark}」"),
            KeptBack::Unpublished { heading, word } => format!("所涉问题「{heading}」一栏写着「{word}」"),
        },
        place: case.ledger.field_place(record.table, record.row, &record.cells, *field),
    };
    Kept { degree, reasons: found.iter().map(reason).collect() }
}
