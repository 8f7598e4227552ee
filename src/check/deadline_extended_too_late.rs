//! `deadline-extended-too-late`: an extension came only after the deadline had passed.
//!
//! Source: `domain.md` §7.2, deadline extended after it had passed.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::comparison::ChangeKind;
use crate::model::field::Field;

/// Finds extensions that appear after the old deadline had passed.
#[derive(Debug)]
pub(crate) struct DeadlineExtendedTooLate;

static ABOUT: About = About {
    id: "deadline-extended-too-late",
    title: "疑似超期以后才延期",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.2 超期后延期"),
    why: "时限已经过了才补延期，可能是为了消掉超期",
    remedy: "请核对延期批准的日期；批准在原时限以后的，超期仍要算到批准那天",
};

impl Check for DeadlineExtendedTooLate {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Earlier]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for (record, before) in case.changed(ChangeKind::DeadlineExtended) {
            // The earlier month had no extension yet; if the old deadline lay before it was reported, it came too late.
            let Some((was, reported)) = before.deadline.zip(case.beside.months.and_then(|months| months.old_as_of)) else {
                continue;
            };
            if was < reported && !before.status.is_finished() {
                found.at_field(
                    record,
                    Field::Deadline,
                    format!("原时限「{was}」在上期报告（{reported}）以前就过了，这期才写延期"),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DeadlineExtendedTooLate;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    const COLUMNS: [Field; 5] = [Field::Unit, Field::Problem, Field::Deadline, Field::Status, Field::DoneDate];

    const BEFORE: [&str; 5] = ["县教育局", "学习不深入", "2026-06-30", "整改中", ""];

    fn told(reported: &str) -> Vec<String> {
        let columns = [Field::Unit, Field::Problem, Field::Deadline, Field::Remark];
        LedgerBuilder::new(&columns)
            .row(&["县教育局", "学习不深入", "2026-06-30", ""])
            .earlier(reported)
            .row(&["县教育局", "学习不深入", "2026-12-31", "经批准延期"])
            .run(&DeadlineExtendedTooLate)
    }

    #[test]
    fn an_extension_after_the_deadline_had_passed_is_told() {
        assert_eq!(told("2026-07-01"), ["C2 deadline-extended-too-late"]);
    }

    /// Boundary: the earlier month reported the day after the deadline, in the test above | on it.
    #[test]
    fn an_extension_in_time_is_left_alone() {
        assert!(told("2026-06-30").is_empty());
        let none = LedgerBuilder::new(&COLUMNS).row(&BEFORE).earlier("2026-09-30").row(&BEFORE);
        assert!(none.run(&DeadlineExtendedTooLate).is_empty());
    }
}
