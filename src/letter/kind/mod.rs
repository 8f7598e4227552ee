//! The kinds of letter, one file each, and their registry.

use serde_json::Value;

use crate::letter::Case;
use crate::letter::compose::Facts;
use crate::letter::fields::FieldAbout;
use crate::model::letter::LetterKind;

mod recommendation;
mod supervision;

/// Every kind, in the order letters are written.
pub(super) const LETTERS: &[&dyn Writer] = &[&supervision::Supervision, &recommendation::Recommendation];

/// A kind of letter.
pub(super) trait Writer: Sync {
    /// Returns the kind; its label is the name of the template and of the folder.
    fn kind(&self) -> LetterKind;

    /// Returns the built-in template.
    fn built_in(&self) -> &'static str;

    /// Returns the fields its template may name besides those every letter has.
    fn fields(&self) -> &'static [FieldAbout];

    /// Returns the facts of each letter that is due, in the order of receivers.
    fn compose(&self, case: &Case<'_>) -> Vec<Facts>;
}

/// Takes lists out of the way of `json!`, which would copy them.
fn list(items: Vec<Value>) -> Value {
    Value::Array(items)
}

#[cfg(test)]
mod tests;
