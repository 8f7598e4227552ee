//! One mail: a letter with its receivers, subject and text.

use chrono::NaiveDate;
use lettre::Address;
use lettre::message::Mailbox;
use serde_json::json;

use crate::dispatch::Case;
use crate::dispatch::address::{clean, receivers};
use crate::dispatch::body::Body;
use crate::dispatch::message;
use crate::error::Error;
use crate::model::letter::Letter;
use crate::model::period::chinese_date;

/// A mail that a route can deliver.
#[derive(Clone, Debug)]
pub struct Mail {
    /// The receiver's full name.
    pub(super) receiver: String,
    /// The sender; `None` when the office has not set an address.
    pub(super) from: Option<Mailbox>,
    /// Where it may go.
    pub(super) to: Vec<Address>,
    /// The subject, free of control characters.
    pub(super) subject: String,
    /// The text, lines ending with CR LF.
    pub(super) text: String,
    /// The attachment's name.
    pub(super) file_name: String,
    /// The attachment.
    pub(super) content: Vec<u8>,
    /// The day it is dated.
    pub(super) date: NaiveDate,
    /// What a person has to do before it can go out, if anything.
    pub(super) note: Option<String>,
}

impl Mail {
    /// Makes the mail of a letter.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Template` when the text cannot be rendered.
    pub(super) fn new(case: &Case<'_>, letter: &Letter, from: Option<&Mailbox>, body: &Body) -> Result<Self, Error> {
        let (to, note) = receivers(letter, case.identity);
        let note = match (note, from) {
            (Some(note), None) => Some(format!("{note}；尚未设置发件人邮箱")),
            (None, None) => Some("尚未设置发件人邮箱".to_owned()),
            (note, Some(_)) => note,
        };
        let file_name = clean(letter.document.path.rsplit('/').next().unwrap_or_default());
        let facts = json!({
            "主送": clean(&letter.receiver),
            "标题": clean(&letter.title),
            "函种": letter.kind.label(),
            "附件名": file_name,
            "发文机关": clean(&case.office.name),
            "简称": clean(&case.office.short_name),
            "联系人": clean(&case.office.contact),
            "电话": clean(&case.office.phone),
            "日期": chinese_date(case.as_of),
        });
        Ok(Self {
            receiver: clean(&letter.receiver),
            from: from.cloned(),
            to,
            subject: subject(letter),
            text: body.render(&facts)?,
            file_name,
            content: letter.document.content.clone(),
            date: case.as_of,
            note,
        })
    }

    /// Returns the attachment's name without its ending.
    pub fn stem(&self) -> &str {
        self.file_name.rsplit_once('.').map_or(&self.file_name, |(stem, _)| stem)
    }

    /// Returns the mail's subject.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Returns the mail as bytes; as a draft, mail programs open it for editing.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` when the mail cannot be built.
    pub fn bytes(&self, draft: bool) -> Result<Vec<u8>, Error> {
        message::bytes(self, draft)
    }
}

/// Returns a letter's subject: its title and its receiver.
pub(super) fn subject(letter: &Letter) -> String {
    clean(&format!("{}（{}）", letter.title, letter.receiver))
}
