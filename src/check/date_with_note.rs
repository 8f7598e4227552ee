//! `date-with-note`: words stand behind a date, such as an extension.
//!
//! Source: `domain.md` §1.3 (`deadline_new`: the extended deadline is in force) and §7.2, extended after it had passed.

use crate::check::{Case, Check, Found};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::remark::RemarkKind;

/// Finds dates with words behind them.
#[derive(Debug)]
pub(crate) struct DateWithNote;

static ABOUT: About = About {
    id: "date-with-note",
    title: "日期后面另有说明",
    severity: Some(Severity::Warning),
    source: Clause::new("时限写法规则", "1.5 日期后面的说明，1.3 延期后时限"),
    why: "说明里可能有延期，延期算不算数直接影响是否超期",
    remedy: "请核对采用的日期；延期的，把新时限写到「延期后时限」列",
};

impl Check for DateWithNote {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::DateNote) {
            found.at_remark_with_detail(remark, format!("日期「{}」后面另有说明", remark.seen()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DateWithNote;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn words_behind_a_date_are_told() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Deadline]).row(&["县教育局", ""]).remark(
            RemarkKind::DateNote,
            0,
            Field::Deadline,
            "2026年6月30日（已延期）",
        );
        assert_eq!(ledger.run(&DateWithNote), ["B2 date-with-note"]);
        assert_eq!(ledger.messages(&DateWithNote), ["日期「2026年6月30日（已延期）」后面另有说明，说明"]);
    }

    #[test]
    fn plain_dates_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Deadline]).row(&["县教育局", "2026年6月30日"]);
        assert!(ledger.run(&DateWithNote).is_empty());
    }
}
