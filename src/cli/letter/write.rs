//! The letters that are due, and their mails as previews.

use std::path::PathBuf;

use crate::cli::exit::Exit;
use crate::cli::options::{Input, Volume, exit_of, output_folder};
use crate::cli::screen::{Screen, clean};
use crate::cli::{check, run};
use crate::error::Error;
use crate::pipeline::Gathered;
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
    run::note_deliveries(screen, &letters.deliveries, args.volume);
    let templates = note_templates(screen, &gathered, args.volume.quiet);
    check::note_refused(screen, &gathered);
    Ok(exit_of(&gathered, &checked.findings, args.volume.fail_on).max(templates))
}

/// How many faults of a template are told where letters were to be written; `letter lint` tells all.
const MOST: usize = 5;

/// Says what became of the office's own templates.
pub(in crate::cli) fn note_templates(screen: &Screen, gathered: &Gathered, quiet: bool) -> Exit {
    for (taken, other) in gathered.templates.passed_over().iter().filter(|_| !quiet) {
        screen.note(&clean(format!("有两份同一种函的模板：用的是「{taken}」，没有用「{other}」")));
    }
    let refused = gathered.templates.refused();
    for template in refused {
        template.faults.iter().take(MOST).for_each(|fault| screen.error(fault));
        let more = template.faults.len().saturating_sub(MOST);
        let more =
            if more > 0 { format!("，另有 {more} 处，运行 xuncha letter lint 逐处查看") } else { String::new() };
        screen.note(&clean(format!("模板「{}」有错，没有写{}{more}；其他函照常写出", template.file, template.kind)));
    }
    if refused.is_empty() { Exit::Done } else { Exit::Incomplete }
}
