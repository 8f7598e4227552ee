//! An office with two units and some departments, its letters written, ready to send to a server on this machine.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::kit::{self, Run};

/// An office in a folder of its own.
pub(crate) struct Office {
    pub(crate) folder: TempDir,
}

impl Office {
    /// An office whose departments have these names and addresses.
    pub(crate) fn with(departments: &[(&str, &str)]) -> Self {
        let folder = kit::folder();
        let mut directory =
            "# 单位\n单位名称 | 别名 | 分组\n县教育局 | | 部门\n县司法局 | | 部门\n# 职能部门\n部门名称 | 邮箱 | 负责领域\n"
                .to_owned();
        let mut ledger =
            "# 台账\n序号 | 被巡察单位 | 问题类别 | 反馈问题 | 整改措施 | 责任领导 | 责任人 | 整改时限 | 整改状态 | 密级\n"
                .to_owned();
        for (number, (name, mails)) in departments.iter().enumerate() {
            let field = format!("领域{}", char::from_u32(0x4E00 + number as u32).expect("a character"));
            directory.push_str(&format!("{name} | {mails} | {field}\n"));
            for (row, unit) in [(1, "县教育局"), (2, "县司法局")] {
                let what = format!("{field}方面制度执行不严格，{}年有{row}笔支出没有附件", 2020 + number % 5);
                ledger.push_str(&format!(
                    "={} | {unit} | {field} | {what} | 修订办法 | 张三 | 李四 | 2026年12月30日 | 整改中 | \n",
                    number * 2 + row
                ));
            }
        }
        kit::workbook(&folder.path().join("名录.xlsx"), &directory);
        kit::workbook(&folder.path().join("台账/a.xlsx"), &ledger);
        let office = Self { folder };
        office.settings("");
        office
    }

    /// One department with one address.
    pub(crate) fn small() -> Self {
        Self::with(&[("县财政局", "czj@abc.gov.cn")])
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes the settings with more lines in `[mail]`.
    pub(crate) fn settings(&self, mail: &str) {
        let settings = format!(
            "[office]\nname = \"某县委巡察办\"\nshort_name = \"县委巡察办\"\ncommittee = \"县委\"\ncode = \"某巡办\"\n\
             [[rounds]]\nname = \"七轮\"\nfeedback_date = 2026-03-20\nconcentrated_months = 6\n\
             [paths]\ndirectory = \"名录.xlsx\"\n\
             [mail]\nfrom_name = \"县委巡察办\"\nfrom_address = \"xcb@abc.gov.cn\"\nallowed_domains = [\"abc.gov.cn\"]\n\
             retry_pause = 0\ntimeout = 5\n{mail}"
        );
        fs::write(self.path().join("xuncha.toml"), settings).expect("the settings");
    }

    /// Settles on a plain server at a port, with more lines.
    pub(crate) fn plain(&self, port: u16, more: &str) {
        self.settings(&format!("server = \"127.0.0.1\"\nport = {port}\ntls = \"none\"\n{more}"));
    }

    /// Writes the letters.
    pub(crate) fn letters(&self) {
        let run = self.run(&["letter"]);
        assert!(matches!(run.code, 0 | 1), "{}", run.stderr);
    }

    pub(crate) fn run(&self, words: &[&str]) -> Run {
        kit::run(self.path(), &[words, &[".", "--month", "2026-10"]].concat())
    }

    /// Runs `send` with a password in the environment.
    pub(crate) fn run_with(&self, password: &str, words: &[&str]) -> Run {
        let output = kit::xuncha(self.path())
            .env("XUNCHA_MAIL_PASSWORD", password)
            .arg("send")
            .args(words)
            .args([".", "--month", "2026-10"])
            .output()
            .expect("the binary starts");
        Run {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).expect("text"),
            stderr: String::from_utf8(output.stderr).expect("text"),
        }
    }

    pub(crate) fn send(&self, words: &[&str]) -> Run {
        self.run(&[&["send"], words].concat())
    }

    /// Returns the register: recipient, state and number of tries of each message.
    pub(crate) fn register(&self) -> Vec<(String, String, u64)> {
        let status = self.send(&["--status", "--format", "json"]).json();
        kit::list(&status, "register")
            .iter()
            .map(|entry| {
                let tries = entry["tries"].as_u64().expect("a count");
                (kit::text(entry, "recipient").to_owned(), kit::text(entry, "state").to_owned(), tries)
            })
            .collect()
    }

    /// Returns the verdicts of the listing.
    pub(crate) fn verdicts(&self, words: &[&str]) -> Vec<String> {
        let plan: Value = self.send(&[words, &["--format", "json"]].concat()).expect_code(0).json();
        kit::list(&plan, "messages").iter().map(|message| kit::text(message, "verdict").to_owned()).collect()
    }

    /// Returns the letter of a department.
    pub(crate) fn letter(&self, department: &str) -> PathBuf {
        kit::recommendation(&self.path().join("输出/2026-10"), department)
    }
}

/// So many departments with one address each: d1@abc.gov.cn and on.
pub(crate) fn departments(count: usize) -> Office {
    let named: Vec<(String, String)> = (1..=count).map(|n| (format!("县第{n}局"), format!("d{n}@abc.gov.cn"))).collect();
    let borrowed: Vec<(&str, &str)> = named.iter().map(|(name, mail)| (name.as_str(), mail.as_str())).collect();
    Office::with(&borrowed)
}
