//! The plumbing of office files: workbooks and official papers. Knows nothing of ledgers, units or letters.

pub mod area;
pub mod cell_text;
pub mod docx;
pub mod entry;
pub mod link;
pub mod patch;
pub mod style;
pub mod values;
pub mod width;
pub mod words;
pub mod xlsx;
