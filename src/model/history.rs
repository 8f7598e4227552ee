//! A published month as it is kept: what passes between `store` and `pipeline`, and from there to the screen.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::model::assessment::PolicyStamp;
use crate::model::period::Month;
use crate::model::text::Text;

/// What a kept paper is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperKind {
    /// An input file, kept whole.
    File,
    /// An input file that is only known by its size and hash, such as evidence.
    Seen,
    /// What decided the figures and is no file of the office: a built-in text, a listing.
    Aside,
    /// The month's records, one JSON line each.
    Records,
}

/// A paper of a month, by name; its content is kept once, however many months name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// What it is.
    pub kind: PaperKind,
    /// Its name, as places show it.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256, hex.
    pub sha256: String,
}

/// How a month was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The month.
    pub month: Month,
    /// The reporting date.
    pub as_of: NaiveDate,
    /// The program that made it, with its version.
    pub program: String,
    /// The policy.
    pub policy: PolicyStamp,
    /// The policy's text.
    pub policy_source: String,
    /// The paper the policy is; `None` for the one that is built in.
    pub policy_name: Option<String>,
    /// The paper the unit directory is; `None` where there was none.
    pub directory_name: Option<String>,
    /// When the earlier month it was compared with had been reported.
    pub earlier_as_of: Option<NaiveDate>,
    /// Everything it was made from, in the order it was read.
    pub papers: Vec<Paper>,
}

/// A kept month in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptMonth {
    /// The month.
    pub month: Month,
    /// The reporting date.
    pub as_of: NaiveDate,
    /// The program that made it, with its version.
    pub program: String,
    /// The policy.
    pub policy: PolicyStamp,
    /// How many units were scored.
    pub units: u64,
    /// How many warnings there were.
    pub warnings: u64,
}

/// A unit's result in a kept month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptUnit {
    /// The month.
    pub month: Month,
    /// The unit.
    pub unit: Text,
    /// The group it was ranked in.
    pub group: Option<Text>,
    /// The score, rounded.
    pub score: Decimal,
    /// The score without provisional deductions, rounded.
    pub score_without_provisional: Decimal,
    /// The grade.
    pub grade: Text,
    /// Rank in its group.
    pub rank: u32,
    /// Finished of those that count.
    pub finished: u64,
    /// Those that count.
    pub counted: u64,
    /// Overdue records.
    pub overdue: u64,
}

/// A month on record with its units, for whoever shows how things went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastMonth {
    /// The month.
    pub kept: KeptMonth,
    /// Its units, in the office's order.
    pub units: Vec<KeptUnit>,
    /// The letters written for it.
    pub letters: Vec<KeptLetter>,
}

/// What an item of a kept score is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// Points reached.
    Indicator,
    /// Points lost.
    Deduction,
    /// Points lost within an indicator, whose points have them off already.
    Loss,
    /// Points added.
    Bonus,
    /// A veto in force.
    Veto,
}

/// One item of a unit's kept score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptItem {
    /// The unit.
    pub unit: Text,
    /// What it is.
    pub kind: ItemKind,
    /// Its id.
    pub id: Text,
    /// Its title then.
    pub title: Text,
    /// Points, unrounded and not negative; 0 for a veto.
    pub points: Decimal,
    /// The deduction's state, as JSON has it; `None` for other items.
    pub state: Option<Text>,
    /// How often it fired; for an indicator the rows it names.
    pub times: u64,
    /// The numerator of a ratio.
    pub numerator: Option<Decimal>,
    /// The denominator of a ratio.
    pub denominator: Option<Decimal>,
    /// Points possible, for an indicator.
    pub full: Option<Decimal>,
    /// The id of the indicator a loss comes off.
    pub within: Option<Text>,
}

/// A letter written for a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptLetter {
    /// Its kind, in the office's word.
    pub kind: Text,
    /// The receiver.
    pub receiver: Text,
    /// Its path below the output folder.
    pub file: String,
    /// SHA-256, hex.
    pub sha256: String,
}
