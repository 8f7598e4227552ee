//! Ranges of dates: `2026年3月—6月`, `2026.3.1-6.30`, `3-6月` stand for their end.
//!
//! Source: `domain.md` §1.5. The start is kept in the text as written.

use std::sync::LazyLock;

use chrono::{Datelike, Months};
use regex::Regex;

use crate::map::date::{Dated, NoDate, Year, day_of, month_of, single};
use crate::model::ledger::Precision;

/// What stands between start and end.
const MARKS: [char; 12] = ['至', '到', '—', '–', '―', '~', '〜', '-', '－', '‐', '−', '─'];

/// Words that put the end into the year after the start.
const NEXT_YEAR: [&str; 3] = ["次年", "翌年", "明年"];

/// Reads a range by its end; a year missing there is the start's.
pub(super) fn read(text: &str, anchor: Year) -> Result<Dated, NoDate> {
    // A date may itself contain hyphens, so the halves are tried at every mark.
    for (position, _) in text.char_indices().filter(|(_, c)| MARKS.contains(c)) {
        let start = text[..position].trim_start_matches(['自', '从']).trim_end_matches('起');
        let end = text[position..].trim_start_matches(MARKS);
        let read = match single(start, Year::Unknown) {
            Ok(start) => dated_start(start, end),
            Err(NoDate::NoYear) => start_without_year(start, end, anchor),
            Err(NoDate::Unreadable) if is_month(start) && end.ends_with('月') => Some(single(end, anchor)),
            Err(NoDate::Unreadable) => None,
        };
        if let Some(read) = read.filter(|read| *read != Err(NoDate::Unreadable)) {
            return read;
        }
    }
    Err(NoDate::Unreadable)
}

/// Says whether a text is the bare number of a month: the 3 of 3-6月.
fn is_month(text: &str) -> bool {
    text.len() <= 2 && text.parse::<u32>().is_ok_and(|month| (1..=12).contains(&month))
}

/// Reads the end of a range whose start has its year.
fn dated_start(start: Dated, end: &str) -> Option<Result<Dated, NoDate>> {
    let (end, later) = next_year(end);
    let of = Year::Of(start.date.checked_add_months(Months::new(if later { 12 } else { 0 }))?);
    let end = match single(end, of) {
        Ok(end) => Dated { year_assumed: false, ..end },
        Err(_) => short_end(start, end)?,
    };
    if end.date < start.date {
        return Some(Err(NoDate::Unreadable));
    }
    Some(Ok(Dated { century_assumed: start.century_assumed || end.century_assumed, ..end }))
}

/// Reads the end of a range in which neither half has a year: it is the end's year that has to be found.
fn start_without_year(start: &str, end: &str, anchor: Year) -> Option<Result<Dated, NoDate>> {
    let (rest, later) = next_year(end);
    if later {
        let start = match single(start, anchor) {
            Ok(start) => start,
            Err(reason) => return Some(Err(reason)),
        };
        return Some(single(rest, Year::Of(start.date.checked_add_months(Months::new(12))?)));
    }
    let month = start.find('月').map(|at| &start[..at + '月'.len_utf8()]);
    Some(match (single(end, anchor), month) {
        // 6月1日至30日 ends in its own month.
        (Err(NoDate::Unreadable), Some(month)) if end.ends_with(['日', '号']) => single(&format!("{month}{end}"), anchor),
        (end, _) => end,
    })
}

fn next_year(end: &str) -> (&str, bool) {
    let rest = NEXT_YEAR.iter().find_map(|word| end.strip_prefix(word)).filter(|rest| rest.contains('月'));
    rest.map_or((end, false), |rest| (rest, true))
}

/// Reads an end that leaves out what the start has said: `6.30` behind `2026.3.1`, `6` behind `2026.3`, `30日`.
fn short_end(start: Dated, end: &str) -> Option<Dated> {
    static SHORT: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(\d{1,2})(?:[-./](\d{1,2})|([日号]))?$").expect("a constant"));
    let captures = SHORT.captures(end)?;
    let first: u32 = captures[1].parse().ok()?;
    let year = start.date.year();
    match (start.precision, captures.get(2), captures.get(3)) {
        (Precision::Day, Some(day), None) => day_of(year, first, day.as_str().parse().ok()?),
        (Precision::Day, None, Some(_)) => day_of(year, start.date.month(), first),
        (Precision::Month, None, None) => month_of(year, first),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use crate::map::date::{NoDate, Year, normalise, text};

    fn shown(written: &str) -> String {
        let anchor = NaiveDate::from_ymd_opt(2026, 3, 20).expect("a date");
        match text(&normalise(written), Year::From(anchor)) {
            Ok(dated) => format!("{} {:?}{}", dated.date, dated.precision, if dated.year_assumed { " 年份推定" } else { "" }),
            Err(reason) => format!("{reason:?}"),
        }
    }

    #[test]
    fn ranges_count_to_their_end() {
        assert_eq!(shown("2026年3月—6月"), "2026-06-30 Month");
        assert_eq!(shown("2023.12-2024.6"), "2024-06-30 Month");
        assert_eq!(shown("2026年3月1日至2026年6月30日"), "2026-06-30 Day");
        assert_eq!(shown("2026-03-01~2026-06-30"), "2026-06-30 Day");
        assert_eq!(shown("自2026年3月起至2026年6月底"), "2026-06-30 Month");
    }

    #[test]
    fn an_end_may_leave_out_what_the_start_has_said() {
        assert_eq!(shown("2026.3.1-6.30"), "2026-06-30 Day");
        assert_eq!(shown("2026/3/1—6/30"), "2026-06-30 Day");
        assert_eq!(shown("2026.3-6"), "2026-06-30 Month");
        assert_eq!(shown("2026年3-6月"), "2026-06-30 Month");
        assert_eq!(shown("2026年6月1日-30日"), "2026-06-30 Day");
        assert_eq!(shown("2026年11月至次年2月"), "2027-02-28 Month");
        assert_eq!(shown("26年3月至6月"), "2026-06-30 Month");
    }

    #[test]
    fn without_any_year_the_end_is_what_is_still_to_come() {
        assert_eq!(shown("3-6月"), "2026-06-30 Month 年份推定");
        assert_eq!(shown("3月至6月"), "2026-06-30 Month 年份推定");
        assert_eq!(shown("1-6月"), "2026-06-30 Month 年份推定");
        assert_eq!(shown("11月至次年2月"), "2027-02-28 Month 年份推定");
        assert_eq!(shown("6月1日至30日"), "2026-06-30 Day 年份推定");
        assert_eq!(text("3-6月", Year::Unknown), Err(NoDate::NoYear));
    }

    #[test]
    fn what_runs_backwards_or_has_no_end_is_no_range() {
        for written in ["2026.6.30-2026.3.1", "2026.6.30-3.1", "2026.6.30-13.1", "13-6月", "3-6", "2026.3.1-6", "至6月至"] {
            assert_eq!(shown(written), "Unreadable", "{written}");
        }
    }
}
