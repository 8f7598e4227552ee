//! A mail as RFC 5322 bytes, the same for the same mail.

use std::error::Error as StdError;

use lettre::Address;
use lettre::address::Envelope;
use lettre::message::header::{
    ContentDisposition, ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue, MessageId, MimeVersion,
};
use lettre::message::{Body, Mailbox, Message, MultiPart, SinglePart};
use sha2::{Digest, Sha256};

use crate::dispatch::html;
use crate::dispatch::mail::{Attached, Mail};
use crate::error::{Error, ErrorKind};
use crate::policy::hex;

/// What files are called by their ending.
const TYPES: [(&str, &str); 3] = [
    (".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (".pdf", "application/pdf"),
];
/// Bytes of a name that fit into one encoded word. Source: RFC 2047, section 2, 75 characters a word.
const WORD_BYTES: usize = 39;

/// Returns the bytes of a mail.
///
/// # Errors
///
/// `ErrorKind::Output` when the mail cannot be built.
pub(super) fn bytes(mail: &Mail, draft: bool) -> Result<Vec<u8>, Error> {
    let failed =
        |_| Error::new(ErrorKind::Output, format!("邮件「{}」生成失败", mail.subject)).hint("请核对发件人和收件人的邮箱");
    let hash = identifier(mail);
    // The builder wants an originator and a receiver; where the office has none yet, these stand in and are taken out.
    let nobody: Address = Address::new("nobody", "xuncha.invalid").expect("a plain address");
    let from = mail.from.clone().unwrap_or_else(|| Mailbox::new(None, nobody.clone()));
    let to = if mail.to.is_empty() { vec![nobody] } else { mail.to.clone() };
    let envelope = Envelope::new(Some(from.email.clone()), to).map_err(failed)?;
    let mut builder = Message::builder().from(from.clone()).envelope(envelope).subject(mail.subject.clone());
    for address in &mail.to {
        builder = builder.to(Mailbox::new(None, address.clone()));
    }
    builder = builder.header(MessageId::from(message_id(mail)));
    // The same words twice: programs that know HTML show the second, all others the first.
    let words = MultiPart::alternative()
        .boundary(format!("xuncha-words-{}", &hash[40..]))
        .singlepart(text(ContentType::TEXT_PLAIN, mail.text.clone()))
        .singlepart(text(ContentType::TEXT_HTML, html::page(&mail.subject, &mail.text)));
    let mut parts = MultiPart::mixed().boundary(format!("xuncha-{}", &hash[32..])).multipart(words);
    for file in &mail.files {
        parts = parts.singlepart(attachment(file));
    }
    let mut message = builder.multipart(parts).map_err(failed)?;
    let headers = message.headers_mut();
    headers.set(MimeVersion::new(1, 0));
    // The builder writes the hour in UTC; officials expect their own.
    headers.insert_raw(plain("Date", &mail.date));
    if draft {
        headers.insert_raw(plain("X-Unsent", "1"));
    }
    if mail.from.is_none() {
        headers.remove_raw("From");
    }
    Ok(message.formatted())
}

/// Returns a mail's Message-ID, with its angle brackets: the same for the same letter, content and recipient.
pub(super) fn message_id(mail: &Mail) -> String {
    let domain = mail.from.as_ref().map_or("xuncha.invalid", |from| from.email.domain());
    format!("<{}@{domain}>", &identifier(mail)[..32])
}

fn text(kind: ContentType, words: String) -> SinglePart {
    SinglePart::builder().header(kind).header(ContentTransferEncoding::Base64).body(words)
}

fn attachment(file: &Attached) -> SinglePart {
    SinglePart::builder()
        .header(NamedType { name: file.name.clone() })
        .header(ContentDisposition::attachment(&file.name))
        .header(ContentTransferEncoding::Base64)
        .body(file.content.to_vec())
}

/// A header whose value needs no encoding.
fn plain(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str(name), value.to_owned(), value.to_owned())
}

/// Returns 64 hex digits that stand for the mail: its letter, receiver, content and addresses.
fn identifier(mail: &Mail) -> String {
    let mut hash = Sha256::new();
    for part in [mail.letter.as_bytes(), mail.receiver.as_bytes(), mail.content_hash().as_bytes()] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    for address in &mail.to {
        hash.update(address.to_string().to_ascii_lowercase().as_bytes());
        hash.update([0]);
    }
    hex(&hash.finalize())
}

/// `Content-Type` with the attachment's name as encoded words, for programs that do not know RFC 2231.
///
/// RFC 2047 forbids words inside quotes; the programs that need this read them there all the same, and all others
/// take the name from `Content-Disposition`.
#[derive(Clone)]
struct NamedType {
    name: String,
}

impl Header for NamedType {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Content-Type")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn StdError + Send + Sync>> {
        Err("only written, never read".into())
    }

    fn display(&self) -> HeaderValue {
        let words: Vec<String> = words(&self.name).iter().map(|word| encoded(word)).collect();
        let known = TYPES.iter().find(|(ending, _)| self.name.to_ascii_lowercase().ends_with(ending));
        let kind = known.map_or("application/octet-stream", |(_, kind)| kind);
        let value = format!("{kind};\r\n name=\"{}\"", words.join("\r\n "));
        HeaderValue::dangerous_new_pre_encoded(Self::name(), value.clone(), value)
    }
}

/// Splits a name so that each piece fits into an encoded word and no character is cut.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in name.chars() {
        if words.last().is_some_and(|word| word.len() + c.len_utf8() > WORD_BYTES) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(c);
        }
    }
    words
}

fn encoded(word: &str) -> String {
    format!("=?utf-8?B?{}?=", base64(word.as_bytes()))
}

/// Returns bytes in base64, on one line.
pub(super) fn base64(bytes: &[u8]) -> String {
    let body = Body::new_with_encoding(bytes.to_vec(), ContentTransferEncoding::Base64);
    let base64 = body.map_or_else(|_| Vec::new(), Body::into_vec);
    String::from_utf8_lossy(&base64).split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use super::{encoded, words};

    #[test]
    fn a_long_name_is_split_between_characters() {
        let name = "督".repeat(30);
        let words = words(&name);
        assert!(words.iter().all(|word| word.len() <= 39), "{words:?}");
        assert_eq!(words.concat(), name);
        assert!(words.iter().all(|word| encoded(word).len() <= 75));
        assert_eq!(encoded("督办函"), "=?utf-8?B?552j5Yqe5Ye9?=");
    }
}
