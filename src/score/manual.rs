//! Which indicator a row of the manual-scores workbook (人工评分) takes points from.
//!
//! Source: `scoring.md` §2, row `manual-leadership`: it takes what is meant for no other indicator.

use crate::model::inputs::ManualDeduction;
use crate::policy::MANUAL_LEADERSHIP;
use crate::score::Case;

/// Returns the rows of a unit that take points from an indicator.
pub(super) fn rows<'a>(case: &Case<'a>, unit: &'a str, indicator: &'a str) -> impl Iterator<Item = &'a ManualDeduction> {
    let policy = case.policy;
    case.inputs.manual.iter().filter(move |row| {
        let named = policy.manual_indicator(&row.item).map_or(MANUAL_LEADERSHIP, |rule| rule.id.as_str());
        *row.unit == *unit && named == indicator
    })
}
