//! `policy review`: what the deductions have done over the months kept, and which fewer of them would rank alike.

use std::path::PathBuf;

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::cli::exit::Exit;
use crate::cli::options::{Format, workspace_at};
use crate::cli::screen::{Screen, clean};
use crate::cli::wrap::{Lead, shortened, wrap};
use crate::error::Error;
use crate::model::number::plain;
use crate::model::text::Text;
use crate::pipeline::policy::review::{Entry, LEAST_MONTHS, Moved, Review, Smaller, Use, review};

/// 复盘减分项：历月各扣了多少、影响了谁的名次、哪些从没扣过、能不能精简
///
/// 看的是工作区存档里的各个月份（运行过 xuncha run 的），办法用最后那个月施行的。
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Args {
    /// 工作区文件夹；不写就是当前文件夹
    #[arg(value_name = "工作区")]
    workspace: Option<PathBuf>,
    /// 精简以后名次至少要有多像：最高 1，就是先后一点不变
    #[arg(long, value_name = "数", default_value = "0.95", value_parser = likeness)]
    least: Decimal,
    /// 输出格式：text 或 json
    #[arg(long, value_name = "格式", default_value = "text")]
    format: Format,
}

fn likeness(text: &str) -> Result<Decimal, String> {
    let number = text.parse().ok().filter(|number| (Decimal::ZERO..=Decimal::ONE).contains(number));
    number.ok_or_else(|| "要写 0 到 1 之间的数，例如 0.95".to_owned())
}

/// How many moves of one deduction are named; all of them are in the JSON.
const FEW: usize = 6;

/// How wide a title may be in the table.
const TITLE: usize = 30;

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    let workspace = workspace_at(args.workspace.as_deref())?;
    let found = review(&workspace, args.least)?;
    match (&found, args.format) {
        (_, Format::Json) => screen.out(&serde_json::to_string_pretty(&json(found.as_ref())).expect("a report is plain data")),
        (None, Format::Text) => screen.note("还没有存档：运行 xuncha run 以后，当月就有存档，有了几个月才好复盘"),
        (Some(found), Format::Text) => screen.out(&text(screen, found)),
    }
    Ok(Exit::Done)
}

fn text(screen: &Screen, found: &Review) -> String {
    let in_force: Vec<&Entry> = found.entries.iter().filter(|entry| entry.in_force).collect();
    let months: Vec<String> = found.months.iter().map(ToString::to_string).collect();
    let span = match (months.first(), months.last()) {
        (Some(first), Some(last)) if first != last => format!("{first} 至 {last}"),
        (first, _) => first.cloned().unwrap_or_default(),
    };
    let (title, version) = (&found.policy.title, &found.policy.version);
    let head = format!("存档 {} 个月（{span}），{title}（{version}）施行的减分项 {} 项", months.len(), in_force.len());
    let mut lines = paragraph(&head);
    if in_force.is_empty() {
        lines.extend(paragraph("这份办法没有施行的减分项，没有可以复盘的"));
        return lines.join("\n");
    }
    lines.extend([String::new(), table(screen, found), String::new()]);
    lines.extend(moves(found));
    lines.extend(paragraph(&format!("从没扣过分的：{}", listed(found, &found.never))));
    match &found.together[..] {
        [] => lines.push("每次都一起扣的：没有".to_owned()),
        groups => groups.iter().for_each(|ids| lines.extend(paragraph(&format!("每次都一起扣的：{}", listed(found, ids))))),
    }
    let resting: Vec<String> = found.entries.iter().filter(|entry| !entry.in_force).map(resting).collect();
    if !resting.is_empty() {
        lines.extend(paragraph(&format!("现在不扣分的：{}", resting.join("；"))));
    }
    lines.push(String::new());
    lines.extend(proposal(found, in_force.len()));
    lines.join("\n")
}

fn paragraph(text: &str) -> Vec<String> {
    wrap(&Lead::indent(0).hanging(2), &clean(text.to_owned()))
}

fn table(screen: &Screen, found: &Review) -> String {
    let numbers = ["月数", "单位", "次数", "扣分", "变动名次"];
    let mut rows = screen.table(&["减分项", "月数", "单位", "次数", "扣分", "变动名次"], &numbers);
    for used in &found.uses {
        let title = clean(found.title(&used.id).to_string());
        let cells = [
            shortened(&title, TITLE).unwrap_or(title),
            used.months.to_string(),
            used.units.to_string(),
            used.times.to_string(),
            points(used.points),
            used.moved.len().to_string(),
        ];
        rows.add(cells.to_vec(), None);
    }
    rows.draw()
}

fn points(points: Decimal) -> String {
    plain(points.round_dp(2))
}

/// Tells whom each deduction moved.
fn moves(found: &Review) -> Vec<String> {
    let mut lines = Vec::new();
    for used in found.uses.iter().filter(|used| !used.moved.is_empty()) {
        let one = |moved: &Moved| format!("{} {} 第 {} 名（不扣是第 {} 名）", moved.month, moved.unit, moved.with, moved.without);
        let mut said: Vec<String> = used.moved.iter().take(FEW).map(one).collect();
        if used.moved.len() > FEW {
            said.push(format!("等 {} 次", used.moved.len()));
        }
        lines.extend(paragraph(&format!("「{}」变动的名次：{}", found.title(&used.id), said.join("；"))));
    }
    if lines.is_empty() {
        lines.push("不管少了哪一项，名次都不变".to_owned());
    }
    lines
}

fn listed(found: &Review, ids: &[Text]) -> String {
    let titles: Vec<&str> = ids.iter().map(|id| found.title(id).as_str()).collect();
    if titles.is_empty() { "没有".to_owned() } else { titles.join("、") }
}

/// Names a deduction that takes no points now, with why.
fn resting(entry: &Entry) -> String {
    let why = entry.reason.as_ref().map(|reason| format!("（{reason}）")).unwrap_or_default();
    let trial = if entry.trial { "（试行）" } else { "" };
    format!("{}{trial}{why}", entry.title)
}

fn proposal(found: &Review, in_force: usize) -> Vec<String> {
    let months = found.months.len();
    let Some(smaller) = &found.smaller else {
        return paragraph(&if months < LEAST_MONTHS {
            format!("存档只有 {months} 个月，不提精简建议：满 {LEAST_MONTHS} 个月才看得出哪些减分项用不着")
        } else {
            "各月都没有得分不同的单位可以比较，看不出精简以后名次会怎样".to_owned()
        });
    };
    if smaller.dropped.is_empty() {
        return paragraph("精简：少了任何一项，名次的变动都太大，建议都保留");
    }
    if smaller.kept.is_empty() {
        return paragraph("精简：少了哪一项名次都不变，存档的月份看不出该留哪些，不提精简建议");
    }
    let mut lines = paragraph(&format!("精简：{in_force} 项可以减到 {} 项，名次大体不变", smaller.kept.len()));
    let mut within = |text: String| lines.extend(wrap(&Lead::indent(2).hanging(8), &clean(text)));
    within(format!("保留：{}", listed(found, &smaller.kept)));
    within(format!("去掉：{}（从影响最小的排起）", listed(found, &smaller.dropped)));
    within(likeness_said(smaller));
    lines.extend(paragraph("这只是按存档的月份算的。没扣过分的，也可能正是因为有它才没人犯，去留请斟酌。"));
    lines
}

fn likeness_said(smaller: &Smaller) -> String {
    let shown = |number: Option<Decimal>| number.map_or_else(|| "无".to_owned(), |number| plain(number.round_dp(3)));
    let (kendall, spearman) = (shown(smaller.likeness.kendall), shown(smaller.likeness.spearman));
    format!("精简前后名次的相关系数：肯德尔 {kendall}，斯皮尔曼 {spearman}（1 是先后完全一样，0 是毫不相干）")
}

fn json(found: Option<&Review>) -> Value {
    let Some(found) = found else { return json!({"version": 1, "months": []}) };
    let number = |number: Option<Decimal>| number.map(|number| plain(number.round_dp(6)));
    let moved = |moved: &Moved| json!({"month": moved.month.to_string(), "unit": moved.unit, "rank": moved.with, "rank_without": moved.without});
    let used = |used: &Use| {
        json!({
            "id": used.id, "months": used.months, "units": used.units, "results": used.results, "times": used.times,
            "points": plain(used.points.round_dp(6)), "moved": used.moved.iter().map(moved).collect::<Vec<_>>(),
        })
    };
    let entry = |entry: &Entry| json!({"id": entry.id, "title": entry.title, "in_force": entry.in_force, "trial": entry.trial, "reason": entry.reason});
    let smaller = |smaller: &Smaller| {
        json!({
            "kept": smaller.kept, "dropped": smaller.dropped,
            "kendall": number(smaller.likeness.kendall), "spearman": number(smaller.likeness.spearman),
        })
    };
    json!({
        "version": 1,
        "policy": found.policy,
        "months": found.months.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "deductions": found.entries.iter().map(entry).collect::<Vec<_>>(),
        "uses": found.uses.iter().map(used).collect::<Vec<_>>(),
        "never": found.never,
        "together": found.together,
        "smaller": found.smaller.as_ref().filter(|smaller| !smaller.kept.is_empty()).map(smaller),
    })
}
