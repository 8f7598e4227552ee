//! `stale-progress`: an open record whose progress is worded as it was two months ago.
//!
//! Records without a word of progress then or now are left to the checks.

use crate::model::about::About;
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::ledger::is_placeholder;
use crate::warn::{Case, Limit, Seen, Sign, words};

/// Tells of open records that nobody has written anything new about.
#[derive(Debug)]
pub(crate) struct StaleProgress;

static ABOUT: About = About {
    id: "stale-progress",
    title: "进展长期没有变化",
    severity: None,
    source: Clause::new("智能预警规则", "进展停滞"),
    why: "没有完成，进展情况却几个月一字未改，多半没有人在办",
    remedy: "请核实实际进展，没有动的及时督促",
};

impl Sign for StaleProgress {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn limit(&self) -> Option<Limit> {
        Some(Limit { default: 2, meaning: "进展没有变化的月数" })
    }

    /// The number decides which month is `past.before`.
    fn look(&self, case: &Case<'_>, _limit: u32) -> Vec<Seen> {
        let Some(before) = case.past.before else { return Vec::new() };
        let mut seen = Vec::new();
        for change in &before.changes {
            let (Some(old), Some(new)) = (change.old.and_then(|old| before.old.get(old)), change.new) else { continue };
            let Some((record, standing)) = case.ledger.rectifications.get(new).zip(case.assessment.standings.get(new)) else {
                continue;
            };
            if standing.void || standing.finished || old.status.is_finished() {
                continue;
            }
            if let (Some(then), Some(now)) = (&old.progress, record.text(Field::Progress))
                && !is_placeholder(now)
                && words(then) == words(now)
            {
                let reason = format!("进展情况与 {} 报来的一字不差", before.old_name);
                seen.push(Seen::at(case, new, Field::Progress, reason));
            }
        }
        seen
    }
}
