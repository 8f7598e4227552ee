//! `deadline-year-assumed`: a date has no year or one of two digits, and what it lacks was assumed.
//!
//! Source: `domain.md` §1.5 and §8 item 6: no silent guess of the year.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::remark::RemarkKind;

/// Finds dates whose year is an assumption.
#[derive(Debug)]
pub(crate) struct DeadlineYearAssumed;

static ABOUT: About = About {
    id: "deadline-year-assumed",
    title: "日期没有写全年份",
    severity: Some(Severity::Warning),
    source: Clause::new("时限写法规则", "1.5 没有写全年份的日期"),
    why: "年份是推算的，推错一年就会漏报或误报超期",
    remedy: "请核对推算的年份，并在表中补上年份",
};

impl Check for DeadlineYearAssumed {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::Deadline, Field::DeadlineNew])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::YearAssumed) {
            let field = remark.field.map_or("日期", |field| field.label());
            found.at_remark_with_detail(remark, format!("{field}「{}」的年份是推算的", remark.seen()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DeadlineYearAssumed;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn an_assumed_year_is_told() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Deadline]).row(&["县教育局", ""]).remark(
            RemarkKind::YearAssumed,
            0,
            Field::Deadline,
            "6月底前",
        );
        assert_eq!(ledger.run(&DeadlineYearAssumed), ["B2 deadline-year-assumed"]);
        assert_eq!(ledger.messages(&DeadlineYearAssumed), ["整改时限「6月底前」的年份是推算的，说明"]);
    }

    #[test]
    fn deadlines_with_their_year_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Deadline]).row(&["县教育局", "2026年6月底前"]);
        assert!(ledger.run(&DeadlineYearAssumed).is_empty());
    }
}
