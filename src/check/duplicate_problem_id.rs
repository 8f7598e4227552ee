//! `duplicate-problem-id`: two different problems of one unit carry the same number.
//!
//! Source: `domain.md` §7.1, duplicate serials.
//! A repeated number over the same problem is a problem with several measures (§1.2).

use crate::check::wording::Folded;
use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::hash::{HashMap, map_with_room};
use crate::model::ledger::{Rectification, TableId};
use crate::model::text::Text;

/// Finds problem numbers that another problem of the same unit and table already has.
#[derive(Debug)]
pub(crate) struct DuplicateProblemId;

static ABOUT: About = About {
    id: "duplicate-problem-id",
    title: "问题编号重复",
    severity: Some(Severity::Error),
    source: Clause::new("数据质量规则", "7.1 编号重复"),
    why: "两个问题共用一个编号，统计和督办就分不清是哪一个",
    remedy: "请为其中一个问题重新编号",
};

impl Check for DuplicateProblemId {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::ProblemId])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        let mut first: HashMap<(TableId, Option<&Text>, &Text), &Rectification> = map_with_room(case.ledger.rectifications.len());
        for record in case.counted().filter(|record| record.is_filled(Field::ProblemId)) {
            let Some(id) = record.text(Field::ProblemId) else { continue };
            let known = *first.entry((record.table, record.unit.as_ref(), id)).or_insert(record);
            if differ(known, record) {
                found.at_field(record, Field::ProblemId, format!("问题编号「{id}」已用于第 {} 行的另一个问题", known.row + 1));
            }
        }
    }
}

/// Says whether two records with one number speak of two problems; a merged number covers all its rows.
fn differ(known: &Rectification, record: &Rectification) -> bool {
    let merged = known.cells.at(Field::ProblemId) == record.cells.at(Field::ProblemId);
    match (known.text(Field::Problem), record.text(Field::Problem)) {
        (Some(one), Some(other)) => !merged && Folded(one) != Folded(other),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::DuplicateProblemId;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    #[test]
    fn finds_a_number_used_for_another_problem_of_the_unit() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::ProblemId, Field::Problem])
            .row(&["县教育局", "1", "制度不健全"])
            .row(&["县教育局", "1", "台账不完整"])
            .row(&["县教育局", "2", "台账不完整"])
            .row(&["县民政局", "1", "台账不完整"]);
        assert_eq!(ledger.run(&DuplicateProblemId), ["B3 duplicate-problem-id"]);
        assert_eq!(ledger.messages(&DuplicateProblemId), ["问题编号「1」已用于第 2 行的另一个问题"]);
    }

    #[test]
    fn several_measures_of_one_problem_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::ProblemId, Field::Problem])
            .row(&["1", "制度不健全"])
            .row(&["1", "制度不健全。"])
            .row(&["1", "↑"])
            .row(&["1", ""])
            .row(&["2", "台账不完整"])
            .row(&["↑", "账目不完整"])
            .row(&["/", "会议记录不全"])
            .row(&["/", "考勤记录不全"]);
        assert!(ledger.run(&DuplicateProblemId).is_empty());
    }

    #[test]
    fn another_table_may_number_from_the_start() {
        let ledger =
            LedgerBuilder::new(&[Field::ProblemId, Field::Problem]).row(&["1", "制度不健全"]).table().row(&["1", "台账不完整"]);
        assert!(ledger.run(&DuplicateProblemId).is_empty());
    }
}
