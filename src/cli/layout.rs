//! `layout`: how each sheet was understood, and why.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::cli::check;
use crate::cli::data::CheckReport;
use crate::cli::exit::Exit;
use crate::cli::options::{FailOn, Format, Input, exit_of};
use crate::cli::screen::{Screen, clean};
use crate::error::{Error, ErrorKind};
use crate::model::checked::Checked;
use crate::model::field::Field;
use crate::model::ledger::{SkipReason, Table};
use crate::model::place::column_letters;
use crate::model::remark::{Remark, RemarkKind};
use crate::model::standard;
use crate::output;
use crate::pipeline::{self, Gathered, Request, Source};
use crate::policy::profiles;
use crate::workspace::Workspace;

/// 说明每张表是怎么读懂的：表头在哪、每一列当作什么、哪些行没有计入，以及为什么
///
/// 台账的数字对不上时先看这里。核对无误的，用 --pin 记下来：
/// 以后哪一列换了说法、换了位置或不见了，核验时都会指出来，不会悄悄读错。
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    input: Input,
    /// 输出格式：text 或 json
    #[arg(long, value_name = "格式", default_value = "text")]
    format: Format,
    /// 把各列的意思记进工作区的「版式」文件夹；写了文件的只记这几个文件
    #[arg(long)]
    pin: bool,
    /// 少说一点
    #[arg(short, long)]
    quiet: bool,
    /// 多说一点：逐行列出没有计入的行
    #[arg(short, long)]
    verbose: bool,
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    let mut request = args.input.request()?;
    let only = if args.pin { enter_workspace(&mut request)? } else { Vec::new() };
    let mut gathered = pipeline::gather(&request)?;
    if let Source::Workspace(workspace) = &request.source
        && args.pin
    {
        keep_only(&mut gathered, workspace, &only);
        pin(screen, &gathered, workspace)?;
    }
    if args.format == Format::Json {
        let report = CheckReport::new(&gathered, &Checked::default(), &gathered.tallies());
        screen.out(&serde_json::to_string_pretty(&report).expect("a report is plain data"));
    } else {
        screen.out(&text(screen, &gathered, args));
        check::note_refused(screen, &gathered);
    }
    Ok(exit_of(&gathered, &[], FailOn::Never))
}

/// Goes from single files to the workspace they stand in; returns the files.
fn enter_workspace(request: &mut Request) -> Result<Vec<PathBuf>, Error> {
    let Source::Files(paths) = &request.source else { return Ok(Vec::new()) };
    let found: Vec<PathBuf> = paths.iter().filter_map(|path| path.canonicalize().ok()).collect();
    let root = found.first().and_then(|path| path.ancestors().find(|folder| Workspace::is_at(folder)));
    let Some(root) = root else {
        return Err(Error::new(ErrorKind::Request, "版式要记在工作区里，这个文件不在工作区中")
            .hint("把台账放进工作区的台账文件夹，再写上它的路径；还没有工作区的，运行 xuncha init 文件夹 --from 文件"));
    };
    request.source = Source::Workspace(Box::new(Workspace::load(root)?));
    Ok(found)
}

/// Leaves out the tables of other files; no files mean all.
fn keep_only(gathered: &mut Gathered, workspace: &Workspace, only: &[PathBuf]) {
    if only.is_empty() {
        return;
    }
    let is_meant = |file: &str| {
        let path = workspace.path(file).canonicalize().unwrap_or_default();
        only.iter().any(|meant| path.starts_with(meant))
    };
    gathered.ledger.tables.retain(|table| is_meant(&table.file));
    gathered.ledger.refused.retain(|refusal| is_meant(&refusal.file));
}

/// Saves the layout of every ledger that is shown.
fn pin(screen: &Screen, gathered: &Gathered, workspace: &Workspace) -> Result<(), Error> {
    let layouts = gathered.layouts(&workspace.paths.profiles);
    for profile in &layouts {
        let path = workspace.path(&profile.name);
        let folder = path.parent().unwrap_or(&workspace.root);
        std::fs::create_dir_all(folder).map_err(|cause| Error::io(ErrorKind::Output, "建立文件夹", folder, &cause))?;
        let text = profiles::write(profile);
        let before = std::fs::read_to_string(&path).unwrap_or_default();
        if before == text {
            screen.note(&format!("版式没有变化：{}", profile.name));
        } else {
            output::write_whole(&path, text.as_bytes())?;
            screen.note(&format!("已记下「{}」的版式：{}", profile.file, profile.name));
        }
    }
    if layouts.is_empty() {
        screen.note("没有可以记的版式：没有找到有表头的表");
    }
    Ok(())
}

fn text(screen: &Screen, gathered: &Gathered, args: &Args) -> String {
    let mut lines = Vec::new();
    let mut file = None;
    // Each record of a table on its side is a table of its own; they are shown as the one they are.
    let one = |a: &Table, b: &Table| on_its_side(a) && on_its_side(b) && a.file == b.file && a.sheet == b.sheet;
    for tables in gathered.ledger.tables.chunk_by(one) {
        let [table, ..] = tables else { continue };
        if file != Some(&table.file) {
            file = Some(&table.file);
            lines.push(table.file.to_string());
            lines.extend(sheets_left_out(gathered, &table.file));
        }
        lines.extend(table_lines(screen, gathered, tables, args));
        lines.push(String::new());
    }
    lines.into_iter().map(clean).collect::<Vec<_>>().join("\n")
}

/// Names the sheets of a file that were not used.
fn sheets_left_out(gathered: &Gathered, file: &str) -> Vec<String> {
    let remarks = gathered.ledger.remarks.iter().filter(|remark| *remark.place.file == *file);
    let why = |remark: &Remark| match remark.kind {
        RemarkKind::HiddenSheet if !remark.detail.is_empty() => Some("是隐藏的，按设置照样计入"),
        RemarkKind::HiddenSheet => Some("是隐藏的，没有计入"),
        RemarkKind::NoTable => Some("里没有找到表头，没有计入"),
        RemarkKind::SummarySheet => Some("与其他表重复，没有计入"),
        _ => None,
    };
    let nearest = |remark: &Remark| match remark.kind {
        RemarkKind::NoTable if !remark.detail.is_empty() => format!("；{}", remark.detail),
        _ => String::new(),
    };
    let lines =
        remarks.filter_map(|remark| Some(format!("  表「{}」{}{}", remark.place.sheet.as_ref()?, why(remark)?, nearest(remark))));
    lines.collect()
}

fn on_its_side(table: &Table) -> bool {
    !table.field_rows.is_empty()
}

/// Says where the records of a table stand.
fn span(tables: &[Table]) -> String {
    let columns = || tables.iter().filter_map(|table| table.columns.first()).map(|column| column_letters(column.index));
    match (tables, columns().next(), columns().next_back()) {
        ([table, ..], Some(first), Some(last)) if on_its_side(table) => format!("第 {first} 至 {last} 列，一列一条"),
        ([table, ..], ..) if table.first_row == table.last_row => format!("第 {} 行", table.first_row + 1),
        ([table, ..], ..) => format!("第 {} 至 {} 行", table.first_row + 1, table.last_row + 1),
        ([], ..) => String::new(),
    }
}

fn table_lines(screen: &Screen, gathered: &Gathered, tables: &[Table], args: &Args) -> Vec<String> {
    let [table, ..] = tables else { return Vec::new() };
    let records: u32 = tables.iter().map(|table| table.records).sum();
    // The records of a list that was joined to another stand there; it is not empty.
    let empty = |remark: &Remark| remark.kind == RemarkKind::NoRecords && remark.place == table.place();
    let span = if gathered.ledger.remarks.iter().any(empty) { "没有一行计入".to_owned() } else { span(tables) };
    let hidden = if table.hidden_rows > 0 {
        format!("，其中 {} 条在隐藏行里，照样计入", table.hidden_rows)
    } else {
        String::new()
    };
    let mut lines = vec![format!("  表「{}」：{}，{} 条记录（{span}{hidden}）", table.sheet, table.kind.label(), records)];
    if let Some(title) = &table.title {
        lines.push(format!("    标题　{title}"));
    }
    if let Some(form) = &table.form {
        let difference = standard::difference(&form.version, table.kind, standard::REVISIONS);
        lines.push(format!("    表样　{}", difference.unwrap_or_else(|| format!("{}（现行）", form.version))));
    }
    lines.push(format!("    表头　{}，依据：{}", header_rows(table), table.cues.join("；")));
    if let Some(unit) = &table.unit {
        let column = table.has(Field::Unit);
        let source = if column {
            "各行以单位列为准，没填的行不套用"
        } else {
            "没有单位列，取自填报单位、表名、标题或文件名"
        };
        lines.push(format!("    单位　{unit}（{source}）"));
    } else if !table.has(Field::Unit) && units_in_headings(gathered, table) {
        lines.push("    单位　取自各节的标题行".to_owned());
    }
    let notes: Vec<_> = gathered
        .ledger
        .remarks
        .iter()
        .filter(|remark| remark.place.file == table.file && remark.place.sheet.as_ref() == Some(&table.sheet))
        .collect();
    let noted = |kind| notes.iter().filter(|remark| remark.kind == kind).count();
    let answered = noted(RemarkKind::AnsweredUnit);
    if answered > 0 {
        lines.push(format!("    单位　有 {answered} 处名录里没有的写法，按名称确认的答复理解"));
    }
    if args.quiet {
        return lines;
    }
    let mut rows = screen.table(&[if on_its_side(table) { "    行" } else { "    列" }, "表头", "当作", "依据"], &[]);
    for column in &table.columns {
        let field = column.field.map_or("（没有用）", |field| field.label());
        let row = table.field_rows.iter().find(|(known, _)| Some(*known) == column.field);
        let at = row.map_or_else(|| column_letters(column.index), |(_, row)| (row + 1).to_string());
        rows.add(vec![format!("    {at}"), shorten(&column.header), field.to_owned(), column.why.clone()], None);
    }
    lines.extend(rows.draw().lines().map(str::to_owned));
    lines.extend(skipped(table, args.verbose));
    let dittos = noted(RemarkKind::Ditto);
    if dittos > 0 {
        lines.push(format!("    有 {dittos} 个单元格写的是同上，按上一行理解"));
    }
    lines
}

/// Says whether the records of a table without a unit of its own have theirs from headings.
fn units_in_headings(gathered: &Gathered, table: &Table) -> bool {
    let ledger = &gathered.ledger;
    let mut records = ledger.rectifications.iter().filter(|record| std::ptr::eq(ledger.table(record.table), table));
    records.any(|record| record.cells.get(Field::Unit).is_some_and(|cell| cell.at.row < record.row))
}

fn header_rows(table: &Table) -> String {
    match (table.header_rows.first(), table.header_rows.last()) {
        (Some(first), Some(last)) if first == last => format!("第 {} 行", first + 1),
        (Some(first), Some(last)) => format!("第 {} 至 {} 行", first + 1, last + 1),
        _ if on_its_side(table) => "在第一列".to_owned(),
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
