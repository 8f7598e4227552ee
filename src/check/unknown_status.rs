//! `unknown-status`: a status word is in no dictionary.
//!
//! Source: `domain.md` §1.4. Blank ones are left to `missing-status`.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::ledger::Status;

/// Finds status words that stand for no known status.
#[derive(Debug)]
pub(crate) struct UnknownStatus;

static ABOUT: About = About {
    id: "unknown-status",
    title: "整改状态认不出来",
    severity: Some(Severity::Error),
    source: Clause::new("状态词规则", "1.4 状态词"),
    why: "认不出的状态按未完成计，不会猜测",
    remedy: "请改用常用的状态词，如「整改中」「已完成」「已销号」",
};

impl Check for UnknownStatus {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::Status])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for record in case.records_with(Field::Status) {
            if let Some(word) = record.text(Field::Status)
                && record.status == Status::Unknown
                && record.is_filled(Field::Status)
            {
                found.at_field(record, Field::Status, format!("认不出整改状态「{word}」"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::UnknownStatus;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    #[test]
    fn finds_words_that_stand_for_no_status() {
        let ledger =
            LedgerBuilder::new(&[Field::Unit, Field::Status]).row(&["县教育局", "差不多了"]).row(&["县教育局", "见附件"]);
        assert_eq!(ledger.run(&UnknownStatus), ["B2 unknown-status", "B3 unknown-status"]);
        assert_eq!(ledger.messages(&UnknownStatus)[0], "认不出整改状态「差不多了」");
    }

    #[test]
    fn known_words_blanks_and_placeholders_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Status])
            .row(&["县教育局", "已完成"])
            .row(&["县教育局", ""])
            .row(&["县教育局", "无"]);
        assert!(ledger.run(&UnknownStatus).is_empty());
    }
}
