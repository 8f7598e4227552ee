//! A mail server that does as it is told: it takes mail, and at any step it can refuse, hang up, dawdle or say nothing.

use std::fs;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::kit;

/// Where a dialogue is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Connect,
    Hello,
    StartTls,
    Auth,
    From,
    To,
    Data,
    /// The message is whole, its last line read.
    Whole,
    Reset,
    Quit,
}

/// What the server does at a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// What it ought to.
    Usual,
    /// Says this.
    Say(&'static str),
    /// Hangs up without a word; at the end of a message it has not taken it.
    HangUp,
    /// Takes the message, then hangs up without a word.
    TakeAndHangUp,
    /// Waits so many milliseconds first.
    Dawdle(u64),
}

/// What the server is asked at a step.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) step: Step,
    /// How often this step was reached, over all connections, from 1.
    pub(crate) time: usize,
    /// The recipient of the message under way.
    pub(crate) to: String,
}

/// A message the server took.
#[derive(Clone, Debug)]
pub(crate) struct Taken {
    pub(crate) to: String,
    pub(crate) bytes: Vec<u8>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tls {
    None,
    Implicit,
    Start,
}

type Script = Arc<dyn Fn(&Asked) -> Act + Send + Sync>;

/// A running server; it ends when it is dropped.
pub(crate) struct Server {
    pub(crate) port: u16,
    taken: Arc<Mutex<Vec<Taken>>>,
    said: Arc<Mutex<Vec<String>>>,
    over: Arc<AtomicBool>,
}

impl Server {
    pub(crate) fn start(tls: Tls, script: impl Fn(&Asked) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let server = Self { port, taken: Arc::default(), said: Arc::default(), over: Arc::default() };
        let state = State {
            tls,
            script: Arc::new(script),
            taken: Arc::clone(&server.taken),
            said: Arc::clone(&server.said),
            counts: Arc::default(),
            config: Arc::new(config()),
        };
        let over = Arc::clone(&server.over);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                let (Ok(stream), state) = (stream, state.clone()) else { continue };
                thread::spawn(move || {
                    // A client that is killed ends its dialogue; that is no fault of the server.
                    let _ = state.serve(stream);
                });
            }
        });
        server
    }

    /// Takes everything.
    pub(crate) fn willing() -> Self {
        Self::start(Tls::None, |_| Act::Usual)
    }

    pub(crate) fn taken(&self) -> Vec<Taken> {
        self.taken.lock().expect("the list").clone()
    }

    /// Returns to whom messages were taken, sorted.
    pub(crate) fn recipients(&self) -> Vec<String> {
        let mut all: Vec<String> = self.taken().into_iter().map(|taken| taken.to).collect();
        all.sort();
        all
    }

    /// Returns every command the clients said.
    pub(crate) fn said(&self) -> Vec<String> {
        self.said.lock().expect("the list").clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        // Wakes the loop that waits for a client.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn config() -> ServerConfig {
    let read = |name: &str| fs::read(kit::repository(&format!("tests/files/mail/{name}"))).expect("a certificate");
    let chain = vec![CertificateDer::from_pem_slice(&read("server.pem")).expect("a certificate")];
    let key = PrivateKeyDer::from_pem_slice(&read("server.key")).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().expect("versions");
    builder.with_no_client_auth().with_single_cert(chain, key).expect("a server's certificate")
}

#[derive(Clone)]
struct State {
    tls: Tls,
    script: Script,
    taken: Arc<Mutex<Vec<Taken>>>,
    said: Arc<Mutex<Vec<String>>>,
    counts: Arc<Mutex<Vec<Step>>>,
    config: Arc<ServerConfig>,
}

/// The wire to a client, plain or not, with what was read ahead.
struct Wire {
    stream: Box<dyn Both>,
    ahead: Vec<u8>,
}

trait Both: Read + Write + Send {}

impl<T: Read + Write + Send> Both for T {}

impl Wire {
    fn line(&mut self) -> io::Result<String> {
        let line = self.until(b"\r\n")?;
        Ok(String::from_utf8_lossy(&line).trim_end().to_owned())
    }

    /// Reads up to an end, with it.
    fn until(&mut self, end: &[u8]) -> io::Result<Vec<u8>> {
        let mut from = 0;
        loop {
            if let Some(at) = self.ahead[from..].windows(end.len()).position(|window| window == end) {
                let rest = self.ahead.split_off(from + at + end.len());
                return Ok(std::mem::replace(&mut self.ahead, rest));
            }
            from = self.ahead.len().saturating_sub(end.len());
            let mut part = [0; 65536];
            let read = self.stream.read(&mut part)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.ahead.extend_from_slice(&part[..read]);
        }
    }

    fn say(&mut self, line: &str) -> io::Result<()> {
        self.stream.write_all(format!("{line}\r\n").as_bytes())?;
        self.stream.flush()
    }
}

impl State {
    /// Asks the script; `Err` hangs up.
    fn act(&self, step: Step, to: &str) -> io::Result<Option<&'static str>> {
        let time = {
            let mut counts = self.counts.lock().expect("the counts");
            counts.push(step);
            counts.iter().filter(|known| **known == step).count()
        };
        match (self.script)(&Asked { step, time, to: to.to_owned() }) {
            Act::Usual => Ok(None),
            Act::Say(words) => Ok(Some(words)),
            Act::HangUp | Act::TakeAndHangUp => Err(io::ErrorKind::ConnectionAborted.into()),
            Act::Dawdle(milliseconds) => {
                thread::sleep(Duration::from_millis(milliseconds));
                Ok(None)
            }
        }
    }

    fn secured(&self, stream: TcpStream) -> io::Result<Box<dyn Both>> {
        let connection = ServerConnection::new(Arc::clone(&self.config)).map_err(io::Error::other)?;
        Ok(Box::new(StreamOwned::new(connection, stream)))
    }

    fn serve(&self, stream: TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        let plain = stream.try_clone()?;
        let first: Box<dyn Both> = if self.tls == Tls::Implicit { self.secured(stream)? } else { Box::new(stream) };
        let mut wire = Wire { stream: first, ahead: Vec::new() };
        let mut is_secured = self.tls == Tls::Implicit;
        let greeting = self.act(Step::Connect, "")?;
        wire.say(greeting.unwrap_or("220 test ESMTP"))?;
        let mut to = String::new();
        loop {
            let line = wire.line()?;
            self.said.lock().expect("the list").push(line.clone());
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let step = match verb.as_str() {
                "EHLO" | "HELO" => Step::Hello,
                "STARTTLS" => Step::StartTls,
                "AUTH" => Step::Auth,
                "MAIL" => Step::From,
                "RCPT" => {
                    to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                    Step::To
                }
                "DATA" => Step::Data,
                "QUIT" => Step::Quit,
                _ => Step::Reset,
            };
            if let Some(words) = self.act(step, &to)? {
                wire.say(words)?;
                continue;
            }
            match step {
                Step::Hello if self.tls == Tls::Start && !is_secured => wire.say("250-test\r\n250 STARTTLS")?,
                Step::Hello => wire.say("250-test\r\n250 AUTH PLAIN LOGIN")?,
                Step::StartTls => {
                    wire.say("220 go")?;
                    wire = Wire { stream: self.secured(plain.try_clone()?)?, ahead: Vec::new() };
                    is_secured = true;
                }
                Step::Auth => self.log_in(&mut wire, &line)?,
                Step::Data => self.data(&mut wire, &to)?,
                Step::Quit => return wire.say("221 bye"),
                _ => wire.say("250 ok")?,
            }
        }
    }

    /// Lets in `xcb` with `hunter2`, whichever way they are told.
    fn log_in(&self, wire: &mut Wire, line: &str) -> io::Result<()> {
        // "\0xcb\0hunter2", "xcb" and "hunter2" in base64.
        let is_right = match line.strip_prefix("AUTH PLAIN ") {
            Some(told) => told == "AHhjYgBodW50ZXIy",
            None => {
                wire.say("334 VXNlcm5hbWU6")?;
                let user = wire.line()?;
                wire.say("334 UGFzc3dvcmQ6")?;
                user == "eGNi" && wire.line()? == "aHVudGVyMg=="
            }
        };
        wire.say(if is_right { "235 welcome" } else { "535 5.7.8 authentication failed for hunter3" })
    }

    fn data(&self, wire: &mut Wire, to: &str) -> io::Result<()> {
        wire.say("354 go on")?;
        let bytes = wire.until(b"\r\n.\r\n")?;
        let take = || self.taken.lock().expect("the list").push(Taken { to: to.to_owned(), bytes: bytes.clone() });
        let time = {
            let mut counts = self.counts.lock().expect("the counts");
            counts.push(Step::Whole);
            counts.iter().filter(|known| **known == Step::Whole).count()
        };
        match (self.script)(&Asked { step: Step::Whole, time, to: to.to_owned() }) {
            Act::Usual => take(),
            Act::TakeAndHangUp => {
                take();
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
            Act::HangUp => return Err(io::ErrorKind::ConnectionAborted.into()),
            Act::Say(words) => {
                if words.starts_with('2') {
                    take();
                }
                return wire.say(words);
            }
            Act::Dawdle(milliseconds) => {
                take();
                thread::sleep(Duration::from_millis(milliseconds));
            }
        }
        wire.say("250 2.0.0 taken")
    }
}
