//! What the steps before a deadline have in common. No sign itself.
//!
//! Source: `scoring.md` §5.

use chrono::Days;

use crate::model::assessment::Light;
use crate::model::field::Field;
use crate::warn::{Case, Seen};

/// The lights, in the order a record goes through them.
const STEPS: [&str; 3] = ["deadline-near", "deadline-close", "deadline-passed"];

/// Returns what course of events a sign is a step of: the lights before and after a deadline are one, others stand alone.
pub fn course(sign: &str) -> &str {
    if STEPS.contains(&sign) { "deadline" } else { sign }
}

/// Returns the records that show a light, each since so many days before its deadline.
pub(super) fn step(case: &Case<'_>, light: Light, days: u32) -> Vec<Seen> {
    let lit = case.records().filter(|(_, _, standing)| standing.light == light);
    lit.filter_map(|(position, record, standing)| {
        let deadline = record.deadline.date?;
        let left = standing.days_left?;
        let begins = deadline.checked_sub_days(Days::new(days.into()));
        // What was handed over later than that began on the day it was.
        let date = begins.max(record.feedback_date.filter(|feedback| *feedback <= case.as_of));
        let reason = if left == 0 {
            format!("{deadline} 到期，就是当天")
        } else {
            format!("{deadline} 到期，还有 {left} 天")
        };
        Some(Seen::at(case, position, Field::Deadline, reason).since(date))
    })
    .collect()
}
