//! What a check, an indicator or a deduction says of itself.
//!
//! `xuncha explain`, the generated documents and every report print these very words.

use serde::Serialize;

use crate::model::clause::Clause;

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing has to be done. Office word: 提示.
    Info,
    /// Probably wrong; a person has to look. Office word: 疑点.
    Warning,
    /// Wrong or missing; the figures depend on it. Office word: 错误.
    Error,
}

impl Severity {
    /// Returns the office's word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Info => "提示",
            Self::Warning => "疑点",
            Self::Error => "错误",
        }
    }
}

/// The description a registry entry carries.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// Stable kebab-case name; also the file's name.
    pub id: &'static str,
    /// One short Chinese phrase naming the defect or the quantity.
    pub title: &'static str,
    /// How much it weighs; `None` for what is not a check.
    pub severity: Option<Severity>,
    /// Where the rule is written.
    pub source: Clause,
    /// Why it matters, one Chinese sentence.
    pub why: &'static str,
    /// What to do about it, one Chinese sentence.
    pub remedy: &'static str,
}
