//! Rows of a sheet that its library hands over whole (xls, ods), and the values all formats share.

use calamine::{CellErrorType, Data, DataRef, ExcelDateTime, Range};
use chrono::NaiveDate;

use crate::error::Error;
use crate::model::place::Area;
use crate::model::text::Interner;
use crate::model::workbook::{Row, Rows, Value};

/// The rows of a range.
pub(super) struct RangeRows<'b> {
    /// The cells.
    pub(super) range: &'b Range<Data>,
    /// Formulas, to tell an empty result from no result.
    pub(super) formulas: Option<&'b Range<String>>,
    /// Merged areas.
    pub(super) merges: Vec<Area>,
    /// Hidden rows, 0-based.
    pub(super) hidden_rows: std::collections::HashSet<u32>,
    /// Shares repeated text.
    pub(super) interner: &'b mut Interner,
    /// The next row of the range.
    pub(super) next: usize,
}

impl Rows for RangeRows<'_> {
    fn merges(&self) -> &[Area] {
        &self.merges
    }

    fn next_row(&mut self) -> Result<Option<Row>, Error> {
        let Some((first_row, first_column)) = self.range.start() else { return Ok(None) };
        while self.next < self.range.height() {
            let position = self.next;
            self.next += 1;
            let index = first_row + position as u32;
            let mut row = Row { index, hidden: self.hidden_rows.contains(&index), cells: Vec::new() };
            for (offset, data) in self.range[position].iter().enumerate() {
                let column = first_column + offset as u32;
                let has_formula =
                    || self.formulas.and_then(|formulas| formulas.get_value((index, column))).is_some_and(|f| !f.is_empty());
                let value = match data {
                    Data::Empty if has_formula() => Some(Value::FormulaWithoutValue),
                    other => value(other, self.interner),
                };
                if let (Some(value), Ok(column)) = (value, u16::try_from(column)) {
                    row.cells.push((column, value));
                }
            }
            if !row.cells.is_empty() {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }
}

fn value(data: &Data, interner: &mut Interner) -> Option<Value> {
    Some(match data {
        Data::Empty => return None,
        Data::String(text) => Value::Text(interner.intern(text)),
        Data::Int(number) => Value::Number(*number as f64),
        Data::Float(number) => Value::Number(*number),
        Data::Bool(flag) => Value::Bool(*flag),
        Data::DateTime(stamp) => date_value(stamp),
        Data::DateTimeIso(text) | Data::DurationIso(text) => iso_value(text),
        Data::Error(error) => Value::Error(error_name(error).into()),
    })
}

/// Returns the value of a cell that comes by itself; `None` for an empty one.
pub(super) fn value_of(data: &DataRef<'_>, interner: &mut Interner) -> Option<Value> {
    Some(match data {
        DataRef::Empty => return None,
        DataRef::SharedString(text) => Value::Text(interner.intern(text)),
        DataRef::String(text) => Value::Text(interner.intern(text)),
        DataRef::Int(number) => Value::Number(*number as f64),
        DataRef::Float(number) => Value::Number(*number),
        DataRef::Bool(flag) => Value::Bool(*flag),
        DataRef::DateTime(stamp) => date_value(stamp),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => iso_value(text),
        DataRef::Error(error) => Value::Error(error_name(error).into()),
    })
}

/// Returns an error value as Excel shows it.
fn error_name(error: &CellErrorType) -> String {
    error.to_string()
}

/// Returns a date cell's day; durations and impossible serials stay numbers.
pub(super) fn date_value(stamp: &ExcelDateTime) -> Value {
    let serial = stamp.as_f64();
    // Both date systems end with the year 9999; a serial beyond would overflow the conversion.
    if stamp.is_duration() || !(0.0..2_958_466.0).contains(&serial) {
        return Value::Number(serial);
    }
    stamp.as_datetime().map_or(Value::Number(serial), |moment| Value::Date(moment.date()))
}

/// Returns the day of an ISO date as ods writes it; anything else stays text.
pub(super) fn iso_value(text: &str) -> Value {
    let day = text.get(..10).and_then(|day| day.parse::<NaiveDate>().ok());
    day.map_or_else(|| Value::Text(text.into()), Value::Date)
}
