//! `[[deductions]]`: what takes points off, and that each can.

use rust_decimal::Decimal;

use crate::model::inputs::{self, EventWord};
use crate::policy::load::ids::{Ids, Seen, What};
use crate::policy::reader::{Section, nearest};
use crate::policy::{DeductionRule, IndicatorRule, KnownIds, Method, Trigger, rules};

const DEDUCTION: What = What { name: "减分项", asks: "when 或 event" };

pub(super) fn deduction(
    section: &Section<'_, '_>,
    known: &KnownIds,
    indicators: &[IndicatorRule],
    ids: &mut Ids<'_>,
    seen: &mut Seen,
) -> Option<DeductionRule> {
    let trigger = trigger(section);
    let own = section.has("when") || section.has("event");
    let id = ids.claim(section, DEDUCTION, own, &known.deductions);
    let title = section.text("title");
    if own && title.is_none() {
        section.fault("id", "自定减分项要写名称", Some("请补上 title".to_owned()));
    }
    let points = section.required_decimal("points").unwrap_or_default();
    if points < Decimal::ZERO {
        section.fault("points", "扣分写正数", Some("例如 points = 1".to_owned()));
    }
    if own && section.has("final_after_days") {
        section.fault("final_after_days", "只有 overdue 有预扣期", Some("请删去这一行".to_owned()));
    }
    let rule = DeductionRule {
        id: id.unwrap_or_default(),
        title,
        kind: trigger.unwrap_or(Trigger::BuiltIn),
        from: from(section, indicators),
        points,
        cap: section.decimal("cap"),
        final_after_days: section.count("final_after_days").unwrap_or(30),
        enabled: section.flag("enabled").unwrap_or(true),
        trial: section.flag("trial").unwrap_or(false),
        since: section.date("since"),
        until: section.date("until"),
        reason: section.text("reason"),
        source: section.text("source"),
    };
    if rule.enabled {
        refuse_idle(section, &rule);
        if own {
            let from = rule.from.as_deref().unwrap_or_default();
            seen.note(section, if section.has("when") { "when" } else { "event" }, &rule.id, looks_at(&rule.kind, from, &rule));
        }
    }
    advise(section, &rule, own);
    Some(rule)
}

/// Reads what an item looks at; nothing for a built-in one.
pub(super) fn trigger(section: &Section<'_, '_>) -> Option<Trigger> {
    let (when, event) = (rules::condition(section, "when"), section.text("event"));
    if section.has("when") && section.has("event") {
        section.fault("event", "when 和 event 只能写一个", Some("请分成两项".to_owned()));
    }
    if let Some(word) = event {
        let word = inputs::word(&word);
        if word.is_empty() {
            let hint = "请写《事件》表里的词，例如 event = \"约谈\"；不按事件扣的删去这一行";
            section.fault("event", "event 没有写是什么事件", Some(hint.to_owned()));
        } else if EventWord::of(&word).is_some() {
            let hint = "自带的事件由 returned、notice-…、late-report、bonus、false-report 处理；自定的请写另外的词".to_owned();
            section.fault("event", format!("事件「{word}」不能自定"), Some(hint));
        }
        return Some(Trigger::Event(word));
    }
    when.map(Trigger::When)
}

fn looks_at(kind: &Trigger, from: &str, rule: &DeductionRule) -> String {
    // The same condition may hold its price in one span of time and another price in the next.
    let span = (rule.since, rule.until);
    match kind {
        Trigger::When(condition) => format!("{condition} {from} {span:?}"),
        Trigger::Event(word) => format!("事件 {word} {from} {span:?}"),
        Trigger::BuiltIn => String::new(),
    }
}

/// Reads the indicator the points come off.
fn from(section: &Section<'_, '_>, indicators: &[IndicatorRule]) -> Option<String> {
    let id = section.text("from")?;
    let deduct = || indicators.iter().filter(|rule| rule.method == Method::Deduct).map(|rule| rule.id.as_str());
    let listed = || match deduct().collect::<Vec<_>>() {
        ids if ids.is_empty() => "先给一个指标写上 method = \"deduct\"".to_owned(),
        ids => format!("满分起扣的指标有：{}", ids.join("、")),
    };
    match indicators.iter().find(|rule| rule.id == id) {
        None => {
            let hint = nearest(&id, deduct()).map_or_else(listed, |near| format!("是不是「{near}」"));
            section.fault("from", format!("没有「{id}」这个指标"), Some(hint));
        }
        Some(rule) if rule.method != Method::Deduct => {
            section.fault("from", format!("指标「{id}」不是满分起扣的，扣不了"), Some(listed()));
        }
        Some(rule) if rule.full.is_zero() => {
            section.fault("from", format!("指标「{id}」满分是 0，没有可扣的分"), Some("请给它分值，或删去这一项".to_owned()));
        }
        Some(_) => {}
    }
    Some(id)
}

/// An item in force that can never take what it says is a fault.
fn refuse_idle(section: &Section<'_, '_>, rule: &DeductionRule) {
    if rule.points.is_zero() && section.has("points") {
        section.fault("points", "每次扣 0 分，这一项永远不起作用", Some("不要的写 enabled = false".to_owned()));
    }
    if rule.cap.is_some_and(|cap| cap < rule.points) {
        section.fault("cap", "上限比单次扣分还小，这一项永远扣不足", None);
    }
    if let (Some(since), Some(until)) = (rule.since, rule.until)
        && since > until
    {
        section.fault("until", format!("{until} 在 {since} 以前，这一项永远不施行"), Some("请核对 since 和 until".to_owned()));
    }
}

fn advise(section: &Section<'_, '_>, rule: &DeductionRule, own: bool) {
    if !rule.enabled && rule.reason.is_none() {
        section.advise("enabled", "停用的减分项没有写原因", Some("补上 reason，说明为什么停用".to_owned()));
    }
    if own && rule.enabled && rule.reason.is_none() {
        section.advise("id", "自定减分项没有写缘由", Some("补上 reason，说明为什么要扣这个分".to_owned()));
    }
    if own && rule.source.is_none() {
        section.advise("id", "自定减分项没有写出处", Some("补上 source，被考核单位问起来有据可查".to_owned()));
    }
    if rule.enabled && rule.cap == Some(rule.points) && !rule.points.is_zero() {
        section.advise("cap", "上限等于单次扣分，发生几次都只扣一次", Some("本意如此的不用改".to_owned()));
    }
}
