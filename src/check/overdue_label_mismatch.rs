//! `overdue-label-mismatch`: the ledger's own overdue label differs from what the dates say.
//!
//! Source: `domain.md` §7.1 row rule 7: `是否逾期` in the source is recomputed, never trusted (L20).

use crate::check::wording::{answer, containing};
use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::ledger::Rectification;

/// Words that call a record overdue. Source: `domain.md` §1.4, row `overdue_label`.
const OVERDUE: [&str; 3] = ["超期", "逾期", "超过"];

/// Words that deny it.
const NOT_OVERDUE: [&str; 5] = ["未超期", "未逾期", "未超过", "没有超期", "没有逾期"];

/// Finds status words and flags that call a record overdue when it is not, or the reverse.
#[derive(Debug)]
pub(crate) struct OverdueLabelMismatch;

static ABOUT: About = About {
    id: "overdue-label-mismatch",
    title: "超期标注与时限不符",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.1 行内逻辑第 7 条"),
    why: "是否超期按时限和完成时间重新计算，表中的标注只作参考",
    remedy: "请核对整改时限、完成时间和超期标注",
};

impl Check for OverdueLabelMismatch {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::Status, Field::OverdueFlag])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for record in case.counted() {
            let Some(late) = lateness(case, record) else { continue };
            let status = record.text(Field::Status).map(|text| (Field::Status, text, label(text).filter(|overdue| *overdue)));
            let flag =
                record.text(Field::OverdueFlag).map(|text| (Field::OverdueFlag, text, answer(text).or_else(|| label(text))));
            for (field, text, overdue) in status.into_iter().chain(flag) {
                let truth = match overdue {
                    Some(true) if !late => "并未超期",
                    Some(false) if case.is_overdue(record) => "已经超期",
                    _ => continue,
                };
                found.at_field(record, field, format!("标注为「{text}」，按时限计算{truth}"));
            }
        }
    }
}

/// Says whether the record is overdue or was finished late; `None` where the dates do not tell.
fn lateness(case: &Case<'_>, record: &Rectification) -> Option<bool> {
    let deadline = record.deadline.date?;
    if record.status.is_finished() { record.done_date.map(|done| done > deadline) } else { Some(case.is_overdue(record)) }
}

/// Returns what a label says; `None` when it speaks of something else.
fn label(text: &str) -> Option<bool> {
    containing(text, &OVERDUE).map(|_| containing(text, &NOT_OVERDUE).is_none())
}

#[cfg(test)]
mod tests {
    use super::OverdueLabelMismatch;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    #[test]
    fn finds_labels_that_the_dates_do_not_bear_out() {
        let ledger = LedgerBuilder::new(&[Field::Status, Field::Deadline, Field::OverdueFlag])
            .row(&["逾期未完成", "2026-10-31", ""])
            .row(&["整改中", "2026-10-31", "是"])
            .row(&["整改中", "2026-10-30", "否"])
            .row(&["整改中", "2026-10-30", "未逾期"]);
        assert_eq!(
            ledger.run(&OverdueLabelMismatch),
            ["A2 overdue-label-mismatch", "C3 overdue-label-mismatch", "C4 overdue-label-mismatch", "C5 overdue-label-mismatch"]
        );
    }

    /// Boundary: due on the day, in the test above | the day before.
    #[test]
    fn labels_that_fit_the_dates_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Status, Field::Deadline, Field::OverdueFlag])
            .row(&["已超过整改时限", "2026-10-30", "是"])
            .row(&["未超期", "2026-10-31", "否"])
            .row(&["整改中", "2026-10-30", ""])
            .row(&["已取消", "2026-10-31", "是"])
            .row(&["逾期未完成", "", "是"]);
        assert!(ledger.run(&OverdueLabelMismatch).is_empty());
    }

    #[test]
    fn a_record_finished_late_may_carry_either_label() {
        let ledger = LedgerBuilder::new(&[Field::Status, Field::Deadline, Field::DoneDate, Field::OverdueFlag])
            .row(&["已完成", "2026-06-30", "2026-07-01", "是"])
            .row(&["已完成", "2026-06-30", "2026-07-01", "否"])
            .row(&["已完成", "2026-06-30", "2026-06-30", "是"]);
        assert_eq!(ledger.run(&OverdueLabelMismatch), ["D4 overdue-label-mismatch"]);
    }
}
