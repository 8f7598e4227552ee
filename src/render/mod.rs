//! Papers as PDF, by a LibreOffice that is installed on this machine: where it is, and one call of it for many papers.
//!
//! Bytes in, bytes out: what a paper is called and where it goes is left to others. It works in a folder of its own with
//! a profile of its own, so that neither an open LibreOffice nor the papers' own folder is touched.

pub mod fonts;

use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use std::{env, fs, thread};

use chrono::NaiveDate;

use crate::error::{Error, ErrorKind};

/// Names the program to use in place of the one that would be found.
pub const OVERRIDE: &str = "XUNCHA_SOFFICE";

/// What the program is called.
const NAMES: [&str; 4] = ["soffice", "libreoffice", "soffice.com", "soffice.exe"];
/// Where it stands when it is not on the path.
const USUAL: [&str; 7] = [
    "/usr/lib/libreoffice/program",
    "/usr/lib64/libreoffice/program",
    "/opt/libreoffice/program",
    "/snap/bin",
    "/Applications/LibreOffice.app/Contents/MacOS",
    r"C:\Program Files\LibreOffice\program",
    r"C:\Program Files (x86)\LibreOffice\program",
];

/// How long a call may take to begin with.
const START: Duration = Duration::from_secs(90);
/// How long it may take for each paper.
const EACH: Duration = Duration::from_secs(10);
/// How often is looked whether it has ended.
const STEP: Duration = Duration::from_millis(50);
/// How many papers go into one call: a command line must not grow without end.
const AT_ONCE: usize = 500;

/// An installed LibreOffice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LibreOffice {
    program: PathBuf,
}

impl LibreOffice {
    /// Finds it: where `XUNCHA_SOFFICE` says, on the path, in the usual places.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` when there is none, with what to do.
    pub fn find() -> Result<Self, Error> {
        Self::find_by(env::var_os(OVERRIDE), env::var_os("PATH"))
    }

    fn find_by(named: Option<OsString>, path: Option<OsString>) -> Result<Self, Error> {
        if let Some(named) = named.filter(|named| !named.is_empty()) {
            let program = PathBuf::from(named);
            return match program.is_file() {
                true => Ok(Self { program }),
                false => {
                    let message = format!("环境变量 {OVERRIDE} 指的「{}」不存在，没有生成 PDF", program.display());
                    Err(Error::new(ErrorKind::Output, message)
                        .hint("请改成 soffice 程序的完整路径，或者去掉这个变量，由程序自己找"))
                }
            };
        }
        let folders = path.iter().flat_map(env::split_paths).chain(USUAL.iter().map(PathBuf::from));
        let found = folders.flat_map(|folder| NAMES.map(|name| folder.join(name))).find(|program| program.is_file());
        found.map(|program| Self { program }).ok_or_else(|| {
            Error::new(ErrorKind::Output, "本机没有找到 LibreOffice，没有生成 PDF；docx 已经写出")
                .hint("请安装 LibreOffice 后重试，或者用 Word、WPS 打开 docx 另存为 PDF")
                .hint(format!("LibreOffice 装在别处的，把环境变量 {OVERRIDE} 设成 soffice 程序的完整路径"))
        })
    }

    /// Converts papers (.docx), in order; `None` where one gave no PDF. The date is that of the PDFs.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` when the program cannot be started or does not end in time.
    pub fn pdf(&self, papers: &[&[u8]], as_of: NaiveDate) -> Result<Vec<Option<Vec<u8>>>, Error> {
        let folder =
            tempfile::tempdir().map_err(|cause| Error::io(ErrorKind::Output, "建立临时文件夹", &env::temp_dir(), &cause))?;
        let folder = folder.path();
        let mut found = Vec::with_capacity(papers.len());
        for (batch, papers) in papers.chunks(AT_ONCE).enumerate() {
            // Numbers for names: a system without Chinese names converts them as well.
            let stems: Vec<String> = (0..papers.len()).map(|number| format!("{batch}-{number}")).collect();
            for (stem, paper) in stems.iter().zip(papers) {
                let path = folder.join(format!("{stem}.docx"));
                fs::write(&path, paper).map_err(|cause| Error::io(ErrorKind::Output, "写临时文件", &path, &cause))?;
            }
            self.call(folder, &stems, as_of)?;
            found.extend(stems.iter().map(|stem| fs::read(folder.join(format!("{stem}.pdf"))).ok().filter(|pdf| is_whole(pdf))));
        }
        Ok(found)
    }

    fn call(&self, folder: &Path, stems: &[String], as_of: NaiveDate) -> Result<(), Error> {
        let mut command = Command::new(&self.program);
        command
            .current_dir(folder)
            .arg(format!("-env:UserInstallation={}", file_address(&folder.join("profile"))))
            .args(["--headless", "--norestore", "--nologo", "--nolockcheck", "--convert-to", "pdf", "--outdir", "."])
            .args(stems.iter().map(|stem| format!("{stem}.docx")))
            // The date it would else take from the clock.
            .env("SOURCE_DATE_EPOCH", as_of.and_time(chrono::NaiveTime::MIN).and_utc().timestamp().max(0).to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        lead_a_group(&mut command);
        let failed =
            |message: String| Error::new(ErrorKind::Output, message).hint("docx 已经写出；可以用 Word、WPS 打开它另存为 PDF");
        let mut child =
            command.spawn().map_err(|cause| failed(format!("LibreOffice「{}」启动不了：{cause}", self.program.display())))?;
        let limit = START + EACH * stems.len() as u32;
        for _ in 0..limit.as_millis() / STEP.as_millis() {
            match child.try_wait() {
                Ok(Some(_)) => return Ok(()),
                Ok(None) => thread::sleep(STEP),
                Err(cause) => {
                    end(&mut child);
                    return Err(failed(format!("LibreOffice 中断了：{cause}")));
                }
            }
        }
        end(&mut child);
        Err(failed(format!("LibreOffice {} 秒还没有转完 {} 份，已经停下", limit.as_secs(), stems.len())))
    }
}

/// Says whether a file is a PDF that ends as one does.
fn is_whole(pdf: &[u8]) -> bool {
    pdf.starts_with(b"%PDF-") && pdf[pdf.len().saturating_sub(32)..].windows(5).any(|end| end == b"%%EOF")
}

/// Returns a path as an address; what is no plain letter is written as its bytes.
fn file_address(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    let mut address = String::from(if text.starts_with('/') { "file://" } else { "file:///" });
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b':' | b'.' | b'-' | b'_' => address.push(char::from(byte)),
            byte => drop(write!(address, "%{byte:02X}")),
        }
    }
    address
}

/// The program is a script that starts others: they are ended with it.
#[cfg(unix)]
fn lead_a_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn lead_a_group(_: &mut Command) {}

fn end(child: &mut Child) {
    let mut command = if cfg!(windows) {
        let mut command = Command::new("taskkill");
        command.args(["/T", "/F", "/PID", &child.id().to_string()]);
        command
    } else {
        let mut command = Command::new("kill");
        command.args(["-KILL", "--", &format!("-{}", child.id())]);
        command
    };
    // It may have ended by itself meanwhile; what is left of it is ended below.
    let _ = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    let _ = child.kill();
    let _ = child.wait();
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{LibreOffice, file_address, is_whole};

    #[test]
    fn what_the_variable_names_is_taken_and_must_be_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let program = folder.path().join("soffice");
        let by_variable = || LibreOffice::find_by(Some(program.clone().into()), None);
        let fault = by_variable().expect_err("a fault").to_string();
        assert!(fault.contains("XUNCHA_SOFFICE") && fault.contains("不存在"), "{fault}");
        std::fs::write(&program, "").expect("written");
        assert_eq!(by_variable().expect("found").program, program);
        assert_eq!(LibreOffice::find_by(None, Some(folder.path().into())).expect("found").program, program);
    }

    #[test]
    fn half_a_pdf_is_none() {
        assert!(is_whole(b"%PDF-1.6\n1 0 obj\n%%EOF\n"));
        assert!(!is_whole(b"%PDF-1.6\n1 0 obj\n"));
        assert!(!is_whole(b""));
    }

    #[test]
    fn a_path_with_chinese_is_a_plain_address() {
        assert_eq!(file_address(Path::new("/tmp/巡 a")), "file:///tmp/%E5%B7%A1%20a");
        assert_eq!(file_address(Path::new(r"C:\Temp\a")), "file:///C:/Temp/a");
    }

    #[cfg(unix)]
    #[test]
    fn a_paper_that_gives_no_pdf_is_told_apart_and_the_others_are_there() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let program = folder.path().join("soffice");
        let script = "#!/bin/sh\nfor f in *.docx; do [ $(cat $f) = bad ] || printf '%%PDF-1.6 %s %%%%EOF' $SOURCE_DATE_EPOCH > ${f%.docx}.pdf; done\n";
        std::fs::write(&program, script).expect("written");
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("may be run");
        let office = LibreOffice { program };
        let day = chrono::NaiveDate::from_ymd_opt(1970, 1, 2).expect("a date");
        let made = office.pdf(&[b"good", b"bad"], day).expect("it ran");
        assert_eq!(made, [Some(b"%PDF-1.6 86400 %%EOF".to_vec()), None]);
    }
}
