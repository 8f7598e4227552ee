//! `letter register`: the register of letters, listed or as a workbook.

use std::path::PathBuf;

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::cli::check;
use crate::cli::copies::write_new;
use crate::cli::exit::Exit;
use crate::cli::options::{Format, today, workspace_at};
use crate::cli::screen::{Screen, clean};
use crate::cli::wrap::{Lead, wrap};
use crate::error::Error;
use crate::model::letter_register::{Doubt, Register, Registered};
use crate::pipeline::{self, Listed};

/// 列出发文登记：文号、送达、要求反馈和实际反馈日期、是否采纳；加 --out，写成《移交台账.xlsx》
///
/// 收回的反馈表放在工作区的“反馈”文件夹里，填好的移交台账放在工作区里，都会一并读入。
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// 工作区文件夹；不写就是当前文件夹
    #[arg(value_name = "工作区")]
    workspace: Option<PathBuf>,
    /// 只列这一年的文号
    #[arg(long, value_name = "年份")]
    year: Option<i32>,
    /// 写成《移交台账.xlsx》：存为这个文件，或存进这个文件夹
    #[arg(long, value_name = "文件或文件夹")]
    out: Option<PathBuf>,
    /// 输出格式：text 或 json
    #[arg(long, value_name = "格式", default_value = "text")]
    format: Format,
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    let workspace = workspace_at(args.workspace.as_deref())?;
    let today = today();
    let mut listed = pipeline::listed(&workspace, today)?;
    if let Some(year) = args.year {
        listed.register.entries.retain(|row| row.year == year);
    }
    let register = &listed.register;
    match args.format {
        Format::Json => screen.out(&serde_json::to_string_pretty(&report(register)).expect("a report is plain data")),
        Format::Text if register.entries.is_empty() => screen.note("发文登记还是空的：运行 xuncha letter number 给函编号"),
        Format::Text => screen.out(&text(screen, register, today)),
    }
    if let Some(folder) = &args.out {
        match pipeline::handover(&listed, &workspace, today)? {
            Some(document) => {
                let is_file = folder.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"));
                let path = if is_file { folder.clone() } else { folder.join(&document.path) };
                write_new(&path, &document.content)?;
                screen.note(&clean(format!("已写出：{}", path.display())));
            }
            None => screen.note("没有可写的：还没有编过文号"),
        }
    }
    note_listed(screen, &listed);
    Ok(if listed.refused.is_empty() { Exit::Done } else { Exit::Incomplete })
}

fn text(screen: &Screen, register: &Register, today: NaiveDate) -> String {
    let headings = ["文号", "函种", "主送", "成文日期", "送达", "要求反馈", "实际反馈", "是否采纳", "状态"];
    let mut rows = screen.table(&headings, &[]);
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    for row in &register.entries {
        let cells = [
            row.number.to_string(),
            row.kind.to_string(),
            row.receiver.to_string(),
            row.dated.to_string(),
            day(row.served),
            day(row.reply_due),
            day(row.replied),
            row.adopted.map(|adopted| adopted.label().to_owned()).unwrap_or_default(),
            row.state(today),
        ];
        rows.add(cells.to_vec(), None);
    }
    let live = register.live().count();
    let void = register.entries.len() - live;
    let mut lines = vec![rows.draw(), String::new(), format!("发文 {live} 份，作废 {void} 份。")];
    for (code, year, first, last) in register.missing() {
        let span = if first == last { format!("{first} 号") } else { format!("{first} 至 {last} 号") };
        lines.push(format!("{code}〔{year}〕{span}不在登记中，是另行编发的。"));
    }
    lines.join("\n")
}

fn report(register: &Register) -> Value {
    let row = |row: &Registered| {
        let answered = register.answers.get(&row.number);
        json!({
            "number": row.number, "code": row.code, "year": row.year, "serial": row.serial, "key": row.key,
            "month": row.month.to_string(), "kind": row.kind, "receiver": row.receiver, "title": row.title,
            "dated": row.dated, "reply_due": row.reply_due, "served": row.served, "replied": row.replied,
            "adopted": row.adopted, "asked": row.asked, "handled": answered.map(|answered| answered.handled),
            "institutions": answered.map(|answered| &answered.institutions), "note": row.note, "void": row.voided,
            "sha256": row.sha256,
        })
    };
    json!({"version": 1, "letters": register.entries.iter().map(row).collect::<Vec<_>>()})
}

fn note_listed(screen: &Screen, listed: &Listed) {
    note_doubts(screen, "反馈表或表格有一处没有计入：", &listed.slips);
    note_register(screen, &listed.register);
    check::note_refusals(screen, &listed.refused);
}

/// Says what contradicts the register.
pub(in crate::cli) fn note_register(screen: &Screen, register: &Register) {
    note_doubts(screen, "发文登记：", &register.doubts);
}

fn note_doubts(screen: &Screen, lead: &str, doubts: &[Doubt]) {
    for doubt in doubts {
        let inside = doubt.place.inside().map(|inside| format!("，{inside}")).unwrap_or_default();
        let said = format!("{lead}{}（{}{inside}）", doubt.message, doubt.place.file);
        screen.note(&wrap(&Lead::indent(0).hanging(2), &clean(said)).join("\n"));
    }
}
