//! What a file may cost to read, with the message a clerk gets beyond it. Limits of packages and sheets are the crate's.

use crate::error::Error;
use crate::model::finding::RefusalReason;

pub(super) use crate::limits::{COLUMNS, INFLATED_BYTES, MERGES, PARTS, ROWS, inflated};

/// Largest file, in bytes.
pub(super) const FILE_BYTES: u64 = 512 << 20;

/// Most shared texts an xlsx may announce beyond what its size can hold; some programs announce too many.
pub(super) const SHARED_TEXTS: u64 = 1 << 20;

/// Most shared texts an xlsx may hold.
pub(super) const MOST_SHARED_TEXTS: usize = 1 << 24;

/// Most memory the sheets of a file may take where the library lays each out as one full rectangle, in bytes.
pub(super) const SHEETS_BYTES: u64 = 320 << 20;

/// The error of a row, 0-based, that states more cells than a sheet has columns.
pub(super) fn too_many_cells(row: u32) -> Error {
    Error::input(RefusalReason::TooLarge, format!("第 {} 行的单元格超过 {COLUMNS} 个", u64::from(row) + 1))
        .hint("这样的文件不是 Excel 或 WPS 存的，请打开后另存为 .xlsx，或向填报单位重新要一份")
}

/// The error of a table of shared texts that is too long.
pub(super) fn too_many_texts() -> Error {
    Error::input(RefusalReason::TooLarge, format!("文件里的文字超过 {MOST_SHARED_TEXTS} 段")).hint("请拆成几个文件后重试")
}

/// The error of a file beyond a limit, sizes in bytes.
pub(super) fn too_large(what: &str, size: u64, limit: u64) -> Error {
    let mib = |bytes: u64| bytes.div_ceil(1 << 20);
    Error::input(RefusalReason::TooLarge, format!("{what}有 {} MB，超过上限 {} MB", mib(size), mib(limit)))
        .hint("请删去图片和无关的表，或拆成几个文件后重试")
}
