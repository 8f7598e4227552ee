//! Which addresses mail may go to, and what the clerk has to do about the others.
//!
//! Source: `domain.md` §8 item 12: an allow-list of recipients.

use lettre::Address;
use lettre::message::Mailbox;

use crate::error::{Error, ErrorKind};
use crate::model::letter::Letter;
use crate::model::office::MailIdentity;

/// Returns the sender; `None` when the office has not set an address.
///
/// # Errors
///
/// `ErrorKind::Policy` when the address is none.
pub(super) fn sender(identity: &MailIdentity) -> Result<Option<Mailbox>, Error> {
    let written = identity.from_address.trim();
    if written.is_empty() {
        return Ok(None);
    }
    let Some(address) = parse(written) else {
        return Err(Error::new(ErrorKind::Policy, format!("发件人邮箱「{}」不是有效的邮箱地址", clean(written)))
            .hint("请在工作区设置里改成 name@example.gov.cn 这样的地址"));
    };
    let name = clean(&identity.from_name);
    Ok(Some(Mailbox::new((!name.is_empty()).then_some(name), address)))
}

/// Returns the receivers a letter may go to, and what a person still has to do; `None` when nothing.
pub(super) fn receivers(letter: &Letter, identity: &MailIdentity) -> (Vec<Address>, Option<String>) {
    let mut to = Vec::new();
    let mut notes = Vec::new();
    for written in &letter.mails {
        match parse(written) {
            None => notes.push(format!("「{}」不是有效的邮箱地址", clean(written))),
            Some(address) if !is_allowed(&address, identity) => {
                notes.push(format!("「{address}」不在允许发送的域名之内"));
            }
            Some(address) if !to.contains(&address) => to.push(address),
            Some(_) => {}
        }
    }
    if letter.mails.is_empty() {
        notes.push("名录里没有邮箱，可按公文交换送达".to_owned());
    }
    if to.is_empty() {
        notes.push("请在邮件程序中填写收件人，核对后再发送".to_owned());
    }
    (to, (!notes.is_empty()).then(|| notes.join("；")))
}

/// Reads an address. Other than plain ASCII is refused: not every mail server takes it, and it may look like another.
pub(super) fn parse(written: &str) -> Option<Address> {
    let written = written.trim();
    // Marks that end an SMTP path or open a quoted one have no place in an office's address.
    let fits = |byte: u8| {
        byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>' | b'"' | b'\\' | b'(' | b')' | b',' | b';' | b'[' | b']')
    };
    if written.len() > 254 || !written.bytes().all(fits) {
        return None;
    }
    written.parse().ok()
}

/// Says whether mail may go to the address's domain; without a list it may go nowhere.
pub(super) fn is_allowed(address: &Address, identity: &MailIdentity) -> bool {
    identity.allowed_domains.iter().any(|domain| domain.trim().trim_start_matches('@').eq_ignore_ascii_case(address.domain()))
}

/// Returns text fit for a header: control and reordering characters become nothing, line breaks a space.
pub(super) fn clean(text: &str) -> String {
    let kept = text.chars().filter_map(|c| match c {
        '\r' | '\n' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
        '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => None,
        c if c.is_control() => None,
        c => Some(c),
    });
    kept.collect::<String>().split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{clean, parse, sender};
    use crate::model::office::MailIdentity;

    #[test]
    fn only_plain_addresses_are_taken() {
        assert!(parse("a@county.gov.cn").is_some());
        for hostile in [
            "张三@county.gov.cn",
            "a@b\r\nBcc: x@y",
            "a",
            "",
            "a b@county.gov.cn",
            "a@b,c@d",
            "<a@b.cn>",
            "\"a b\"@b.cn",
            "a@[127.0.0.1]",
        ] {
            assert!(parse(hostile).is_none(), "{hostile:?}");
        }
    }

    #[test]
    fn headers_hold_no_control_characters() {
        assert_eq!(clean("甲\r\nBcc: x@y\u{0}\u{202E}乙"), "甲 Bcc: x@y乙");
    }

    #[test]
    fn a_wrong_sender_is_an_error_and_a_missing_one_is_not() {
        let identity = |from_address: &str| MailIdentity { from_address: from_address.to_owned(), ..MailIdentity::default() };
        assert!(sender(&identity("巡察办")).is_err());
        assert!(sender(&identity("")).expect("no address").is_none());
    }
}
