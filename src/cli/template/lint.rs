//! `template lint`: what is wrong with the office's own scorecard form.

use std::path::{Path, PathBuf};

use crate::cli::exit::Exit;
use crate::cli::form::tell;
use crate::cli::options::{bare_request, form_request};
use crate::cli::screen::Screen;
use crate::error::Error;
use crate::pipeline;
use crate::workspace::Workspace;

/// 查一份评分表表样：不认识的名称、没写完的花括号、不能随行移动的内容，逐处指出
///
/// 名称按工作区的评分办法核对；不写工作区的，看表样在不在哪个工作区里，再看当前文件夹。
/// 退出码：0 可以用（有建议的也是 0），2 有错、不能用。
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// 表样文件，例如 模板/评分表.xlsx
    #[arg(value_name = "文件")]
    file: PathBuf,
    /// 工作区文件夹
    #[arg(value_name = "工作区")]
    workspace: Option<PathBuf>,
    /// 评分办法，不用工作区的
    #[arg(long, value_name = "文件")]
    policy: Option<PathBuf>,
    /// 少说一点
    #[arg(short, long)]
    quiet: bool,
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    let around = args.file.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty());
    let around = around.map(Path::to_owned).find(|folder| Workspace::is_at(folder));
    let workspace = args.workspace.clone().or(around);
    let mut request = form_request(workspace.as_deref(), None)?;
    request.as_of = bare_request(None, None).as_of;
    request.policy.clone_from(&args.policy);
    let (lint, policy) = pipeline::lint_form(&args.file, &request)?;
    Ok(tell(screen, &lint, &policy, args.quiet))
}
