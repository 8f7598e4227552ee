//! The reporting date and month. Nothing below the command line reads the clock; it is handed this.

use std::fmt;

use chrono::{Datelike, NaiveDate};

/// A reporting month, `2026-10`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// Calendar year.
    pub year: i32,
    /// Month, 1–12.
    pub month: u32,
}

impl Month {
    /// Returns the month a date lies in.
    pub fn of(date: NaiveDate) -> Self {
        Self { year: date.year(), month: date.month() }
    }

    /// Reads `YYYY-MM`; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        if year.len() != 4 || month.len() != 2 {
            return None;
        }
        let month = Self { year: year.parse().ok()?, month: month.parse().ok()? };
        NaiveDate::from_ymd_opt(month.year, month.month, 1).map(|_| month)
    }

    /// Returns the month before; `None` before the first month there is.
    pub fn before(self) -> Option<Self> {
        let first = NaiveDate::from_ymd_opt(self.year, self.month, 1)?;
        first.pred_opt().map(Self::of)
    }

    /// Returns the month's last day.
    pub fn last_day(self) -> NaiveDate {
        last_day_of_month(self.year, self.month).unwrap_or(NaiveDate::MAX)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// Returns a month's last day; `None` when there is no such month.
pub fn last_day_of_month(year: i32, month: u32) -> Option<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    first.checked_add_months(chrono::Months::new(1))?.pred_opt()
}

/// Writes a date as official papers do: `2026年6月5日`, no leading zeros.
///
/// Source: GB/T 9704—2012, 7.3.5.4 成文日期中的数字.
pub fn chinese_date(date: NaiveDate) -> String {
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{Month, chinese_date};

    #[test]
    fn a_month_ends_on_its_last_day() {
        let end = |text| Month::parse(text).map(|m| m.last_day().to_string());
        assert_eq!(end("2026-10"), Some("2026-10-31".to_owned()));
        assert_eq!(end("2024-02"), Some("2024-02-29".to_owned()));
        assert_eq!(end("2026-13"), None);
        assert_eq!(end("2026-1"), None);
    }

    #[test]
    fn official_dates_have_no_leading_zeros() {
        let date = NaiveDate::from_ymd_opt(2026, 6, 5).expect("a date");
        assert_eq!(chinese_date(date), "2026年6月5日");
    }
}
