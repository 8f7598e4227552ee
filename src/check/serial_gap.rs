//! `serial-gap`: the serial numbers of a table do not run on.
//!
//! Source: `domain.md` §7.1, gapped serials. Serials that are no whole number are passed over; rows that hold a serial and
//! nothing else keep theirs.

use std::collections::HashMap;

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::ledger::{SkipReason, TableId};

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
        let mut last: HashMap<TableId, Last> = HashMap::new();
        for record in &case.ledger.rectifications {
            let Some(cell) = record.cells.get(Field::Seq) else { continue };
            let Some(serial) = serial(cell.text) else {
                if let Some(last) = last.get_mut(&cell.table) {
                    last.unread += 1;
                }
                continue;
            };
            if let Some(before) = last.insert(cell.table, Last { serial, row: cell.at.row, unread: 0 })
                && serial != 1
                && serial.wrapping_sub(before.serial) > 1
                && !before.explains(serial, cell.at.row, &case.ledger.table(cell.table).skipped)
            {
                found.at_field(record, Field::Seq, format!("序号从「{}」跳到「{serial}」", before.serial));
            }
        }
    }
}

/// The serial read last.
#[derive(Debug)]
struct Last {
    serial: u32,
    row: u32,
    /// Serials since that are no whole number, such as one that became a date.
    unread: u32,
}

impl Last {
    /// Says whether the rows up to the next serial account for every number in between.
    fn explains(&self, next: u32, row: u32, skipped: &[(u32, SkipReason)]) -> bool {
        let between = |(at, reason): &&(u32, SkipReason)| *reason == SkipReason::Blank && (self.row..row).contains(at);
        let empty = skipped.iter().filter(between).count() as u32;
        next.checked_sub(self.serial).is_some_and(|leap| leap - 1 <= self.unread.saturating_add(empty))
    }
}

/// Reads a serial, with or without the marks offices put around it: `5`, `5.`, `（5）`.
fn serial(text: &str) -> Option<u32> {
    let bare = text.trim().trim_start_matches(['（', '(']).trim_end_matches(['）', ')', '.', '．', '、']);
    bare.parse().ok()
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

    #[test]
    fn marks_around_a_serial_do_not_hide_a_gap() {
        let ledger = LedgerBuilder::new(&[Field::Seq]).row(&["1."]).row(&["（2）"]).row(&["(4)"]).row(&["5、"]).row(&["1.6"]);
        assert_eq!(ledger.run(&SerialGap), ["A4 serial-gap"]);
    }

    /// Boundary: one number | two behind one serial that cannot be read.
    #[test]
    fn a_serial_that_cannot_be_read_stands_for_one_number_and_no_more() {
        let ledger = LedgerBuilder::new(&[Field::Seq]).row(&["1"]).row(&["2026-01-02"]).row(&["3"]).row(&["四"]).row(&["6"]);
        assert_eq!(ledger.run(&SerialGap), ["A6 serial-gap"]);
    }

    #[test]
    fn rows_with_nothing_but_a_serial_keep_theirs() {
        let ledger = || LedgerBuilder::new(&[Field::Seq]).row(&["1"]).blank_rows(2).row(&["4"]);
        assert!(ledger().run(&SerialGap).is_empty());
        assert_eq!(ledger().row(&["6"]).run(&SerialGap), ["A6 serial-gap"]);
        assert_eq!(LedgerBuilder::new(&[Field::Seq]).row(&["1"]).blank_rows(1).row(&["4"]).run(&SerialGap), ["A4 serial-gap"]);
    }
}
