//! The contents of papers: each kept once by its SHA-256, deflated where that saves room.

use std::borrow::Cow;
use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::store::fault::{Fault, at};

/// Beyond this a stored size is not believed: no input is as large.
const MOST_BYTES: u64 = 2 << 30;

/// Says whether a content is kept whole; one that was damaged since is not.
pub(super) fn holds(connection: &Connection, name: &str, sha256: &str) -> Result<bool, Error> {
    let kept = get(connection, name, sha256);
    Ok(kept.is_ok_and(|content| content.is_some_and(|content| hex(&Sha256::digest(&content)) == sha256)))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Keeps a content, in the place of one that was damaged. Workbooks are deflated already and are kept as they are.
pub(super) fn put(connection: &Connection, sha256: &str, content: &[u8]) -> rusqlite::Result<()> {
    let packed = pack(content);
    let mut statement =
        connection.prepare_cached("INSERT OR REPLACE INTO blobs (sha256, size, packed, content) VALUES (?1, ?2, ?3, ?4)")?;
    let size = i64::try_from(content.len()).unwrap_or(i64::MAX);
    statement.execute(params![sha256, size, packed.is_some(), packed.as_deref().unwrap_or(content)])?;
    Ok(())
}

/// Returns a content; `None` when it is not kept.
pub(super) fn get(connection: &Connection, name: &str, sha256: &str) -> Result<Option<Vec<u8>>, Error> {
    let mut statement =
        connection.prepare_cached("SELECT size, packed, content FROM blobs WHERE sha256 = ?1").map_err(at(name))?;
    let row = statement.query_row([sha256], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, bool>(1)?, row.get::<_, Vec<u8>>(2)?)));
    let Some((size, packed, content)) = row.optional().map_err(at(name))? else { return Ok(None) };
    let size = u64::try_from(size).ok().filter(|size| *size <= MOST_BYTES).ok_or_else(|| Fault::Damaged.error(name))?;
    let whole = if packed { unpack(&content, size) } else { Some(content) };
    whole.filter(|whole| whole.len() as u64 == size).map(Some).ok_or_else(|| Fault::Damaged.error(name))
}

/// Removes the contents that no month names any more.
pub(super) fn sweep(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute("DELETE FROM blobs WHERE sha256 NOT IN (SELECT sha256 FROM papers)", [])?;
    Ok(())
}

fn pack(content: &[u8]) -> Option<Vec<u8>> {
    // What begins like this was deflated by whoever wrote it.
    if content.starts_with(b"PK\x03\x04") {
        return None;
    }
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).ok()?;
    encoder.finish().ok().filter(|packed| packed.len() < content.len())
}

fn unpack(packed: &[u8], size: u64) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    // One byte more shows that the stored size is wrong, and nothing grows beyond it.
    ZlibDecoder::new(packed).take(size + 1).read_to_end(&mut content).ok()?;
    Some(content)
}

/// The content of a paper, lent or made.
pub type Content<'a> = Cow<'a, [u8]>;

#[cfg(test)]
mod tests {
    use super::{pack, unpack};

    #[test]
    fn what_is_packed_comes_out_the_same_and_never_larger_than_it_says() {
        let text = "整改记录\n".repeat(1000);
        let packed = pack(text.as_bytes()).expect("text packs well");
        assert!(packed.len() * 10 < text.len());
        assert_eq!(unpack(&packed, text.len() as u64).as_deref(), Some(text.as_bytes()));
        assert_eq!(unpack(&packed, 10).map(|content| content.len()), Some(11), "one more than stated is seen");
        assert_eq!(unpack(b"damaged", 10), None);
    }

    #[test]
    fn workbooks_and_noise_are_kept_as_they_are() {
        assert_eq!(pack(b"PK\x03\x04aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"), None);
        assert_eq!(pack(b"a"), None);
    }
}
