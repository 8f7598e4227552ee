//! One connection to the server, step by step, so that it is always known how far a message got.
//!
//! Until the last line of a message is written, the server has not taken it, whatever happens: RFC 5321, 4.1.1.4. From
//! then until the answer is read it may have. Answers are held to the very codes the standard names, so that an answer
//! slipped in by somebody else shows.

use std::cell::Cell;
use std::error::Error as _;

use lettre::Address;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::SmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::{Response, Severity};

use crate::dispatch::address::clean;
use crate::dispatch::message::base64;
use crate::dispatch::smtp::network::{Lookup, Route};
use crate::error::{Error, ErrorKind};
use crate::model::mail_server::{LogIn, Protection};

/// Longest words of a server that are kept, in characters.
const LONGEST_ANSWER: usize = 300;

/// What kept a message from being sent.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The server did not take it; it may later.
    Later(String),
    /// The server does not take this message, now or later.
    Refused(String),
    /// The server may have taken it or not.
    Doubt(String),
    /// Nothing can be sent until a person puts something right.
    Stop(Error),
}

/// An open connection, logged in.
pub(super) struct Session<'r> {
    connection: SmtpConnection,
    route: &'r Route,
    /// Whether the connection is of no more use.
    pub(super) is_over: bool,
}

impl<'r> Session<'r> {
    /// Connects, protects the connection as the settings demand, and logs in.
    pub(super) fn open(route: &'r Route) -> Result<Self, Trouble> {
        let server = &route.server;
        let addresses = route.addresses().map_err(|why| match why {
            Lookup::Unknown => Trouble::Later(format!("找不到邮件服务器「{}」", server.name)),
            Lookup::Outside(address) => {
                let message = format!("邮件服务器「{}」在外网（{address}），不加密的连接只能用于本机和内网", server.name);
                Trouble::Stop(
                    Error::new(ErrorKind::Policy, message).hint("请把 xuncha.toml 里的 tls 改成 \"implicit\" 或 \"starttls\""),
                )
            }
        })?;
        let hello = hello();
        let implicit = route.tls.as_ref().filter(|_| server.protection == Protection::Implicit);
        let connection = SmtpConnection::connect(&addresses[..], Some(route.timeout()), &hello, implicit, None);
        let connection = connection.map_err(|cause| route.while_opening(&cause))?;
        let mut session = Self { connection, route, is_over: false };
        if let (Protection::StartTls, Some(tls)) = (server.protection, &route.tls) {
            if !session.connection.can_starttls() {
                let error = Error::new(ErrorKind::Policy, format!("邮件服务器「{}」不支持 STARTTLS，没有发送", server.name));
                return Err(Trouble::Stop(error.hint("请向网管核实端口和加密方式；不加密的连接只能用于本机和内网")));
            }
            session.connection.starttls(tls, &hello).map_err(|cause| route.while_opening(&cause))?;
        }
        if server.protection != Protection::None && !session.connection.is_encrypted() {
            return Err(Trouble::Stop(Error::new(ErrorKind::Policy, "连接没有加密，没有发送")));
        }
        session.log_in()?;
        Ok(session)
    }

    fn log_in(&mut self) -> Result<(), Trouble> {
        let (Some(user), Some(password)) = (&self.route.server.user, &self.route.password) else { return Ok(()) };
        let mechanisms: &[Mechanism] = match self.route.server.log_in {
            LogIn::Either => &[Mechanism::Plain, Mechanism::Login],
            LogIn::Plain => &[Mechanism::Plain],
            LogIn::Login => &[Mechanism::Login],
        };
        if self.connection.server_info().get_auth_mechanism(mechanisms).is_none() {
            let error = Error::new(ErrorKind::Policy, "邮件服务器不支持用户名加密码的登录方式（AUTH PLAIN、LOGIN）");
            return Err(Trouble::Stop(error.hint("请向网管核实端口和登录方式；不要登录的，删掉 xuncha.toml 里的 user")));
        }
        let credentials = Credentials::new(user.clone(), password.reveal().to_owned());
        match self.connection.auth(mechanisms, &credentials) {
            Ok(answer) if answer.has_code(235) => Ok(()),
            Ok(answer) => Err(Trouble::Later(self.unexpected(&answer))),
            Err(cause) if severity(&cause) == Some(Severity::PermanentNegativeCompletion) => {
                let error =
                    Error::new(ErrorKind::Policy, format!("邮件服务器不认这个用户名和密码：{}", self.route.words(&cause)));
                Err(Trouble::Stop(error.hint("请核对 xuncha.toml 里的 user 和密码；有的邮箱要用客户端专用密码")))
            }
            Err(cause) => Err(Trouble::Later(self.route.words(&cause))),
        }
    }

    /// Says from whom a message is and to whom it goes.
    pub(super) fn envelope(&mut self, from: &Address, to: &Address) -> Result<(), Trouble> {
        match self.connection.command(Mail::new(Some(from.clone()), Vec::new())) {
            Ok(answer) if answer.has_code(250) => {}
            Ok(answer) => return Err(self.out_of_step(&answer)),
            // A sender the server does not let through would keep every message back, not this one.
            Err(cause) if severity(&cause) == Some(Severity::PermanentNegativeCompletion) => {
                self.is_over = true;
                let error = Error::new(ErrorKind::Policy, format!("邮件服务器不让「{from}」发信：{}", self.route.words(&cause)));
                return Err(Trouble::Stop(error.hint("请核对 xuncha.toml 里的 from_address、user 和 tls")));
            }
            Err(cause) => return Err(self.refused(&cause)),
        }
        match self.connection.command(Rcpt::new(to.clone(), Vec::new())) {
            Ok(answer) if answer.has_code(250) || answer.has_code(251) => Ok(()),
            Ok(answer) => Err(self.out_of_step(&answer)),
            Err(cause) => Err(self.refused(&cause)),
        }
    }

    /// Hands a message over and returns the server's words.
    pub(super) fn content(&mut self, message: &[u8]) -> Result<String, Trouble> {
        match self.connection.command(Data) {
            Ok(answer) if answer.has_code(354) => {}
            Ok(answer) => return Err(self.out_of_step(&answer)),
            Err(cause) => return Err(self.refused(&cause)),
        }
        let is_whole = Cell::new(false);
        // The closing line is written after the last part was asked for, and only then.
        let parts = std::iter::once(message).chain(std::iter::from_fn(|| {
            is_whole.set(true);
            None
        }));
        match self.connection.message_iter(parts) {
            Ok(answer) if answer.code().severity == Severity::PositiveCompletion => Ok(self.route.said(&answer)),
            Ok(answer) => {
                self.is_over = true;
                Err(Trouble::Doubt(self.unexpected(&answer)))
            }
            Err(cause) if severity(&cause).is_some() => Err(self.refused(&cause)),
            Err(cause) => {
                self.is_over = true;
                let words = self.route.words(&cause);
                Err(if is_whole.get() { Trouble::Doubt(words) } else { Trouble::Later(words) })
            }
        }
    }

    /// Says whether the server still listens.
    pub(super) fn is_alive(&mut self) -> bool {
        !self.is_over && self.connection.test_connected()
    }

    /// Takes back an envelope that no message follows.
    pub(super) fn reset(&mut self) {
        if !self.is_over && !self.connection.command("RSET\r\n").is_ok_and(|answer| answer.has_code(250)) {
            self.is_over = true;
        }
    }

    /// Takes leave.
    pub(super) fn close(mut self) {
        if !self.is_over {
            // What was sent is sent, whatever the server says to this.
            let _ = self.connection.quit();
        }
    }

    /// Tells a server's refusal, or the end of the connection before a message was handed over.
    fn refused(&mut self, cause: &SmtpError) -> Trouble {
        let words = self.route.words(cause);
        match severity(cause) {
            Some(Severity::PermanentNegativeCompletion) => Trouble::Refused(words),
            Some(_) => {
                // 421: the server is about to hang up. Source: RFC 5321, 3.8.
                self.is_over |= cause.status().is_some_and(|code| u16::from(code) == 421);
                Trouble::Later(words)
            }
            None => {
                self.is_over = true;
                Trouble::Later(words)
            }
        }
    }

    fn out_of_step(&mut self, answer: &Response) -> Trouble {
        self.is_over = true;
        Trouble::Later(self.unexpected(answer))
    }

    fn unexpected(&self, answer: &Response) -> String {
        format!("服务器的答复不合规矩：{}", self.route.said(answer))
    }
}

impl Route {
    /// Tells what went wrong before there was a connection to use.
    fn while_opening(&self, cause: &SmtpError) -> Trouble {
        let words = self.words(cause);
        if is_about_certificate(cause) {
            let error = Error::new(ErrorKind::Policy, format!("邮件服务器「{}」的证书不可信，没有发送", self.server.name));
            let hint = "请核对服务器的名称；单位自己签发的证书，用 ca_file 指明根证书".to_owned();
            return Trouble::Stop(error.hint(hint).hint(format!("验证结果：{words}")));
        }
        match severity(cause) {
            Some(Severity::PermanentNegativeCompletion) => {
                let error = Error::new(ErrorKind::Policy, format!("邮件服务器「{}」不接受连接：{words}", self.server.name));
                Trouble::Stop(error.hint("请向网管核实"))
            }
            _ => Trouble::Later(format!("连不上邮件服务器「{}」的 {} 端口：{words}", self.server.name, self.server.port)),
        }
    }

    /// Returns a failure in words, the server's own where it has any.
    fn words(&self, cause: &SmtpError) -> String {
        let inner = cause.source().map(ToString::to_string).unwrap_or_default();
        if let Some(code) = cause.status() {
            return self.kept(&format!("{code} {inner}"));
        }
        if is_timeout(cause) {
            return format!("等了 {} 秒，服务器没有答复", self.server.timeout);
        }
        if cause.is_response() { "服务器中断了连接".to_owned() } else { self.kept(&format!("连接中断（{inner}）")) }
    }

    fn said(&self, answer: &Response) -> String {
        self.kept(&format!("{} {}", answer.code(), answer.message().collect::<Vec<_>>().join(" ")))
    }

    /// Makes words fit to be kept: short, without control characters, without the password should the server repeat it.
    fn kept(&self, words: &str) -> String {
        let mut words = clean(words);
        if let Some(password) = self.password.as_ref().map(|password| password.reveal()).filter(|text| !text.is_empty()) {
            let user = self.server.user.as_deref().unwrap_or_default();
            let told = [base64(format!("\0{user}\0{password}").as_bytes()), base64(password.as_bytes()), password.to_owned()];
            words = told.iter().fold(words, |words, told| words.replace(told, "***"));
        }
        words.chars().take(LONGEST_ANSWER).collect()
    }
}

fn severity(cause: &SmtpError) -> Option<Severity> {
    cause.status().map(|code| code.severity)
}

/// Says whether an answer did not come in time; a read that waited too long says "try again" on some systems.
fn is_timeout(cause: &SmtpError) -> bool {
    io_kind(cause).is_some_and(|kind| matches!(kind, std::io::ErrorKind::TimedOut | std::io::ErrorKind::WouldBlock))
}

fn io_kind(cause: &SmtpError) -> Option<std::io::ErrorKind> {
    let mut source = cause.source();
    while let Some(inner) = source {
        if let Some(io) = inner.downcast_ref::<std::io::Error>() {
            return Some(io.kind());
        }
        source = inner.source();
    }
    None
}

fn is_about_certificate(cause: &SmtpError) -> bool {
    cause.source().is_some_and(|inner| inner.to_string().contains("certificate"))
}

/// Returns what this machine calls itself; a name that is no host's, such as one in Chinese, is left out.
fn hello() -> ClientId {
    match ClientId::default() {
        ClientId::Domain(name) if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-')) => {
            ClientId::Domain(name)
        }
        _ => ClientId::Ipv4(std::net::Ipv4Addr::LOCALHOST),
    }
}
