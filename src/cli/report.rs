//! `report`: the month's papers, all or some of them.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser};

use crate::cli::exit::Exit;
use crate::cli::options::{Input, Volume, exit_of, output_folder};
use crate::cli::progress::Bar;
use crate::cli::published::{Published, note_departure};
use crate::cli::screen::Screen;
use crate::cli::warnings::note_fault;
use crate::cli::{check, form, run};
use crate::error::Error;
use crate::{output, pipeline};

/// 写出本月的评分表、数据月报、核验问题和看板
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    published: Published,
    #[arg(long, value_name = "报表", help = only_help(), value_delimiter = ',', value_parser = names())]
    only: Vec<String>,
    /// 写到哪个文件夹；默认为工作区的 输出/月份
    #[arg(long, value_name = "文件夹")]
    out: Option<PathBuf>,
    #[command(flatten)]
    volume: Volume,
}

/// Says which reports there are.
fn only_help() -> String {
    let names: Vec<String> = pipeline::report_names().map(|(name, title)| format!("{name} {title}")).collect();
    format!("只写这几种，用逗号隔开，其余文件不动：{}", names.join("，"))
}

/// Returns what `--only` takes: a report's name or the office's word for it.
fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(pipeline::report_names().map(|(name, title)| PossibleValue::new(name).alias(title)))
}

/// Returns the names of the reports that were asked for.
fn asked_for(only: &[String]) -> Vec<&'static str> {
    let is_meant = |(name, title): &(&str, &str)| only.iter().any(|word| word == name || word == title);
    pipeline::report_names().filter(is_meant).map(|(name, _)| name).collect()
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    let (request, workspace) = args.input.workspace_request()?;
    let bar = Bar::new(args.volume.quiet);
    let gathered = pipeline::gather_watched(&args.published.apply(request)?, &bar)?;
    let folder = output_folder(args.out.as_ref(), Some(&workspace), gathered.month).unwrap_or_default();
    gathered.refuse_outputs(&folder)?;
    bar.step("正在核验");
    let checked = gathered.check();
    bar.step("正在评分");
    let assessment = gathered.assess_and_weigh();
    let warned = gathered.warn(&assessment);
    bar.step("正在写出");
    let reports = gathered.report(&checked, &assessment, &warned, &folder, &asked_for(&args.only))?;
    let written = output::write(&folder, &reports.stages(), &gathered.origin())?;
    drop(bar);
    run::note_written(screen, &written, args.volume.quiet);
    let formed = form::note(screen, &reports, args.volume.quiet);
    check::note_refused(screen, &gathered);
    let told = match warned.fault {
        // The same store would be refused twice.
        Some(_) => note_fault(screen, &warned),
        None => note_departure(screen, &gathered, &assessment, args.input.is_trial()),
    };
    Ok(exit_of(&gathered, &checked.findings, args.volume.fail_on).max(told).max(formed))
}
