//! `due-together`: several open records of a unit due within a week, before the next report.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use crate::model::about::About;
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::ledger::Status;
use crate::model::text::Text;
use crate::warn::{Case, Limit, Seen, Sign};

/// Tells of units that will have to finish several problems at once.
#[derive(Debug)]
pub(crate) struct DueTogether;

static ABOUT: About = About {
    id: "due-together",
    title: "一周内集中到期",
    severity: None,
    source: Clause::new("智能预警规则", "集中到期"),
    why: "几项同时到期，往往顾不过来，容易一起超期",
    remedy: "请提前调度，分清先后，确实来不及的按程序申请延期",
};

/// Days of a week.
const WEEK: u64 = 7;

/// How far ahead is looked: until the next monthly report.
const AHEAD: u64 = 31;

impl Sign for DueTogether {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn limit(&self) -> Option<Limit> {
        Some(Limit { default: 3, meaning: "同一单位 7 天内到期的最少条数" })
    }

    fn look(&self, case: &Case<'_>, limit: u32) -> Vec<Seen> {
        let last = case.as_of.checked_add_days(Days::new(AHEAD)).unwrap_or(NaiveDate::MAX);
        let mut units: BTreeMap<&Text, Vec<(NaiveDate, usize)>> = BTreeMap::new();
        for (position, record, standing) in case.records() {
            // What goes on by its nature is never due, as in the score's tally.
            let open = standing.days_left.is_some() && record.status != Status::Continuing;
            let coming = open && record.deadline.date.is_some_and(|deadline| deadline <= last);
            if let (true, Some(unit), Some(deadline)) = (coming, &record.unit, record.deadline.date) {
                units.entry(unit).or_default().push((deadline, position));
            }
        }
        let mut seen = Vec::new();
        for due in units.values_mut() {
            due.sort_unstable();
            let mut from = 0;
            while from < due.len() {
                let (first, position) = due[from];
                let end = first.checked_add_days(Days::new(WEEK)).unwrap_or(NaiveDate::MAX);
                let together = due[from..].iter().take_while(|(deadline, _)| *deadline < end).count();
                if together < limit as usize {
                    from += 1;
                    continue;
                }
                let until = due[from + together - 1].0;
                let reason = format!("{first} 至 {until} 有 {together} 条到期，还没有完成");
                // The week is the event, not the record that happens to come first.
                let at = Seen::at(case, position, Field::Deadline, reason);
                seen.push(Seen { record: None, mark: first.to_string(), ..at });
                from += together;
            }
        }
        seen
    }
}
