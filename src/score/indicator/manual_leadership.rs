//! `manual-leadership`: organisation and leadership, full points less what people took off.
//!
//! Source: `scoring.md` §2, row `manual-leadership`. The deductions stand in the manual-scores workbook (人工评分).

use rust_decimal::Decimal;

use crate::model::about::About;
use crate::model::clause::Clause;
use crate::policy::MANUAL_LEADERSHIP;
use crate::score::indicator::{Indicator, Measured};
use crate::score::{Case, UnitCase, manual};

/// Full points less the manual deductions, at least 0.
#[derive(Debug)]
pub(crate) struct ManualLeadership;

static ABOUT: About = About {
    id: "manual-leadership",
    title: "组织领导（人工评分）",
    severity: None,
    source: Clause::new("巡察整改成效考核办法（默认）", "指标一"),
    why: "方案、会议、民主生活会等台账里看不出来的工作，由人评分",
    remedy: "扣分及原因登记在《人工评分》表里，没有登记即不扣分",
};

impl Indicator for ManualLeadership {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    // The denominator is the full mark.
    fn counts(&self) -> bool {
        false
    }

    fn measure(&self, case: &Case<'_>, unit: &UnitCase<'_>, full: Decimal) -> Measured {
        let rows = || manual::rows(case, &unit.name, MANUAL_LEADERSHIP);
        let deducted: Decimal = rows().map(|row| row.points).sum();
        let reasons: Vec<_> = rows().filter_map(|row| row.reason.as_deref()).collect();
        Measured {
            numerator: (full - deducted).max(Decimal::ZERO),
            denominator: full,
            records: rows().map(|row| row.place.clone()).collect(),
            note: (!reasons.is_empty()).then(|| reasons.join("；")),
        }
    }
}
