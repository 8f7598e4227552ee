//! What a file may cost. Every limit stands here, with the message a clerk gets beyond it.

use crate::error::Error;
use crate::model::finding::RefusalReason;

/// Largest file, in bytes.
pub(super) const FILE_BYTES: u64 = 512 << 20;

/// Largest sum of a package's declared inflated sizes, in bytes.
pub(super) const INFLATED_BYTES: u64 = 2 << 30;

/// Largest inflation ratio of a package, once it is large enough to matter.
pub(super) const INFLATION_RATIO: u64 = 400;

/// Packages that inflate to no more than this are not judged by their ratio, in bytes.
pub(super) const RATIO_FREE_BYTES: u64 = 64 << 20;

/// Most parts in a package.
pub(super) const PARTS: usize = 20_000;

/// Most merged areas on a sheet.
pub(super) const MERGES: usize = 2_000_000;

/// Widest sheet, in columns; Excel's own limit.
pub(super) const COLUMNS: u32 = 16_384;

/// Longest sheet, in rows; Excel's own limit.
pub(super) const ROWS: u32 = 1_048_576;

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
