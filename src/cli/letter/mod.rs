//! `letter`: the letters that are due, their numbers and what became of them, and what one does with their templates.

use clap::Subcommand;

use crate::cli::exit::Exit;
use crate::cli::screen::Screen;
use crate::error::Error;

mod entry;
mod lint;
pub(super) mod number;
pub(super) mod register;
mod template;
pub(super) mod write;

/// 起草本月要发的函件（督办函、巡察建议书等），并生成邮件预览（不发送）；编文号、记登记，查一份函件模板，写一份供修改的 Word 模板
///
/// 例如：xuncha letter 工作区 --month 2026-10；xuncha letter number 工作区 --month 2026-10；
/// xuncha letter lint 模板/督办函.txt
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
    Number(number::Args),
    Register(register::Args),
    Served(entry::Served),
    Reply(entry::Reply),
    Void(entry::Void),
    Lint(lint::Args),
    Template(template::Args),
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    match &args.verb {
        Some(Verb::Number(args)) => number::run(args, screen),
        Some(Verb::Register(args)) => register::run(args, screen),
        Some(Verb::Served(args)) => entry::served(args, screen),
        Some(Verb::Reply(args)) => entry::reply(args, screen),
        Some(Verb::Void(args)) => entry::void(args, screen),
        Some(Verb::Lint(args)) => lint::run(args, screen),
        Some(Verb::Template(args)) => template::run(args, screen),
        None => write::run(&args.write, screen),
    }
}
