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

    /// Returns the shared text equal to `value`.
    pub fn intern(&mut self, value: &str) -> Text {
        if value.len() > Self::LONGEST_BYTES {
            return Text::from(value);
        }
        if let Some(text) = self.known.get(value) {
            return text.clone();
        }
        let text = Text::from(value);
        self.known.insert(text.clone());
        text
    }
}

/// Gives back the text made of a string met before, told by where the string lies and not by its letters.
///
/// A file's table of shared texts holds each text once, so that cells with one text share one string: looking at its
/// address is enough, and letters need not be hashed for each of a million cells. Only the latest are remembered:
/// a text that stands in one cell is no loss, and one that stands in many is never away for long.
#[derive(Debug)]
pub struct Recent<'s> {
    sets: Vec<[Option<(&'s str, Text)>; WAYS]>,
}

/// How many strings of one set are remembered.
const WAYS: usize = 4;

/// How many sets there are; a string's address says which is its own.
const SETS: usize = 1 << 11;

impl<'s> Recent<'s> {
    /// Returns the text of a string, made anew when the string is not among the latest.
    pub fn text(&mut self, string: &'s str) -> Text {
        if self.sets.is_empty() {
            self.sets.resize_with(SETS, Default::default);
        }
        // Strings lie at addresses that are multiples of 16; the product spreads what is above.
        let mixed = (string.as_ptr().addr() as u64 >> 4).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        let set = &mut self.sets[(mixed >> 32) as usize % SETS];
        let is_it = |known: &Option<(&str, Text)>| known.as_ref().is_some_and(|(at, _)| std::ptr::eq(*at, string));
        if let Some(way) = set.iter().position(is_it) {
            set[..=way].rotate_right(1);
        } else {
            set.rotate_right(1);
            set[0] = Some((string, Text::from(string)));
        }
        set[0].as_ref().map_or_else(Text::default, |(_, text)| text.clone())
    }
}

impl Default for Recent<'_> {
    /// Takes no room before the first text.
    fn default() -> Self {
        Self { sets: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::{Interner, Recent, Text};

    #[test]
    fn a_string_met_again_gives_the_same_text_and_an_equal_one_elsewhere_an_equal_text() {
        let strings: Vec<String> = (0..20_000).map(|number| format!("第{}项", number % 9_000)).collect();
        let mut recent = Recent::default();
        let first = recent.text(&strings[0]);
        for string in &strings {
            assert_eq!(recent.text(string), string.as_str());
            assert_eq!(recent.text(&strings[0]).as_ptr(), first.as_ptr(), "what is used often stays");
        }
        assert_eq!(recent.text(&strings[9_000]), first);
        let part = &strings[0][..3];
        assert_eq!((recent.text(part), recent.text(&strings[0])), ("第".into(), first), "the length counts too");
    }

    #[test]
    fn equal_texts_share_one_allocation() {
        let mut interner = Interner::default();
        let first = interner.intern("市教育局");
        let second = interner.intern("市教育局");
        assert_eq!(first.as_ptr(), second.as_ptr());
        assert_eq!(first, Text::from("市教育局"));
    }
}
