//! `continuing-without-mechanism`: a continuing record names no lasting mechanism.
//!
//! Source: `domain.md` §7.1 row rule 5; `scoring.md` §2 `mechanism-rate`.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::ledger::Cycle;

/// Finds 长期坚持 records whose mechanism is blank.
#[derive(Debug)]
pub(crate) struct ContinuingWithoutMechanism;

static ABOUT: About = About {
    id: "continuing-without-mechanism",
    title: "长期坚持但没有长效机制",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.1 行内逻辑第 5 条"),
    why: "长期坚持的问题没有期限，靠机制管住，没有机制就等于没有整改",
    remedy: "请补填已建立的制度或机制名称",
};

impl Check for ContinuingWithoutMechanism {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::Mechanism])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for record in case.lacking(Field::Mechanism).filter(|record| record.cycle == Some(Cycle::Continuing)) {
            found.at_field(record, Field::Mechanism, "整改类型为长期坚持，长效机制却是空的");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ContinuingWithoutMechanism;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    #[test]
    fn finds_continuing_records_whose_mechanism_is_blank_or_a_placeholder() {
        let ledger = LedgerBuilder::new(&[Field::Cycle, Field::Mechanism])
            .row(&["长期坚持", ""])
            .row(&["长期坚持", "暂无"])
            .row(&["长期坚持", "《采购管理办法》"])
            .row(&["限期整改", ""]);
        assert_eq!(
            ledger.run(&ContinuingWithoutMechanism),
            ["B2 continuing-without-mechanism", "B3 continuing-without-mechanism"]
        );
    }

    #[test]
    fn a_table_without_the_column_is_not_blamed_row_by_row() {
        assert!(LedgerBuilder::new(&[Field::Cycle]).row(&["长期坚持"]).run(&ContinuingWithoutMechanism).is_empty());
    }
}
