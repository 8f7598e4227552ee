//! Two people: one prepares, another releases, and nothing may change in between.

use std::fs;

use crate::kit;
use crate::send::office::{Office, departments};
use crate::send::server::Server;

fn two(office: &Office, server: &Server) {
    office.plain(server.port, "release = \"two-person\"\n");
    office.letters();
}

#[test]
fn one_prepares_and_another_releases() {
    let (office, server) = (departments(2), Server::willing());
    two(&office, &server);
    office.send(&["--send", "--all", "--yes", "2"]).expect_code(2).says(&["两个人发送"]);
    office.send(&["--release", "--by", "李四", "--yes", "2"]).expect_code(2).says(&["没有等待放行的邮件"]);
    office.send(&["--prepare"]).expect_code(2).says(&["写明是谁"]);
    office.send(&["--prepare", "--by", "张三"]).expect_code(0).says(&["已准备好"]);
    office.send(&["--release", "--by", "张 三", "--all", "--yes", "2"]).expect_code(2).says(&["不能由本人放行"]);
    assert!(server.said().is_empty());
    office.send(&["--release", "--by", "李四", "--all", "--yes", "2"]).expect_code(0);
    assert_eq!(server.recipients(), ["d1@abc.gov.cn", "d2@abc.gov.cn"]);
    let status = office.send(&["--status", "--format", "json"]).json();
    for entry in kit::list(&status, "register") {
        assert_eq!((kit::text(entry, "prepared_by"), kit::text(entry, "released_by")), ("张三", "李四"));
    }
}

#[test]
fn the_first_release_sends_one_and_the_rest_needs_no_new_preparation() {
    let (office, server) = (departments(3), Server::willing());
    two(&office, &server);
    office.send(&["--prepare", "--by", "张三"]).expect_code(0);
    office.send(&["--release", "--by", "李四", "--yes", "1"]).expect_code(0);
    office.send(&["--release", "--by", "李四", "--yes", "2"]).expect_code(0);
    assert_eq!(server.taken().len(), 3);
}

/// What is said of a change, and how it is made.
type Change = (&'static str, fn(&Office));

#[test]
fn a_changed_file_recipient_or_setting_voids_the_release() {
    let changes: [Change; 4] = [
        ("县第1局-领域一.docx」变了", |office| fs::write(office.letter("县第1局"), b"other").expect("changed")),
        ("没有了，或不能再发", |office| fs::remove_file(office.letter("县第1局")).expect("removed")),
        ("设置 from_name 变了", |office| {
            let path = office.path().join("xuncha.toml");
            let text = fs::read_to_string(&path).expect("settings");
            fs::write(&path, text.replace("from_name = \"县委巡察办\"", "from_name = \"巡察办\"")).expect("settings");
        }),
        ("多出给县第2局（d3@abc.gov.cn）的一封", |office| {
            let directory = "# 单位\n单位名称 | 别名 | 分组\n县教育局 | | 部门\n县司法局 | | 部门\n# 职能部门\n部门名称 | 邮箱 | 负责领域\n\
                             县第1局 | d1@abc.gov.cn | 领域一\n县第2局 | d2@abc.gov.cn；d3@abc.gov.cn | 领域丁\n";
            kit::workbook(&office.path().join("名录.xlsx"), directory);
        }),
    ];
    for (words, change) in changes {
        let (office, server) = (departments(2), Server::willing());
        two(&office, &server);
        office.send(&["--prepare", "--by", "张三"]).expect_code(0);
        change(&office);
        office.send(&["--release", "--by", "李四", "--all", "--yes", "2"]).expect_code(2).says(&["作废", words]);
        assert!(server.said().is_empty(), "{words}");
        office.send(&["--release", "--by", "李四", "--all", "--yes", "2"]).expect_code(2).says(&["没有等待放行的邮件"]);
    }
}
