//! `letter number`: numbers for the month's letters.

use std::path::PathBuf;

use chrono::NaiveDate;

use crate::cli::exit::Exit;
use crate::cli::letter::register::note_register;
use crate::cli::options::{Input, Volume, exit_of, output_folder, parse_day, today};
use crate::cli::screen::{Screen, clean};
use crate::cli::{check, run};
use crate::error::{Error, ErrorKind};
use crate::model::letter_register::Registered;
use crate::output;
use crate::pipeline::{self, Letters, Numbering};

/// 给本月的函编文号，写进发文登记，并按文号重新写出（不再是稿）
///
/// 同一代字、同一年的号连着编，不断号、不重号；已有文号的函不再编，再写出时文号不变。
/// 例如：xuncha letter number 工作区 --month 2026-10 --only 督办函
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    input: Input,
    /// 只编这一种函，例如 督办函
    #[arg(long, value_name = "函种")]
    only: Option<String>,
    /// 只编发给这个单位的函
    #[arg(long, value_name = "单位")]
    to: Option<String>,
    /// 成文日期，例如 2026-11-02；默认为今天，要求反馈的日期从这一天起算
    #[arg(long, value_name = "日期", value_parser = parse_day)]
    date: Option<NaiveDate>,
    /// 从几号编起：今年已经手工编过几份的，写下一个号
    #[arg(long, value_name = "号")]
    first: Option<u32>,
    /// 写到哪个文件夹；默认为工作区的 输出/月份
    #[arg(long, value_name = "文件夹")]
    out: Option<PathBuf>,
    #[command(flatten)]
    volume: Volume,
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    if args.input.is_trial() {
        let error = Error::new(ErrorKind::Request, "用了 --policy 或 --units 是试算，不能编号");
        return Err(error.hint("请去掉这两个选项，按工作区自己的办法和名录编号"));
    }
    let (request, workspace) = args.input.workspace_request()?;
    let gathered = pipeline::gather(&request)?;
    let folder = output_folder(args.out.as_ref(), Some(&workspace), request.month).unwrap_or_default();
    gathered.refuse_outputs(&folder)?;
    let checked = gathered.check();
    let asked =
        Numbering { only: args.only.clone(), to: args.to.clone(), dated: args.date.unwrap_or_else(today), first: args.first };
    let numbered = gathered.number(&gathered.assess(), &asked)?;
    let letters = &numbered.letters;
    screen.out(&said(&numbered.given, &numbered.had));
    let written = output::write(&folder, &[("letter", &letters.documents), ("mail", &letters.mails)], &gathered.origin())?;
    run::note_written(screen, &written, args.volume.quiet);
    note_numbered(screen, letters);
    run::note_deliveries(screen, &letters.deliveries, args.volume);
    note_register(screen, &gathered.register);
    check::note_refused(screen, &gathered);
    Ok(exit_of(&gathered, &checked.findings, args.volume.fail_on))
}

/// Lists what was given, and what letters had before.
fn said(given: &[Registered], had: &[Registered]) -> String {
    let line =
        |row: &Registered| format!("  {}　{}　{}　成文日期 {}", row.number, row.kind, clean(row.receiver.to_string()), row.dated);
    let mut lines = match (given.len(), had.len()) {
        (0, 0) => return "本月没有要编号的函。".to_owned(),
        (0, had) => vec![format!("没有新编文号：这 {had} 份函都已编号，文号不变。")],
        (given, 0) => vec![format!("新编文号 {given} 个：")],
        (given, had) => vec![format!("新编文号 {given} 个（另有 {had} 份早已编号，文号不变）：")],
    };
    lines.extend(given.iter().map(line));
    if given.is_empty() {
        lines.extend(had.iter().map(line));
    }
    lines.join("\n")
}

/// Says which numbered letters are not as they were numbered.
pub(in crate::cli) fn note_numbered(screen: &Screen, letters: &Letters) {
    if !letters.altered.is_empty() {
        let numbers: Vec<&str> = letters.altered.iter().map(|number| number.as_str()).collect();
        screen.note(&clean(format!(
            "内容与编号时不同的函：{}。已经发出的，以发出的为准；还没有发出的，请核对后再印",
            numbers.join("、")
        )));
    }
    for row in &letters.unasked {
        screen.note(&clean(format!(
            "「{}」（{}，{}）已编号，但按现在的台账不再需要，没有写出；没有发出的，用 xuncha letter void 作废",
            row.number, row.kind, row.receiver
        )));
    }
}
