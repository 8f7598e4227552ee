//! Which policy scores a month: the one asked for, the revision in force on the reporting date, or the built-in one.

use std::io::Read;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::error::{Error, ErrorKind};
use crate::model::period::chinese_date;
use crate::model::place::Place;
use crate::output::InputFile;
use crate::pipeline::files::{Named, list};
use crate::pipeline::papers::{Papers, aside};
use crate::pipeline::{Request, Source, known_ids};
use crate::policy::ready::{self, READY};
use crate::policy::{DEFAULT_TOML, Policy, reader};
use crate::workspace::{BYTE_ORDER_MARK, Workspace, read_text};

pub mod describe;
pub mod difference;
pub mod example;
pub mod review;

/// Loads the policy a request names, the workspace's, or the built-in one, without reading any ledger.
///
/// # Errors
///
/// `ErrorKind::Policy` when it does not load, or when no revision is in force on the reporting date.
pub fn load_policy(request: &Request) -> Result<Policy, Error> {
    policy(request, &mut Vec::new()).map(|chosen| chosen.policy)
}

/// A policy with what it was loaded from.
#[derive(Debug)]
pub(super) struct Chosen {
    /// The policy.
    pub(super) policy: Policy,
    /// The file; `None` for the built-in one.
    pub(super) name: Option<String>,
    /// Its text.
    pub(super) source: String,
    /// Files of the folder it was taken from that are no policies.
    pub(super) unused: Vec<String>,
}

/// The same, and notes the file it came from. A month as it was published has the policy that was chosen then.
pub(super) fn policy(request: &Request, files: &mut Vec<InputFile>) -> Result<Chosen, Error> {
    if let Some(kept) = request.papers.kept() {
        let Some(name) = &kept.published().policy_name else { return built_in(&request.papers) };
        let source = request.papers.text(Path::new(name), name, ErrorKind::Policy)?;
        return Text { name: name.clone(), source }.load(files);
    }
    let (path, name) = match (&request.policy, &request.source) {
        // A file asked for by name is meant, whatever day it holds from.
        (Some(path), _) if path.is_file() => {
            let text = Text::read(path, &path.to_string_lossy())?;
            return text.load(files);
        }
        (Some(path), _) if !path.is_dir() => {
            let name = path.to_string_lossy();
            // One that comes with the program is no file of the office's.
            let Text { name, source } = ready_made(&name).ok_or_else(|| unknown(&name, &[]))?;
            return Ok(Chosen { policy: Policy::load(&name, &source, &known_ids())?, name: None, source, unused: Vec::new() });
        }
        (Some(path), _) => (path.clone(), path.to_string_lossy().replace('\\', "/")),
        (None, Source::Workspace(workspace)) => match &workspace.paths.policy {
            Some(name) => (workspace.path(name), name.clone()),
            None => return built_in(&request.papers),
        },
        (None, Source::Files(_)) => return built_in(&request.papers),
    };
    let chosen = in_force(revisions(&path, &name)?, &name, request.as_of)?.text.load(files)?;
    Ok(Chosen { unused: unused(&path, &name)?, ..chosen })
}

/// Returns the files that lie directly in a folder of policies and are none.
fn unused(folder: &Path, name: &str) -> Result<Vec<String>, Error> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let other = |file: &Named| !file.below.contains('/') && !is_toml(file);
    Ok(list(folder, name)?.into_iter().filter(other).map(|file| file.below).collect())
}

/// Says whether a file is a policy by its ending.
fn is_toml(file: &Named) -> bool {
    file.below.to_ascii_lowercase().ends_with(".toml")
}

fn built_in(papers: &Papers) -> Result<Chosen, Error> {
    let source = papers.built_in(aside::POLICY, DEFAULT_TOML)?.into_owned();
    Ok(Chosen { policy: Policy::load("policy.toml", &source, &known_ids())?, name: None, source, unused: Vec::new() })
}

/// A policy file as it was read.
#[derive(Clone, Debug)]
pub struct Text {
    /// What it is called.
    pub name: String,
    /// As it was read.
    pub source: String,
}

/// Returns the policy of a name that comes with the program.
fn ready_made(name: &str) -> Option<Text> {
    ready::find(name).map(|ready| Text { name: format!("{}.toml", ready.key), source: ready.toml.to_owned() })
}

/// Says that nothing is called so, and what there is.
fn unknown(name: &str, days: &[String]) -> Error {
    let known = READY.iter().map(|ready| ready.name).chain(days.iter().map(String::as_str));
    let hint = format!("可以写办法文件的路径，或者：{}", known.collect::<Vec<_>>().join("、"));
    Error::new(ErrorKind::Request, format!("没有「{name}」这份办法：找不到这个文件，也不是现成的办法")).hint(hint)
}

/// Reads a policy by what a clerk calls it: a file, a ready-made policy, or the first day of a revision of the workspace.
///
/// # Errors
///
/// `ErrorKind::Request` when nothing is called so; `ErrorKind::Policy` when the file cannot be read.
pub fn named(name: &str, workspace: Option<&Workspace>) -> Result<Text, Error> {
    let path = Path::new(name);
    if path.is_file() {
        return Text::read(path, name);
    }
    if let Some(text) = ready_made(name) {
        return Ok(text);
    }
    if path.is_dir() {
        let error = Error::new(ErrorKind::Request, format!("「{name}」是文件夹，这里要写其中的一份办法"));
        return Err(error.hint(format!("例如 {}/2026.toml", name.trim_end_matches(['/', '\\']))));
    }
    if workspace.is_none() && name.parse::<NaiveDate>().is_ok() {
        let message = format!("「{name}」是修订的施行日期，当前文件夹不是工作区，不知道是谁的办法");
        let hint = "请先进入工作区的文件夹（里面有 xuncha.toml）再运行，或者写办法文件的路径";
        return Err(Error::new(ErrorKind::Request, message).hint(hint));
    }
    let mut days = Vec::new();
    if let Some((workspace, kept)) = workspace.and_then(|own| own.paths.policy.as_ref().map(|kept| (own, kept))) {
        for revision in revisions(&workspace.path(kept), kept)? {
            let since = revision.since.map(|since| since.to_string());
            let below = revision.path.file_name().is_some_and(|file| file.to_string_lossy() == name);
            if since.as_deref() == Some(name) || below {
                return Ok(revision.text);
            }
            days.extend(since);
        }
    }
    Err(unknown(name, &days))
}

/// How files of Word, Excel, WPS and readers of pages begin.
const PAGES: [&[u8]; 4] = [b"PK\x03\x04", b"\xD0\xCF\x11\xE0", b"%PDF", b"{\\rtf"];

/// Says whether a file is one that people read, by how it begins; one that cannot be opened is told by who reads it.
fn is_page(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(8).read_to_end(&mut head));
    read.is_ok() && PAGES.iter().any(|start| head.starts_with(start))
}

impl Text {
    /// Reads a file.
    fn read(path: &Path, name: &str) -> Result<Self, Error> {
        if is_page(path) {
            let message = format!("「{name}」是 Word、Excel 或 PDF 文件，程序读的评分办法是 .toml 文本文件");
            let hint = "请照着办法改写一份：xuncha policy show 默认 --out 办法.toml 抄出一份，用记事本改";
            return Err(Error::new(ErrorKind::Policy, message).at(Place::file(name)).hint(hint));
        }
        Ok(Self { name: name.to_owned(), source: read_text(path, name, ErrorKind::Policy)? })
    }

    /// Returns the text without what some editors put before it.
    pub fn bare(&self) -> &str {
        self.source.trim_start_matches(BYTE_ORDER_MARK)
    }

    /// Loads the policy.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Policy` naming every fault.
    pub fn policy(&self) -> Result<Policy, Error> {
        Policy::load(&self.name, self.bare(), &known_ids())
    }

    /// Loads the policy and says what is better written otherwise.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Policy` naming every fault.
    pub fn policy_with_advice(&self) -> Result<(Policy, Vec<String>), Error> {
        Policy::load_with_advice(&self.name, self.bare(), &known_ids())
    }

    fn load(self, files: &mut Vec<InputFile>) -> Result<Chosen, Error> {
        files.push(InputFile::of(&self.name, self.source.as_bytes()));
        Ok(Chosen { policy: self.policy()?, name: Some(self.name), source: self.source, unused: Vec::new() })
    }
}

/// One revision of a policy, and from which day it holds.
#[derive(Clone, Debug)]
pub(super) struct Revision {
    /// The file.
    pub(super) path: PathBuf,
    /// Its text.
    pub(super) text: Text,
    /// The first day it holds; `None` for one that holds from the beginning.
    pub(super) since: Option<NaiveDate>,
}

/// How many files a message names.
const FEW: usize = 6;

/// Reads the revisions of a policy: the file itself, or every `.toml` that lies directly in a folder, sorted by name.
pub(super) fn revisions(path: &Path, name: &str) -> Result<Vec<Revision>, Error> {
    let files = if path.is_dir() {
        // What lies in folders below has been put aside: drafts, old ones, examples.
        let is_revision = |file: &Named| !file.below.contains('/') && is_toml(file);
        let (listed, others): (Vec<_>, Vec<_>) = list(path, name)?.into_iter().partition(is_revision);
        if listed.is_empty() {
            let others: Vec<String> = others.iter().take(FEW).map(|file| format!("「{}」", file.below)).collect();
            let there = if others.is_empty() { String::new() } else { format!("，只有{}", others.join("、")) };
            let error = Error::new(ErrorKind::Policy, format!("「{name}」里没有办法文件（.toml）{there}"));
            return Err(error.hint("请放进一份 .toml 文件，例如 xuncha policy show 默认 --out 办法/2026.toml"));
        }
        listed.into_iter().map(|file| (file.path, file.name.to_string())).collect()
    } else {
        vec![(path.to_owned(), name.to_owned())]
    };
    let mut revisions: Vec<Revision> = Vec::new();
    for (path, name) in files {
        let text = Text::read(&path, &name)?;
        let since = reader::top_date(&name, text.bare(), "since")?;
        if let Some(same) = revisions.iter().find(|known| known.since == since) {
            let day = since.map_or_else(|| "都没有写 since".to_owned(), |since| format!("都从 {} 起施行", chinese_date(since)));
            let message = format!("「{}」和「{name}」{day}，不知道用哪一份", same.text.name);
            let error = Error::new(ErrorKind::Policy, message).at(Place::file(name));
            return Err(error.hint("请改其中一份的 since，或把不用的移出这个文件夹"));
        }
        revisions.push(Revision { path, text, since });
    }
    Ok(revisions)
}

/// Returns the revision with the latest `since` on or before the day.
pub(super) fn in_force(revisions: Vec<Revision>, name: &str, as_of: NaiveDate) -> Result<Revision, Error> {
    let first = revisions.iter().filter_map(|revision| revision.since).min();
    let mut weighed: Vec<(Option<NaiveDate>, String)> =
        revisions.iter().map(|revision| (revision.since, revision.text.name.clone())).collect();
    weighed.sort();
    let held = revisions.into_iter().filter(|revision| revision.since.is_none_or(|since| since <= as_of));
    held.max_by_key(|revision| revision.since).ok_or_else(|| {
        let first = first.map(chinese_date).unwrap_or_default();
        let message = format!("「{name}」最早从 {first} 起施行，{} 还没有施行的办法", chinese_date(as_of));
        let said = |(since, file): &(Option<NaiveDate>, String)| match since {
            Some(since) => format!("{file}（{} 起）", chinese_date(*since)),
            None => file.clone(),
        };
        let files: Vec<String> = weighed.iter().take(FEW).map(said).collect();
        let more = if weighed.len() > FEW { format!("等 {} 份", weighed.len()) } else { String::new() };
        let error = Error::new(ErrorKind::Policy, message).hint(format!("看过的办法：{}{more}", files.join("、")));
        error.hint("请改报告日期，或补上当时施行的那一份；一直施行的，删去其中的 since")
    })
}

#[cfg(test)]
mod tests {
    use super::{in_force, revisions};

    /// Writes files with these days and returns which is in force on a day.
    fn chosen(days: &[&str], as_of: &str) -> Result<String, String> {
        let folder = tempfile::tempdir().expect("a folder");
        for (position, day) in days.iter().enumerate() {
            let since = if day.is_empty() { String::new() } else { format!("since = {day}\n") };
            std::fs::write(folder.path().join(format!("{position}.toml")), since).expect("a file");
        }
        std::fs::write(folder.path().join("说明.txt"), "不是办法").expect("a file");
        std::fs::create_dir(folder.path().join("作废")).expect("a folder");
        std::fs::write(folder.path().join("作废/旧.toml"), "since = 2026-01-01\n").expect("a file");
        let found = revisions(folder.path(), "办法").and_then(|found| in_force(found, "办法", as_of.parse().expect("a day")));
        found.map(|revision| revision.text.name).map_err(|error| error.to_string())
    }

    #[test]
    fn the_latest_revision_on_or_before_the_day_holds() {
        let days = ["", "2026-07-01", "2026-01-01"];
        assert_eq!(chosen(&days, "2025-12-31").as_deref(), Ok("办法/0.toml"));
        assert_eq!(chosen(&days, "2026-01-01").as_deref(), Ok("办法/2.toml"));
        assert_eq!(chosen(&days, "2026-06-30").as_deref(), Ok("办法/2.toml"));
        assert_eq!(chosen(&days, "2026-07-01").as_deref(), Ok("办法/1.toml"));
    }

    #[test]
    fn none_in_force_and_two_of_one_day_are_told() {
        let none = chosen(&["2026-07-01", "2026-01-01"], "2025-12-31").expect_err("none");
        assert!(none.contains("最早从 2026年1月1日 起施行，2025年12月31日 还没有施行的办法"), "{none}");
        assert!(none.contains("看过的办法：办法/1.toml（2026年1月1日 起）、办法/0.toml（2026年7月1日 起）"), "{none}");
        let two = chosen(&["2026-01-01", "2026-01-01"], "2026-12-31").expect_err("two");
        assert!(two.contains("「办法/0.toml」和「办法/1.toml」都从 2026年1月1日 起施行"), "{two}");
        assert!(chosen(&["", ""], "2026-12-31").expect_err("two").contains("都没有写 since"));
        let none = chosen(&[], "2026-12-31").expect_err("none");
        assert!(none.contains("没有办法文件（.toml），只有「作废/旧.toml」、「说明.txt」"), "{none}");
    }
}
