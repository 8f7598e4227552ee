//! `overdue`: not finished by the deadline.
//!
//! Source: `scoring.md` §3, row `overdue`. From the day after the deadline the points are provisional; after
//! `final_after_days` more days they are final; finished within those days they are given back, the event is kept.

use chrono::NaiveDate;

use crate::model::about::About;
use crate::model::assessment::{DeductionState, Occurrence};
use crate::model::clause::Clause;
use crate::policy::DeductionRule;
use crate::score::deduction::DeductionItem;
use crate::score::{Case, Item, UnitCase};

/// Takes points for each item past its deadline.
#[derive(Debug)]
pub(crate) struct Overdue;

static ABOUT: About = About {
    id: "overdue",
    title: "超期未完成",
    severity: None,
    source: Clause::new("巡察整改成效考核办法（默认）", "减分项一"),
    why: "超期就要有代价，及时补上可以恢复",
    remedy: "在预扣期内完成并填写完成时间，预扣分即恢复",
};

impl DeductionItem for Overdue {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn of_records(&self) -> bool {
        true
    }

    fn fire(&self, case: &Case<'_>, unit: &UnitCase<'_>, rule: &DeductionRule) -> Vec<(DeductionState, Occurrence)> {
        let fired = unit.items.iter().filter_map(|item| {
            let (state, note) = state(item, case.as_of, rule.final_after_days.into())?;
            Some((state, Occurrence { place: item.place.clone(), record: item.label(), note, points: rule.points }))
        });
        fired.collect()
    }
}

/// Returns the state and what happened; `None` for what was never late, or was finished on a day nobody gave.
fn state(item: &Item<'_>, as_of: NaiveDate, final_after_days: i64) -> Option<(DeductionState, String)> {
    let deadline = item.deadline?;
    if item.overdue {
        let days = (as_of - deadline).num_days();
        let state = if days > final_after_days { DeductionState::Final } else { DeductionState::Provisional };
        return Some((state, format!("超期 {days} 天")));
    }
    if !item.finished {
        return None;
    }
    let days = (item.done_date? - deadline).num_days();
    match days {
        ..=0 => None,
        days if days <= final_after_days => Some((DeductionState::Restored, format!("超期 {days} 天后完成，已恢复"))),
        days => Some((DeductionState::Final, format!("超期 {days} 天后完成"))),
    }
}
