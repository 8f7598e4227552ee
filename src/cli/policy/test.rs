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
/// 退出码：0 全部相符，1 有不符的，2 有不能用的例子（其余的照样核对）。
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
    let examples = example::run(&policy, &PathBuf::from(folder))?;
    let (mut lines, mut wrong, mut broken) = (Vec::new(), 0, 0);
    for (name, ran) in &examples.ran {
        match ran {
            Ok(outcome) => {
                let differs = !outcome.differences.is_empty();
                wrong += usize::from(differs);
                if differs || !args.quiet {
                    lines.extend(described(outcome));
                }
            }
            Err(error) => {
                broken += 1;
                lines.extend(wrap(&Lead::indent(0).hanging(8), &clean(format!("不能用  {name}"))));
                screen.error(error);
            }
        }
    }
    for name in &examples.unused {
        let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
        let said = format!("没有用上  {name}：旁边没有同名的 {stem}.toml，不是哪个例子的台账");
        lines.extend(wrap(&Lead::indent(0).hanging(10), &clean(said)));
    }
    let count = examples.ran.len();
    let unusable = if broken == 0 { String::new() } else { format!("＋不能用 {broken}") };
    lines.push(format!("例子 {count} 个＝相符 {}＋不符 {wrong}{unusable}", count - wrong - broken));
    screen.out(&lines.join("\n"));
    Ok(match (wrong, broken) {
        (0, 0) => Exit::Done,
        (_, 0) => Exit::Findings,
        _ => Exit::Incomplete,
    })
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
