//! `future-done-date`: a record was done after the reporting date.
//!
//! Source: `domain.md` §7.1 row rule 4: no future done date.

use crate::check::wording::earliest;
use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::period::chinese_date;

/// Finds completion dates that are yet to come.
#[derive(Debug)]
pub(crate) struct FutureDoneDate;

static ABOUT: About = About {
    id: "future-done-date",
    title: "完成时间晚于统计日期",
    severity: Some(Severity::Error),
    source: Clause::new("数据质量规则", "7.1 行内逻辑第 4 条"),
    why: "还没有到的日子不能作为完成时间",
    remedy: "请核对完成时间；尚未完成的，请改正整改状态",
};

impl Check for FutureDoneDate {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::DoneDate])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for record in &case.ledger.rectifications {
            if let Some(done) = record.done_date
                && earliest(record, Field::DoneDate, done) > case.as_of
            {
                let (done, today) = (chinese_date(done), chinese_date(case.as_of));
                found.at_field(record, Field::DoneDate, format!("完成时间「{done}」晚于统计日期「{today}」"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::FutureDoneDate;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    /// Boundary: the day after | the reporting date.
    #[test]
    fn the_reporting_date_itself_is_not_in_the_future() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::DoneDate])
            .row(&["县教育局", "2026-11-01"])
            .row(&["县教育局", "2026-10-31"])
            .row(&["县教育局", ""]);
        assert_eq!(ledger.run(&FutureDoneDate), ["B2 future-done-date"]);
        assert_eq!(ledger.messages(&FutureDoneDate)[0], "完成时间「2026年11月1日」晚于统计日期「2026年10月31日」");
    }

    #[test]
    fn a_month_lies_in_the_future_when_its_first_day_does() {
        let ledger = LedgerBuilder::new(&[Field::DoneDate]).reported_on("2026-10-20").row(&["2026-10"]).row(&["2026-11"]);
        assert_eq!(ledger.run(&FutureDoneDate), ["A3 future-done-date"]);
    }

    #[test]
    fn past_days_and_blanks_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::DoneDate])
            .row(&["县教育局", "2026-06-30"])
            .row(&["县教育局", "2026-10"])
            .row(&["县教育局", ""]);
        assert!(ledger.run(&FutureDoneDate).is_empty());
    }
}
