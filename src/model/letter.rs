//! A letter: what kind it is, whom it goes to, what it rests on, its files, and the numbers letters were given.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::model::document::Document;
use crate::model::period::Month;
use crate::model::place::Place;
use crate::model::text::Text;

/// What kind a letter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LetterKind {
    /// 督办函: overdue problems, to the unit and its Party head.
    Supervision,
    /// 巡察建议书: problems common to several units, to the functional department.
    Recommendation,
}

impl LetterKind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[Self::Supervision, Self::Recommendation];

    /// Returns the office's word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Supervision => "督办函",
            Self::Recommendation => "巡察建议书",
        }
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
