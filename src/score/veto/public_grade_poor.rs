//! `public-grade-poor`: the public gave the worst grade.
//!
//! Source: `scoring.md` §4, row `public-grade-poor`; `domain.md` §3.1 (江津).

use crate::model::about::About;
use crate::model::assessment::Occurrence;
use crate::model::clause::Clause;
use crate::policy::{VetoEffect, VetoRule};
use crate::score::veto::VetoItem;
use crate::score::{Case, UnitCase};

/// Limits the grade to the rule's grade when the public gave it.
#[derive(Debug)]
pub(crate) struct PublicGradePoor;

static ABOUT: About = About {
    id: "public-grade-poor",
    title: "群众评价差",
    severity: None,
    source: Clause::new("巡察整改成效考核办法（默认）", "一票否决二"),
    why: "群众不认可的整改不能评为较好",
    remedy: "针对群众不满意的事项重新整改，再次测评",
};

impl VetoItem for PublicGradePoor {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn effect(&self) -> VetoEffect {
        VetoEffect::LimitGrade
    }

    fn trigger(&self, case: &Case<'_>, unit: &UnitCase<'_>, rule: &VetoRule) -> Vec<Occurrence> {
        let rows = case.inputs.ballots.iter().filter(|ballots| ballots.unit == unit.name);
        let poor =
            rows.filter(|ballots| ballots.public_grade.is_some() && ballots.public_grade.as_deref() == rule.grade.as_deref());
        poor.map(|ballots| {
            let note = format!("群众评价等次为「{}」", ballots.public_grade.as_deref().unwrap_or_default());
            Occurrence { place: ballots.place.clone(), record: None, of: None, note, points: Default::default(), since: None }
        })
        .collect()
    }
}
