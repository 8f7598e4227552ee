//! The kinds of letter, one file each, and their registry.

use serde_json::Value;

use crate::letter::Case;
use crate::letter::compose::Facts;
use crate::letter::fields::FieldAbout;
use crate::model::letter::LetterKind;

mod circular;
mod immediate;
mod interview;
mod notice;
mod recommendation;
mod reminder;
pub(super) mod reply;
mod supervision;
mod warning;

/// Every kind, in the order letters are written.
pub(super) const LETTERS: &[&dyn Writer] = &[
    &immediate::Immediate,
    &notice::Notice,
    &reminder::Reminder,
    &warning::Warning,
    &supervision::Supervision,
    &interview::Interview,
    &recommendation::Recommendation,
    &circular::Circular,
    &reply::Reply,
];

/// A kind of letter.
pub(super) trait Writer: Sync {
    /// Returns the kind; its label is the name of the template and of the folder.
    fn kind(&self) -> LetterKind;

    /// Says whom it goes to, when and from what, for docs/letters.md.
    fn about(&self) -> KindAbout;

    /// Returns the built-in template.
    fn built_in(&self) -> &'static str;

    /// Returns the fields its template may name besides those every letter has.
    fn fields(&self) -> &'static [FieldAbout];

    /// Returns the facts of each letter that is due, in the order of receivers.
    fn compose(&self, case: &Case<'_>) -> Vec<Facts>;
}

/// What a kind of letter is, in a clerk's words.
#[derive(Clone, Copy, Debug)]
pub(super) struct KindAbout {
    /// Whom it goes to.
    pub(super) to: &'static str,
    /// When it is due.
    pub(super) when: &'static str,
    /// From which records.
    pub(super) from: &'static str,
    /// By when an answer is asked for.
    pub(super) reply: &'static str,
}

/// Takes lists out of the way of `json!`, which would copy them.
pub(super) fn list(items: Vec<Value>) -> Value {
    Value::Array(items)
}

#[cfg(test)]
mod tests;
