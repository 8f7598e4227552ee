//! 送达登记.xlsx: the register of mail as a workbook, message by message, with the server's words. No report of an assessment.

use crate::error::Error;
use crate::model::document::Document;
use crate::model::office::Office;
use crate::model::period::Month;
use crate::model::sending::{Sending, SendingState};
use crate::office::style::{Cell, Fill, Style};
use crate::office::xlsx::{Book, Properties};
use crate::report::page::{Column, column, header, widths};

const COLUMNS: [Column; 14] = [
    column("编号", 6.0),
    column("收件单位", 20.0),
    column("邮箱", 26.0),
    column("文号", 18.0),
    column("主题", 36.0),
    column("附件", 34.0),
    column("状态", 10.0),
    column("时间", 20.0),
    column("次数", 6.0),
    column("服务器的答复", 34.0),
    column("准备人", 10.0),
    column("发送人", 10.0),
    column("重发理由", 18.0),
    column("存疑的处理", 26.0),
];

/// Makes the workbook of a month's register.
///
/// # Errors
///
/// `ErrorKind::Output`.
pub fn write(office: &Office, month: Month, sendings: &[Sending]) -> Result<Document, Error> {
    let title = format!("{}函件送达登记", office.committee);
    let mut book = Book::new(&Properties { title: &title, author: &office.name, day: month.last_day() })?;
    let mut sheet = book.sheet("送达登记", &widths(&COLUMNS))?;
    sheet.across(Style::TITLE, &title)?;
    let line = format!("编制单位：{}　　报告月份：{}年{}月　　共 {} 封", office.name, month.year, month.month, sendings.len());
    sheet.across(Style::NOTE.center(), &line)?;
    let head = header(&mut sheet, &COLUMNS, Style::HEAD, 2)?;
    for sending in sendings {
        sheet.row(&cells(sending))?;
    }
    if !sendings.is_empty() {
        sheet.filter(head)?;
    }
    sheet.end()?;
    Ok(Document { path: "送达登记.xlsx".to_owned(), title: "送达登记".to_owned(), content: book.finish()? })
}

fn cells(sending: &Sending) -> Vec<Cell<'_>> {
    let body = Style::BODY.points(10);
    let middle = body.center();
    let facts = &sending.facts;
    let names: Vec<&str> = facts.files.iter().map(|file| file.name.as_str()).collect();
    let state = if facts.key.trial { format!("试发，{}", sending.state.label()) } else { sending.state.label().to_owned() };
    let settled = sending.settled.as_ref();
    vec![
        middle.count(u64::try_from(sending.id).unwrap_or_default()),
        body.text(facts.receiver.as_str()),
        body.text(facts.key.recipient.as_str()),
        body.text(facts.number.as_deref().unwrap_or("（稿，未编号）")),
        body.text(facts.subject.as_str()),
        body.text(names.join("、")),
        middle.fill(fill(sending.state)).text(state),
        middle.text(sending.at.replace('T', " ")),
        middle.count(u64::from(sending.tries)),
        body.text_or_blank(sending.answer.as_deref()),
        middle.text_or_blank(sending.hands.prepared_by.as_deref()),
        middle.text(sending.hands.released_by.as_str()),
        body.text_or_blank(facts.resend_reason.as_deref()),
        body.text(settled.map(|settled| format!("{}：{}（{}）", settled.by, settled.reason, settled.at)).unwrap_or_default()),
    ]
}

fn fill(state: SendingState) -> Fill {
    match state {
        SendingState::Sent => Fill::None,
        SendingState::Deferred | SendingState::Unsent => Fill::Grey,
        SendingState::Sending | SendingState::InDoubt => Fill::Yellow,
        SendingState::Failed => Fill::Red,
    }
}
