//! `letter lint`: what is wrong with an office's own wording of a letter.

use std::path::PathBuf;

use crate::cli::exit::Exit;
use crate::cli::screen::Screen;
use crate::error::Error;
use crate::pipeline;

/// 查一份函件模板：不认识的标记、没写完的花括号，指出在第几行
///
/// 文件按函种命名，例如 督办函.txt。退出码：0 可以用，2 有错、不能用。
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// 模板文件，例如 模板/督办函.txt
    #[arg(value_name = "文件")]
    file: PathBuf,
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    pipeline::lint_letter(&args.file)?;
    screen.note("模板可以用");
    Ok(Exit::Done)
}
