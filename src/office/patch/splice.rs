//! Edits of a part as splices: at this offset, take out so many bytes and put in those. Everything else is copied.
//!
//! Applying splices gives the splices that undo them, so a marked part can be taken back byte for byte.

use std::io::{Read, Write};

use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::office::patch::unpatchable;

/// One edit of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Splice {
    /// Where, in bytes from the start of the part as it is.
    pub(super) at: u64,
    /// How many bytes are taken out.
    pub(super) take: u64,
    /// What is put in their place.
    pub(super) put: Vec<u8>,
}

impl Splice {
    /// An edit that takes out `take` bytes and puts in a text.
    pub(super) fn new(at: u64, take: u64, put: impl Into<Vec<u8>>) -> Self {
        Self { at, take, put: put.into() }
    }

    /// An edit that only puts in.
    pub(super) fn insert(at: u64, put: impl Into<Vec<u8>>) -> Self {
        Self::new(at, 0, put)
    }
}

/// What an edited part was and is, and how to undo the edits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Applied {
    /// SHA-256 before.
    pub(super) was: [u8; 32],
    /// SHA-256 after.
    pub(super) is: [u8; 32],
    /// The splices that turn the part back.
    pub(super) undo: Vec<Splice>,
}

/// Copies a part through its splices; those at one offset are put in in the order given.
///
/// # Errors
///
/// When the part cannot be read, ends before a splice, or two splices overlap.
pub(super) fn apply(from: &mut dyn Read, to: &mut dyn Write, mut splices: Vec<Splice>) -> Result<Applied, Error> {
    splices.sort_by_key(|splice| splice.at);
    let (mut was, mut is) = (Sha256::new(), Sha256::new());
    let mut undo = Vec::with_capacity(splices.len());
    let (mut read, mut written) = (0_u64, 0_u64);
    for splice in splices {
        let gap = splice.at.checked_sub(read).ok_or_else(unpatchable)?;
        let copied = copy(&mut from.take(gap), to, &mut was, Some(&mut is))?;
        if copied != gap {
            return Err(unpatchable());
        }
        let mut taken = Vec::new();
        from.take(splice.take).read_to_end(&mut taken).map_err(|_| unpatchable())?;
        if taken.len() as u64 != splice.take {
            return Err(unpatchable());
        }
        was.update(&taken);
        is.update(&splice.put);
        to.write_all(&splice.put).map_err(|_| unpatchable())?;
        read = splice.at + splice.take;
        written += gap;
        undo.push(Splice { at: written, take: splice.put.len() as u64, put: taken });
        written += splice.put.len() as u64;
    }
    copy(from, to, &mut was, Some(&mut is))?;
    Ok(Applied { was: was.finalize().into(), is: is.finalize().into(), undo })
}

/// Applies splices to a text held in memory.
///
/// # Errors
///
/// As `apply`, and when the outcome is not UTF-8.
pub(super) fn applied(text: &str, splices: Vec<Splice>) -> Result<String, Error> {
    let mut out = Vec::with_capacity(text.len());
    apply(&mut text.as_bytes(), &mut out, splices)?;
    String::from_utf8(out).map_err(|_| unpatchable())
}

/// Returns the SHA-256 of everything a reader gives.
///
/// # Errors
///
/// When it cannot be read.
pub(super) fn hash(from: &mut dyn Read) -> Result<[u8; 32], Error> {
    let mut hash = Sha256::new();
    copy(from, &mut std::io::sink(), &mut hash, None)?;
    Ok(hash.finalize().into())
}

fn copy(from: &mut dyn Read, to: &mut dyn Write, one: &mut Sha256, mut other: Option<&mut Sha256>) -> Result<u64, Error> {
    let mut buffer = [0_u8; 16 * 1024];
    let mut copied = 0;
    loop {
        let read = from.read(&mut buffer).map_err(|_| unpatchable())?;
        if read == 0 {
            return Ok(copied);
        }
        one.update(&buffer[..read]);
        if let Some(other) = &mut other {
            other.update(&buffer[..read]);
        }
        to.write_all(&buffer[..read]).map_err(|_| unpatchable())?;
        copied += read as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::{Splice, applied, apply};

    #[test]
    fn splices_are_undone_by_what_applying_them_gives() {
        let text = "<row><c s=\"12\"/></row>";
        let splices =
            vec![Splice::new(11, 2, "7"), Splice::insert(5, "一"), Splice::insert(5, "二"), Splice::new(16, 6, "</ro></w>")];
        let mut out = Vec::new();
        let done = apply(&mut text.as_bytes(), &mut out, splices).expect("applied");
        let marked = String::from_utf8(out).expect("UTF-8");
        assert_eq!(marked, "<row>一二<c s=\"7\"/></ro></w>");
        assert_eq!(applied(&marked, done.undo).expect("undone"), text);
        assert_ne!(done.was, done.is);
    }

    #[test]
    fn splices_that_overlap_or_lie_behind_the_end_are_refused() {
        assert!(applied("abcdef", vec![Splice::new(1, 3, ""), Splice::new(2, 1, "")]).is_err());
        assert!(applied("abc", vec![Splice::new(2, 2, "")]).is_err());
        assert!(applied("abc", vec![Splice::insert(4, "x")]).is_err());
        assert_eq!(applied("abc", vec![Splice::insert(3, "x")]).expect("at the end"), "abcx");
    }
}
