//! `done-before-feedback`: a record was done before the findings were handed over.
//!
//! Source: `domain.md` §7.1 row rule 3: closed ≥ accepted ≥ done ≥ feedback.

use crate::check::wording::earliest;
use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::period::chinese_date;

/// Finds completion dates before the feedback date.
#[derive(Debug)]
pub(crate) struct DoneBeforeFeedback;

static ABOUT: About = About {
    id: "done-before-feedback",
    title: "完成时间早于反馈日期",
    severity: Some(Severity::Error),
    source: Clause::new("数据质量规则", "7.1 行内逻辑第 3 条"),
    why: "还没有反馈就已完成，日期必有一处填错",
    remedy: "请核对完成时间和反馈日期",
};

impl Check for DoneBeforeFeedback {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::DoneDate])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for record in &case.ledger.rectifications {
            if let (Some(done), Some(feedback)) = (record.done_date, record.feedback_date)
                && done < earliest(record, Field::FeedbackDate, feedback)
            {
                let (done, feedback) = (chinese_date(done), chinese_date(feedback));
                found.at_field(record, Field::DoneDate, format!("完成时间「{done}」早于反馈日期「{feedback}」"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DoneBeforeFeedback;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    /// Boundary: done the day before | on the day of the feedback.
    #[test]
    fn finds_work_done_before_the_findings_were_handed_over() {
        let ledger = LedgerBuilder::new(&[Field::FeedbackDate, Field::DoneDate])
            .row(&["2026-03-01", "2026-02-28"])
            .row(&["2026-03-01", "2026-03-01"])
            .row(&["2026-03-01", ""])
            .row(&["2026-03", "2026-03-01"])
            .row(&["", "2026-02-28"]);
        assert_eq!(ledger.run(&DoneBeforeFeedback), ["B2 done-before-feedback"]);
        assert_eq!(ledger.messages(&DoneBeforeFeedback), ["完成时间「2026年2月28日」早于反馈日期「2026年3月1日」"]);
    }

    #[test]
    fn later_work_and_blanks_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::FeedbackDate, Field::DoneDate])
            .row(&["2026-03-01", "2026-03-02"])
            .row(&["2026-03-01", ""])
            .row(&["", "2026-02-28"]);
        assert!(ledger.run(&DoneBeforeFeedback).is_empty());
    }
}
