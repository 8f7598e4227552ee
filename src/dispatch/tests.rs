//! Whole mails by the preview route.

use chrono::NaiveDate;

use super::{Case, MAIL_TEMPLATE, Outcome, ROUTES, deliver, route};
use crate::model::delivery::DeliveryState;
use crate::model::document::Document;
use crate::model::letter::{Letter, LetterKind, Withheld};
use crate::model::office::{MailIdentity, Office};
use crate::model::place::Place;
use crate::model::text::Text;

fn letter(receiver: &str, mails: &[&str]) -> Letter {
    Letter {
        kind: LetterKind::Recommendation,
        receiver: receiver.into(),
        mails: mails.iter().map(|mail| Text::from(*mail)).collect(),
        title: "关于推动解决行业领域共性问题的巡察建议书".to_owned(),
        key: "2026-10/巡察建议书".into(),
        number: None,
        reply_due: None,
        asked: 0,
        rests_on: Vec::new(),
        withheld: Vec::new(),
        attachments: Vec::new(),
        document: Document {
            path: format!("巡察建议书/巡察建议书-{receiver}.docx"),
            title: "巡察建议书".to_owned(),
            content: b"PK\x03\x04".to_vec(),
        },
    }
}

fn identity() -> MailIdentity {
    MailIdentity {
        from_name: "县委巡察办".to_owned(),
        from_address: "xcb@county.gov.cn".to_owned(),
        allowed_domains: vec!["county.gov.cn".to_owned()],
    }
}

fn preview(letters: &[Letter], identity: &MailIdentity) -> Outcome {
    let office = Office { name: "中共某县委巡察工作领导小组办公室".to_owned(), ..Office::default() };
    let as_of = NaiveDate::from_ymd_opt(2026, 10, 31).expect("a date");
    let case = Case { letters, identity, office: &office, as_of, template: MAIL_TEMPLATE };
    deliver(&case, route("preview").expect("the route")).expect("mails")
}

/// Returns the header lines of a mail, unfolded.
fn headers(mail: &Document) -> Vec<String> {
    let text = String::from_utf8_lossy(&mail.content);
    let head = text.split("\r\n\r\n").next().expect("a head").replace("\r\n ", " ");
    head.lines().map(str::to_owned).collect()
}

fn header(mail: &Document, name: &str) -> Option<String> {
    let start = format!("{name}: ");
    headers(mail).into_iter().find_map(|line| line.strip_prefix(&start).map(str::to_owned))
}

#[test]
fn every_file_of_a_route_is_registered_under_its_own_name() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/dispatch/route");
    for file in std::fs::read_dir(folder).expect("the folder") {
        let name = file.expect("a file").file_name().to_string_lossy().into_owned();
        let id = name.trim_end_matches(".rs").replace('_', "-");
        assert!(route(&id).is_some(), "{id}");
    }
    assert_eq!(ROUTES.len(), std::fs::read_dir(folder).expect("the folder").count());
}

#[test]
fn a_known_receiver_gets_a_draft_with_fixed_date_and_stable_id() {
    let outcome = preview(&[letter("县委组织部", &["zzb@COUNTY.gov.cn"])], &identity());
    let mail = &outcome.documents[0];
    assert_eq!(mail.path, "邮件预览/巡察建议书-县委组织部.eml");
    assert_eq!(header(mail, "To").as_deref(), Some("zzb@COUNTY.gov.cn"));
    assert_eq!(header(mail, "Date").as_deref(), Some("Sat, 31 Oct 2026 09:00:00 +0800"));
    assert_eq!(header(mail, "X-Unsent").as_deref(), Some("1"));
    assert!(header(mail, "Message-ID").expect("an id").ends_with("@county.gov.cn>"));
    let delivery = &outcome.deliveries[0];
    assert_eq!((delivery.state, delivery.note.as_deref()), (DeliveryState::Previewed, None));
    assert_eq!(delivery.subject, "关于推动解决行业领域共性问题的巡察建议书（县委组织部）");
    assert_eq!(preview(&[letter("县委组织部", &["zzb@COUNTY.gov.cn"])], &identity()).documents[0].content, mail.content);
    let other = preview(&[letter("县教育局", &["zzb@COUNTY.gov.cn"])], &identity());
    assert_ne!(header(&other.documents[0], "Message-ID"), header(mail, "Message-ID"));
}

#[test]
fn without_a_permitted_address_there_is_no_receiver_and_the_clerk_is_told() {
    for (mails, words) in [
        (&[] as &[&str], "名录里没有邮箱，可按公文交换送达；请在邮件程序中填写收件人"),
        (&["a@gmail.com"], "「a@gmail.com」不在允许发送的域名之内"),
        (&["a@evil-county.gov.cn"], "不在允许发送的域名之内"),
        (&["张三@county.gov.cn"], "「张三@county.gov.cn」不是有效的邮箱地址"),
        (&["a@county.gov.cn\r\nBcc: b@gmail.com"], "不是有效的邮箱地址"),
    ] {
        let outcome = preview(&[letter("县教育局", mails)], &identity());
        assert_eq!(header(&outcome.documents[0], "To"), None, "{mails:?}");
        let note = outcome.deliveries[0].note.clone().expect("a note");
        assert!(note.contains(words), "{note}");
        assert!(outcome.deliveries[0].addresses.is_empty());
    }
}

#[test]
fn permitted_addresses_are_used_even_beside_others() {
    let outcome = preview(&[letter("县教育局", &["a@gmail.com", "b@county.gov.cn", "b@county.gov.cn"])], &identity());
    assert_eq!(header(&outcome.documents[0], "To").as_deref(), Some("b@county.gov.cn"));
    assert!(outcome.deliveries[0].note.as_deref().is_some_and(|note| !note.contains("填写收件人")));
}

#[test]
fn line_breaks_in_names_add_no_header() {
    let mut hostile = letter("县教育局\r\nBcc: x@gmail.com", &["b@county.gov.cn"]);
    hostile.title = "函\nTo: x@gmail.com".to_owned();
    let identity = MailIdentity { from_name: "巡察办\r\nBcc: x@gmail.com".to_owned(), ..identity() };
    let outcome = preview(&[hostile], &identity);
    let mail = &outcome.documents[0];
    assert_eq!(header(mail, "To").as_deref(), Some("b@county.gov.cn"));
    assert_eq!(header(mail, "Bcc"), None);
    let known = ["From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type", "Date", "X-Unsent"];
    for line in headers(mail) {
        assert!(known.iter().any(|name| line.starts_with(&format!("{name}: "))), "{line}");
    }
}

#[test]
fn a_withheld_letter_becomes_no_mail() {
    let secret = Letter {
        withheld: vec![Withheld {
            reason: "所涉问题标有密级「秘密」".to_owned(),
            place: Place::file("台账/县教育局.xlsx").row(6),
        }],
        ..letter("县教育局", &["b@county.gov.cn"])
    };
    let outcome = preview(&[secret], &identity());
    assert!(outcome.documents.is_empty());
    assert_eq!(outcome.deliveries[0].state, DeliveryState::Withheld);
    assert!(outcome.deliveries[0].note.as_deref().is_some_and(|note| note.contains("不得用邮件发送")));
}

#[test]
fn an_office_without_an_address_still_gets_previews() {
    let outcome = preview(&[letter("县教育局", &["b@county.gov.cn"])], &MailIdentity::default());
    assert_eq!(header(&outcome.documents[0], "From"), None);
    assert!(outcome.deliveries[0].note.as_deref().is_some_and(|note| note.contains("尚未设置发件人邮箱")));
}
