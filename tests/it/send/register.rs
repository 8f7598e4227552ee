//! Nothing twice: the register decides what may go out.

use std::fs;
use std::process::Stdio;

use crate::kit;
use crate::send::office::{Office, departments};
use crate::send::server::{Act, Server, Step, Tls};

#[test]
fn without_being_asked_nothing_is_sent_and_drafts_are_written() {
    let (office, server) = (departments(2), Server::willing());
    office.plain(server.port, "");
    office.letters();
    let run = office.send(&["--all"]).expect_code(0);
    for words in ["待发　县第1局　d1@abc.gov.cn", "主题：", "巡察建议书-县第1局-领域一.docx（", "现在会发出 2"]
    {
        assert!(run.stdout.contains(words), "{words}\n{}", run.stdout);
    }
    run.says(&["什么都没有发送"]);
    assert!(server.said().is_empty());
    let drafts = kit::files(&office.path().join("输出/2026-10/邮件预览"));
    assert_eq!(drafts.len(), 2);
    let draft = fs::read_to_string(&drafts[0]).expect("a draft");
    assert!(draft.contains("X-Unsent: 1") && draft.contains("To: d1@abc.gov.cn"), "{draft}");
}

#[test]
fn the_first_time_only_one_goes_out() {
    let (office, server) = (departments(3), Server::willing());
    office.plain(server.port, "");
    office.letters();
    office.send(&["--send", "--yes", "3"]).expect_code(2).says(&["现在会发出 1 封，不是 3 封"]);
    assert!(server.said().is_empty());
    office.send(&["--send", "--yes", "1"]).expect_code(0);
    assert_eq!(server.recipients(), ["d1@abc.gov.cn"]);
    office.send(&["--send", "--yes", "2"]).expect_code(0);
    assert_eq!(server.recipients(), ["d1@abc.gov.cn", "d2@abc.gov.cn", "d3@abc.gov.cn"]);
    office.send(&["--send", "--yes", "0"]).expect_code(0).says(&["没有要发的"]);
}

#[test]
fn nobody_to_confirm_means_nothing_is_sent() {
    let (office, server) = (Office::small(), Server::willing());
    office.plain(server.port, "");
    office.letters();
    office.send(&["--send"]).expect_code(2).says(&["没有人确认", "--yes 1"]);
    assert!(server.said().is_empty());
}

#[test]
fn a_changed_letter_needs_a_reason_and_the_same_one_never_goes_again() {
    let (office, server) = (Office::small(), Server::willing());
    office.plain(server.port, "");
    office.letters();
    office.send(&["--send", "--yes", "1"]).expect_code(0);
    assert_eq!(office.verdicts(&[]), ["sent"]);
    assert_eq!(office.verdicts(&["--resend-reason", "再发"]), ["sent"]);
    // The clerk writes the number in by hand.
    fs::write(office.letter("县财政局"), b"changed").expect("changed");
    assert_eq!(office.verdicts(&[]), ["differs"]);
    office.send(&["--send", "--yes", "1"]).expect_code(2);
    office.send(&["--send", "--yes", "1", "--resend-reason", "补上文号"]).expect_code(0);
    assert_eq!(server.taken().len(), 2);
    let status = office.send(&["--status", "--format", "json"]).json();
    assert_eq!(kit::text(&kit::list(&status, "register")[1], "resend_reason"), "补上文号");
}

#[test]
fn a_doubt_is_settled_by_a_person_with_a_reason() {
    let server =
        Server::start(Tls::None, |asked| if asked.step == Step::Whole && asked.time <= 2 { Act::HangUp } else { Act::Usual });
    let office = departments(2);
    office.plain(server.port, "retries = 0\n");
    office.letters();
    office.send(&["--send", "--all", "--yes", "2"]).expect_code(3);
    assert_eq!(office.verdicts(&[]), ["in_doubt", "in_doubt"]);
    office.send(&["--settle", "1", "sent"]).expect_code(2).says(&["怎样核实"]);
    office.send(&["--settle", "1", "maybe", "--reason", "x"]).expect_code(2).says(&["看不懂"]);
    office.send(&["--settle", "1", "sent", "--reason", "对方电话确认收到", "--by", "张三"]).expect_code(0).says(&["已送达"]);
    office.send(&["--settle", "1", "unsent", "--reason", "又说没有"]).expect_code(2).says(&["存疑的邮件里没有「1」"]);
    office.send(&["--settle", "2026-10/巡察建议书/县第2局/领域丁", "unsent", "--reason", "没有收到"]).expect_code(0);
    office.send(&["--send", "--all", "--yes", "1"]).expect_code(0);
    assert_eq!(server.recipients(), ["d2@abc.gov.cn"]);
    let status = office.send(&["--status", "--format", "json"]).expect_code(0).json();
    assert_eq!(kit::list(&status, "register")[0]["settled"]["by"], "张三");
}

#[test]
fn the_signed_scan_goes_in_the_place_of_the_paper() {
    let (office, server) = (Office::small(), Server::willing());
    office.plain(server.port, "");
    office.letters();
    let paper = office.letter("县财政局");
    let name = paper.file_name().expect("a name").to_string_lossy().into_owned();
    fs::write(paper.with_extension("pdf"), b"%PDF-1.7 signed").expect("the scan");
    let run = office.send(&["--send", "--yes", "1", "--format", "json"]).expect_code(0);
    assert!(run.stdout.contains(&name.replace(".docx", ".pdf")) && !run.stdout.contains(&name), "{}", run.stdout);
}

#[test]
fn a_letter_that_was_not_written_is_named() {
    let office = Office::small();
    office.plain(1, "");
    let run = office.send(&[]).expect_code(0);
    assert!(run.stdout.contains("请先运行 xuncha letter"), "{}", run.stdout);
    assert_eq!(office.verdicts(&[]), ["refused"]);
}

#[test]
fn a_trial_goes_to_the_office_alone_and_counts_for_nothing() {
    let (office, server) = (departments(2), Server::willing());
    office.plain(server.port, "");
    office.letters();
    office.send(&["--send", "--to-self", "--yes", "2"]).expect_code(0);
    assert_eq!(server.recipients(), ["xcb@abc.gov.cn", "xcb@abc.gov.cn"]);
    // The first real run is still the first.
    office.send(&["--send", "--yes", "1"]).expect_code(0);
    assert_eq!(office.verdicts(&[]), ["sent", "ready"]);
}

#[test]
fn two_at_once_the_second_says_who_is_first() {
    let server = Server::start(Tls::None, |asked| if asked.step == Step::To { Act::Dawdle(4000) } else { Act::Usual });
    let office = Office::small();
    office.plain(server.port, "");
    office.letters();
    let mut first = kit::xuncha(office.path())
        .args(["send", ".", "--month", "2026-10", "--send", "--yes", "1", "--by", "张三"])
        .stderr(Stdio::null())
        .spawn()
        .expect("the first");
    while !server.said().iter().any(|line| line.starts_with("RCPT")) {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    office.send(&["--send", "--yes", "1"]).expect_code(2).says(&["张三（电脑", "正在发送"]);
    office.send(&["--send", "--wait", "--yes", "0"]).expect_code(0).says(&["没有要发的"]);
    assert!(first.wait().expect("its end").success());
    assert_eq!(server.taken().len(), 1);
}

#[test]
fn the_json_fits_its_schema() {
    let schema = serde_json::from_str(&fs::read_to_string(kit::repository("docs/schema/send.json")).expect("the schema"));
    let schema: serde_json::Value = schema.expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let server = Server::start(Tls::None, |asked| if asked.to.starts_with("d2") { Act::Say("550 no") } else { Act::Usual });
    let office = Office::with(&[("县第1局", "d1@abc.gov.cn"), ("县第2局", "d2@abc.gov.cn"), ("县第3局", "d3@gmail.com")]);
    office.plain(server.port, "");
    office.letters();
    for words in [
        &["--format", "json"][..],
        &["--send", "--all", "--yes", "2", "--format", "json"],
        &["--format", "json"],
        &["--status", "--format", "json"],
    ] {
        let value = office.send(words).json();
        let faults: Vec<String> = validator.iter_errors(&value).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{words:?}: {faults:?}\n{value:#}");
    }
}
