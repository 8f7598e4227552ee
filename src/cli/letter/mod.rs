//! `letter`: the letters that are due, and what one does with their templates.

use clap::Subcommand;

use crate::cli::exit::Exit;
use crate::cli::screen::Screen;
use crate::error::Error;

mod lint;
mod template;
pub(super) mod write;

/// 起草本月的督办函和巡察建议书，并生成邮件预览（不发送）；查一份函件模板，写一份供修改的 Word 模板
///
/// 例如：xuncha letter 工作区 --month 2026-10；xuncha letter lint 模板/督办函.txt
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Args {
    #[command(subcommand)]
    verb: Option<Verb>,
    #[command(flatten)]
    write: write::Args,
}

/// What else is done with letters.
#[derive(Debug, Subcommand)]
#[command(disable_help_flag = true)]
enum Verb {
    Lint(lint::Args),
    Template(template::Args),
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    match &args.verb {
        Some(Verb::Lint(args)) => lint::run(args, screen),
        Some(Verb::Template(args)) => template::run(args, screen),
        None => write::run(&args.write, screen),
    }
}
