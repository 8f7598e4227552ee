//! The way to the server: protected as asked for, told apart where it breaks.

use crate::kit;
use crate::send::office::{Office, departments};
use crate::send::server::{Act, Server, Step, Tls};

fn ca() -> String {
    kit::repository("tests/files/mail/ca.pem").to_string_lossy().into_owned()
}

fn protected(office: &Office, server: &Server, tls: &str, ca: &str) {
    office.settings(&format!(
        "server = \"127.0.0.1\"\nport = {}\ntls = \"{tls}\"\nuser = \"xcb\"\nca_file = \"{ca}\"\nretries = 0\n",
        server.port
    ));
}

#[test]
fn a_letter_goes_out_plain_on_this_machine_and_is_on_record() {
    let (office, server) = (Office::small(), Server::willing());
    office.plain(server.port, "");
    office.letters();
    office.send(&["--send", "--yes", "1"]).expect_code(0).says(&["送达 1 封", "250 2.0.0 taken"]);
    assert_eq!(server.recipients(), ["czj@abc.gov.cn"]);
    assert_eq!(office.register(), [("czj@abc.gov.cn".to_owned(), "sent".to_owned(), 1)]);
    let register = office.path().join("输出/2026-10/送达登记.xlsx");
    let rows = kit::sheet(&register, "送达登记");
    assert!(rows.iter().any(|row| row.contains(&"已送达".to_owned()) && row.contains(&"czj@abc.gov.cn".to_owned())), "{rows:?}");
}

#[test]
fn tls_from_the_start_and_starttls_carry_the_password_and_the_mail() {
    for (kind, word) in [(Tls::Implicit, "implicit"), (Tls::Start, "starttls")] {
        for way in ["plain", "login"] {
            let (office, server) = (Office::small(), Server::start(kind, |_| Act::Usual));
            protected(&office, &server, &format!("{word}\"\nauth = \"{way}"), &ca());
            office.letters();
            office.run_with("hunter2", &["--send", "--yes", "1"]).expect_code(0).says(&["送达 1 封"]);
            assert_eq!(server.recipients(), ["czj@abc.gov.cn"], "{word} {way}");
            let verb = format!("AUTH {}", way.to_uppercase());
            assert!(server.said().iter().any(|line| line.starts_with(&verb)), "{:?}", server.said());
        }
    }
}

#[test]
fn a_wrong_password_stops_everything_and_is_told_nowhere() {
    let (office, server) = (departments(3), Server::start(Tls::Implicit, |_| Act::Usual));
    protected(&office, &server, "implicit", &ca());
    office.letters();
    let run = office.run_with("hunter3", &["--send", "--all", "--yes", "3"]).expect_code(3);
    run.says(&["不认这个用户名和密码", "535", "没有试的 3 封"]);
    assert!(!run.stderr.contains("hunter3") && !run.stdout.contains("hunter3"), "{}", run.stderr);
    assert!(server.taken().is_empty() && office.register().is_empty());
    assert_eq!(server.said().iter().filter(|line| line.starts_with("AUTH")).count(), 1, "a lock-out is not provoked");
}

#[test]
fn without_a_password_nothing_is_tried() {
    let (office, server) = (Office::small(), Server::start(Tls::Implicit, |_| Act::Usual));
    protected(&office, &server, "implicit", &ca());
    office.letters();
    office.send(&["--send", "--yes", "1"]).expect_code(2).says(&["没有邮箱密码", "XUNCHA_MAIL_PASSWORD"]);
    assert!(server.said().is_empty());
}

#[test]
fn a_certificate_of_somebody_else_is_refused() {
    let other = kit::repository("tests/files/mail/other-ca.pem").to_string_lossy().into_owned();
    for (kind, word) in [(Tls::Implicit, "implicit"), (Tls::Start, "starttls")] {
        let (office, server) = (Office::small(), Server::start(kind, |_| Act::Usual));
        protected(&office, &server, word, &other);
        office.letters();
        office.run_with("hunter2", &["--send", "--yes", "1"]).expect_code(3).says(&["证书不可信"]);
        assert!(server.taken().is_empty() && !server.said().iter().any(|line| line.starts_with("AUTH")), "{word}");
    }
}

#[test]
fn a_server_that_offers_no_tls_is_an_error_not_a_plain_connection() {
    let (office, server) = (Office::small(), Server::willing());
    protected(&office, &server, "starttls", &ca());
    office.letters();
    office.run_with("hunter2", &["--send", "--yes", "1"]).expect_code(3).says(&["不支持 STARTTLS"]);
    assert!(!server.said().iter().any(|line| line.starts_with("AUTH") || line.starts_with("MAIL")));
}

#[test]
fn a_public_address_is_never_reached_without_protection() {
    let office = Office::small();
    office.settings("server = \"203.0.113.9\"\ntls = \"none\"\n");
    office.letters();
    office.send(&["--send", "--yes", "1"]).expect_code(3).says(&["在外网"]);
}

#[test]
fn greylisting_is_waited_out_within_the_run() {
    let office = departments(2);
    let server = Server::start(Tls::None, |asked| match asked.step {
        Step::To if asked.time <= 2 => Act::Say("451 4.7.1 greylisted, come back later"),
        _ => Act::Usual,
    });
    office.plain(server.port, "");
    office.letters();
    office.send(&["--send", "--all", "--yes", "2"]).expect_code(0).says(&["暂缓", "greylisted", "稍后再试", "送达 2 封"]);
    assert_eq!(server.recipients(), ["d1@abc.gov.cn", "d2@abc.gov.cn"]);
    assert!(office.register().iter().all(|(_, state, tries)| state == "sent" && *tries == 2), "{:?}", office.register());
}

#[test]
fn what_stays_refused_for_now_is_left_for_the_next_run() {
    let office = Office::small();
    let server = Server::start(Tls::None, |asked| match asked.step {
        Step::To if asked.time <= 3 => Act::Say("450 4.2.0 busy"),
        _ => Act::Usual,
    });
    office.plain(server.port, "retries = 2\n");
    office.letters();
    office.send(&["--send", "--yes", "1"]).expect_code(3).says(&["暂缓 1 封"]);
    assert_eq!(office.register(), [("czj@abc.gov.cn".to_owned(), "deferred".to_owned(), 3)]);
    assert_eq!(office.verdicts(&[]), ["ready"]);
    office.send(&["--send", "--yes", "1"]).expect_code(0);
    assert_eq!(server.recipients(), ["czj@abc.gov.cn"]);
}

#[test]
fn one_bad_address_does_not_stop_the_others() {
    let office = departments(3);
    let server = Server::start(Tls::None, |asked| match (asked.step, asked.to.as_str()) {
        (Step::To, "d2@abc.gov.cn") => Act::Say("550 5.1.1 no such user"),
        _ => Act::Usual,
    });
    office.plain(server.port, "");
    office.letters();
    office.send(&["--send", "--all", "--yes", "3"]).expect_code(3).says(&["550 5.1.1 no such user", "送达 2 封，被拒收 1 封"]);
    assert_eq!(server.recipients(), ["d1@abc.gov.cn", "d3@abc.gov.cn"]);
    assert_eq!(office.verdicts(&[]), ["sent", "failed", "sent"]);
    office.send(&["--send", "--yes", "1"]).expect_code(2).says(&["现在会发出 0 封"]);
}

/// A connection that drops before the last line of a message leaves it unsent for certain; after it, in doubt.
#[test]
fn a_dropped_connection_is_told_apart_by_where_it_drops() {
    for step in [Step::Connect, Step::Hello, Step::From, Step::To, Step::Data, Step::Whole] {
        let server =
            Server::start(Tls::None, move |asked| if asked.step == step && asked.time == 1 { Act::HangUp } else { Act::Usual });
        let office = Office::small();
        office.plain(server.port, "retries = 1\n");
        office.letters();
        let run = office.send(&["--send", "--yes", "1"]);
        if step == Step::Whole {
            run.expect_code(3).says(&["存疑"]);
            assert_eq!(office.register()[0].1, "in_doubt");
            assert_eq!(office.verdicts(&[]), ["in_doubt"]);
            assert!(server.taken().is_empty());
        } else {
            run.expect_code(0);
            assert_eq!(server.recipients(), ["czj@abc.gov.cn"], "{step:?}");
            assert_eq!(office.register()[0].1, "sent", "{step:?}");
        }
    }
}

#[test]
fn a_message_the_server_took_without_an_answer_is_never_sent_again_by_itself() {
    let server = Server::start(Tls::None, |asked| if asked.step == Step::Whole { Act::TakeAndHangUp } else { Act::Usual });
    let office = Office::small();
    office.plain(server.port, "");
    office.letters();
    office.send(&["--send", "--yes", "1"]).expect_code(3).says(&["存疑 1 封"]);
    office.send(&["--send", "--yes", "1"]).expect_code(2);
    assert_eq!(server.recipients(), ["czj@abc.gov.cn"]);
}

#[test]
fn a_slow_server_is_waited_for_up_to_the_timeout() {
    let server = Server::start(Tls::None, |asked| if asked.step == Step::To { Act::Dawdle(300) } else { Act::Usual });
    let office = Office::small();
    office.plain(server.port, "");
    office.letters();
    office.send(&["--send", "--yes", "1"]).expect_code(0);
    let server = Server::start(Tls::None, |asked| if asked.step == Step::Whole { Act::Dawdle(3000) } else { Act::Usual });
    let office = Office::small();
    office.settings(&format!("server = \"127.0.0.1\"\nport = {}\ntls = \"none\"\n", server.port).replace("timeout = 5", ""));
    let settings =
        std::fs::read_to_string(office.path().join("xuncha.toml")).expect("settings").replace("timeout = 5", "timeout = 1");
    std::fs::write(office.path().join("xuncha.toml"), settings).expect("settings");
    office.letters();
    office.send(&["--send", "--yes", "1"]).expect_code(3).says(&["等了 1 秒，服务器没有答复", "存疑"]);
}

#[test]
fn answers_that_stand_in_the_wrong_place_are_not_taken_for_success() {
    let server = Server::start(Tls::None, |asked| if asked.step == Step::Data { Act::Say("250 ok") } else { Act::Usual });
    let office = Office::small();
    office.plain(server.port, "retries = 0\n");
    office.letters();
    office.send(&["--send", "--yes", "1"]).expect_code(3).says(&["不合规矩"]);
    assert!(server.taken().is_empty());
    assert_eq!(office.register()[0].1, "deferred");
}
