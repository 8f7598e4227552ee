//! The options several commands share, and how they become a request.
//!
//! Source: `contract.md` §1.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::{Args, ValueEnum};

use crate::cli::exit::Exit;
use crate::error::{Error, ErrorKind};
use crate::model::about::Severity;
use crate::model::finding::Finding;
use crate::model::period::Month;
use crate::pipeline::{Gathered, Papers, Request, Source};
use crate::workspace::{FILE_NAME, Workspace};

/// What is read, and for which date.
#[derive(Args, Clone, Debug)]
pub(super) struct Input {
    /// 工作区文件夹（里面有 xuncha.toml），或者一个或几个台账文件、文件夹；不写就是当前文件夹
    #[arg(value_name = "工作区或文件")]
    pub(super) paths: Vec<PathBuf>,
    /// 报告日期，例如 2026-10-31
    #[arg(long, value_name = "日期", value_parser = parse_day)]
    as_of: Option<NaiveDate>,
    /// 报告月份，例如 2026-10；报告日期默认为当月最后一天
    #[arg(long, value_name = "月份", value_parser = parse_month)]
    month: Option<Month>,
    /// 单位名录（有「单位名称」列的任意表格），没有工作区时用
    #[arg(long, value_name = "文件")]
    units: Option<PathBuf>,
    /// 另用一份评分办法：文件，或现成办法的名称，例如 扶风
    #[arg(long, value_name = "办法")]
    policy: Option<PathBuf>,
}

impl Input {
    /// Says whether the units or the policy are others than the workspace's: then the result is a trial.
    pub(super) fn is_trial(&self) -> bool {
        self.units.is_some() || self.policy.is_some()
    }

    /// Says whether a reporting date is given.
    pub(super) fn names_a_day(&self) -> bool {
        self.as_of.is_some()
    }
}

/// For whom a result is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// People.
    Text,
    /// Programs.
    Json,
}

/// From which severity on findings count as failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FailOn {
    /// Errors.
    Error,
    /// Warnings and errors.
    Warning,
    /// Never.
    Never,
}

/// How much is said.
#[derive(Args, Clone, Copy, Debug)]
pub(super) struct Volume {
    /// 从哪一级起算有问题（退出码 1）：error 错误，warning 疑点，never 不算
    #[arg(long, value_name = "级别", default_value = "error")]
    pub(super) fail_on: FailOn,
    /// 少说一点
    #[arg(short, long)]
    pub(super) quiet: bool,
    /// 多说一点：逐条列出
    #[arg(short, long)]
    pub(super) verbose: bool,
}

pub(super) fn parse_day(text: &str) -> Result<NaiveDate, String> {
    text.parse().map_err(|_| "请写成 2026-10-31 这样".to_owned())
}

fn parse_month(text: &str) -> Result<Month, String> {
    Month::parse(text).ok_or_else(|| "请写成 2026-10 这样".to_owned())
}

impl Input {
    /// Builds the request: which files, which date.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Request` when there is nothing to read; `ErrorKind::Policy` when the workspace does not load.
    pub(super) fn request(&self) -> Result<Request, Error> {
        Ok(self.request_of(source(&self.paths)?))
    }

    /// Builds the request of a command that needs nothing but the policy; `None` when no policy is at hand.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Request` when a named path is nothing; `ErrorKind::Policy` when the workspace does not load.
    pub(super) fn policy_request(&self) -> Result<Option<Request>, Error> {
        if self.paths.is_empty() && !Workspace::is_at(Path::new(".")) {
            return Ok(self.policy.is_some().then(|| self.request_of(Source::Files(Vec::new()))));
        }
        self.request().map(Some)
    }

    fn request_of(&self, source: Source) -> Request {
        let as_of = self.as_of.or(self.month.map(Month::last_day)).unwrap_or_else(today);
        let month = self.month.unwrap_or(Month::of(as_of));
        Request { source, as_of, month, policy: self.policy.clone(), units: self.units.clone(), papers: Papers::default() }
    }

    /// Builds the request of a command that needs a workspace.
    ///
    /// # Errors
    ///
    /// As `request`, and `ErrorKind::Request` when the paths are no workspace.
    pub(super) fn workspace_request(&self) -> Result<(Request, Workspace), Error> {
        let request = self.request()?;
        match &request.source {
            Source::Workspace(workspace) => {
                let workspace = workspace.as_ref().clone();
                Ok((request, workspace))
            }
            Source::Files(several) if several.len() > 1 => Err(one_workspace(several[1..].iter())),
            Source::Files(_) => Err(no_workspace(self.paths.first().map_or(Path::new("."), PathBuf::as_path))),
        }
    }
}

/// Loads the workspace of a folder, or the one here.
///
/// # Errors
///
/// `ErrorKind::Request` when it is none; `ErrorKind::Policy` when it does not load.
pub(super) fn workspace_at(folder: Option<&Path>) -> Result<Workspace, Error> {
    let folder = folder.map(Path::to_owned);
    match source(folder.as_slice())? {
        Source::Workspace(workspace) => Ok(*workspace),
        Source::Files(_) => Err(no_workspace(folder.as_deref().unwrap_or(Path::new(".")))),
    }
}

/// Builds a request that names no files yet; today unless a date is given.
pub(super) fn bare_request(as_of: Option<NaiveDate>, units: Option<PathBuf>) -> Request {
    let as_of = as_of.unwrap_or_else(today);
    Request { source: Source::Files(Vec::new()), as_of, month: Month::of(as_of), policy: None, units, papers: Papers::default() }
}

/// Builds the request of a form, which no date changes: from a workspace, the one here, or none at all.
///
/// # Errors
///
/// `ErrorKind::Request` when the named folder is no workspace; `ErrorKind::Policy` when the workspace does not load.
pub(super) fn form_request(workspace: Option<&Path>, units: Option<PathBuf>) -> Result<Request, Error> {
    let as_of = NaiveDate::default();
    let source = match workspace {
        Some(folder) => match source(&[folder.to_owned()])? {
            Source::Files(_) => return Err(no_workspace(folder)),
            workspace => workspace,
        },
        None if Workspace::is_at(Path::new(".")) => source(&[])?,
        None => Source::Files(Vec::new()),
    };
    Ok(Request { source, as_of, month: Month::of(as_of), policy: None, units, papers: Papers::default() })
}

/// Returns today's date. The only place that reads the clock: the contract's last default for `--as-of`.
#[expect(clippy::disallowed_methods, reason = "the command line is where the clock may be read")]
pub(super) fn today() -> NaiveDate {
    chrono::Local::now().date_naive()
}

fn source(paths: &[PathBuf]) -> Result<Source, Error> {
    let here = PathBuf::from(".");
    let distinct = distinct(paths);
    let only = match &distinct[..] {
        [] => &here,
        [only] => only,
        several => {
            return match several.iter().find(|path| is_workspace(path)) {
                // Its settings would be passed over in silence, and its ledgers might count twice.
                Some(workspace) => Err(one_workspace(several.iter().filter(|path| *path != workspace))),
                None => Ok(Source::Files(distinct)),
            };
        }
    };
    if Workspace::is_at(only) {
        return Ok(Source::Workspace(Box::new(Workspace::load(only)?)));
    }
    if only.file_name().is_some_and(|name| name == FILE_NAME) && only.is_file() {
        let root = only.parent().filter(|root| !root.as_os_str().is_empty()).unwrap_or(&here);
        return Ok(Source::Workspace(Box::new(Workspace::load(root)?)));
    }
    if paths.is_empty() {
        return Err(no_workspace(&here));
    }
    Ok(Source::Files(distinct))
}

/// Leaves out paths that stand for something named before.
fn distinct(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut seen = std::collections::HashSet::new();
    let folder = |path: &Path| match path.file_name() {
        Some(name) if name == FILE_NAME => path.parent().map_or_else(PathBuf::new, Path::to_owned),
        _ => path.to_owned(),
    };
    let real = |path: &Path| path.canonicalize().map_or_else(|_| path.to_owned(), |real| folder(&real));
    paths.iter().filter(|path| seen.insert(real(path))).cloned().collect()
}

fn is_workspace(path: &Path) -> bool {
    Workspace::is_at(path) || path.file_name().is_some_and(|name| name == FILE_NAME) && path.is_file()
}

fn one_workspace<'p>(extra: impl Iterator<Item = &'p PathBuf>) -> Error {
    let extra: Vec<_> = extra.map(|path| format!("「{}」", path.display())).collect();
    let error = Error::new(ErrorKind::Request, format!("只能写一个工作区，多出了{}", extra.join("、")));
    error
        .hint("工作区的台账在哪里由它的设置指明，不用再写；只看几个文件时，就不写工作区")
        .hint("选项前面是两个英文减号，例如 --month 2026-10；路径里有空格时要加引号")
}

fn no_workspace(path: &Path) -> Error {
    let message = if path.exists() {
        format!("「{}」不是工作区：里面没有 {FILE_NAME}", path.display())
    } else {
        format!("找不到「{}」", path.display())
    };
    Error::new(ErrorKind::Request, message).hint("请写上工作区文件夹的路径；还没有工作区的，先运行 xuncha init 文件夹")
}

/// Returns the folder outputs go to.
pub(super) fn output_folder(out: Option<&PathBuf>, workspace: Option<&Workspace>, month: Month) -> Option<PathBuf> {
    out.cloned().or_else(|| workspace.map(|workspace| workspace.path(&workspace.paths.output).join(month.to_string())))
}

/// Returns the exit code of findings and refused files.
pub(super) fn exit_of(gathered: &Gathered, findings: &[Finding], fail_on: FailOn) -> Exit {
    let fails = findings.iter().any(|finding| match fail_on {
        FailOn::Error => finding.severity >= Severity::Error,
        FailOn::Warning => finding.severity >= Severity::Warning,
        FailOn::Never => false,
    });
    if !gathered.ledger.refused.is_empty() {
        Exit::Incomplete
    } else if fails {
        Exit::Findings
    } else {
        Exit::Done
    }
}
