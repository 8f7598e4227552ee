//! Start tags of a sheet, kept with their place until they are edited.

use crate::office::patch::splice::Splice;
use crate::office::patch::xml::{attribute, unescape};

/// A start tag and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag {
    /// Its offset in the part.
    pub(super) at: u64,
    /// From `<` to `>`.
    pub(super) text: String,
}

impl Tag {
    /// Returns the offset behind it.
    pub(super) fn end(&self) -> u64 {
        self.at + self.text.len() as u64
    }

    /// Says whether it is a whole element.
    pub(super) fn is_empty(&self) -> bool {
        self.text.ends_with("/>")
    }

    /// Returns an attribute's value.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        attribute(&self.text, name).map(|found| unescape(&self.text[found.value]))
    }

    /// Returns an attribute that is a number.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.get(name)?.trim().parse().ok()
    }

    /// Returns the edit that opens an empty element and fills it.
    pub(super) fn fill(&self, name: &str, content: &str) -> Splice {
        Splice::new(self.end() - 2, 2, format!(">{content}</{name}>"))
    }
}

/// Returns the edit that makes a row's own statement of its columns hold for one more.
pub(super) fn widen(row: &Tag, column: u16) -> Option<Splice> {
    let spans = attribute(&row.text, "spans")?;
    let holds = |span: &str| {
        let bounds = span.split_once(':').and_then(|(a, b)| Some((a.parse::<u32>().ok()?, b.parse::<u32>().ok()?)));
        bounds.is_some_and(|(first, last)| (first..=last).contains(&(u32::from(column) + 1)))
    };
    if row.text[spans.value].split_ascii_whitespace().any(holds) {
        return None;
    }
    // The statement may be left out; a wrong one would be a fault.
    Some(Splice::new(row.at + spans.whole.start as u64, spans.whole.len() as u64, ""))
}
