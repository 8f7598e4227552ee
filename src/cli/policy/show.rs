//! `policy show`: a policy as people read it, or its file to copy and edit.

use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::cli::copies::write_new;
use crate::cli::exit::Exit;
use crate::cli::screen::{Screen, clean};
use crate::cli::wrap::{Lead, wrap};
use crate::error::Error;
use crate::model::number::plain;
use crate::model::period::chinese_date;
use crate::pipeline::policy::describe::{self, Item, Sheet};
use crate::pipeline::policy::named;
use crate::pipeline::refuse_among_inputs;
use crate::workspace::Workspace;

/// 把一份评分办法逐项说清楚；加 --out 抄一份来改
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// 现成办法的名称（如 扶风，或 fufeng）、办法文件，或工作区里一份修订的施行日期
    #[arg(value_name = "办法")]
    policy: String,
    /// 输出格式：text 说明，toml 办法文件的原文
    #[arg(long, value_name = "格式", default_value = "text")]
    format: Format,
    /// 把办法文件的原文存为这个文件；已有的不覆盖
    #[arg(long, value_name = "文件")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Toml,
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    let workspace = Workspace::is_at(Path::new(".")).then(|| Workspace::load(Path::new("."))).transpose()?;
    let text = named(&args.policy, workspace.as_ref())?;
    if let Some(out) = &args.out {
        workspace.as_ref().map_or(Ok(()), |workspace| refuse_among_inputs(workspace, out))?;
        write_new(out, text.source.as_bytes())?;
        screen.note(&clean(format!("已写出：{}；改好后用 xuncha policy lint 查错", out.display())));
        return Ok(Exit::Done);
    }
    if args.format == Format::Toml {
        screen.out(&text.source);
        return Ok(Exit::Done);
    }
    screen.out(&page(&describe::sheet(&text.policy()?)));
    Ok(Exit::Done)
}

fn page(sheet: &Sheet) -> String {
    let mut lines = Vec::new();
    let mut say =
        |indent: usize, text: &str| lines.extend(wrap(&Lead::indent(indent).hanging(indent + 2), &clean(text.to_owned())));
    say(0, &format!("{}　版本 {}　满分 {}", sheet.stamp.title, sheet.stamp.version, plain(sheet.base)));
    if let Some(since) = sheet.stamp.since {
        say(0, &format!("自 {} 起施行", chinese_date(since)));
    }
    if let Some(source) = &sheet.source {
        say(0, &format!("依据：{source}"));
    }
    for part in &sheet.parts {
        say(0, "");
        say(0, &format!("{}　{} 分", part.title, plain(part.full)));
        part.items.iter().for_each(|item| said(&mut say, item));
    }
    for (title, items) in [("减分项", &sheet.deductions), ("一票否决", &sheet.vetoes)] {
        if !items.is_empty() {
            say(0, "");
            say(0, title);
            items.iter().for_each(|item| said(&mut say, item));
        }
    }
    if !sheet.bonus_cap.is_zero() {
        say(0, "");
        say(0, &format!("加分　按《事件》表登记的分值，最多 {} 分", plain(sheet.bonus_cap)));
    }
    say(0, "");
    say(0, &format!("等次　{}", sheet.grades.join("；")));
    if !sheet.checks.is_empty() {
        say(0, "");
        say(0, "核验规则");
        sheet.checks.iter().for_each(|check| say(2, check));
    }
    lines.join("\n")
}

fn said(say: &mut impl FnMut(usize, &str), item: &Item) {
    say(2, &format!("{}　{}　[{}]", item.title, item.worth, item.id));
    say(4, &item.meaning.join("；"));
    if !item.source.is_empty() {
        say(4, &format!("出处：{}", item.source));
    }
}
