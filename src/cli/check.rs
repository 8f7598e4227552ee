//! `check`: what is wrong in the ledgers, file by file, worst first.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::copies;
use crate::cli::data::CheckReport;
use crate::cli::exit::Exit;
use crate::cli::options::{Input, Volume, exit_of};
use crate::cli::screen::{Screen, clean};
use crate::error::Error;
use crate::model::about::Severity;
use crate::model::checked::Checked;
use crate::model::finding::{Finding, Refusal};
use crate::model::text::Text;
use crate::pipeline::{self, Gathered};

/// 逐格核验台账和风险登记表，说明错在哪个单元格、怎么改
///
/// 不改动任何原文件。结果按文件列出，错误在前；同一类问题很多时只列前几条，加 -v 全部列出。
/// 加 --annotate，另在一个文件夹里写出每份台账的副本：有问题的格填色、加批注，末尾加一张「核验问题」表。
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    input: Input,
    /// 在这个文件夹里写出标注后的副本，不能是放原文件的文件夹
    #[arg(long, value_name = "文件夹")]
    annotate: Option<PathBuf>,
    /// 去除一份副本上的标注，恢复原样；用 --out 写明存到哪里
    #[arg(long, value_name = "文件", requires = "out", conflicts_with_all = ["annotate", "paths"])]
    unmark: Option<PathBuf>,
    /// 去除标注后存为这个文件，或存进这个文件夹
    #[arg(long, value_name = "文件或文件夹", requires = "unmark")]
    out: Option<PathBuf>,
    /// 输出格式
    #[arg(long, value_name = "格式", default_value = "text")]
    format: Format,
    #[command(flatten)]
    volume: Volume,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// How many findings of one check are listed for a file without `-v`.
const FEW: usize = 3;

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    if let (Some(file), Some(out)) = (&args.unmark, &args.out) {
        return copies::unmark(file, out, screen);
    }
    let gathered = pipeline::gather(&args.input.request()?)?;
    let checked = gathered.check();
    if args.format == Format::Json {
        let report = CheckReport::new(&gathered, &checked, &gathered.tallies());
        screen.out(&serde_json::to_string_pretty(&report).expect("a report is plain data"));
    } else {
        screen.out(&text(screen, &gathered, &checked, args.volume));
        if !args.volume.quiet {
            note_names(screen, &gathered);
        }
        note_refused(screen, &gathered);
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
        screen.note(&format!("名录里没有的单位名称有 {pending} 个待答复：运行 xuncha names 写出《名称确认.xlsx》，逐个答复"));
    }
}

/// Names the files that were not used, with what to do about each.
pub(super) fn note_refused(screen: &Screen, gathered: &Gathered) {
    note_refusals(screen, &gathered.ledger.refused);
}

/// Names files that were not used, with what to do about each.
pub(super) fn note_refusals(screen: &Screen, refusals: &[Refusal]) {
    for refusal in refusals {
        screen.note(&clean_lines(&format!(
            "没有使用：{}（{}）\n  原因：{}\n  办法：{}",
            refusal.file,
            refusal.reason.label(),
            refusal.message,
            refusal.hint
        )));
    }
}

fn clean_lines(text: &str) -> String {
    text.lines().map(|line| clean(line.to_owned())).collect::<Vec<_>>().join("\n")
}

fn text(screen: &Screen, gathered: &Gathered, checked: &Checked, volume: Volume) -> String {
    let mut lines = Vec::new();
    if !volume.quiet {
        lines.extend(listed(screen, &checked.findings, volume.verbose));
        if !checked.trial.is_empty() {
            lines.push(format!("试行的规则（{} 处，不计数）", checked.trial.len()));
            lines.push(String::new());
            lines.extend(listed(screen, &checked.trial, volume.verbose));
        }
    }
    lines.push(summary(gathered, checked));
    lines.join("\n")
}

/// Lists findings file by file.
fn listed(screen: &Screen, findings: &[Finding], verbose: bool) -> Vec<String> {
    let mut lines = Vec::new();
    for (file, of_file) in by_file(findings) {
        lines.push(clean(format!("{file}（{}）", counts(&of_file))));
        for group in by_check(of_file) {
            lines.extend(group_lines(screen, &group, verbose));
        }
        lines.push(String::new());
    }
    lines
}

/// Groups findings by file, keeping the order of files.
fn by_file(findings: &[Finding]) -> Vec<(Text, Vec<&Finding>)> {
    let mut files: Vec<(Text, Vec<&Finding>)> = Vec::new();
    for finding in findings {
        match files.iter_mut().find(|(file, _)| *file == finding.place.file) {
            Some((_, list)) => list.push(finding),
            None => files.push((finding.place.file.clone(), vec![finding])),
        }
    }
    files
}

/// Groups a file's findings by check, worst first.
fn by_check(findings: Vec<&Finding>) -> Vec<Vec<&Finding>> {
    let mut groups: BTreeMap<(std::cmp::Reverse<Severity>, &str), Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        groups.entry((std::cmp::Reverse(finding.severity), &*finding.about.id)).or_default().push(finding);
    }
    groups.into_values().collect()
}

fn group_lines(screen: &Screen, group: &[&Finding], verbose: bool) -> Vec<String> {
    let about = &group[0].about;
    let shown = if verbose { group.len() } else { FEW.min(group.len()) };
    let many = if group.len() > 1 { format!("，{} 处", group.len()) } else { String::new() };
    let mut lines = vec![format!("  {} {}{many}  [{}]", screen.severity(group[0].severity), about.title, about.id)];
    for finding in &group[..shown] {
        lines.push(format!("    {}  {}", place(finding), clean(finding.message.clone())));
    }
    if shown < group.len() {
        lines.push(format!("    …… 另有 {} 处，加 -v 全部列出", group.len() - shown));
    }
    lines.push(format!("    办法：{}", about.remedy));
    lines
}

/// Returns where a finding stands inside its file: `Sheet1!D14`.
fn place(finding: &Finding) -> String {
    let place = &finding.place;
    let inside = match (place.cell, place.row) {
        (Some(cell), _) => cell.to_string(),
        (None, Some(row)) => format!("第{}行", row + 1),
        (None, None) => "整表".to_owned(),
    };
    match &place.sheet {
        Some(sheet) => format!("{}!{inside}", clean(sheet.to_string())),
        None => inside,
    }
}

fn count(findings: &[&Finding], severity: Severity) -> usize {
    findings.iter().filter(|finding| finding.severity == severity).count()
}

fn counts(findings: &[&Finding]) -> String {
    let parts = [Severity::Error, Severity::Warning, Severity::Info].map(|severity| (severity, count(findings, severity)));
    let parts: Vec<_> = parts.iter().filter(|(_, n)| *n > 0).map(|(severity, n)| format!("{} {n}", severity.label())).collect();
    parts.join("，")
}

/// Returns the line that adds up.
pub(super) fn summary(gathered: &Gathered, checked: &Checked) -> String {
    let ledger = &gathered.ledger;
    let trial = match checked.trial.len() {
        0 => String::new(),
        count => format!("另有试行的规则 {count} 处，不计数。"),
    };
    let waived = match checked.waived.len() {
        0 => String::new(),
        count => format!("；另有 {count} 处按豁免表不计"),
    };
    format!(
        "台账和登记表 {} 个（没有使用 {} 个），整改记录 {} 条，风险点 {} 个。\n错误 {}，疑点 {}，提示 {}{waived}。{trial}",
        ledger.files.len() + ledger.refused.len(),
        ledger.refused.len(),
        ledger.rectifications.len(),
        ledger.risks.len(),
        checked.count(Severity::Error),
        checked.count(Severity::Warning),
        checked.count(Severity::Info)
    )
}
