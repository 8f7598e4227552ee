//! `deadline-implausible`: a deadline before the findings were handed over, or years after it.
//!
//! Source: `domain.md` §7.1 row rule 3, order of dates; §1.5, no silent guess of the year.

use std::collections::BTreeSet;

use chrono::Months;

use crate::check::wording::earliest;
use crate::check::{Case, Check, Found, Limit, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::period::chinese_date;
use crate::model::place::Place;
use crate::model::remark::RemarkKind;

/// Finds deadlines that no round sets.
#[derive(Debug)]
pub(crate) struct DeadlineImplausible;

static ABOUT: About = About {
    id: "deadline-implausible",
    title: "整改时限不合常理",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.1 行内逻辑第 3 条"),
    why: "时限早于反馈日期，或者在许多年以后，多半是年份写错了，会误报或漏报超期",
    remedy: "请核对整改时限的年份",
};

impl Check for DeadlineImplausible {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn limit(&self) -> Option<Limit> {
        Some(Limit { default: 60, meaning: "反馈后超过几个月的时限不合常理" })
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::Deadline, Field::DeadlineNew])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        let limit = found.limit();
        // 2026.1 may be October; that is said already, with both readings.
        let ambiguous: BTreeSet<&Place> = case.remarks(RemarkKind::AmbiguousMonth).map(|remark| &remark.place).collect();
        for record in case.counted() {
            let place = || case.ledger.field_place(record.table, record.row, &record.cells, Field::Deadline);
            if !ambiguous.is_empty() && ambiguous.contains(&place()) {
                continue;
            }
            let (Some(deadline), Some(feedback)) = (record.deadline.date, record.feedback_date) else { continue };
            let (shown, from) = (chinese_date(deadline), chinese_date(feedback));
            let latest = feedback.checked_add_months(Months::new(limit));
            if deadline < earliest(record, Field::FeedbackDate, feedback) {
                found.at_field(record, Field::Deadline, format!("整改时限「{shown}」早于反馈日期「{from}」"));
            } else if latest.is_some_and(|latest| deadline > latest) {
                found.at_field(record, Field::Deadline, format!("整改时限「{shown}」在反馈日期「{from}」的 {limit} 个月以后"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DeadlineImplausible;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    const COLUMNS: [Field; 2] = [Field::FeedbackDate, Field::Deadline];

    /// Boundary: the day before the feedback | the day of it.
    #[test]
    fn a_deadline_before_the_feedback_is_told() {
        let ledger = LedgerBuilder::new(&COLUMNS)
            .row(&["2026-03-20", "2026-03-19"])
            .row(&["2026-03-20", "2026-03-20"])
            .row(&["2026-03", "2026-03-10"])
            .row(&["", "2016-03-19"]);
        assert_eq!(ledger.run(&DeadlineImplausible), ["B2 deadline-implausible"]);
        assert_eq!(ledger.messages(&DeadlineImplausible), ["整改时限「2026年3月19日」早于反馈日期「2026年3月20日」"]);
    }

    #[test]
    fn an_ambiguous_month_is_told_once_by_its_own_check() {
        let ledger = LedgerBuilder::new(&COLUMNS).row(&["2026-03-20", "2026-01-31"]);
        assert_eq!(ledger.run(&DeadlineImplausible).len(), 1);
        let ledger = ledger.remark(RemarkKind::AmbiguousMonth, 0, Field::Deadline, "2026.1");
        assert!(ledger.run(&DeadlineImplausible).is_empty());
    }

    /// Boundary: a day more than sixty months | sixty months.
    #[test]
    fn a_deadline_years_ahead_is_told_and_the_office_says_how_many() {
        let ledger = LedgerBuilder::new(&COLUMNS).row(&["2026-03-20", "2031-03-20"]).row(&["2026-03-20", "2031-03-21"]);
        assert_eq!(ledger.run(&DeadlineImplausible), ["B3 deadline-implausible"]);
        let ledger = ledger.policy("[checks.deadline-implausible]\nlimit = 59\n");
        assert_eq!(ledger.run(&DeadlineImplausible).len(), 2);
    }
}
