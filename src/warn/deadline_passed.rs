//! `deadline-passed`: the red light: provisional points, given back or final, as the score has them.
//!
//! Source: `scoring.md` §3, row `overdue`, and §5, row red. The states and points are those of the deduction; where the
//! policy has none in force, an overdue record is a warning without points, which names the office's own item that took any.

use chrono::Days;
use rust_decimal::Decimal;

use crate::model::about::About;
use crate::model::assessment::{Deduction, DeductionState, Occurrence, UnitAssessment};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::hash;
use crate::model::number::plain;
use crate::model::place::Place;
use crate::model::warning::WarningState;
use crate::policy::Trigger;
use crate::policy::expression::schema::{Derived, Name};
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
        if !case.policy.deductions.iter().any(|rule| rule.id == OVERDUE && rule.in_force(case.as_of)) {
            return without_points(case);
        }
        let fired = fired(case);
        let seen = case.records().filter_map(|(position, record, _)| {
            let (state, occurrence) = fired.get(&case.ledger.row_place(record.table, record.row))?;
            let (state, points) = match state {
                DeductionState::Provisional => (WarningState::Provisional, occurrence.points),
                DeductionState::Final => (WarningState::Final, occurrence.points),
                DeductionState::Restored => (WarningState::Restored, Decimal::ZERO),
            };
            let seen = Seen::at(case, position, Field::Deadline, occurrence.note.clone());
            Some(Seen { state, points, ..seen }.since(occurrence.since.filter(|date| *date <= case.as_of)))
        });
        seen.collect()
    }
}

/// Returns everything that took points, off the whole score or off an indicator.
fn taken<'a>(case: &Case<'a>) -> impl Iterator<Item = &'a Deduction> {
    let within = |unit: &'a UnitAssessment| unit.indicators.iter().flat_map(|indicator| &indicator.losses);
    case.assessment.units.iter().flat_map(move |unit| unit.deductions.iter().chain(within(unit)))
}

/// Returns every time the deduction fired, by the row behind it.
fn fired<'a>(case: &Case<'a>) -> hash::HashMap<&'a Place, (DeductionState, &'a Occurrence)> {
    let items = taken(case).filter(|item| &*item.id == OVERDUE);
    items.flat_map(|item| item.occurrences.iter().map(|fired| (&fired.place, (item.state, fired)))).collect()
}

fn without_points(case: &Case<'_>) -> Vec<Seen> {
    let charged = charged(case);
    let overdue = case.records().filter(|(_, _, standing)| standing.overdue);
    let seen = overdue.filter_map(|(position, record, standing)| {
        let mut reason = format!("超期 {} 天", standing.days_late?);
        for (item, fired) in charged.get(&case.ledger.row_place(record.table, record.row)).into_iter().flatten() {
            reason.push_str(&format!("，已按减分项「{}」扣 {} 分", item.title, plain(fired.points.round_dp(4))));
        }
        let date = record.deadline.date?.checked_add_days(Days::new(1));
        Some(Seen::at(case, position, Field::Deadline, reason).since(date))
    });
    seen.collect()
}

/// Returns what the office's own deductions for lateness took, by the row behind it.
fn charged<'a>(case: &Case<'a>) -> hash::HashMap<&'a Place, Vec<(&'a Deduction, &'a Occurrence)>> {
    let late = |id: &str| {
        let rule = case.policy.deductions.iter().find(|rule| rule.id == id);
        rule.is_some_and(|rule| matches!(&rule.kind, Trigger::When(condition) if condition.names().iter().any(is_lateness)))
    };
    let mut charged: hash::HashMap<&Place, Vec<_>> = hash::HashMap::default();
    for item in taken(case).filter(|item| late(&item.id)) {
        for fired in &item.occurrences {
            charged.entry(&fired.place).or_default().push((item, fired));
        }
    }
    charged
}

fn is_lateness(name: &Name) -> bool {
    matches!(name, Name::Derived(Derived::Overdue | Derived::DaysLate))
}
