//! Workbooks that go with a letter: the list of problems, and the form a department answers with.
//!
//! Each says which letter it belongs to in a line everybody can read, and once more in its own properties, so that an
//! answered form is known by whichever of the two is left.

use chrono::NaiveDate;

use crate::error::Error;
use crate::model::letter::KEY_PROPERTY;
use crate::office::style::{Cell, Style};
use crate::office::xlsx::{Book, Properties};

/// Columns of the list of problems, with widths in digits.
const PROBLEMS: &[(&str, f64)] = &[("序号", 6.0), ("单位", 20.0), ("问题类别", 20.0), ("反馈问题", 64.0), ("整改状态", 12.0)];

/// Columns of the form to answer with. Source: `domain.md` §5.1.
const ANSWERS: &[(&str, f64)] = &[
    ("序号", 6.0),
    ("巡察建议", 24.0),
    ("办理措施", 32.0),
    ("责任人", 12.0),
    ("完成时限", 14.0),
    ("办理结果", 26.0),
    ("制度成果", 20.0),
    ("备注", 12.0),
];

/// What stands in a workbook.
#[derive(Clone, Debug)]
pub(super) struct SheetFacts {
    /// What its file is called after the letter's own name.
    pub(super) name: &'static str,
    /// Its title, and the sheet's name.
    pub(super) title: &'static str,
    columns: &'static [(&'static str, f64)],
    rows: Vec<Vec<String>>,
    note: &'static str,
}

/// Which letter a workbook belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Belongs<'a> {
    /// The letter's key.
    pub(super) key: &'a str,
    /// Its number, or the blank of one.
    pub(super) number: &'a str,
    /// Who gets it.
    pub(super) receiver: &'a str,
    /// Who wrote it.
    pub(super) author: &'a str,
    /// Its day.
    pub(super) day: NaiveDate,
}

impl SheetFacts {
    /// Returns the list of problems: unit, category, text, status.
    pub(super) fn problems(rows: &[[String; 4]]) -> Self {
        Self {
            name: "附件1问题清单",
            title: "问题清单",
            columns: PROBLEMS,
            rows: rows.iter().map(|row| row.to_vec()).collect(),
            note: "",
        }
    }

    /// Returns the form that answers recommendations of these titles.
    pub(super) fn answers(titles: &[String]) -> Self {
        let rows = titles.iter().map(|title| vec![title.clone()]).collect();
        let note = "请逐条填写后连同书面回复一并报回；不予采纳或者部分采纳的，在“备注”里写明理由。请不要删改上面的编号。";
        Self { name: "附件2办理情况反馈表", title: "办理情况反馈表", columns: ANSWERS, rows, note }
    }

    /// Writes the workbook.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` when the writer fails.
    pub(super) fn write(&self, belongs: &Belongs<'_>) -> Result<Vec<u8>, Error> {
        let properties = Properties { title: self.title, author: belongs.author, day: belongs.day };
        let is_form = !self.note.is_empty();
        let mut book = if is_form { Book::to_fill_in(&properties)? } else { Book::new(&properties)? };
        book.mark(&properties, KEY_PROPERTY, belongs.key);
        let widths: Vec<f64> = self.columns.iter().map(|(_, width)| *width).collect();
        let mut sheet = book.sheet(self.title, &widths)?;
        sheet.across(Style::TITLE, self.title)?;
        sheet.across(Style::NOTE, &format!("对应文号：{}　编号：{}", belongs.number, belongs.key))?;
        if is_form {
            sheet.across(Style::NOTE, &format!("反馈单位：{}　反馈日期：", belongs.receiver))?;
            sheet.across(Style::NOTE, self.note)?;
        }
        let head: Vec<Cell<'_>> = self.columns.iter().map(|(title, _)| Style::HEAD.text(*title)).collect();
        let row = sheet.row(&head)?;
        sheet.freeze(row, 0)?;
        sheet.repeat(row)?;
        if is_form {
            sheet.least_height(48.0);
        }
        for (at, row) in self.rows.iter().enumerate() {
            let cell = |column: usize| match column.checked_sub(1).and_then(|column| row.get(column)) {
                None if column == 0 => Style::BODY.center().count(at as u64 + 1),
                Some(text) => Style::BODY.text(without_controls(text)),
                // A number or a day typed here stays as it was typed.
                None => Style::BODY.for_text().blank(),
            };
            sheet.row(&(0..self.columns.len()).map(cell).collect::<Vec<_>>())?;
        }
        sheet.end()?;
        book.finish()
    }
}

/// Drops what a cell cannot show; line breaks stay.
fn without_controls(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || *c == '\n').collect()
}
