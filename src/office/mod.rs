//! The plumbing of office files: workbooks now, letters and pages beside them. Knows nothing of ledgers.

pub mod cell_text;
pub mod style;
pub mod width;
pub mod xlsx;
