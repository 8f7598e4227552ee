//! What a part of the report consists of, whoever shows it.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::office::docx::Chart;

/// Stands where there is nothing to show.
pub(super) const NOTHING: &str = "—";

/// One of the nine parts.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// Its heading without number.
    pub(super) title: &'static str,
    /// What it says, in order.
    pub(super) items: Vec<Item>,
}

/// One thing in a part.
#[derive(Clone, Debug)]
pub(super) enum Item {
    /// A heading of the second level without number.
    Heading(&'static str),
    /// The same over a list that has a sheet of its own in the workbook.
    List(&'static str),
    /// A sentence or several.
    Sentence(String),
    /// A table.
    Table(Table),
    /// A chart and its caption.
    Chart(Chart, &'static str),
}

impl Item {
    pub(super) fn say(text: impl Into<String>) -> Self {
        Self::Sentence(text.into())
    }
}

/// A table.
#[derive(Clone, Debug)]
pub(super) struct Table {
    /// What it shows.
    pub(super) caption: Cow<'static, str>,
    /// Headings, with widths in half characters.
    pub(super) columns: Vec<(Cow<'static, str>, u32)>,
    /// Rows, as many cells as columns.
    pub(super) rows: Vec<Vec<Value>>,
    /// Whether the last row sums up the others.
    pub(super) summed: bool,
    /// Whether it lists records with their words.
    pub(super) is_list: bool,
    /// How many rows the paper has at most; the workbook has all.
    pub(super) on_paper: usize,
}

impl Table {
    pub(super) fn new(caption: impl Into<Cow<'static, str>>, columns: &[(&'static str, u32)]) -> Self {
        let columns = columns.iter().map(|(title, width)| (Cow::Borrowed(*title), *width)).collect();
        Self { caption: caption.into(), columns, rows: Vec::new(), summed: false, is_list: false, on_paper: 100 }
    }

    /// Gives a column a heading of its own.
    pub(super) fn retitled(mut self, column: usize, title: String) -> Self {
        if let Some(heading) = self.columns.get_mut(column) {
            heading.0 = Cow::Owned(title);
        }
        self
    }
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// Words.
    Text(String),
    /// A whole number.
    Count(u64),
    /// A number that has to be seen when it is not 0.
    Alarm(u64),
    /// A percentage, 0–100; `None` when there is nothing to divide by.
    Percent(Option<Decimal>),
    /// Points, with the places they have.
    Points(Decimal),
    /// A day.
    Day(Option<NaiveDate>),
}

impl Value {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Returns a text, or a dash where there is none.
    pub(super) fn maybe(text: Option<&str>) -> Self {
        Self::Text(text.map(str::trim).filter(|text| !text.is_empty()).unwrap_or(NOTHING).to_owned())
    }

    /// Returns it as a paper shows it.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Count(count) | Self::Alarm(count) => count.to_string(),
            Self::Percent(percent) => percent.map_or_else(|| NOTHING.to_owned(), |percent| format!("{percent}%")),
            Self::Points(points) => points.to_string(),
            Self::Day(day) => day.map_or_else(|| NOTHING.to_owned(), |day| day.to_string()),
        }
    }
}

/// Returns a text of at most so many characters, the cut said by dots.
pub(super) fn cut(text: &str, most: usize) -> String {
    let line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    line.chars().take(most).chain("……".chars()).collect()
}

/// Returns up to so many names and how many there are: 甲、乙、丙等 5 家.
pub(super) fn names<'n>(names: impl IntoIterator<Item = &'n str>, most: usize) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    let shown = names.iter().take(most).copied().collect::<Vec<_>>().join("、");
    if names.len() > most { format!("{shown}等{}家", names.len()) } else { shown }
}

#[cfg(test)]
mod tests {
    use super::{Value, cut, names};

    #[test]
    fn long_texts_are_cut_and_say_so() {
        assert_eq!(cut("一二\n三", 4), "一二 三");
        assert_eq!(cut("一二三四五", 4), "一二三四……");
    }

    #[test]
    fn many_names_are_counted() {
        assert_eq!(names(["甲", "乙"], 2), "甲、乙");
        assert_eq!(names(["甲", "乙", "丙"], 2), "甲、乙等3家");
    }

    #[test]
    fn what_is_not_there_is_a_dash_and_no_zero() {
        assert_eq!(Value::Percent(None).shown(), "—");
        assert_eq!(Value::maybe(Some(" ")).shown(), "—");
        assert_eq!(Value::Count(0).shown(), "0");
    }
}
