//! The sizes of the texts that the cells of an xls workbook share, without building one of them.
//!
//! Source: Microsoft, [MS-XLS] §2.4.265 (SST) and §2.5.293 (XLUnicodeRichExtendedString).

use crate::read::ole::{read_u16, read_u32};

/// Returns the most bytes each text can take in UTF-8, in the table's order; up to the first one that breaks off.
pub(super) fn sizes(data: &[u8], continued: Vec<&[u8]>) -> Vec<u32> {
    // Two counts come first; they are not to be trusted and not needed.
    let Some(data) = data.get(8..) else { return Vec::new() };
    let mut pieces = Pieces { data, rest: continued.into_iter() };
    let mut sizes = Vec::new();
    while !pieces.data.is_empty() || pieces.go_on() {
        let Some(size) = pieces.text() else { break };
        sizes.push(size);
    }
    sizes
}

/// A record and those that continue it.
struct Pieces<'s> {
    data: &'s [u8],
    rest: std::vec::IntoIter<&'s [u8]>,
}

impl Pieces<'_> {
    fn go_on(&mut self) -> bool {
        self.rest.next().map(|data| self.data = data).is_some()
    }

    /// Passes over one text and returns its size; `None` when it breaks off.
    fn text(&mut self) -> Option<u32> {
        let (mut left, flags) = (u32::from(read_u16(self.data, 0)?), *self.data.get(2)?);
        self.data = &self.data[3..];
        let (mut wide, mut behind, mut size) = (flags & 1 != 0, 0, 0);
        // Runs of formats of four bytes each, and notes on pronunciation, follow the text.
        if flags & 8 != 0 {
            behind += 4 * u64::from(read_u16(self.data, 0)?);
            self.data = &self.data[2..];
        }
        if flags & 4 != 0 {
            behind += u64::from(read_u32(self.data, 0)?);
            self.data = &self.data[4..];
        }
        loop {
            let unit = if wide { 2 } else { 1 };
            let here = left.min((self.data.len() / unit) as u32);
            self.data = &self.data[here as usize * unit..];
            // A UTF-16 unit takes up to three bytes, a Latin letter up to two.
            size += here * if wide { 3 } else { 2 };
            left -= here;
            if left == 0 {
                break;
            }
            if !self.go_on() {
                return None;
            }
            // Each piece says anew whether its letters take one byte or two.
            wide = self.data.first()? & 1 != 0;
            self.data = &self.data[1..];
        }
        while behind > 0 {
            if self.data.is_empty() && !self.go_on() {
                return None;
            }
            let here = behind.min(self.data.len() as u64);
            self.data = &self.data[here as usize..];
            behind -= here;
        }
        Some(size)
    }
}

#[cfg(test)]
mod tests {
    use super::sizes;

    const COUNTS: [u8; 8] = [9; 8];

    fn of(data: &[u8], continued: &[&[u8]]) -> Vec<u32> {
        sizes(&[&COUNTS, data].concat(), continued.to_vec())
    }

    #[test]
    fn letters_of_one_and_two_bytes_are_told_apart() {
        assert_eq!(of(&[2, 0, 0, b'a', b'b', 1, 0, 1, 0x2D, 0x4E, 0, 0, 0], &[]), [4, 3, 0]);
    }

    #[test]
    fn formats_and_pronunciations_are_passed_over() {
        let rich = [1, 0, 0x0C, 1, 0, 2, 0, 0, 0, b'a', 1, 2, 3, 4, 5, 6];
        assert_eq!(of(&[&rich[..], &[1, 0, 0, b'b']].concat(), &[]), [2, 2]);
    }

    #[test]
    fn texts_go_on_in_the_next_piece_with_letters_of_another_width() {
        assert_eq!(of(&[3, 0, 0, b'a'], &[&[1, 0x2D, 0x4E, 0x2D, 0x4E], &[1, 0, 0, b'b']]), [2 + 6, 2]);
    }

    #[test]
    fn a_text_that_breaks_off_ends_the_table() {
        assert_eq!(of(&[1, 0, 0, b'a', 9, 0, 0, b'b'], &[]), [2]);
        assert_eq!(of(&[1, 0, 0, b'a', 9], &[&[]]), [2]);
        assert!(sizes(&[1, 2], Vec::new()).is_empty());
    }
}
