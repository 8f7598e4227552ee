//! Returned reply forms (办理情况反馈表) → which letter each answers, when, and what was done about it.
//!
//! A form is known by its header; which letter it belongs to is written above or below the table, wherever the office or
//! the receiver moved it.

use chrono::NaiveDate;

use crate::error::{Error, catch_panics};
use crate::map::Context;
use crate::map::date::{self, Year};
use crate::map::fold::{fold, tidy};
use crate::model::finding::RefusalReason;
use crate::model::ledger::is_placeholder;
use crate::model::letter_register::{Adopted, folded_number};
use crate::model::place::{CellRef, Place};
use crate::model::reply::{ReplyForm, ReplyLine};
use crate::model::text::Text;
use crate::model::workbook::{Book, Row, Value};

/// Rows looked at on a sheet: no form has more, whatever is formatted below it.
const MOST_ROWS: usize = 2_000;

const NUMBER: [&str; 3] = ["对应文号", "建议书文号", "文号"];
const KEY: [&str; 2] = ["函件编号", "编号"];
const RECEIVER: [&str; 4] = ["反馈单位", "填报单位", "办理单位", "单位名称"];
const DATE: [&str; 6] = ["反馈日期", "实际反馈日期", "反馈时间", "填报日期", "填表日期", "日期"];

/// Reads the forms of a workbook, a sheet each; hidden sheets are passed over.
///
/// # Errors
///
/// `ErrorKind::Input`: `NotATable` when no sheet has the header of a form, `Corrupt` when a sheet breaks off.
pub fn replies(book: &mut dyn Book, context: &Context<'_>) -> Result<Vec<ReplyForm>, Error> {
    let file = book.file().clone();
    let mut forms = Vec::new();
    for position in 0..book.sheets().len() {
        let info = book.sheets()[position].clone();
        if info.hidden {
            continue;
        }
        let place = Place::file(file.clone()).sheet(info.name);
        forms.extend(catch_panics(|| sheet(book, position, place, context))?);
    }
    if forms.is_empty() {
        let error = Error::input(RefusalReason::NotATable, "没有找到反馈表的表头").at(Place::file(file));
        return Err(error.hint("表头要有「巡察建议」和「办理结果」两列；请用随函发出的《办理情况反馈表》填写"));
    }
    Ok(forms)
}

fn sheet(book: &mut dyn Book, position: usize, place: Place, context: &Context<'_>) -> Result<Option<ReplyForm>, Error> {
    let mut rows = book.open(position)?;
    let mut columns: Option<Columns> = None;
    let mut form = ReplyForm { number: None, key: None, receiver: None, date: None, unread_date: None, lines: Vec::new(), place };
    let mut looked_at = 0;
    while let Some(row) = rows.next_row()? {
        looked_at += 1;
        if looked_at > MOST_ROWS {
            break;
        }
        if let Some(header) = Columns::of(&row) {
            columns = Some(header);
        } else if !labels(&row, &mut form, context.as_of)
            && let Some(columns) = &columns
        {
            form.lines.extend(columns.line(&row));
        }
    }
    Ok(columns.map(|_| form))
}

/// Where each heading stands.
struct Columns {
    advice: u16,
    result: u16,
    adopted: Option<u16>,
    remark: Option<u16>,
    institution: Option<u16>,
}

impl Columns {
    fn of(row: &Row) -> Option<Self> {
        let find = |words: &[&str]| {
            let is_one = |value: &Value| words.contains(&&*fold(&value.display()));
            row.cells.iter().find(|(_, value)| is_one(value)).map(|(at, _)| *at)
        };
        Some(Self {
            advice: find(&["巡察建议", "建议", "建议内容", "工作建议"])?,
            result: find(&["办理结果", "办理情况", "落实情况"])?,
            adopted: find(&["是否采纳", "采纳情况"]),
            remark: find(&["备注"]),
            institution: find(&["制度成果", "建章立制"]),
        })
    }

    fn line(&self, row: &Row) -> Option<ReplyLine> {
        let text = |column: u16| row.get(column).map(said).filter(|text| !is_placeholder(text));
        text(self.advice)?;
        let result = text(self.result);
        let word = self.adopted.and_then(text).and_then(|word| answer(&word));
        // Why something is not adopted is often said under 备注 alone.
        let said = || Adopted::of(result.as_deref()?);
        let adopted = word.or_else(said).or_else(|| Adopted::of(&text(self.remark?)?));
        Some(ReplyLine { result, adopted, institution: self.institution.and_then(text) })
    }
}

/// Reads the column 是否采纳, in which a plain 是 or 否 is an answer too.
fn answer(word: &str) -> Option<Adopted> {
    match word {
        "是" | "√" => Some(Adopted::Yes),
        "否" | "×" => Some(Adopted::No),
        "部分" => Some(Adopted::Partly),
        other => Adopted::of(other),
    }
}

fn said(value: &Value) -> Text {
    tidy(&value.display()).into()
}

/// Takes what a row says of the letter; says whether it was such a row.
fn labels(row: &Row, form: &mut ReplyForm, as_of: NaiveDate) -> bool {
    let mut found = false;
    for (position, (column, value)) in row.cells.iter().enumerate() {
        let text = said(value);
        let right = row.cells[position + 1..].iter().map(|(_, value)| value).find(|value| !value.is_blank());
        let at = form_cell(form, row.index, *column);
        // Of a number, all up to 号 belongs to it, spaces included.
        if let Some(number) = after(&text, &NUMBER, right, |rest| rest.find('号').map(|end| end + '号'.len_utf8())) {
            found = true;
            // The form of a draft has 〔2026〕 and no number yet.
            let has_serial = folded_number(&number).rsplit(')').next().is_some_and(|serial| !serial.is_empty());
            if form.number.is_none() && has_serial {
                (form.number, form.place) = (Some(number), at.clone());
            }
        }
        if let Some(key) = after(&text, &KEY, right, |_| None).filter(|key| key.contains('/')) {
            found = true;
            if form.number.is_none() && form.key.is_none() {
                form.place = at.clone();
            }
            form.key.get_or_insert(key);
        }
        if let Some(receiver) = after(&text, &RECEIVER, right, |_| None) {
            found = true;
            form.receiver.get_or_insert(receiver);
        }
        if let Some(written) = after(&text, &DATE, right, |rest| rest.find('日').map(|end| end + '日'.len_utf8())) {
            found = true;
            // A date of its own cell is no text.
            let own = right.filter(|right| said(right) == written);
            let value = own.cloned().unwrap_or_else(|| Value::Text(written.clone()));
            match date::value(&value, Year::UpTo(as_of)) {
                Ok(dated) => form.date = form.date.or(Some(dated.date)),
                Err(_) if is_placeholder(&written) || !written.chars().any(char::is_numeric) => {}
                Err(_) => form.unread_date = Some((written, at)),
            }
        }
    }
    found
}

fn form_cell(form: &ReplyForm, row: u32, column: u16) -> Place {
    Place { row: None, cell: None, ..form.place.clone() }.cell(CellRef::new(row, column))
}

/// Returns what stands behind one of the labels: after its colon, else in the next filled cell. `end` says where it ends
/// in what follows; else it ends with a space or the text.
fn after(text: &str, labels: &[&str], right: Option<&Value>, end: impl Fn(&str) -> Option<usize>) -> Option<Text> {
    for label in labels {
        // Another label may end with this one, such as 巡察编号; what stands before it must be no letter.
        let starts =
            text.match_indices(label).filter(|(at, _)| !text[..*at].chars().next_back().is_some_and(char::is_alphanumeric));
        for (at, _) in starts {
            let rest = text[at + label.len()..].trim_start();
            let Some(rest) = rest.strip_prefix(['：', ':']) else {
                if rest.is_empty() && at == 0 {
                    return right.map(said).filter(|text| !text.is_empty());
                }
                continue;
            };
            let rest = rest.trim_start();
            let until = end(rest).or_else(|| rest.find(char::is_whitespace)).unwrap_or(rest.len());
            let value = tidy(&rest[..until]);
            if !value.is_empty() {
                return Some(value.into());
            }
            if let Some(right) = right.map(said).filter(|text| !text.is_empty() && rest.is_empty()) {
                return Some(right);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Columns, after, labels};
    use crate::model::letter_register::Adopted;
    use crate::model::place::Place;
    use crate::model::reply::ReplyForm;
    use crate::model::workbook::{Row, Value};

    fn row(cells: &[&str]) -> Row {
        let cells = cells.iter().zip(0..).map(|(text, column)| (column, Value::Text((*text).into()))).collect();
        Row { index: 4, hidden: false, cells }
    }

    fn form() -> ReplyForm {
        let place = Place::file("a.xlsx").sheet("表");
        ReplyForm { number: None, key: None, receiver: None, date: None, unread_date: None, lines: Vec::new(), place }
    }

    fn day() -> chrono::NaiveDate {
        "2026-11-30".parse().expect("a date")
    }

    #[test]
    fn a_line_says_which_letter_is_answered_and_when() {
        let mut read = form();
        assert!(labels(&row(&["对应文号：青巡办 〔2026〕 3 号　编号：2026-10/巡察建议书/县财政局"]), &mut read, day()));
        assert!(labels(&row(&["反馈单位：县财政局", "", "反馈日期：2026年11月12日"]), &mut read, day()));
        assert_eq!(read.number.as_deref(), Some("青巡办 〔2026〕 3 号"));
        assert_eq!(read.key.as_deref(), Some("2026-10/巡察建议书/县财政局"));
        assert_eq!(read.receiver.as_deref(), Some("县财政局"));
        assert_eq!(read.date.map(|date| date.to_string()).as_deref(), Some("2026-11-12"));
        assert_eq!(read.place.cell.map(|cell| cell.to_string()).as_deref(), Some("A5"));
    }

    #[test]
    fn a_label_may_have_its_value_in_the_next_cell_and_a_blank_date_is_none() {
        let mut read = form();
        assert!(labels(&row(&["文号", "青巡办〔2026〕3号", "反馈日期", "2026.11.12"]), &mut read, day()));
        assert_eq!(read.number.as_deref(), Some("青巡办〔2026〕3号"));
        assert_eq!(read.date.map(|date| date.to_string()).as_deref(), Some("2026-11-12"));
        for blank in ["反馈日期：", "反馈日期：    年  月  日"] {
            let mut read = form();
            labels(&row(&[blank]), &mut read, day());
            assert_eq!((read.date, read.unread_date), (None, None), "{blank}");
        }
        let mut read = form();
        labels(&row(&["反馈日期：2026-13-45"]), &mut read, day());
        assert_eq!(read.unread_date.map(|(written, _)| written.to_string()).as_deref(), Some("2026-13-45"));
    }

    #[test]
    fn the_form_of_a_draft_is_known_by_its_key_alone() {
        let mut read = form();
        assert!(labels(&row(&["对应文号：青巡办〔2026〕　号　编号：2026-10/巡察建议书/县财政局"]), &mut read, day()));
        assert_eq!((read.number.as_deref(), read.key.as_deref()), (None, Some("2026-10/巡察建议书/县财政局")));
    }

    #[test]
    fn a_row_of_the_table_is_no_label() {
        assert!(!labels(&row(&["1", "加强资金监管", "修订办法", "张某", "2026-12-31", "采纳"]), &mut form(), day()));
        assert_eq!(after("问题编号：3", &["编号"], None, |_| None), None);
    }

    #[test]
    fn lines_say_what_was_adopted() {
        let head = row(&["序号", "巡察建议", "办理措施", "责任人", "完成时限", "办理结果", "制度成果", "备注"]);
        let columns = Columns::of(&head).expect("a header");
        let line = |result| columns.line(&row(&["1", "加强监管", "", "", "", result, "《办法》", ""])).expect("a line");
        assert_eq!(line("已采纳并落实").adopted, Some(Adopted::Yes));
        assert_eq!(line("不采纳：没有职权").adopted, Some(Adopted::No));
        assert_eq!((line("").result, line("").adopted), (None, None));
        assert_eq!(line("已完成").institution.as_deref(), Some("《办法》"));
        assert!(columns.line(&row(&["", "", "", "", "", "", "", ""])).is_none());
    }
}
