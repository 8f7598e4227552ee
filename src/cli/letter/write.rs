//! The letters that are due, and their mails as previews.

use std::path::PathBuf;

use crate::cli::exit::Exit;
use crate::cli::options::{Input, Volume, exit_of, output_folder};
use crate::cli::screen::Screen;
use crate::cli::{check, run};
use crate::error::Error;
use crate::{output, pipeline};

/// What letters are written from.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Args {
    #[command(flatten)]
    input: Input,
    /// 写到哪个文件夹；默认为工作区的 输出/月份
    #[arg(long, value_name = "文件夹")]
    out: Option<PathBuf>,
    /// 只写这几种函，用逗号隔开，例如 督办函,提醒函；不写时按工作区 [letters] 的 kinds
    #[arg(long, value_name = "函种", value_delimiter = ',')]
    only: Vec<String>,
    #[command(flatten)]
    volume: Volume,
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    let (request, workspace) = args.input.workspace_request()?;
    let gathered = pipeline::gather(&request)?;
    let folder = output_folder(args.out.as_ref(), Some(&workspace), request.month).unwrap_or_default();
    gathered.refuse_outputs(&folder)?;
    let checked = gathered.check();
    let assessment = gathered.assess();
    let (letters, written) = if args.only.is_empty() {
        let letters = gathered.letters(&assessment)?;
        let stages = [("letter", &letters.documents[..]), ("letter-only", &[]), ("mail", &letters.mails)];
        let written = output::write(&folder, &stages, &gathered.origin())?;
        (letters, written)
    } else {
        let kinds = pipeline::letter_kinds(&args.only)?;
        let letters = gathered.letters_of(&assessment, Some(&kinds))?;
        // Under a stage of its own, so that letters of other kinds written before stay, and so do the mails.
        let written = output::write(&folder, &[("letter-only", &letters.documents)], &gathered.origin())?;
        (letters, written)
    };
    run::note_written(screen, &written, args.volume.quiet);
    if args.only.is_empty() {
        run::note_deliveries(screen, &letters.deliveries, args.volume);
    }
    check::note_refused(screen, &gathered);
    Ok(exit_of(&gathered, &checked.findings, args.volume.fail_on))
}
