//! `required-column-missing`: a ledger lacks a column that figures depend on.
//!
//! Source: `domain.md` §1.1 L26: problem, deadline, responsible person; §1.4 status.
//! Records joined from several lists have their columns elsewhere.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::ledger::TableKind;

/// What a ledger must have; of several columns in one entry, one is enough.
const REQUIRED: [&[Field]; 4] =
    [&[Field::Problem], &[Field::Deadline], &[Field::Status], &[Field::RespPerson, Field::LeadPerson]];

/// Finds rectification tables without a column for problem, deadline, status or people.
#[derive(Debug)]
pub(crate) struct RequiredColumnMissing;

static ABOUT: About = About {
    id: "required-column-missing",
    title: "台账缺少必要的列",
    severity: Some(Severity::Error),
    source: Clause::new("台账基本要素", "1.1 问题、时限、状态、责任人"),
    why: "缺了这一列，整张表的相应指标都算不出来",
    remedy: "请补上这一列；已有而名称不同的，运行 xuncha layout 核对",
};

impl Check for RequiredColumnMissing {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Records]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        let mut joined = vec![false; case.ledger.tables.len()];
        for record in &case.ledger.rectifications {
            for cell in record.cells.iter().filter(|cell| cell.table != record.table) {
                joined[record.table as usize] = true;
                joined[cell.table as usize] = true;
            }
        }
        for (table, joined) in case.ledger.tables.iter().zip(joined) {
            if joined || table.records == 0 || table.kind != TableKind::Rectification {
                continue;
            }
            for fields in REQUIRED.iter().filter(|fields| !fields.iter().any(|field| table.has(*field))) {
                let names: Vec<_> = fields.iter().map(|field| format!("「{}」", field.label())).collect();
                found.at_table(table, Some(fields[0]), format!("没有{}列", names.join("或")));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RequiredColumnMissing;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    const ALL: [Field; 5] = [Field::Problem, Field::Deadline, Field::Status, Field::LeadPerson, Field::RespPerson];

    fn without(absent: &[Field]) -> Vec<String> {
        let fields: Vec<Field> = ALL.into_iter().filter(|field| !absent.contains(field)).chain([Field::Seq]).collect();
        LedgerBuilder::new(&fields).row(&["1"]).messages(&RequiredColumnMissing)
    }

    #[test]
    fn finds_each_missing_column_once_a_table() {
        assert_eq!(without(&[Field::Problem]), ["没有「反馈问题」列"]);
        assert_eq!(without(&[Field::Deadline, Field::Status]), ["没有「整改时限」列", "没有「整改状态」列"]);
        assert_eq!(without(&[Field::LeadPerson, Field::RespPerson]), ["没有「责任人」或「责任领导」列"]);
        assert_eq!(LedgerBuilder::new(&ALL[1..]).row(&["2026-06-30"]).run(&RequiredColumnMissing), ["- required-column-missing"]);
    }

    #[test]
    fn one_of_the_two_people_is_enough() {
        assert!(without(&[]).is_empty());
        assert!(without(&[Field::LeadPerson]).is_empty());
        assert!(without(&[Field::RespPerson]).is_empty());
    }

    #[test]
    fn empty_joined_and_risk_tables_are_left_alone() {
        let fields = [Field::Problem];
        assert!(LedgerBuilder::new(&fields).run(&RequiredColumnMissing).is_empty());
        assert!(
            LedgerBuilder::new(&fields)
                .row(&["制度不健全"])
                .joined(&[Field::Status], &["整改中"])
                .run(&RequiredColumnMissing)
                .is_empty()
        );
        assert!(LedgerBuilder::risks(&[Field::RiskPoint]).row(&["采购"]).run(&RequiredColumnMissing).is_empty());
    }

    #[test]
    fn a_joined_list_with_an_entry_of_its_own_is_left_alone() {
        let list = [Field::ProblemId, Field::RespPerson];
        let ledger =
            LedgerBuilder::new(&ALL).row(&["制度不健全", "2026-06-30", "整改中", "张三", ""]).joined(&list, &["1", "李四"]);
        assert!(ledger.list_row(&list, &["2", "王五"]).run(&RequiredColumnMissing).is_empty());
    }
}
