//! Early warnings (智能预警): signs of trouble as events, each with its day, its reason, its points and its state.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::model::period::Month;
use crate::model::place::Place;
use crate::model::text::Text;

/// How far a warning has gone. Source: `domain.md` §3.6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WarningState {
    /// Said, without points. Office word: 预警.
    Warned,
    /// Points taken off that can still be given back. Office word: 预扣.
    Provisional,
    /// Points given back. Office word: 核减恢复.
    Restored,
    /// Points that stay off. Office word: 正式扣.
    Final,
}

impl WarningState {
    /// Every state, in the order a warning goes through them.
    pub const ALL: [Self; 4] = [Self::Warned, Self::Provisional, Self::Restored, Self::Final];

    /// Returns the office's word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Warned => "预警",
            Self::Provisional => "预扣",
            Self::Restored => "核减恢复",
            Self::Final => "正式扣",
        }
    }

    /// Returns the key used in JSON and in the store.
    pub fn key(self) -> &'static str {
        match self {
            Self::Warned => "warned",
            Self::Provisional => "provisional",
            Self::Restored => "restored",
            Self::Final => "final",
        }
    }
}

/// One sign of trouble at one record, or at a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The sign's id.
    pub id: Text,
    /// The sign's title.
    pub title: Text,
    /// The same in every month that tells of the same thing.
    pub event: Text,
    /// The day its state began; where the ledger does not tell, the reporting date it was first seen.
    pub date: NaiveDate,
    /// The unit.
    pub unit: Option<Text>,
    /// The cell behind it.
    pub place: Place,
    /// The problem's number.
    pub record: Option<Text>,
    /// What was seen, one Chinese phrase.
    pub reason: String,
    /// Points taken off now, before the item's cap, not negative; 0 unless provisional or final.
    pub points: Decimal,
    /// How far it has gone.
    pub state: WarningState,
}

/// A state an event was in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Step {
    /// The sign's id.
    pub id: Text,
    /// The sign's title.
    pub title: Text,
    /// The state.
    pub state: WarningState,
    /// The day it began.
    pub date: NaiveDate,
    /// The month that told it first.
    pub month: Month,
}

/// A warning as it counts for the year: once, with its latest state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearEvent {
    /// As it was told last.
    pub warning: Warning,
    /// The month that told it last.
    pub last: Month,
    /// Every light and state it went through this year, in order; the last one is where it is now.
    pub steps: Vec<Step>,
}

/// Counts warnings by state, in the order of `WarningState::ALL`.
pub fn by_state<'w>(warnings: impl Iterator<Item = &'w Warning>) -> [usize; 4] {
    warnings.fold([0; 4], |mut counts, warning| {
        counts[warning.state as usize] += 1;
        counts
    })
}
