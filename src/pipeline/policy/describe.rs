//! A policy as people read it: what every item is worth and what it means, in the words of the registries and the office.

use rust_decimal::Decimal;

use crate::model::about::About;
use crate::model::assessment::PolicyStamp;
use crate::model::number::plain;
use crate::policy::{DeductionRule, IndicatorRule, Method, Policy, Trigger, VetoEffect, VetoRule};
use crate::score::deduction::DEDUCTIONS;
use crate::score::indicator::INDICATORS;
use crate::score::veto::VETOES;

/// One item as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// What it is worth, such as 15 分 or 每次扣 1 分，最多 10 分.
    pub worth: String,
    /// What it looks at, one phrase an entry.
    pub meaning: Vec<String>,
    /// Where it is written; empty where nobody said.
    pub source: String,
}

/// A dimension and its indicators.
#[derive(Clone, Debug)]
pub struct Part {
    /// Title.
    pub title: String,
    /// The sum of its indicators' points.
    pub full: Decimal,
    /// Its indicators.
    pub items: Vec<Item>,
}

/// A whole policy as people read it.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Title, version, first day.
    pub stamp: PolicyStamp,
    /// The document it follows.
    pub source: Option<String>,
    /// Highest score.
    pub base: Decimal,
    /// Dimensions with their indicators.
    pub parts: Vec<Part>,
    /// Deductions, in the policy's order.
    pub deductions: Vec<Item>,
    /// Most points a bonus adds.
    pub bonus_cap: Decimal,
    /// Vetoes.
    pub vetoes: Vec<Item>,
    /// Grades from the best down with their bounds.
    pub grades: Vec<String>,
    /// Changed checks, and the office's own.
    pub checks: Vec<String>,
}

/// Describes a policy.
pub fn sheet(policy: &Policy) -> Sheet {
    let part = |id: &str, title: &str| {
        let own: Vec<&IndicatorRule> = policy.indicators.iter().filter(|rule| rule.dimension == id).collect();
        let full = own.iter().map(|rule| rule.full).sum();
        Part { title: title.to_owned(), full, items: own.into_iter().map(|rule| indicator(policy, rule)).collect() }
    };
    Sheet {
        stamp: policy.stamp.clone(),
        source: policy.source.clone(),
        base: policy.base,
        parts: policy.dimensions.iter().map(|dimension| part(&dimension.id, &dimension.title)).collect(),
        deductions: policy.deductions.iter().map(|rule| deduction(policy, rule)).collect(),
        bonus_cap: policy.bonus_cap,
        vetoes: policy.vetoes.iter().map(|rule| veto(policy, rule)).collect(),
        grades: grades(policy),
        checks: checks(policy),
    }
}

/// Returns the office's own item of an id as people read it, with what kind of item it is.
pub fn own_item(policy: &Policy, id: &str) -> Option<(&'static str, Item)> {
    let is_own = |known: &[&'static str]| !known.contains(&id);
    let known = crate::pipeline::known_ids();
    let found = policy.indicators.iter().find(|rule| rule.id == id).filter(|_| is_own(&known.indicators));
    let found = found.map(|rule| ("自定指标", indicator(policy, rule)));
    let deductions = || policy.deductions.iter().find(|rule| rule.id == id).filter(|_| is_own(&known.deductions));
    let vetoes = || policy.vetoes.iter().find(|rule| rule.id == id).filter(|_| is_own(&known.vetoes));
    found
        .or_else(|| deductions().map(|rule| ("自定减分项", deduction(policy, rule))))
        .or_else(|| vetoes().map(|rule| ("自定一票否决", veto(policy, rule))))
}

/// Returns the ids of the office's own indicators, deductions and vetoes.
pub fn own_ids(policy: &Policy) -> Vec<&str> {
    let indicators = policy.indicators.iter().map(|rule| rule.id.as_str());
    let deductions = policy.deductions.iter().map(|rule| rule.id.as_str());
    let vetoes = policy.vetoes.iter().map(|rule| rule.id.as_str());
    indicators.chain(deductions).chain(vetoes).filter(|id| own_item(policy, id).is_some()).collect()
}

fn title(own: Option<&String>, about: Option<&About>, id: &str) -> String {
    own.cloned().or_else(|| about.map(|about| about.title.to_owned())).unwrap_or_else(|| id.to_owned())
}

fn source(own: Option<&String>, about: Option<&About>) -> String {
    own.cloned().or_else(|| about.map(|about| about.source.to_string())).unwrap_or_default()
}

fn indicator(policy: &Policy, rule: &IndicatorRule) -> Item {
    let about = INDICATORS.iter().map(|item| item.about()).find(|about| about.id == rule.id);
    let mut meaning = Vec::new();
    if let Some(about) = about {
        meaning.push(about.why.to_owned());
    }
    if let Some(figure) = &rule.figure {
        meaning.push(format!("《社会效益指标》表的「{}」÷「{}」", figure.numerator, figure.denominator));
        meaning.push(target(figure.target));
    }
    if let Some(share) = &rule.share {
        if let Some(of) = &share.of {
            meaning.push(format!("只看 {of} 的记录"));
        }
        meaning.push(format!("达到：{}", share.reached));
        meaning.push(target(share.target));
    }
    if rule.method == Method::Deduct {
        let from = policy.deductions.iter().filter(|other| other.from.as_deref() == Some(&*rule.id));
        let titles: Vec<String> = from.map(|other| deduction(policy, other).title).collect();
        let hand = format!("《人工评分》表里「{}」的扣分", title(rule.title.as_ref(), about, &rule.id));
        let all: Vec<String> = titles.into_iter().chain([hand]).collect();
        meaning.push(format!("满分起扣，扣完为止：{}", all.join("、")));
    }
    if !rule.groups.is_empty() {
        meaning.push(format!("只考核{}", rule.groups.join("、")));
    }
    Item {
        id: rule.id.clone(),
        title: title(rule.title.as_ref(), about, &rule.id),
        worth: format!("{} 分", plain(rule.full)),
        meaning,
        source: source(rule.source.as_ref(), about),
    }
}

fn target(target: Decimal) -> String {
    format!("达到 {}% 得满分", plain(target * Decimal::ONE_HUNDRED))
}

fn looks_at(trigger: &Trigger, about: Option<&About>) -> Vec<String> {
    match trigger {
        Trigger::BuiltIn => about.map(|about| about.why.to_owned()).into_iter().collect(),
        Trigger::When(condition) => vec![format!("条件：{condition}")],
        Trigger::Event(word) => vec![format!("《事件》表里的「{word}」")],
    }
}

fn deduction(policy: &Policy, rule: &DeductionRule) -> Item {
    let about = DEDUCTIONS.iter().map(|item| item.about()).find(|about| about.id == rule.id);
    let cap = rule.cap.map(|cap| format!("，最多 {} 分", plain(cap))).unwrap_or_default();
    let mut meaning = looks_at(&rule.kind, about);
    if let Some(from) = rule.from.as_deref().and_then(|from| policy.indicator(from)) {
        meaning.push(format!("从「{}」里扣", from.title.as_deref().unwrap_or(&from.id)));
    }
    if rule.id == "overdue" {
        meaning.push(format!("超期 {} 天以内为预扣分，期内完成即恢复", rule.final_after_days));
    }
    meaning.extend(rule.since.map(|since| format!("{since} 起施行")));
    meaning.extend(rule.until.map(|until| format!("施行到 {until}")));
    meaning.extend((!rule.enabled).then(|| "已停用".to_owned()));
    meaning.extend(rule.trial.then(|| "试行，不扣分".to_owned()));
    meaning.extend(rule.reason.as_ref().map(|reason| format!("缘由：{reason}")));
    Item {
        id: rule.id.clone(),
        title: title(rule.title.as_ref(), about, &rule.id),
        worth: format!("每次扣 {} 分{cap}", plain(rule.points)),
        meaning,
        source: source(rule.source.as_ref(), about),
    }
}

fn veto(_policy: &Policy, rule: &VetoRule) -> Item {
    let built_in = VETOES.iter().find(|item| item.about().id == rule.id);
    let about = built_in.map(|item| item.about());
    let worth = match rule.effect.or(built_in.map(|item| item.effect())) {
        Some(VetoEffect::LimitGrade) => format!("等次最高为「{}」", rule.grade.as_deref().unwrap_or_default()),
        _ => "总分记 0 分".to_owned(),
    };
    let mut meaning = looks_at(&rule.kind, about);
    if rule.count > 1 {
        meaning.push(format!("达到 {} 项才否决", rule.count));
    }
    Item {
        id: rule.id.clone(),
        title: title(rule.title.as_ref(), about, &rule.id),
        worth,
        meaning,
        source: source(rule.source.as_ref(), about),
    }
}

fn grades(policy: &Policy) -> Vec<String> {
    let mut above: Option<Decimal> = None;
    let mut grades = Vec::new();
    for band in &policy.grades {
        let to = above.map(|above| format!("、不到 {} 分", plain(above))).unwrap_or_default();
        grades.push(format!("{}：{} 分以上{to}", band.title, plain(band.from)));
        above = Some(band.from);
    }
    grades
}

fn checks(policy: &Policy) -> Vec<String> {
    let changed = policy.checks.iter().map(|setting| {
        let state = [
            setting.enabled.map(|on| if on { "启用".to_owned() } else { "关闭".to_owned() }),
            setting.severity.map(|severity| format!("改为{}", severity.label())),
            setting.limit.map(|limit| format!("数字改为 {limit}")),
            setting.trial.filter(|trial| *trial).map(|_| "试行".to_owned()),
        ];
        format!("{}：{}", setting.id, state.into_iter().flatten().collect::<Vec<_>>().join("，"))
    });
    let own = policy.rules.iter().map(|rule| format!("{}：自定规则「{}」", rule.about.id, rule.about.title));
    changed.chain(own).collect()
}

#[cfg(test)]
mod tests {
    use super::{own_ids, own_item, sheet};
    use crate::pipeline::policy::named;
    use crate::policy::ready::READY;

    #[test]
    fn every_ready_made_policy_reads_whole() {
        for ready in READY {
            let policy = named(ready.name, None).and_then(|text| text.policy()).unwrap_or_else(|error| panic!("{error}"));
            let sheet = sheet(&policy);
            assert_eq!(sheet.parts.iter().map(|part| part.full).sum::<rust_decimal::Decimal>(), sheet.base, "{}", ready.key);
            let items = sheet.parts.iter().flat_map(|part| &part.items).chain(&sheet.deductions).chain(&sheet.vetoes);
            for item in items {
                assert!(!item.meaning.is_empty() && !item.source.is_empty(), "{}: {item:?}", ready.key);
            }
            assert!(sheet.source.is_some(), "{}", ready.key);
        }
    }

    #[test]
    fn ready_made_policies_need_no_advice_but_where_a_cap_is_meant() {
        for ready in READY {
            let (_, advice) = named(ready.key, None).and_then(|text| text.policy_with_advice()).expect("it loads");
            assert!(advice.is_empty(), "{}: {}", ready.key, advice.join("\n"));
        }
    }

    #[test]
    fn an_office_s_own_item_is_told_from_a_built_in_one() {
        let policy = named("扶风", None).and_then(|text| text.policy()).expect("it loads");
        let (kind, item) = own_item(&policy, "long-overdue").expect("an own deduction");
        assert_eq!((kind, item.worth.as_str()), ("自定减分项", "每次扣 1 分，最多 10 分"));
        assert!(item.meaning.contains(&"从「反馈意见整改」里扣".to_owned()), "{item:?}");
        assert!(own_item(&policy, "overdue").is_none());
        assert!(own_ids(&policy).contains(&"feedback") && !own_ids(&policy).contains(&"satisfaction"));
    }
}
