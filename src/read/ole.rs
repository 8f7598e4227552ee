//! What can be told of an OLE2 container from its directory names, without parsing it.

/// The magic number of an OLE2 compound file.
pub(super) const MAGIC: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

/// Says whether the container has a directory entry of this name.
pub(super) fn names(bytes: &[u8], entry: &str) -> bool {
    let needle: Vec<u8> = entry.encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.starts_with(MAGIC) && bytes.windows(needle.len()).step_by(2).any(|window| window == needle)
}

/// Says whether the container is an encrypted xlsx, as Excel and WPS write it.
pub(super) fn is_encrypted_package(bytes: &[u8]) -> bool {
    names(bytes, "EncryptedPackage")
}
