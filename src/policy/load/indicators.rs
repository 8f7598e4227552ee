//! `[[dimensions]]` and `[[indicators]]`: what a unit is measured by, and that its points add up.

use rust_decimal::Decimal;

use crate::model::assessment::Grouping;
use crate::model::number::plain;
use crate::policy::load::ids::{Ids, Seen, What};
use crate::policy::reader::{Section, nearest};
use crate::policy::{Dimension, FigureRule, IndicatorRule, KnownIds, Method, ShareRule, rules};

const INDICATOR: What = What { name: "指标", asks: "reached、numerator 和 denominator，或 method = \"deduct\"" };

pub(super) fn dimension(section: &Section<'_, '_>, taken: &mut Vec<String>) -> Option<Dimension> {
    let dimension = Dimension { id: section.required_text("id")?, title: section.required_text("title")? };
    if taken.contains(&dimension.id) {
        section.fault("id", format!("维度「{}」写了两次", dimension.id), Some("请改其中一个的 id".to_owned()));
    }
    taken.push(dimension.id.clone());
    Some(dimension)
}

/// What an indicator is held against.
pub(super) struct Around<'a> {
    pub(super) known: &'a KnownIds,
    pub(super) dimensions: &'a [Dimension],
    pub(super) groups: &'a Grouping,
}

pub(super) fn indicator(
    section: &Section<'_, '_>,
    around: &Around<'_>,
    ids: &mut Ids<'_>,
    seen: &mut Seen,
) -> Option<IndicatorRule> {
    let method = section.choice("method", &[("share", Method::Share), ("deduct", Method::Deduct)]).unwrap_or_default();
    let (of, reached) = (rules::condition(section, "of"), rules::condition(section, "reached"));
    let target = section.decimal("target");
    let figure = figure(section, target);
    let asks = ["of", "reached"].into_iter().any(|key| section.has(key));
    let own = asks || figure.is_some() || method == Method::Deduct;
    refuse_two_ways(section, asks, figure.is_some(), method);
    let title = section.text("title");
    if own && title.is_none() {
        section.fault("id", "自定义指标要写名称", Some("请补上 title".to_owned()));
    }
    if !own && target.is_some() {
        section.fault("target", "自带的指标没有可改的目标值", Some("请删去 target，或者用 reached 自定一个指标".to_owned()));
    }
    let id = ids.claim(section, INDICATOR, own, &around.known.indicators);
    if asks && !section.has("reached") {
        section.fault("of", "没有写怎样才算达到", Some("请补上 reached = '…'".to_owned()));
    }
    let unbounded = target.unwrap_or(Decimal::ONE);
    if asks && unbounded > Decimal::ONE {
        section.fault("target", format!("占比最多是 1，目标 {} 永远达不到", plain(unbounded)), Some("例如 0.95".to_owned()));
    }
    let share = reached.map(|reached| ShareRule { of, reached, target: unbounded });
    if let (Some(share), Some(id)) = (&share, &id) {
        let of = share.of.as_ref().map(ToString::to_string).unwrap_or_default();
        seen.note(section, "reached", id, format!("{of} → {}", share.reached));
    }
    let dimension = section.required_text("dimension").unwrap_or_default();
    if !around.dimensions.iter().any(|known| known.id == dimension) {
        let near = nearest(&dimension, around.dimensions.iter().map(|known| known.id.as_str()));
        section.fault("dimension", format!("没有「{dimension}」这个维度"), near.map(|near| format!("是不是「{near}」")));
    }
    let full = section.required_decimal("full").unwrap_or_default();
    if full < Decimal::ZERO {
        section.fault("full", "满分不能小于 0", None);
    }
    let source = section.text("source");
    if own && source.is_none() {
        section.advise("id", "自定指标没有写出处", Some("补上 source，被考核单位问起来有据可查".to_owned()));
    }
    let groups = groups_of(section, around.groups);
    Some(IndicatorRule { id: id?, title, dimension, full, method, figure, share, groups, source })
}

fn figure(section: &Section<'_, '_>, target: Option<Decimal>) -> Option<FigureRule> {
    let (numerator, denominator) = (section.text("numerator"), section.text("denominator"));
    if target.is_some_and(|target| target <= Decimal::ZERO) {
        section.fault("target", "目标值必须大于 0", Some("例如 0.95 表示达到 95% 得满分".to_owned()));
    }
    match (numerator, denominator) {
        (None, None) => None,
        (Some(numerator), Some(denominator)) => {
            if let Some(target) = target.filter(|target| *target > Decimal::ONE) {
                let hint = "百分之九十五写 0.95；分子可以比分母大的不用改";
                section.advise(
                    "target",
                    format!("目标值 {} 大于 1，分子不超过分母就得不了满分", plain(target)),
                    Some(hint.to_owned()),
                );
            }
            Some(FigureRule { numerator, denominator, target: target.unwrap_or(Decimal::ONE) })
        }
        _ => {
            section.fault("id", "分子列和分母列要同时写", Some("请补上 numerator 和 denominator".to_owned()));
            None
        }
    }
}

/// An indicator comes to its points in one way.
fn refuse_two_ways(section: &Section<'_, '_>, asks: bool, figure: bool, method: Method) {
    let ways = [asks, figure, method == Method::Deduct].into_iter().filter(|way| *way).count();
    if ways > 1 {
        let hint = "reached、numerator 和 denominator、method = \"deduct\" 三种写法只能选一种";
        section.fault("id", "一个指标写了几种算法", Some(hint.to_owned()));
    }
}

fn groups_of(section: &Section<'_, '_>, groups: &Grouping) -> Vec<String> {
    let own = section.texts("groups");
    if section.has("groups") && own.is_empty() {
        section.fault("groups", "没有写考核哪些分组", Some("例如 groups = [\"市直部门\"]；都考核的就删去这一行".to_owned()));
    }
    for group in own.iter().filter(|group| !groups.order.is_empty() && !groups.order.iter().any(|known| **known == **group)) {
        let near = nearest(group, groups.order.iter().map(|known| known.as_str()));
        let hint = near.map_or_else(
            || format!("请补进 order；order 里有：{}", groups.order.join("、")),
            |near| format!("是不是「{near}」；确有这个分组的，请补进 order"),
        );
        section.fault("groups", format!("[groups] order 里没有「{group}」"), Some(hint));
    }
    own
}

pub(super) fn refuse_wrong_sum(top: &Section<'_, '_>, base: Decimal, indicators: &[IndicatorRule]) {
    let sum: Decimal = indicators.iter().map(|indicator| indicator.full).sum();
    if sum != base {
        let message = format!("各项指标满分之和是 {}，不等于满分 {}", plain(sum), plain(base));
        top.fault("base", message, Some("请调整 base 或各项 full".to_owned()));
    }
}
