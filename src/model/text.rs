//! `Text`: a shared, immutable string as it stood in a cell.
//!
//! Ledgers repeat units, people and categories thousands of times; a clone costs a counter, not a copy.
//! How text is stored is decided here alone, so it can change without touching a stage.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use crate::model::hash::HashSet;

/// A cheaply cloned string.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(Arc<str>);

impl Text {
    /// Returns the text as a string slice.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Text {
    fn default() -> Self {
        Self(Arc::from(""))
    }
}

impl From<&str> for Text {
    fn from(value: &str) -> Self {
        Self(Arc::from(value))
    }
}

impl From<std::borrow::Cow<'_, str>> for Text {
    fn from(value: std::borrow::Cow<'_, str>) -> Self {
        Self(Arc::from(value))
    }
}

impl From<String> for Text {
    fn from(value: String) -> Self {
        Self(Arc::from(value))
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        &*self.0 == *other
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> serde::Deserialize<'de> for Text {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

impl serde::Serialize for Text {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

/// Gives equal strings one allocation.
///
/// One per file being read; dropped with it.
#[derive(Debug, Default)]
pub struct Interner {
    known: HashSet<Text>,
}

impl Interner {
    /// Texts longer than this many bytes rarely repeat and are not looked up.
    const LONGEST_BYTES: usize = 120;

    /// No more texts than this are remembered: what repeats comes again, and a column of serials need not be kept twice.
    const MOST: usize = 1 << 14;

    /// Returns the shared text equal to `value`.
    pub fn intern(&mut self, value: &str) -> Text {
        if value.len() > Self::LONGEST_BYTES {
            return Text::from(value);
        }
        if let Some(text) = self.known.get(value) {
            return text.clone();
        }
        if self.known.len() >= Self::MOST {
            self.known.clear();
        }
        let text = Text::from(value);
        self.known.insert(text.clone());
        text
    }
}

#[cfg(test)]
mod tests {
    use super::{Interner, Text};

    #[test]
    fn equal_texts_share_one_allocation() {
        let mut interner = Interner::default();
        let first = interner.intern("市教育局");
        let second = interner.intern("市教育局");
        assert_eq!(first.as_ptr(), second.as_ptr());
        assert_eq!(first, Text::from("市教育局"));
    }
}
