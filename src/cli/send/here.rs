//! The clock, the machine, and who sits at it.

use std::env;
use std::thread;
use std::time::Duration;

use chrono::{DateTime, FixedOffset};

use crate::model::mail_server::Secret;
use crate::pipeline::send::{Clock, SendRun, stamp};

/// The clock on the wall: mail is dated when it is sent.
pub(super) struct WallClock;

impl Clock for WallClock {
    #[expect(clippy::disallowed_methods, reason = "a mail bears the time it is sent, and the register says when that was")]
    fn now(&self) -> DateTime<FixedOffset> {
        chrono::Local::now().fixed_offset()
    }

    fn pause(&self, how_long: Duration) {
        thread::sleep(how_long);
    }
}

/// Returns what the machine calls who sits at it.
pub(super) fn user() -> String {
    first(&["USER", "USERNAME", "LOGNAME"]).unwrap_or_else(|| "（未署名）".to_owned())
}

/// Describes this run, for whoever has to wait.
pub(super) fn run_of(hand: String) -> SendRun {
    let named = || std::fs::read_to_string("/etc/hostname").ok().map(|name| name.trim().to_owned());
    let host = first(&["COMPUTERNAME", "HOSTNAME"]).or_else(named).filter(|name| !name.is_empty());
    SendRun { hand, host: host.unwrap_or_else(|| "名称不详".to_owned()), pid: std::process::id(), at: stamp(WallClock.now()) }
}

/// Returns the password from the environment.
pub(super) fn password(variable: &str) -> Option<Secret> {
    env::var(variable).ok().filter(|text| !text.is_empty()).map(|text| Secret::new(&text))
}

fn first(variables: &[&str]) -> Option<String> {
    variables.iter().find_map(|name| env::var(name).ok().filter(|value| !value.trim().is_empty()))
}
