//! Rounds of inspection and the clocks that start with their feedback.

use chrono::{Months, NaiveDate};

use crate::model::text::Text;
use crate::model::workdays::WorkingDays;

/// One round of inspection, "轮次".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// Full name.
    pub name: Text,
    /// Other spellings in ledgers.
    pub aliases: Vec<Text>,
    /// The day the findings were handed over, "反馈日期".
    pub feedback_date: NaiveDate,
    /// Length of the concentrated rectification period, "集中整改期", in months.
    pub concentrated_months: u32,
}

impl Round {
    /// Returns the last day of the concentrated period.
    pub fn concentrated_end(&self) -> NaiveDate {
        self.feedback_date.checked_add_months(Months::new(self.concentrated_months)).unwrap_or(NaiveDate::MAX)
    }
}

/// The rounds an office knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// All rounds, newest first as written.
    pub rounds: Vec<Round>,
    /// The round a record belongs to when it does not say; a position in `rounds`.
    pub current: Option<usize>,
    /// Days from feedback within which 立行立改 is due. Source: `domain.md` §1.5 (15 or 30 days, to be chosen).
    pub immediate_days: u32,
    /// Public holidays and weekends worked.
    pub working_days: WorkingDays,
}

impl Default for Calendar {
    fn default() -> Self {
        Self { rounds: Vec::new(), current: None, immediate_days: 30, working_days: WorkingDays::default() }
    }
}

impl Calendar {
    /// Returns the round a record names, or the current one when it names none.
    ///
    /// `None` when the name fits no round: a guess would move every deadline.
    pub fn round(&self, named: Option<&str>) -> Option<&Round> {
        match named {
            Some(name) => {
                let name: String = name.chars().filter(|c| !c.is_whitespace()).collect();
                self.rounds.iter().find(|round| *round.name == *name || round.aliases.iter().any(|alias| **alias == *name))
            }
            None => self.current.and_then(|index| self.rounds.get(index)),
        }
    }
}
