//! `closed-before-done`: a record was struck off before it was done or accepted.
//!
//! Source: `domain.md` §7.1 row rule 3: closed ≥ accepted ≥ done ≥ feedback.

use crate::check::wording::earliest;
use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::period::chinese_date;

/// Finds closing dates before the completion or the acceptance date.
#[derive(Debug)]
pub(crate) struct ClosedBeforeDone;

static ABOUT: About = About {
    id: "closed-before-done",
    title: "销号时间早于完成或验收时间",
    severity: Some(Severity::Error),
    source: Clause::new("数据质量规则", "7.1 行内逻辑第 3 条"),
    why: "还没有完成或验收就已销号，日期必有一处填错",
    remedy: "请核对销号时间、验收时间和完成时间",
};

impl Check for ClosedBeforeDone {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::ClosedDate])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for record in &case.ledger.rectifications {
            let Some(closed) = record.closed_date else { continue };
            let steps = [(Field::DoneDate, record.done_date), (Field::AcceptDate, record.accept_date)];
            let later = steps.into_iter().find(|(field, date)| date.is_some_and(|date| closed < earliest(record, *field, date)));
            if let Some((field, Some(date))) = later {
                let (closed, date) = (chinese_date(closed), chinese_date(date));
                found.at_field(record, Field::ClosedDate, format!("销号时间「{closed}」早于{}「{date}」", field.label()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ClosedBeforeDone;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    #[test]
    fn finds_closing_before_the_work_was_done_or_accepted() {
        let ledger = LedgerBuilder::new(&[Field::DoneDate, Field::AcceptDate, Field::ClosedDate])
            .row(&["2026-06-12", "", "2026-06-11"])
            .row(&["2026-06-12", "2026-06-20", "2026-06-19"])
            .row(&["", "2026-06-20", "2026-06-19"]);
        assert_eq!(ledger.run(&ClosedBeforeDone), ["C2 closed-before-done", "C3 closed-before-done", "C4 closed-before-done"]);
        assert_eq!(ledger.messages(&ClosedBeforeDone)[1], "销号时间「2026年6月19日」早于验收时间「2026年6月20日」");
    }

    /// Boundary: struck off the day before, in the test above | on the day.
    #[test]
    fn the_same_day_and_blanks_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::DoneDate, Field::AcceptDate, Field::ClosedDate])
            .row(&["2026-06-20", "2026-06-20", "2026-06-20"])
            .row(&["2026-06-12", "2026-06-20", ""])
            .row(&["2026-06", "", "2026-06-20"])
            .row(&["", "", "2026-06-20"]);
        assert!(ledger.run(&ClosedBeforeDone).is_empty());
    }
}
