//! `satisfaction-falling`: the public is less satisfied with a unit than when last asked.

use rust_decimal::Decimal;

use crate::model::about::About;
use crate::model::clause::Clause;
use crate::model::number::plain;
use crate::model::place::Place;
use crate::model::warning::WarningState;
use crate::warn::{Case, Limit, Seen, Sign};

/// Tells of units whose survey value fell.
#[derive(Debug)]
pub(crate) struct SatisfactionFalling;

static ABOUT: About = About {
    id: "satisfaction-falling",
    title: "群众满意度下降",
    severity: None,
    source: Clause::new("智能预警规则", "满意度下降"),
    why: "群众的感受变差，往往早于数字上的问题",
    remedy: "请了解群众不满意在哪里，再走访核实整改是否到位",
};

/// The indicator the value is taken from.
const INDICATOR: &str = "satisfaction";

impl Sign for SatisfactionFalling {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn limit(&self) -> Option<Limit> {
        Some(Limit { default: 5, meaning: "比上次存档下降的最少分数（百分制）" })
    }

    fn look(&self, case: &Case<'_>, limit: u32) -> Vec<Seen> {
        let seen = case.assessment.units.iter().filter_map(|unit| {
            let indicator = unit.indicators.iter().find(|item| &*item.id == INDICATOR)?;
            let now = indicator.numerator?;
            let (_, then) = case.past.satisfaction.iter().find(|(name, _)| *name == unit.unit)?;
            if then - now < Decimal::from(limit) {
                return None;
            }
            let shown = |value: Decimal| plain(case.policy.round(value));
            Some(Seen {
                record: None,
                unit: Some(unit.unit.clone()),
                place: indicator.records.first().cloned().unwrap_or_else(Place::default),
                // Each fall is one of its own.
                mark: case.as_of.to_string(),
                date: None,
                reason: format!("测评得分由 {} 降到 {}", shown(*then), shown(now)),
                points: Decimal::ZERO,
                state: WarningState::Warned,
            })
        });
        seen.collect()
    }
}
