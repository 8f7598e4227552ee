//! Columns filled month by month: `1月整改情况 | 2月整改情况`, `截至6月底整改状态`, `6月` below 整改进展.
//!
//! Source: `domain.md` §1.1 L13 (整改情况（月） is entered anew each month). The latest filled column that is not after the
//! reporting month tells how far a problem is.

use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use regex::Regex;

use crate::map::body::Mapped;
use crate::map::dictionary::Dictionary;
use crate::map::fold;
use crate::map::numeral::to_arabic;
use crate::model::field::Field;
use crate::model::ledger::{Column, TableKind, is_placeholder};

/// The month a column was filled for; the year where it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Period {
    year: Option<i32>,
    month: u32,
}

/// Short words that mean progress behind a month only.
const SHORT: [&str; 7] = ["进展", "情况", "进度", "整改", "落实", "完成", "推进"];

/// Returns what a column with a month in its header path means, and the month.
pub(super) fn of_header<'p>(parts: impl DoubleEndedIterator<Item = &'p str> + Clone) -> Option<(Field, Period)> {
    if !parts.clone().any(|part| part.contains('月')) {
        return None;
    }
    static MONTH: LazyLock<Regex> = LazyLock::new(|| {
        let pattern = r"^(?:截至|截止|至)?(?:(\d{4})年|今年|本年)?(\d{1,2})月(?:份|底|末|\d{1,2}日)?(?:的)?(.*)$";
        Regex::new(pattern).expect("a constant")
    });
    let dictionary = Dictionary::of(TableKind::Rectification);
    let meaning = |word: &str| {
        let known = dictionary.recognise(word).map(|(meaning, _)| meaning.field);
        let known = known.filter(|field| matches!(field, Field::Status | Field::Progress));
        known.or_else(|| SHORT.contains(&word).then_some(Field::Progress))
    };
    let mut found = None;
    let folded: Vec<String> = parts.map(|part| to_arabic(&fold::header(part)).into_owned()).collect();
    for part in folded.iter().rev() {
        if let Some(captures) = MONTH.captures(part) {
            let year = captures.get(1).and_then(|year| year.as_str().parse().ok());
            let month = captures[2].parse().ok().filter(|month| (1..=12).contains(month))?;
            found = Some((Period { year, month }, captures[3].to_owned()));
            break;
        }
    }
    let (period, rest) = found?;
    // 6月整改情况 says it all; a bare 6月 needs the word above or below it.
    if !rest.is_empty() {
        return meaning(&rest).map(|field| (field, period));
    }
    folded.iter().rev().filter(|part| !MONTH.is_match(part)).find_map(|part| meaning(part)).map(|field| (field, period))
}

/// The monthly columns of a table: by field, those not after the reporting month, the latest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Series(Vec<(Field, Vec<u16>)>);

impl Series {
    /// Finds the fields that have several monthly columns.
    pub(super) fn of(columns: &[Column], as_of: NaiveDate) -> Self {
        let mut all = Vec::new();
        for field in [Field::Status, Field::Progress] {
            let of_field: Vec<_> = columns.iter().filter(|column| column.field == Some(field)).collect();
            let months: Vec<(u16, Period)> =
                of_field.iter().filter_map(|column| Some((column.index, of_header(column.header.split('▸'))?.1))).collect();
            if months.len() < 2 || months.len() < of_field.len() {
                continue;
            }
            let mut dated = with_years(&months, as_of);
            dated.retain(|(_, month)| *month <= (as_of.year(), as_of.month()));
            dated.sort_by_key(|(column, month)| std::cmp::Reverse((*month, *column)));
            all.push((field, dated.into_iter().map(|(column, _)| column).collect()));
        }
        Self(all)
    }

    /// Leaves a record only the latest filled cell of each field.
    pub(super) fn choose(&self, mapped: &mut Mapped) {
        for (field, columns) in &self.0 {
            let position = |column: u16| columns.iter().position(|known| *known == column);
            let filled = |at: u16| {
                mapped.cells.iter().any(|c| c.field == *field && c.at.column == at && !is_placeholder(&c.value.display()))
            };
            let chosen = columns.iter().copied().find(|column| filled(*column)).or(columns.first().copied());
            mapped
                .cells
                .retain(|cell| cell.field != *field || (position(cell.at.column).is_some() && Some(cell.at.column) == chosen));
        }
    }
}

/// Gives months without a year one: columns run on from left to right, and the last year is not after the reporting date.
fn with_years(months: &[(u16, Period)], as_of: NaiveDate) -> Vec<(u16, (i32, u32))> {
    let mut offsets = Vec::with_capacity(months.len());
    let mut offset = 0;
    for (at, (_, period)) in months.iter().enumerate() {
        if at > 0 && period.month < months[at - 1].1.month {
            offset += 1;
        }
        offsets.push(offset);
    }
    let written = months.iter().zip(&offsets).find_map(|((_, period), offset)| Some(period.year? - offset));
    let first = written.unwrap_or_else(|| {
        let begins = months.iter().zip(&offsets).find(|(_, of)| **of == offset).map_or(1, |((_, period), _)| period.month);
        as_of.year() - offset - i32::from(begins > as_of.month())
    });
    let dated = months.iter().zip(offsets);
    dated.map(|((column, period), offset)| (*column, (period.year.unwrap_or(first + offset), period.month))).collect()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{Period, Series, of_header};
    use crate::model::field::Field;
    use crate::model::ledger::Column;

    fn read(path: &str) -> Option<(Field, Option<i32>, u32)> {
        of_header(path.split('▸')).map(|(field, Period { year, month })| (field, year, month))
    }

    #[test]
    fn a_month_in_a_header_tells_progress_or_status_of_that_month() {
        for (header, field, year, month) in [
            ("1月整改情况", Field::Progress, None, 1),
            ("6月进展", Field::Progress, None, 6),
            ("十二月份整改进展情况", Field::Progress, None, 12),
            ("截至6月底整改状态", Field::Status, None, 6),
            ("截至2026年7月31日整改状态", Field::Status, Some(2026), 7),
            ("整改进展▸6月", Field::Progress, None, 6),
            ("2026年6月▸整改状态", Field::Status, Some(2026), 6),
        ] {
            assert_eq!(read(header), Some((field, year, month)), "{header}");
        }
        for header in ["整改情况", "6月", "13月进展", "6月整改措施", "反馈问题", "3个月内完成情况"] {
            assert_eq!(read(header), None, "{header}");
        }
    }

    fn order(headers: &[&str], as_of: (i32, u32)) -> Vec<u16> {
        let column = |(index, header): (u16, &&str)| Column {
            index,
            header: (*header).into(),
            field: Some(Field::Progress),
            why: String::new(),
        };
        let columns: Vec<_> = (0u16..).zip(headers).map(column).collect();
        let as_of = NaiveDate::from_ymd_opt(as_of.0, as_of.1, 28).expect("a date");
        Series::of(&columns, as_of).0.into_iter().flat_map(|(_, columns)| columns).collect()
    }

    #[test]
    fn columns_after_the_reporting_month_do_not_count() {
        let headers = ["5月进展", "6月进展", "7月进展"];
        assert_eq!(order(&headers, (2026, 6)), [1, 0]);
        assert_eq!(order(&headers, (2026, 7)), [2, 1, 0]);
        assert_eq!(order(&headers, (2026, 4)), [2, 1, 0], "they are last year's");
    }

    #[test]
    fn months_run_on_into_the_next_year() {
        assert_eq!(order(&["11月进展", "12月进展", "1月进展"], (2026, 1)), [2, 1, 0]);
        assert_eq!(order(&["2025年12月进展", "2026年1月进展"], (2025, 12)), [0]);
    }

    #[test]
    fn a_column_without_a_month_beside_them_makes_no_series() {
        assert!(order(&["整改进展", "6月进展"], (2026, 6)).is_empty());
        assert!(order(&["6月进展"], (2026, 6)).is_empty());
    }
}
