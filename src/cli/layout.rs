//! `layout`: how each sheet was understood, and why.

use std::collections::BTreeMap;

use clap::ValueEnum;

use crate::cli::check;
use crate::cli::data::CheckReport;
use crate::cli::exit::Exit;
use crate::cli::options::{FailOn, Input, exit_of};
use crate::cli::screen::{Screen, clean};
use crate::error::Error;
use crate::model::ledger::{RemarkKind, SkipReason, Table};
use crate::model::place::column_letters;
use crate::pipeline::{self, Gathered};

/// 说明每张表是怎么读懂的：表头在哪、每一列当作什么、哪些行没有计入，以及为什么
///
/// 台账的数字对不上时先看这里。只读不写。
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    input: Input,
    /// 输出格式
    #[arg(long, value_name = "格式", default_value = "text")]
    format: Format,
    /// 少说一点
    #[arg(short, long)]
    quiet: bool,
    /// 多说一点：逐行列出没有计入的行
    #[arg(short, long)]
    verbose: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    let gathered = pipeline::gather(&args.input.request()?)?;
    if args.format == Format::Json {
        let report = CheckReport::new(&gathered, &[], &gathered.tallies());
        screen.out(&serde_json::to_string_pretty(&report).expect("a report is plain data"));
    } else {
        screen.out(&text(screen, &gathered, args));
        check::note_refused(screen, &gathered);
    }
    Ok(exit_of(&gathered, &[], FailOn::Never))
}

fn text(screen: &Screen, gathered: &Gathered, args: &Args) -> String {
    let mut lines = Vec::new();
    let mut file = None;
    for table in &gathered.ledger.tables {
        if file != Some(&table.file) {
            file = Some(&table.file);
            lines.push(table.file.to_string());
            lines.extend(sheets_left_out(gathered, &table.file));
        }
        lines.extend(table_lines(screen, gathered, table, args));
        lines.push(String::new());
    }
    lines.into_iter().map(clean).collect::<Vec<_>>().join("\n")
}

/// Names the sheets of a file that were not used.
fn sheets_left_out(gathered: &Gathered, file: &str) -> Vec<String> {
    let remarks = gathered.ledger.remarks.iter().filter(|remark| *remark.place.file == *file);
    let why = |kind| match kind {
        RemarkKind::HiddenSheet => Some("是隐藏的，没有计入"),
        RemarkKind::NoTable => Some("里没有找到表头，没有计入"),
        RemarkKind::SummarySheet => Some("与其他表重复，没有计入"),
        _ => None,
    };
    let lines = remarks.filter_map(|remark| Some(format!("  表「{}」{}", remark.place.sheet.as_ref()?, why(remark.kind)?)));
    lines.collect()
}

fn table_lines(screen: &Screen, gathered: &Gathered, table: &Table, args: &Args) -> Vec<String> {
    let span = format!("第 {} 至 {} 行", table.first_row + 1, table.last_row + 1);
    let hidden = if table.hidden_rows > 0 {
        format!("，其中 {} 条在隐藏行里，照样计入", table.hidden_rows)
    } else {
        String::new()
    };
    let mut lines = vec![format!("  表「{}」：{}，{} 条记录（{span}{hidden}）", table.sheet, table.kind.label(), table.records)];
    if let Some(title) = &table.title {
        lines.push(format!("    标题　{title}"));
    }
    lines.push(format!("    表头　{}，依据：{}", header_rows(table), table.cues.join("；")));
    if let Some(unit) = &table.unit {
        let column = table.has(crate::model::field::Field::Unit);
        let source = if column {
            "各行以单位列为准，没填的行不套用"
        } else {
            "没有单位列，取自填报单位、表名、标题或文件名"
        };
        lines.push(format!("    单位　{unit}（{source}）"));
    }
    if args.quiet {
        return lines;
    }
    let mut rows = screen.table(&["    列", "表头", "当作", "依据"], &[]);
    for column in &table.columns {
        let field = column.field.map_or("（没有用）", |field| field.label());
        rows.add(
            vec![format!("    {}", column_letters(column.index)), shorten(&column.header), field.to_owned(), column.why.clone()],
            None,
        );
    }
    lines.extend(rows.draw().lines().map(str::to_owned));
    lines.extend(skipped(table, args.verbose));
    let notes = gathered
        .ledger
        .remarks
        .iter()
        .filter(|remark| remark.place.file == table.file && remark.place.sheet.as_ref() == Some(&table.sheet));
    let dittos = notes.filter(|remark| remark.kind == RemarkKind::Ditto).count();
    if dittos > 0 {
        lines.push(format!("    有 {dittos} 个单元格写的是同上，按上一行理解"));
    }
    lines
}

fn header_rows(table: &Table) -> String {
    match (table.header_rows.first(), table.header_rows.last()) {
        (Some(first), Some(last)) if first == last => format!("第 {} 行", first + 1),
        (Some(first), Some(last)) => format!("第 {} 至 {} 行", first + 1, last + 1),
        _ => "表单，标签在内容旁边".to_owned(),
    }
}

/// Says which rows hold no record, reason by reason.
fn skipped(table: &Table, verbose: bool) -> Vec<String> {
    const FEW: usize = 8;
    let mut reasons: BTreeMap<&'static str, (SkipReason, Vec<u32>)> = BTreeMap::new();
    for (row, reason) in &table.skipped {
        reasons.entry(reason.label()).or_insert((*reason, Vec::new())).1.push(row + 1);
    }
    let line = |(label, (_, rows)): (&&str, &(SkipReason, Vec<u32>))| {
        let shown = if verbose { rows.len() } else { FEW.min(rows.len()) };
        let numbers: Vec<String> = rows[..shown].iter().map(u32::to_string).collect();
        let more = if shown < rows.len() { format!("等 {} 行", rows.len()) } else { " 行".to_owned() };
        format!("    没有计入　{label}：第 {}{more}", numbers.join("、"))
    };
    reasons.iter().map(line).collect()
}

/// Shortens a header for the screen, in characters.
fn shorten(header: &str) -> String {
    const LONGEST: usize = 18;
    let flat: String = header.chars().filter(|c| !c.is_whitespace()).collect();
    if flat.chars().count() <= LONGEST { flat } else { flat.chars().take(LONGEST - 1).chain(['…']).collect() }
}
