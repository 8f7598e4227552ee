//! `id-became-date`: a number such as 3-14 has turned into a date.
//!
//! Source: `domain.md` §7.1, `3-14`, `1-2` problem numbers turned into dates.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::remark::RemarkKind;

/// Finds dates in number columns.
#[derive(Debug)]
pub(crate) struct IdBecameDate;

static ABOUT: About = About {
    id: "id-became-date",
    title: "编号变成了日期",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.1 编号被改成日期"),
    why: "表格会把 3-14 这样的编号自动改成日期，编号就对不上了",
    remedy: "请把这一列设为文本格式，再重填编号",
};

impl Check for IdBecameDate {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::ProblemId, Field::Seq])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::DateInIdColumn) {
            found.at_remark(remark, format!("编号列里是日期「{}」", remark.seen()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::IdBecameDate;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn a_date_in_a_number_column_is_named_with_its_cell() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::ProblemId]).row(&["县教育局", ""]).remark(
            RemarkKind::DateInIdColumn,
            0,
            Field::ProblemId,
            "2026-03-14",
        );
        assert_eq!(ledger.run(&IdBecameDate), ["B2 id-became-date"]);
    }

    #[test]
    fn other_cells_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::ProblemId]).row(&["县教育局", "3-14"]);
        assert!(ledger.run(&IdBecameDate).is_empty());
    }
}
