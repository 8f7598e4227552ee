//! `list-entry-missing`: a record stands in one of the joined lists only.
//!
//! Source: `domain.md`, vocabulary, 三清单: one problem runs through every list.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::remark::RemarkKind;

/// Finds records that one of the lists lacks.
#[derive(Debug)]
pub(crate) struct ListEntryMissing;

static ABOUT: About = About {
    id: "list-entry-missing",
    title: "三清单没有对上",
    severity: Some(Severity::Error),
    source: Clause::new("三清单", "问题清单、任务清单、责任清单逐项对应"),
    why: "三张清单应逐项对应，少一项就不知道谁来改、何时改完",
    remedy: "请在缺少的清单中补上这一项，或改正编号",
};

impl Check for ListEntryMissing {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Records]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::JoinMissing) {
            found.at_remark_with_detail(remark, format!("「{}」没有在每张清单里都列出", remark.seen()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ListEntryMissing;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn a_record_that_a_list_lacks_is_named_with_its_cell() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::ProblemId]).row(&["县教育局", ""]).remark(
            RemarkKind::JoinMissing,
            0,
            Field::ProblemId,
            "2026-009",
        );
        assert_eq!(ledger.run(&ListEntryMissing), ["B2 list-entry-missing"]);
        assert_eq!(ledger.messages(&ListEntryMissing), ["「2026-009」没有在每张清单里都列出，说明"]);
    }

    #[test]
    fn records_in_every_list_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::ProblemId]).row(&["县教育局", "2026-009"]);
        assert!(ledger.run(&ListEntryMissing).is_empty());
    }
}
