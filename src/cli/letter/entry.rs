//! `letter served`, `letter reply`, `letter void`: what became of a numbered letter.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::ValueEnum;

use crate::cli::exit::Exit;
use crate::cli::options::{parse_day, today, workspace_at};
use crate::cli::screen::{Screen, clean};
use crate::error::{Error, ErrorKind};
use crate::model::letter_register::Adopted;
use crate::pipeline::{self, Change, Entered};

/// Which letter, and where its register is.
#[derive(Debug, clap::Args)]
#[group(skip)]
struct Which {
    /// 文号，例如 青巡办〔2026〕3号；括号用 〔〕、[]、（） 都可以
    #[arg(value_name = "文号")]
    number: String,
    /// 工作区文件夹；不写就是当前文件夹
    #[arg(value_name = "工作区")]
    workspace: Option<PathBuf>,
}

/// 登记送达日期
///
/// 例如：xuncha letter served 青巡办〔2026〕3号 --date 2026-11-03
#[derive(Debug, clap::Args)]
pub(super) struct Served {
    #[command(flatten)]
    which: Which,
    /// 送达日期，例如 2026-11-03；默认为今天
    #[arg(long, value_name = "日期", value_parser = parse_day)]
    date: Option<NaiveDate>,
    /// 备注，例如 机要交换
    #[arg(long, value_name = "备注")]
    note: Option<String>,
}

/// 登记反馈日期和是否采纳
///
/// 例如：xuncha letter reply 青巡办〔2026〕3号 --date 2026-11-20 --adopted 采纳
#[derive(Debug, clap::Args)]
pub(super) struct Reply {
    #[command(flatten)]
    which: Which,
    /// 实际反馈日期，例如 2026-11-20；默认为今天
    #[arg(long, value_name = "日期", value_parser = parse_day)]
    date: Option<NaiveDate>,
    /// 是否采纳：采纳、部分采纳、不采纳
    #[arg(long, value_name = "采纳情况")]
    adopted: Option<Word>,
    /// 备注
    #[arg(long, value_name = "备注")]
    note: Option<String>,
}

/// 作废一个文号：登记里留着，号不再用；这份函再编号时编新的号
///
/// 例如：xuncha letter void 青巡办〔2026〕3号 --reason 印错
#[derive(Debug, clap::Args)]
pub(super) struct Void {
    #[command(flatten)]
    which: Which,
    /// 作废的原因
    #[arg(long, value_name = "原因")]
    reason: String,
}

/// What was made of a letter, in the office's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Word {
    /// 采纳.
    #[value(name = "采纳")]
    Yes,
    /// 部分采纳.
    #[value(name = "部分采纳")]
    Partly,
    /// 不采纳.
    #[value(name = "不采纳", alias = "未采纳")]
    No,
}

impl From<Word> for Adopted {
    fn from(word: Word) -> Self {
        match word {
            Word::Yes => Self::Yes,
            Word::Partly => Self::Partly,
            Word::No => Self::No,
        }
    }
}

pub(super) fn served(args: &Served, screen: &Screen) -> Result<Exit, Error> {
    let served = Some(args.date.unwrap_or_else(today));
    let entered = enter(&args.which, Change { served, note: args.note.clone(), ..Change::default() })?;
    say(screen, &entered, "送达日期", entered.before.served, served);
    Ok(Exit::Done)
}

pub(super) fn reply(args: &Reply, screen: &Screen) -> Result<Exit, Error> {
    let replied = Some(args.date.unwrap_or_else(today));
    let adopted = args.adopted.map(Adopted::from);
    let entered = enter(&args.which, Change { replied, adopted, note: args.note.clone(), ..Change::default() })?;
    say(screen, &entered, "实际反馈日期", entered.before.replied, replied);
    let after = &entered.after;
    if let Some(adopted) = after.adopted {
        let before = entered.before.adopted.filter(|before| *before != adopted);
        let before = before.map(|before| format!("（原来是{}）", before.label())).unwrap_or_default();
        screen.out(&format!("  是否采纳：{}{before}", adopted.label()));
    }
    if let (Some(due), Some(replied)) = (after.reply_due, after.replied)
        && replied > due
    {
        screen.note(&format!("要求反馈日期是 {due}，逾期 {} 天", (replied - due).num_days()));
    }
    Ok(Exit::Done)
}

pub(super) fn void(args: &Void, screen: &Screen) -> Result<Exit, Error> {
    let reason = args.reason.trim();
    if reason.is_empty() {
        return Err(Error::new(ErrorKind::Request, "作废要写明原因").hint("例如 --reason 印错"));
    }
    let entered = enter(&args.which, Change { voided: Some(reason.to_owned()), ..Change::default() })?;
    let row = &entered.after;
    screen.out(&clean(format!("{}（{}，{}）已作废：{reason}", row.number, row.kind, row.receiver)));
    screen.note("这个号留在登记里，不再使用；这份函仍要发的，再运行 xuncha letter number 编新的号");
    Ok(Exit::Done)
}

fn enter(which: &Which, change: Change) -> Result<Entered, Error> {
    let workspace = workspace_at(which.workspace.as_deref())?;
    pipeline::enter(&workspace, &which.number, change, today())
}

/// Says what was entered, and what stood there before.
fn say(screen: &Screen, entered: &Entered, what: &str, before: Option<NaiveDate>, after: Option<NaiveDate>) {
    let row = &entered.after;
    let day = after.map(|day| day.to_string()).unwrap_or_default();
    let before = match before {
        Some(before) if Some(before) == after => "（早已这样登记）".to_owned(),
        Some(before) => format!("（原来登记的是 {before}）"),
        None => String::new(),
    };
    screen.out(&clean(format!("{}（{}，{}）", row.number, row.kind, row.receiver)));
    screen.out(&format!("  {what}：{day}{before}"));
}
