//! The command line: words into a request, results into words. Nothing below it sees clap, prints, or reads the clock.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::cli::exit::Exit;
use crate::cli::screen::Screen;
use crate::error::is_catching_panics;

mod answerable;
mod check;
mod copies;
mod data;
mod diff;
mod doubt;
mod exit;
mod explain;
mod export;
mod fix;
mod form;
mod history;
mod init;
mod layout;
mod letter;
mod listing;
mod names;
mod options;
mod pdf;
mod policy;
mod progress;
mod published;
mod receipt;
mod report;
mod run;
mod sarif;
mod score;
mod screen;
mod send;
mod template;
mod usage;
mod warnings;
mod wrap;

/// 巡察整改台账核验、评分与公文工具
///
/// 读取各单位报来的整改台账和廉政风险登记表，逐格核验，按办公室自己的办法评分，
/// 写出评分表、督办函和巡察建议书。除了 send --send，不联网；不改动任何原文件。
#[derive(Debug, Parser)]
#[command(name = "xuncha", version, disable_help_flag = true, disable_version_flag = true, disable_help_subcommand = true)]
#[command(help_template = usage::TEMPLATE, subcommand_help_heading = "命令", max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// 显示帮助
    #[arg(short, long, global = true, action = clap::ArgAction::Help, help_heading = "选项")]
    help: Option<bool>,
    /// 显示版本
    #[arg(short = 'V', long, action = clap::ArgAction::Version, help_heading = "选项")]
    version: Option<bool>,
}

/// The verbs, in the order of an office's month.
#[derive(Debug, Subcommand)]
#[command(disable_help_flag = true)]
enum Command {
    Init(init::Args),
    Template(template::Args),
    Check(check::Args),
    Fix(fix::Args),
    Layout(layout::Args),
    Names(names::Args),
    Export(export::Args),
    Diff(diff::Args),
    Score(score::Args),
    Explain(explain::Args),
    Policy(policy::Args),
    Report(report::Args),
    Letter(letter::Args),
    Send(Box<send::Args>),
    Run(run::Args),
    Warnings(warnings::Args),
    History(history::Args),
}

/// Runs a command line and returns its exit code.
pub fn main(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    quiet_panics();
    let cli = match usage::localised(Cli::command()).try_get_matches_from(words).and_then(|found| Cli::from_arg_matches(&found)) {
        Ok(cli) => cli,
        Err(error) => return usage::report(&error).into(),
    };
    let screen = Screen::new();
    let result = match cli.command {
        Command::Init(args) => init::run(&args, &screen),
        Command::Template(args) => template::run(&args, &screen),
        Command::Check(args) => check::run(&args, &screen),
        Command::Fix(args) => fix::run(&args, &screen),
        Command::Layout(args) => layout::run(&args, &screen),
        Command::Names(args) => names::run(&args, &screen),
        Command::Export(args) => export::run(&args, &screen),
        Command::Diff(args) => diff::run(&args, &screen),
        Command::Score(args) => score::run(&args, &screen),
        Command::Explain(args) => explain::run(&args, &screen),
        Command::Policy(args) => policy::run(&args, &screen),
        Command::Report(args) => report::run(&args, &screen),
        Command::Letter(args) => letter::run(&args, &screen),
        Command::Send(args) => send::run(&args, &screen),
        Command::Run(args) => run::run(&args, &screen),
        Command::Warnings(args) => warnings::run(&args, &screen),
        Command::History(args) => history::run(&args, &screen),
    };
    let exit = result.unwrap_or_else(|error| {
        screen.error(&error);
        Exit::Incomplete
    });
    exit.into()
}

/// Damaged files make reading libraries panic; that is caught and becomes a refusal, so nothing is printed for it.
fn quiet_panics() {
    let loud = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !is_catching_panics() {
            loud(info);
        }
    }));
}
