//! What the checks came to as a whole: the findings, those that were waived, and what became of every rule.

use std::sync::Arc;

use crate::model::about::{About, Severity};
use crate::model::finding::Finding;
use crate::model::text::Text;
use crate::model::waiver::{JudgedWaiver, Waived};

/// The result of running every check.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// What was found, sorted by table, row, column and id.
    pub findings: Vec<Finding>,
    /// What rules on trial found, sorted likewise; shown apart and counted nowhere.
    pub trial: Vec<Finding>,
    /// What was found and does not count, sorted likewise.
    pub waived: Vec<Waived>,
    /// The office's waivers in the order of their table, and what became of each.
    pub waivers: Vec<JudgedWaiver>,
    /// Every check in the registry's order, the office's own rules among them, and what became of each.
    pub rules: Vec<RuleRun>,
}

impl Checked {
    /// Adds what a rule came to.
    pub fn add(&mut self, rule: RuleRun, findings: Vec<Finding>) {
        if rule.trial { &mut self.trial } else { &mut self.findings }.extend(findings);
        self.rules.push(rule);
    }

    /// Returns how many findings have the severity; those of trials are none.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

/// What became of one check.
#[derive(Clone, Debug)]
pub struct RuleRun {
    /// The check.
    pub about: Arc<About<Text>>,
    /// How much its findings weigh here; the check's own severity unless the policy says otherwise.
    pub severity: Severity,
    /// Whether it is on trial: its findings do not count.
    pub trial: bool,
    /// The number it went by, where it goes by one.
    pub limit: Option<Threshold>,
    /// Whether it ran.
    pub outcome: Outcome,
    /// How many findings it has, waived ones included.
    pub hits: usize,
    /// How many of them are waived.
    pub waived: usize,
}

/// The one number a check goes by, which an office may change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// The number, the policy's or the default.
    pub value: u32,
    /// What it counts, in Chinese, with its unit.
    pub meaning: &'static str,
}

/// Whether a check ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It looked at everything it is about.
    Ran,
    /// The policy switched it off.
    Off,
    /// There was nothing for it to look at; why, in Chinese.
    NotApplicable(String),
}
