//! A package as it is, and the changes it is written again with: entries that are not touched are copied as they are packed.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Write};

use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, DateTime, ZipArchive};

use crate::error::Error;
use crate::limits;
use crate::office::patch::splice::{Applied, Splice, apply};
use crate::office::patch::{too_large, unpatchable};

/// The largest part that is edited in memory, in bytes; sheets are streamed and have no such bound.
const IN_MEMORY: u64 = 64 << 20;

/// An opened package.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    names: Vec<String>,
    /// Where each name stands in `names`, by what it has in common with other ways to write it.
    by_key: BTreeMap<String, usize>,
}

/// What is going to be different in a package.
#[derive(Clone, Debug, Default)]
pub(super) struct Changes {
    /// Edits by the entry's name.
    pub(super) edited: BTreeMap<String, Vec<Splice>>,
    /// New entries, in the order they are written.
    pub(super) added: Vec<(String, Vec<u8>)>,
    /// Entries that are left out.
    pub(super) removed: BTreeSet<String>,
}

impl Changes {
    /// Adds an edit of an entry.
    pub(super) fn edit(&mut self, name: &str, splice: Splice) {
        self.edited.entry(name.to_owned()).or_default().push(splice);
    }
}

impl<'b> Package<'b> {
    /// Opens a package.
    ///
    /// # Errors
    ///
    /// When it is no zip, two entries share a name, an entry is encrypted, or it is beyond a limit of `limits`.
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, Error> {
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| unpatchable())?;
        if archive.len() > limits::PARTS {
            return Err(too_large());
        }
        let mut names = Vec::with_capacity(archive.len());
        let mut by_key = BTreeMap::new();
        let mut inflated = 0_u64;
        for index in 0..archive.len() {
            let entry = archive.by_index_raw(index).map_err(|_| unpatchable())?;
            let name = entry.name().map_err(|_| unpatchable())?.into_owned();
            inflated = inflated.saturating_add(entry.size());
            if entry.encrypted() || by_key.insert(key(&name), index).is_some() {
                return Err(unpatchable());
            }
            names.push(name);
        }
        if archive.has_duplicate_names() {
            return Err(unpatchable());
        }
        if inflated > limits::inflated(bytes.len() as u64) {
            return Err(too_large());
        }
        Ok(Self { archive, names, by_key })
    }

    /// Returns the names of all entries.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Returns the real name of a part, whatever its case and leading slash.
    pub(super) fn find(&self, part: &str) -> Option<String> {
        self.by_key.get(&key(part)).map(|index| self.names[*index].clone())
    }

    /// Opens an entry by its real name. It gives no more than it is declared to.
    ///
    /// # Errors
    ///
    /// When there is none, or it cannot be inflated.
    pub(super) fn reader(&mut self, name: &str) -> Result<impl Read + '_, Error> {
        let index = self.by_key.get(&key(name)).copied().filter(|index| self.names[*index] == name).ok_or_else(unpatchable)?;
        let entry = self.archive.by_index(index).map_err(|_| unpatchable())?;
        Ok(Declared { left: entry.size(), entry })
    }

    /// Returns the text of an entry by its real name.
    ///
    /// # Errors
    ///
    /// When there is none, it is larger than anything but a sheet should be, or no UTF-8.
    pub(super) fn text(&mut self, name: &str) -> Result<String, Error> {
        let mut content = Vec::new();
        self.reader(name)?.take(IN_MEMORY + 1).read_to_end(&mut content).map_err(|_| unpatchable())?;
        if content.len() as u64 > IN_MEMORY {
            return Err(too_large());
        }
        String::from_utf8(content).map_err(|_| unpatchable())
    }

    /// Writes the package again, changed. `last` makes one more entry from what the edits did.
    ///
    /// The order of the entries, and the bytes and times of those that are not edited, stay as they are; new entries
    /// have a fixed time, so that the same input gives the same bytes.
    ///
    /// # Errors
    ///
    /// When an edit does not fit its entry.
    pub(super) fn write(
        mut self,
        mut changes: Changes,
        last: impl FnOnce(&[(String, Applied)]) -> Option<(String, Vec<u8>)>,
    ) -> Result<Vec<u8>, Error> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let mut applied = Vec::new();
        for (index, name) in self.names.iter().enumerate() {
            if changes.removed.contains(name) {
                continue;
            }
            let Some(splices) = changes.edited.remove(name).filter(|splices| !splices.is_empty()) else {
                let entry = self.archive.by_index_raw(index).map_err(|_| unpatchable())?;
                zip.raw_copy_file(entry).map_err(|_| unpatchable())?;
                continue;
            };
            let entry = self.archive.by_index(index).map_err(|_| unpatchable())?;
            let time = entry.last_modified().unwrap_or_default();
            zip.start_file(name, packed().last_modified_time(time)).map_err(|_| unpatchable())?;
            applied.push((name.clone(), apply(&mut Declared { left: entry.size(), entry }, &mut zip, splices)?));
        }
        if !changes.edited.is_empty() {
            return Err(unpatchable());
        }
        let last = last(&applied);
        for (name, content) in changes.added.into_iter().chain(last) {
            zip.start_file(name, packed()).map_err(|_| unpatchable())?;
            zip.write_all(&content).map_err(|_| unpatchable())?;
        }
        Ok(zip.finish().map_err(|_| unpatchable())?.into_inner())
    }
}

/// An entry that ends in an error where it gives more than it is declared to: the sum of what is declared is the limit.
struct Declared<E> {
    entry: E,
    left: u64,
}

impl<E: Read> Read for Declared<E> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.entry.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or(std::io::ErrorKind::InvalidData)?;
        Ok(read)
    }
}

fn packed() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default())
}

/// Returns what names of one part have in common: parts are compared without regard to case, and slashes vary.
fn key(name: &str) -> String {
    name.trim_start_matches(['/', '\\']).replace('\\', "/").to_ascii_lowercase()
}

/// Resolves a relationship's target against the part it stands for, to a name without a leading slash.
pub(super) fn resolve(part: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut parts: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => part.split('/').collect(),
    };
    parts.pop();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            step => parts.push(step),
        }
    }
    parts.join("/")
}

/// Returns the name of the part that holds a part's relationships.
pub(super) fn rels_of(part: &str) -> String {
    match part.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/_rels/{name}.rels"),
        None => format!("_rels/{part}.rels"),
    }
}

#[cfg(test)]
mod tests {
    use super::{rels_of, resolve};

    #[test]
    fn targets_resolve_against_their_part() {
        assert_eq!(resolve("xl/worksheets/sheet1.xml", "../comments1.xml"), "xl/comments1.xml");
        assert_eq!(resolve("xl/worksheets/sheet1.xml", "/xl/comments1.xml"), "xl/comments1.xml");
        assert_eq!(resolve("xl/workbook.xml", "worksheets\\sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolve("", "xl/workbook.xml"), "xl/workbook.xml");
        assert_eq!(resolve("a.xml", "../../b.xml"), "b.xml");
        assert_eq!(rels_of("xl/workbook.xml"), "xl/_rels/workbook.xml.rels");
    }
}
