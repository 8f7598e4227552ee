//! The policy file (评分办法): loading it whole, naming every fault at once, typed access.

use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::model::about::Severity;
use crate::model::assessment::PolicyStamp;
use crate::model::ledger::Status;
use crate::model::number::Rounding;
use crate::policy::rules::Rule;

pub mod expression;
mod load;
pub mod profiles;
pub mod reader;
pub mod rules;
pub mod spot;
pub mod standing;
pub mod workdays;

/// The default policy as an office can edit it. Source: `scoring.md`.
pub const DEFAULT_TOML: &str = include_str!("../../templates/policies/default.toml");

/// What counts as one. Source: `scoring.md` §1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountBasis {
    /// Every row.
    Row,
    /// Every problem, its measures taken together.
    Problem,
}

/// Which completion rate the indicator uses. Source: `scoring.md` §2, `domain.md` §3.4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompletionRule {
    /// Done and closed.
    Strict,
    /// Closed only.
    Acceptance,
    /// Stage, pending and continuing too.
    Lenient,
}

/// What an indicator without data is worth. Source: `scoring.md` §2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotApplicable {
    /// Full points, marked so.
    Full,
    /// Its points go to the other indicators of the dimension.
    Redistribute,
    /// Nothing.
    Zero,
}

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

/// One indicator of the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndicatorRule {
    /// Id: a built-in one, or the office's own with `figure`.
    pub id: String,
    /// Title; the built-in one where empty.
    pub title: Option<String>,
    /// Dimension id.
    pub dimension: String,
    /// Points possible.
    pub full: Decimal,
    /// Set for the office's own ratios.
    pub figure: Option<FigureRule>,
}

/// One deduction item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeductionRule {
    /// Id of a built-in item.
    pub id: String,
    /// Points each time.
    pub points: Decimal,
    /// Most points altogether.
    pub cap: Option<Decimal>,
    /// Days after which a provisional deduction becomes final.
    pub final_after_days: u32,
    /// Whether it is in force.
    pub enabled: bool,
    /// In force from this day on.
    pub since: Option<chrono::NaiveDate>,
    /// In force up to and including this day.
    pub until: Option<chrono::NaiveDate>,
    /// Why it is in the catalogue, or was switched off.
    pub reason: Option<String>,
}

impl DeductionRule {
    /// Says whether the item is in force on a day.
    pub fn in_force(&self, day: chrono::NaiveDate) -> bool {
        self.enabled && self.since.is_none_or(|since| since <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// One veto.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VetoRule {
    /// Id of a built-in veto.
    pub id: String,
    /// How many records it takes.
    pub count: u32,
    /// Which grade it speaks of.
    pub grade: Option<String>,
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

/// What an office changed about a check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckSetting {
    /// The check's id.
    pub id: String,
    /// Switched off when `false`.
    pub enabled: Option<bool>,
    /// Another severity.
    pub severity: Option<Severity>,
    /// Another number.
    pub limit: Option<u32>,
    /// Whether its findings are shown apart and not counted.
    pub trial: Option<bool>,
}

/// The ids a policy may name; the registries know them.
#[derive(Clone, Debug, Default)]
pub struct KnownIds {
    /// Checks.
    pub checks: Vec<&'static str>,
    /// Indicators.
    pub indicators: Vec<&'static str>,
    /// Deductions.
    pub deductions: Vec<&'static str>,
    /// Vetoes.
    pub vetoes: Vec<&'static str>,
}

impl KnownIds {
    /// Returns every id, of whatever kind.
    pub fn all(&self) -> impl Iterator<Item = &'static str> {
        [&self.checks, &self.indicators, &self.deductions, &self.vetoes].into_iter().flatten().copied()
    }
}

/// A loaded policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// Title, version, checksum.
    pub stamp: PolicyStamp,
    /// Highest score.
    pub base: Decimal,
    /// What counts as one.
    pub count: CountBasis,
    /// Which completion rate.
    pub completion: CompletionRule,
    /// What no data is worth.
    pub not_applicable: NotApplicable,
    /// Statuses that are not counted.
    pub void: Vec<Status>,
    /// Decimal places of a score.
    pub places: u32,
    /// Rounding mode.
    pub rounding: Rounding,
    /// Dimensions in order.
    pub dimensions: Vec<Dimension>,
    /// Indicators in order.
    pub indicators: Vec<IndicatorRule>,
    /// Deductions in order.
    pub deductions: Vec<DeductionRule>,
    /// Most points a bonus adds.
    pub bonus_cap: Decimal,
    /// Vetoes in order.
    pub vetoes: Vec<VetoRule>,
    /// Grades from the best down; the last starts at 0.
    pub grades: Vec<GradeBand>,
    /// Share of the rectification score in the annual score, 0–1.
    pub annual_weight: Decimal,
    /// Honours.
    pub honours: HonoursRule,
    /// Resources.
    pub resources: ResourcesRule,
    /// Lights.
    pub ladder: Ladder,
    /// Ballots.
    pub survey: SurveyRule,
    /// Changed checks.
    pub checks: Vec<CheckSetting>,
    /// The office's own checks.
    pub rules: Vec<Rule>,
}

impl Policy {
    /// Loads a policy.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Policy` naming every fault with line and column: unknown keys and ids, wrong values,
    /// points that do not add up to the base, grades out of order.
    pub fn load(file: &str, source: &str, known: &KnownIds) -> Result<Self, Error> {
        let mut policy = reader::parse(file, source, |top| load::policy(top, known))?;
        policy.stamp.sha256 = hex(&Sha256::digest(source.as_bytes()));
        Ok(policy)
    }

    /// Returns what the office changed about a check.
    pub fn check(&self, id: &str) -> Option<&CheckSetting> {
        self.checks.iter().find(|setting| setting.id == id)
    }

    /// Returns one of the office's own checks.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.about.id == id)
    }

    /// Says whether a check is on trial: its findings are shown apart and counted nowhere.
    pub fn is_on_trial(&self, id: &str) -> bool {
        let own = self.rule(id).is_some_and(|rule| rule.trial);
        self.check(id).and_then(|setting| setting.trial).unwrap_or(own)
    }

    /// Returns the grade of a rounded score.
    pub fn grade(&self, score: Decimal) -> &GradeBand {
        let worst = self.grades.last().expect("loading refuses a policy without grades");
        self.grades.iter().find(|band| score >= band.from).unwrap_or(worst)
    }

    /// Rounds a score, once, at the end.
    pub fn round(&self, value: Decimal) -> Decimal {
        self.rounding.apply(value, self.places)
    }

    /// Returns a dimension's title.
    pub fn dimension_title(&self, id: &str) -> &str {
        self.dimensions.iter().find(|dimension| dimension.id == id).map_or("", |dimension| dimension.title.as_str())
    }
}

/// Writes bytes as lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
