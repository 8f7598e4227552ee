//! A letter: what kind it is, whom it goes to, what it rests on, its files, and the numbers letters were given.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::model::document::Document;
use crate::model::period::Month;
use crate::model::place::Place;
use crate::model::text::Text;

/// The property of a workbook that says which letter it belongs to: its key.
pub const KEY_PROPERTY: &str = "xuncha-letter";

/// What kind a letter is, in the order letters are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LetterKind {
    /// 立行立改通知书: what is to be fixed on the spot, to the unit.
    Immediate,
    /// 整改通知书: the findings handed over, to the unit.
    Notice,
    /// 提醒函: problems whose deadline nears, to the handler.
    Reminder,
    /// 预警函: problems whose deadline is close, to the handler and the responsible leader.
    Warning,
    /// 督办函: overdue problems, to the unit and its Party head.
    Supervision,
    /// 约谈通知: long overdue in spite of a 督办函, to the unit.
    Interview,
    /// 巡察建议书: problems common to several units, to the functional department.
    Recommendation,
    /// 情况通报: how the rectification of all units stands, to all of them.
    Circular,
    /// 回复函: the form a receiver answers with; goes with the letter that asks for an answer.
    Reply,
}

impl LetterKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::Immediate,
        Self::Notice,
        Self::Reminder,
        Self::Warning,
        Self::Supervision,
        Self::Interview,
        Self::Recommendation,
        Self::Circular,
        Self::Reply,
    ];

    /// Returns the office's word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Immediate => "立行立改通知书",
            Self::Notice => "整改通知书",
            Self::Reminder => "提醒函",
            Self::Warning => "预警函",
            Self::Supervision => "督办函",
            Self::Interview => "约谈通知",
            Self::Recommendation => "巡察建议书",
            Self::Circular => "情况通报",
            Self::Reply => "回复函",
        }
    }

    /// Returns the kind of a label; `None` for any other word.
    pub fn of_label(label: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.label() == label)
    }
}

/// Which letters an office has written, and how. Section `[letters]` of `xuncha.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterPlan {
    /// The kinds written every month.
    pub kinds: Vec<LetterKind>,
    /// Days to answer in, where an office sets its own.
    pub reply_days: BTreeMap<LetterKind, u32>,
    /// Whether the list of problems of a 巡察建议书 names the units.
    pub name_units: bool,
}

impl LetterPlan {
    /// The kinds written when an office says nothing: the ladder, and recommendations to departments. The notices, the
    /// circular and the interview are steps somebody decides on, so they are asked for.
    pub const USUAL: &'static [LetterKind] =
        &[LetterKind::Reminder, LetterKind::Warning, LetterKind::Supervision, LetterKind::Recommendation];
}

impl Default for LetterPlan {
    fn default() -> Self {
        Self { kinds: Self::USUAL.to_vec(), reply_days: BTreeMap::new(), name_units: true }
    }
}

/// A letter written for an earlier month that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierLetter {
    /// The month.
    pub month: Month,
    /// Its kind.
    pub kind: LetterKind,
    /// The receiver.
    pub receiver: Text,
}

/// The letters of earlier months, by receiver, the earliest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EarlierLetters(BTreeMap<Text, Vec<EarlierLetter>>);

impl EarlierLetters {
    /// Returns those written to a receiver.
    pub fn of(&self, receiver: &str) -> &[EarlierLetter] {
        self.0.get(receiver).map_or(&[], Vec::as_slice)
    }
}

impl FromIterator<EarlierLetter> for EarlierLetters {
    fn from_iter<I: IntoIterator<Item = EarlierLetter>>(letters: I) -> Self {
        let mut earlier = Self::default();
        for letter in letters {
            earlier.0.entry(letter.receiver.clone()).or_default().push(letter);
        }
        earlier.0.values_mut().for_each(|letters| letters.sort_by_key(|letter| (letter.month, letter.kind)));
        earlier
    }
}

/// A letter as finished documents, with whom it goes to.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Its kind.
    pub kind: LetterKind,
    /// What it is known by in the register, the same however often it is written, see [`key`].
    pub key: Text,
    /// The number it was given, "发文字号"; `None` while it is a draft.
    pub number: Option<Text>,
    /// The receiver's full name.
    pub receiver: Text,
    /// Mail addresses of the receiver; empty when none is known.
    pub mails: Vec<Text>,
    /// Its title.
    pub title: String,
    /// By when an answer is asked for, "要求反馈日期"; `None` when none is.
    pub reply_due: Option<NaiveDate>,
    /// How many recommendations it makes, "移交建议数"; 0 for other letters.
    pub asked: u32,
    /// The rows it speaks of.
    pub rests_on: Vec<Place>,
    /// Why it must not go by mail; empty when it may.
    pub withheld: Vec<Withheld>,
    /// The letter itself.
    pub document: Document,
    /// Files that go with it, "附件".
    pub attachments: Vec<Document>,
}

/// A reason not to mail a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withheld {
    /// In words, such as 标有密级「秘密」.
    pub reason: String,
    /// The cell or row that says so.
    pub place: Place,
}

/// Returns what a letter is known by: `2026-10/巡察建议书/县财政局/资金管理`; without a topic the last part is left out.
///
/// Within a month a receiver gets one letter of a kind and topic, so the key stays when the letter is written again.
pub fn key(month: Month, kind: LetterKind, receiver: &str, topic: &str) -> Text {
    let parts = [&month.to_string(), kind.label(), receiver, topic].map(|part| part.replace('/', "_"));
    parts.join("/").trim_end_matches('/').into()
}

/// The numbers given so far, by the keys of letters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Numbers(BTreeMap<Text, (Text, Option<NaiveDate>)>);

impl Numbers {
    /// Returns a letter's number; `None` while it has none.
    pub fn of(&self, key: &str) -> Option<&Text> {
        self.0.get(key).map(|(number, _)| number)
    }

    /// Returns the date a letter bears, "成文日期"; `None` where that is the reporting date.
    pub fn dated(&self, key: &str) -> Option<NaiveDate> {
        self.0.get(key).and_then(|(_, dated)| *dated)
    }
}

impl FromIterator<(Text, Text, NaiveDate)> for Numbers {
    fn from_iter<I: IntoIterator<Item = (Text, Text, NaiveDate)>>(given: I) -> Self {
        Self(given.into_iter().map(|(key, number, dated)| (key, (number, Some(dated)))).collect())
    }
}

impl FromIterator<(Text, Text)> for Numbers {
    fn from_iter<I: IntoIterator<Item = (Text, Text)>>(given: I) -> Self {
        Self(given.into_iter().map(|(key, number)| (key, (number, None))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::{LetterKind, key};
    use crate::model::period::Month;

    #[test]
    fn a_key_names_month_kind_receiver_and_topic() {
        let month: Month = Month::parse("2026-10").expect("a month");
        assert_eq!(&*key(month, LetterKind::Supervision, "县教育局", ""), "2026-10/督办函/县教育局");
        assert_eq!(&*key(month, LetterKind::Recommendation, "甲/乙", "资金"), "2026-10/巡察建议书/甲_乙/资金");
    }
}
