//! The plan of public holidays: the built-in years, and those an office adds.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::error::Error;
use crate::model::workdays::{WorkingDays, YearPlan};
use crate::policy::reader::{self, Section};

/// The years that come with the program, as an office can copy and extend them.
pub const BUILT_IN_TOML: &str = include_str!("../../templates/holidays.toml");

/// Returns the built-in years.
pub fn built_in() -> WorkingDays {
    load("holidays.toml", BUILT_IN_TOML).expect("a test loads the built-in plan")
}

/// Loads a plan file.
///
/// # Errors
///
/// `ErrorKind::Policy` naming every fault with line and column.
pub fn load(file: &str, source: &str) -> Result<WorkingDays, Error> {
    reader::parse(file, source, |top| Some(WorkingDays { years: top.sections("years", year).into_iter().collect() }))
}

fn year(section: &Section<'_, '_>) -> Option<(i32, YearPlan)> {
    let year = section.count("year");
    if year.is_none() {
        section.fault("year", "缺少年份", Some("例如 year = 2027".to_owned()));
    }
    let source = section.required_text("source").unwrap_or_default();
    let plan = YearPlan { source, off: days(section, "off"), work: days(section, "work") };
    Some((i32::try_from(year?).ok()?, plan))
}

/// Reads days and spans of days: `2026-01-01`, `2026-02-15..2026-02-23`.
fn days(section: &Section<'_, '_>, key: &'static str) -> BTreeSet<NaiveDate> {
    let mut days = BTreeSet::new();
    for text in section.texts(key) {
        let (first, last) = text.split_once("..").unwrap_or((&text, &text));
        match (first.trim().parse::<NaiveDate>(), last.trim().parse::<NaiveDate>()) {
            (Ok(first), Ok(last)) if first <= last && (last - first).num_days() < 60 => {
                days.extend(first.iter_days().take_while(|day| *day <= last))
            }
            _ => section.fault(key, format!("「{text}」不是日期"), Some("写成 2026-01-01，或 2026-02-15..2026-02-23".to_owned())),
        }
    }
    days
}

#[cfg(test)]
mod tests {
    use super::{built_in, load};

    #[test]
    fn the_built_in_years_have_their_source_and_their_days() {
        let plans = built_in();
        assert_eq!(plans.years.keys().copied().collect::<Vec<_>>(), [2024, 2025, 2026]);
        assert!(plans.years.values().all(|plan| plan.source.contains("通知")));
        // Eleven days off by law in 2024, thirteen from 2025 on; with the weekends moved to them.
        let count = |year: i32| (plans.years[&year].off.len(), plans.years[&year].work.len());
        assert_eq!((count(2024), count(2025), count(2026)), ((28, 8), (28, 5), (33, 6)));
    }

    #[test]
    fn wrong_days_are_named() {
        let text = load("节假日.toml", "[[years]]\nyear = 2027\nsource = \"通知\"\noff = [\"元旦\"]\n")
            .expect_err("a fault")
            .to_string();
        assert!(text.contains("「元旦」不是日期"), "{text}");
    }
}
