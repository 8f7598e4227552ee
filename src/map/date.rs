//! Dates as offices write them: one text → one day with its precision.
//!
//! Source: `domain.md` §1.5. Deadlines that count from the feedback date are left to `deadline`.

use std::borrow::Cow;
use std::sync::LazyLock;

use chrono::{Datelike, Days, NaiveDate};
use regex::{Captures, Regex};

use crate::map::century;
use crate::map::date_range;
use crate::map::fold::fold;
use crate::map::numeral::to_arabic;
use crate::model::ledger::Precision;
use crate::model::number;
use crate::model::period::last_day_of_month;
use crate::model::workbook::Value;

/// A day and how exactly it was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dated {
    /// The day; for a month, quarter or year its last day.
    pub(super) date: NaiveDate,
    /// How exact it is.
    pub(super) precision: Precision,
    /// The year was not written; it was taken from the anchor.
    pub(super) year_assumed: bool,
    /// The year was written with two digits.
    pub(super) century_assumed: bool,
    /// The month may be October: 2026.10 typed as a number is 2026.1.
    pub(super) ambiguous_month: bool,
}

impl Dated {
    fn new(date: NaiveDate, precision: Precision) -> Self {
        Self { date, precision, year_assumed: false, century_assumed: false, ambiguous_month: false }
    }

    /// Returns what to say of a year that was not written in full.
    pub(super) fn assumption(&self) -> Option<String> {
        let written = match self {
            Self { year_assumed: true, .. } => "没有写年份",
            Self { century_assumed: true, .. } => "年份只写了两位",
            _ => return None,
        };
        Some(format!("{written}，按 {} 年计", self.date.year()))
    }
}

/// Where a missing year is taken from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Year {
    /// Nobody knows.
    #[default]
    Unknown,
    /// The first such day from this one on: deadlines, from the feedback date.
    From(NaiveDate),
    /// The last such day up to this one: what has happened, on the reporting date.
    UpTo(NaiveDate),
    /// This day's year: what a sheet of that date speaks of.
    Of(NaiveDate),
}

/// Why a text is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoDate {
    /// It cannot be read.
    Unreadable,
    /// It has no year, and there is no anchor to take one from.
    NoYear,
}

/// Makes a text ready to be read as a date: folded, numerals in digits.
pub(super) fn normalise(text: &str) -> Cow<'_, str> {
    static TIME: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"[T\s]+\d{1,2}[:：]\d{2}(?:[:：]\d{2}(?:\.\d+)?)?\s*$").expect("a constant"));
    // A time of day is cut off while the space before it still tells where the day ends.
    let text = TIME.find(text).map_or(text, |time| &text[..time.start()]);
    match fold(text) {
        Cow::Borrowed(folded) => to_arabic(folded),
        Cow::Owned(folded) => Cow::Owned(to_arabic(&folded).into_owned()),
    }
}

/// Reads a cell as a date; `anchor` gives the year where none is written.
pub(super) fn value(value: &Value, anchor: Year) -> Result<Dated, NoDate> {
    match value {
        Value::Date(date) if plausible(date.year()) => Ok(Dated::new(*date, Precision::Day)),
        Value::Date(_) => Err(NoDate::Unreadable),
        Value::Number(number) => self::number(*number).ok_or(NoDate::Unreadable),
        other => text(&normalise(&other.display()), anchor),
    }
}

/// Reads a number typed where a date belongs: a serial, `20260630`, `202606`, `2026.6` or a year.
fn number(number: f64) -> Option<Dated> {
    // A serial with a time of day in a cell without a date format.
    let number = if (20_000.0..80_000.0).contains(&number) { number.trunc() } else { number };
    let written = number::cell_text(number);
    if let Some((year, month)) = written.split_once('.') {
        let mut dated = month_of(year.parse().ok()?, month.parse().ok()?)?;
        if year.len() != 4 || month.len() > 2 {
            return None;
        }
        dated.ambiguous_month = month == "1";
        return Some(dated);
    }
    digits(&written)
}

/// Reads bare digits.
fn digits(written: &str) -> Option<Dated> {
    let part = |range: std::ops::Range<usize>| written.get(range).and_then(|digits| digits.parse::<u32>().ok());
    match written.len() {
        8 => day_of(part(0..4)? as i32, part(4..6)?, part(6..8)?),
        6 => month_of(part(0..4)? as i32, part(4..6)?),
        5 => serial(written.parse().ok()?).map(|date| Dated::new(date, Precision::Day)),
        4 => year_of(part(0..4)? as i32),
        _ => None,
    }
}

/// Returns the day of an Excel serial number between the years 1954 and 2119.
fn serial(serial: u64) -> Option<NaiveDate> {
    if !(20_000..80_000).contains(&serial) {
        return None;
    }
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(serial))
}

fn plausible(year: i32) -> bool {
    (1949..=2199).contains(&year)
}

/// Returns a day of a year that may be meant.
pub(super) fn day_of(year: i32, month: u32, day: u32) -> Option<Dated> {
    let date = NaiveDate::from_ymd_opt(year, month, day)?;
    plausible(year).then(|| Dated::new(date, Precision::Day))
}

/// Returns the last day of a month of a year that may be meant.
pub(super) fn month_of(year: i32, month: u32) -> Option<Dated> {
    let date = last_day_of_month(year, month)?;
    plausible(year).then(|| Dated::new(date, Precision::Month))
}

fn quarter_of(year: i32, quarter: u32) -> Option<Dated> {
    if !(1..=4).contains(&quarter) {
        return None;
    }
    let date = last_day_of_month(year, quarter * 3)?;
    plausible(year).then(|| Dated::new(date, Precision::Quarter))
}

fn year_of(year: i32) -> Option<Dated> {
    let date = NaiveDate::from_ymd_opt(year, 12, 31)?;
    plausible(year).then(|| Dated::new(date, Precision::Year))
}

/// Words behind a date that add nothing: 2026年6月底前完成整改.
const ENDINGS: [&str; 12] = ["完成整改", "整改完成", "整改到位", "完成", "到位", "办结", "之前", "以前", "前", "止", "内", "."];

/// Reads a normalised text as a date.
pub(super) fn text(normalised: &str, anchor: Year) -> Result<Dated, NoDate> {
    if let Some(dated) = plain(normalised) {
        return Ok(dated);
    }
    let mut rest = normalised;
    while let Some(shorter) = ENDINGS.iter().find_map(|ending| rest.strip_suffix(ending)) {
        rest = shorter;
    }
    if rest.is_empty() {
        return Err(NoDate::Unreadable);
    }
    if rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits(rest).ok_or(NoDate::Unreadable);
    }
    match single(rest, anchor) {
        Err(NoDate::Unreadable) => date_range::read(rest, anchor),
        read => read,
    }
}

/// Reads `2026-06-30`, `2026.6.30`, `2026/6/30` and `2026年6月30日` without the pattern machinery.
fn plain(text: &str) -> Option<Dated> {
    let mut parts = text.splitn(3, ['-', '/', '.', '年', '月']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let day = day.strip_suffix('日').unwrap_or(day);
    // 2026.3-6 is a range of months.
    let mut marks = text.chars().filter(|c| !c.is_ascii_digit());
    let alike = matches!((marks.next(), marks.next()), (Some(a), Some(b)) if (a, b) == ('年', '月') || (a == b && a.is_ascii()));
    let digits = |part: &str, most: usize| (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    if !alike || year.len() != 4 || !digits(year, 4) || !digits(month, 2) || !digits(day, 2) {
        return None;
    }
    day_of(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

type Read = fn(&Captures<'_>, Year) -> Result<Dated, NoDate>;

static PATTERNS: LazyLock<Vec<(Regex, Read)>> = LazyLock::new(|| {
    let compile = |pattern: &str| Regex::new(&format!("^(?:{pattern})$")).expect("the patterns are constants");
    vec![
        (compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?"), full as Read),
        (compile(r"(\d{4})年?-(\d{1,2})-(\d{1,2})[日号]?"), full),
        (compile(r"(\d{4})年?/(\d{1,2})/(\d{1,2})[日号]?"), full),
        (compile(r"(\d{4})年?\.(\d{1,2})\.(\d{1,2})[日号]?"), full),
        (compile(r"(\d{4})[-/.年]年?(\d{1,2})月?(上旬|中旬|下旬|初|月?底|月?末)?"), month),
        (compile(r"(\d{1,2})月(\d{1,2})[日号]?"), day_without_year),
        (compile(r"(\d{1,2})月(份|底|末|下旬|上旬|初|中旬)?"), month_without_year),
        (compile(r"(\d{4})年?(?:年?底|年?末|全年|年度)?"), year),
        (compile(r"(今年|本年|当年|明年|次年)?(?:年?底|年?末|年)"), year_without_year),
        (compile(r"(?:(\d{4})年?)?(?:第?([1-4])季度|(上半年|下半年))(?:末|底)?"), quarter),
    ]
});

fn part(captures: &Captures<'_>, index: usize) -> u32 {
    captures.get(index).and_then(|found| found.as_str().parse().ok()).unwrap_or(0)
}

fn full(captures: &Captures<'_>, _anchor: Year) -> Result<Dated, NoDate> {
    day_of(part(captures, 1) as i32, part(captures, 2), part(captures, 3)).ok_or(NoDate::Unreadable)
}

fn month(captures: &Captures<'_>, _anchor: Year) -> Result<Dated, NoDate> {
    let (year, month) = (part(captures, 1) as i32, part(captures, 2));
    third_of(year, month, captures.get(3).map(|found| found.as_str())).ok_or(NoDate::Unreadable)
}

/// Returns the last day of the third of a month that is named, 初 being the first; of the month where none is.
fn third_of(year: i32, month: u32, third: Option<&str>) -> Option<Dated> {
    let until = match third {
        Some("上旬" | "初") => 10,
        Some("中旬") => 20,
        _ => return month_of(year, month),
    };
    day_of(year, month, until).map(|dated| Dated { precision: Precision::Month, ..dated })
}

/// Builds a day in the year the anchor gives.
fn anchored(anchor: Year, build: impl Fn(i32) -> Option<Dated>) -> Result<Dated, NoDate> {
    let in_year = |year: i32| build(year).ok_or(NoDate::Unreadable);
    let dated = match anchor {
        Year::Unknown => return Err(NoDate::NoYear),
        Year::Of(day) => in_year(day.year())?,
        Year::From(day) => match in_year(day.year())? {
            earlier if earlier.date < day => in_year(day.year() + 1)?,
            this_year => this_year,
        },
        Year::UpTo(day) => match in_year(day.year())? {
            later if later.date > day && later.precision == Precision::Day => in_year(day.year() - 1)?,
            this_year => this_year,
        },
    };
    Ok(Dated { year_assumed: true, ..dated })
}

fn day_without_year(captures: &Captures<'_>, anchor: Year) -> Result<Dated, NoDate> {
    let (month, day) = (part(captures, 1), part(captures, 2));
    anchored(anchor, |year| day_of(year, month, day))
}

fn month_without_year(captures: &Captures<'_>, anchor: Year) -> Result<Dated, NoDate> {
    let month = part(captures, 1);
    let third = captures.get(2).map(|found| found.as_str());
    anchored(anchor, |year| third_of(year, month, third))
}

fn year(captures: &Captures<'_>, _anchor: Year) -> Result<Dated, NoDate> {
    year_of(part(captures, 1) as i32).ok_or(NoDate::Unreadable)
}

fn year_without_year(captures: &Captures<'_>, anchor: Year) -> Result<Dated, NoDate> {
    let later = captures.get(1).is_some_and(|found| matches!(found.as_str(), "明年" | "次年"));
    anchored(anchor, |year| year_of(year + i32::from(later)))
}

fn quarter(captures: &Captures<'_>, anchor: Year) -> Result<Dated, NoDate> {
    let quarter = match captures.get(3).map(|found| found.as_str()) {
        Some("上半年") => 2,
        Some(_) => 4,
        None => part(captures, 2),
    };
    match captures.get(1) {
        Some(_) => quarter_of(part(captures, 1) as i32, quarter).ok_or(NoDate::Unreadable),
        None => anchored(anchor, |year| quarter_of(year, quarter)),
    }
}

/// Reads one date, a range not among them.
pub(super) fn single(text: &str, anchor: Year) -> Result<Dated, NoDate> {
    if let Some(dated) = plain(text) {
        return Ok(dated);
    }
    if let Some(full) = century::written_out(text) {
        return single(&full, anchor).map(|dated| Dated { century_assumed: true, ..dated });
    }
    match PATTERNS.iter().find_map(|(pattern, read)| pattern.captures(text).map(|captures| read(&captures, anchor))) {
        Some(result) => result,
        None => Err(NoDate::Unreadable),
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{Dated, NoDate, Year, normalise, text, value};
    use crate::model::ledger::Precision;
    use crate::model::workbook::Value;

    fn anchor() -> Year {
        Year::From(day(2026, 3, 20))
    }

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).expect("a date")
    }

    fn read(written: &str) -> Result<Dated, NoDate> {
        text(&normalise(written), anchor())
    }

    fn shown(written: &str) -> String {
        match read(written) {
            Ok(dated) => format!("{} {:?}{}", dated.date, dated.precision, if dated.year_assumed { " 年份推定" } else { "" }),
            Err(reason) => format!("{reason:?}"),
        }
    }

    #[test]
    fn days_are_read_in_every_spelling() {
        let spellings = [
            "2026年6月30日",
            "2026年6月30日前",
            "2026-06-30",
            "2026/6/30",
            "2026.6.30",
            "20260630",
            "2026 年 6 月 30 日",
            "二〇二六年六月三十日",
            "２０２６年６月３０日",
            "2026-06-30 00:00:00",
            "2026/6/30 10:30",
            "2026年6月30日前完成整改",
            "46203",
            "2026.06.30.",
        ];
        for spelling in spellings {
            assert_eq!(shown(spelling), "2026-06-30 Day", "{spelling}");
        }
    }

    #[test]
    fn months_stand_for_their_last_day() {
        let spellings = [
            "2026年6月",
            "2026年6月底",
            "2026年6月底前",
            "2026年6月末",
            "2026.6",
            "2026-06",
            "202606",
            "2026年6月前",
            "２０２６年６月",
        ];
        for spelling in spellings {
            assert_eq!(shown(spelling), "2026-06-30 Month", "{spelling}");
        }
        assert_eq!(shown("2026年9月中旬"), "2026-09-20 Month");
    }

    #[test]
    fn a_missing_year_is_the_anchor_s_or_the_next() {
        assert_eq!(shown("6月底前"), "2026-06-30 Month 年份推定");
        assert_eq!(shown("12月10日前"), "2026-12-10 Day 年份推定");
        assert_eq!(shown("2月底前"), "2027-02-28 Month 年份推定");
        assert_eq!(shown("年底前"), "2026-12-31 Year 年份推定");
        assert_eq!(shown("今年底"), "2026-12-31 Year 年份推定");
        assert_eq!(shown("一季度末"), "2026-03-31 Quarter 年份推定");
        assert_eq!(text("6月底前", Year::Unknown), Err(NoDate::NoYear));
    }

    #[test]
    fn what_has_happened_lies_in_the_past() {
        let done = |written: &str| text(written, Year::UpTo(day(2026, 3, 10))).map(|dated| dated.date);
        assert_eq!(done("3月5日"), Ok(day(2026, 3, 5)));
        assert_eq!(done("6月20日"), Ok(day(2025, 6, 20)));
        let on_sheet = |written: &str| text(written, Year::Of(day(2026, 10, 18))).map(|dated| dated.date);
        assert_eq!(on_sheet("6月底前"), Ok(day(2026, 6, 30)));
    }

    #[test]
    fn years_and_quarters_stand_for_their_last_day() {
        for spelling in ["2026年底前", "2026年底", "2026年年底", "2026年", "2026年年底前"] {
            assert_eq!(shown(spelling), "2026-12-31 Year", "{spelling}");
        }
        assert_eq!(shown("2026年三季度"), "2026-09-30 Quarter");
        assert_eq!(shown("2026年上半年"), "2026-06-30 Quarter");
        assert_eq!(shown("2026年第四季度末"), "2026-12-31 Quarter");
    }

    #[test]
    fn a_year_of_two_digits_is_written_out_and_said() {
        for (written, date) in [("26.6.30", "2026-06-30"), ("26年6月底", "2026-06-30"), ("26年底前", "2026-12-31")] {
            let dated = read(written).expect(written);
            assert_eq!((dated.date.to_string(), dated.century_assumed), (date.to_owned(), true), "{written}");
        }
        assert_eq!(read("26.6.30").expect("a date").assumption().as_deref(), Some("年份只写了两位，按 2026 年计"));
        assert_eq!(read("2026.6.30").expect("a date").assumption(), None);
        for written in ["12.6.30", "6/30/26", "26.6", "26年"] {
            assert_eq!(read(written), Err(NoDate::Unreadable), "{written}");
        }
    }

    #[test]
    fn numbers_are_serials_or_months() {
        let number = |n| value(&Value::Number(n), anchor());
        assert_eq!(number(46203.0).map(|d| d.date.to_string()), Ok("2026-06-30".to_owned()));
        assert_eq!(number(2026.6).map(|d| (d.date.to_string(), d.ambiguous_month)), Ok(("2026-06-30".to_owned(), false)));
        assert_eq!(number(2026.1).map(|d| (d.date.to_string(), d.ambiguous_month)), Ok(("2026-01-31".to_owned(), true)));
        assert_eq!(number(2026.11).map(|d| (d.date.to_string(), d.ambiguous_month)), Ok(("2026-11-30".to_owned(), false)));
        assert_eq!(number(20260630.0).map(|d| d.precision), Ok(Precision::Day));
        assert_eq!(number(3.5), Err(NoDate::Unreadable));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for spelling in ["2026年13月45日", "九月中旬左右", "尽快", "视情况", "2026年2月30日", "1", "", "前"] {
            assert_eq!(read(spelling), Err(NoDate::Unreadable), "{spelling}");
        }
    }
}
