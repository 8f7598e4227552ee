//! One mail: a letter with its receivers, subject, text and files.

use std::sync::Arc;

use chrono::NaiveDate;
use lettre::Address;
use lettre::message::Mailbox;
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::dispatch::Case;
use crate::dispatch::address::{clean, receivers};
use crate::dispatch::body::Body;
use crate::dispatch::message;
use crate::error::Error;
use crate::model::document::{Document, safe_file_name};
use crate::model::letter::Letter;
use crate::model::period::chinese_date;
use crate::model::sending::SentFile;
use crate::policy::hex;

/// A file that goes with a mail.
#[derive(Clone, Debug)]
pub(super) struct Attached {
    /// Its name, of no folder and without control characters.
    pub(super) name: String,
    /// Its bytes.
    pub(super) content: Arc<[u8]>,
}

impl Attached {
    fn new(document: &Document) -> Self {
        Self { name: file_name(&document.path), content: document.content.as_slice().into() }
    }

    /// Describes it for the register.
    pub(super) fn describe(&self) -> SentFile {
        let sha256 = hex(&Sha256::digest(&self.content));
        SentFile { name: self.name.clone(), size: self.content.len() as u64, sha256 }
    }
}

/// A mail that a route can deliver.
#[derive(Clone, Debug)]
pub struct Mail {
    /// The letter it is of.
    pub(super) letter: String,
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
    /// The letter first, then what goes with it.
    pub(super) files: Vec<Attached>,
    /// The value of its `Date`.
    pub(super) date: String,
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
        let files: Vec<Attached> = std::iter::once(&letter.document).chain(&letter.attachments).map(Attached::new).collect();
        let facts = json!({
            "主送": clean(&letter.receiver),
            "标题": clean(&letter.title),
            "函种": letter.kind.label(),
            "附件名": files.first().map(|file| file.name.as_str()).unwrap_or_default(),
            "发文机关": clean(&case.office.name),
            "简称": clean(&case.office.short_name),
            "联系人": clean(&case.office.contact),
            "电话": clean(&case.office.phone),
            "日期": chinese_date(case.as_of),
        });
        Ok(Self {
            letter: letter.key.to_string(),
            receiver: clean(&letter.receiver),
            from: from.cloned(),
            to,
            subject: subject(letter),
            text: body.render(&facts)?,
            files,
            date: nine_o_clock(case.as_of),
            note,
        })
    }

    /// Returns the first attachment's name without its ending.
    pub fn stem(&self) -> &str {
        let name = self.files.first().map(|file| file.name.as_str()).unwrap_or_default();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
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

    /// Returns what the mail says and carries as a SHA-256, hex; not to whom it goes, nor when.
    pub(super) fn content_hash(&self) -> String {
        let mut hash = Sha256::new();
        let files = self.files.iter().flat_map(|file| [file.name.as_bytes(), &file.content[..]]);
        for part in [self.subject.as_bytes(), self.text.as_bytes()].into_iter().chain(files) {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hex(&hash.finalize())
    }
}

/// Returns a letter's subject: its title and its receiver.
pub(super) fn subject(letter: &Letter) -> String {
    clean(&format!("{}（{}）", letter.title, letter.receiver))
}

/// Dates a preview: nine in the morning of the reporting date, in the officials' own hour.
fn nine_o_clock(day: NaiveDate) -> String {
    day.format("%a, %d %b %Y 09:00:00 +0800").to_string()
}

/// Returns the name a file is attached by: of no folder, whatever the path, and safe where it is saved.
fn file_name(path: &str) -> String {
    let name = clean(path.rsplit(['/', '\\']).next().unwrap_or_default());
    match name.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= 5 && ending.bytes().all(|byte| byte.is_ascii_alphanumeric()) => {
            format!("{}.{ending}", safe_file_name(stem))
        }
        _ => safe_file_name(&name),
    }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn an_attachment_has_no_folder_and_no_trick_in_its_name() {
        for (path, name) in [
            ("巡察建议书/巡察建议书-县财政局.docx", "巡察建议书-县财政局.docx"),
            ("../../.bashrc", "bashrc"),
            ("a\\..\\b\\con.docx", "_con.docx"),
            ("函\r\nX: y\u{202E}fdp.exe.docx", "函 X_ yfdp.exe.docx"),
            ("函\u{0}.docx", "函.docx"),
            ("…/", "_"),
        ] {
            assert_eq!(file_name(path), name, "{path:?}");
        }
    }
}
