//! `false-report`: so many records confirmed false on a return visit that nothing in the report can be believed.
//!
//! Source: `scoring.md` §4, row `false-report`; `domain.md` §3.1 (衡水).

use crate::model::about::About;
use crate::model::assessment::Occurrence;
use crate::model::clause::Clause;
use crate::model::inputs::{Event, EventKind};
use crate::policy::{VetoEffect, VetoRule};
use crate::score::veto::VetoItem;
use crate::score::{Case, UnitCase};

/// Sets the score to 0 once the rule's count is reached.
#[derive(Debug)]
pub(crate) struct FalseReport;

static ABOUT: About = About {
    id: "false-report",
    title: "虚报整改",
    severity: None,
    source: Clause::new("巡察整改成效考核办法（默认）", "一票否决一"),
    why: "报告与事实多处不符，整份报告不可信",
    remedy: "如实重新报告；对核查结论有异议的，向巡察办提出并附证据",
};

impl VetoItem for FalseReport {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn effect(&self) -> VetoEffect {
        VetoEffect::ZeroScore
    }

    fn trigger(&self, case: &Case<'_>, unit: &UnitCase<'_>, rule: &VetoRule) -> Vec<Occurrence> {
        let (confirmed, occurrences) = self.counted(case, unit);
        if confirmed < u64::from(rule.count.max(1)) { Vec::new() } else { occurrences }
    }

    fn counted(&self, case: &Case<'_>, unit: &UnitCase<'_>) -> (u64, Vec<Occurrence>) {
        let events: Vec<_> = case.events(&unit.name).filter(|event| event.kind == EventKind::ConfirmedFalse).collect();
        let confirmed: u64 = events.iter().map(|event| u64::from(event.count)).sum();
        let note = |count: u32| format!("回头看核查不实 {count} 项，合计 {confirmed} 项");
        let occurrence = |event: &&Event| Occurrence {
            place: event.place.clone(),
            record: None,
            of: None,
            note: note(event.count),
            points: Default::default(),
            since: None,
        };
        (confirmed, events.iter().map(occurrence).collect())
    }
}
