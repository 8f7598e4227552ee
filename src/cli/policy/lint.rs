//! `policy lint`: what is wrong with a policy file, and what is better written otherwise.

use std::path::Path;

use chrono::NaiveDate;

use crate::cli::exit::Exit;
use crate::cli::options::{bare_request, parse_day};
use crate::cli::screen::Screen;
use crate::error::Error;
use crate::model::period::chinese_date;
use crate::pipeline::policy::named;
use crate::workspace::Workspace;

/// 查一份评分办法：写错的逐处指出；能用但不妥的提出建议
///
/// 退出码：0 可以用（有建议的也是 0），2 有错、不能用。
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// 办法文件，或现成办法的名称
    #[arg(value_name = "办法")]
    policy: String,
    /// 以哪一天为准，看办法施行了没有；不写就是今天
    #[arg(long, value_name = "日期", value_parser = parse_day)]
    as_of: Option<NaiveDate>,
    /// 少说一点：没有可说的时候什么也不说
    #[arg(short, long)]
    quiet: bool,
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    let workspace = Workspace::is_at(Path::new(".")).then(|| Workspace::load(Path::new("."))).transpose()?;
    let (policy, mut advice) = named(&args.policy, workspace.as_ref())?.policy_with_advice()?;
    let as_of = bare_request(args.as_of, None).as_of;
    if let Some(since) = policy.stamp.since.filter(|since| *since > as_of) {
        let (since, as_of) = (chinese_date(since), chinese_date(as_of));
        advice.push(format!(
            "建议：这份办法自 {since} 起施行，{as_of} 还没有施行\n办法：请核对 since 的年份；确实以后才施行的，不用改"
        ));
    }
    for one in &advice {
        screen.out(one);
    }
    if !args.quiet {
        let summary = match advice.len() {
            0 => "写法没有问题".to_owned(),
            count => format!("写法没有错误，有 {count} 条建议"),
        };
        screen.out(&format!(
            "{}：{summary}；指标 {} 项，减分项 {} 项，一票否决 {} 项",
            policy.stamp.title,
            policy.indicators.len(),
            policy.deductions.len(),
            policy.vetoes.len()
        ));
    }
    Ok(Exit::Done)
}
