//! `template`: the forms of the office: the empty standard ones for units, and the one its scorecard is filled into.

use clap::Subcommand;

use crate::cli::exit::Exit;
use crate::cli::screen::Screen;
use crate::error::Error;

mod blank;
mod lint;
mod scorecard;

/// 表样：下发给各单位填的空表，和本单位自己的评分表表样
///
/// 例如：xuncha template ledger --out 整改台账.xlsx；xuncha template scorecard --out 模板/评分表.xlsx
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    verb: Verb,
}

/// The forms, and what one does with them.
#[derive(Debug, Subcommand)]
#[command(disable_help_flag = true)]
enum Verb {
    /// 生成一份空的整改台账（统一表样），下发给各单位填
    Ledger(blank::Args),
    /// 生成一份空的廉政风险防控登记表（统一表样），下发给各单位填
    Risk(blank::Args),
    Scorecard(scorecard::Args),
    Lint(lint::Args),
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    match &args.verb {
        Verb::Ledger(args) => blank::run(blank::LEDGER, args, screen),
        Verb::Risk(args) => blank::run(blank::RISK, args, screen),
        Verb::Scorecard(args) => scorecard::run(args, screen),
        Verb::Lint(args) => lint::run(args, screen),
    }
}
