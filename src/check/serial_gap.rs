//! `serial-gap`: the serial numbers of a table do not run on.
//!
//! Source: `domain.md` §7.1, gapped serials. Serials that are no whole number are passed over.

use std::collections::HashMap;

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::ledger::TableId;

/// Finds serial numbers that neither follow, repeat nor start anew at 1.
#[derive(Debug)]
pub(crate) struct SerialGap;

static ABOUT: About = About {
    id: "serial-gap",
    title: "序号不连续",
    severity: Some(Severity::Info),
    source: Clause::new("数据质量规则", "7.1 序号不连续"),
    why: "序号断开，可能是删了行或漏了行",
    remedy: "请核对是否漏行；没有漏的，重新编排序号",
};

impl Check for SerialGap {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::Seq])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        let mut last: HashMap<TableId, u32> = HashMap::new();
        for record in &case.ledger.rectifications {
            let Some(cell) = record.cells.get(Field::Seq) else { continue };
            let Ok(serial) = cell.text.trim().parse::<u32>() else { continue };
            if let Some(before) = last.insert(cell.table, serial)
                && serial != 1
                && serial.wrapping_sub(before) > 1
            {
                found.at_field(record, Field::Seq, format!("序号从「{before}」跳到「{serial}」"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SerialGap;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    #[test]
    fn finds_serials_that_leap_forward_or_back() {
        let ledger = LedgerBuilder::new(&[Field::Seq]).row(&["1"]).row(&["2"]).row(&["4"]).row(&["5"]).row(&["3"]);
        assert_eq!(ledger.run(&SerialGap), ["A4 serial-gap", "A6 serial-gap"]);
        assert_eq!(ledger.messages(&SerialGap)[0], "序号从「2」跳到「4」");
    }

    #[test]
    fn repeats_restarts_words_and_other_tables_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Seq])
            .row(&["5"])
            .row(&["↑"])
            .row(&["5"])
            .row(&["（二）"])
            .row(&["6"])
            .row(&["1"])
            .row(&["2"])
            .table()
            .row(&["9"]);
        assert!(ledger.run(&SerialGap).is_empty());
    }
}
