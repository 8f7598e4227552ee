//! Sending, preparing and releasing.

use std::io::{BufRead, IsTerminal};
use std::time::Duration;

use crate::cli::exit::Exit;
use crate::cli::options::Format;
use crate::cli::screen::{Screen, clean};
use crate::cli::send::{Args, Desk, data, here, list, status};
use crate::cli::wrap::{Lead, wrap};
use crate::error::{Error, ErrorKind};
use crate::model::sending::{Attempt, Hands, SendingFacts, SendingState};
use crate::pipeline::send::{Clock, Ended, MailRoom, Plan, Sender, Told, confirm, password};

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    let desk = Desk::new(args)?;
    let two_person = desk.workspace.server.two_person && !args.to_self;
    if args.send && two_person {
        let error = Error::new(ErrorKind::Request, "本工作区规定两个人发送，不能直接 --send");
        return Err(
            error.hint("先由一个人运行 xuncha send --prepare --by 姓名，再由另一个人运行 xuncha send --release --by 姓名")
        );
    }
    if (args.prepare || args.release) && args.by.as_ref().is_none_or(|name| name.trim().is_empty()) {
        return Err(Error::new(ErrorKind::Request, "准备和放行都要写明是谁").hint("请加 --by 姓名"));
    }
    let clock = here::WallClock;
    let hand = args.hand();
    let mut room = MailRoom::open(&desk.workspace, &here::run_of(hand.clone()), &clock, args.wait)?;
    if room.left_in_doubt > 0 {
        screen.note(&format!("上一次发送中途断了，{} 封存疑，不会自动再发，请用 xuncha send --status 查看", room.left_in_doubt));
    }
    let mut wish = args.wish();
    if args.release {
        wish.resend_reason = room.prepared_reason(desk.gathered.month)?;
    }
    let mut plan = desk.plan(&wish)?;
    if args.prepare {
        room.prepare(&plan, &hand, clock.now())?;
        list::show(args, screen, &plan);
        screen.note(&format!("已准备好，等另一个人运行 xuncha send --release --by 姓名 放行；准备人：{}", clean(hand)));
        return Ok(Exit::Done);
    }
    let hands =
        if args.release { room.release(&mut plan, &hand, clock.now())? } else { Hands { prepared_by: None, released_by: hand } };
    let would = plan.outgoing().count();
    if let Some(said) = args.yes {
        confirm(said, would)?;
    }
    if would == 0 {
        list::show(args, screen, &plan);
        screen.note("没有要发的");
        return Ok(status::exit_of(&room.register(plan.month)?));
    }
    ask(args, screen, &plan, would)?;
    let secret = password(&desk.workspace, here::password(&desk.workspace.server.password_env))?;
    let sender = Sender {
        workspace: &desk.workspace,
        password: &secret,
        rate: args.rate,
        working_days: desk.gathered.working_days(),
        clock: &clock,
    };
    let mut teller = Teller { screen, quiet: args.quiet, done: 0, all: would };
    let ended = room.send(&sender, &plan, &hands, &mut teller)?;
    let register = room.register(plan.month)?;
    let kept = status::export(&desk.workspace, &desk.folder, plan.month, &register);
    if args.format == Format::Json {
        screen.out(&data::ended(&plan, &ended, &register));
    }
    let exit = tell(screen, &ended, would);
    kept.map(|_| exit)
}

/// Makes sure that a person wants just this many messages to go out, unless a script counted them already.
fn ask(args: &Args, screen: &Screen, plan: &Plan, would: usize) -> Result<(), Error> {
    if args.yes.is_some() {
        return Ok(());
    }
    if !std::io::stdin().is_terminal() {
        let error = Error::new(ErrorKind::Request, format!("现在会发出 {would} 封，没有人确认，没有发送"));
        return Err(error.hint(format!("核对清单以后加 --yes {would}")));
    }
    list::show(args, screen, plan);
    screen.note(&format!("将要发出 {would} 封。确认的，请输入 {would} 再按回车；不发的，直接按回车："));
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    let said = read.ok().and_then(|_| line.trim().parse().ok());
    said.map_or_else(|| Err(Error::new(ErrorKind::Request, "没有确认，没有发送")), |said| confirm(said, would))
}

/// Says what came of it all.
fn tell(screen: &Screen, ended: &Ended, would: usize) -> Exit {
    let count = |state| ended.attempts.iter().filter(|(_, attempt)| attempt.state == state).count();
    let sent = count(SendingState::Sent);
    let mut parts = vec![format!("送达 {sent} 封")];
    for (state, words) in [(SendingState::Deferred, "暂缓"), (SendingState::Failed, "被拒收"), (SendingState::InDoubt, "存疑")]
    {
        parts.extend((count(state) > 0).then(|| format!("{words} {} 封", count(state))));
    }
    let untried = would.saturating_sub(ended.attempts.len());
    parts.extend((untried > 0).then(|| format!("没有试的 {untried} 封")));
    screen.note(&parts.join("，"));
    if let Some(error) = &ended.stopped {
        screen.error(error);
    }
    if sent == would && ended.stopped.is_none() { Exit::Done } else { Exit::Undelivered }
}

/// Tells how it goes, message by message.
struct Teller<'a> {
    screen: &'a Screen,
    quiet: bool,
    done: usize,
    all: usize,
}

impl Told for Teller<'_> {
    fn ended(&mut self, facts: &SendingFacts, attempt: &Attempt) {
        self.done += usize::from(attempt.state != SendingState::Deferred);
        if self.quiet && attempt.state == SendingState::Sent {
            return;
        }
        let words = format!(
            "{}/{}　{}　{}（{}）　{}",
            self.done,
            self.all,
            attempt.state.label(),
            facts.receiver,
            facts.key.recipient,
            attempt.answer
        );
        self.screen.note(&wrap(&Lead::indent(0).hanging(4), &clean(words)).join("\n"));
    }

    fn pausing(&mut self, why: &str, how_long: Duration) {
        if !self.quiet {
            self.screen.note(&clean(format!("{why}；{} 秒后再试", how_long.as_secs())));
        }
    }
}
