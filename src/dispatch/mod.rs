//! Stage 7. Letters → deliveries. One file a way of sending; this file holds the trait, the registry and the loop.
//!
//! A letter is never altered. A route writes drafts to look at and sends nothing; what goes out goes through `smtp`, message
//! by message as `post` makes them.

use chrono::NaiveDate;

use crate::dispatch::mail::Mail;
use crate::error::Error;
use crate::model::delivery::{Delivery, DeliveryState};
use crate::model::document::Document;
use crate::model::letter::Letter;
use crate::model::office::{MailIdentity, Office};

mod address;
mod body;
mod html;
pub mod mail;
mod message;
pub mod post;
pub mod smtp;

/// The ways of sending.
mod route {
    pub(super) mod preview;
}

/// Every way of sending.
pub const ROUTES: &[&dyn Route] = &[&route::preview::Preview];

/// The way that sends nothing: a draft to look at.
pub const PREVIEW: &dyn Route = &route::preview::Preview;

/// The built-in text of a mail, for an office to copy and change.
pub const MAIL_TEMPLATE: &str = include_str!("../../templates/mail.txt");

/// A way of sending.
pub trait Route: Sync {
    /// Returns its stable name.
    fn id(&self) -> &'static str;

    /// Returns the office's word for it.
    fn title(&self) -> &'static str;

    /// Delivers one mail and says what became of it.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` when the mail cannot be built.
    fn deliver(&self, mail: &Mail) -> Result<Sent, Error>;
}

/// What a route did with a mail.
#[derive(Clone, Debug)]
pub struct Sent {
    /// What happened.
    pub state: DeliveryState,
    /// A file to keep of it.
    pub document: Option<Document>,
}

/// Everything mails are made from.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The letters.
    pub letters: &'a [Letter],
    /// Who sends, and where mail may go.
    pub identity: &'a MailIdentity,
    /// Who writes.
    pub office: &'a Office,
    /// The date of the mails; the clock is never read.
    pub as_of: NaiveDate,
    /// The text of a mail, [`MAIL_TEMPLATE`] or the office's own.
    pub template: &'a str,
}

/// What became of all letters.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Files to be written, in the order of the letters.
    pub documents: Vec<Document>,
    /// One record a letter, in the order of the letters.
    pub deliveries: Vec<Delivery>,
}

/// Returns the route of a name.
pub fn route(id: &str) -> Option<&'static dyn Route> {
    ROUTES.iter().copied().find(|route| route.id() == id)
}

/// Delivers every letter by one route.
///
/// # Errors
///
/// `ErrorKind::Template` when the mail's text is wrong, with its line; `ErrorKind::Policy` when the sender's
/// address is none; `ErrorKind::Output` when a mail cannot be built.
pub fn deliver(case: &Case<'_>, route: &dyn Route) -> Result<Outcome, Error> {
    let body = body::Body::parse(case.template)?;
    let sender = address::sender(case.identity)?;
    let mut outcome = Outcome::default();
    for letter in case.letters {
        let mut delivery = Delivery {
            receiver: letter.receiver.clone(),
            addresses: Vec::new(),
            subject: mail::subject(letter),
            state: DeliveryState::Withheld,
            note: None,
        };
        if let Some(why) = letter.withheld.first() {
            delivery.note = Some(format!("{}（{}），不得用邮件发送，请按保密规定送达", why.reason, why.place));
        } else {
            let mail = Mail::new(case, letter, sender.as_ref(), &body)?;
            let sent = route.deliver(&mail)?;
            outcome.documents.extend(sent.document);
            delivery.state = sent.state;
            delivery.addresses = mail.to.iter().map(|address| address.to_string().into()).collect();
            delivery.note = mail.note;
        }
        outcome.deliveries.push(delivery);
    }
    Ok(outcome)
}

#[cfg(test)]
mod tests;
