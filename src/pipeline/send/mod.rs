//! Sending the month's letters: the only place that knows both the register of mail and the way to the server.
//!
//! `plan` says what would go out and what not, `release` lets one person prepare what another releases, `rules` says when
//! nothing is sent, `password` finds the password; here the plan is carried out under the lock.

mod password;
mod plan;
mod release;
mod rules;

use std::time::Duration;

use chrono::{DateTime, FixedOffset};

use crate::dispatch::post::Post;
use crate::dispatch::smtp::{self, Job, Journal};
use crate::error::{Error, ErrorKind};
use crate::model::document::Document;
use crate::model::mail_server::{MailServer, Secret};
use crate::model::period::Month;
use crate::model::sending::{Attempt, Hands, Sending, SendingFacts, SendingState, Settled};
use crate::model::workdays::WorkingDays;
use crate::pipeline::Gathered;
use crate::report::sendings;
use crate::store::{SendLock, Store};
use crate::workspace::Workspace;

pub use crate::dispatch::smtp::{Clock, Ended, Told};
pub use crate::store::SendRun;
pub use password::password;
pub use plan::{Item, Plan, Verdict, Wish, confirm};

/// How often the lock is asked for while another process has it.
const ASK_AGAIN: Duration = Duration::from_secs(1);

/// The register, open for sending: nobody else sends while this lives.
#[derive(Debug)]
pub struct MailRoom {
    store: Store,
    _lock: SendLock,
    /// How many messages an earlier run left without an answer; they are in doubt now.
    pub left_in_doubt: usize,
    /// The set that is released with the first message: its number, by whom and when.
    released: Option<(i64, String, String)>,
}

impl MailRoom {
    /// Takes the lock and opens the register. What an earlier run was about to send when it ended is in doubt from now on.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Request` when another process sends, naming it, unless `wait` is set; `ErrorKind::Store`.
    pub fn open(workspace: &Workspace, run: &SendRun, clock: &dyn Clock, wait: bool) -> Result<Self, Error> {
        let (root, name) = (&workspace.root, workspace.paths.store.as_str());
        let lock = loop {
            match SendLock::take(root, name)? {
                Some(lock) => break lock,
                None if wait => clock.pause(ASK_AGAIN),
                None => {
                    return Err(occupied(Store::open_existing(root, name)?.and_then(|store| store.last_run().ok().flatten())));
                }
            }
        };
        let mut store = Store::open(root, name)?;
        let left_in_doubt = store.doubt_unanswered(&stamp(clock.now()))?;
        store.begin_run(run)?;
        Ok(Self { store, _lock: lock, left_in_doubt, released: None })
    }

    /// Sends what a plan lets go out.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Policy` when the way to the server is not set up; what happens on it is in the result.
    pub fn send(&mut self, sender: &Sender<'_>, plan: &Plan, hands: &Hands, told: &mut dyn Told) -> Result<Ended, Error> {
        let ca = sender.workspace.server.ca_file.as_ref().map(|name| {
            let path = sender.workspace.path(name);
            std::fs::read(&path).map_err(|cause| Error::io(ErrorKind::Policy, "读取根证书", &path, &cause))
        });
        let ca = ca.transpose()?;
        let server = MailServer { rate: sender.rate.or(sender.workspace.server.rate), ..sender.workspace.server.clone() };
        let route = smtp::Route::new(&server, sender.password.clone(), ca.as_deref())?;
        let posts: Vec<Post> = plan.outgoing().cloned().collect();
        let trial = plan.trial;
        let quiet = |now: DateTime<FixedOffset>| if trial { None } else { rules::quiet(&server, sender.working_days, now) };
        if let Some(error) = quiet(sender.clock.now()) {
            return Err(error);
        }
        // Only what really goes out is released.
        if let Some((set, by, at)) = self.released.take() {
            self.store.released(set, &by, &at)?;
        }
        let mut register = Register { store: &mut self.store, hands };
        Ok(smtp::send(&Job { route: &route, clock: sender.clock, quiet: &quiet }, &posts, &mut register, told))
    }

    /// Keeps a plan for another person to release.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store`.
    pub fn prepare(&mut self, plan: &Plan, by: &str, at: DateTime<FixedOffset>) -> Result<(), Error> {
        self.store.prepare(&release::prepared(plan, by, &stamp(at)))
    }

    /// Returns why a month's prepared set sends letters again that went out before; `None` when it does not.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store`.
    pub fn prepared_reason(&self, month: Month) -> Result<Option<String>, Error> {
        let prepared = self.store.prepared(month)?;
        Ok(prepared.and_then(|set| set.messages.into_iter().find_map(|facts| facts.resend_reason)))
    }

    /// Takes what one person prepared, and makes sure that another releases just that. What differs voids it.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Request` when nothing was prepared, the two are one person, or something changed since, named;
    /// `ErrorKind::Store`.
    pub fn release(&mut self, plan: &mut Plan, by: &str, at: DateTime<FixedOffset>) -> Result<Hands, Error> {
        let Some(prepared) = self.store.prepared(plan.month)? else {
            let error = Error::new(ErrorKind::Request, format!("{} 没有等待放行的邮件", plan.month));
            return Err(error.hint("先由一个人运行 xuncha send --prepare --by 姓名"));
        };
        release::other_person(&prepared, by)?;
        let changes = release::changes(&prepared, plan);
        if !changes.is_empty() {
            self.store.void(prepared.id, &changes.join("；"))?;
            let error = Error::new(ErrorKind::Request, format!("{}准备好以后有了改动，这一批作废，没有发送", prepared.by));
            let error = changes.into_iter().fold(error, Error::hint);
            return Err(error.hint("请核对后重新运行 xuncha send --prepare，再由另一个人放行"));
        }
        plan.keep_only(&prepared);
        self.released = Some((prepared.id, by.to_owned(), stamp(at)));
        Ok(Hands { prepared_by: Some(prepared.by), released_by: by.to_owned() })
    }

    /// Settles a message in doubt: by its number in the register, or by its letter's key where only one is in doubt.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Request` when there is none such, or several; `ErrorKind::Store`.
    pub fn settle(&mut self, which: &str, is_sent: bool, settled: &Settled) -> Result<Sending, Error> {
        let all = self.store.sendings(None)?;
        let doubtful: Vec<&Sending> = all
            .iter()
            .filter(|sending| sending.state == SendingState::InDoubt)
            .filter(|sending| *sending.facts.key.letter == *which || sending.id.to_string() == which)
            .collect();
        let refused =
            |message: String| Err(Error::new(ErrorKind::Request, message).hint("运行 xuncha send --status 查看存疑的编号"));
        match doubtful[..] {
            [one] => {
                self.store.settle(one.id, is_sent, settled)?;
                let all = self.store.sendings(None)?;
                Ok(all.into_iter().find(|sending| sending.id == one.id).unwrap_or_else(|| one.clone()))
            }
            [] => refused(format!("存疑的邮件里没有「{which}」")),
            _ => refused(format!("「{which}」有 {} 封存疑，请写编号", doubtful.len())),
        }
    }

    /// Lists the messages of a month, as the register has them.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store`.
    pub fn register(&self, month: Month) -> Result<Vec<Sending>, Error> {
        self.store.sendings(Some(month))
    }
}

/// Who sends by which settings.
#[derive(Clone, Copy)]
pub struct Sender<'a> {
    /// The workspace.
    pub workspace: &'a Workspace,
    /// The password, where the server asks for one.
    pub password: &'a Option<Secret>,
    /// Most messages a minute, in the place of the settings'.
    pub rate: Option<u32>,
    /// Which days are worked.
    pub working_days: &'a WorkingDays,
    /// The time.
    pub clock: &'a dyn Clock,
}

/// Lists the messages of a month, or all, without any lock; empty where nothing is kept.
///
/// # Errors
///
/// `ErrorKind::Store`.
pub fn register(workspace: &Workspace, month: Option<Month>) -> Result<Vec<Sending>, Error> {
    let store = Store::open_existing(&workspace.root, &workspace.paths.store)?;
    store.map_or_else(|| Ok(Vec::new()), |store| store.sendings(month))
}

/// Makes the workbook of the register, `送达登记.xlsx`.
///
/// # Errors
///
/// `ErrorKind::Output`.
pub fn register_workbook(workspace: &Workspace, month: Month, all: &[Sending]) -> Result<Document, Error> {
    sendings::write(&workspace.office, month, all)
}

/// Writes a time as the register has it.
pub fn stamp(at: DateTime<FixedOffset>) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

fn occupied(holder: Option<SendRun>) -> Error {
    let who = holder.map_or_else(
        || "另一个 xuncha send".to_owned(),
        |run| format!("{}（电脑 {}，进程 {}，{} 开始）", run.hand, run.host, run.pid, run.at),
    );
    Error::new(ErrorKind::Request, format!("{who}正在发送，这一次没有发送")).hint("请等那边发完；要等着接着发的，加 --wait")
}

/// The register as what is sent is written down in it.
struct Register<'a> {
    store: &'a mut Store,
    hands: &'a Hands,
}

impl Journal for Register<'_> {
    fn about_to_send(&mut self, facts: &SendingFacts, at: DateTime<FixedOffset>) -> Result<bool, Error> {
        self.store.about_to_send(facts, self.hands, &stamp(at))
    }

    fn ended(&mut self, facts: &SendingFacts, at: DateTime<FixedOffset>, attempt: &Attempt) -> Result<(), Error> {
        self.store.answered(facts, self.hands, &stamp(at), attempt)
    }
}

impl Gathered {
    /// Returns which days are worked.
    pub fn working_days(&self) -> &WorkingDays {
        &self.calendar.working_days
    }
}
