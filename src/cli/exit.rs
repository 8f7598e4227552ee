//! Every exit code. Source: `contract.md` §1.

/// What a run ended with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Exit {
    /// Done; no finding at or above `--fail-on`.
    Done = 0,
    /// Done; findings at or above `--fail-on`.
    Findings = 1,
    /// Some of the work could not be done; what could be done was done and is named.
    Incomplete = 2,
    /// Documents written, some mail not delivered.
    Undelivered = 3,
    /// The command line itself is wrong.
    Usage = 64,
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
