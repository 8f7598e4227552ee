//! Runs each work as a process of its own, in turn, and keeps its time and its greatest memory.

use std::ffi::OsString;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Something to measure: a program with its arguments.
pub(crate) struct Work {
    /// What it is called in the table.
    pub(crate) name: &'static str,
    /// The program.
    pub(crate) program: OsString,
    /// Its arguments.
    pub(crate) arguments: Vec<OsString>,
}

/// What the runs of a work came to.
#[derive(Clone, Debug)]
pub(crate) struct Cost {
    /// The median wall time, start-up included.
    pub(crate) time: Duration,
    /// The greatest memory of any run, in KiB; `None` where the system does not tell.
    pub(crate) memory: Option<u64>,
}

/// Runs the works in turn, so many rounds, so that a noisy moment falls on all of them.
///
/// # Panics
///
/// When a work fails: its cost would mean nothing.
pub(crate) fn alternate(works: &[Work], rounds: usize) -> Vec<Cost> {
    let mut runs: Vec<Vec<Cost>> = works.iter().map(|_| Vec::new()).collect();
    for _ in 0..rounds {
        for (work, runs) in works.iter().zip(&mut runs) {
            runs.push(once(work));
        }
    }
    runs.into_iter().map(summary).collect()
}

fn summary(mut runs: Vec<Cost>) -> Cost {
    let memory = runs.iter().filter_map(|run| run.memory).max();
    runs.sort_by_key(|run| run.time);
    Cost { time: runs[runs.len() / 2].time, memory }
}

#[expect(clippy::disallowed_methods, reason = "measuring time is what this is for")]
fn once(work: &Work) -> Cost {
    let began = Instant::now();
    let mut child = Command::new(&work.program)
        .args(&work.arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a program that starts");
    // The high-water mark only grows, so the last look before the end is the peak but for a few milliseconds.
    let watch = thread::spawn({
        let status = format!("/proc/{}/status", child.id());
        move || {
            let mut peak = None;
            while let Some(now) = std::fs::read_to_string(&status).ok().as_deref().and_then(high_water) {
                peak = Some(now);
                thread::sleep(Duration::from_millis(2));
            }
            peak
        }
    });
    let ended = child.wait().expect("a child to wait for");
    let time = began.elapsed();
    // Exit code 1 says that the ledger has errors, which it has on purpose.
    assert!(matches!(ended.code(), Some(0 | 1)), "{} ended with {ended}", work.name);
    Cost { time, memory: watch.join().expect("a watch that does not fail") }
}

/// Returns `VmHWM` of a process's status, in KiB; a process that has ended has none.
fn high_water(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
