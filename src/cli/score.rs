//! `score`: the units' scores on screen; with `--out` the scorecard too.

use std::path::PathBuf;

use crate::cli::data::ScoreReport;
use crate::cli::exit::Exit;
use crate::cli::options::{Format, Input, Volume, exit_of};
use crate::cli::progress::Bar;
use crate::cli::published::{Published, note_departure};
use crate::cli::screen::Screen;
use crate::cli::warnings::note_fault;
use crate::cli::{answerable, check, doubt, form, run};
use crate::error::Error;
use crate::{output, pipeline};

/// 按评分办法给各单位打分、排名
///
/// 名次后括号里是 90% 区间，互相落在对方区间里的单位不可区分；加 -v 说明怎样会变动名次，也列出领导、部门和风险登记。
/// 加 --out 时同时写出《评分表.xlsx》《巡察数据月报》《核验问题.xlsx》和《看板.html》；本单位有自己的评分表表样的，另有《评分依据.xlsx》。
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    published: Published,
    /// 输出格式：text 或 json
    #[arg(long, value_name = "格式", default_value = "text")]
    format: Format,
    /// 写出评分表的文件夹
    #[arg(long, value_name = "文件夹")]
    out: Option<PathBuf>,
    #[command(flatten)]
    volume: Volume,
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    let bar = Bar::new(args.volume.quiet);
    let gathered = pipeline::gather_watched(&args.published.apply(args.input.request()?)?, &bar)?;
    args.out.as_ref().map_or(Ok(()), |folder| gathered.refuse_outputs(folder))?;
    bar.step("正在核验");
    let checked = gathered.check();
    bar.step("正在评分");
    let assessment = gathered.assess_and_weigh();
    let warned = gathered.warn(&assessment);
    drop(bar);
    if args.format == Format::Json {
        let report = ScoreReport::new(&gathered, &assessment, &warned.warnings);
        screen.out(&serde_json::to_string_pretty(&report).expect("a report is plain data"));
    } else {
        screen.out(&run::ranking(screen, &assessment, &checked.findings, args.volume.verbose));
        if args.volume.verbose {
            screen.out(&doubt::findings(&assessment).join("\n"));
            screen.out(&answerable::tables(screen, &assessment, &gathered.policy));
        }
    }
    let mut formed = Exit::Done;
    if let Some(folder) = &args.out {
        let bar = Bar::new(args.volume.quiet);
        bar.step("正在写出");
        let reports = gathered.report(&checked, &assessment, &warned, folder, &[])?;
        let written = output::write(folder, &reports.stages(), &gathered.origin())?;
        drop(bar);
        run::note_written(screen, &written, args.volume.quiet);
        formed = form::note(screen, &reports, args.volume.quiet);
    }
    check::note_refused(screen, &gathered);
    check::note_unusable_rows(screen, &gathered);
    let told = match warned.fault {
        // The same store would be refused twice.
        Some(_) => note_fault(screen, &warned),
        None => note_departure(screen, &gathered, &assessment, args.input.is_trial()),
    };
    Ok(exit_of(&gathered, &checked.findings, args.volume.fail_on).max(told).max(formed))
}
