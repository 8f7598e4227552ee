//! What a file may cost to read, with the message a clerk gets beyond it. Limits of packages and sheets are the crate's.

use crate::error::Error;
use crate::model::finding::RefusalReason;

pub(super) use crate::limits::{COLUMNS, INFLATED_BYTES, MERGES, PARTS, ROWS, inflated};

/// Largest file, in bytes.
pub(super) const FILE_BYTES: u64 = 512 << 20;

/// Most shared texts an xlsx may announce beyond what its size can hold; some programs announce too many.
pub(super) const SHARED_TEXTS: u64 = 1 << 20;

/// Most memory the sheets of a file may take where the library lays each out as one full rectangle, in bytes.
pub(super) const SHEETS_BYTES: u64 = 320 << 20;

/// The error of a file beyond a limit, sizes in bytes.
pub(super) fn too_large(what: &str, size: u64, limit: u64) -> Error {
    let mib = |bytes: u64| bytes.div_ceil(1 << 20);
    Error::input(RefusalReason::TooLarge, format!("{what}有 {} MB，超过上限 {} MB", mib(size), mib(limit)))
        .hint("请删去图片和无关的表，或拆成几个文件后重试")
}
