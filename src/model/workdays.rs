//! Working days: weekdays less public holidays, plus the weekends worked instead.
//!
//! A year nobody gave a plan for is counted from Monday to Friday, and the counter says so.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate, Weekday};

/// One year's plan, "节假日安排".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct YearPlan {
    /// Where the plan is published.
    pub source: String,
    /// Days off, weekends among them.
    pub off: BTreeSet<NaiveDate>,
    /// Weekend days worked.
    pub work: BTreeSet<NaiveDate>,
}

/// The plans known, by year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkingDays {
    /// Year and plan.
    pub years: BTreeMap<i32, YearPlan>,
}

impl WorkingDays {
    /// Most days that are counted; a longer span is no deadline anybody meant.
    const MOST: u32 = 2_000;

    /// Counts working days from the day after `from`, and returns the last one with the years passed through that
    /// no plan covers.
    ///
    /// `None` beyond 2,000 days or the end of the calendar.
    pub fn add(&self, from: NaiveDate, count: u32) -> Option<(NaiveDate, BTreeSet<i32>)> {
        if count > Self::MOST {
            return None;
        }
        let (mut day, mut left, mut uncovered) = (from, count, BTreeSet::new());
        while left > 0 {
            day = day.succ_opt()?;
            if !self.years.contains_key(&day.year()) {
                uncovered.insert(day.year());
            }
            left -= u32::from(self.is_working(day));
        }
        Some((day, uncovered))
    }

    /// Says whether a day is worked; in a year without a plan, whether it is a weekday.
    pub fn is_working(&self, day: NaiveDate) -> bool {
        let weekday = !matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        match self.years.get(&day.year()) {
            Some(plan) => plan.work.contains(&day) || (weekday && !plan.off.contains(&day)),
            None => weekday,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{WorkingDays, YearPlan};
    use chrono::NaiveDate;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    fn plans() -> WorkingDays {
        let off = ["2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"].map(day).into();
        let plan = YearPlan { source: "通知".into(), off, work: [day("2026-10-10")].into() };
        WorkingDays { years: [(2026, plan)].into() }
    }

    #[test]
    fn holidays_are_left_out_and_worked_weekends_counted() {
        // 8 and 9 October, then the worked Saturday.
        assert_eq!(plans().add(day("2026-09-30"), 3).map(|(day, _)| day), Some(day("2026-10-10")));
        assert_eq!(plans().add(day("2026-10-10"), 1).map(|(day, _)| day), Some(day("2026-10-12")));
        assert_eq!(plans().add(day("2026-10-08"), 0).map(|(day, _)| day), Some(day("2026-10-08")));
    }

    #[test]
    fn a_year_without_a_plan_is_named() {
        let (end, uncovered) = plans().add(day("2026-12-31"), 1).expect("a day");
        assert_eq!((end, uncovered), (day("2027-01-01"), [2027].into()));
        assert_eq!(plans().add(day("2026-12-31"), 5_000), None);
    }
}
