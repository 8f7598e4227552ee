//! The nouns the stages hand each other: no input or output, no policy, no judgement.
//!
//! A type that two stages need lives here, so that no stage ever imports another.

pub mod about;
pub mod answerable;
pub mod answers;
pub mod assessment;
pub mod calendar;
pub mod cells;
pub mod checked;
pub mod clause;
pub mod comparison;
pub mod confidential;
pub mod delivery;
pub mod directory;
pub mod document;
pub mod evidence;
pub mod exposure;
pub mod field;
pub mod finding;
pub mod hash;
pub mod hidden;
pub mod history;
pub mod inputs;
pub mod ledger;
pub mod letter;
mod likeness;
pub mod measures;
pub mod money;
pub mod number;
pub mod office;
pub mod period;
pub mod person;
pub mod place;
pub mod power;
pub mod profile;
pub mod receipt;
pub mod reference;
pub mod register;
pub mod remark;
pub mod sensitivity;
pub mod source_file;
pub mod standard;
pub mod text;
pub mod waiver;
pub mod warning;
pub mod workbook;
pub mod workdays;
