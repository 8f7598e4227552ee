//! Settling a message in doubt, once a person knows.

use crate::cli::exit::Exit;
use crate::cli::screen::{Screen, clean};
use crate::cli::send::{Args, here};
use crate::error::{Error, ErrorKind};
use crate::model::sending::Settled;
use crate::pipeline::send::{Clock, MailRoom, stamp};

pub(super) fn run(args: &Args, words: &[String], screen: &Screen) -> Result<Exit, Error> {
    let [which, result] = words else {
        return Err(Error::new(ErrorKind::Request, "要写编号和结果").hint("例如 --settle 12 sent --reason \"对方电话确认收到\""));
    };
    let is_sent = match result.as_str() {
        "sent" => true,
        "unsent" => false,
        other => {
            let error = Error::new(ErrorKind::Request, format!("结果「{other}」看不懂"));
            return Err(error.hint("sent 是已送达，unsent 是没有发出"));
        }
    };
    let reason = args.reason.as_ref().map(|reason| reason.trim()).filter(|reason| !reason.is_empty());
    let Some(reason) = reason else {
        return Err(Error::new(ErrorKind::Request, "要写明是怎样核实的").hint("请加 --reason \"例如：对方电话确认收到\""));
    };
    let (_, workspace) = args.input.workspace_request()?;
    let clock = here::WallClock;
    let mut room = MailRoom::open(&workspace, &here::run_of(args.hand()), &clock, args.wait)?;
    let settled = Settled { by: args.hand(), reason: reason.to_owned(), at: stamp(clock.now()) };
    let sending = room.settle(which, is_sent, &settled)?;
    let facts = &sending.facts;
    let words = format!("第 {} 号，给{}（{}）：{}", sending.id, facts.receiver, facts.key.recipient, sending.state.label());
    screen.note(&clean(words));
    if !is_sent {
        screen.note("下次 xuncha send 会再发");
    }
    Ok(Exit::Done)
}
