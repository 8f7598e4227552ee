//! What became of a message on its way to one recipient, as the register keeps it.
//!
//! A message is known by its letter, its recipient and its content; whether it may go out again follows from its state.

use crate::model::text::Text;

/// What is known of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SendingState {
    /// The program was about to hand it over; nothing is known yet.
    Sending,
    /// The server took it.
    Sent,
    /// The server refused it for good.
    Failed,
    /// The server, or the way to it, refused it for the time being.
    Deferred,
    /// It may have been taken or not: the answer never came. A person has to find out.
    InDoubt,
    /// A person found that it was not sent.
    Unsent,
}

impl SendingState {
    /// Every state.
    pub const ALL: [Self; 6] = [Self::Sending, Self::Sent, Self::Failed, Self::Deferred, Self::InDoubt, Self::Unsent];

    /// Returns the word it is kept by, the one JSON has.
    pub fn key(self) -> &'static str {
        match self {
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Deferred => "deferred",
            Self::InDoubt => "in_doubt",
            Self::Unsent => "unsent",
        }
    }

    /// Returns the office's word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Sending => "正在发送",
            Self::Sent => "已送达",
            Self::Failed => "被拒收",
            Self::Deferred => "暂缓",
            Self::InDoubt => "存疑",
            Self::Unsent => "未发出",
        }
    }

    /// Says whether the recipient may have it.
    pub fn may_have_arrived(self) -> bool {
        matches!(self, Self::Sending | Self::Sent | Self::InDoubt)
    }
}

/// A file that goes with a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentFile {
    /// Its name, as the recipient sees it.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256, hex.
    pub sha256: String,
}

/// What a message is known by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SendingKey {
    /// The letter's key.
    pub letter: Text,
    /// The recipient's address, in lower case.
    pub recipient: Text,
    /// SHA-256 over subject, text and files.
    pub sha256: Text,
    /// Whether it went to the office itself, as a trial.
    pub trial: bool,
}

/// What the register says of a message beside its state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendingFacts {
    /// What it is known by.
    pub key: SendingKey,
    /// The reporting month.
    pub month: Text,
    /// The receiver's full name.
    pub receiver: Text,
    /// The letter's number; `None` for a draft.
    pub number: Option<Text>,
    /// The subject.
    pub subject: String,
    /// Its Message-ID.
    pub message_id: String,
    /// The files that go with it.
    pub files: Vec<SentFile>,
    /// Why it goes out though another one went before; `None` for the first.
    pub resend_reason: Option<String>,
}

/// Who lets messages go out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hands {
    /// Who prepared them; `None` where one person does both.
    pub prepared_by: Option<String>,
    /// Who released them.
    pub released_by: String,
}

/// A message as the register has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sending {
    /// Its number in the register.
    pub id: i64,
    /// What is known of it but for its state.
    pub facts: SendingFacts,
    /// What is known of it.
    pub state: SendingState,
    /// How often it was tried.
    pub tries: u32,
    /// When the state was told last, with the offset from UTC.
    pub at: String,
    /// The server's last words, or why none came.
    pub answer: Option<String>,
    /// Who let it go out.
    pub hands: Hands,
    /// Who settled the doubt, and why so.
    pub settled: Option<Settled>,
}

/// How a doubt was settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// Who says so.
    pub by: String,
    /// How they know.
    pub reason: String,
    /// When.
    pub at: String,
}

/// One attempt's end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// What came of it.
    pub state: SendingState,
    /// The server's words, or why none came.
    pub answer: String,
}

/// A set of messages one person prepared for another to release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// Its number.
    pub id: i64,
    /// The month.
    pub month: Text,
    /// Who prepared it.
    pub by: String,
    /// When.
    pub at: String,
    /// The settings it was prepared with, `name=value` a line.
    pub settings: String,
    /// The messages, in the order they go out.
    pub messages: Vec<SendingFacts>,
}

#[cfg(test)]
mod tests {
    use super::SendingState;

    #[test]
    fn only_what_was_never_handed_over_may_go_out_again_by_itself() {
        let may: Vec<&str> =
            SendingState::ALL.into_iter().filter(|state| !state.may_have_arrived()).map(SendingState::key).collect();
        assert_eq!(may, ["failed", "deferred", "unsent"]);
    }
}
