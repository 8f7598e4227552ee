//! Messages, one after another: each is written down before it is handed over, and what came of it after.
//!
//! What the server refused for the time being is tried again at the end, with growing pauses. One bad address stops nothing;
//! a wrong password stops everything.

use std::time::Duration;

use chrono::{DateTime, FixedOffset};

use crate::dispatch::post::Post;
use crate::dispatch::smtp::network::Route;
use crate::dispatch::smtp::session::{Session, Trouble};
use crate::error::{Error, ErrorKind};
use crate::model::sending::{Attempt, SendingFacts, SendingState};

/// The longest pause between two tries.
const LONGEST_PAUSE: Duration = Duration::from_secs(600);

/// Where it is written down what is about to be sent and what came of it.
pub trait Journal {
    /// Writes down that a message is about to be handed over, on the disk when this returns. Returns whether it may be.
    ///
    /// # Errors
    ///
    /// When it cannot be written; the message is not sent then.
    fn about_to_send(&mut self, facts: &SendingFacts, at: DateTime<FixedOffset>) -> Result<bool, Error>;

    /// Writes down what came of a message.
    ///
    /// # Errors
    ///
    /// When it cannot be written; nothing further is sent then.
    fn ended(&mut self, facts: &SendingFacts, at: DateTime<FixedOffset>, attempt: &Attempt) -> Result<(), Error>;
}

/// The time, which nothing below the command line reads.
pub trait Clock {
    /// Returns the time now.
    fn now(&self) -> DateTime<FixedOffset>;

    /// Waits.
    fn pause(&self, how_long: Duration);
}

/// Who is told how it goes.
pub trait Told {
    /// A message came to an end, or is to be tried again later.
    fn ended(&mut self, facts: &SendingFacts, attempt: &Attempt);

    /// There is a pause, for this reason.
    fn pausing(&mut self, why: &str, how_long: Duration);
}

/// How messages are sent.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    /// The way to the server.
    pub route: &'a Route,
    /// The time.
    pub clock: &'a dyn Clock,
    /// Says why nothing is sent at a time; `None` when something is.
    pub quiet: &'a dyn Fn(DateTime<FixedOffset>) -> Option<Error>,
}

/// What came of all messages.
#[derive(Debug, Default)]
pub struct Ended {
    /// Each message that was tried, with its last end, in the order of the messages.
    pub attempts: Vec<(SendingFacts, Attempt)>,
    /// Messages somebody else had begun to send.
    pub taken: usize,
    /// Why the rest was not tried.
    pub stopped: Option<Error>,
}

impl Ended {
    fn note(&mut self, facts: &SendingFacts, attempt: Attempt) {
        match self.attempts.iter_mut().find(|(known, _)| known.key == facts.key) {
            Some((_, last)) => *last = attempt,
            None => self.attempts.push((facts.clone(), attempt)),
        }
    }
}

/// Sends messages in order.
pub fn send(job: &Job<'_>, posts: &[Post], journal: &mut dyn Journal, told: &mut dyn Told) -> Ended {
    let mut outbox = Outbox { job: *job, journal, told, session: None, is_first: true, ended: Ended::default() };
    let mut waiting: Vec<&Post> = posts.iter().collect();
    let retries = job.route.server.retries;
    for round in 0..=retries {
        if round > 0 {
            outbox.close();
            outbox.wait(&format!("{} 封暂时没有送达，稍后再试", waiting.len()), pause(job.route, round));
        }
        match outbox.round(&waiting) {
            Ok(left) => waiting = left,
            Err(error) => {
                outbox.ended.stopped = Some(error);
                break;
            }
        }
        if waiting.is_empty() {
            break;
        }
    }
    outbox.close();
    outbox.ended
}

/// Returns the pause before a round of further tries, the first of which is 1.
fn pause(route: &Route, round: u32) -> Duration {
    let first = Duration::from_secs(u64::from(route.server.retry_pause));
    first.saturating_mul(2_u32.saturating_pow(round.saturating_sub(1))).min(LONGEST_PAUSE)
}

struct Outbox<'a, 'w> {
    job: Job<'a>,
    journal: &'w mut dyn Journal,
    told: &'w mut dyn Told,
    session: Option<Session<'a>>,
    is_first: bool,
    ended: Ended,
}

impl<'a> Outbox<'a, '_> {
    /// Tries every message once and returns those to be tried again.
    fn round<'p>(&mut self, posts: &[&'p Post]) -> Result<Vec<&'p Post>, Error> {
        let mut left = Vec::new();
        for post in posts {
            if let Some(error) = (self.job.quiet)(self.job.clock.now()) {
                return Err(error);
            }
            self.keep_pace();
            self.connect()?;
            if self.one(post)? == Some(SendingState::Deferred) {
                left.push(*post);
            }
        }
        Ok(left)
    }

    /// Makes sure of an open connection; one that cannot be made is tried again with growing pauses.
    fn connect(&mut self) -> Result<(), Error> {
        if self.session.as_ref().is_some_and(|session| !session.is_over) {
            return Ok(());
        }
        self.session = None;
        let mut round = 0;
        loop {
            match Session::open(self.job.route) {
                Ok(session) => {
                    self.session = Some(session);
                    return Ok(());
                }
                Err(Trouble::Stop(error)) => return Err(error),
                Err(Trouble::Later(words) | Trouble::Refused(words) | Trouble::Doubt(words)) => {
                    round += 1;
                    if round > self.job.route.server.retries {
                        return Err(Error::new(ErrorKind::Output, words).hint("没有发出的邮件都还在，稍后再运行 xuncha send"));
                    }
                    self.wait(&words, pause(self.job.route, round));
                }
            }
        }
    }

    /// Sends one message. Returns what came of it; `None` when somebody else has it.
    fn one(&mut self, post: &Post) -> Result<Option<SendingState>, Error> {
        let Some(session) = self.session.as_mut() else { return Ok(None) };
        if let Err(trouble) = session.envelope(&post.from, &post.to) {
            session.reset();
            return self.end(post, Err(trouble)).map(Some);
        }
        let now = self.job.clock.now();
        let mut mail = post.mail.clone();
        mail.date = now.to_rfc2822();
        let bytes = mail.bytes(false)?;
        match self.journal.about_to_send(&post.facts, now) {
            Ok(true) => {}
            Ok(false) => {
                session.reset();
                self.ended.taken += 1;
                return Ok(None);
            }
            Err(error) => {
                session.reset();
                return Err(error);
            }
        }
        let result = session.content(&bytes);
        if result.is_err() {
            // A server that refuses the content may keep the envelope, and would refuse the next one for it.
            session.reset();
        }
        self.end(post, result).map(Some)
    }

    /// Writes down what came of a message.
    fn end(&mut self, post: &Post, result: Result<String, Trouble>) -> Result<SendingState, Error> {
        let (state, answer) = match result {
            Ok(words) => (SendingState::Sent, words),
            Err(Trouble::Later(words)) => (SendingState::Deferred, words),
            Err(Trouble::Refused(words)) => (SendingState::Failed, words),
            Err(Trouble::Doubt(words)) => (SendingState::InDoubt, words),
            // The message itself was not looked at.
            Err(Trouble::Stop(error)) => return Err(error),
        };
        let attempt = Attempt { state, answer };
        self.journal.ended(&post.facts, self.job.clock.now(), &attempt)?;
        self.told.ended(&post.facts, &attempt);
        self.ended.note(&post.facts, attempt);
        Ok(state)
    }

    /// Waits as long as the rate asks for between two messages.
    fn keep_pace(&mut self) {
        let first = std::mem::replace(&mut self.is_first, false);
        if let Some(rate) = self.job.route.server.rate.filter(|_| !first) {
            self.job.clock.pause(Duration::from_secs(60) / rate.max(1));
            // A server may have hung up meanwhile, which says nothing of the next message.
            if self.session.as_mut().is_some_and(|session| !session.is_alive()) {
                self.session = None;
            }
        }
    }

    fn wait(&mut self, why: &str, how_long: Duration) {
        self.told.pausing(why, how_long);
        self.job.clock.pause(how_long);
    }

    fn close(&mut self) {
        if let Some(session) = self.session.take() {
            session.close();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Route, pause};
    use crate::model::mail_server::{MailServer, Protection};

    #[test]
    fn pauses_grow_up_to_ten_minutes() {
        let server =
            MailServer { name: "127.0.0.1".into(), protection: Protection::None, retry_pause: 100, ..MailServer::default() };
        let route = Route::new(&server, None, None).expect("a route");
        let seconds: Vec<u64> = (1..=5).map(|round| pause(&route, round).as_secs()).collect();
        assert_eq!(seconds, [100, 200, 400, 600, 600]);
    }
}
