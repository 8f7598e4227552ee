//! `missing-resp-person`: a record names no responsible person.
//!
//! Source: `domain.md` §1.1 L26, L27: every problem has its responsible person.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::person::refers_elsewhere;

/// Finds counted records whose responsible person is blank.
#[derive(Debug)]
pub(crate) struct MissingRespPerson;

static ABOUT: About = About {
    id: "missing-resp-person",
    title: "没有写责任人",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.1 内容不完整"),
    why: "没有责任人，督办函就不知道发给谁，责任落实也不得分",
    remedy: "请补填责任人的姓名",
};

impl Check for MissingRespPerson {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::RespPerson])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for record in case.lacking(Field::RespPerson) {
            let message = match record.text(Field::RespPerson) {
                Some(text) if refers_elsewhere(text) => format!("责任人写的是「{text}」，没有写明是谁"),
                _ => "责任人是空的".to_owned(),
            };
            found.at_field(record, Field::RespPerson, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::MissingRespPerson;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    #[test]
    fn finds_counted_records_that_name_nobody() {
        let ledger = LedgerBuilder::new(&[Field::Status, Field::RespPerson])
            .row(&["整改中", ""])
            .row(&["整改中", "——"])
            .row(&["整改中", "张三"])
            .row(&["已取消", ""]);
        assert_eq!(ledger.run(&MissingRespPerson), ["B2 missing-resp-person", "B3 missing-resp-person"]);
    }

    #[test]
    fn what_refers_to_another_row_names_nobody() {
        let ledger = LedgerBuilder::new(&[Field::Status, Field::RespPerson]).row(&["整改中", "见上"]).row(&["整改中", "同第1条"]);
        assert_eq!(ledger.run(&MissingRespPerson).len(), 2);
    }

    #[test]
    fn a_table_without_the_column_is_not_blamed_row_by_row() {
        assert!(LedgerBuilder::new(&[Field::Status]).row(&["整改中"]).run(&MissingRespPerson).is_empty());
    }
}
