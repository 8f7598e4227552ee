//! A long part in pieces that end where an element ends, so that no part need be held whole.

use std::io::Read;

use memchr::memmem;

use crate::read::xlsx_scan::{Unusual, Usual};

/// How much is inflated at a time, in bytes.
const CHUNK_BYTES: usize = 128 << 10;

/// Longest element, in bytes: Excel's longest row of its longest texts would be longer, and is left to the library.
const ELEMENT_BYTES: usize = 32 << 20;

/// A part in pieces.
pub(super) struct Blocks<R> {
    part: R,
    /// The end tag behind which a piece may end.
    end: &'static [u8],
    buffer: Vec<u8>,
    /// How much of the buffer the last piece took.
    used: usize,
    ended: bool,
}

impl<R: Read> Blocks<R> {
    /// Starts at the beginning of a part.
    pub(super) fn new(part: R, end: &'static [u8]) -> Self {
        Self { part, end, buffer: Vec::new(), used: 0, ended: false }
    }

    /// Returns the piece that was read last.
    pub(super) fn piece(&self) -> &[u8] {
        &self.buffer[..self.used]
    }

    /// Reads the next piece, which ends behind an end tag, or with the part; `false` behind the end of the part.
    pub(super) fn next(&mut self) -> Usual<bool> {
        self.buffer.drain(..self.used);
        self.used = 0;
        while !self.ended {
            let looked_at = self.buffer.len();
            // A long element is read in steps as long as itself, so that it is not looked through too often.
            let wanted = CHUNK_BYTES.max(looked_at);
            let read = (&mut self.part).take(wanted as u64).read_to_end(&mut self.buffer).map_err(|_| Unusual)?;
            self.ended = read < wanted;
            let from = looked_at.saturating_sub(self.end.len());
            if let Some(at) = memmem::rfind(&self.buffer[from..], self.end) {
                self.used = from + at + self.end.len();
                return Ok(true);
            }
            if self.buffer.len() > ELEMENT_BYTES {
                return Err(Unusual);
            }
        }
        self.used = self.buffer.len();
        Ok(self.used > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Blocks, CHUNK_BYTES, ELEMENT_BYTES};

    #[test]
    fn pieces_end_behind_an_element_and_nothing_is_lost() {
        for length in [0, 1, CHUNK_BYTES / 2, CHUNK_BYTES - 4, CHUNK_BYTES, 3 * CHUNK_BYTES] {
            let part = format!("<d>{}<e/>", format!("<r>{}</r>", "x".repeat(length)).repeat(5));
            let mut blocks = Blocks::new(part.as_bytes(), b"</r>");
            let mut pieces: Vec<String> = Vec::new();
            while blocks.next().expect("a piece") {
                pieces.push(String::from_utf8_lossy(blocks.piece()).into_owned());
            }
            assert_eq!(pieces.concat(), part);
            assert!(pieces.iter().rev().skip(1).all(|piece| piece.ends_with("</r>")), "{length}");
        }
    }

    #[test]
    fn an_element_without_an_end_is_not_held_for_ever() {
        let part = vec![b' '; 4 * ELEMENT_BYTES];
        assert!(Blocks::new(&part[..], b"</r>").next().is_err());
    }
}
