//! `overdue`: not finished by the deadline.
//!
//! Source: `scoring.md` §3, row `overdue`. From the day after the deadline the points are provisional; after
//! `final_after_days` more days they are final; finished within those days they are given back, the event is kept.

use chrono::{Days, NaiveDate};

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
            let (state, note, since) = state(item, case.as_of, rule.final_after_days)?;
            Some((
                state,
                Occurrence { place: item.place.clone(), record: item.label(), of: item.of(), note, points: rule.points, since },
            ))
        });
        fired.collect()
    }
}

/// Returns the state, what happened and the day the state began; `None` for what was never late, or was finished on a day
/// nobody gave.
fn state(item: &Item<'_>, as_of: NaiveDate, final_after_days: u32) -> Option<(DeductionState, String, Option<NaiveDate>)> {
    let deadline = item.deadline?;
    let after = |days: u64| deadline.checked_add_days(Days::new(days));
    let final_since = after(u64::from(final_after_days) + 1);
    let limit = i64::from(final_after_days);
    if item.overdue {
        let days = (as_of - deadline).num_days();
        let (state, since) =
            if days > limit { (DeductionState::Final, final_since) } else { (DeductionState::Provisional, after(1)) };
        return Some((state, format!("超期 {days} 天"), since));
    }
    if !item.finished {
        return None;
    }
    let done = item.done_date?;
    let days = (done - deadline).num_days();
    match days {
        ..=0 => None,
        days if days <= limit => Some((DeductionState::Restored, format!("超期 {days} 天后完成，已恢复"), Some(done))),
        days => Some((DeductionState::Final, format!("超期 {days} 天后完成"), final_since)),
    }
}

#[cfg(test)]
mod tests {
    use crate::model::cells::{Cells, FieldCell};
    use crate::model::directory::Directory;
    use crate::model::field::Field;
    use crate::model::inputs::Inputs;
    use crate::model::ledger::{Deadline, Precision, Rectification, Status};
    use crate::model::place::CellRef;
    use crate::score::tests::{assessed, day, ledger, policy};

    /// One measure: unit, number, deadline, status, day of completion.
    fn measure(row: u32, (field, number): (Field, &str), deadline: &str, status: Status, done: &str) -> Rectification {
        let cell = FieldCell { field, table: 0, at: CellRef::new(row, 0), text: number.into() };
        Rectification {
            row,
            unit: Some("甲".into()),
            cells: Cells::new(vec![cell]),
            deadline: Deadline { date: Some(day(deadline)), precision: Precision::Day },
            status,
            done_date: (!done.is_empty()).then(|| day(done)),
            ..Rectification::default()
        }
    }

    /// Returns `state day` of every time the deduction fired on 2026-10-31, problems counted.
    fn since(records: Vec<Rectification>) -> Vec<String> {
        let policy = policy(|text| text.replacen("count = \"row\"", "count = \"problem\"", 1));
        let units = assessed(&ledger(records), &Inputs::default(), &Directory::default(), &policy).units;
        let fired = units.iter().flat_map(|unit| &unit.deductions).filter(|deduction| deduction.id == "overdue");
        let line = |state: &str, since: Option<chrono::NaiveDate>| since.map_or_else(String::new, |day| format!("{state} {day}"));
        fired.flat_map(|item| item.occurrences.iter().map(|fired| line(item.state.label(), fired.since))).collect()
    }

    const ONE: (Field, &str) = (Field::ProblemId, "1");

    /// Boundary: 30 days late, provisional | 31, final; done after 30 days, given back | after 31.
    #[test]
    fn each_state_began_on_its_day() {
        let open = |deadline| since(vec![measure(1, ONE, deadline, Status::InProgress, "")]);
        assert_eq!(open("2026-10-01"), ["预扣分 2026-10-02"]);
        assert_eq!(open("2026-09-30"), ["正式扣分 2026-10-31"]);
        let done = |day| since(vec![measure(1, ONE, "2026-08-01", Status::Done, day)]);
        assert_eq!(done("2026-08-31"), ["核减恢复 2026-08-31"]);
        assert_eq!(done("2026-09-01"), ["正式扣分 2026-09-01"]);
    }

    #[test]
    fn a_cancelled_measure_moves_no_day() {
        let cancelled = |deadline, done| measure(2, ONE, deadline, Status::Cancelled, done);
        let open = measure(1, ONE, "2026-08-01", Status::InProgress, "");
        assert_eq!(since(vec![open, cancelled("2026-09-30", "")]), ["正式扣分 2026-09-01"]);
        let done = measure(1, ONE, "2026-08-01", Status::Done, "2026-08-10");
        assert_eq!(since(vec![done, cancelled("2026-08-01", "2026-10-20")]), ["核减恢复 2026-08-10"]);
    }

    #[test]
    fn a_problem_is_done_when_every_measure_says_when() {
        let first = measure(1, ONE, "2026-08-01", Status::Done, "2026-08-10");
        let second = |done| measure(2, ONE, "2026-08-01", Status::Done, done);
        assert_eq!(since(vec![first.clone(), second("2026-08-20")]), ["核减恢复 2026-08-20"]);
        assert!(since(vec![first, second("")]).is_empty(), "nobody knows when");
    }

    #[test]
    fn rows_under_one_serial_go_by_the_latest_deadline() {
        let serial = (Field::Seq, "1");
        let rows = vec![
            measure(1, serial, "2026-08-01", Status::InProgress, ""),
            measure(2, serial, "2026-08-10", Status::InProgress, ""),
        ];
        assert_eq!(since(rows), ["正式扣分 2026-09-10"]);
    }
}
