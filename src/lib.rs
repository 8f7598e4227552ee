//! xuncha closes the loop between inspection (巡察), rectification (整改) and assessment (考核)
//! for offices that keep working in Excel and WPS.
//!
//! The flow, stage by stage: `read` turns bytes into rows, `map` rows into a ledger, `check` a ledger
//! into findings, `score` a ledger into an assessment, `report` and `letter` an assessment into documents,
//! `dispatch` documents into mail. Beside them `review` asks people what no stage may decide, and reads
//! their answers back. `pipeline` calls them in this order and is the only module that knows all of them;
//! what passes between two stages is a type in `model`.

// What every stage may use.
pub mod error;
mod limits;
pub mod model;
pub mod office;
pub mod policy;
pub mod workspace;

// The stages, one group a step.
pub mod read;

pub mod map;

pub mod compare;

pub mod check;

pub mod score;

pub mod report;

pub mod letter;

pub mod review;

pub mod blank;

pub mod dispatch;

pub mod warn;

pub mod store;

// The way through them, and the way in.
pub mod output;
pub mod pipeline;
pub mod render;

pub mod cli;
