//! `deadline-moved-without-record`: a deadline moved later, and nothing says that an extension was granted.
//!
//! Source: `domain.md` §7.1, logic rule 10.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::comparison::ChangeKind;
use crate::model::field::Field;

/// Finds deadlines that moved later without a record.
#[derive(Debug)]
pub(crate) struct DeadlineMovedWithoutRecord;

static ABOUT: About = About {
    id: "deadline-moved-without-record",
    title: "时限推后，没有延期记录",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.1 逻辑规则 10"),
    why: "悄悄推后时限，超期的就不算超期了",
    remedy: "经批准延期的，填写“延期后时限”或在备注写明批准情况；没有批准的，改回原时限",
};

impl Check for DeadlineMovedWithoutRecord {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Earlier]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for (record, before) in case.changed(ChangeKind::DeadlineMoved) {
            let shown = |date: Option<chrono::NaiveDate>| date.map(|date| date.to_string()).unwrap_or_default();
            let (was, now) = (shown(before.deadline), shown(record.deadline.date));
            found.at_field(record, Field::Deadline, format!("上期时限是「{was}」，这次是「{now}」，没有写延期"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DeadlineMovedWithoutRecord;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    const COLUMNS: [Field; 5] = [Field::Unit, Field::Problem, Field::Deadline, Field::Status, Field::DoneDate];

    const BEFORE: [&str; 5] = ["县教育局", "学习不深入", "2026-06-30", "整改中", ""];

    fn told(deadline: &str) -> Vec<String> {
        let now = ["县教育局", "学习不深入", deadline, "整改中", ""];
        LedgerBuilder::new(&COLUMNS).row(&BEFORE).earlier("2026-09-30").row(&now).run(&DeadlineMovedWithoutRecord)
    }

    /// Boundary: the next day | the same.
    #[test]
    fn a_later_deadline_is_told_from_the_next_day_on() {
        assert_eq!(told("2026-07-01"), ["C2 deadline-moved-without-record"]);
        assert!(told("2026-06-30").is_empty());
        assert!(told("2026-06-29").is_empty());
    }

    #[test]
    fn an_extension_on_record_is_left_alone() {
        let columns = [Field::Unit, Field::Problem, Field::Deadline, Field::Remark];
        let ledger = LedgerBuilder::new(&columns)
            .row(&["县教育局", "学习不深入", "2026-06-30", ""])
            .earlier("2026-09-30")
            .row(&["县教育局", "学习不深入", "2026-12-31", "经批准延期"]);
        assert!(ledger.run(&DeadlineMovedWithoutRecord).is_empty());
    }
}
