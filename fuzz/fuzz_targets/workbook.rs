//! Damaged workbooks for as long as one likes. What is done with each is in `entry.rs`.
//!
//! A panic in a library is caught as the program does, and goes on; one in xuncha is a find.
#![no_main]

use libfuzzer_sys::fuzz_target;
use xuncha::error::is_catching_panics;

mod both_ways;
mod entry;

fuzz_target!(
    init: {
        let ending = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let of_library = info.location().is_some_and(|place| place.file().contains("/registry/"));
            if !(of_library && is_catching_panics()) {
                ending(info);
            }
        }));
    },
    |data: &[u8]| {
        let _ = entry::one(data);
    }
);
