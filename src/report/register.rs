//! 移交台账.xlsx: recommendation letters as they were handed over and answered, and all letters with their numbers.
//!
//! Source: L10 of `domain.md` §1.1, 巡察建议移交台账. The headings are those `map` reads, so that a clerk can fill in what is
//! blank and hand the workbook in.

use chrono::NaiveDate;

use crate::error::Error;
use crate::model::document::Document;
use crate::model::letter::LetterKind;
use crate::model::letter_register::{Adopted, FILE, Register, Registered};
use crate::model::office::Office;
use crate::model::period::chinese_date;
use crate::office::style::{Cell, Fill, Style};
use crate::office::xlsx::{Book, Choices, Properties, Sheet};
use crate::report::page::{Column, column, header, widths};
use crate::report::{Case, Report};

/// Writes the register.
#[derive(Debug)]
pub(crate) struct LetterRegister;

impl Report for LetterRegister {
    fn name(&self) -> &'static str {
        "register"
    }

    fn title(&self) -> &'static str {
        "移交台账"
    }

    fn write(&self, case: &Case<'_>) -> Result<Vec<Document>, Error> {
        Ok(document(case.register, case.office, case.assessment.as_of)?.into_iter().collect())
    }
}

const HANDED_OVER: [Column; 15] = [
    column("届次", 9.0),
    column("年度", 6.0),
    column("轮次", 11.0),
    column("巡察组", 7.0),
    column("被巡察单位", 20.0),
    column("移交单位", 14.0),
    column("移交时间", 11.0),
    column("移交建议数", 6.5),
    column("具体办理情况", 18.0),
    column("成果运用情况", 18.0),
    column("文号", 15.0),
    column("送达日期", 11.0),
    column("要求反馈日期", 11.0),
    column("实际反馈日期", 11.0),
    column("是否采纳", 8.0),
];

/// Position of 是否采纳.
const ADOPTED: u16 = 14;

const ALL: [Column; 12] = [
    column("序号", 6.0),
    column("文号", 17.0),
    column("函种", 11.0),
    column("主送机关", 18.0),
    column("标题", 30.0),
    column("成文日期", 11.0),
    column("送达日期", 11.0),
    column("要求反馈日期", 11.0),
    column("实际反馈日期", 11.0),
    column("是否采纳", 8.0),
    column("办理状态", 15.0),
    column("备注", 14.0),
];

/// Makes the workbook; `None` while no letter has a number.
///
/// # Errors
///
/// `ErrorKind::Output` when it cannot be made.
pub fn document(register: &Register, office: Option<&Office>, as_of: NaiveDate) -> Result<Option<Document>, Error> {
    if register.entries.is_empty() {
        return Ok(None);
    }
    let author = office.map_or("", |office| office.name.as_str());
    let mut book = Book::new(&Properties { title: "移交台账", author, day: as_of })?;
    handed_over(&mut book, register, author, as_of)?;
    all(&mut book, register, author, as_of)?;
    Ok(Some(Document { path: FILE.to_owned(), title: "移交台账".to_owned(), content: book.finish()? }))
}

fn begin(sheet: &mut Sheet<'_>, title: &str, author: &str, as_of: NaiveDate) -> Result<(), Error> {
    sheet.across(Style::TITLE, title)?;
    let author = if author.is_empty() { String::new() } else { format!("编制单位：{author}　　") };
    sheet.across(Style::NOTE.center(), &format!("{author}截至：{}", chinese_date(as_of)))?;
    Ok(())
}

/// Adds the recommendation letters in force.
fn handed_over(book: &mut Book, register: &Register, author: &str, as_of: NaiveDate) -> Result<(), Error> {
    let mut sheet = book.sheet("移交台账", &widths(&HANDED_OVER))?;
    begin(&mut sheet, "巡察建议移交台账", author, as_of)?;
    let rows: Vec<&Registered> = register.live().filter(|row| *row.kind == *LetterKind::Recommendation.label()).collect();
    if rows.is_empty() {
        sheet.across(Style::BODY, "没有编了文号的巡察建议书。")?;
        return sheet.end();
    }
    let head = header(&mut sheet, &HANDED_OVER, Style::HEAD, 0)?;
    for row in &rows {
        sheet.row(&recommendation(row, register, as_of))?;
    }
    let words = Adopted::ALL.map(Adopted::label);
    let span = (head + 1, sheet.next_row().saturating_sub(1));
    sheet.choices(ADOPTED, span, Choices::Words(&words), &format!("请选：{}", words.join("、")))?;
    sheet.filter(head)?;
    sheet.across(
        Style::NOTE,
        "送达日期、实际反馈日期可以直接填在这里：填好后把本文件放进工作区文件夹（文件名不变），再运行一次就会读入；已登记的以登记为准。",
    )?;
    sheet.end()
}

fn recommendation<'a>(row: &'a Registered, register: &'a Register, as_of: NaiveDate) -> Vec<Cell<'a>> {
    let body = Style::BODY.points(10);
    let middle = body.center();
    let units: Vec<&str> = row.units.iter().map(|unit| unit.as_str()).collect();
    let answered = register.answers.get(&row.number);
    let state = row.state(as_of);
    let handling = match answered {
        Some(answered) => format!("{state}；反馈表列建议 {} 条，有办理结果 {} 条", answered.asked, answered.handled),
        None => state,
    };
    let results: Vec<&str> =
        answered.map(|answered| answered.institutions.iter().map(|text| text.as_str()).collect()).unwrap_or_default();
    vec![
        middle.text(row.committee.as_str()),
        middle.count(row.year),
        middle.text(row.round.as_str()),
        middle.blank(),
        body.text(units.join("、")),
        body.text(&*row.receiver),
        middle.day_or_blank(row.served),
        middle.count(row.asked),
        body.fill(fill(row, as_of)).text(handling),
        body.text(results.join("；")),
        middle.text(&*row.number),
        middle.day_or_blank(row.served),
        middle.day_or_blank(row.reply_due),
        middle.day_or_blank(row.replied),
        middle.text_or_blank(row.adopted.map(Adopted::label)),
    ]
}

/// Adds every number, void ones too.
fn all(book: &mut Book, register: &Register, author: &str, as_of: NaiveDate) -> Result<(), Error> {
    let mut sheet = book.sheet_of("发文登记", &widths(&ALL), register.entries.len())?;
    begin(&mut sheet, "发文登记", author, as_of)?;
    let head = header(&mut sheet, &ALL, Style::HEAD, 2)?;
    for (row, number) in register.entries.iter().zip(1_u64..) {
        let body = Style::BODY.points(10).fill(if row.is_live() { Fill::None } else { Fill::Grey });
        let middle = body.center();
        sheet.row(&[
            middle.count(number),
            middle.text(&*row.number),
            middle.text(&*row.kind),
            body.text(&*row.receiver),
            body.text(row.title.as_str()),
            middle.day(row.dated),
            middle.day_or_blank(row.served),
            middle.day_or_blank(row.reply_due),
            middle.day_or_blank(row.replied),
            middle.text_or_blank(row.adopted.map(Adopted::label)),
            body.fill(fill(row, as_of)).text(row.state(as_of)),
            body.text_or_blank(row.note.as_deref()),
        ])?;
    }
    sheet.filter(head)?;
    for (code, year, first, last) in register.missing() {
        let span = if first == last { format!("{first} 号") } else { format!("{first} 至 {last} 号") };
        sheet.across(Style::NOTE, &format!("{code}〔{year}〕{span}不在登记中，是另行编发的。"))?;
    }
    sheet.end()
}

/// Returns the background of a letter: overdue red, void grey.
fn fill(row: &Registered, as_of: NaiveDate) -> Fill {
    let late = row.reply_due.is_some_and(|due| due < as_of) && row.replied.is_none();
    match (row.is_live(), late) {
        (false, _) => Fill::Grey,
        (true, true) => Fill::Red,
        (true, false) => Fill::None,
    }
}
