//! `late-report`: a report handed in after its date, from the events workbook.
//!
//! Source: `scoring.md` §3, row `late-report`.

use crate::model::about::About;
use crate::model::assessment::{DeductionState, Occurrence};
use crate::model::clause::Clause;
use crate::model::inputs::EventKind;
use crate::policy::DeductionRule;
use crate::score::deduction::{DeductionItem, from_events};
use crate::score::{Case, UnitCase};

/// Takes points for each late report.
#[derive(Debug)]
pub(crate) struct LateReport;

static ABOUT: About = About {
    id: "late-report",
    title: "报送迟延",
    severity: None,
    source: Clause::new("巡察整改成效考核办法（默认）", "减分项四"),
    why: "材料迟报会拖累全县汇总",
    remedy: "按规定日期报送整改情况",
};

impl DeductionItem for LateReport {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn fire(&self, case: &Case<'_>, unit: &UnitCase<'_>, rule: &DeductionRule) -> Vec<(DeductionState, Occurrence)> {
        from_events(case, unit, rule, &EventKind::LateReport, "迟报")
    }
}
