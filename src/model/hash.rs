//! Hash maps for what every row goes through: seeded at random as the standard ones, several times faster.
//!
//! Keys come from other people's files, so the seed must differ from run to run; nothing may depend on the order.

pub use foldhash::{HashMap, HashSet};

/// Makes a map with room for so many keys: growing would hash them all again.
pub fn map_with_room<K, V>(keys: usize) -> HashMap<K, V> {
    HashMap::with_capacity_and_hasher(keys, Default::default())
}
