//! The items of a policy as loaded: dimensions, indicators, deductions, vetoes, grades, and what a score is used for.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::policy::expression::Condition;

/// A dimension, "维度".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dimension {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
}

/// A social-benefit indicator over two columns of the indicator workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FigureRule {
    /// Header of the numerator's column.
    pub numerator: String,
    /// Header of the denominator's column.
    pub denominator: String,
    /// The ratio that earns full points, above 0.
    pub target: Decimal,
}

/// An indicator of the office's own over a unit's records.
#[derive(Clone, Debug, PartialEq)]
pub struct ShareRule {
    /// Which records count; all that are not void where not written.
    pub of: Option<Condition>,
    /// Which of them reached it.
    pub reached: Condition,
    /// The share that earns full points, above 0 and at most 1.
    pub target: Decimal,
}

/// How an indicator comes to its points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// A share of its full points.
    #[default]
    Share,
    /// Full points less what is taken off, never below 0. Office word: 满分起扣.
    Deduct,
}

/// One indicator of the policy.
#[derive(Clone, Debug, PartialEq)]
pub struct IndicatorRule {
    /// Id: a built-in one, or the office's own with `figure`, `share` or `Method::Deduct`.
    pub id: String,
    /// Title; the built-in one where empty.
    pub title: Option<String>,
    /// Dimension id.
    pub dimension: String,
    /// Points possible.
    pub full: Decimal,
    /// How it comes to its points.
    pub method: Method,
    /// Set for the office's own ratios over the indicator workbook.
    pub figure: Option<FigureRule>,
    /// Set for the office's own shares of records.
    pub share: Option<ShareRule>,
    /// The groups it is for; all where empty.
    pub groups: Vec<String>,
    /// Where it is written, as the office says.
    pub source: Option<String>,
}

/// What an item looks at.
#[derive(Clone, Debug, PartialEq)]
pub enum Trigger {
    /// What the registry's item of the same id says.
    BuiltIn,
    /// Each record the condition holds for.
    When(Condition),
    /// Each event of this word in the events workbook.
    Event(String),
}

impl Trigger {
    /// Returns the word of the events it counts.
    pub fn event(&self) -> Option<&str> {
        match self {
            Self::Event(word) => Some(word),
            _ => None,
        }
    }
}

/// One deduction item.
#[derive(Clone, Debug, PartialEq)]
pub struct DeductionRule {
    /// Id of a built-in item, or the office's own.
    pub id: String,
    /// Title; the built-in one where empty.
    pub title: Option<String>,
    /// What it takes points for.
    pub kind: Trigger,
    /// The indicator the points come off; the whole score where not written.
    pub from: Option<String>,
    /// Points each time.
    pub points: Decimal,
    /// Most points altogether.
    pub cap: Option<Decimal>,
    /// Days after which a provisional deduction becomes final.
    pub final_after_days: u32,
    /// Whether it is in force.
    pub enabled: bool,
    /// Whether it is only tried: what it would take is told, and taken from nobody.
    pub trial: bool,
    /// In force from this day on.
    pub since: Option<NaiveDate>,
    /// In force up to and including this day.
    pub until: Option<NaiveDate>,
    /// Why it is in the catalogue, or was switched off.
    pub reason: Option<String>,
    /// Where it is written, as the office says.
    pub source: Option<String>,
}

impl DeductionRule {
    /// Says whether the item takes points on a day.
    pub fn in_force(&self, day: NaiveDate) -> bool {
        !self.trial && self.runs(day)
    }

    /// Says whether the item is looked at on a day, on trial or in earnest.
    pub fn runs(&self, day: NaiveDate) -> bool {
        self.enabled && self.since.is_none_or(|since| since <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// What a veto does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VetoEffect {
    /// The score becomes 0.
    ZeroScore,
    /// The grade is at most the rule's grade.
    LimitGrade,
}

/// One veto.
#[derive(Clone, Debug, PartialEq)]
pub struct VetoRule {
    /// Id of a built-in veto, or the office's own.
    pub id: String,
    /// Title; the built-in one where empty.
    pub title: Option<String>,
    /// What it looks at.
    pub kind: Trigger,
    /// What one of the office's own does; a built-in one knows by itself.
    pub effect: Option<VetoEffect>,
    /// How many records or events it takes.
    pub count: u32,
    /// Which grade it speaks of.
    pub grade: Option<String>,
    /// Where it is written, as the office says.
    pub source: Option<String>,
}

/// A grade and its lowest score.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GradeBand {
    /// Title.
    pub title: String,
    /// Lowest score, included.
    pub from: Decimal,
}

/// When lights change. Source: `scoring.md` §5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ladder {
    /// Days left, included, from which a reminder is due.
    pub notice_days: u32,
    /// Days left, included, from which a warning is due.
    pub warning_days: u32,
}

/// What ballots are worth. Source: `scoring.md` §2, `domain.md` §3.5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SurveyRule {
    /// 满意.
    pub satisfied: Decimal,
    /// 基本满意.
    pub mostly_satisfied: Decimal,
    /// 不满意.
    pub dissatisfied: Decimal,
    /// Fewer valid ballots than this are marked.
    pub min_ballots: u32,
}

/// Who may be honoured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HonoursRule {
    /// Lowest strict completion rate, in percent.
    pub min_completion_percent: Decimal,
    /// Grades that bar.
    pub barred_grades: Vec<String>,
}

/// Who is preferred for staff and budget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourcesRule {
    /// The grade needed.
    pub grade: String,
    /// The best part of the group, in percent, rounded up.
    pub top_percent: Decimal,
}
