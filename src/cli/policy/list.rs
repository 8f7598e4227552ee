//! `policy list`: the ready-made policies.

use serde_json::{Value, json};

use crate::cli::exit::Exit;
use crate::cli::options::Format;
use crate::cli::screen::Screen;
use crate::cli::wrap::{Lead, wrap};
use crate::error::Error;
use crate::model::number::plain;
use crate::pipeline::policy::named;
use crate::policy::Policy;
use crate::policy::ready::{READY, Ready};

/// 列出现成的评分办法：名称、依据、满分、多少项
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// 输出格式：text 或 json
    #[arg(long, value_name = "格式", default_value = "text")]
    format: Format,
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    let loaded = READY.iter().map(|ready| Ok((ready, named(ready.key, None)?.policy()?)));
    let policies = loaded.collect::<Result<Vec<(&Ready, Policy)>, Error>>()?;
    if args.format == Format::Json {
        let list: Vec<Value> = policies.iter().map(|(ready, policy)| described(ready, policy)).collect();
        let report = json!({"version": 1, "policies": list});
        screen.out(&serde_json::to_string_pretty(&report).expect("a list is plain data"));
        return Ok(Exit::Done);
    }
    let mut lines = Vec::new();
    for (ready, policy) in &policies {
        lines.extend(wrap(&Lead::indent(0).hanging(6), &format!("{}  {}（{}）", ready.name, policy.stamp.title, ready.key)));
        let counts = format!(
            "满分 {}，指标 {} 项，减分项 {} 项，一票否决 {} 项",
            plain(policy.base),
            policy.indicators.len(),
            policy.deductions.len(),
            policy.vetoes.len()
        );
        lines.extend(wrap(&Lead::indent(6), &counts));
        let source = policy.source.as_deref().unwrap_or_default();
        lines.extend(wrap(&Lead::indent(6), &format!("依据：{source}")));
    }
    screen.out(&lines.join("\n"));
    Ok(Exit::Done)
}

fn described(ready: &Ready, policy: &Policy) -> Value {
    json!({
        "id": ready.key,
        "name": ready.name,
        "title": policy.stamp.title,
        "version": policy.stamp.version,
        "source": policy.source,
        "base": plain(policy.base),
        "indicators": policy.indicators.len(),
        "deductions": policy.deductions.len(),
        "vetoes": policy.vetoes.len(),
    })
}
