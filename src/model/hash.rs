//! Hash maps for what every row goes through: seeded at random as the standard ones, several times faster.
//!
//! Keys come from other people's files, so the seed must differ from run to run; nothing may depend on the order.

pub use foldhash::{HashMap, HashSet};
