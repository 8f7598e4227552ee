//! What must not go out, when nothing does, and where the password comes from.

use std::fs;

use crate::kit;
use crate::send::office::{Office, departments};
use crate::send::server::{Act, Server, Step, Tls};

#[test]
fn addresses_off_the_list_and_departments_without_one_are_named() {
    let office = Office::with(&[
        ("县第1局", "d1@gmail.com"),
        ("县第2局", ""),
        ("县第3局", "张三@abc.gov.cn"),
        ("县第4局", "d4@evil-abc.gov.cn"),
    ]);
    office.plain(1, "");
    office.letters();
    let run = office.send(&[]).expect_code(0);
    for words in ["「d1@gmail.com」不在允许发送的域名之内", "没有它的邮箱", "不是有效的邮箱地址", "d4@evil-abc.gov.cn」不在允许"]
    {
        assert!(run.stdout.split_whitespace().collect::<String>().contains(words), "{words}\n{}", run.stdout);
    }
    assert_eq!(office.verdicts(&[]), ["refused"; 4]);
}

#[test]
fn a_degree_of_secrecy_keeps_a_letter_in_the_house_and_its_cell_says_so() {
    let office = Office::small();
    office.plain(1, "");
    let ledger = "# 台账\n序号 | 被巡察单位 | 问题类别 | 反馈问题 | 整改措施 | 责任领导 | 责任人 | 整改时限 | 整改状态 | 密级\n\
        =1 | 县教育局 | 领域一 | 采购程序不规范，2025年有3笔未比价 | 修订办法 | 张三 | 李四 | 2026年12月30日 | 整改中 | \n\
        =2 | 县司法局 | 领域一 | 公务接待超标准，2025年有2次 | 退缴费用 | 张三 | 李四 | 2026年12月30日 | 整改中 | 秘密\n";
    kit::workbook(&office.path().join("台账/a.xlsx"), ledger);
    office.letters();
    let run = office.send(&[]).expect_code(0);
    let said: String = run.stdout.split_whitespace().collect();
    assert!(said.contains("密级「秘密」") && said.contains("J3"), "{}", run.stdout);
    for words in [&[][..], &["--to-self"]] {
        assert_eq!(office.verdicts(words), ["refused"], "not even as a trial");
    }
}

#[test]
fn a_letter_that_carries_rows_of_others_stays_here() {
    let office = departments(2);
    office.plain(1, "");
    office.letters();
    assert_eq!(office.verdicts(&["--all"]), ["ready", "ready"]);
    // The clerk saves one department's letter under another's name.
    fs::copy(office.letter("县第2局"), office.letter("县第1局")).expect("mixed up");
    let run = office.send(&["--all"]).expect_code(0);
    assert!(run.stdout.contains("这一行不归收件单位"), "{}", run.stdout);
    assert_eq!(office.verdicts(&["--all"]), ["refused", "ready"]);
}

#[test]
fn in_quiet_hours_nothing_is_sent_but_a_trial() {
    let (office, server) = (Office::small(), Server::willing());
    office.letters();
    office.plain(server.port, "quiet_hours = \"00:00-23:59\"\n");
    office.letters();
    // One minute a day is not quiet; the test must not end in it.
    let run = office.send(&["--send", "--yes", "1"]);
    if run.code == 2 {
        run.says(&["不发送的时段"]);
        assert!(server.said().is_empty());
        office.send(&["--send", "--to-self", "--yes", "1"]).expect_code(0);
    }
}

#[test]
fn the_limit_and_the_number_agree() {
    let (office, server) = (departments(5), Server::willing());
    office.plain(server.port, "limit = 3\n");
    office.letters();
    office.send(&["--send", "--all", "--yes", "3"]).expect_code(0);
    office.send(&["--send", "--limit", "1", "--yes", "1"]).expect_code(0);
    assert_eq!(server.taken().len(), 4);
}

#[cfg(unix)]
#[test]
fn a_password_file_others_can_read_is_not_used() {
    use std::os::unix::fs::PermissionsExt;
    let (office, server) = (Office::small(), Server::start(Tls::None, |_| Act::Usual));
    office.plain(server.port, "user = \"xcb\"\npassword_file = \"mima\"\n");
    office.letters();
    let path = office.path().join("mima");
    fs::write(&path, "hunter2\n").expect("the password");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("rights");
    office.send(&["--send", "--yes", "1"]).expect_code(2).says(&["别人也能读"]);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("rights");
    office.send(&["--send", "--yes", "1"]).expect_code(0);
    assert_eq!(server.taken().len(), 1);
}

#[test]
fn a_server_that_repeats_the_password_does_not_get_it_into_the_record() {
    let server =
        Server::start(
            Tls::None,
            |asked| if asked.step == Step::To { Act::Say("550 hunter2 is not welcome") } else { Act::Usual },
        );
    let office = Office::small();
    office.plain(server.port, "user = \"xcb\"\n");
    office.letters();
    let run = office.run_with("hunter2", &["--send", "--yes", "1"]).expect_code(3);
    run.says(&["*** is not welcome"]);
    let store = fs::read(office.path().join("xuncha.db")).expect("the store");
    assert!(!store.windows(7).any(|window| window == b"hunter2"));
}

#[test]
fn a_degree_of_secrecy_above_the_table_keeps_every_letter_from_it_here() {
    let office = Office::small();
    let mut ledger =
        "# 台账\n整改台账\n密级：秘密\n序号 | 被巡察单位 | 问题类别 | 反馈问题 | 整改措施 | 整改时限 | 整改状态 | 是否公开\n"
            .to_owned();
    for (number, unit) in [(1, "县教育局"), (2, "县司法局")] {
        ledger.push_str(&format!(
            "={number} | {unit} | 领域一 | 领域一方面{number}笔支出没有附件 | 修订办法 | 2026年12月30日 | 整改中 | 是\n"
        ));
    }
    kit::workbook(&office.path().join("台账/a.xlsx"), &ledger);
    office.plain(1, "");
    office.letters();
    let run = office.send(&["--all"]).expect_code(0);
    assert!(run.stdout.contains("标有密级「秘密」") && run.stdout.contains("A2"), "{}", run.stdout);
    assert_eq!(office.verdicts(&["--all"]), ["refused"]);
}

#[test]
fn a_paper_with_a_number_that_is_void_by_now_stays_here() {
    let office = Office::small();
    office.plain(1, "");
    office.letters();
    office.run(&["letter", "number", "--date", "2026-11-02"]);
    assert_eq!(office.verdicts(&["--all"]), ["ready"]);
    let void = ["letter", "void", "某巡办〔2026〕1号", ".", "--reason", "印错"];
    kit::run(office.path(), &void).expect_code(0);
    let run = office.send(&["--all"]).expect_code(0);
    assert!(run.stdout.contains("已作废的文号"), "{}", run.stdout);
    office.letters();
    assert_eq!(office.verdicts(&["--all"]), ["ready"], "written anew, as a draft");
}
