//! The problems letters may speak of: clue sheets and void records left out, measures of one problem taken together.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::letter::Case;
use crate::model::confidential::{is_secret, lists_clues};
use crate::model::field::Field;
use crate::model::ledger::{Rectification, is_placeholder};
use crate::model::text::Text;
use crate::policy::CountBasis;

/// One problem of one unit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Problem<'a> {
    /// The unit.
    pub(super) unit: &'a Text,
    /// The record; of several measures the first that is still open.
    pub(super) record: &'a Rectification,
    /// The deadline; of several measures the latest.
    pub(super) deadline: Option<NaiveDate>,
    finished: bool,
    overdue: bool,
}

impl Problem<'_> {
    /// Returns how many calendar days the problem is past its deadline; `None` when it is not overdue.
    pub(super) fn days_late(&self, as_of: NaiveDate) -> Option<i64> {
        let deadline = self.deadline.filter(|deadline| self.overdue && *deadline < as_of)?;
        Some((as_of - deadline).num_days())
    }

    /// Returns the problem's text, "反馈问题".
    pub(super) fn text(&self) -> Option<&Text> {
        let filled = |field| self.record.text(field).filter(|text| !is_placeholder(text));
        filled(Field::Problem).or_else(|| filled(Field::ProblemDetail))
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
    let mut problems: Vec<Problem<'a>> = Vec::new();
    let mut known: HashMap<(&Text, &Text), usize> = HashMap::new();
    for (record, standing) in case.ledger.rectifications.iter().zip(&case.assessment.standings) {
        let Some(unit) = &record.unit else { continue };
        if standing.void || clues[record.table as usize] {
            continue;
        }
        let problem =
            Problem { unit, record, deadline: record.deadline.date, finished: standing.finished, overdue: standing.overdue };
        let id = record.text(Field::ProblemId).filter(|_| merged);
        match id.map(|id| (unit, id)) {
            Some(key) if known.contains_key(&key) => merge(&mut problems[known[&key]], problem),
            key => {
                known.extend(key.map(|key| (key, problems.len())));
                problems.push(problem);
            }
        }
    }
    problems
}

/// Takes a further measure of the same problem in. Source: `scoring.md` §1.
fn merge<'a>(problem: &mut Problem<'a>, measure: Problem<'a>) {
    if problem.finished && !measure.finished {
        problem.record = measure.record;
    }
    problem.deadline = problem.deadline.max(measure.deadline);
    problem.finished &= measure.finished;
    problem.overdue |= measure.overdue;
}

/// Returns the problems that have a degree of secrecy with it, the highest first.
pub(super) fn secret<'a>(problems: &[Problem<'a>]) -> Vec<(&'a Text, Problem<'a>)> {
    const DEGREES: [&str; 3] = ["绝密", "机密", "秘密"];
    let mark = |problem: &Problem<'a>| problem.record.text(Field::Secret).filter(|text| is_secret(text));
    let mut marked: Vec<(&Text, Problem<'a>)> =
        problems.iter().filter_map(|problem| mark(problem).map(|mark| (mark, *problem))).collect();
    marked.sort_by_key(|(mark, _)| DEGREES.iter().position(|degree| mark.contains(degree)).unwrap_or(DEGREES.len()));
    marked
}
