//! Which hidden parts of a workbook are used.

/// What an office wants done with hidden rows and sheets of ledgers and registers.
///
/// Source: `domain.md` §7.1: hidden rows count, hidden sheets do not, both can be changed and are disclosed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hidden {
    /// Records in hidden rows are used.
    pub rows: bool,
    /// Tables on hidden sheets are used.
    pub sheets: bool,
}

impl Default for Hidden {
    fn default() -> Self {
        Self { rows: true, sheets: false }
    }
}
