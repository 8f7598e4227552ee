//! `export`: every record as one JSON line.

use clap::ValueEnum;

use crate::cli::check;
use crate::cli::exit::Exit;
use crate::cli::options::{FailOn, Input, Volume, exit_of};
use crate::cli::published::Published;
use crate::cli::screen::Screen;
use crate::error::Error;
use crate::pipeline;

/// 把台账和风险登记表的每条记录导出为一行 JSON，供其他程序使用
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    published: Published,
    /// 输出格式
    #[arg(long, value_name = "格式", default_value = "jsonl")]
    format: Format,
    #[command(flatten)]
    volume: Volume,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Jsonl,
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    let gathered = pipeline::gather(&args.published.apply(args.input.request()?)?)?;
    match args.format {
        Format::Jsonl => gathered.record_lines().for_each(|lines| screen.out(&lines)),
    }
    check::note_refused(screen, &gathered);
    if args.volume.verbose && !args.volume.quiet {
        screen.note(&format!("共 {} 条记录", gathered.ledger.rectifications.len() + gathered.ledger.risks.len()));
    }
    Ok(exit_of(&gathered, &[], FailOn::Never))
}
