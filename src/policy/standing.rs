//! Where one record stands on the reporting date: finished, overdue, how many days, which light.
//!
//! Source: `scoring.md` §1 and §5. Days are calendar days, both dates without time; the deadline itself is on time.

use chrono::NaiveDate;

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

#[cfg(test)]
mod tests {
    use chrono::{Days, NaiveDate};

    use super::of;
    use crate::model::assessment::Light;
    use crate::model::ledger::{Cycle, Deadline, Precision, Rectification, Status};
    use crate::policy::load::tests::default_policy;

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
}
