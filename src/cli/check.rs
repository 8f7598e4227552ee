//! `check`: what is wrong in the ledgers, file by file, worst first.

use std::collections::BTreeMap;
use std::mem::ManuallyDrop;
use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::copies;
use crate::cli::data::CheckReport;
use crate::cli::exit::Exit;
use crate::cli::listing;
use crate::cli::options::{Input, Volume, exit_of};
use crate::cli::progress::Bar;
use crate::cli::published::Published;
use crate::cli::run::note_written;
use crate::cli::sarif;
use crate::cli::screen::{Screen, clean};
use crate::cli::wrap::{Lead, wrap};
use crate::error::Error;
use crate::model::finding::Refusal;
use crate::model::period::chinese_date;
use crate::model::remark::RemarkKind;
use crate::output;
use crate::pipeline::{self, Gathered};

/// 逐格核验台账和风险登记表，说明错在哪个单元格、怎么改
///
/// 不改动任何原文件。结果按文件和单位列出，错误多的在前；同样的问题合在一起，只列前几处，加 -v 全部列出。
/// 加 --out，另写出《核验问题.xlsx》：概况、全部问题、规则清单、豁免和口径，可以筛选，点单元格就打开原文件。
/// 加 --annotate，另在一个文件夹里写出每份台账的副本：有问题的格填色、加批注，末尾加一张「核验问题」表。
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    published: Published,
    /// 在这个文件夹里写出标注后的副本，不能是放原文件的文件夹
    #[arg(long, value_name = "文件夹")]
    annotate: Option<PathBuf>,
    /// 去除一份副本上的标注，恢复原样；用 --out 写明存到哪里
    #[arg(long, value_name = "文件", requires = "out", conflicts_with_all = ["annotate", "paths"])]
    unmark: Option<PathBuf>,
    /// 在这个文件夹里写出《核验问题.xlsx》；与 --unmark 一起用时，是去除标注后存成的文件或文件夹
    #[arg(long, value_name = "文件夹")]
    out: Option<PathBuf>,
    /// 输出格式：text 文字，json 和 sarif 供其他程序读取
    #[arg(long, value_name = "格式", default_value = "text")]
    format: Format,
    #[command(flatten)]
    volume: Volume,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Sarif,
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    if let (Some(file), Some(out)) = (&args.unmark, &args.out) {
        return copies::unmark(file, out, screen);
    }
    let bar = Bar::new(args.volume.quiet);
    let request = args.published.apply(args.input.request()?)?;
    // The process ends soon and gives all memory back at once; taking a million cells apart would only take time.
    let gathered = ManuallyDrop::new(pipeline::gather_watched(&request, &bar)?);
    args.out.as_ref().map_or(Ok(()), |folder| gathered.refuse_outputs(folder))?;
    bar.step("正在核验");
    let checked = gathered.check();
    drop(bar);
    match args.format {
        Format::Text => {
            screen.out(&listing::text(screen, &gathered.ledger, &checked, args.volume));
            if !args.volume.quiet {
                note_names(screen, &gathered);
            }
            note_refused(screen, &gathered);
        }
        Format::Json => screen.out(&pretty(&CheckReport::new(&gathered, &checked, &gathered.tallies()))),
        Format::Sarif => screen.out(&pretty(&sarif::log(&gathered, &checked))),
    }
    if let Some(folder) = &args.out {
        let documents = gathered.problems(&checked, folder)?;
        let written = output::write(folder, &[("check", &documents)], &gathered.origin())?;
        note_written(screen, &written, args.volume.quiet);
    }
    let exit = exit_of(&gathered, &checked.findings, args.volume.fail_on);
    match &args.annotate {
        Some(folder) => Ok(exit.max(copies::annotate(&gathered, &checked.findings, folder, args.volume.quiet, screen)?)),
        None => Ok(exit),
    }
}

/// Says how the office can settle names that the directory does not know.
fn note_names(screen: &Screen, gathered: &Gathered) {
    // Without a workspace there is nowhere to keep answers.
    let pending = if gathered.office.is_some() { gathered.names(None).pending().count() } else { 0 };
    if pending > 0 {
        let said = format!("名录里没有的单位名称有 {pending} 个待答复：运行 xuncha names 写出《名称确认.xlsx》，逐个答复");
        screen.note(&wrap(&Lead::indent(0), &said).join("\n"));
    }
}

fn pretty(report: &impl serde::Serialize) -> String {
    serde_json::to_string_pretty(report).expect("a report is plain data")
}

/// Names the files that were not used, with what to do about each, and a policy that is not yet in force.
pub(super) fn note_refused(screen: &Screen, gathered: &Gathered) {
    let stamp = &gathered.policy.stamp;
    if let Some(since) = stamp.since.filter(|since| *since > gathered.as_of) {
        let (since, as_of) = (chinese_date(since), chinese_date(gathered.as_of));
        let said = format!("《{}》自 {since} 起施行，报告日期 {as_of} 在施行以前，是按它试算的", stamp.title);
        screen.note(&wrap(&Lead::indent(0), &clean(said)).join("\n"));
    }
    if !gathered.policies_unused.is_empty() {
        let said = format!("办法文件夹里没有使用的文件（不是 .toml）：{}", gathered.policies_unused.join("、"));
        screen.note(&wrap(&Lead::indent(0).hanging(2), &clean(said)).join("\n"));
    }
    note_refusals(screen, &gathered.ledger.refused);
}

/// Says how many rows of surveys, scores and events could not be used, where the findings are not listed.
pub(super) fn note_unusable_rows(screen: &Screen, gathered: &Gathered) {
    let mut rows: BTreeMap<&str, usize> = BTreeMap::new();
    for remark in gathered.ledger.remarks.iter().filter(|remark| remark.kind == RemarkKind::InputRow) {
        *rows.entry(remark.place.file.as_str()).or_default() += 1;
    }
    if !rows.is_empty() {
        let count: usize = rows.values().sum();
        let files: Vec<String> = rows.iter().map(|(file, count)| format!("{file} {count} 行")).collect();
        let said = format!("测评、评分、事件等表有 {count} 行不能用，没有计分（{}），逐行见 xuncha check", files.join("、"));
        screen.note(&wrap(&Lead::indent(0).hanging(2), &clean(said)).join("\n"));
    }
}

/// Names files that were not used, with what to do about each.
pub(super) fn note_refusals(screen: &Screen, refusals: &[Refusal]) {
    for refusal in refusals {
        let mut lines =
            wrap(&Lead::indent(0).hanging(2), &clean(format!("没有使用：{}（{}）", refusal.file, refusal.reason.label())));
        for (label, said) in [("原因：", &refusal.message), ("办法：", &refusal.hint)] {
            lines.extend(wrap(&Lead::indent(2).with(label, 6), &clean(said.clone())));
        }
        screen.note(&lines.join("\n"));
    }
}
