//! Where one record stands on the reporting date: finished, overdue, how many days, which light.
//!
//! Source: `scoring.md` §1 and §5. Days are calendar days, both dates without time; the deadline itself is on time.

use chrono::{Datelike, Days, NaiveDate};

use crate::model::assessment::{Light, Standing};
use crate::model::ledger::{Cycle, Rectification, Status};
use crate::policy::Policy;

/// Returns where a record stands.
pub fn of(record: &Rectification, policy: &Policy, as_of: NaiveDate) -> Standing {
    let void = policy.void.contains(&record.status);
    let finished = !void && record.status.is_finished();
    let open = !void && !finished;
    let deadline = record.deadline.date;
    let overdue = open && record.status != Status::Continuing && deadline.is_some_and(|deadline| deadline < as_of);
    let late_by = |day: NaiveDate| deadline.map(|deadline| (day - deadline).num_days());
    let finished_after = if finished { record.done_date.and_then(late_by) } else { None };
    let days_late = if overdue { late_by(as_of) } else { finished_after.filter(|days| *days > 0) };
    let days_left = if open && !overdue { late_by(as_of).map(|days| -days).filter(|days| *days >= 0) } else { None };
    let standing = Standing {
        void,
        finished,
        overdue,
        on_time: finished_after.is_some_and(|days| days <= 0),
        days_late,
        days_left,
        light: Light::Off,
    };
    Standing { light: light(record, &standing, policy), ..standing }
}

fn light(record: &Rectification, standing: &Standing, policy: &Policy) -> Light {
    let without_deadline = record.deadline.date.is_none();
    if standing.void || standing.finished {
        return Light::Off;
    }
    if standing.overdue {
        return Light::Red;
    }
    if record.status == Status::Continuing || (record.cycle == Some(Cycle::Continuing) && without_deadline) {
        return Light::Blue;
    }
    match standing.days_left {
        None => Light::Grey,
        Some(days) if days <= policy.ladder.warning_days.into() => Light::Yellow,
        Some(days) if days <= policy.ladder.notice_days.into() => Light::Green,
        Some(_) => Light::Off,
    }
}

/// Counts the month-ends up to the reporting date on which a record was open and shone yellow.
///
/// From the ledger's own dates alone: it was open from its feedback date until the day before it was done; one finished on
/// a day nobody gave never was. The deadline is today's, whatever it was before.
pub fn yellow_month_ends(record: &Rectification, policy: &Policy, as_of: NaiveDate) -> i64 {
    let Some(deadline) = record.deadline.date else { return 0 };
    if policy.void.contains(&record.status) || record.status == Status::Continuing {
        return 0;
    }
    let mut last = deadline.min(as_of);
    if record.status.is_finished() {
        let Some(before) = record.done_date.and_then(|done| done.pred_opt()) else { return 0 };
        last = last.min(before);
    }
    let warned = deadline.checked_sub_days(Days::new(policy.ladder.warning_days.into())).unwrap_or(NaiveDate::MIN);
    let first = record.feedback_date.map_or(warned, |fed_back| fed_back.max(warned));
    let months = |day: NaiveDate| i64::from(day.year()) * 12 + i64::from(day.month());
    // A month-end has gone by when the next day is in another month.
    let Some(after) = last.succ_opt() else { return 0 };
    (months(after) - months(first)).max(0)
}

#[cfg(test)]
mod tests {
    use chrono::{Days, NaiveDate};

    use super::of;
    use crate::model::assessment::Light;
    use crate::model::ledger::{Cycle, Deadline, Precision, Rectification, Status};
    use crate::policy::kit::default_policy;

    fn as_of() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 10, 31).expect("a date")
    }

    /// A record due this many days after the reporting date.
    fn due_in(days: i64, status: Status) -> Rectification {
        let date = if days >= 0 { as_of() + Days::new(days as u64) } else { as_of() - Days::new(days.unsigned_abs()) };
        Rectification { deadline: Deadline { date: Some(date), precision: Precision::Day }, status, ..Rectification::default() }
    }

    #[test]
    fn lights_change_on_their_very_days() {
        let light = |days, status| of(&due_in(days, status), &default_policy(), as_of()).light;
        assert_eq!(light(-1, Status::InProgress), Light::Red);
        assert_eq!(light(0, Status::InProgress), Light::Yellow);
        assert_eq!(light(10, Status::InProgress), Light::Yellow);
        assert_eq!(light(11, Status::InProgress), Light::Green);
        assert_eq!(light(20, Status::Stage), Light::Green);
        assert_eq!(light(21, Status::InProgress), Light::Off);
        assert_eq!(light(-1, Status::Continuing), Light::Blue);
        assert_eq!(light(-1, Status::Closed), Light::Off);
        assert_eq!(light(-1, Status::Cancelled), Light::Off);
        let undated = |status, cycle| Rectification { status, cycle, ..Rectification::default() };
        assert_eq!(of(&undated(Status::InProgress, None), &default_policy(), as_of()).light, Light::Grey);
        assert_eq!(of(&undated(Status::InProgress, Some(Cycle::Continuing)), &default_policy(), as_of()).light, Light::Blue);
    }

    #[test]
    fn days_are_counted_from_the_deadline() {
        let overdue = of(&due_in(-60, Status::InProgress), &default_policy(), as_of());
        assert_eq!((overdue.overdue, overdue.days_late, overdue.days_left), (true, Some(60), None));
        let open = of(&due_in(3, Status::InProgress), &default_policy(), as_of());
        assert_eq!((open.overdue, open.days_late, open.days_left), (false, None, Some(3)));
        let late = Rectification { done_date: Some(as_of()), ..due_in(-20, Status::Done) };
        let late = of(&late, &default_policy(), as_of());
        assert_eq!((late.on_time, late.days_late), (false, Some(20)));
        let in_time = Rectification { done_date: Some(as_of()), ..due_in(0, Status::Done) };
        assert!(of(&in_time, &default_policy(), as_of()).on_time);
        assert!(!of(&due_in(5, Status::Done), &default_policy(), as_of()).on_time, "without a done date nothing is on time");
    }

    #[test]
    fn yellow_month_ends_are_those_between_warning_and_deadline_while_open() {
        let mut policy = default_policy();
        policy.ladder.warning_days = 60;
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let due = |date: &str, status| Rectification {
            deadline: Deadline { date: Some(day(date)), precision: Precision::Day },
            status,
            ..Rectification::default()
        };
        let count = |record: &Rectification, as_of: &str| super::yellow_month_ends(record, &policy, day(as_of));
        let open = due("2026-10-20", Status::InProgress);
        // Warned from 2026-08-21 on: the ends of August and September.
        assert_eq!(
            ["2026-08-30", "2026-08-31", "2026-09-29", "2026-09-30", "2026-12-31"].map(|as_of| count(&open, as_of)),
            [0, 1, 1, 2, 2]
        );
        assert_eq!(count(&due("2026-08-31", Status::InProgress), "2026-12-31"), 2, "the deadline itself is yellow");
        assert_eq!(count(&Rectification { feedback_date: Some(day("2026-09-15")), ..open.clone() }, "2026-12-31"), 1);
        let done = |date: &str| Rectification { done_date: Some(day(date)), ..due("2026-10-20", Status::Done) };
        assert_eq!(["2026-08-31", "2026-09-01", "2026-10-01"].map(|date| count(&done(date), "2026-12-31")), [0, 1, 2]);
        assert_eq!(count(&due("2026-10-20", Status::Done), "2026-12-31"), 0);
        assert_eq!(count(&due("2026-10-20", Status::Cancelled), "2026-12-31"), 0);
        assert_eq!(count(&due("2026-10-20", Status::Continuing), "2026-12-31"), 0);
        assert_eq!(count(&Rectification::default(), "2026-12-31"), 0);
    }
}
