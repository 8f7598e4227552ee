//! The empty standard forms, "统一表样", that an office hands out: one workbook with the form, what each column takes,
//! and the lists to choose from.
//!
//! Headings come from the dictionaries of `map` and choices from `model::standard`, so that a filled form reads as it was
//! meant; what the columns are and what is said of them stands in `columns`.

mod columns;
mod guide;
mod sheet;

use chrono::NaiveDate;

use crate::blank::columns::{Column, Entry};
use crate::error::{Error, ErrorKind};
use crate::model::field::Field;
use crate::model::ledger::TableKind;
use crate::model::standard;
use crate::model::text::Text;
use crate::office::xlsx::{Book, Properties};

/// What a form is made from.
pub struct Case<'a> {
    /// Which form: a rectification ledger or a risk register.
    pub kind: TableKind,
    /// Who hands it out; empty when nobody is known.
    pub author: &'a str,
    /// The units to choose from; any may be written where there are none.
    pub units: &'a [Text],
    /// Returns the heading of a field.
    pub heading: &'a dyn Fn(Field) -> &'static str,
    /// Returns the titles of the checks that look at a field.
    pub checks: &'a dyn Fn(Field) -> Vec<&'static str>,
}

/// How a form is called.
#[derive(Clone, Copy, Debug)]
struct Names {
    /// The title above it.
    title: &'static str,
    /// Its sheet.
    sheet: &'static str,
}

/// Makes the workbook.
///
/// # Errors
///
/// `ErrorKind::Request` for a kind of table that has no form; `ErrorKind::Output` when the writer fails.
pub fn write(case: &Case<'_>) -> Result<Vec<u8>, Error> {
    let (names, columns) = match case.kind {
        TableKind::Rectification => (Names { title: "巡察反馈问题整改台账", sheet: "整改台账" }, columns::LEDGER),
        TableKind::Risk => (Names { title: "廉政风险防控登记表", sheet: "廉政风险防控登记表" }, columns::REGISTER),
        other => return Err(Error::new(ErrorKind::Request, format!("「{}」没有统一表样", other.label()))),
    };
    // An empty form has no date of its own; a fixed one keeps its bytes the same wherever it is made.
    let day = NaiveDate::from_ymd_opt(2026, 1, 1).ok_or_else(|| Error::new(ErrorKind::Output, "日期不对"))?;
    let properties = Properties { title: names.title, author: case.author, day };
    let mut book = Book::to_fill_in(&properties)?;
    book.mark(&properties, standard::NAME, standard::version());
    sheet::write(&mut book, case, names, columns)?;
    guide::explain(&mut book, case, names, columns)?;
    guide::lists(&mut book, case, columns)?;
    book.finish()
}

impl Case<'_> {
    /// Returns the heading of a column; money says in what it is counted.
    fn heading_of(&self, column: &Column) -> String {
        let heading = (self.heading)(column.field);
        if column.entry == Entry::Amount { format!("{heading}（万元）") } else { heading.to_owned() }
    }

    /// Returns what can be chosen in a column; `None` where it is written freely.
    fn choices(&self, column: &Column) -> Option<Vec<&str>> {
        if column.field == Field::Unit {
            return (!self.units.is_empty()).then(|| self.units.iter().map(|unit| &**unit).collect());
        }
        standard::choices(self.kind, column.field)
    }

    /// Returns the columns that have a list on the sheet 选项, from left to right.
    fn listed<'c>(&self, columns: &'c [Column]) -> Vec<(&'c Column, Vec<&str>)> {
        columns.iter().filter_map(|column| Some((column, self.choices(column)?))).collect()
    }

    /// Says in a few words what a column takes.
    fn takes(&self, column: &Column) -> String {
        match (self.choices(column), column.entry) {
            (Some(_), _) if column.field == Field::Unit => format!("从下拉框里选，见「{}」表", standard::LISTS),
            (Some(words), _) if standard::is_offices_own(column.field) => {
                format!("从下拉框里选，见「{}」表，共 {} 项", standard::LISTS, words.len())
            }
            (Some(words), _) => format!("从下拉框里选：{}", words.join("、")),
            (None, Entry::Serial) => "从 1 起的整数".to_owned(),
            (None, Entry::Id) => format!("文字，不超过 {} 个字", columns::LONGEST_ID),
            (None, Entry::Day) => format!("日期，{} 至 {}", columns::FIRST_DAY, columns::LAST_DAY),
            (None, Entry::Amount) => "不小于 0 的数，以万元为单位，不写“万元”".to_owned(),
            (None, Entry::Names | Entry::Words) => "文字".to_owned(),
        }
    }

    /// Returns an example of a column.
    fn example(&self, column: &Column) -> String {
        match self.choices(column).as_deref() {
            // Of the words to choose from one that is seen every day is the second.
            Some([first]) => (*first).to_owned(),
            Some([_, second, ..]) => (*second).to_owned(),
            _ => column.example.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Case, write};
    use crate::error::ErrorKind;
    use crate::model::field::Field;
    use crate::model::ledger::TableKind;

    #[test]
    fn the_same_form_has_the_same_bytes() {
        let case = |kind| Case { kind, author: "", units: &[], heading: &Field::label, checks: &|_| Vec::new() };
        for kind in [TableKind::Rectification, TableKind::Risk] {
            assert_eq!(write(&case(kind)).expect("a form"), write(&case(kind)).expect("a form"));
        }
        assert_eq!(write(&case(TableKind::Ballots)).expect_err("no form").kind, ErrorKind::Request);
    }
}
