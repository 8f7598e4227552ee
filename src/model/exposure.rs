//! What a risk register says of a unit, and which of its risk points this round's problems have laid bare.
//!
//! As in `assessment`, all figures are final; nobody computes them anew.

use rust_decimal::Decimal;

use crate::model::ledger::RiskLevel;
use crate::model::place::Place;
use crate::model::text::Text;

/// How well high risks are covered; each count is one of high risks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// With as many measures as the policy asks for.
    pub measures: u64,
    /// With a responsible person, "责任人".
    pub resp_person: u64,
    /// With a responsible leader, "责任领导".
    pub lead_person: u64,
    /// With all three.
    pub whole: u64,
}

/// The risk points of a unit or a department counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RiskTally {
    /// All of them.
    pub points: u64,
    /// High ones.
    pub high: u64,
    /// Medium ones.
    pub medium: u64,
    /// Low ones.
    pub low: u64,
    /// Those whose level cannot be told by what the policy goes by.
    pub unknown: u64,
    /// The risk index, 0–100, rounded; `None` when no level can be told.
    pub index: Option<Decimal>,
    /// How the high ones are covered.
    pub covered: Coverage,
    /// Those that problems have laid bare.
    pub exposed: u64,
}

/// A high risk that is not wholly covered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The department.
    pub dept: Option<Text>,
    /// What the risk point is called.
    pub risk_point: Text,
    /// What it lacks, each a short sentence.
    pub lacks: Vec<String>,
    /// Where its risk point stands.
    pub place: Place,
}

/// By which words a problem and a risk point were put together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bond {
    /// Both speak of one field of power.
    Field {
        /// What the field is called.
        name: &'static str,
        /// The word in the problem.
        problem: &'static str,
        /// The word in the risk point.
        risk: &'static str,
    },
    /// Both have a run of characters that few other risk points of the unit have.
    Words(String),
}

impl Bond {
    /// Returns the words, for people.
    pub fn told(&self) -> String {
        match self {
            Self::Field { name, problem, risk } if problem == risk => format!("同属「{name}」，都写了「{risk}」"),
            Self::Field { name, problem, risk } => format!("同属「{name}」，问题写「{problem}」，风险点写「{risk}」"),
            Self::Words(words) => format!("都写了「{words}」"),
        }
    }
}

/// A problem that laid a risk point bare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposing {
    /// The problem's number or serial.
    pub record: Option<Text>,
    /// The problem as written.
    pub problem: Text,
    /// Its cell.
    pub place: Place,
    /// By which words.
    pub bond: Bond,
}

/// A risk point that problems of this round have laid bare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposed {
    /// The department.
    pub dept: Option<Text>,
    /// What the risk point is called.
    pub risk_point: Text,
    /// Its level by the policy.
    pub level: Option<RiskLevel>,
    /// The cell that has the word.
    pub place: Place,
    /// How many problems did.
    pub problems: u64,
    /// The first of them; the list is cut, the count is not.
    pub by: Vec<Exposing>,
}

/// One unit's register.
#[derive(Clone, Debug, PartialEq)]
pub struct RiskAssessment {
    /// The unit; `None` for risk points that name none.
    pub unit: Option<Text>,
    /// The whole unit.
    pub whole: RiskTally,
    /// Its departments, in the order they first appear; `None` for risk points that name none.
    pub depts: Vec<(Option<Text>, RiskTally)>,
    /// High risks that are not wholly covered, in source order.
    pub gaps: Vec<Gap>,
    /// Risk points laid bare, in source order.
    pub exposed: Vec<Exposed>,
}
