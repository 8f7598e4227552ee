//! What a check found, and which files could not be used at all.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::about::{About, Severity};
use crate::model::field::Field;
use crate::model::place::Place;
use crate::model::text::Text;

/// A rule that a ledger breaks. Its fixed words are in `about`.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The check that found it.
    pub about: Arc<About<Text>>,
    /// How much it weighs here; the check's own severity unless the policy says otherwise.
    pub severity: Severity,
    /// Where, down to the cell.
    pub place: Place,
    /// The column concerned.
    pub field: Option<Field>,
    /// The problem's number.
    pub record: Option<Text>,
    /// The unit concerned.
    pub unit: Option<Text>,
    /// The value seen; `None` when the cell is empty.
    pub value: Option<Text>,
    /// One Chinese sentence with the values in 「」.
    pub message: String,
}

/// Why a file was not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefusalReason {
    /// Protected by a password.
    Encrypted,
    /// Damaged or cut short.
    Corrupt,
    /// Beyond a limit.
    TooLarge,
    /// A kind of file that is not read.
    Unsupported,
    /// Readable, but no known table in it.
    NotATable,
    /// Missing, locked, or no permission.
    Unreadable,
}

impl RefusalReason {
    /// Returns the office's word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Encrypted => "已加密",
            Self::Corrupt => "文件损坏",
            Self::TooLarge => "文件过大",
            Self::Unsupported => "格式不支持",
            Self::NotATable => "没有可识别的表",
            Self::Unreadable => "无法读取",
        }
    }
}

/// A file that was not used, with what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The file as shown to people.
    pub file: Text,
    /// Why.
    pub reason: RefusalReason,
    /// What happened, one Chinese sentence.
    pub message: String,
    /// The next thing to do.
    pub hint: String,
}
