//! A place in a piece of XML, and the few steps that well-formed XML without surprises needs.

use memchr::memchr;

use crate::read::xlsx_scan::{Unusual, Usual};

/// A place in a piece of XML.
#[derive(Clone, Debug)]
pub(super) struct Cursor<'x> {
    rest: &'x [u8],
}

/// What comes next within a start tag.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Attribute<'x> {
    /// A key and its value as written, entities and all.
    Pair(&'x [u8], &'x [u8]),
    /// `>`.
    End,
    /// `/>`.
    EmptyEnd,
}

impl<'x> Cursor<'x> {
    /// Starts at the beginning.
    pub(super) fn new(xml: &'x [u8]) -> Self {
        Self { rest: xml }
    }

    /// Returns what is left.
    pub(super) fn rest(&self) -> &'x [u8] {
        self.rest
    }

    /// Steps over what is expected next; `false`, and no step, where something else stands.
    pub(super) fn eat(&mut self, expected: &[u8]) -> bool {
        match self.rest.strip_prefix(expected) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Steps over the beginning of a tag with exactly this name, `<` included.
    pub(super) fn eat_tag(&mut self, tag: &[u8]) -> bool {
        match self.rest.strip_prefix(tag) {
            Some(rest @ [b' ' | b'>' | b'/' | b'\t' | b'\r' | b'\n', ..]) => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    /// Steps over white space.
    pub(super) fn skip_space(&mut self) {
        while let [b' ' | b'\t' | b'\r' | b'\n', rest @ ..] = self.rest {
            self.rest = rest;
        }
    }

    /// Returns what stands before the next such byte, and steps to it.
    pub(super) fn until(&mut self, byte: u8) -> Usual<&'x [u8]> {
        let (before, rest) = self.rest.split_at(memchr(byte, self.rest).ok_or(Unusual)?);
        self.rest = rest;
        Ok(before)
    }

    /// Returns the text before the next tag, and steps to the tag.
    pub(super) fn text(&mut self) -> Usual<&'x [u8]> {
        self.until(b'<')
    }

    /// Returns the next attribute of the start tag, or how it ends.
    pub(super) fn attribute(&mut self) -> Usual<Attribute<'x>> {
        self.skip_space();
        match self.rest {
            [b'>', rest @ ..] => {
                self.rest = rest;
                return Ok(Attribute::End);
            }
            [b'/', b'>', rest @ ..] => {
                self.rest = rest;
                return Ok(Attribute::EmptyEnd);
            }
            _ => {}
        }
        let length = self.rest.iter().position(|byte| matches!(byte, b'=' | b' ' | b'>' | b'<' | b'"' | b'\'')).ok_or(Unusual)?;
        let (key, rest) = self.rest.split_at(length);
        let [b'=', quote @ (b'"' | b'\''), value @ ..] = rest else { return Err(Unusual) };
        // Values that matter are a few letters long, shorter than looking for their end by the word pays.
        let length = value.iter().position(|byte| byte == quote).ok_or(Unusual)?;
        self.rest = &value[length + 1..];
        Ok(Attribute::Pair(key, &value[..length]))
    }

    /// Steps over the rest of a start tag; says whether it has content, `false` for `/>`.
    pub(super) fn skip_attributes(&mut self) -> Usual<bool> {
        loop {
            match self.attribute()? {
                Attribute::Pair(..) => {}
                Attribute::End => return Ok(true),
                Attribute::EmptyEnd => return Ok(false),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Attribute, Cursor};
    use crate::read::xlsx_scan::Unusual;

    #[test]
    fn attributes_come_one_by_one_until_the_tag_ends() {
        let mut cursor = Cursor::new(b" r=\"A1\"\n t='s'/>x");
        assert_eq!(cursor.attribute(), Ok(Attribute::Pair(b"r", b"A1")));
        assert_eq!(cursor.attribute(), Ok(Attribute::Pair(b"t", b"s")));
        assert_eq!(cursor.attribute(), Ok(Attribute::EmptyEnd));
        assert_eq!(cursor.rest(), b"x");
        assert_eq!(Cursor::new(b" a=\"1>2\">").skip_attributes(), Ok(true));
        for odd in [" a", " a=", " a=1>", " a =\"1\">", " a=\"1", " a>", ""] {
            assert_eq!(Cursor::new(odd.as_bytes()).skip_attributes(), Err(Unusual), "{odd}");
        }
    }

    #[test]
    fn a_tag_is_known_by_its_whole_name() {
        assert!(Cursor::new(b"<c>").eat_tag(b"<c"));
        assert!(Cursor::new(b"<c/>").eat_tag(b"<c"));
        assert!(!Cursor::new(b"<cols>").eat_tag(b"<c"));
        assert!(!Cursor::new(b"<c").eat_tag(b"<c"), "the end is not known");
    }
}
