//! `send` against aiosmtpd, a mail server of its own making, and its mails as Python's `email` reads them.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::kit;
use crate::send::kill::{Ordeal, kill};
use crate::send::office::{Office, departments};

struct Server {
    child: Child,
    port: u16,
    folder: tempfile::TempDir,
}

impl Server {
    fn start(kind: &str) -> Self {
        let folder = kit::folder();
        let mut child = Command::new("python3")
            .arg(kit::repository("tests/e2e/mail_server.py"))
            .arg(kind)
            .arg(folder.path())
            .arg(kit::repository("tests/files/mail"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 is installed");
        let mut line = String::new();
        let stdout = child.stdout.take().expect("its words");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        let port = line.trim().parse().expect("a port; is aiosmtpd installed?");
        Self { child, port, folder }
    }

    fn settings(&self, office: &Office, tls: &str) {
        let ca = kit::repository("tests/files/mail/ca.pem");
        office.settings(&format!(
            "server = \"localhost\"\nport = {}\ntls = \"{tls}\"\nca_file = \"{}\"\nretries = 0\n{}",
            self.port,
            ca.display(),
            if tls == "none" { "" } else { "user = \"xcb\"\n" }
        ));
        office.letters();
    }

    fn kept(&self) -> usize {
        kit::files(self.folder.path()).iter().filter(|path| path.extension().is_some_and(|ending| ending == "eml")).count()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Its end has nobody to be told to.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(path: &Path) -> serde_json::Value {
    let output = Command::new("python3").arg(kit::repository("tests/e2e/mail_parser.py")).arg(path).output().expect("python3");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn aiosmtpd_takes_mail_plain_by_starttls_and_by_tls_with_auth() {
    for (kind, tls) in [("plain", "none"), ("starttls", "starttls"), ("implicit", "implicit")] {
        let (office, server) = (departments(3), Server::start(kind));
        server.settings(&office, tls);
        office.run_with("hunter2", &["--send", "--all", "--yes", "3"]).expect_code(0).says(&["送达 3 封", "250 2.0.0 kept"]);
        assert_eq!(server.kept(), 3, "{kind}");
        office.run_with("hunter2", &["--send", "--all", "--yes", "0"]).expect_code(0);
        assert_eq!(server.kept(), 3, "{kind}");
    }
}

#[test]
fn aiosmtpd_refuses_a_wrong_password_and_an_unknown_recipient() {
    let (office, server) =
        (Office::with(&[("县第1局", "nobody@abc.gov.cn"), ("县第2局", "d2@abc.gov.cn")]), Server::start("starttls"));
    server.settings(&office, "starttls");
    office.run_with("hunter3", &["--send", "--all", "--yes", "2"]).expect_code(3).says(&["535"]);
    assert_eq!(server.kept(), 0);
    office.run_with("hunter2", &["--send", "--all", "--yes", "2"]).expect_code(3).says(&["550 5.1.1 no such user", "送达 1 封"]);
    assert_eq!(server.kept(), 1);
}

#[test]
fn pythons_parsers_see_names_text_and_bytes_as_they_were() {
    let long = "某县人民政府办公室关于进一步规范行政事业单位国有资产出租出借处置行为领导小组办公室（专班）";
    let (office, server) = (Office::with(&[(long, "d1@abc.gov.cn")]), Server::start("implicit"));
    server.settings(&office, "implicit");
    office.run_with("hunter2", &["--send", "--yes", "1"]).expect_code(0);
    let mail = read(&server.folder.path().join("1.eml"));
    let letter = kit::files(&office.path().join("输出/2026-10/巡察建议书")).pop().expect("a letter");
    let name = letter.file_name().and_then(|name| name.to_str()).expect("a name");
    assert_eq!((mail["names"][0].as_str(), mail["old_names"][0].as_str()), (Some(name), Some(name)));
    assert_eq!(mail["sha256"][0], kit::sha256(&std::fs::read(&letter).expect("the letter")));
    assert_eq!(mail["subject"], mail["old_subject"]);
    assert!(kit::text(&mail, "subject").contains(long));
    assert_eq!(mail["from"], "县委巡察办");
    assert!(kit::text(&mail, "old_from").contains("县委巡察办"));
    assert!(kit::text(&mail, "text").contains(long) && kit::text(&mail, "html").contains(long));
    assert_eq!(mail["to"], serde_json::json!(["d1@abc.gov.cn"]));
    assert_eq!(mail["defects"], serde_json::json!([]));
}

#[test]
fn killed_at_two_hundred_points_over_three_hundred_messages_nobody_gets_two_copies_and_nothing_is_lost() {
    let (kills, doubts) = kill(Ordeal { departments: 15, kills: 100 });
    println!("killed {kills} times, {doubts} messages in doubt");
    assert!(kills >= 200, "the program was killed {kills} times only");
}
