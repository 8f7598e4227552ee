//! Looks into a zip package before a library opens it, so that a forged or inflated one is refused cheaply.

use std::io::{Cursor, Read};
use std::sync::Arc;

use zip::ZipArchive;

use crate::error::Error;
use crate::read::{corrupt, limits};

/// The bytes of a file, shared and never copied.
#[derive(Clone, Debug)]
pub(super) struct Bytes(Arc<Vec<u8>>);

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// A package whose directory has been looked over; clones share its bytes.
#[derive(Clone)]
pub(super) struct Package {
    bytes: Bytes,
    archive: ZipArchive<Cursor<Bytes>>,
}

impl Package {
    /// Opens a package.
    ///
    /// # Errors
    ///
    /// `Corrupt` without a readable directory; `TooLarge` beyond a limit of `limits`.
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, Error> {
        let packed = bytes.len() as u64;
        let bytes = Bytes(Arc::new(bytes));
        let mut archive = ZipArchive::new(Cursor::new(bytes.clone())).map_err(corrupt)?;
        if archive.len() > limits::PARTS {
            return Err(limits::too_large("文件内部的部件过多，相当于", u64::MAX, limits::INFLATED_BYTES));
        }
        let mut inflated = 0u64;
        for index in 0..archive.len() {
            inflated = inflated.saturating_add(archive.by_index_raw(index).map_err(corrupt)?.size());
        }
        let limit = limits::inflated(packed);
        if inflated > limit {
            return Err(limits::too_large("文件解压后", inflated, limit));
        }
        Ok(Self { bytes, archive })
    }

    /// Says whether the bytes are a package that holds a part, without judging them.
    pub(super) fn holds(bytes: &[u8], part: &str) -> bool {
        let Ok(archive) = ZipArchive::new(Cursor::new(bytes)) else { return false };
        archive.file_names().flatten().any(|name| name.eq_ignore_ascii_case(part))
    }

    /// Returns the real name of a part, whatever the case and leading slash.
    pub(super) fn find(&self, part: &str) -> Option<String> {
        let part = part.trim_start_matches('/').replace('\\', "/");
        // The libraries take the name as it is written where there are two that differ in case only.
        if self.archive.index_for_name(&part).is_some() {
            return Some(part);
        }
        self.archive
            .file_names()
            .flatten()
            .find(|name| name.replace('\\', "/").eq_ignore_ascii_case(&part))
            .map(|name| name.into_owned())
    }

    /// Returns the names of all parts.
    pub(super) fn names(&self) -> Vec<String> {
        self.archive.file_names().flatten().map(|name| name.into_owned()).collect()
    }

    /// Returns the first bytes of a part and the size it is said to have; `None` when there is no such part.
    ///
    /// # Errors
    ///
    /// `Corrupt` when the part does not inflate.
    pub(super) fn head(&mut self, part: &str, most: u64) -> Result<Option<(Vec<u8>, u64)>, Error> {
        let Some(name) = self.find(part) else { return Ok(None) };
        let mut file = self.archive.by_name(&name).map_err(corrupt)?;
        let mut content = Vec::new();
        file.by_ref().take(most).read_to_end(&mut content).map_err(corrupt)?;
        Ok(Some((content, file.size())))
    }

    /// Returns the size a part is declared to inflate to; 0 when there is none.
    pub(super) fn size(&mut self, part: &str) -> u64 {
        let index = self.find(part).and_then(|name| self.archive.index_for_name(&name));
        index.and_then(|index| self.archive.by_index_raw(index).ok()).map_or(0, |file| file.size())
    }

    /// Returns a part as a stream, whose check sum is verified at its end; `None` when there is none.
    ///
    /// # Errors
    ///
    /// `Corrupt` when the part cannot be opened.
    pub(super) fn stream<'p>(&'p mut self, part: &str) -> Result<Option<Box<dyn Read + 'p>>, Error> {
        let Some(name) = self.find(part) else { return Ok(None) };
        let file = self.archive.by_name(&name).map_err(corrupt)?;
        let declared = file.size();
        Ok(Some(Box::new(file.take(declared.saturating_add(1)))))
    }

    /// Returns a part's content, read to its end so that its check sum is verified; `None` when there is none.
    ///
    /// # Errors
    ///
    /// `Corrupt` when the part does not inflate or its check sum is wrong.
    pub(super) fn part(&mut self, part: &str) -> Result<Option<Vec<u8>>, Error> {
        let Some(mut stream) = self.stream(part)? else { return Ok(None) };
        let mut content = Vec::new();
        stream.read_to_end(&mut content).map_err(corrupt)?;
        Ok(Some(content))
    }

    /// Returns the bytes, shared.
    pub(super) fn bytes(&self) -> Bytes {
        self.bytes.clone()
    }
}
