//! What others write stays text: names, subjects, addresses, file names and wordings cannot turn into headers, paths or code.
//!
//! The mails are read with a second parser, which knows nothing of how they are written.

use std::fs;

use mail_parser::{MessageParser, MimeHeaders};

use crate::kit;
use crate::send::office::Office;
use crate::send::server::{Server, Taken};

const LONG: &str = "某县人民政府办公室关于进一步规范行政事业单位国有资产出租出借处置行为领导小组办公室（专班）";

fn sent(office: &Office) -> Vec<Taken> {
    let server = Server::willing();
    office.plain(server.port, "");
    office.letters();
    office.send(&["--send", "--all", "--limit", "1", "--yes", "1"]).expect_code(0);
    server.taken()
}

/// Undoes the dots the protocol doubles, and its last line.
fn message(taken: &Taken) -> Vec<u8> {
    let text = String::from_utf8(taken.bytes.clone()).expect("all of it is ASCII");
    assert!(text.is_ascii());
    assert!(text.lines().all(|line| line.len() <= 998));
    text.trim_end_matches(".\r\n").replace("\r\n..", "\r\n.").into_bytes()
}

#[test]
fn names_text_and_attachments_arrive_as_they_were() {
    let office = Office::with(&[(LONG, "czj@abc.gov.cn")]);
    let bytes = message(&sent(&office)[0]);
    let mail = MessageParser::default().parse(&bytes).expect("a mail");
    let subject = mail.subject().expect("a subject");
    assert!(subject.contains("巡察建议书") && subject.contains(LONG), "{subject}");
    let from = mail.from().and_then(|from| from.first()).expect("a sender");
    assert_eq!((from.name(), from.address()), (Some("县委巡察办"), Some("xcb@abc.gov.cn")));
    let to = mail.to().and_then(|to| to.first()).expect("a recipient");
    assert_eq!(to.address(), Some("czj@abc.gov.cn"));
    let text = mail.body_text(0).expect("a text");
    let html = mail.body_html(0).expect("a page");
    assert!(text.contains(LONG) && html.contains(LONG) && html.contains("<p "), "{text}\n{html}");
    let attachment = mail.attachment(0).expect("an attachment");
    let letter = kit::files(&office.path().join("输出/2026-10/巡察建议书")).pop().expect("a letter");
    assert_eq!(attachment.attachment_name(), letter.file_name().and_then(|name| name.to_str()));
    assert_eq!(attachment.contents(), fs::read(letter).expect("the letter"));
    let head = String::from_utf8(bytes).expect("ASCII");
    let head = head.split("\r\n\r\n").next().expect("a head");
    let words = head.split_whitespace().filter(|word| word.starts_with("=?"));
    assert!(words.clone().count() > 2 && words.clone().all(|word| word.len() <= 76), "{head}");
}

#[test]
fn a_name_with_line_breaks_adds_no_header_and_no_recipient() {
    let office = Office::with(&[("县财政局", "czj@abc.gov.cn")]);
    let path = office.path().join("名录.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("单位").expect("a sheet");
    for (row, name) in ["单位名称", "县教育局", "县司法局"].iter().enumerate() {
        sheet.write_string(row as u32, 0, *name).expect("written");
    }
    let sheet = book.add_worksheet().set_name("职能部门").expect("a sheet");
    let rows = [
        ["部门名称", "邮箱", "负责领域"],
        ["县财政局\r\nBcc: evil@gmail.com\r\n\r\n<script>alert(1)</script>", "czj@abc.gov.cn", "领域一"],
        ["县审计局", "sjj@abc.gov.cn\r\nBcc: evil@gmail.com", "领域一"],
    ];
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            sheet.write_string(row as u32, column as u16, *cell).expect("written");
        }
    }
    book.save(&path).expect("saved");
    let server = Server::willing();
    office.plain(server.port, "");
    office.letters();
    let ready = office.verdicts(&["--all"]).iter().filter(|verdict| *verdict == "ready").count();
    office.send(&["--send", "--all", "--yes", &ready.to_string()]).expect_code(0);
    assert!(ready >= 1);
    for taken in server.taken() {
        assert!(["czj@abc.gov.cn", "sjj@abc.gov.cn"].contains(&taken.to.as_str()), "{}", taken.to);
        let bytes = message(&taken);
        let mail = MessageParser::default().parse(&bytes).expect("a mail");
        assert!(mail.bcc().is_none() && mail.cc().is_none());
        assert_eq!(mail.to().map(|to| to.iter().count()), Some(1));
        assert!(!mail.body_html(0).expect("a page").contains("<script"));
        let head = String::from_utf8_lossy(&bytes).split("\r\n\r\n").next().unwrap_or_default().to_owned();
        assert!(!head.to_lowercase().contains("\r\nbcc"), "{head}");
    }
    assert!(server.said().iter().all(|line| !line.contains("evil")), "{:?}", server.said());
}

#[test]
fn names_made_to_leave_a_folder_stay_in_it() {
    let office = Office::with(&[("../../../县财政局", "czj@abc.gov.cn")]);
    let bytes = message(&sent(&office)[0]);
    let mail = MessageParser::default().parse(&bytes).expect("a mail");
    let name = mail.attachment(0).and_then(|part| part.attachment_name()).expect("a name");
    assert!(!name.contains(['/', '\\']) && !name.starts_with('.') && name.ends_with(".docx"), "{name}");
}

#[test]
fn a_wording_that_reaches_for_other_data_is_refused() {
    let wordings = [
        "{{> /etc/passwd}}",
        "{{密码}}",
        "{{env.HOME}}",
        "{{@root.password}}",
        "{{lookup 人员 0}}",
        "{{#each 台账}}{{this}}{{/each}}",
        "{{../office}}",
    ];
    for wording in wordings {
        let server = Server::willing();
        let office = Office::small();
        office.plain(server.port, "");
        office.letters();
        fs::create_dir_all(office.path().join("模板")).expect("the folder");
        fs::write(office.path().join("模板/邮件正文.txt"), format!("{{{{主送}}}}：\n{wording}\n")).expect("the wording");
        office.send(&["--send", "--yes", "1"]).expect_code(2).says(&["邮件模板"]);
        assert!(server.said().is_empty(), "{wording}");
    }
}
