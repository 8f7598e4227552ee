//! The line on stderr that says how far a long run is. Drawn on a terminal only, after a second, and cleared at the end.

use std::io::IsTerminal;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::pipeline::Progress;

/// What takes less is over before anybody wonders.
const WAIT: Duration = Duration::from_secs(1);

/// How often the line is drawn anew, so that people see that it is alive.
const TICK: Duration = Duration::from_millis(120);

/// The line while it may be drawn. Dropping it clears it: that has to come before anything is printed.
#[derive(Debug)]
pub(super) struct Bar(Option<Drawn>);

#[derive(Debug)]
struct Drawn {
    bar: ProgressBar,
    done: Sender<()>,
    timer: Option<JoinHandle<()>>,
}

impl Bar {
    /// Begins with reading; nothing is ever drawn where that is not wanted or stderr is no terminal.
    pub(super) fn new(quiet: bool) -> Self {
        if quiet || !std::io::stderr().is_terminal() {
            return Self(None);
        }
        Self(Some(Drawn::new(ProgressDrawTarget::stderr)))
    }

    /// Says what is being done now.
    pub(super) fn step(&self, what: &'static str) {
        if let Self(Some(drawn)) = self {
            drawn.bar.set_style(style("{spinner} {msg}"));
            drawn.bar.set_message(what);
        }
    }
}

impl Progress for Bar {
    fn file_read(&self, of: usize) {
        if let Self(Some(drawn)) = self {
            drawn.bar.set_length(of as u64);
            drawn.bar.inc(1);
        }
    }
}

impl Drawn {
    /// Waits hidden before it shows itself at the target.
    fn new(target: fn() -> ProgressDrawTarget) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        bar.set_style(style("{spinner} {msg} {pos}/{len} [{bar:30}]"));
        bar.set_message("正在读取台账");
        let (done, over) = channel::<()>();
        let shown = bar.clone();
        let timer = std::thread::spawn(move || {
            if over.recv_timeout(WAIT) == Err(RecvTimeoutError::Timeout) {
                shown.set_draw_target(target());
                shown.enable_steady_tick(TICK);
            }
        });
        Self { bar, done, timer: Some(timer) }
    }
}

impl Drop for Drawn {
    fn drop(&mut self) {
        // Where the timer is over already, nobody hears this.
        let _ = self.done.send(());
        if let Some(timer) = self.timer.take() {
            let _ = timer.join();
        }
        self.bar.finish_and_clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    // Blocks and dots have no sure width in Chinese fonts.
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner());
    style.progress_chars("=> ").tick_chars("|/-\\ ")
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use indicatif::ProgressDrawTarget;

    use super::{Bar, Drawn, WAIT};
    use crate::pipeline::Progress;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "how long it takes is what is asked here")]
    fn what_is_over_soon_does_not_wait_for_the_line() {
        let began = Instant::now();
        let bar = Bar(Some(Drawn::new(ProgressDrawTarget::hidden)));
        bar.file_read(2);
        bar.step("正在核验");
        drop(bar);
        assert!(began.elapsed() < WAIT);
    }

    #[test]
    fn quiet_means_nothing_is_drawn() {
        assert!(Bar::new(true).0.is_none());
    }

    #[test]
    fn files_are_counted_however_they_come() {
        let bar = Bar(Some(Drawn::new(ProgressDrawTarget::hidden)));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| bar.file_read(4));
            }
        });
        let drawn = bar.0.as_ref().expect("a line");
        assert_eq!((drawn.bar.position(), drawn.bar.length()), (4, Some(4)));
    }
}
