//! The policy file (评分办法): loading it whole, naming every fault at once, typed access.

use rust_decimal::Decimal;
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::model::about::Severity;
use crate::model::assessment::{Grouping, PolicyStamp};
use crate::model::inputs::word;
use crate::model::ledger::Status;
use crate::model::number::Rounding;
use crate::model::text::Text;
use crate::policy::risk::RiskRule;
use crate::policy::rules::Rule;
use crate::policy::warnings::WarningSetting;

pub mod expression;
mod items;
#[cfg(test)]
pub(crate) mod kit;
mod load;
pub mod profiles;
pub mod reader;
pub mod ready;
pub mod risk;
pub mod rules;
pub mod spot;
pub mod standing;
pub mod warnings;
pub mod workdays;

pub use items::{
    DeductionRule, Dimension, FigureRule, GradeBand, HonoursRule, IndicatorRule, Ladder, Method, ResourcesRule, ShareRule,
    SurveyRule, Trigger, VetoEffect, VetoRule,
};

/// The built-in indicator that takes whatever the manual-scores workbook holds and no other indicator is named for.
pub const MANUAL_LEADERSHIP: &str = "manual-leadership";

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
    /// Signs of early warning, and whether each goes by a number.
    pub warnings: Vec<(&'static str, bool)>,
}

impl KnownIds {
    /// Returns every id, of whatever kind.
    pub fn all(&self) -> impl Iterator<Item = &'static str> {
        let signs = self.warnings.iter().map(|(id, _)| *id);
        [&self.checks, &self.indicators, &self.deductions, &self.vetoes].into_iter().flatten().copied().chain(signs)
    }
}

/// A loaded policy.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// The file it was loaded from, as its reader calls it.
    pub file: Text,
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
    /// The document the policy follows, as its author names it.
    pub source: Option<String>,
    /// How groups are ranked.
    pub groups: Grouping,
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
    /// Risk registers.
    pub risk: RiskRule,
    /// Changed checks.
    pub checks: Vec<CheckSetting>,
    /// The office's own checks.
    pub rules: Vec<Rule>,
    /// Changed signs of early warning.
    pub warnings: Vec<WarningSetting>,
}

impl Policy {
    /// Says what stays with the strict completion rate where the policy's indicator goes by another; `None` where it does not.
    ///
    /// Source: `contract.md` §3, `completion` is the strict rate.
    pub fn completion_note(&self) -> Option<String> {
        let counted = match self.completion {
            CompletionRule::Strict => return None,
            CompletionRule::Acceptance => "只认已销号",
            CompletionRule::Lenient => "阶段性完成、待验收、持续整改也算完成",
        };
        let rule = self.indicators.iter().find(|rule| rule.id == "completion-rate");
        let title = rule.and_then(|rule| rule.title.as_deref()).unwrap_or("整改完成率");
        Some(format!(
            "办法规定{counted}，只用于「{title}」这一指标计分；各表「完成率」一栏和评优资格仍按（已完成＋已销号）÷应改数计算。"
        ))
    }

    /// Loads a policy.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Policy` naming every fault with line and column: unknown keys and ids, wrong values,
    /// points that do not add up to the base, grades out of order.
    pub fn load(file: &str, source: &str, known: &KnownIds) -> Result<Self, Error> {
        let mut policy = reader::parse(file, source, |top| load::policy(top, known))?;
        policy.file = file.into();
        policy.stamp.sha256 = hex(&Sha256::digest(source.as_bytes()));
        Ok(policy)
    }

    /// Loads a policy and says what is better written otherwise, though it loads.
    ///
    /// # Errors
    ///
    /// As `load`.
    pub fn load_with_advice(file: &str, source: &str, known: &KnownIds) -> Result<(Self, Vec<String>), Error> {
        let (mut policy, advice) = reader::parse_with_advice(file, source, |top| load::policy(top, known))?;
        policy.file = file.into();
        policy.stamp.sha256 = hex(&Sha256::digest(source.as_bytes()));
        Ok((policy, advice))
    }

    /// Returns what the office changed about a check.
    pub fn check(&self, id: &str) -> Option<&CheckSetting> {
        self.checks.iter().find(|setting| setting.id == id)
    }

    /// Returns what the office changed about a sign of early warning.
    pub fn warning(&self, id: &str) -> Option<&WarningSetting> {
        self.warnings.iter().find(|setting| setting.id == id)
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

    /// Returns the indicator of an id.
    pub fn indicator(&self, id: &str) -> Option<&IndicatorRule> {
        self.indicators.iter().find(|rule| rule.id == id)
    }

    /// Says whether a deduction of the office's own counts events of this word.
    pub fn names_event(&self, word: &str) -> bool {
        let deductions = self.deductions.iter().filter_map(|rule| rule.kind.event());
        let vetoes = self.vetoes.iter().filter_map(|rule| rule.kind.event());
        deductions.chain(vetoes).any(|known| known == word)
    }

    /// Says whether an indicator is a ratio over this column of the indicator workbook.
    pub fn names_column(&self, header: &str) -> bool {
        let header = word(header);
        let figures = self.indicators.iter().filter_map(|rule| rule.figure.as_ref());
        figures.flat_map(|figure| [&figure.numerator, &figure.denominator]).any(|known| word(known) == header)
    }

    /// Returns the indicator that a row of the manual-scores workbook takes points from, by the item it names.
    ///
    /// The item is an indicator's title or id, or those of a dimension that has one indicator of the kind.
    pub fn manual_indicator(&self, item: &str) -> Option<&IndicatorRule> {
        let item = word(item);
        let takes = |rule: &&IndicatorRule| rule.method == Method::Deduct || rule.id == MANUAL_LEADERSHIP;
        let named = |title: &str| word(title) == item;
        let mut taking = self.indicators.iter().filter(takes);
        let by_name = taking.clone().find(|rule| rule.id == item || rule.title.as_deref().is_some_and(named));
        by_name.or_else(|| {
            let dimension = self.dimensions.iter().find(|dimension| dimension.id == item || named(&dimension.title))?;
            let only = taking.by_ref().filter(|rule| rule.dimension == dimension.id).collect::<Vec<_>>();
            if let [only] = only[..] { Some(only) } else { None }
        })
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
