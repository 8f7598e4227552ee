//! `policy diff`: which units would be scored otherwise by another policy, and through which items.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::cli::check;
use crate::cli::exit::Exit;
use crate::cli::options::{FailOn, Format, Input, exit_of};
use crate::cli::screen::{Screen, clean};
use crate::cli::wrap::{Lead, wrap};
use crate::error::Error;
use crate::model::assessment::PolicyStamp;
use crate::model::number::plain;
use crate::pipeline;
use crate::pipeline::Source;
use crate::pipeline::policy::difference::{Comparison, ItemMove, Moved, compare};
use crate::pipeline::policy::named;

/// 换一份评分办法，哪些单位的得分、等次、名次会变，因为哪几项
///
/// 例如：xuncha policy diff 默认 扶风 samples/county --month 2026-10
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// 原办法：办法文件、现成办法的名称，或工作区里一份修订的施行日期
    #[arg(value_name = "原办法")]
    old: String,
    /// 新办法：写法同原办法
    #[arg(value_name = "新办法")]
    new: String,
    #[command(flatten)]
    input: Input,
    /// 输出格式：text 或 json
    #[arg(long, value_name = "格式", default_value = "text")]
    format: Format,
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    let request = args.input.request()?;
    let workspace = match &request.source {
        Source::Workspace(workspace) => Some(workspace.as_ref()),
        Source::Files(_) => None,
    };
    let old = named(&args.old, workspace)?.policy()?;
    let new = named(&args.new, workspace)?.policy()?;
    let gathered = pipeline::gather(&request)?;
    let comparison = compare(&gathered, &old, &new);
    screen.out(&match args.format {
        Format::Text => text(&comparison),
        Format::Json => serde_json::to_string_pretty(&json(&comparison, gathered.as_of)).expect("a report is plain data"),
    });
    check::note_refused(screen, &gathered);
    Ok(exit_of(&gathered, &[], FailOn::Never))
}

fn text(comparison: &Comparison) -> String {
    let named = |stamp: &PolicyStamp| format!("{}（{}）", stamp.title, stamp.version);
    let mut lines = wrap(&Lead::indent(0).hanging(8), &format!("原办法：{}", named(&comparison.old)));
    lines.extend(wrap(&Lead::indent(0).hanging(8), &format!("新办法：{}", named(&comparison.new))));
    for moved in &comparison.moved {
        lines.push(String::new());
        lines.extend(wrap(&Lead::indent(0).hanging(2), &clean(headline(moved))));
        let items: Vec<String> = moved.items.iter().map(item).collect();
        let said =
            if items.is_empty() { "本单位各项不变，名次因别的单位变化".to_owned() } else { items.join("；") };
        lines.extend(wrap(&Lead::indent(4), &clean(said)));
    }
    lines.push(String::new());
    lines.push(format!("单位 {} 个，有变化 {} 个", comparison.units, comparison.moved.len()));
    lines.join("\n")
}

fn headline(moved: &Moved) -> String {
    let change = |before: String, after: String| if before == after { after } else { format!("{before} → {after}") };
    let (before, after) = (&moved.before, &moved.after);
    format!(
        "{}　得分 {}　等次 {}　名次 {}",
        moved.unit,
        change(before.score.to_string(), after.score.to_string()),
        change(before.grade.to_string(), after.grade.to_string()),
        change(before.rank.to_string(), after.rank.to_string())
    )
}

fn item(item: &ItemMove) -> String {
    if item.veto {
        let change = if item.after.is_some() { "无 → 否决" } else { "否决 → 无" };
        return format!("一票否决「{}」{change}", item.title);
    }
    let points = |points: Option<Decimal>| points.map_or_else(|| "无".to_owned(), shown);
    let within = item.within.as_ref().map(|within| format!("（{within}内）")).unwrap_or_default();
    format!("{within}{} {} → {}", item.title, points(item.before), points(item.after))
}

/// Shows points to two places; what a deduction takes has a minus.
fn shown(points: Decimal) -> String {
    let text = plain(points.round_dp(2));
    text.strip_prefix('-').map_or_else(|| text.clone(), |digits| format!("−{digits}"))
}

fn json(comparison: &Comparison, as_of: NaiveDate) -> Value {
    let points = |points: Option<Decimal>| points.map(|points| plain(points.round_dp(6)));
    let items = |moved: &Moved| -> Vec<Value> {
        let one = |item: &ItemMove| json!({"id": item.id, "title": item.title, "veto": item.veto, "within": item.within, "before": points(item.before), "after": points(item.after)});
        moved.items.iter().map(one).collect()
    };
    let moved: Vec<Value> = comparison
        .moved
        .iter()
        .map(|moved| {
            let side = |side: &crate::pipeline::policy::difference::Side| {
                json!({"score": side.score.to_string(), "grade": side.grade, "rank": side.rank})
            };
            json!({"unit": moved.unit, "before": side(&moved.before), "after": side(&moved.after), "items": items(moved)})
        })
        .collect();
    json!({
        "version": 1,
        "as_of": as_of.to_string(),
        "old": comparison.old,
        "new": comparison.new,
        "units": comparison.units,
        "moved": moved,
    })
}
