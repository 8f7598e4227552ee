//! `diff`: what became of every record from one month to the next.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::cli::exit::Exit;
use crate::cli::options::{Format, bare_request, parse_day};
use crate::cli::screen::{Screen, clean};
use crate::error::Error;
use crate::model::comparison::{Change, ChangeKind, Comparison, Entry};
use crate::pipeline;

/// 对比前后两期台账：哪些新增、完成、退回、不见了，哪些改了时限、状态或表述
///
/// 前后两期都可以是台账文件、文件夹、工作区，或 xuncha export 导出的 .jsonl。
/// 行的次序变了、编号缺了一半也对得上；重复的记录一条对一条，不会漏。
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// 前一期：台账文件、文件夹、工作区、导出的 .jsonl，或者工作区里运行过的月份，例如 2026-09
    #[arg(value_name = "前一期", display_order = 1)]
    old: PathBuf,
    /// 后一期：写法同前一期
    #[arg(value_name = "后一期", display_order = 2)]
    new: PathBuf,
    /// 前一期的报告日期，例如 2026-09-30；写了才能看出完成时间是不是倒填
    #[arg(long, value_name = "日期", value_parser = parse_day)]
    since: Option<NaiveDate>,
    /// 后一期的报告日期，例如 2026-10-31
    #[arg(long, value_name = "日期", value_parser = parse_day)]
    as_of: Option<NaiveDate>,
    /// 单位名录（有「单位名称」列的任意表格）
    #[arg(long, value_name = "文件")]
    units: Option<PathBuf>,
    /// 输出格式：text 或 json
    #[arg(long, value_name = "格式", default_value = "text")]
    format: Format,
    /// 少说一点：只列合计
    #[arg(short, long)]
    quiet: bool,
    /// 多说一点：逐条列出，没有变化的也列
    #[arg(short, long)]
    verbose: bool,
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    let request = bare_request(args.as_of, args.units.clone());
    let (comparison, refused) = pipeline::two_months(&args.old, &args.new, args.since, &request)?;
    if args.format == Format::Json {
        let report = json(&comparison, &args.old, &args.new);
        screen.out(&serde_json::to_string_pretty(&report).expect("a report is plain data"));
    } else {
        screen.out(&text(screen, &comparison, args));
    }
    for refusal in &refused {
        screen.note(&clean(format!("没有使用：{}（{}）", refusal.file, refusal.message)));
    }
    Ok(if refused.is_empty() { Exit::Done } else { Exit::Incomplete })
}

fn json(comparison: &Comparison, old: &Path, new: &Path) -> Value {
    let counts: BTreeMap<String, usize> = counted(comparison, |_| true).into_iter().map(|(kind, n)| (key(kind), n)).collect();
    let side = |entry: Option<&Entry>| {
        entry.map(|entry| json!({"source": entry.source, "status": entry.status, "deadline": entry.deadline, "done_date": entry.done_date, "problem": entry.problem}))
    };
    let changes: Vec<Value> = comparison
        .changes
        .iter()
        .map(|change| {
            let (old, new) = sides(comparison, change);
            let of = new.or(old);
            json!({
                "kind": change.kind(),
                "kinds": change.kinds,
                "unit": of.and_then(|entry| entry.unit.as_ref()),
                "problem_id": of.and_then(|entry| entry.problem_id.as_ref()),
                "old": side(old),
                "new": side(new),
            })
        })
        .collect();
    json!({
        "version": 1,
        "old": {"path": old, "records": comparison.old.len()},
        "new": {"path": new, "records": comparison.new.len()},
        "changes": changes,
        "summary": counts,
    })
}

fn key(kind: ChangeKind) -> String {
    match serde_json::to_value(kind) {
        Ok(Value::String(key)) => key,
        _ => kind.label().to_owned(),
    }
}

fn sides<'c>(comparison: &'c Comparison, change: &Change) -> (Option<&'c Entry>, Option<&'c Entry>) {
    (change.old.and_then(|old| comparison.old.get(old)), change.new.and_then(|new| comparison.new.get(new)))
}

/// Counts the changes under their gravest kind; only kinds that happened.
fn counted(comparison: &Comparison, of: impl Fn(&Change) -> bool) -> Vec<(ChangeKind, usize)> {
    let count = |kind| comparison.changes.iter().filter(|change| change.kind() == kind && of(change)).count();
    ChangeKind::ALL.into_iter().map(|kind| (kind, count(kind))).filter(|(_, n)| *n > 0).collect()
}

fn text(screen: &Screen, comparison: &Comparison, args: &Args) -> String {
    let mut lines = Vec::new();
    if !args.quiet {
        for kind in ChangeKind::ALL {
            let quiet_kind = kind == ChangeKind::Kept && !args.verbose;
            let of_kind: Vec<_> = comparison.changes.iter().filter(|change| change.kind() == kind).collect();
            if of_kind.is_empty() || quiet_kind {
                continue;
            }
            lines.push(format!("{}（{} 条）", kind.label(), of_kind.len()));
            let few = if args.verbose { of_kind.len() } else { FEW.min(of_kind.len()) };
            for change in &of_kind[..few] {
                lines.extend(change_lines(comparison, change));
            }
            if few < of_kind.len() {
                lines.push(format!("  …… 另有 {} 条，加 -v 全部列出", of_kind.len() - few));
            }
            lines.push(String::new());
        }
        lines.extend(units(screen, comparison).lines().map(str::to_owned));
        lines.push(String::new());
    }
    lines.extend(totals(comparison));
    lines.into_iter().map(clean).collect::<Vec<_>>().join("\n")
}

/// How many changes of a kind are listed without `-v`.
const FEW: usize = 8;

fn change_lines(comparison: &Comparison, change: &Change) -> Vec<String> {
    const PROBLEM: usize = 22;
    let (old, new) = sides(comparison, change);
    let Some(of) = new.or(old) else { return Vec::new() };
    let unit = of.unit.as_deref().unwrap_or("未写单位");
    let number = of.problem_id.as_deref().map(|number| format!("{number}  ")).unwrap_or_default();
    let problem: String = of.problem.as_deref().unwrap_or("未写问题").split_whitespace().collect();
    let short: String = problem.chars().take(PROBLEM).collect();
    let more = if problem.chars().count() > PROBLEM { "…" } else { "" };
    let mut lines = vec![format!("  {unit}  {number}{short}{more}")];
    let place = |entry: &Entry| format!("{} {} 第 {} 行", file_name(&entry.source.file), entry.source.sheet, entry.source.row);
    lines.extend(old.filter(|_| new.is_none()).map(|old| format!("    原在 {}", place(old))));
    if let (Some(old), Some(new)) = (old, new) {
        lines.extend(change.kinds.iter().filter_map(|kind| what(*kind, old, new)).map(|what| format!("    {what}")));
    }
    lines.extend(new.map(|new| format!("    {}", place(new))));
    lines
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Says what changed, old and new.
fn what(kind: ChangeKind, old: &Entry, new: &Entry) -> Option<String> {
    let day = |date: Option<NaiveDate>| date.map_or_else(|| "没有".to_owned(), |date| date.to_string());
    Some(match kind {
        ChangeKind::Reopened | ChangeKind::StatusBack | ChangeKind::Finished => {
            format!("状态：{} → {}", old.status.label(), new.status.label())
        }
        ChangeKind::DoneDateBackdated => format!("完成时间：{} → {}", day(old.done_date), day(new.done_date)),
        ChangeKind::DeadlineMoved | ChangeKind::DeadlineExtended | ChangeKind::DeadlineChanged => {
            format!("时限：{} → {}", day(old.deadline), day(new.deadline))
        }
        ChangeKind::Rewritten => format!("原文：{}", old.problem.as_deref().unwrap_or("没有")),
        ChangeKind::Vanished | ChangeKind::New | ChangeKind::Kept => return None,
    })
}

/// Draws how many of each kind every unit has.
fn units(screen: &Screen, comparison: &Comparison) -> String {
    let unit_of = |change: &Change| {
        let (old, new) = sides(comparison, change);
        new.or(old).and_then(|entry| entry.unit.as_deref()).unwrap_or("未写单位").to_owned()
    };
    let mut order: Vec<String> = Vec::new();
    let mut by_unit: BTreeMap<String, [usize; 6]> = BTreeMap::new();
    for change in &comparison.changes {
        let unit = unit_of(change);
        if !by_unit.contains_key(&unit) {
            order.push(unit.clone());
        }
        let counts = by_unit.entry(unit).or_default();
        counts[0] += usize::from(change.old.is_some());
        counts[1] += usize::from(change.new.is_some());
        counts[2] += usize::from(change.kind() == ChangeKind::New);
        counts[3] += usize::from(change.kinds.contains(&ChangeKind::Finished));
        counts[4] += usize::from(change.kind() == ChangeKind::Vanished);
        let suspicious =
            !matches!(change.kind(), ChangeKind::New | ChangeKind::Finished | ChangeKind::Vanished | ChangeKind::Kept);
        counts[5] += usize::from(suspicious);
    }
    let headings = ["单位", "前一期", "后一期", "新增", "本期完成", "不见了", "要核对的改动"];
    let mut rows = screen.table(&headings, &headings[1..]);
    for unit in order {
        let counts = by_unit[&unit].map(|n| n.to_string());
        rows.add(std::iter::once(unit).chain(counts).collect(), None);
    }
    rows.draw()
}

/// Returns the lines that add up: every record of both months is in one count.
fn totals(comparison: &Comparison) -> [String; 2] {
    let counts: Vec<String> = counted(comparison, |_| true).iter().map(|(kind, n)| format!("{} {n}", kind.label())).collect();
    let both = format!("前一期 {} 条，后一期 {} 条。", comparison.old.len(), comparison.new.len());
    [both, format!("{}。", counts.join("；"))]
}
