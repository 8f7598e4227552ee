//! One message to one recipient: whether a letter may go there, and what the register knows it by.
//!
//! Letters go to the directory's departments only, and only to addresses whose domain is allowed. What refuses one names
//! its place; nothing is sent here.

use lettre::Address;
use lettre::message::Mailbox;

use crate::dispatch::Case;
use crate::dispatch::address::{self, clean};
use crate::dispatch::body::Body;
use crate::dispatch::mail::{Mail, subject};
use crate::dispatch::message;
use crate::error::{Error, ErrorKind};
use crate::model::letter::Letter;
use crate::model::place::Place;
use crate::model::sending::{SendingFacts, SendingKey};
use crate::model::text::Text;

/// What stands before the subject of a message the office sends to itself.
const TRIAL: &str = "【试发】";

/// A message that may go out.
#[derive(Clone, Debug)]
pub struct Post {
    /// What the register says of it.
    pub facts: SendingFacts,
    pub(super) mail: Mail,
    pub(super) from: Address,
    pub(super) to: Address,
}

/// Why a letter does not go to a recipient by mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Barred {
    /// In words.
    pub reason: String,
    /// The cell, row or file that says so; `None` where nothing says it, such as a missing address.
    pub place: Option<Place>,
}

/// A letter and one of its recipients.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The receiver's full name.
    pub receiver: Text,
    /// The recipient's address as the directory has it; `None` where it has none.
    pub recipient: Option<Text>,
    /// The letter's key.
    pub letter: Text,
    /// The subject.
    pub subject: String,
    /// The message, or why there is none.
    pub post: Result<Box<Post>, Barred>,
}

/// Finds who a letter may go to: one candidate an address, or one that says why there is none.
///
/// As a trial it goes to the office's own address alone.
///
/// # Errors
///
/// `ErrorKind::Template` when the mail's text is wrong; `ErrorKind::Policy` when the office has no address to send from.
pub fn candidates(case: &Case<'_>, month: &str, trial: bool) -> Result<Vec<Candidate>, Error> {
    let body = Body::parse(case.template)?;
    let sender = address::sender(case.identity)?.ok_or_else(|| {
        Error::new(ErrorKind::Policy, "还没有设置发件人邮箱").hint("请在 xuncha.toml 的 [mail] 里写上 from_address")
    })?;
    let mut all = Vec::new();
    for letter in case.letters {
        let mails = if trial { vec![sender.email.to_string().into()] } else { letter.mails.clone() };
        if mails.is_empty() {
            all.push(candidate(letter, None, Err(no_address(letter))));
        }
        let mut seen: Vec<String> = Vec::new();
        for written in mails {
            if seen.contains(&written.trim().to_ascii_lowercase()) {
                continue;
            }
            seen.push(written.trim().to_ascii_lowercase());
            let post = post(case, letter, &sender, &body, &written, month, trial)?;
            all.push(candidate(letter, Some(clean(&written).into()), post.map(Box::new)));
        }
    }
    Ok(all)
}

fn candidate(letter: &Letter, recipient: Option<Text>, post: Result<Box<Post>, Barred>) -> Candidate {
    Candidate { receiver: letter.receiver.clone(), recipient, letter: letter.key.clone(), subject: subject(letter), post }
}

fn no_address(letter: &Letter) -> Barred {
    if let Some(barred) = withheld(letter) {
        return barred;
    }
    Barred { reason: "名录的职能部门里没有它的邮箱，请按公文交换送达".to_owned(), place: None }
}

fn withheld(letter: &Letter) -> Option<Barred> {
    let why = letter.withheld.first()?;
    Some(Barred {
        reason: format!("{}，不得用邮件发送，请按保密规定送达", why.reason), place: Some(why.place.clone())
    })
}

fn post(
    case: &Case<'_>,
    letter: &Letter,
    sender: &Mailbox,
    body: &Body,
    written: &str,
    month: &str,
    trial: bool,
) -> Result<Result<Post, Barred>, Error> {
    // What is secret stays in the house even as a trial.
    if let Some(barred) = withheld(letter) {
        return Ok(Err(barred));
    }
    let barred = |reason: String| Ok(Err(Barred { reason, place: None }));
    let Some(to) = address::parse(written) else {
        return barred(format!("名录里的「{}」不是有效的邮箱地址", clean(written)));
    };
    if !trial && !address::is_allowed(&to, case.identity) {
        return barred(format!("「{to}」不在允许发送的域名之内（xuncha.toml 的 allowed_domains）"));
    }
    let mut mail = Mail::new(case, letter, Some(sender), body)?;
    mail.to = vec![to.clone()];
    if trial {
        mail.subject = format!("{TRIAL}{}", mail.subject);
    }
    let facts = SendingFacts {
        key: SendingKey {
            letter: letter.key.clone(),
            recipient: to.to_string().to_ascii_lowercase().into(),
            sha256: mail.content_hash().into(),
            trial,
        },
        month: month.into(),
        receiver: clean(&letter.receiver).into(),
        number: letter.number.clone(),
        subject: mail.subject.clone(),
        message_id: message::message_id(&mail),
        files: mail.files.iter().map(super::mail::Attached::describe).collect(),
        resend_reason: None,
    };
    Ok(Ok(Post { facts, mail, from: sender.email.clone(), to }))
}
