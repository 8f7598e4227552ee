//! Takes the workbook out of an OLE2 container, and puts it into a plain one for the library that reads it.
//!
//! The library follows a container's chains and sizes as the file gives them; a container made here has none to
//! mistrust. What stands in the workbook is left to `biff`.
//!
//! Source: Microsoft, [MS-CFB] §2.2–2.6 (header, FAT, mini FAT, directory).

use crate::error::Error;
use crate::read::{corrupt, encrypted};

/// The magic number of an OLE2 compound file.
pub(super) const MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Sector numbers from here on are marks, not sectors.
const FIRST_MARK: u32 = 0xFFFF_FFFA;

/// The mark behind the last sector of a chain.
const END_OF_CHAIN: u32 = 0xFFFF_FFFE;

/// Streams shorter than this lie in the mini stream. Source: [MS-CFB] §2.2, Mini Stream Cutoff Size.
const CUTOFF: u32 = 4096;

/// Sectors of the mini stream, in bytes.
const MINI_SECTOR: usize = 64;

/// Returns the stream of records that makes up a workbook.
///
/// # Errors
///
/// `Encrypted` for a password; `Corrupt` when there is no such stream, or its chain of sectors leaves the file or
/// never ends.
pub(super) fn workbook(bytes: &[u8]) -> Result<Vec<u8>, Error> {
    let container = Container::open(bytes).ok_or_else(|| corrupt("OLE2 文件头"))?;
    let entries = container.entries()?;
    if entries.iter().any(|entry| entry.name == "EncryptedPackage") {
        return Err(encrypted());
    }
    // A file for Excel 97 and Excel 95 alike holds both; the newer one has the text in Unicode.
    let named = |name: &str| entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name));
    let entry = named("Workbook").or_else(|| named("Book")).ok_or_else(|| corrupt("没有工作簿"))?;
    container.stream(entry, &entries)
}

/// Returns a container with nothing but a workbook in it.
///
/// Sectors of 4096 bytes let the header alone name every FAT sector of the largest file that is read.
pub(super) fn container(stream: &[u8]) -> Vec<u8> {
    const SECTOR: usize = 4096;
    const FREE: u32 = 0xFFFF_FFFF;
    const FAT_SECTOR: u32 = 0xFFFF_FFFD;
    let size = stream.len().max(CUTOFF as usize);
    let data_sectors = size.div_ceil(SECTOR);
    // The FAT has an entry for the directory, for the data and for its own sectors.
    let fat_sectors = (data_sectors + 1).div_ceil(SECTOR / 4 - 1);
    let mut bytes = MAGIC.to_vec();
    bytes.reserve_exact((data_sectors + fat_sectors + 2) * SECTOR);
    bytes.resize(SECTOR, 0);
    for (at, number) in [(24, 0x3E), (26, 4), (28, 0xFFFE), (30, 12), (32, 6)] {
        bytes[at..at + 2].copy_from_slice(&u16::to_le_bytes(number));
    }
    let directory = data_sectors as u32;
    let numbers = [(40, 1), (44, fat_sectors as u32), (48, directory), (56, CUTOFF), (60, END_OF_CHAIN), (68, END_OF_CHAIN)];
    let fat = (0..109).map(|index| (76 + 4 * index, if index < fat_sectors { directory + 1 + index as u32 } else { FREE }));
    for (at, number) in numbers.into_iter().chain(fat) {
        bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
    }
    bytes.extend_from_slice(stream);
    bytes.resize((1 + data_sectors) * SECTOR, 0);
    // The root would lead to the mini stream. There is none, but the library takes a root that leads nowhere for empty.
    bytes.extend(directory_entry("Root Entry", 5, 0, 0));
    bytes.extend(directory_entry("Workbook", 2, 0, size as u64));
    bytes.resize((2 + data_sectors) * SECTOR, 0);
    let chain = (1..=directory).map(|next| if next < directory { next } else { END_OF_CHAIN });
    let rest = std::iter::once(END_OF_CHAIN).chain(std::iter::repeat_n(FAT_SECTOR, fat_sectors));
    bytes.extend(chain.chain(rest).chain(std::iter::repeat(FREE)).take(fat_sectors * SECTOR / 4).flat_map(u32::to_le_bytes));
    bytes
}

fn directory_entry(name: &str, kind: u8, start: u32, size: u64) -> [u8; 128] {
    let mut entry = [0; 128];
    for (index, unit) in name.encode_utf16().enumerate() {
        entry[index * 2..][..2].copy_from_slice(&unit.to_le_bytes());
    }
    entry[64] = (name.len() * 2 + 2) as u8;
    entry[66] = kind;
    entry[67] = 1;
    entry[68..80].fill(0xFF);
    entry[116..120].copy_from_slice(&start.to_le_bytes());
    entry[120..].copy_from_slice(&size.to_le_bytes());
    entry
}

/// The parts of a container needed to follow its chains.
struct Container<'b> {
    bytes: &'b [u8],
    sector_size: usize,
    fat: Vec<u32>,
    directory: u32,
    mini_fat: u32,
}

/// A stream of the directory.
struct Entry {
    name: String,
    start: u32,
    size: u32,
    is_root: bool,
}

impl<'b> Container<'b> {
    fn open(bytes: &'b [u8]) -> Option<Self> {
        let shift = read_u16(bytes, 30)?;
        if !matches!(shift, 9 | 12) {
            return None;
        }
        let (directory, mini_fat) = (read_u32(bytes, 48)?, read_u32(bytes, 60)?);
        let mut container = Self { bytes, sector_size: 1 << shift, fat: Vec::new(), directory, mini_fat };
        let mut fat_sectors: Vec<u32> = (0..109).filter_map(|index| read_u32(bytes, 76 + index * 4)).collect();
        let (mut next, mut left) = (read_u32(bytes, 68)?, container.sectors());
        while next < FIRST_MARK && left > 0 {
            let sector = container.sector(next)?;
            let (links, last) = sector.split_at(sector.len().checked_sub(4)?);
            fat_sectors.extend(links.chunks_exact(4).map(to_u32));
            next = to_u32(last);
            left -= 1;
        }
        fat_sectors.retain(|sector| *sector < FIRST_MARK);
        // Sectors named over and over would make the table larger than the file.
        if fat_sectors.len() > container.sectors() {
            return None;
        }
        for sector in fat_sectors {
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

    /// Returns a stream's bytes; fewer than its size where its chain ends early.
    fn stream(&self, entry: &Entry, entries: &[Entry]) -> Result<Vec<u8>, Error> {
        let whole = if entry.size >= CUTOFF || entry.is_root { self.content(entry.start)? } else { self.mini(entry, entries)? };
        Ok(whole.into_iter().take(entry.size as usize).collect())
    }

    /// Returns what stands in a chain of ordinary sectors.
    fn content(&self, start: u32) -> Result<Vec<u8>, Error> {
        let mut content = Vec::new();
        for number in self.chain(start)? {
            content.extend_from_slice(self.sector(number).ok_or_else(|| corrupt("扇区越界"))?);
        }
        Ok(content)
    }

    /// Returns what stands in a chain of the mini stream.
    fn mini(&self, entry: &Entry, entries: &[Entry]) -> Result<Vec<u8>, Error> {
        let root = entries.iter().find(|entry| entry.is_root).ok_or_else(|| corrupt("没有根目录"))?;
        let (sectors, table) = (self.content(root.start)?, self.content(self.mini_fat)?);
        let mut content = Vec::new();
        let mut next = entry.start;
        while next < FIRST_MARK {
            if content.len() > CUTOFF as usize {
                return Err(corrupt("小扇区链成环"));
            }
            let sector = sectors.chunks(MINI_SECTOR).nth(next as usize).ok_or_else(|| corrupt("小扇区越界"))?;
            content.extend_from_slice(sector);
            next = read_u32(&table, next as usize * 4).ok_or_else(|| corrupt("小扇区链越界"))?;
        }
        Ok(content)
    }
}

fn entry(record: &[u8]) -> Option<Entry> {
    let length = usize::from(read_u16(record, 64)?);
    let is_stream = matches!(record.get(66), Some(2 | 5));
    if !is_stream || !(2..=64).contains(&length) {
        return None;
    }
    let units: Vec<u16> = record[..length - 2].chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    Some(Entry {
        name: String::from_utf16_lossy(&units),
        start: read_u32(record, 116)?,
        size: read_u32(record, 120)?,
        is_root: record.get(66) == Some(&5),
    })
}

/// Reads the two bytes at a position.
pub(super) fn read_u16(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..at + 2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
}

/// Reads the four bytes at a position.
pub(super) fn read_u32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4).map(to_u32)
}

fn to_u32(bytes: &[u8]) -> u32 {
    u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}

#[cfg(test)]
mod tests {
    use super::{END_OF_CHAIN as END, MAGIC, container, directory_entry, workbook};
    use crate::error::ErrorKind;
    use crate::model::finding::RefusalReason;

    /// A container of one FAT sector (0), one directory sector (1), one data sector (2) and the mini FAT (3).
    fn small(root_size: u64, stream: (&str, u32, u64), links: [u32; 4], data: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0u8; 512 * 5];
        bytes[..8].copy_from_slice(MAGIC);
        let put = |bytes: &mut Vec<u8>, at: usize, value: u32| bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
        bytes[30] = 9;
        put(&mut bytes, 48, 1);
        put(&mut bytes, 60, 3);
        put(&mut bytes, 68, END);
        for index in 1..109 {
            put(&mut bytes, 76 + index * 4, 0xFFFF_FFFF);
        }
        for (index, link) in links.into_iter().enumerate() {
            put(&mut bytes, 512 + index * 4, link);
        }
        bytes[1024..1152].copy_from_slice(&directory_entry("Root Entry", 5, 2, root_size));
        bytes[1152..1280].copy_from_slice(&directory_entry(stream.0, 2, stream.1, stream.2));
        bytes[1536..1536 + data.len()].copy_from_slice(data);
        for (index, link) in [1, END, 2].into_iter().enumerate() {
            put(&mut bytes, 2048 + index * 4, link);
        }
        bytes
    }

    fn reason(bytes: &[u8]) -> Option<RefusalReason> {
        match workbook(bytes).err()?.kind {
            ErrorKind::Input(reason) => Some(reason),
            other => panic!("not a refusal: {other:?}"),
        }
    }

    #[test]
    fn a_workbook_is_found_in_ordinary_sectors_and_in_the_mini_stream() {
        let data: Vec<u8> = (0..=255).collect();
        let ordinary = workbook(&small(0, ("Workbook", 2, 4096), [END; 4], &data)).expect("a chain that ends");
        assert_eq!((ordinary.len(), &ordinary[..256]), (512, &data[..]));
        let short = workbook(&small(512, ("BOOK", 0, 100), [END; 4], &data)).expect("a short stream");
        assert_eq!(short, &data[..100]);
        assert_eq!(reason(&small(512, ("BOOK", 2, 100), [END; 4], &data)), Some(RefusalReason::Corrupt), "a circle");
    }

    #[test]
    fn what_is_put_into_a_container_comes_out_of_it() {
        for length in [0, 1, 4096, 4097, 5_000_000] {
            let stream: Vec<u8> = (0..length).map(|n: usize| (n % 251) as u8).collect();
            let found = workbook(&container(&stream)).expect("its workbook");
            assert!(found.starts_with(&stream), "{length}");
            assert!(found[length..].iter().all(|byte| *byte == 0), "{length}");
        }
    }

    #[test]
    fn chains_in_circles_or_beyond_the_file_are_refused() {
        let linked = |links| reason(&small(0, ("Workbook", 2, 5000), links, &[]));
        assert_eq!(linked([END, END, 2, END]), Some(RefusalReason::Corrupt));
        assert_eq!(linked([END, 1, END, END]), Some(RefusalReason::Corrupt));
        assert_eq!(linked([END, END, 9_999, END]), Some(RefusalReason::Corrupt));
        assert_eq!(reason(&MAGIC.repeat(2)), Some(RefusalReason::Corrupt));
    }

    #[test]
    fn a_sector_table_larger_than_the_file_is_refused() {
        let mut bytes = small(0, ("Workbook", 2, 5000), [END; 4], &[]);
        bytes[80..100].fill(0);
        assert_eq!(reason(&bytes), Some(RefusalReason::Corrupt));
    }

    #[test]
    fn a_container_without_a_workbook_is_refused_and_a_locked_one_named() {
        assert_eq!(reason(&small(0, ("WordDocument", 2, 5000), [END; 4], &[])), Some(RefusalReason::Corrupt));
        assert_eq!(reason(&small(0, ("EncryptedPackage", 2, 5000), [END; 4], &[])), Some(RefusalReason::Encrypted));
    }
}
