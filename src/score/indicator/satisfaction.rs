//! `satisfaction`: what the public says, from the survey workbook.
//!
//! Source: `scoring.md` §2, survey value. 不了解 is no valid ballot; several strata count by their weights.

use rust_decimal::Decimal;

use crate::model::about::About;
use crate::model::clause::Clause;
use crate::model::inputs::Ballots;
use crate::policy::SurveyRule;
use crate::score::indicator::{Indicator, Measured};
use crate::score::{Case, UnitCase};

/// The mean value of valid ballots, 0–100, of 100.
#[derive(Debug)]
pub(crate) struct Satisfaction;

static ABOUT: About = About {
    id: "satisfaction",
    title: "群众满意度",
    severity: None,
    source: Clause::new("巡察整改成效考核办法（默认）", "指标八"),
    why: "整改成效要由群众评判",
    remedy: "满意、基本满意、不满意的分值见办法；不了解不计入有效票",
};

impl Indicator for Satisfaction {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    // The denominator is the highest value.
    fn counts(&self) -> bool {
        false
    }

    fn measure(&self, case: &Case<'_>, unit: &UnitCase<'_>, _full: Decimal) -> Measured {
        let strata: Vec<&Ballots> = case.inputs.ballots.iter().filter(|ballots| ballots.unit == unit.name).collect();
        let survey = &case.policy.survey;
        let mut weighted = Decimal::ZERO;
        let mut weights = Decimal::ZERO;
        for ballots in &strata {
            let Some(value) = mean(ballots, survey) else { continue };
            let weight = ballots.weight.unwrap_or(Decimal::ONE);
            weighted += value * weight;
            weights += weight;
        }
        let records = strata.iter().map(|ballots| ballots.place.clone()).collect();
        if weights.is_zero() {
            return Measured { records, ..Measured::default() };
        }
        let valid: u64 = strata.iter().map(|ballots| valid(ballots)).sum();
        let few = valid < u64::from(survey.min_ballots);
        let note = few.then(|| format!("有效票只有 {valid} 张，少于 {} 张，仅供参考", survey.min_ballots));
        Measured { numerator: weighted / weights, denominator: Decimal::ONE_HUNDRED, records, note }
    }
}

fn valid(ballots: &Ballots) -> u64 {
    u64::from(ballots.satisfied) + u64::from(ballots.mostly_satisfied) + u64::from(ballots.dissatisfied)
}

/// Returns the mean over valid ballots; `None` without one.
fn mean(ballots: &Ballots, survey: &SurveyRule) -> Option<Decimal> {
    let count = valid(ballots);
    let total = survey.satisfied * Decimal::from(ballots.satisfied)
        + survey.mostly_satisfied * Decimal::from(ballots.mostly_satisfied)
        + survey.dissatisfied * Decimal::from(ballots.dissatisfied);
    (count > 0).then(|| total / Decimal::from(count))
}
