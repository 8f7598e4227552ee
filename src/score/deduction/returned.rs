//! `returned`: a record sent back at acceptance, from the events workbook.
//!
//! Source: `scoring.md` §3, row `returned`.

use crate::model::about::About;
use crate::model::assessment::{DeductionState, Occurrence};
use crate::model::clause::Clause;
use crate::model::inputs::EventKind;
use crate::policy::DeductionRule;
use crate::score::deduction::{DeductionItem, from_events};
use crate::score::{Case, UnitCase};

/// Takes points for each record returned.
#[derive(Debug)]
pub(crate) struct Returned;

static ABOUT: About = About {
    id: "returned",
    title: "验收被退回",
    severity: None,
    source: Clause::new("巡察整改成效考核办法（默认）", "减分项二"),
    why: "报了完成却经不起验收，说明整改不实",
    remedy: "补齐整改内容后重新申请验收",
};

impl DeductionItem for Returned {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn fire(&self, case: &Case<'_>, unit: &UnitCase<'_>, rule: &DeductionRule) -> Vec<(DeductionState, Occurrence)> {
        from_events(case, unit, rule, &EventKind::Returned, "验收退回")
    }
}
