//! The workbook 名称确认.xlsx: one row a name, with choices to answer by, and the directory's units to choose from.

use chrono::NaiveDate;

use crate::error::Error;
use crate::model::answers::{FILE, Names, Question, State};
use crate::model::directory::Directory;
use crate::model::document::Document;
use crate::model::office::Office;
use crate::model::period::chinese_date;
use crate::office::style::{Cell, Fill, Style};
use crate::office::xlsx::{Book, Choices, Properties, Sheet};
use crate::review::{UNSURE, WORDS, heading};

/// Heading and width, in digits of the default font.
const COLUMNS: [(&str, f64); 11] = [
    ("序号", 6.0),
    (heading::WRITTEN, 18.0),
    ("出现次数", 8.5),
    ("出处（首处）", 24.0),
    (heading::SUGGESTED, 18.0),
    ("相似程度和理由", 18.0),
    (heading::WORD, 9.5),
    (heading::INSTEAD, 18.0),
    (heading::BY, 8.0),
    (heading::NOTE, 12.0),
    ("处理情况", 20.0),
];

/// Positions of the columns with choices.
const WORD: u16 = 6;
const INSTEAD: u16 = 7;

/// What stands above the table.
const HOW_TO: [&str; 2] = [
    "下面的名称台账里有、名录里没有，程序不会自行并入任何单位。请在「答复」栏逐行选择：接受，就是「可能是」里的单位；改为，是另一个单位，并在「改为」栏选出；不是，不是这个单位，名录里也没有；不知道，先放着，下次再问。",
    "填好保存后，把本文件移到工作区文件夹里（和名录放在一起，文件名不变，原来有的就替换），再运行一次，答复就会生效。以前的答复都列在后面，要改的直接改。",
];

/// The sheet of questions and the sheet of units.
const NAMES: &str = "名称确认";
const UNITS: &str = "单位名录";

/// Writes the workbook; `None` when nothing was ever asked.
///
/// # Errors
///
/// `ErrorKind::Output` when it cannot be made.
pub fn write(names: &Names, directory: &Directory, office: Option<&Office>, as_of: NaiveDate) -> Result<Option<Document>, Error> {
    if names.questions.is_empty() {
        return Ok(None);
    }
    let author = office.map_or("", |office| office.name.as_str());
    let mut book = Book::new(&Properties { title: "单位名称确认", author, day: as_of })?;
    questions(&mut book, names, directory, as_of)?;
    units(&mut book, directory)?;
    let content = book.finish()?;
    Ok(Some(Document { path: FILE.to_owned(), title: "名称确认".to_owned(), content }))
}

fn questions(book: &mut Book, names: &Names, directory: &Directory, as_of: NaiveDate) -> Result<(), Error> {
    let widths: Vec<f64> = COLUMNS.iter().map(|(_, width)| *width).collect();
    let mut sheet = book.sheet_of(NAMES, &widths, names.questions.len())?;
    sheet.across(Style::TITLE, "单位名称确认")?;
    let pending = names.pending().count();
    let settled = names.settled();
    let line = format!("数据截止：{}　　待处理 {pending} 个，已答复 {settled} 个", chinese_date(as_of));
    sheet.across(Style::NOTE.center(), &line)?;
    for sentence in HOW_TO {
        sheet.across(Style::NOTE, sentence)?;
    }
    let head: Vec<Cell<'_>> = COLUMNS.iter().map(|(heading, _)| Style::HEAD.text(*heading)).collect();
    let head = sheet.row(&head)?;
    sheet.freeze(head, 2)?;
    sheet.repeat(head)?;
    for (question, number) in names.questions.iter().zip(1_u64..) {
        sheet.row(&cells(number, question))?;
    }
    let rows = (head + 1, sheet.next_row().saturating_sub(1));
    choices(&mut sheet, rows, directory)?;
    sheet.filter(head)?;
    sheet.end()
}

fn choices(sheet: &mut Sheet<'_>, rows: (u32, u32), directory: &Directory) -> Result<(), Error> {
    let refusal = format!("请选：{}", WORDS.join("、"));
    sheet.choices(WORD, rows, Choices::Words(&WORDS), &refusal)?;
    let last = directory.units.len() as u32;
    if last > 0 {
        let units = Choices::Area { sheet: UNITS, column: 0, first: 1, last };
        sheet.choices(INSTEAD, rows, units, "请从下拉的单位里选；名录里没有的，请先补进名录")?;
    }
    Ok(())
}

fn cells(number: u64, question: &Question) -> Vec<Cell<'_>> {
    let body = Style::BODY.points(10);
    let middle = body.center();
    let reply = &question.reply;
    // What is to be filled in is yellow until it is.
    let to_fill = if question.is_pending() { Fill::Yellow } else { Fill::None };
    let likeness = question.near.as_ref().map(|near| format!("{}%，{}", near.percent, near.reason));
    let nothing = reply.suggested.is_none().then_some("名录里没有相近的单位");
    let first = question.first.as_ref().map(ToString::to_string);
    let (situation, fill) = situation(question);
    vec![
        middle.count(number),
        body.text(&*reply.written),
        middle.count(question.count as u64),
        first.map_or_else(|| body.blank(), |first| body.text(first)),
        body.text_or_blank(reply.suggested.as_deref()),
        likeness.map_or_else(|| body.text_or_blank(nothing), |likeness| body.text(likeness)),
        middle.fill(to_fill).text(&*reply.word),
        body.fill(to_fill).text_or_blank(reply.instead.as_deref()),
        middle.text_or_blank(reply.by.as_deref()),
        body.text_or_blank(reply.note.as_deref()),
        body.fill(fill).text(situation),
    ]
}

/// Says what became of a question, in words and as a background.
fn situation(question: &Question) -> (String, Fill) {
    match &question.state {
        State::Open if question.count == 0 => ("台账里现在没有这样写的".to_owned(), Fill::Grey),
        State::Open if question.reply.word == UNSURE => ("待答复（上次答复不知道）".to_owned(), Fill::Yellow),
        State::Open => ("待答复".to_owned(), Fill::Yellow),
        State::Draft => ("已填答复，还没有生效：请把本文件移到工作区后重新运行".to_owned(), Fill::Yellow),
        State::Unusable(why) => (format!("答复没有用上：{why}"), Fill::Red),
        State::Is(unit) if question.count == 0 => {
            (format!("当作「{unit}」；台账里现在没有这样写的，或名录里已经有了"), Fill::Grey)
        }
        State::Is(unit) => (format!("已当作「{unit}」，{} 处", question.count), Fill::Green),
        State::IsNot(Some(unit)) => (format!("已记下不是「{unit}」，仍按名录里没有处理"), Fill::Blue),
        State::IsNot(None) => ("已记下名录里没有这个单位".to_owned(), Fill::Blue),
    }
}

/// Adds the units to choose from, in the office's own order.
fn units(book: &mut Book, directory: &Directory) -> Result<(), Error> {
    let mut sheet = book.sheet_of(UNITS, &[34.0, 46.0, 18.0], directory.units.len())?;
    let head = sheet.row(&["单位名称", "别名", "分组"].map(|heading| Style::HEAD.text(heading)))?;
    sheet.freeze(head, 0)?;
    sheet.repeat(head)?;
    for unit in &directory.units {
        let aliases = unit.aliases.iter().map(|alias| alias.as_str()).collect::<Vec<_>>().join("、");
        let body = Style::BODY;
        sheet.row(&[body.text(&*unit.name), body.text(aliases), body.text_or_blank(unit.group.as_deref())])?;
    }
    sheet.end()
}
