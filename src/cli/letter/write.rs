//! The letters that are due, and their mails as previews.

use std::path::PathBuf;

use crate::cli::exit::Exit;
use crate::cli::letter::number::note_numbered;
use crate::cli::letter::register::note_register;
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
    #[command(flatten)]
    volume: Volume,
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    let (request, workspace) = args.input.workspace_request()?;
    let gathered = pipeline::gather(&request)?;
    let folder = output_folder(args.out.as_ref(), Some(&workspace), request.month).unwrap_or_default();
    gathered.refuse_outputs(&folder)?;
    let checked = gathered.check();
    let letters = gathered.letters(&gathered.assess())?;
    let written = output::write(&folder, &[("letter", &letters.documents), ("mail", &letters.mails)], &gathered.origin())?;
    run::note_written(screen, &written, args.volume.quiet);
    note_numbered(screen, &letters);
    run::note_deliveries(screen, &letters.deliveries, args.volume);
    note_register(screen, &gathered.register);
    check::note_refused(screen, &gathered);
    Ok(exit_of(&gathered, &checked.findings, args.volume.fail_on))
}
