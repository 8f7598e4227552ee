//! `ambiguous-month`: a deadline is a number such as 2026.1, which may have been 2026.10.
//!
//! Source: `domain.md` §1.5, row `number 2024.6 / 2024.1`.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::remark::RemarkKind;

/// Finds deadlines whose month may have lost a zero.
#[derive(Debug)]
pub(crate) struct AmbiguousMonth;

static ABOUT: About = About {
    id: "ambiguous-month",
    title: "整改时限分不清月份",
    severity: Some(Severity::Warning),
    source: Clause::new("时限写法规则", "1.5 数字型年月"),
    why: "表格会把 2026.10 存成 2026.1，一月和十月从此分不清",
    remedy: "请改写成「2026年10月」或完整日期",
};

impl Check for AmbiguousMonth {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::Deadline, Field::DeadlineNew])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::AmbiguousMonth) {
            found.at_remark_with_detail(remark, format!("整改时限「{}」分不清是哪个月", remark.seen()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::AmbiguousMonth;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn a_month_that_may_have_lost_its_zero_is_flagged() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Deadline]).row(&["县教育局", ""]).remark(
            RemarkKind::AmbiguousMonth,
            0,
            Field::Deadline,
            "2026.1",
        );
        assert_eq!(ledger.run(&AmbiguousMonth), ["B2 ambiguous-month"]);
        assert_eq!(ledger.messages(&AmbiguousMonth), ["整改时限「2026.1」分不清是哪个月，说明"]);
    }

    #[test]
    fn other_deadlines_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Deadline]).row(&["县教育局", "2026年10月"]);
        assert!(ledger.run(&AmbiguousMonth).is_empty());
    }
}
