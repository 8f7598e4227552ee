//! Where a rule is written: document and clause.

use std::fmt;

/// The written origin of a rule, a constant or a wording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clause<S = &'static str> {
    /// The document, as people call it.
    pub document: S,
    /// The clause, section or item in it.
    pub clause: S,
}

impl Clause {
    /// Names a clause of a document.
    pub const fn new(document: &'static str, clause: &'static str) -> Self {
        Self { document, clause }
    }
}

impl<S: fmt::Display> fmt::Display for Clause<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}，{}", self.document, self.clause)
    }
}
