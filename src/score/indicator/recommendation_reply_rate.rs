//! `recommendation-reply-rate`: recommendation letters answered by their reply date.
//!
//! Source: `scoring.md` §2, row `recommendation-reply-rate`; the register is L10 of `domain.md` §1.1.

use rust_decimal::Decimal;

use crate::model::about::About;
use crate::model::clause::Clause;
use crate::score::indicator::{Indicator, Measured};
use crate::score::{Case, UnitCase};

/// Answered by the reply date ÷ letters whose reply date has come.
#[derive(Debug)]
pub(crate) struct RecommendationReplyRate;

static ABOUT: About = About {
    id: "recommendation-reply-rate",
    title: "巡察建议按期答复率",
    severity: None,
    source: Clause::new("巡察整改成效考核办法（默认）", "指标七"),
    why: "巡察建议书要有回音，办理结果要按时反馈",
    remedy: "在要求的日期前书面反馈办理情况，并登记实际反馈日期",
};

impl Indicator for RecommendationReplyRate {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn measure(&self, case: &Case<'_>, unit: &UnitCase<'_>, _full: Decimal) -> Measured {
        let mut measured = Measured::default();
        for letter in case.inputs.recommendations.iter().filter(|letter| letter.unit == unit.name) {
            let Some(due) = letter.reply_due.filter(|due| *due <= case.as_of) else { continue };
            measured.denominator += Decimal::ONE;
            if letter.replied.is_some_and(|replied| replied <= due) {
                measured.numerator += Decimal::ONE;
            } else {
                measured.records.push(letter.place.clone());
            }
        }
        measured
    }
}
