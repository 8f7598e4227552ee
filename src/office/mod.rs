//! Plumbing for the formats offices open: knows nothing of ledgers, units or letters.

pub mod docx;
