//! `missing-problem`: a record does not say what the problem is.
//!
//! Source: `domain.md` §7.1, 内容不完整.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;

/// Finds records whose problem column is blank.
#[derive(Debug)]
pub(crate) struct MissingProblem;

static ABOUT: About = About {
    id: "missing-problem",
    title: "没有写问题内容",
    severity: Some(Severity::Error),
    source: Clause::new("数据质量规则", "7.1 内容不完整"),
    why: "没有问题内容，整改了什么就无从核对",
    remedy: "请照反馈意见补填问题内容",
};

impl Check for MissingProblem {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::Problem])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for record in case.lacking(Field::Problem) {
            found.at_field(record, Field::Problem, "问题内容是空的");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::MissingProblem;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    #[test]
    fn finds_counted_records_without_a_problem() {
        let ledger = LedgerBuilder::new(&[Field::Problem, Field::Status])
            .row(&["", "整改中"])
            .row(&["/", "整改中"])
            .row(&["制度不健全", "整改中"])
            .row(&["", "已取消"]);
        assert_eq!(ledger.run(&MissingProblem), ["A2 missing-problem", "A3 missing-problem"]);
    }

    #[test]
    fn a_merged_cell_and_a_table_without_the_column_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Problem]).row(&["制度不健全"]).row(&["↑"]);
        assert!(ledger.run(&MissingProblem).is_empty());
        assert!(LedgerBuilder::new(&[Field::Seq]).row(&["1"]).run(&MissingProblem).is_empty());
    }
}
