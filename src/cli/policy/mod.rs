//! `policy`: the office's own scoring policy: to look at, copy, prove and compare.

use clap::Subcommand;

use crate::cli::exit::Exit;
use crate::cli::screen::Screen;
use crate::error::Error;

mod diff;
mod lint;
mod list;
mod review;
mod show;
mod test;

/// 评分办法：看现成的、抄一份自己的、查错、试算、对比、复盘
///
/// 例如：xuncha policy list；xuncha policy show 扶风；xuncha policy show 扶风 --out 办法.toml
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

/// The verbs, in the order one comes to need them.
#[derive(Debug, Subcommand)]
#[command(disable_help_flag = true)]
enum Verb {
    List(list::Args),
    Show(show::Args),
    Lint(lint::Args),
    Test(test::Args),
    Diff(diff::Args),
    Review(review::Args),
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    match &args.verb {
        Verb::List(args) => list::run(args, screen),
        Verb::Show(args) => show::run(args, screen),
        Verb::Lint(args) => lint::run(args, screen),
        Verb::Test(args) => test::run(args, screen),
        Verb::Diff(args) => diff::run(args, screen),
        Verb::Review(args) => review::run(args, screen),
    }
}
