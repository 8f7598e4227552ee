//! `accepted-before-done`: a record was accepted before it was done.
//!
//! Source: `domain.md` §7.1 row rule 3: closed ≥ accepted ≥ done ≥ feedback.

use crate::check::wording::earliest;
use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::period::chinese_date;

/// Finds acceptance dates before the completion date.
#[derive(Debug)]
pub(crate) struct AcceptedBeforeDone;

static ABOUT: About = About {
    id: "accepted-before-done",
    title: "验收时间早于完成时间",
    severity: Some(Severity::Error),
    source: Clause::new("数据质量规则", "7.1 行内逻辑第 3 条"),
    why: "还没有完成就已验收，日期必有一处填错",
    remedy: "请核对验收时间和完成时间",
};

impl Check for AcceptedBeforeDone {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::AcceptDate]), Need::RecordColumn(&[Field::DoneDate])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for record in &case.ledger.rectifications {
            if let (Some(accept), Some(done)) = (record.accept_date, record.done_date)
                && accept < earliest(record, Field::DoneDate, done)
            {
                let (accept, done) = (chinese_date(accept), chinese_date(done));
                found.at_field(record, Field::AcceptDate, format!("验收时间「{accept}」早于完成时间「{done}」"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::AcceptedBeforeDone;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    /// Boundary: accepted the day before | on the day of completion.
    #[test]
    fn finds_acceptance_before_the_work_was_done() {
        let ledger = LedgerBuilder::new(&[Field::DoneDate, Field::AcceptDate])
            .row(&["2026-06-12", "2026-06-11"])
            .row(&["2026-06-12", "2026-06-12"])
            .row(&["2026-06-12", ""])
            .row(&["2026-06", "2026-06-01"])
            .row(&["2026-06", "2026-05-31"])
            .row(&["", "2026-06-11"]);
        assert_eq!(ledger.run(&AcceptedBeforeDone), ["B2 accepted-before-done", "B6 accepted-before-done"]);
    }

    #[test]
    fn acceptance_later_or_without_a_day_to_compare_is_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::DoneDate, Field::AcceptDate])
            .row(&["2026-06-12", "2026-06-13"])
            .row(&["2026-06-12", ""])
            .row(&["", "2026-06-11"]);
        assert!(ledger.run(&AcceptedBeforeDone).is_empty());
    }
}
