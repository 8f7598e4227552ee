//! What a zip package and a sheet may cost, whoever opens them: `read` to read, `office::patch` to edit.
//!
//! What concerns one format alone stands in `read/limits.rs`.

/// Largest sum of a package's declared inflated sizes, in bytes.
pub(crate) const INFLATED_BYTES: u64 = 2 << 30;

/// Largest inflation ratio of a package, once it is large enough to matter.
const INFLATION_RATIO: u64 = 400;

/// Packages that inflate to no more than this are not judged by their ratio, in bytes.
const RATIO_FREE_BYTES: u64 = 64 << 20;

/// Most parts in a package.
pub(crate) const PARTS: usize = 20_000;

/// Most merged areas on a sheet.
pub(crate) const MERGES: usize = 2_000_000;

/// Widest sheet, in columns; Excel's own limit.
pub(crate) const COLUMNS: u32 = 16_384;

/// Longest sheet, in rows; Excel's own limit.
pub(crate) const ROWS: u32 = 1_048_576;

/// Returns what a package of so many bytes may inflate to, in bytes.
pub(crate) fn inflated(packed_bytes: u64) -> u64 {
    INFLATED_BYTES.min(packed_bytes.saturating_mul(INFLATION_RATIO).max(RATIO_FREE_BYTES))
}

#[cfg(test)]
mod tests {
    use super::inflated;

    #[test]
    fn small_packages_are_not_judged_by_their_ratio_and_none_exceeds_the_sum() {
        assert_eq!(inflated(0), 64 << 20);
        assert_eq!(inflated(1 << 20), 400 << 20);
        assert_eq!(inflated(u64::MAX), 2 << 30);
    }
}
