//! Cells that people are going to fill in: what they take, what is said of it, and headers in two rows.

use chrono::NaiveDate;
use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, DataValidationRule, Formula, Note, XlsxError};

use crate::error::Error;
use crate::office::style::{Cell, Style};
use crate::office::width;
use crate::office::xlsx::{Sheet, failed};

/// What a cell takes.
#[derive(Clone, Copy, Debug)]
pub enum Allowed<'a> {
    /// One of these words, at most 255 characters together.
    Words(&'a [&'a str]),
    /// What stands below each other in a column of another sheet, as far as it is filled.
    Below {
        /// The sheet.
        sheet: &'a str,
        /// The column, 0-based.
        column: u16,
        /// The first row, 0-based.
        first: u32,
        /// The last row the list may grow to, 0-based.
        last: u32,
    },
    /// A day between two, both included.
    Days(NaiveDate, NaiveDate),
    /// A number that is not negative.
    Amount,
    /// A whole number from 1 to this.
    Serial(u16),
    /// A text of at most so many characters.
    Text(u32),
}

/// What people are told.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// The heading, at most 32 characters.
    pub title: &'a str,
    /// Shown when the cell is chosen; at most 255 characters are kept.
    pub hint: &'a str,
    /// Shown when what was typed is refused; at most 255 characters are kept.
    pub refusal: &'a str,
}

/// One group of a header in two rows: its own heading, and the headings below it.
#[derive(Clone, Copy, Debug)]
pub struct Group<'a> {
    /// The heading above; `None` where the ones below take both rows.
    pub above: Option<&'a str>,
    /// The headings of the columns.
    pub below: &'a [String],
}

/// The most characters of a hint or refusal. Source: Microsoft, Excel specifications, "Data validation".
const LONGEST: usize = 255;

/// The most characters of a heading over them.
const LONGEST_TITLE: usize = 32;

impl Sheet<'_> {
    /// Lets the cells of a column, both rows included, take only what is allowed; a blank is always taken.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` past the last row or column of a sheet, and for words longer than 255 characters together.
    pub fn allow(&mut self, column: u16, rows: (u32, u32), allowed: Allowed<'_>, words: Words<'_>) -> Result<(), Error> {
        let validation = validation(allowed, words).map_err(|cause| failed(&cause))?;
        self.sheet.add_data_validation(rows.0, column, rows.1, column, &validation).map_err(|cause| failed(&cause))?;
        Ok(())
    }

    /// Puts a note on a cell, as large as its text needs.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` past the last row or column of a sheet.
    pub fn note(&mut self, row: u32, column: u16, text: &str) -> Result<(), Error> {
        // 240 pixels take about 34 digits of 9 points, a line is 16 pixels high.
        let lines = width::lines(text, 34).min(40) as u32;
        let note = Note::new(text).add_author_prefix(false).set_width(240).set_height(lines * 16 + 12).set_font_name("宋体");
        self.sheet.insert_note(row, column, &note.set_font_size(9)).map_err(|cause| failed(&cause))?;
        Ok(())
    }

    /// Adds a header in two rows and returns the number of the first.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` past the last row or column of a sheet.
    pub fn head_in_two(&mut self, style: Style, groups: &[Group<'_>]) -> Result<u32, Error> {
        let cells = groups.iter().flat_map(|group| {
            group.below.iter().enumerate().map(|(position, heading)| match group.above {
                None => (style.text(heading.as_str()), style.blank()),
                Some(above) if position == 0 => (style.text(above), style.text(heading.as_str())),
                Some(_) => (style.blank(), style.text(heading.as_str())),
            })
        });
        let (upper, lower): (Vec<Cell<'_>>, Vec<Cell<'_>>) = cells.unzip();
        // A heading over several columns needs the height of none of them.
        let first = self.row_of(&upper, width::height(1, style.size_points()))?;
        let all: Vec<Cell<'_>> = groups.iter().flat_map(|g| g.below).map(|heading| style.text(heading.as_str())).collect();
        let height = self.height_of(&all);
        self.row_of(&lower, height)?;
        let mut column = 0_u16;
        for group in groups {
            let next = column + group.below.len() as u16;
            match group.above {
                Some(above) if group.below.len() > 1 => self.merge((first, column), (first, next - 1), &style.text(above))?,
                Some(_) => {}
                None => {
                    for (column, heading) in (column..next).zip(group.below) {
                        self.merge((first, column), (first + 1, column), &style.text(heading.as_str()))?;
                    }
                }
            }
            column = next;
        }
        Ok(first)
    }

    /// Adds so many rows of empty cells, which grow with what is written into them. Returns the first and last row.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` past the last row or column of a sheet.
    pub fn blanks(&mut self, styles: &[Style], count: u32) -> Result<(u32, u32), Error> {
        let first = self.next_row();
        let cells: Vec<Cell<'_>> = styles.iter().map(|style| style.blank()).collect();
        for _ in 0..count {
            self.row_to_fill_in(&cells)?;
        }
        Ok((first, self.next_row().saturating_sub(1).max(first)))
    }
}

fn validation(allowed: Allowed<'_>, words: Words<'_>) -> Result<DataValidation, XlsxError> {
    let validation = DataValidation::new();
    let validation = match allowed {
        Allowed::Words(choices) => validation.allow_list_strings(choices)?,
        Allowed::Below { sheet, column, first, last } => {
            let column = crate::office::xlsx::letters(column);
            // A quote inside a sheet's name is written twice.
            let sheet = sheet.replace('\'', "''");
            let top = format!("'{sheet}'!${column}${}", first + 1);
            let all = format!("{top}:${column}${}", last + 1);
            validation.allow_list_formula(Formula::new(format!("=OFFSET({top},0,0,MAX(1,COUNTA({all})),1)")))
        }
        Allowed::Days(from, to) => validation.allow_date(DataValidationRule::Between(from, to)),
        Allowed::Amount => validation.allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0)),
        Allowed::Serial(most) => validation.allow_whole_number(DataValidationRule::Between(1, i32::from(most))),
        Allowed::Text(most) => validation.allow_text_length(DataValidationRule::LessThanOrEqualTo(most)),
    };
    let cut = |text: &str, most: usize| -> String { text.chars().take(most).collect() };
    validation
        .set_input_title(cut(words.title, LONGEST_TITLE))?
        .set_input_message(cut(words.hint, LONGEST))?
        .set_error_title(cut(words.title, LONGEST_TITLE))?
        .set_error_message(cut(words.refusal, LONGEST))
        .map(|validation| validation.set_error_style(DataValidationErrorStyle::Stop))
}
