//! The letters that are due, and their mails as previews.

use std::path::PathBuf;

use crate::cli::exit::Exit;
use crate::cli::letter::number::note_numbered;
use crate::cli::letter::register::note_register;
use crate::cli::options::{Input, Volume, exit_of, output_folder};
use crate::cli::pdf::{self, Pdfs};
use crate::cli::screen::{Screen, clean};
use crate::cli::{check, run};
use crate::error::Error;
use crate::model::document::Document;
use crate::pipeline::Gathered;
use crate::{output, pipeline};

/// What the output folder knows letters of some kinds only by.
const ONLY: &str = "letter-only";

/// What letters are written from.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(super) struct Args {
    #[command(flatten)]
    input: Input,
    /// 写到哪个文件夹；默认为工作区的 输出/月份
    #[arg(long, value_name = "文件夹")]
    out: Option<PathBuf>,
    /// 同时把每份函转成 PDF，放在 docx 旁边（要装有 LibreOffice）
    #[arg(long)]
    pdf: bool,
    /// 只写这几种函，用逗号隔开，例如 督办函,提醒函；不写时按工作区设置里的 kinds
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
    let kinds = pipeline::letter_kinds(&args.only)?;
    let all = args.only.is_empty();
    let letters = if all { gathered.letters(&assessment)? } else { gathered.letters_of(&assessment, Some(&kinds))? };
    let pdfs = Pdfs::of(&letters.documents, gathered.as_of, args.pdf);
    // Some letters alone are under a stage of their own, so that those of other kinds written before stay, and so do the mails.
    let own: [(&str, &[Document]); 2] = [(ONLY, &letters.documents), (pdf::STAGE_ONLY, &pdfs.documents)];
    let every: [(&str, &[Document]); 5] = [
        ("letter", &letters.documents),
        (ONLY, &[]),
        ("mail", &letters.mails),
        (pdf::STAGE, &pdfs.documents),
        (pdf::STAGE_ONLY, &[]),
    ];
    let written = output::write(&folder, if all { &every } else { &own }, &gathered.origin())?;
    run::note_written(screen, &written, args.volume.quiet);
    let made = pdfs.tell(screen);
    note_numbered(screen, &letters);
    if all {
        run::note_deliveries(screen, &letters.deliveries, args.volume);
    }
    note_register(screen, &gathered.register);
    let templates = note_templates(screen, &gathered, args.volume.quiet);
    check::note_refused(screen, &gathered);
    Ok(exit_of(&gathered, &checked.findings, args.volume.fail_on).max(made).max(templates))
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
