//! `export`: every record as one JSON line.

use clap::ValueEnum;

use crate::cli::exit::Exit;
use crate::cli::options::{FailOn, Input, exit_of};
use crate::cli::screen::Screen;
use crate::cli::{check, data};
use crate::error::Error;
use crate::pipeline;

/// 把台账和风险登记表的每条记录导出为一行 JSON，供其他程序使用
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    input: Input,
    /// 输出格式
    #[arg(long, value_name = "格式", default_value = "jsonl")]
    format: Format,
    /// 少说一点
    #[arg(short, long)]
    quiet: bool,
    /// 多说一点
    #[arg(short, long)]
    verbose: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Jsonl,
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    let gathered = pipeline::gather(&args.input.request()?)?;
    match args.format {
        Format::Jsonl => screen.out(&data::records(&gathered.ledger)),
    }
    check::note_refused(screen, &gathered);
    if args.verbose && !args.quiet {
        screen.note(&format!("共 {} 条记录", gathered.ledger.rectifications.len() + gathered.ledger.risks.len()));
    }
    Ok(exit_of(&gathered, &[], FailOn::Never))
}
