//! The office's own ratios over two columns of the indicator workbook: complaints settled, farmland up to standard.
//!
//! Source: `scoring.md` §2, social-benefit indicators: full × min(1, rate ÷ target).

use crate::model::inputs::word;
use crate::policy::FigureRule;
use crate::score::indicator::Measured;
use crate::score::{Case, UnitCase};

/// Adds up the unit's rows; not applicable when the workbook has no figure for it.
pub(super) fn measure(case: &Case<'_>, unit: &UnitCase<'_>, rule: &FigureRule) -> Measured {
    let mut measured = Measured::default();
    let (numerator, denominator) = (word(&rule.numerator), word(&rule.denominator));
    let mut rows = 0;
    for row in case.inputs.figures.iter().filter(|row| row.unit == unit.name) {
        rows += 1;
        let figure = |header: &str| row.values.iter().find(|(known, _)| word(known) == header).map(|(_, value)| *value);
        if let (Some(numerator), Some(denominator)) = (figure(&numerator), figure(&denominator)) {
            measured.numerator += numerator;
            measured.denominator += denominator;
            measured.records.push(row.place.clone());
        }
    }
    if rows > 0 && measured.records.is_empty() {
        measured.note = Some(format!("指标表里这个单位没有可用的「{}」和「{}」", rule.numerator, rule.denominator));
    }
    measured
}
