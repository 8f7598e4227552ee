//! Corrections that cannot be wrong, made in a copy of a ledger: spaces at the ends, digits of full width, dates with one
//! reading, aliases of the directory. Everything else is left to people.
//!
//! Only cells of records whose column is understood are looked at, and only where the whole cell is the value.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::NaiveDate;
use regex::Regex;

use crate::error::Error;
use crate::model::cells::Cells;
use crate::model::directory::Directory;
use crate::model::field::Field;
use crate::model::ledger::{Ledger, TableId};
use crate::model::place::CellRef;
use crate::model::text::Text;
use crate::model::workbook::{Book, Value, is_invisible};
use crate::office::cell_text::cell_text;
use crate::office::patch::edit::{Edits, Left, NewValue, edit};

/// What was wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Invisible characters before or behind it.
    Spaces,
    /// Digits of full width.
    Digits,
    /// A day written as text.
    Date,
    /// Another name of a unit.
    Alias,
}

impl Fault {
    /// Returns the key in JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::Spaces => "spaces",
            Self::Digits => "digits",
            Self::Date => "date",
            Self::Alias => "alias",
        }
    }

    /// Returns what was done about it, for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::Spaces => "去掉首尾空白",
            Self::Digits => "全角数字改半角",
            Self::Date => "文字改成日期",
            Self::Alias => "别名改成名录中的名称",
        }
    }
}

/// One correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The sheet.
    pub sheet: Text,
    /// The cell.
    pub cell: CellRef,
    /// What the cell means.
    pub field: Field,
    /// What was wrong, in the order it was put right.
    pub faults: Vec<Fault>,
    /// The value as it was.
    pub before: String,
    /// The value as it is now; a day as `YYYY-MM-DD`.
    pub after: String,
    /// Why it was not made after all; `None` when it was.
    pub left: Option<&'static str>,
    day: Option<NaiveDate>,
}

/// Finds the corrections of a ledger, in the order of its sheets and rows.
///
/// # Errors
///
/// When the file cannot be read any more.
pub fn corrections(ledger: &Ledger, directory: &Directory, book: &mut dyn Book) -> Result<Vec<Change>, Error> {
    let mut known: BTreeMap<(TableId, CellRef), (Field, &Text)> = BTreeMap::new();
    let records = ledger.rectifications.iter().map(|record| &record.cells);
    for cell in records.chain(ledger.risks.iter().map(|risk| &risk.cells)).flat_map(Cells::iter) {
        known.insert((cell.table, cell.at), (cell.field, cell.text));
    }
    let mut by_sheet: BTreeMap<&str, BTreeMap<CellRef, (Field, &Text)>> = BTreeMap::new();
    for ((table, at), value) in known {
        if let Some(table) = ledger.tables.get(table as usize) {
            by_sheet.entry(&table.sheet).or_default().insert(at, value);
        }
    }
    let mut changes = Vec::new();
    for (index, info) in book.sheets().to_vec().into_iter().enumerate() {
        let Some(cells) = by_sheet.get(info.name.as_str()) else { continue };
        let mut rows = book.open(index)?;
        while let Some(row) = rows.next_row()? {
            for (column, value) in &row.cells {
                let cell = CellRef::new(row.index, *column);
                if let (Value::Text(raw), Some((field, text))) = (value, cells.get(&cell)) {
                    changes.extend(correction(&info.name, cell, *field, raw, text, directory));
                }
            }
        }
    }
    Ok(changes)
}

fn correction(sheet: &Text, cell: CellRef, field: Field, raw: &str, text: &str, directory: &Directory) -> Option<Change> {
    let trimmed = raw.trim_matches(is_invisible);
    // A cell that holds more than the value, such as its label, is nobody's but a person's to change.
    if trimmed != text {
        return None;
    }
    let mut faults = Vec::new();
    let mut after = trimmed.to_owned();
    faults.extend((trimmed != raw).then_some(Fault::Spaces));
    if is_date(field) || is_number(field) {
        let halved = half_width(&after);
        faults.extend((halved != after).then_some(Fault::Digits));
        after = halved;
    }
    let day = Some(&after).filter(|_| is_date(field)).and_then(|text| only_reading(text));
    if let Some(day) = day {
        faults.push(Fault::Date);
        after = day.to_string();
    }
    if field == Field::Unit
        && let Some(name) = alias(directory, &after)
    {
        faults.push(Fault::Alias);
        after = name.to_string();
    }
    let after = cell_text(&after).into_owned();
    let (sheet, before) = (sheet.clone(), raw.to_owned());
    (!faults.is_empty()).then_some(Change { sheet, cell, field, faults, before, after, left: None, day })
}

fn is_date(field: Field) -> bool {
    use Field::{AcceptDate, ClosedDate, Deadline, DeadlineNew, DoneDate, FeedbackDate, ReportDate, TransferDate};
    matches!(field, FeedbackDate | Deadline | DeadlineNew | DoneDate | AcceptDate | ClosedDate | TransferDate | ReportDate)
}

fn is_number(field: Field) -> bool {
    matches!(field, Field::Seq | Field::ProblemId | Field::Amount | Field::AmountDone | Field::Phone)
}

/// Returns a text with the digits of full width in half width, and with them the points between digits.
fn half_width(text: &str) -> String {
    let digit = |c: char| match c {
        '０'..='９' => char::from_u32(u32::from(c) - u32::from('０') + u32::from('0')).unwrap_or(c),
        c => c,
    };
    let digits: Vec<char> = text.chars().map(digit).collect();
    let between = |at: usize| {
        let digit = |at: Option<usize>| at.and_then(|at| digits.get(at)).is_some_and(char::is_ascii_digit);
        digit(at.checked_sub(1)) && digit(Some(at + 1))
    };
    digits.iter().enumerate().map(|(at, c)| if *c == '．' && between(at) { '.' } else { *c }).collect()
}

/// Returns the day of a text that is nothing but year, month and day in this order.
fn only_reading(text: &str) -> Option<NaiveDate> {
    static DAY: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^(20\d\d|19\d\d)(?:年(\d{1,2})月(\d{1,2})[日号]|([.\-/．。－／])(\d{1,2})([.\-/．。－／])(\d{1,2})|(\d\d)(\d\d))$",
        )
        .expect("the expression is constant")
    });
    let found = DAY.captures(text)?;
    let number = |at: usize| found.get(at).and_then(|digits| digits.as_str().parse::<u32>().ok());
    if let (Some(one), Some(other)) = (found.get(4), found.get(6))
        && one.as_str() != other.as_str()
    {
        return None;
    }
    let (month, day) = number(2).zip(number(3)).or(number(5).zip(number(7))).or(number(8).zip(number(9)))?;
    NaiveDate::from_ymd_opt(i32::try_from(number(1)?).ok()?, month, day)
}

/// Returns the name of the one unit that goes by this alias.
fn alias(directory: &Directory, written: &str) -> Option<Text> {
    let mut units = directory.units.iter().filter(|unit| unit.aliases.iter().any(|alias| *alias == *written));
    let only = units.next().filter(|_| units.next().is_none())?;
    let is_a_name = directory.units.iter().any(|unit| *unit.name == *written);
    (!is_a_name).then(|| only.name.clone())
}

/// Makes the corrections in a copy of the file; those that cannot be made say why. The flag says that the record of
/// earlier marks was distrusted.
///
/// # Errors
///
/// When the file is no xlsx or xlsm, or its insides are such that it cannot be patched.
pub fn apply(bytes: &[u8], changes: &mut [Change]) -> Result<(Vec<u8>, bool), Error> {
    let mut edits = Edits::new();
    for change in changes.iter() {
        let value = change.day.map_or_else(|| NewValue::Text(change.after.clone()), NewValue::Day);
        edits.entry(change.sheet.to_string()).or_default().insert((change.cell.row, change.cell.column), value);
    }
    let edited = edit(bytes, &edits)?;
    for (sheet, cell, reason) in edited.left {
        let same = |change: &&mut Change| change.sheet == *sheet && (change.cell.row, change.cell.column) == cell;
        if let Some(change) = changes.iter_mut().find(same) {
            change.left = Some(match reason {
                Left::Formula => "是公式算出来的",
                Left::Formatted => "格内部分文字另有格式",
                Left::Narrow => "列太窄，改成日期会显示成 ####",
                Left::Elsewhere => "格的存法特殊",
            });
        }
    }
    Ok((edited.bytes, edited.distrusted))
}

#[cfg(test)]
mod tests {
    use super::{Directory, Fault, Field, correction, only_reading};
    use crate::model::directory::Unit;
    use crate::model::place::CellRef;

    fn fix(field: Field, raw: &str) -> Option<(String, Vec<Fault>)> {
        let unit = |name: &str, alias: &str| Unit { name: name.into(), aliases: vec![alias.into()], group: None };
        let units = vec![unit("县教育局", "县教育和体育局"), unit("县水利局", "局"), unit("县财政局", "局")];
        let directory = Directory::new(units, Vec::new(), Vec::new());
        let text = raw.trim_matches(crate::model::workbook::is_invisible);
        let change = correction(&"表".into(), CellRef::new(0, 0), field, raw, text, &directory)?;
        Some((change.after, change.faults))
    }

    #[test]
    fn only_what_has_one_reading_is_a_day() {
        for text in ["2026.6.30", "2026-06-30", "2026/6/30", "2026年6月30日", "20260630", "2026。6。30"] {
            assert_eq!(only_reading(text).map(|day| day.to_string()).as_deref(), Some("2026-06-30"), "{text}");
        }
        for text in
            ["2026.6", "6.30", "26.6.30", "2026.6-30", "2026.13.1", "2026-02-30", "30/6/2026", "2026年6月30日前", "202663"]
        {
            assert_eq!(only_reading(text), None, "{text}");
        }
    }

    #[test]
    fn spaces_digits_dates_and_aliases_are_put_right() {
        assert_eq!(fix(Field::Problem, "\u{3000}账目不清 \n"), Some(("账目不清".into(), vec![Fault::Spaces])));
        assert_eq!(fix(Field::Amount, "１２．5"), Some(("12.5".into(), vec![Fault::Digits])));
        let all = vec![Fault::Spaces, Fault::Digits, Fault::Date];
        assert_eq!(fix(Field::DoneDate, " ２０２６.６.３０"), Some(("2026-06-30".into(), all)));
        assert_eq!(fix(Field::Unit, "县教育和体育局"), Some(("县教育局".into(), vec![Fault::Alias])));
    }

    #[test]
    fn what_may_mean_two_things_is_left_alone() {
        assert_eq!(fix(Field::Unit, "局"), None);
        assert_eq!(fix(Field::Unit, "县教育局党组"), None);
        assert_eq!(fix(Field::Problem, "２０２５年有3笔"), None);
        assert_eq!(fix(Field::Deadline, "2026年6月底"), None);
        assert_eq!(fix(Field::Status, "已办"), None);
    }
}
