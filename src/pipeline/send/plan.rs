//! What would go out: every letter to a department with each of its addresses, the files as they lie in the output folder,
//! and why one stays here.

use std::fs;
use std::path::Path;

use crate::dispatch::post::{Barred, Candidate, Post, candidates};
use crate::error::{Error, ErrorKind};
use crate::letter::carried::{Rows, shows};
use crate::model::document::Document;
use crate::model::letter::{Letter, Withheld};
use crate::model::letter_register::Registered;
use crate::model::period::Month;
use crate::model::place::Place;
use crate::model::sending::{Prepared, Sending, SendingFacts, SendingState, SentFile};
use crate::model::text::Text;
use crate::output;
use crate::pipeline::Gathered;
use crate::store::Store;
use crate::workspace::Workspace;

/// The largest file that is sent, in bytes; mail servers take hardly more.
const LARGEST: u64 = 50 << 20;

/// What is wanted.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// Everything to the office itself.
    pub trial: bool,
    /// Most messages.
    pub limit: Option<u32>,
    /// Even at the first time more than one.
    pub all: bool,
    /// Why letters that went out before go out again.
    pub resend_reason: Option<String>,
}

/// What becomes of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It goes out.
    Ready,
    /// It would, but for the number asked for.
    Beyond,
    /// It went out as it is.
    Sent,
    /// The letter went out to the same recipient, with other words or files.
    Differs,
    /// Whether it went out is not known.
    InDoubt,
    /// The server refused it for good.
    FailedBefore,
    /// It must not, or cannot.
    Barred(Barred),
}

impl Verdict {
    /// Returns the word JSON has.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Beyond => "beyond",
            Self::Sent => "sent",
            Self::Differs => "differs",
            Self::InDoubt => "in_doubt",
            Self::FailedBefore => "failed",
            Self::Barred(_) => "refused",
        }
    }

    /// Returns the office's word.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Ready => "待发",
            Self::Beyond => "这次不发",
            Self::Sent => "已发送过",
            Self::Differs => "已发送过，内容不同",
            Self::InDoubt => "存疑",
            Self::FailedBefore => "被拒收",
            Self::Barred(_) => "不发",
        }
    }
}

/// A letter and a recipient.
#[derive(Clone, Debug)]
pub struct Item {
    /// The receiver's full name.
    pub receiver: Text,
    /// The address; `None` where there is none.
    pub recipient: Option<Text>,
    /// The letter's key.
    pub letter: Text,
    /// Its number; `None` for a draft.
    pub number: Option<Text>,
    /// The subject.
    pub subject: String,
    /// The files that go with it.
    pub files: Vec<SentFile>,
    /// What becomes of it.
    pub verdict: Verdict,
    /// What the register has of the letter and the recipient, the last state told first.
    pub record: Option<Sending>,
    post: Option<Box<Post>>,
}

impl Item {
    /// Returns what the register would say of it; `None` where it is no message.
    pub(super) fn facts(&self) -> Option<&SendingFacts> {
        self.post.as_ref().map(|post| &post.facts)
    }

    /// Returns the size of its files in bytes.
    pub fn size(&self) -> u64 {
        self.files.iter().map(|file| file.size).sum()
    }
}

/// What would go out in a month.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The month.
    pub month: Month,
    /// Whether it goes to the office itself.
    pub trial: bool,
    /// Every letter to a department, address by address.
    pub items: Vec<Item>,
    /// Letters to units, which have no addresses.
    pub by_hand: usize,
    /// Whether only one goes out because none ever did.
    pub only_first: bool,
    /// The mails as drafts to look at and send by hand.
    pub previews: Vec<Document>,
    /// The settings it follows, `name=value` a line.
    pub(super) settings: String,
}

impl Plan {
    /// Returns the messages that go out, in order.
    pub fn outgoing(&self) -> impl Iterator<Item = &Post> {
        self.items.iter().filter(|item| item.verdict == Verdict::Ready).filter_map(|item| item.post.as_deref())
    }

    /// Returns what may go out now or in a later run.
    pub(super) fn possible(&self) -> impl Iterator<Item = &Post> {
        let may = |item: &&Item| matches!(item.verdict, Verdict::Ready | Verdict::Beyond);
        self.items.iter().filter(may).filter_map(|item| item.post.as_deref())
    }

    /// Holds back what is not in a prepared set; a released message keeps the reason it was prepared with.
    pub(super) fn keep_only(&mut self, prepared: &Prepared) {
        for item in self.items.iter_mut().filter(|item| item.verdict == Verdict::Ready) {
            let known = item.post.as_ref().is_some_and(|post| prepared.messages.iter().any(|facts| facts.key == post.facts.key));
            if !known {
                item.verdict = Verdict::Beyond;
            }
        }
    }
}

impl Gathered {
    /// Plans what would go out, from the files as they lie in a folder.
    ///
    /// # Errors
    ///
    /// Those of composing letters and mails; `ErrorKind::Store` when the register cannot be read.
    pub fn plan_mail(&self, workspace: &Workspace, folder: &Path, wish: &Wish) -> Result<Plan, Error> {
        let store = Store::open_existing(&workspace.root, &workspace.paths.store)?;
        let sendings = store.as_ref().map_or_else(|| Ok(Vec::new()), |store| store.sendings(None))?;
        let is_first = !wish.trial && !store.as_ref().map_or(Ok(false), Store::has_sent)?;
        let letters = self.compose(&self.assess(), None)?;
        let rows = Rows::new(&self.ledger);
        let mut items = Vec::new();
        let mut by_hand = 0;
        let mut shown = Vec::new();
        for letter in letters {
            let is_department = self.directory.departments.iter().any(|department| department.name == letter.receiver);
            // A department that is inspected itself also gets letters as a unit.
            let as_unit = letter.mails.is_empty() && self.directory.unit(&letter.receiver).is_some();
            if !is_department || as_unit {
                by_hand += 1;
                shown.push(letter);
                continue;
            }
            match on_disk(folder, &letter) {
                Ok(mut letter) => {
                    let files: Vec<&[u8]> = files(&letter).map(|document| &document.content[..]).collect();
                    let objections = rows.objections(&letter.rests_on, &files);
                    letter.withheld.extend(objections);
                    letter.withheld.extend(misnumbered(&letter, &self.register.entries));
                    let found = candidates(&self.mails(std::slice::from_ref(&letter))?, &self.month.to_string(), wish.trial)?;
                    items.extend(found.into_iter().map(|candidate| item(&letter, candidate, &sendings, wish)));
                    shown.push(letter);
                }
                Err(barred) => {
                    items.push(missing(&letter, barred));
                    shown.push(letter);
                }
            }
        }
        let limit = wish.limit.or(workspace.server.limit).map_or(usize::MAX, |limit| limit as usize);
        let only_first = is_first && !wish.all && limit > 1;
        hold_back(&mut items, if is_first && !wish.all { limit.min(1) } else { limit });
        let previews = self.preview(&shown)?.documents;
        let settings = settings(workspace);
        let only_first = only_first && items.iter().any(|item| item.verdict == Verdict::Beyond);
        Ok(Plan { month: self.month, trial: wish.trial, items, by_hand, only_first, previews, settings })
    }
}

/// Lets only so many messages go out.
fn hold_back(items: &mut [Item], most: usize) {
    for item in items.iter_mut().filter(|item| item.verdict == Verdict::Ready).skip(most) {
        item.verdict = Verdict::Beyond;
    }
}

fn files(letter: &Letter) -> impl Iterator<Item = &Document> {
    std::iter::once(&letter.document).chain(&letter.attachments)
}

/// Returns a letter with its files as they lie in the folder: the signed and sealed scan in the place of the paper, if any.
fn on_disk(folder: &Path, letter: &Letter) -> Result<Letter, Barred> {
    let mut letter = letter.clone();
    let scan = letter.document.path.rsplit_once('.').map(|(stem, _)| format!("{stem}.pdf"));
    // What `--pdf` made beside the paper bears neither signature nor seal.
    if let Some(scan) = scan.filter(|scan| folder.join(scan).is_file() && !output::is_as_written(folder, scan)) {
        letter.document.path = scan;
    }
    for document in std::iter::once(&mut letter.document).chain(&mut letter.attachments) {
        document.content = read(folder, &document.path)?;
    }
    Ok(letter)
}

/// Says whether a paper bears another number than the register gives the letter: it was written before it got its number, or
/// before the number was made void. What a scan shows is not seen.
fn misnumbered(letter: &Letter, rows: &[Registered]) -> Option<Withheld> {
    let paper = &letter.document.content;
    let is_void = |row: &&Registered| !row.is_live() && row.key == letter.key && shows(paper, &row.number) == Some(true);
    let void = || rows.iter().find(is_void);
    let reason = match &letter.number {
        Some(number) if shows(paper, number) == Some(false) => {
            format!("文件上没有登记的文号「{number}」，请先运行 xuncha letter 重新写出")
        }
        Some(_) => return None,
        None => format!("文件上还是已作废的文号「{}」，请先运行 xuncha letter 重新写出", void()?.number),
    };
    Some(Withheld { reason, place: Place::file(letter.document.path.as_str()) })
}

fn read(folder: &Path, name: &str) -> Result<Vec<u8>, Barred> {
    let barred = |reason: &str| Barred { reason: reason.to_owned(), place: Some(Place::file(name)) };
    let path = folder.join(name);
    let about = fs::symlink_metadata(&path).map_err(|_| barred("输出文件夹里没有这份函件，请先运行 xuncha letter"))?;
    if !about.is_file() {
        return Err(barred("这个名字上的不是文件"));
    }
    if about.len() > LARGEST {
        return Err(barred("文件超过 50 MB，邮件发不了"));
    }
    fs::read(&path).map_err(|_| barred("文件读不出来，请关闭打开它的程序"))
}

fn missing(letter: &Letter, barred: Barred) -> Item {
    Item {
        receiver: letter.receiver.clone(),
        recipient: None,
        letter: letter.key.clone(),
        number: letter.number.clone(),
        subject: letter.title.clone(),
        files: Vec::new(),
        verdict: Verdict::Barred(barred),
        record: None,
        post: None,
    }
}

fn item(letter: &Letter, candidate: Candidate, sendings: &[Sending], wish: &Wish) -> Item {
    let Candidate { receiver, recipient, letter: key, subject, post } = candidate;
    let mut item = Item {
        receiver,
        recipient,
        letter: key,
        number: letter.number.clone(),
        subject,
        files: Vec::new(),
        verdict: Verdict::Ready,
        record: None,
        post: None,
    };
    match post {
        Err(barred) => item.verdict = Verdict::Barred(barred),
        Ok(mut post) => {
            let (verdict, record) = standing(&post, sendings, wish.resend_reason.is_some());
            // The reason is on record where it was needed, and only there.
            let again = record.as_ref().is_some_and(|record| matches!(record.state, SendingState::Sent | SendingState::Failed));
            if again && verdict == Verdict::Ready {
                post.facts.resend_reason.clone_from(&wish.resend_reason);
            }
            item.subject.clone_from(&post.facts.subject);
            item.files.clone_from(&post.facts.files);
            (item.verdict, item.record, item.post) = (verdict, record, Some(post));
        }
    }
    item
}

/// Returns what the register says of a message, and the entry that says it.
fn standing(post: &Post, sendings: &[Sending], has_reason: bool) -> (Verdict, Option<Sending>) {
    let key = &post.facts.key;
    let known = |sending: &&Sending| {
        let other = &sending.facts.key;
        (&other.letter, &other.recipient, other.trial) == (&key.letter, &key.recipient, key.trial)
    };
    let known: Vec<&Sending> = sendings.iter().filter(known).collect();
    let find =
        |wanted: &dyn Fn(&Sending) -> bool| known.iter().rev().find(|sending| wanted(sending)).map(|found| (*found).clone());
    let is_same = |sending: &Sending| sending.facts.key.sha256 == key.sha256;
    if let Some(doubtful) = find(&|sending| matches!(sending.state, SendingState::Sending | SendingState::InDoubt)) {
        return (Verdict::InDoubt, Some(doubtful));
    }
    if let Some(sent) = find(&|sending| is_same(sending) && sending.state == SendingState::Sent) {
        return (Verdict::Sent, Some(sent));
    }
    if let Some(sent) = find(&|sending| sending.state == SendingState::Sent) {
        return (if has_reason { Verdict::Ready } else { Verdict::Differs }, Some(sent));
    }
    if let Some(failed) = find(&|sending| is_same(sending) && sending.state == SendingState::Failed) {
        return (if has_reason { Verdict::Ready } else { Verdict::FailedBefore }, Some(failed));
    }
    (Verdict::Ready, find(&|_| true))
}

/// Writes the settings that decide what goes out, where and how, a line each; the password is in none of them.
fn settings(workspace: &Workspace) -> String {
    let (mail, server) = (&workspace.mail, &workspace.server);
    let lines = [
        ("from_name", mail.from_name.clone()),
        ("from_address", mail.from_address.clone()),
        ("allowed_domains", mail.allowed_domains.join(" ")),
        ("server", server.name.clone()),
        ("port", server.port.to_string()),
        ("tls", server.protection.word().to_owned()),
        ("ca_file", server.ca_file.clone().unwrap_or_default()),
        ("user", server.user.clone().unwrap_or_default()),
    ];
    lines.map(|(name, value)| format!("{name}={}", value.replace('\n', " "))).join("\n")
}

/// Refuses a number of messages that is not the one that would go out.
///
/// # Errors
///
/// `ErrorKind::Request`, with both numbers.
pub fn confirm(said: usize, would: usize) -> Result<(), Error> {
    if said == would {
        return Ok(());
    }
    let error = Error::new(ErrorKind::Request, format!("现在会发出 {would} 封，不是 {said} 封，没有发送"));
    Err(error.hint("请不带 --send 运行一次，核对清单，再确认封数"))
}
