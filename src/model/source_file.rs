//! A file of the office as it was read, and how the way from an output leads back to it.

use crate::model::text::Text;

/// An input, for a paper that names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Path as shown to people; places name the file by it.
    pub file: Text,
    /// Size in bytes.
    pub size_bytes: u64,
    /// SHA-256, hex.
    pub sha256: String,
    /// The path from the output folder to it, parts joined by `/`; absolute from another drive; `None` when it is not known.
    pub path: Option<String>,
}
