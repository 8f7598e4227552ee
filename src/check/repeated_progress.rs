//! `repeated-progress`: one progress text stands on many records of a unit.
//!
//! Source: `domain.md` §7.2, progress text identical across rows.

use crate::check::wording::{Folded, Repeats};
use crate::check::{Case, Check, Found, Limit, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;

/// Texts shorter than this many characters are alike by chance.
const SHORTEST: usize = 15;

/// Finds progress texts that a unit uses more often than the limit; the further ones are flagged.
#[derive(Debug)]
pub(crate) struct RepeatedProgress;

static ABOUT: About = About {
    id: "repeated-progress",
    title: "疑似整改情况千篇一律",
    severity: Some(Severity::Warning),
    source: Clause::new("疑似虚假整改信号", "7.2 多处整改情况相同"),
    why: "不同的问题写同样的整改情况，多半没有逐项整改",
    remedy: "请按每个问题的实际分别写整改情况",
};

impl Check for RepeatedProgress {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn limit(&self) -> Option<Limit> {
        Some(Limit { default: 3, meaning: "同一单位允许几处整改情况完全相同" })
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::Progress])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        let mut repeats = Repeats::with_room(case.ledger.rectifications.len());
        for record in case.counted() {
            let cell = record.cells.get(Field::Progress).filter(|cell| Folded(cell.text).has(SHORTEST));
            let Some(count) = cell.and_then(|cell| repeats.add(record.unit.as_ref(), cell)) else { continue };
            if count > found.limit() {
                found.at_field(record, Field::Progress, format!("疑似照抄：本单位第 {count} 处出现同样的整改情况"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RepeatedProgress;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    const PROGRESS: &str = "召开专题会议研究并建立健全制度";

    /// Boundary: the fourth | the third cell.
    #[test]
    fn finds_the_fourth_and_later_cells_with_the_same_text() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Progress])
            .row(&["县教育局", PROGRESS])
            .row(&["县教育局", PROGRESS])
            .row(&["县教育局", PROGRESS])
            .row(&["县民政局", PROGRESS]);
        assert!(ledger.run(&RepeatedProgress).is_empty());
        let ledger = ledger.row(&["县教育局", PROGRESS]).row(&["县教育局", PROGRESS]);
        assert_eq!(ledger.run(&RepeatedProgress), ["B6 repeated-progress", "B7 repeated-progress"]);
    }

    #[test]
    fn merged_cells_count_once() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Progress]).row(&["县教育局", PROGRESS]);
        let ledger = (0..5).fold(ledger, |ledger, _| ledger.row(&["县教育局", "↑"]));
        assert!(ledger.run(&RepeatedProgress).is_empty());
    }

    #[test]
    fn fifteen_characters_are_enough_to_compare() {
        let rows = |text: &str| {
            (0..4)
                .fold(LedgerBuilder::new(&[Field::Unit, Field::Progress]), |ledger, _| ledger.row(&["县教育局", text]))
                .run(&RepeatedProgress)
        };
        assert_eq!(PROGRESS.chars().count(), 15);
        assert_eq!(rows(PROGRESS), ["B5 repeated-progress"]);
        assert!(rows("召开专题会议研究并建立新制度。").is_empty());
    }
}
