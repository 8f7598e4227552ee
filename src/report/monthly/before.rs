//! The month kept last before this one: what it had, and what moved since.

use crate::model::assessment::Ratio;
use crate::model::history::{KeptUnit, PastMonth};
use crate::model::period::Month;
use crate::report::Case;

/// The month kept last before this one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Before<'a> {
    past: &'a PastMonth,
    direct: bool,
}

impl<'a> Before<'a> {
    /// Returns it; `None` when no month is on record.
    pub(super) fn of(case: &Case<'a>) -> Option<Self> {
        let past = case.past.iter().rev().find(|past| past.kept.month < case.month)?;
        Some(Self { past, direct: case.month.before() == Some(past.kept.month) })
    }

    /// Returns what to call it: 上月, or by its own name where months lie between.
    pub(super) fn name(self) -> String {
        if self.direct { "上月".to_owned() } else { format!("上次存档的{}", month_name(self.past.kept.month)) }
    }

    /// Says whether it is the month directly before.
    pub(super) fn is_direct(self) -> bool {
        self.direct
    }

    /// Returns the month.
    pub(super) fn month(self) -> &'a PastMonth {
        self.past
    }

    /// Returns the completion of all units together.
    pub(super) fn completion(self) -> Ratio {
        let sum = |of: fn(&KeptUnit) -> u64| self.past.units.iter().map(of).sum();
        Ratio { numerator: sum(|unit| unit.finished), denominator: sum(|unit| unit.counted) }
    }

    /// Returns the overdue records of all units together.
    pub(super) fn overdue(self) -> u64 {
        self.past.units.iter().map(|unit| unit.overdue).sum()
    }

    /// Returns a unit's figures then.
    pub(super) fn unit(self, name: &str) -> Option<&'a KeptUnit> {
        self.past.units.iter().find(|unit| *unit.unit == *name)
    }
}

/// Writes a month: 2026年10月.
pub(super) fn month_name(month: Month) -> String {
    format!("{}年{}月", month.year, month.month)
}
