//! The receipt of a score, "得分依据": every line that adds to it, down to the words in the cells behind it.

use rust_decimal::{Decimal, RoundingStrategy};

use crate::model::assessment::DeductionState;
use crate::model::field::Field;
use crate::model::place::Place;
use crate::model::text::Text;

/// What a line of a receipt is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// Points of an indicator.
    Indicator,
    /// Points taken off.
    Deduction,
    /// Points added.
    Bonus,
    /// What keeps the sum between 0 and the base.
    Limit,
    /// What a veto takes; 0 where it only limits the grade.
    Veto,
}

impl LineKind {
    /// Returns the key used in JSON.
    pub fn key(self) -> &'static str {
        match self {
            Self::Indicator => "indicator",
            Self::Deduction => "deduction",
            Self::Bonus => "bonus",
            Self::Limit => "limit",
            Self::Veto => "veto",
        }
    }
}

/// A cell and what stands in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Cited {
    /// The cell; the row where the table has no such column.
    pub place: Place,
    /// What the column means; `None` for a figure of the indicator workbook.
    pub field: Option<Field>,
    /// What the column is called.
    pub label: Text,
    /// The words there; `None` for an empty cell.
    pub text: Option<Text>,
}

/// One thing that moved points: a record, a row of another workbook.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// Its row.
    pub place: Place,
    /// The problem's number, where it is a record.
    pub record: Option<Text>,
    /// What happened: 超期 41 天.
    pub note: Option<String>,
    /// The points it is worth by itself, before a cap.
    pub points: Option<Decimal>,
    /// The cells that decided.
    pub cells: Vec<Cited>,
}

/// One line that adds to the score.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is.
    pub kind: LineKind,
    /// The policy item's id; empty for a limit.
    pub id: Text,
    /// The item's title.
    pub title: Text,
    /// Where the rule is written: document and clause.
    pub clause: String,
    /// What it adds, below 0 for what it takes; unrounded.
    pub points: Decimal,
    /// Points possible, for an indicator.
    pub full: Option<Decimal>,
    /// Numerator; `None` where there was nothing to measure.
    pub numerator: Option<Decimal>,
    /// Denominator; `None` where there was nothing to measure.
    pub denominator: Option<Decimal>,
    /// Whether a deduction stays.
    pub state: Option<DeductionState>,
    /// Whether a cap cut it.
    pub capped: bool,
    /// Remarks for people.
    pub notes: Vec<String>,
    /// What it rests on; all of it.
    pub evidence: Vec<Evidence>,
}

/// How one unit's score comes about.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    /// The unit.
    pub unit: Text,
    /// Indicators, deductions, bonuses, the limit, vetoes, in this order.
    pub lines: Vec<Line>,
    /// The score, rounded.
    pub score: Decimal,
    /// What moved no points and is still to be known, such as a veto that is not reached; sentences.
    pub remarks: Vec<String>,
}

impl Receipt {
    /// Returns a line's points as they are shown with so many decimal places.
    pub fn shown(points: Decimal, places: u32) -> Decimal {
        points.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
    }

    /// Returns what the lines as shown lack to the score: nothing but rounding. With it they add up exactly.
    pub fn remainder(&self, places: u32) -> Decimal {
        self.score - self.lines.iter().map(|line| Self::shown(line.points, places)).sum::<Decimal>()
    }
}
