//! Looks into an OLE2 container before a library opens it: chains that run in circles, and passwords.
//!
//! Source: Microsoft, [MS-CFB] §2.2–2.6 (header, FAT, directory) and [MS-XLS] §2.4.117 (FilePass).

use crate::error::Error;
use crate::read::{corrupt, encrypted};

/// The magic number of an OLE2 compound file.
pub(super) const MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Sector numbers from here on are marks, not sectors.
const FIRST_MARK: u32 = 0xFFFF_FFFA;

/// The BIFF record that says a workbook is encrypted.
const FILE_PASS: u16 = 0x002F;

/// Refuses what a library would hang on, exhaust memory with, or take for damaged though it is only locked.
///
/// # Errors
///
/// `Encrypted` for a password; `Corrupt` when a chain of sectors leaves the file or never ends.
pub(super) fn look_over(bytes: &[u8]) -> Result<(), Error> {
    let container = Container::open(bytes).ok_or_else(|| corrupt("OLE2 文件头"))?;
    for entry in container.entries()? {
        if entry.name == "EncryptedPackage" {
            return Err(encrypted());
        }
        let head = container.stream_head(&entry)?;
        if matches!(entry.name.as_str(), "Workbook" | "Book") && has_file_pass(&head) {
            return Err(encrypted());
        }
    }
    Ok(())
}

/// The parts of a container needed to follow its chains.
struct Container<'b> {
    bytes: &'b [u8],
    sector_size: usize,
    fat: Vec<u32>,
    directory: u32,
}

/// A stream of the directory.
struct Entry {
    name: String,
    start: u32,
    /// Whether the stream lies in ordinary sectors; short ones lie in the mini stream.
    ordinary: bool,
}

impl<'b> Container<'b> {
    fn open(bytes: &'b [u8]) -> Option<Self> {
        let shift = read_u16(bytes, 30)?;
        if !matches!(shift, 9 | 12) {
            return None;
        }
        let mut container = Self { bytes, sector_size: 1 << shift, fat: Vec::new(), directory: read_u32(bytes, 48)? };
        let mut fat_sectors: Vec<u32> = (0..109).filter_map(|index| read_u32(bytes, 76 + index * 4)).collect();
        let (mut next, mut left) = (read_u32(bytes, 68)?, container.sectors());
        while next < FIRST_MARK && left > 0 {
            let sector = container.sector(next)?;
            let (links, last) = sector.split_at(sector.len().checked_sub(4)?);
            fat_sectors.extend(links.chunks_exact(4).map(to_u32));
            next = to_u32(last);
            left -= 1;
        }
        for sector in fat_sectors.into_iter().filter(|sector| *sector < FIRST_MARK) {
            container.fat.extend(container.sector(sector)?.chunks_exact(4).map(to_u32));
        }
        Some(container)
    }

    fn sectors(&self) -> usize {
        self.bytes.len() / self.sector_size
    }

    fn sector(&self, number: u32) -> Option<&'b [u8]> {
        let start = (number as usize).checked_add(1)?.checked_mul(self.sector_size)?;
        let end = start.checked_add(self.sector_size)?.min(self.bytes.len());
        self.bytes.get(start..end).filter(|sector| !sector.is_empty())
    }

    /// Follows a chain to its end.
    fn chain(&self, start: u32) -> Result<Vec<u32>, Error> {
        let mut chain = Vec::new();
        let mut next = start;
        while next < FIRST_MARK {
            if chain.len() > self.sectors() {
                return Err(corrupt("扇区链成环"));
            }
            chain.push(next);
            next = *self.fat.get(next as usize).ok_or_else(|| corrupt("扇区链越界"))?;
        }
        Ok(chain)
    }

    fn entries(&self) -> Result<Vec<Entry>, Error> {
        let mut entries = Vec::new();
        for number in self.chain(self.directory)? {
            let sector = self.sector(number).ok_or_else(|| corrupt("目录不完整"))?;
            entries.extend(sector.chunks_exact(128).filter_map(entry));
        }
        Ok(entries)
    }

    /// Follows a stream's whole chain and returns its first bytes.
    fn stream_head(&self, entry: &Entry) -> Result<Vec<u8>, Error> {
        if !entry.ordinary {
            return Ok(Vec::new());
        }
        let chain = self.chain(entry.start)?;
        let head = chain.iter().take(16).filter_map(|number| self.sector(*number));
        Ok(head.flatten().copied().collect())
    }
}

fn entry(record: &[u8]) -> Option<Entry> {
    /// Streams shorter than this lie in the mini stream. Source: [MS-CFB] §2.2, Mini Stream Cutoff Size.
    const CUTOFF: u32 = 4096;
    let length = usize::from(read_u16(record, 64)?);
    let is_stream = matches!(record.get(66), Some(2 | 5));
    if !is_stream || !(2..=64).contains(&length) {
        return None;
    }
    let units: Vec<u16> = record[..length - 2].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    let size = read_u32(record, 120)?;
    let is_root = record.get(66) == Some(&5);
    Some(Entry {
        name: String::from_utf16_lossy(&units),
        start: read_u32(record, 116)?,
        ordinary: size > 0 && (size >= CUTOFF || is_root),
    })
}

/// Says whether a workbook stream begins with an encryption record, before its first sheet.
fn has_file_pass(stream: &[u8]) -> bool {
    let mut at = 0;
    while let (Some(kind), Some(length)) = (read_u16(stream, at), read_u16(stream, at + 2)) {
        // The global records end with EOF; a kind of 0 is padding.
        if matches!(kind, 0x000A | 0) {
            return false;
        }
        if kind == FILE_PASS {
            return true;
        }
        at += 4 + usize::from(length);
    }
    false
}

fn read_u16(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
}

fn read_u32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4).map(to_u32)
}

fn to_u32(bytes: &[u8]) -> u32 {
    u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}

#[cfg(test)]
mod tests {
    use super::{MAGIC, look_over};
    use crate::error::ErrorKind;
    use crate::model::finding::RefusalReason;

    /// A container of one FAT sector (0), one directory sector (1) and one data sector (2).
    fn container(name: &str, size: u32, links: [u32; 3], data: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0u8; 512 * 4];
        bytes[..8].copy_from_slice(MAGIC);
        let put = |bytes: &mut Vec<u8>, at: usize, value: u32| bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
        bytes[30] = 9;
        put(&mut bytes, 48, 1);
        put(&mut bytes, 68, 0xFFFF_FFFE);
        put(&mut bytes, 76, 0);
        for index in 1..109 {
            put(&mut bytes, 76 + index * 4, 0xFFFF_FFFF);
        }
        for (index, link) in links.into_iter().enumerate() {
            put(&mut bytes, 512 + index * 4, link);
        }
        for (index, unit) in name.encode_utf16().enumerate() {
            bytes[1024 + index * 2..][..2].copy_from_slice(&unit.to_le_bytes());
        }
        bytes[1024 + 64] = (name.encode_utf16().count() * 2 + 2) as u8;
        bytes[1024 + 66] = 2;
        put(&mut bytes, 1024 + 116, 2);
        put(&mut bytes, 1024 + 120, size);
        bytes[1536..1536 + data.len()].copy_from_slice(data);
        bytes
    }

    const END: u32 = 0xFFFF_FFFE;

    fn reason(bytes: &[u8]) -> Option<RefusalReason> {
        match look_over(bytes).err()?.kind {
            ErrorKind::Input(reason) => Some(reason),
            other => panic!("not a refusal: {other:?}"),
        }
    }

    #[test]
    fn chains_that_end_are_let_through() {
        assert_eq!(reason(&container("Workbook", 5000, [END, END, END], &[])), None);
    }

    #[test]
    fn chains_in_circles_or_beyond_the_file_are_refused() {
        assert_eq!(reason(&container("Workbook", 5000, [END, END, 2], &[])), Some(RefusalReason::Corrupt));
        assert_eq!(reason(&container("Workbook", 5000, [END, 1, END], &[])), Some(RefusalReason::Corrupt));
        assert_eq!(reason(&container("Workbook", 5000, [END, END, 9_999], &[])), Some(RefusalReason::Corrupt));
        assert_eq!(reason(&MAGIC.repeat(2)), Some(RefusalReason::Corrupt));
    }

    #[test]
    fn passwords_are_told_from_damage() {
        assert_eq!(reason(&container("EncryptedPackage", 5000, [END, END, END], &[])), Some(RefusalReason::Encrypted));
        let file_pass = [0x09, 0x08, 2, 0, 0, 6, 0x2F, 0, 2, 0, 1, 0];
        assert_eq!(reason(&container("Workbook", 5000, [END, END, END], &file_pass)), Some(RefusalReason::Encrypted));
    }
}
