//! `closed-flag-mismatch`: the closing flag and the status contradict each other.
//!
//! Source: `domain.md` §8 item 2: completion and 销号 are separate facts; §9 `bool_true`, `bool_false`.

use crate::check::wording::answer;
use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::ledger::Status;

/// Finds records flagged as struck off that are not finished, and the reverse.
#[derive(Debug)]
pub(crate) struct ClosedFlagMismatch;

static ABOUT: About = About {
    id: "closed-flag-mismatch",
    title: "是否销号与整改状态不一致",
    severity: Some(Severity::Error),
    source: Clause::new("数据质量规则", "8 第 2 项"),
    why: "同一问题两处说法不同，完成率和销号数会对不上",
    remedy: "请核对后改正整改状态或是否销号",
};

impl Check for ClosedFlagMismatch {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::ClosedFlag]), Need::RecordColumn(&[Field::Status])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for record in case.counted() {
            let (Some(flag), Some(_)) = (record.text(Field::ClosedFlag), record.text(Field::Status)) else { continue };
            let mismatch = match closed(flag) {
                Some(true) => !record.status.is_finished(),
                Some(false) => record.status == Status::Closed,
                None => false,
            };
            if mismatch {
                let status = record.status.label();
                found.at_field(record, Field::ClosedFlag, format!("是否销号写的是「{flag}」，整改状态却是「{status}」"));
            }
        }
    }
}

/// Returns what the flag says; `None` for other words.
fn closed(flag: &str) -> Option<bool> {
    answer(flag).or(match flag.trim() {
        "已销号" | "销号" => Some(true),
        "未销号" | "尚未销号" => Some(false),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::ClosedFlagMismatch;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    #[test]
    fn finds_flags_that_contradict_the_status() {
        let ledger = LedgerBuilder::new(&[Field::Status, Field::ClosedFlag])
            .row(&["整改中", "是"])
            .row(&["阶段性完成", "已销号"])
            .row(&["已销号", "否"])
            .row(&["已销号", "未销号"]);
        let cells = ["B2 closed-flag-mismatch", "B3 closed-flag-mismatch", "B4 closed-flag-mismatch", "B5 closed-flag-mismatch"];
        assert_eq!(ledger.run(&ClosedFlagMismatch), cells);
    }

    #[test]
    fn agreement_other_words_and_void_records_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Status, Field::ClosedFlag])
            .row(&["已销号", "√"])
            .row(&["已完成", "是"])
            .row(&["已完成", "否"])
            .row(&["整改中", "×"])
            .row(&["整改中", "部分"])
            .row(&["整改中", ""])
            .row(&["", "是"])
            .row(&["已移送", "是"]);
        assert!(ledger.run(&ClosedFlagMismatch).is_empty());
    }
}
