//! `deadline-passed`: the red light: provisional points, given back or final, as the score has them.
//!
//! Source: `scoring.md` §3, row `overdue`, and §5, row red. The states and points are those of the deduction; where the
//! policy has none in force, an overdue record is a warning without points.

use std::collections::HashMap;

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

use crate::model::about::About;
use crate::model::assessment::{DeductionState, Occurrence, UnitAssessment};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::hash;
use crate::model::ledger::{Rectification, TableId};
use crate::model::place::Place;
use crate::model::text::Text;
use crate::model::warning::WarningState;
use crate::policy::CountBasis;
use crate::warn::{Case, Seen, Sign};

/// Tells of records past their deadline.
#[derive(Debug)]
pub(crate) struct DeadlinePassed;

static ABOUT: About = About {
    id: "deadline-passed",
    title: "超期（红灯）",
    severity: None,
    source: Clause::new("巡察整改成效考核办法（默认）", "亮灯三、减分项一"),
    why: "超期先预扣分，预扣期内完成的恢复，之后转为正式扣分；与得分里的减分一致",
    remedy: "请在预扣期内完成并填写完成时间；扣几分、预扣几天在办法的减分项 overdue 里改",
};

/// The deduction's id.
const OVERDUE: &str = "overdue";

impl Sign for DeadlinePassed {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, case: &Case<'_>, _limit: u32) -> Vec<Seen> {
        let rule = case.policy.deductions.iter().find(|rule| rule.id == OVERDUE && rule.in_force(case.as_of));
        let Some(rule) = rule else { return without_points(case) };
        let fired = fired(case);
        let terms = Terms::new(case);
        let seen = case.records().filter_map(|(position, record, _)| {
            let (state, occurrence) = fired.get(&case.ledger.row_place(record.table, record.row))?;
            let (deadline, done) = terms.of(record);
            let after = |days: u64| deadline.and_then(|deadline| deadline.checked_add_days(Days::new(days)));
            let (state, points, date) = match state {
                DeductionState::Provisional => (WarningState::Provisional, occurrence.points, after(1)),
                DeductionState::Final => (WarningState::Final, occurrence.points, after(u64::from(rule.final_after_days) + 1)),
                DeductionState::Restored => (WarningState::Restored, Decimal::ZERO, done),
            };
            let seen = Seen::at(case, position, Field::Deadline, occurrence.note.clone());
            Some(Seen { state, points, ..seen }.since(date.filter(|date| *date <= case.as_of)))
        });
        seen.collect()
    }
}

/// Returns every time the deduction fired, by the row behind it.
fn fired<'a>(case: &Case<'a>) -> hash::HashMap<&'a Place, (DeductionState, &'a Occurrence)> {
    // It comes off the whole score, or off an indicator.
    let within = |unit: &'a UnitAssessment| unit.indicators.iter().flat_map(|indicator| &indicator.losses);
    let all = case.assessment.units.iter().flat_map(|unit| unit.deductions.iter().chain(within(unit)));
    let items = all.filter(|item| &*item.id == OVERDUE);
    items.flat_map(|item| item.occurrences.iter().map(|fired| (&fired.place, (item.state, fired)))).collect()
}

fn without_points(case: &Case<'_>) -> Vec<Seen> {
    let overdue = case.records().filter(|(_, _, standing)| standing.overdue);
    let seen = overdue.filter_map(|(position, record, standing)| {
        let reason = format!("超期 {} 天", standing.days_late?);
        let date = record.deadline.date?.checked_add_days(Days::new(1));
        Some(Seen::at(case, position, Field::Deadline, reason).since(date))
    });
    seen.collect()
}

/// A deadline and a day of completion.
type Term = (Option<NaiveDate>, Option<NaiveDate>);

/// The deadline and the day of completion of what counts as one, as the score takes them.
struct Terms<'a> {
    /// The latest of each problem, where problems are counted.
    problems: HashMap<(TableId, &'a Text), Term>,
}

impl<'a> Terms<'a> {
    fn new(case: &Case<'a>) -> Self {
        let mut problems: HashMap<_, Term> = HashMap::new();
        if case.policy.count == CountBasis::Problem {
            for record in &case.ledger.rectifications {
                let Some(number) = record.text(Field::ProblemId) else { continue };
                let (deadline, done) = problems.entry((record.table, number)).or_default();
                *deadline = (*deadline).max(record.deadline.date);
                *done = (*done).max(record.done_date);
            }
        }
        Self { problems }
    }

    fn of(&self, record: &Rectification) -> Term {
        let problem = record.text(Field::ProblemId).and_then(|number| self.problems.get(&(record.table, number)));
        problem.copied().unwrap_or((record.deadline.date, record.done_date))
    }
}
