//! `explain`: what a rule means and where it is written, or how a unit's score comes about.

use clap::ValueEnum;
use serde_json::{Value, json};

use crate::check::CHECKS;
use crate::cli::check;
use crate::cli::data;
use crate::cli::exit::Exit;
use crate::cli::options::{FailOn, Format, Input, exit_of};
use crate::cli::published::{Published, note_departure};
use crate::cli::receipt;
use crate::cli::screen::{Screen, clean};
use crate::cli::wrap::{Lead, wrap};
use crate::error::{Error, ErrorKind};
use crate::model::about::{About, Severity};
use crate::model::assessment::UnitAssessment;
use crate::model::directory::UnitMatch;
use crate::model::receipt::Receipt;
use crate::model::text::Text;
use crate::pipeline::policy::describe::{self, Item};
use crate::pipeline::{self, Gathered};
use crate::policy::expression::manual;
use crate::policy::rules::Rule;
use crate::policy::{Policy, reader};
use crate::score::deduction::DEDUCTIONS;
use crate::score::indicator::INDICATORS;
use crate::score::veto::VETOES;
use crate::warn::SIGNS;

/// 说明一条规则的含义和出处，或一个单位的得分从哪些单元格来
///
/// 例如：xuncha explain closed-without-evidence；xuncha explain 县教育局 samples/county --month 2026-10
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// 规则编号（如 overdue），或单位名称
    #[arg(value_name = "规则或单位", required_unless_present = "all")]
    what: Option<String>,
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    published: Published,
    /// 输出格式：text 或 json
    #[arg(long, value_name = "格式", default_value = "text")]
    format: Format,
    /// 列出全部规则（Markdown）；checks 核验规则，indicators 指标、减分项和否决项；warnings 预警；policy 自定规则的条件怎么写；letters 有哪些函件、模板怎么写
    #[arg(long, value_name = "哪一类")]
    all: Option<All>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum All {
    Checks,
    Indicators,
    Warnings,
    Policy,
    Letters,
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    if let Some(all) = args.all {
        screen.out(&match all {
            All::Checks => checks_page(),
            All::Indicators => indicators_page() + &own_items_page(args)?,
            All::Warnings => warnings_page(),
            All::Policy => manual::page(),
            All::Letters => pipeline::letters_page(),
        });
        return Ok(Exit::Done);
    }
    let what = args.what.as_deref().unwrap_or_default();
    if let Some((kind, about)) = rules().into_iter().find(|(_, about)| about.id == what) {
        screen.out(&match args.format {
            Format::Text => rule(kind, about),
            Format::Json => rule_json(kind, about),
        });
        return Ok(Exit::Done);
    }
    if what.is_ascii() {
        let policy = args.input.policy_request()?.map(|request| pipeline::load_policy(&request)).transpose()?;
        let own = policy.as_ref().map_or(&[][..], |policy| &policy.rules[..]);
        if let (Some(policy), Some(found)) = (&policy, own.iter().find(|rule| rule.about.id == what)) {
            screen.out(&match args.format {
                Format::Text => own_rule(policy, found),
                Format::Json => own_rule_json(policy, found),
            });
            return Ok(Exit::Done);
        }
        if let Some((kind, item)) = policy.as_ref().and_then(|policy| describe::own_item(policy, what)) {
            screen.out(&match args.format {
                Format::Text => own_item(kind, &item),
                Format::Json => own_item_json(kind, &item),
            });
            return Ok(Exit::Done);
        }
        let items = policy.as_ref().map(describe::own_ids).unwrap_or_default();
        let own = own.iter().map(|rule| rule.about.id.as_str());
        let known = rules().into_iter().map(|(_, about)| about.id).chain(own).chain(items);
        let near = reader::nearest(what, known);
        let error = Error::new(ErrorKind::Request, format!("没有「{what}」这条规则"));
        return Err(error.hint(
            near.map_or_else(|| "运行 xuncha explain --all checks 查看全部规则".to_owned(), |near| format!("是不是「{near}」")),
        ));
    }
    let gathered = pipeline::gather(&args.published.apply(args.input.request()?)?)?;
    let assessment = gathered.assess_and_weigh();
    let unit = find_unit(&gathered, &assessment.units, what)?;
    let receipt = gathered.receipt(&assessment, unit);
    screen.out(&match args.format {
        Format::Text => receipt_text(&gathered, unit, &receipt),
        Format::Json => {
            let mut score = data::unit_score(unit, &gathered.policy);
            receipt::add_json(&mut score, &receipt);
            pretty(&score)
        }
    });
    check::note_refused(screen, &gathered);
    let told = note_departure(screen, &gathered, &assessment, args.input.is_trial());
    Ok(exit_of(&gathered, &[], FailOn::Never).max(told))
}

/// Returns every rule with its kind.
fn rules() -> Vec<(&'static str, &'static About)> {
    let mut rules: Vec<(&'static str, &'static About)> = Vec::new();
    rules.extend(CHECKS.iter().map(|item| ("核验规则", item.about())));
    rules.extend(INDICATORS.iter().map(|item| ("指标", item.about())));
    rules.extend(DEDUCTIONS.iter().map(|item| ("减分项", item.about())));
    rules.extend(VETOES.iter().map(|item| ("一票否决", item.about())));
    rules.extend(SIGNS.iter().map(|sign| ("预警", sign.about())));
    rules
}

fn rule(kind: &str, about: &About) -> String {
    let severity = about.severity.map(|severity| format!("（{}）", severity.label())).unwrap_or_default();
    let limit = CHECKS.iter().find(|check| check.about().id == about.id).and_then(|check| check.limit());
    let limit = limit.map(|limit| (limit.meaning, limit.default, "checks"));
    let sign = SIGNS.iter().find(|sign| sign.about().id == about.id).and_then(|sign| sign.limit());
    let limit = limit.or(sign.map(|limit| (limit.meaning, limit.default, "warnings")));
    let limit = limit.map(|(meaning, default, section)| {
        format!("\n数字：{meaning}，默认 {default}，可在办法里写 [{section}.{}] limit 修改", about.id)
    });
    format!(
        "{}　{}{severity}　[{}]\n缘由：{}\n办法：{}\n出处：{}{}",
        kind,
        about.title,
        about.id,
        about.why,
        about.remedy,
        about.source,
        limit.unwrap_or_default()
    )
}

fn rule_json(kind: &str, about: &About) -> String {
    pretty(&about_json(kind, &about.shared()))
}

fn about_json(kind: &str, about: &About<Text>) -> Value {
    json!({
        "id": about.id, "kind": kind, "title": about.title, "severity": about.severity, "why": about.why, "remedy": about.remedy,
        "source": about.source.to_string(),
    })
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).expect("an explanation is plain data")
}

/// Explains one of the office's own rules, as the policy has it now.
fn own_rule(policy: &Policy, rule: &Rule) -> String {
    let about = &rule.about;
    let setting = policy.check(&about.id);
    let severity = setting.and_then(|setting| setting.severity).or(about.severity);
    let state = [
        severity.map(Severity::label),
        policy.is_on_trial(&about.id).then_some("试行，不计数"),
        setting.is_some_and(|setting| setting.enabled == Some(false)).then_some("已关闭"),
    ];
    let state: Vec<&str> = state.into_iter().flatten().collect();
    let lines = format!(
        "自定规则　{}（{}）　[{}]\n条件：{} {}\n所指：「{}」一列\n缘由：{}\n办法：{}\n出处：{}",
        about.title,
        state.join("，"),
        about.id,
        rule.when.subject().label(),
        rule.when,
        rule.field.label(),
        about.why,
        about.remedy,
        about.source
    );
    lines.lines().map(|line| clean(line.to_owned())).collect::<Vec<_>>().join("\n")
}

fn own_rule_json(policy: &Policy, rule: &Rule) -> String {
    let mut value = about_json("自定规则", &rule.about);
    value["when"] = json!(rule.when.to_string());
    value["field"] = json!(rule.field.key());
    value["trial"] = json!(policy.is_on_trial(&rule.about.id));
    pretty(&value)
}

/// Explains one of the office's own indicators, deductions or vetoes, as the policy has it now.
fn own_item(kind: &str, item: &Item) -> String {
    let lines = format!(
        "{kind}　{}（{}）　[{}]\n算法：{}\n出处：{}",
        item.title,
        item.worth,
        item.id,
        item.meaning.join("；"),
        if item.source.is_empty() { "办法里没有写" } else { &item.source }
    );
    lines.lines().map(|line| clean(line.to_owned())).collect::<Vec<_>>().join("\n")
}

fn own_item_json(kind: &str, item: &Item) -> String {
    pretty(&json!({
        "id": item.id, "kind": kind, "title": item.title, "worth": item.worth, "meaning": item.meaning, "source": item.source,
    }))
}

fn find_unit<'a>(gathered: &Gathered, units: &'a [UnitAssessment], what: &str) -> Result<&'a UnitAssessment, Error> {
    let (name, known) = match gathered.directory.recognise(what) {
        UnitMatch::Known(name) => (name.to_string(), true),
        UnitMatch::Unknown(_) => (what.to_owned(), false),
    };
    units.iter().find(|unit| *unit.unit == *name).ok_or_else(|| {
        if known {
            let error = Error::new(ErrorKind::Request, format!("{} 没有「{name}」的台账，名录里有这个单位", gathered.month));
            return error.hint("请先把它的台账放进来；已经放了的，运行 xuncha check 看为什么没有用上");
        }
        let near = reader::nearest(&name, units.iter().map(|unit| unit.unit.as_str()));
        let names: Vec<_> = units.iter().map(|unit| unit.unit.as_str()).collect();
        let hint = near.map_or_else(|| format!("有台账的单位：{}", names.join("、")), |near| format!("是不是「{near}」"));
        Error::new(ErrorKind::Request, format!("没有「{what}」的台账")).hint(hint)
    })
}

/// Writes how a score comes about: where the unit stands, the receipt, what the score is used for.
fn receipt_text(gathered: &Gathered, unit: &UnitAssessment, receipt: &Receipt) -> String {
    let completion = unit.tally.completion;
    let mut facts = vec![
        format!("{}　{}", unit.unit, gathered.month),
        format!(
            "得分 {}（剔除预扣分 {}），等次 {}，{}",
            unit.score,
            unit.score_without_provisional,
            unit.grade,
            unit.place_among(&gathered.policy.groups)
        ),
    ];
    if !unit.alike.is_empty() {
        let names: Vec<&str> = unit.alike.iter().map(|unit| unit.as_str()).collect();
        facts.push(format!("与{}不可区分：各指标满分略有增减，名次就可能互换", names.join("、")));
    }
    facts.push(format!(
        "计数 {} 条，完成 {}/{}，超期 {} 条",
        unit.tally.problems, completion.numerator, completion.denominator, unit.tally.overdue
    ));
    let mut lines: Vec<String> = facts.into_iter().flat_map(|fact| wrap(&Lead::indent(0).hanging(2), &clean(fact))).collect();
    lines.push(String::new());
    lines.extend(receipt::text(receipt, &gathered.policy));
    lines.push(String::new());
    let mut verdicts = vec![
        verdict_line("评优", unit.honours.eligible, &unit.honours.reasons),
        verdict_line("优先保障", unit.resources.eligible, &unit.resources.reasons),
    ];
    verdicts.extend(unit.annual.map(|annual| format!("年度得分 {annual}")));
    verdicts.extend(receipt.remarks.iter().cloned());
    lines.extend(verdicts.into_iter().flat_map(|verdict| wrap(&Lead::indent(0).hanging(2), &clean(verdict))));
    lines.join("\n")
}

fn verdict_line(what: &str, eligible: bool, reasons: &[String]) -> String {
    if eligible { format!("{what}：符合条件") } else { format!("{what}：不符合条件，{}", reasons.join("；")) }
}

/// Writes `docs/checks.md`.
fn checks_page() -> String {
    let mut page = String::from(
        "# 核验规则\n\n由 `xuncha explain --all checks` 生成，与程序里的说法一字不差。\n轻重可在办法的 `[checks.规则编号]` 里用 `severity`、`enabled`、`limit` 修改，用 `trial` 试行。\n自己的规则怎么加，见 [自定规则的条件怎么写](policy.md)。\n",
    );
    for check in CHECKS {
        page.push_str(&section(check.about()));
        if let Some(limit) = check.limit() {
            page.push_str(&format!("- 数字：{}，默认 {}\n", limit.meaning, limit.default));
        }
    }
    page
}

/// Writes `docs/indicators.md`.
fn indicators_page() -> String {
    let mut page = String::from(
        "# 指标、减分项和一票否决\n\n由 `xuncha explain --all indicators` 生成，与程序里的说法一字不差。分值在办法里定。\n",
    );
    let groups: [(&str, Vec<&About>); 3] = [
        ("指标", INDICATORS.iter().map(|item| item.about()).collect()),
        ("减分项", DEDUCTIONS.iter().map(|item| item.about()).collect()),
        ("一票否决", VETOES.iter().map(|item| item.about()).collect()),
    ];
    for (title, abouts) in groups {
        page.push_str(&format!("\n## {title}\n"));
        for about in abouts {
            page.push_str(&section(about).replace("\n## ", "\n### "));
        }
    }
    page
}

/// Writes the office's own items below the built-in ones, where a policy is at hand.
fn own_items_page(args: &Args) -> Result<String, Error> {
    let Some(request) = args.input.policy_request()? else { return Ok(String::new()) };
    let policy = pipeline::load_policy(&request)?;
    let mut page = String::new();
    for (kind, item) in describe::own_ids(&policy).into_iter().filter_map(|id| describe::own_item(&policy, id)) {
        if page.is_empty() {
            page = format!("\n## {}自定的\n", policy.stamp.title);
        }
        let (meaning, source) = (item.meaning.join("；"), if item.source.is_empty() { "办法里没有写" } else { &item.source });
        page.push_str(&format!(
            "\n### {}\n\n**{}**\n\n- {kind}：{}\n- 算法：{meaning}\n- 出处：{source}\n",
            item.id, item.title, item.worth
        ));
    }
    Ok(page.lines().map(|line| clean(line.to_owned()) + "\n").collect())
}

/// Writes `docs/warnings.md`.
fn warnings_page() -> String {
    let mut page = String::from(
        "# 预警\n\n由 `xuncha explain --all warnings` 生成，与程序里的说法一字不差。\n预警本身不扣分：红灯（deadline-passed）的预扣、正式扣与得分里的减分一致，办法另用自定减分项扣超期分的，原因里写明。\n在办法的 `[warnings.预警编号]` 里用 `enabled`、`limit` 修改。\n",
    );
    for sign in SIGNS {
        page.push_str(&section(sign.about()));
        if let Some(limit) = sign.limit() {
            page.push_str(&format!("- 数字：{}，默认 {}\n", limit.meaning, limit.default));
        }
    }
    page
}

fn section(about: &About) -> String {
    let severity = about.severity.map(|severity| format!("- 轻重：{}\n", severity.label())).unwrap_or_default();
    format!(
        "\n## {}\n\n**{}**\n\n{severity}- 缘由：{}\n- 办法：{}\n- 出处：{}\n",
        about.id, about.title, about.why, about.remedy, about.source
    )
}
