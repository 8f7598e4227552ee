//! `repeated-table`: two sheets or files list the same problems of the same unit, and both count.
//!
//! Source: `domain.md` §7.1, silent double counts. Sheets and files marked 汇总 are left to `summary-sheet`.

use std::collections::BTreeMap;

use crate::check::wording::Folded;
use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::hash::{HashMap, map_with_room};
use crate::model::ledger::TableId;
use crate::model::text::Text;

/// Finds tables most of whose records stand in an earlier table too.
#[derive(Debug)]
pub(crate) struct RepeatedTable;

static ABOUT: About = About {
    id: "repeated-table",
    title: "同一批问题报了两份",
    severity: Some(Severity::Error),
    source: Clause::new("数据质量规则", "7.1 重复计数"),
    why: "同一份台账放了两次，或上月的表没有删，问题数和扣分都会翻倍",
    remedy: "请只留最新的一份，把旧文件移出台账文件夹，或删去旧的工作表",
};

impl Check for RepeatedTable {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::Problem])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        // A table alone repeats none; what stands in it twice is left to `duplicate-problem`.
        if case.ledger.rectifications.windows(2).all(|records| records[0].table == records[1].table) {
            return;
        }
        let mut first: HashMap<(Option<&Text>, Folded<'_>, Option<Folded<'_>>), TableId> =
            map_with_room(case.ledger.rectifications.len());
        let mut repeated: BTreeMap<(TableId, TableId), u32> = BTreeMap::new();
        for record in &case.ledger.rectifications {
            let Some(problem) = record.text(Field::Problem) else { continue };
            let measure = record.text(Field::Measure).map(|measure| Folded(measure));
            let table = *first.entry((record.unit.as_ref(), Folded(problem), measure)).or_insert(record.table);
            if table != record.table {
                *repeated.entry((record.table, table)).or_default() += 1;
            }
        }
        for ((later, earlier), count) in repeated {
            let table = case.ledger.table(later);
            // A single line in common may be chance; half a table is not.
            if count >= 2 && count * 2 >= table.records {
                let place = case.ledger.table(earlier).place();
                found.at_table(table, None, format!("有 {count} 条与「{place}」相同，两处都计入了"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RepeatedTable;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    const COLUMNS: [Field; 3] = [Field::Unit, Field::Problem, Field::Measure];

    #[test]
    fn a_second_table_with_the_same_problems_is_an_error() {
        let ledger = LedgerBuilder::new(&COLUMNS)
            .row(&["县教育局", "制度不健全", "修订"])
            .row(&["县教育局", "台账不完整", "补齐"])
            .table()
            .row(&["县教育局", "制度不健全", "修订"])
            .row(&["县教育局", "台账不完整。", "补齐"]);
        assert_eq!(ledger.run(&RepeatedTable), ["- repeated-table"]);
    }

    /// Boundary: two common lines of two, in the test above | one.
    #[test]
    fn another_unit_and_a_single_common_line_are_left_alone() {
        let ledger = LedgerBuilder::new(&COLUMNS)
            .row(&["县教育局", "制度不健全", "修订"])
            .row(&["县教育局", "台账不完整", "补齐"])
            .table()
            .row(&["县民政局", "制度不健全", "修订"])
            .row(&["县教育局", "台账不完整", "补齐"]);
        assert!(ledger.run(&RepeatedTable).is_empty());
    }
}
