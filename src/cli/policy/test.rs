//! `policy test`: a policy's own examples, each a small ledger with what its units must score.

use std::path::{Path, PathBuf};

use crate::cli::exit::Exit;
use crate::cli::screen::{Screen, clean};
use crate::cli::wrap::{Lead, wrap};
use crate::error::Error;
use crate::pipeline::policy::example::{self, Outcome};
use crate::pipeline::policy::named;
use crate::workspace::Workspace;

/// 用例子验证一份评分办法：每个例子是一份小台账，和一份写明应得分数的 .toml
///
/// 例一.csv 是台账，例一.toml 写 as_of 和各单位应得的 score、grade，例一-事件.csv 之类是别的表。
/// 退出码：0 全部相符，1 有不符的。
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// 办法（文件或现成办法的名称；不写就用默认办法）和例子的文件夹
    #[arg(value_name = "办法 例子", required = true, num_args = 1..=2)]
    words: Vec<String>,
    /// 少说一点：只说不符的
    #[arg(short, long)]
    quiet: bool,
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    let workspace = Workspace::is_at(Path::new(".")).then(|| Workspace::load(Path::new("."))).transpose()?;
    let (name, folder) = match &args.words[..] {
        [name, folder] => (name.as_str(), folder),
        [folder] => ("默认", folder),
        _ => ("默认", &String::new()),
    };
    let policy = named(name, workspace.as_ref())?.policy()?;
    let outcomes = example::run(&policy, &PathBuf::from(folder))?;
    let mut lines = Vec::new();
    for outcome in &outcomes {
        if !args.quiet || !outcome.differences.is_empty() {
            lines.extend(described(outcome));
        }
    }
    let wrong = outcomes.iter().filter(|outcome| !outcome.differences.is_empty()).count();
    lines.push(format!("例子 {} 个＝相符 {}＋不符 {wrong}", outcomes.len(), outcomes.len() - wrong));
    screen.out(&lines.join("\n"));
    Ok(if wrong == 0 { Exit::Done } else { Exit::Findings })
}

fn described(outcome: &Outcome) -> Vec<String> {
    let title = outcome.title.as_ref().map(|title| format!("　{title}")).unwrap_or_default();
    let state = if outcome.differences.is_empty() { "相符" } else { "不符" };
    let counts = format!("（单位 {} 个，核对 {} 个数）", outcome.units, outcome.figures);
    let mut lines = wrap(&Lead::indent(0).hanging(6), &clean(format!("{state}  {}{title}{counts}", outcome.name)));
    for one in &outcome.differences {
        let said = format!("{}　{}：应为 {}，算得 {}", one.unit, one.what, one.expected, one.got);
        lines.extend(wrap(&Lead::indent(6), &clean(said)));
    }
    lines
}
