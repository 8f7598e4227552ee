//! One month's records beside another's: what passes from `compare` to `check` and the screen.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::model::field::Field;
use crate::model::ledger::{Ledger, Rectification, Status, is_placeholder};
use crate::model::text::Text;

/// A record as far as months are compared. Its JSON is the part of `contract.md` §2 with these keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Entry {
    /// Where it stands.
    pub source: Source,
    /// The inspected unit.
    #[serde(default)]
    pub unit: Option<Text>,
    /// The problem's number, where it has one.
    #[serde(default)]
    pub problem_id: Option<Text>,
    /// The round.
    #[serde(default)]
    pub round: Option<Text>,
    /// The problem.
    #[serde(default)]
    pub problem: Option<Text>,
    /// The measure.
    #[serde(default)]
    pub measure: Option<Text>,
    /// The deadline in force.
    #[serde(default)]
    pub deadline: Option<NaiveDate>,
    /// The deadline as written; words such as 延期 count as a record of an extension.
    #[serde(default)]
    pub deadline_text: Option<Text>,
    /// The extended deadline as written, the usual record of an extension.
    #[serde(default)]
    pub deadline_new_text: Option<Text>,
    /// How far it is.
    #[serde(default)]
    pub status: Status,
    /// When the work was done.
    #[serde(default)]
    pub done_date: Option<NaiveDate>,
    /// What is reported of it.
    #[serde(default)]
    pub progress: Option<Text>,
    /// The remark.
    #[serde(default)]
    pub remark: Option<Text>,
}

/// Where a record stands, as people name it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Source {
    /// The file.
    pub file: Text,
    /// The sheet.
    pub sheet: Text,
    /// The row, 1-based.
    pub row: u32,
}

impl Entry {
    /// Takes from a record what months are compared by.
    pub fn of(ledger: &Ledger, record: &Rectification) -> Self {
        let table = ledger.table(record.table);
        let text = |field| record.text(field).cloned();
        let entry = Self {
            source: Source { file: table.file.clone(), sheet: table.sheet.clone(), row: record.row + 1 },
            unit: record.unit.clone(),
            problem_id: text(Field::ProblemId),
            round: text(Field::Round),
            problem: text(Field::Problem),
            measure: text(Field::Measure),
            deadline: record.deadline.date,
            deadline_text: text(Field::Deadline),
            deadline_new_text: text(Field::DeadlineNew),
            status: record.status,
            done_date: record.done_date,
            progress: text(Field::Progress),
            remark: text(Field::Remark),
        };
        entry.without_placeholders()
    }

    /// Drops 无, 暂无, a slash and the like where something stands for nothing: they are no number, no round and no extension.
    pub fn without_placeholders(mut self) -> Self {
        for text in [&mut self.problem_id, &mut self.round, &mut self.deadline_new_text] {
            text.take_if(|text| is_placeholder(text));
        }
        self
    }
}

/// What became of a record from one month to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// It was there and is no longer.
    Vanished,
    /// It was finished and is no longer.
    Reopened,
    /// It is less far than it was, though it was not finished.
    StatusBack,
    /// It was open, and is now said to have been done before the earlier month was reported; or its done date moved back.
    DoneDateBackdated,
    /// Its deadline moved later, and nothing says that an extension was granted.
    DeadlineMoved,
    /// Its deadline moved later by an extension on record.
    DeadlineExtended,
    /// Its deadline moved earlier or was given or dropped.
    DeadlineChanged,
    /// Its problem is worded otherwise.
    Rewritten,
    /// It was finished in between.
    Finished,
    /// It is new.
    New,
    /// Nothing of this happened.
    Kept,
}

impl ChangeKind {
    /// Every kind, gravest first; a record with several is counted under the first.
    pub const ALL: [Self; 11] = [
        Self::Vanished,
        Self::Reopened,
        Self::StatusBack,
        Self::DoneDateBackdated,
        Self::DeadlineMoved,
        Self::DeadlineExtended,
        Self::DeadlineChanged,
        Self::Rewritten,
        Self::Finished,
        Self::New,
        Self::Kept,
    ];

    /// Returns the office's word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Vanished => "不见了",
            Self::Reopened => "已完成又退回",
            Self::StatusBack => "状态倒退",
            Self::DoneDateBackdated => "完成时间提前",
            Self::DeadlineMoved => "时限推后，没有延期记录",
            Self::DeadlineExtended => "时限推后，有延期记录",
            Self::DeadlineChanged => "时限有改动",
            Self::Rewritten => "问题改写",
            Self::Finished => "本期完成",
            Self::New => "新增",
            Self::Kept => "没有变化",
        }
    }
}

/// One record of either month, or one of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its position among the earlier month's records; `None` when it is new.
    pub old: Option<usize>,
    /// Its position among the later month's records; `None` when it vanished.
    pub new: Option<usize>,
    /// What became of it, gravest first; never empty.
    pub kinds: Vec<ChangeKind>,
}

impl Change {
    /// Returns the gravest of what happened; the one it is counted under.
    pub fn kind(&self) -> ChangeKind {
        self.kinds.first().copied().unwrap_or(ChangeKind::Kept)
    }
}

/// A problem that an earlier round had already found at the unit, "屡审屡犯".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repeat {
    /// Its position among this month's records.
    pub new: usize,
    /// The earlier problem.
    pub earlier: Entry,
}

/// Two months beside each other. Every record of both is in exactly one change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
    /// The earlier month's records, in source order.
    pub old: Vec<Entry>,
    /// The later month's records, in source order.
    pub new: Vec<Entry>,
    /// The later month's records in order, then those that vanished.
    pub changes: Vec<Change>,
    /// What the earlier month is called, for people: a file, or a month.
    pub old_name: Text,
    /// When the earlier month was reported, where that is known.
    pub old_as_of: Option<NaiveDate>,
}
