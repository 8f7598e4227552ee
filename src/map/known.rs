//! What has been worked out once and is known: a ledger repeats its statuses, deadlines and days thousands of times.
//!
//! One per sheet. What is kept is the answer to a question with every word of it, so that an answer never depends on
//! what was asked before.

use std::hash::Hash;

use chrono::NaiveDate;

use crate::map::deadline::{self, Clock, Reading};
use crate::map::rectification::status_of;
use crate::model::hash::HashMap;
use crate::model::ledger::Status;
use crate::model::remark::RemarkKind;
use crate::model::text::{Interner, Text};
use crate::model::workbook::Value;

/// How many answers of one kind are kept: a ledger has a few hundred, and one made to have more gains nothing.
const MOST: usize = 1 << 12;

/// Everything known of a sheet.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Texts made here.
    pub(super) interner: Interner,
    /// Days as they are shown.
    pub(super) days: Memo<NaiveDate, Text>,
    /// Deadlines.
    pub(super) deadlines: Deadlines,
    /// Units by the name that is written.
    pub(super) units: Memo<Text, Text>,
    /// What is to be told of a unit by the name that is written.
    pub(super) unit_remarks: Memo<Text, Option<(RemarkKind, String)>>,
    statuses: Memo<(Option<Text>, Option<Text>), Status>,
}

impl Known {
    /// Returns the status that a status cell and a closing flag come to.
    pub(super) fn status(&mut self, written: Option<&Text>, closed_flag: Option<&Text>) -> Status {
        self.statuses.get((written.cloned(), closed_flag.cloned()), || status_of(written, closed_flag))
    }
}

/// Answers by question.
#[derive(Debug)]
pub(super) struct Memo<Q, A>(HashMap<Q, A>);

impl<Q: Eq + Hash, A: Clone> Memo<Q, A> {
    /// Returns the answer to a question, worked out if it is new.
    pub(super) fn get(&mut self, question: Q, work_out: impl FnOnce() -> A) -> A {
        if let Some(answer) = self.0.get(&question) {
            return answer.clone();
        }
        if self.0.len() >= MOST {
            self.0.clear();
        }
        let answer = work_out();
        self.0.insert(question, answer.clone());
        answer
    }
}

impl<Q, A> Default for Memo<Q, A> {
    fn default() -> Self {
        Self(HashMap::default())
    }
}

/// Deadlines by their words and what they may be counted from; the rest of a clock is one for all records.
#[derive(Debug, Default)]
pub(super) struct Deadlines(Memo<Asked, Reading>);

/// A deadline's words, its feedback date, the sheet's date and where the round lies.
type Asked = (Text, Option<NaiveDate>, Option<NaiveDate>, Option<usize>);

impl Deadlines {
    /// Reads a deadline cell.
    pub(super) fn read(&mut self, value: &Value, clock: &Clock<'_>) -> Reading {
        // What is no text is read as quickly as it is looked up.
        let Value::Text(text) = value else { return deadline::read(value, clock) };
        // Rounds stay where they are while a book is read.
        let round = clock.round.map(|round| std::ptr::from_ref(round).addr());
        self.0.get((text.clone(), clock.feedback, clock.sheet_date, round), || deadline::read(value, clock))
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::{Deadlines, MOST, Memo};
    use crate::map::deadline::{self, Clock};
    use crate::model::workbook::Value;

    #[test]
    fn an_answer_is_worked_out_once_and_never_more_than_so_many_are_kept() {
        let mut memo = Memo::default();
        assert_eq!((memo.get(1, || "一"), memo.get(1, || "二"), memo.get(2, || "二")), ("一", "一", "二"));
        for number in 0..3 * MOST {
            memo.get(number, || "…");
            assert!(memo.0.len() <= MOST);
        }
    }

    #[test]
    fn the_same_words_are_another_deadline_on_another_day() {
        let day = |month| NaiveDate::from_ymd_opt(2026, month, 1);
        let mut known = Deadlines::default();
        for words in ["6月底前", "三个月内", "尽快", "2026年6月30日"] {
            let value = Value::Text(words.into());
            for (feedback, sheet_date) in [(day(3), None), (day(9), None), (None, day(3)), (None, None), (day(3), day(9))] {
                let clock = Clock { feedback, sheet_date, ..Clock::default() };
                assert_eq!(known.read(&value, &clock), deadline::read(&value, &clock), "{words}");
                assert_eq!(known.read(&value, &clock), deadline::read(&value, &clock), "{words}, once more");
            }
        }
    }
}
