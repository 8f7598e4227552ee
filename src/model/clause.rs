//! Where a rule is written: document and clause.

use std::fmt;

/// The written origin of a rule, a constant or a wording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clause {
    /// The document, as people call it.
    pub document: &'static str,
    /// The clause, section or item in it.
    pub clause: &'static str,
}

impl Clause {
    /// Names a clause of a document.
    pub const fn new(document: &'static str, clause: &'static str) -> Self {
        Self { document, clause }
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}，{}", self.document, self.clause)
    }
}
