//! A tidy table: its columns as they are described, and the cells of its rows. How it is written is left to `csv` and others.

use std::borrow::Cow;
use std::ops::Range;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::Serialize;

use crate::model::period::Month;
use crate::model::place::Place;
use crate::model::text::Text;

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text as people wrote it.
    Text,
    /// One of these words, each with what it means.
    Word(Vec<(String, &'static str)>),
    /// A decimal with that many places, or with as many as it happens to have.
    Number(Option<u32>),
    /// A whole number.
    Count,
    /// A day.
    Day,
    /// Yes or no.
    Flag,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value<'v> {
    /// Nothing; never an empty text.
    Absent,
    /// Text.
    Text(Cow<'v, str>),
    /// A decimal.
    Number(Decimal),
    /// A whole number.
    Count(i64),
    /// A day.
    Day(NaiveDate),
    /// Yes or no.
    Flag(bool),
}

impl<'v> Value<'v> {
    /// Returns the text, or absence where there is none.
    pub(super) fn text(text: Option<impl Into<Cow<'v, str>>>) -> Self {
        text.map(Into::into).filter(|text| !text.is_empty()).map_or(Self::Absent, Self::Text)
    }

    /// Returns a cell's text.
    pub(super) fn of(text: Option<&'v Text>) -> Self {
        Self::text(text.map(Text::as_str))
    }

    /// Returns the word that stands for a thing in JSON.
    pub(super) fn word(thing: Option<impl Serialize>) -> Self {
        Self::text(thing.map(|thing| key(&thing)))
    }

    /// Returns the day, or absence.
    pub(super) fn day(day: Option<NaiveDate>) -> Self {
        day.map_or(Self::Absent, Self::Day)
    }

    /// Returns the decimal, or absence.
    pub(super) fn number(number: Option<Decimal>) -> Self {
        number.map_or(Self::Absent, Self::Number)
    }

    /// Returns the whole number, or absence where there is none or it is beyond all counting.
    pub(super) fn count(count: Option<impl TryInto<i64>>) -> Self {
        count.and_then(|count| count.try_into().ok()).map_or(Self::Absent, Self::Count)
    }
}

/// Returns the word that stands for a thing in JSON; empty for what is no single word there.
pub(super) fn key(thing: &impl Serialize) -> String {
    serde_json::to_value(thing).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Returns the words a column may hold, with their meanings.
pub(super) fn words<T: Serialize>(all: &[(T, &'static str)]) -> Kind {
    Kind::Word(all.iter().map(|(thing, meaning)| (key(thing), *meaning)).collect())
}

/// How a column is described.
#[derive(Clone, Debug)]
pub(super) struct Heading {
    /// Stable English name.
    pub(super) name: &'static str,
    /// What the office calls it.
    pub(super) title: &'static str,
    /// What it holds.
    pub(super) kind: Kind,
    /// What its numbers count; empty for what is no number.
    pub(super) unit: &'static str,
    /// Where it comes from, one Chinese phrase.
    pub(super) source: &'static str,
}

/// Looks a cell up in a row.
type Look<R> = Box<dyn Fn(&R) -> Value<'_> + Sync>;

/// A column of the rows `R`.
pub(super) struct Column<R> {
    heading: Heading,
    look: Look<R>,
}

impl<R> Column<R> {
    /// Describes a column.
    pub(super) fn new(
        (name, title): (&'static str, &'static str),
        kind: Kind,
        source: &'static str,
        look: impl Fn(&R) -> Value<'_> + Sync + 'static,
    ) -> Self {
        Self { heading: Heading { name, title, kind, unit: "", source }, look: Box::new(look) }
    }

    /// Says what the numbers count.
    pub(super) fn unit(mut self, unit: &'static str) -> Self {
        self.heading.unit = unit;
        self
    }
}

/// What a table is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct About {
    /// The file's name without its ending.
    pub(super) name: &'static str,
    /// What the office calls it.
    pub(super) title: &'static str,
    /// What one row is, one Chinese sentence.
    pub(super) row: &'static str,
}

/// A table, ready to be written.
pub(super) struct Table<'a> {
    /// What it is about.
    pub(super) about: About,
    /// Its columns, in order.
    pub(super) headings: Vec<Heading>,
    rows: Box<dyn Rows + 'a>,
}

impl<'a> Table<'a> {
    /// Puts a table together; its first column says which month it is of, so that months can be put below each other.
    pub(super) fn new<R: Sync + 'a>(about: About, month: Month, columns: Vec<Column<R>>, rows: Vec<R>) -> Self {
        let month = Column::new(("month", "报告月份"), Kind::Text, "报告月份", move |_| {
            Value::Text(Cow::Owned(month.to_string()))
        });
        let columns: Vec<Column<R>> = std::iter::once(month).chain(columns).collect();
        let headings = columns.iter().map(|column| column.heading.clone()).collect();
        Self { about, headings, rows: Box::new(Cells { columns, rows }) }
    }

    /// Returns how many rows there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Returns a cell.
    pub(super) fn value(&self, row: usize, column: usize) -> Value<'_> {
        self.rows.value(row, column)
    }

    /// Splits the rows into blocks of at most so many.
    pub(super) fn blocks(&self, most: usize) -> Vec<Range<usize>> {
        let starts = (0..self.len()).step_by(most.max(1));
        starts.map(|start| start..(start + most).min(self.len())).collect()
    }
}

/// Rows of any kind.
trait Rows: Sync {
    fn len(&self) -> usize;
    fn value(&self, row: usize, column: usize) -> Value<'_>;
}

struct Cells<R> {
    columns: Vec<Column<R>>,
    rows: Vec<R>,
}

impl<R: Sync> Rows for Cells<R> {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn value(&self, row: usize, column: usize) -> Value<'_> {
        match (self.rows.get(row), self.columns.get(column)) {
            (Some(row), Some(column)) => (column.look)(row),
            _ => Value::Absent,
        }
    }
}

/// A row that stands somewhere in the office's files, or rests on a row there.
pub(super) trait Placed {
    /// Returns the file, the sheet and the row, 0-based.
    fn place(&self) -> (Option<&str>, Option<&str>, Option<u32>);
}

impl Placed for Place {
    fn place(&self) -> (Option<&str>, Option<&str>, Option<u32>) {
        (Some(&self.file), self.sheet.as_deref(), self.row)
    }
}

/// Returns the columns of a place: file, sheet and row.
pub(super) fn place_columns<R: Placed>() -> [Column<R>; 3] {
    const SOURCE: &str = "来源文件";
    [
        Column::new(("file", "文件"), Kind::Text, SOURCE, |row: &R| Value::text(row.place().0)),
        Column::new(("sheet", "工作表"), Kind::Text, SOURCE, |row: &R| Value::text(row.place().1)),
        Column::new(("row", "行"), Kind::Count, "来源文件，从 1 起，与 Excel 显示的一致", |row: &R| {
            Value::count(row.place().2.map(|row| row + 1))
        }),
    ]
}
