//! The language of an office's own rules: conditions over the fields of a record, in Chinese, typed, without loops.
//!
//! Text becomes tokens (`token`), a tree (`parse`, `syntax`), and a typed tree whose names are resolved (`types`);
//! `eval` asks it of a row. `manual` writes the page that explains the language from the same tables.
//! A missing value makes a comparison unknown, and what is unknown does not hold; see `eval`.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

mod eval;
pub mod manual;
pub mod message;
mod names;
mod parse;
pub mod row;
pub mod schema;
mod syntax;
mod token;
mod types;
pub mod value;
mod word;

use crate::policy::expression::row::Row;
use crate::policy::expression::schema::{Name, Subject};
use crate::policy::expression::syntax::Node;
use crate::policy::expression::types::Test;

/// Longest text of an expression, in characters.
const MOST_CHARACTERS: usize = 2_000;

/// Something wrong in an expression or a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where, in bytes of the text.
    pub at: Range<usize>,
    /// What, one Chinese sentence.
    pub message: String,
    /// What to write instead.
    pub hint: Option<String>,
}

impl Problem {
    fn new(at: Range<usize>, message: impl Into<String>) -> Self {
        Self { at, message: message.into(), hint: None }
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// A condition over the fields of a record.
#[derive(Clone, Debug)]
pub struct Condition {
    subject: Subject,
    syntax: Node,
    test: Arc<Test>,
}

impl Condition {
    /// Reads a condition about a kind of record.
    ///
    /// # Errors
    ///
    /// Every fault of types and names, or the first of spelling.
    pub fn load(text: &str, subject: Subject) -> Result<Self, Vec<Problem>> {
        let syntax = parse::parse(text).map_err(|problem| vec![problem])?;
        let test = types::condition(&syntax, subject)?;
        Ok(Self { subject, syntax, test: Arc::new(test) })
    }

    /// Says whether the condition holds for a row. What cannot be told because a value is missing does not hold.
    pub fn holds(&self, row: &dyn Row) -> bool {
        eval::test(&self.test, row) == Some(true)
    }

    /// Returns the names it reads.
    pub fn names(&self) -> BTreeSet<Name> {
        let mut names = BTreeSet::new();
        names::of_test(&self.test, &mut names);
        names
    }

    /// Returns what kind of record it is about.
    pub fn subject(&self) -> Subject {
        self.subject
    }
}

impl PartialEq for Condition {
    /// Compares what was written; the typed tree follows from it.
    fn eq(&self, other: &Self) -> bool {
        (self.subject, &self.syntax) == (other.subject, &other.syntax)
    }
}

impl fmt::Display for Condition {
    /// Prints the condition in its plainest spelling, which reads back as the same condition.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.syntax.fmt(f)
    }
}

#[cfg(test)]
mod tests;
