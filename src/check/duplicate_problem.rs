//! `duplicate-problem`: the same problem is listed twice for one unit.
//!
//! Source: `domain.md` §7.1, suspected duplicates; problem×measure rows of §1.2 are none.

use crate::check::wording::Folded;
use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::hash::{HashMap, map_with_room};
use crate::model::ledger::{Rectification, TableId};
use crate::model::text::Text;

/// Problems shorter than this many characters say too little to compare.
const SHORTEST: usize = 6;

/// Finds problems whose words another row of the same unit and table already has.
#[derive(Debug)]
pub(crate) struct DuplicateProblem;

static ABOUT: About = About {
    id: "duplicate-problem",
    title: "同一问题重复登记",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.1 问题重复"),
    why: "同一问题登记两次，问题数和完成率都会失真",
    remedy: "请核对后删去重复的一行，或写清两者的区别",
};

impl Check for DuplicateProblem {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::Problem])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        let mut first: HashMap<(TableId, Option<&Text>, Folded<'_>), &Rectification> =
            map_with_room(case.ledger.rectifications.len());
        for record in case.counted() {
            let Some(problem) = record.text(Field::Problem).map(|text| Folded(text)).filter(|text| text.has(SHORTEST)) else {
                continue;
            };
            let known = *first.entry((record.table, record.unit.as_ref(), problem)).or_insert(record);
            if repeats(known, record) {
                found.at_field(record, Field::Problem, format!("与第 {} 行是同一个问题", known.row + 1));
            }
        }
    }
}

/// Says whether the second record is the first once more, and not another measure of the same problem.
fn repeats(known: &Rectification, record: &Rectification) -> bool {
    let merged = known.cells.at(Field::Problem) == record.cells.at(Field::Problem);
    let same = |field| known.text(field) == record.text(field);
    !merged && (known.label() != record.label() || (same(Field::Measure) && same(Field::RespUnit)))
}

#[cfg(test)]
mod tests {
    use super::DuplicateProblem;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    #[test]
    fn finds_the_same_words_under_another_number() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Seq, Field::Problem])
            .row(&["县教育局", "1", "采购制度不健全"])
            .row(&["县教育局", "2", "采购制度 不健全。"])
            .row(&["县民政局", "3", "采购制度不健全"]);
        assert_eq!(ledger.run(&DuplicateProblem), ["C3 duplicate-problem"]);
        assert_eq!(ledger.messages(&DuplicateProblem), ["与第 2 行是同一个问题"]);
    }

    /// Boundary: six | five characters.
    #[test]
    fn six_characters_are_enough_to_compare() {
        let ledger = LedgerBuilder::new(&[Field::Seq, Field::Problem])
            .row(&["1", "制度不健全"])
            .row(&["2", "制度不健全"])
            .row(&["3", "制度很不健全"])
            .row(&["4", "制度很不健全"]);
        assert_eq!(ledger.run(&DuplicateProblem), ["B5 duplicate-problem"]);
    }

    #[test]
    fn a_row_pasted_twice_is_found_and_several_measures_are_not() {
        let ledger = LedgerBuilder::new(&[Field::ProblemId, Field::Problem, Field::Measure])
            .row(&["1", "采购制度不健全", "修订办法"])
            .row(&["1", "采购制度不健全", "开展培训"])
            .row(&["1", "采购制度不健全", "修订办法"]);
        assert_eq!(ledger.run(&DuplicateProblem), ["B4 duplicate-problem"]);
    }

    #[test]
    fn merged_cells_void_records_and_other_tables_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Seq, Field::Problem, Field::Status])
            .row(&["1", "采购制度不健全", "整改中"])
            .row(&["2", "↑", "整改中"])
            .row(&["3", "采购制度不健全", "已取消"])
            .table()
            .row(&["4", "采购制度不健全", "整改中"]);
        assert!(ledger.run(&DuplicateProblem).is_empty());
    }
}
