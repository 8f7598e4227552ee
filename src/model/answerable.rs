//! Who else is measured beside units: responsible leaders, groups of units, functional departments.
//!
//! As in `assessment`, all figures are final; nobody computes them anew.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::model::assessment::{Deduction, IndicatorValue, Ratio};
use crate::model::place::Place;
use crate::model::text::Text;

/// The records that fell due before a leader took office, "接任事项".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Inherited {
    /// How many.
    pub records: u64,
    /// How many of them are not finished.
    pub open: u64,
}

/// One responsible leader's own records, "责任领导".
#[derive(Clone, Debug, PartialEq)]
pub struct LeaderAssessment {
    /// The name; a post where the ledger names no more.
    pub name: Text,
    /// The unit; several only where the directory lists the person for them in one row.
    pub units: Vec<Text>,
    /// The post by the directory.
    pub post: Option<Text>,
    /// The last day in office, where the directory says that it is past.
    pub left: Option<NaiveDate>,
    /// Records that are not void.
    pub records: u64,
    /// Finished ones.
    pub finished: u64,
    /// Overdue ones, without those that were inherited.
    pub overdue: u64,
    /// The most calendar days past a deadline, of an overdue record or one finished late, without inherited ones.
    pub most_days_late: Option<i64>,
    /// Finished by their deadline, of those due; without inherited ones.
    pub on_time: Ratio,
    /// With evidence, of those finished.
    pub evidence: Ratio,
    /// Records that fell due before the leader took office.
    pub inherited: Inherited,
    /// The policy's indicators that records alone decide, in its order.
    pub indicators: Vec<IndicatorValue>,
    /// The policy's deductions that records alone decide.
    pub deductions: Vec<Deduction>,
    /// The score, rounded; `None` when no indicator has anything to measure.
    pub score: Option<Decimal>,
    /// Where the records stand, in source order.
    pub places: Vec<Place>,
}

/// A unit with its score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scored {
    /// The unit.
    pub unit: Text,
    /// Its score.
    pub score: Decimal,
}

/// One group of units, "分组".
#[derive(Clone, Debug, PartialEq)]
pub struct GroupAssessment {
    /// Its name; `None` for units in no group.
    pub group: Option<Text>,
    /// `false` for units that the directory does not list.
    pub listed: bool,
    /// How many units were scored.
    pub units: u64,
    /// Records of all, void ones included.
    pub problems: u64,
    /// Finished of not void, of all units together.
    pub completion: Ratio,
    /// Overdue records.
    pub overdue: u64,
    /// The mean of the units' scores, rounded.
    pub mean: Decimal,
    /// The middle score, or the mean of the two in the middle, rounded.
    pub median: Decimal,
    /// The best score; of equals the first in the office's order.
    pub best: Scored,
    /// The worst score; of equals the first in the office's order.
    pub worst: Scored,
    /// How many units have each of the policy's grades, from the best down.
    pub grades: Vec<(Text, u64)>,
}

/// One functional department and the recommendation letters it received, "职能部门".
#[derive(Clone, Debug, PartialEq)]
pub struct DepartmentAssessment {
    /// The department, as the directory names it.
    pub department: Text,
    /// Letters received by the reporting date.
    pub letters: u64,
    /// Letters whose reply date has come.
    pub due: u64,
    /// Of those due: answered by the reply date.
    pub in_time: u64,
    /// Of those due: answered after it.
    pub late: u64,
    /// Of those due: not answered.
    pub unanswered: u64,
    /// Letters in the register without a reply date; they are never due.
    pub undated: u64,
    /// What the reply indicator gives at most; `None` where the policy does not have it.
    pub full: Option<Decimal>,
    /// Full points × in time ÷ due, unrounded; `None` when nothing was due or the policy has no such indicator.
    pub points: Option<Decimal>,
    /// The letters that were answered late or not at all.
    pub places: Vec<Place>,
}
