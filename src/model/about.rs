//! What a check, an indicator or a deduction says of itself.
//!
//! `xuncha explain`, the generated documents and every report print these very words.

use std::sync::Arc;

use serde::Serialize;

use crate::model::clause::Clause;
use crate::model::text::Text;

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

/// The description a rule carries: fixed words where it is built in, `Text` where an office wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct About<S = &'static str> {
    /// Stable kebab-case name; a built-in rule's is also its file's name.
    pub id: S,
    /// One short Chinese phrase naming the defect or the quantity.
    pub title: S,
    /// How much it weighs; `None` for what is not a check.
    pub severity: Option<Severity>,
    /// Where the rule is written.
    pub source: Clause<S>,
    /// Why it matters, one Chinese sentence.
    pub why: S,
    /// What to do about it, one Chinese sentence.
    pub remedy: S,
}

impl About {
    /// Returns the description as findings share it, whoever wrote the rule.
    pub fn shared(&self) -> Arc<About<Text>> {
        Arc::new(About {
            id: self.id.into(),
            title: self.title.into(),
            severity: self.severity,
            source: Clause { document: self.source.document.into(), clause: self.source.clause.into() },
            why: self.why.into(),
            remedy: self.remedy.into(),
        })
    }
}
