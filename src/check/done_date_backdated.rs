//! `done-date-backdated`: a done date lies before a report that still called the work open, or moved back.
//!
//! Source: `domain.md` §7.2, dates moved afterwards; §7.1, logic rule 10.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::comparison::ChangeKind;
use crate::model::field::Field;

/// Finds done dates that an earlier report contradicts.
#[derive(Debug)]
pub(crate) struct DoneDateBackdated;

static ABOUT: About = About {
    id: "done-date-backdated",
    title: "疑似倒填完成时间",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.2 倒填时间"),
    why: "上期报告时还没有完成，这期却说早已完成，可能是为了不算超期而倒填",
    remedy: "请核对佐证材料的形成时间，按实际完成日期填写",
};

impl Check for DoneDateBackdated {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Earlier]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for (record, before) in case.changed(ChangeKind::DoneDateBackdated) {
            let was = match before.done_date {
                Some(date) => format!("上期写的完成时间是「{date}」"),
                None => format!("上期报告时还是「{}」", before.status.label()),
            };
            let now = record.done_date.map(|date| date.to_string()).unwrap_or_default();
            found.at_field(record, Field::DoneDate, format!("完成时间写「{now}」，{was}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DoneDateBackdated;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    const COLUMNS: [Field; 5] = [Field::Unit, Field::Problem, Field::Deadline, Field::Status, Field::DoneDate];

    const BEFORE: [&str; 5] = ["县教育局", "学习不深入", "2026-06-30", "整改中", ""];

    fn told(now: &str) -> Vec<String> {
        let done = ["县教育局", "学习不深入", "2026-06-30", "已完成", now];
        LedgerBuilder::new(&COLUMNS).row(&BEFORE).earlier("2026-09-30").row(&done).run(&DoneDateBackdated)
    }

    #[test]
    fn done_before_a_report_that_called_it_open_is_told() {
        assert_eq!(told("2026-09-29"), ["E2 done-date-backdated"]);
        assert_eq!(told("2026-06-01"), ["E2 done-date-backdated"]);
    }

    /// Boundary: done the day before, in the test above | on the day of the report.
    #[test]
    fn done_on_the_day_of_the_report_or_later_is_left_alone() {
        assert!(told("2026-09-30").is_empty());
        assert!(told("2026-10-01").is_empty());
    }
}
