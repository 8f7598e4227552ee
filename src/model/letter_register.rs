//! The register of letters, "发文登记": which letter has which number, and what became of it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::model::inputs::word;
use crate::model::period::Month;
use crate::model::place::Place;
use crate::model::text::Text;

/// The name of the register as a workbook.
pub const FILE: &str = "移交台账.xlsx";

/// What a receiver made of a recommendation, "是否采纳".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Adopted {
    /// 采纳.
    Yes,
    /// 部分采纳.
    Partly,
    /// 不采纳.
    No,
}

impl Adopted {
    /// Every answer.
    pub const ALL: [Self; 3] = [Self::Yes, Self::Partly, Self::No];

    /// Returns the word it is kept by.
    pub fn key(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Partly => "partly",
            Self::No => "no",
        }
    }

    /// Returns the office's word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Yes => "采纳",
            Self::Partly => "部分采纳",
            Self::No => "不采纳",
        }
    }

    /// Returns what a text says; `None` where it does not speak of it.
    pub fn of(text: &str) -> Option<Self> {
        let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
        // The others contain the last word.
        if has(&["部分采纳"]) {
            Some(Self::Partly)
        } else if has(&["不采纳", "未采纳", "不予采纳", "没有采纳", "未予采纳"]) {
            Some(Self::No)
        } else {
            has(&["采纳"]).then_some(Self::Yes)
        }
    }

    /// Returns what several answers come to together; `None` without any.
    pub fn together(answers: impl IntoIterator<Item = Self>) -> Option<Self> {
        answers.into_iter().reduce(|one, other| if one == other { one } else { Self::Partly })
    }
}

/// A row of the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    /// 机关代字.
    pub code: Text,
    /// The year of the number.
    pub year: i32,
    /// The number within code and year, from 1.
    pub serial: u32,
    /// The number as it is printed, see [`number`].
    pub number: Text,
    /// The letter, see `model::letter::key`.
    pub key: Text,
    /// The month it was written for.
    #[serde(with = "month_text")]
    pub month: Month,
    /// What kind of letter, the office's word.
    pub kind: Text,
    /// Whom it goes to.
    pub receiver: Text,
    /// Its title.
    pub title: String,
    /// The date it bears, "成文日期".
    pub dated: NaiveDate,
    /// By when an answer is asked for; `None` where none is.
    pub reply_due: Option<NaiveDate>,
    /// When it was handed over, "送达日期".
    pub served: Option<NaiveDate>,
    /// When it was answered, "实际反馈日期".
    pub replied: Option<NaiveDate>,
    /// What the receiver made of it.
    pub adopted: Option<Adopted>,
    /// A note.
    pub note: Option<String>,
    /// Why it was made void, "作废"; `None` while it is in force.
    pub voided: Option<String>,
    /// SHA-256 of the letter as it was numbered, hex.
    pub sha256: String,
    /// The committee, "届次".
    pub committee: String,
    /// The round, "轮次".
    pub round: String,
    /// The inspected units it rests on.
    pub units: Vec<Text>,
    /// How many recommendations it makes; 0 for other letters.
    pub asked: u32,
}

impl Registered {
    /// Says in a word or two where it stands on a day.
    pub fn state(&self, today: NaiveDate) -> String {
        match (&self.voided, self.reply_due, self.replied) {
            (Some(why), ..) => format!("作废：{why}"),
            (None, Some(due), Some(replied)) if replied > due => format!("逾期 {} 天反馈", (replied - due).num_days()),
            (None, _, Some(_)) => "已反馈".to_owned(),
            (None, Some(due), None) if due < today => format!("逾期 {} 天未反馈", (today - due).num_days()),
            (None, Some(due), None) => format!("还有 {} 天到期", (due - today).num_days()),
            (None, None, None) => "不要求反馈".to_owned(),
        }
    }

    /// Says whether it holds: a void row only keeps its number taken.
    pub fn is_live(&self) -> bool {
        self.voided.is_none()
    }
}

/// What a returned form says of a letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    /// How many recommendations the form lists.
    pub asked: usize,
    /// How many of them have a result.
    pub handled: usize,
    /// 制度成果, each once.
    pub institutions: Vec<Text>,
}

/// Something about the register that people have to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// Where.
    pub place: Place,
    /// What, and which side was taken; one sentence.
    pub message: String,
}

/// The register as of a day, with what returned forms and the office's own table add to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Register {
    /// Its rows, void ones too: codes in order, years and numbers upwards.
    pub entries: Vec<Registered>,
    /// What forms say, by number.
    pub answers: BTreeMap<Text, Answered>,
    /// What contradicts it.
    pub doubts: Vec<Doubt>,
}

impl Register {
    /// Returns the rows in force.
    pub fn live(&self) -> impl Iterator<Item = &Registered> {
        self.entries.iter().filter(|entry| entry.is_live())
    }

    /// Returns the numbers between others that no row has, a code and year each: they were given elsewhere.
    pub fn missing(&self) -> Vec<(Text, i32, u32, u32)> {
        let mut last: BTreeMap<(&Text, i32), u32> = BTreeMap::new();
        let mut missing = Vec::new();
        for entry in &self.entries {
            let before = last.insert((&entry.code, entry.year), entry.serial).unwrap_or(0);
            if entry.serial > before + 1 {
                missing.push((entry.code.clone(), entry.year, before + 1, entry.serial - 1));
            }
        }
        missing
    }
}

/// Writes a number as official papers do: `青巡办〔2026〕3号`. Source: GB/T 9704—2012, 7.2.5 发文字号.
pub fn number(code: &str, year: i32, serial: u32) -> Text {
    format!("{code}〔{year}〕{serial}号").into()
}

/// Returns the serial of a number as people write it, where it is of this code and year.
pub fn serial_of(text: &str, code: &str, year: i32) -> Option<u32> {
    let none = folded_number(&number(code, year, 0));
    folded_number(text).strip_prefix(&none)?.parse().ok()
}

/// Folds a number that people write with all kinds of brackets and widths, with 第 or without, with leading zeros.
pub fn folded_number(text: &str) -> String {
    let text = word(text);
    let (head, tail) = text.rsplit_once(')').unwrap_or(("", &text));
    let serial = tail.trim_start_matches('第').trim_end_matches('号').trim_start_matches('0');
    if head.is_empty() { serial.to_owned() } else { format!("{head}){serial}") }
}

mod month_text {
    //! A month as JSON has it.

    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::model::period::Month;

    pub(super) fn serialize<S: Serializer>(month: &Month, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(month)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Month, D::Error> {
        let text = String::deserialize(deserializer)?;
        Month::parse(&text).ok_or_else(|| D::Error::custom("no month"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Adopted, folded_number, number, serial_of};

    #[test]
    fn a_number_is_the_same_in_whatever_brackets() {
        let asked = folded_number(&number("青巡办", 2026, 3));
        for written in
            ["青巡办〔2026〕3号", "青巡办[2026]3号", "青巡办（2026）3", "青巡办【２０２６】第３号", " 青巡办 (2026) 03 号"]
        {
            assert_eq!(folded_number(written), asked, "{written}");
        }
        for other in ["青巡办〔2026〕30号", "青巡办〔2025〕3号", "青巡〔2026〕3号", "3号", ""] {
            assert_ne!(folded_number(other), asked, "{other}");
        }
    }

    #[test]
    fn a_serial_is_told_of_its_own_code_and_year() {
        assert_eq!(serial_of("青巡办 [2026] 012 号", "青巡办", 2026), Some(12));
        for other in ["青巡办〔2025〕12号", "青巡办建〔2026〕12号", "青巡办〔2026〕号", "12号"] {
            assert_eq!(serial_of(other, "青巡办", 2026), None, "{other}");
        }
    }

    #[test]
    fn what_was_made_of_it_is_told_from_the_words() {
        let cases = [
            ("已采纳", Some(Adopted::Yes)),
            ("部分采纳，其余研究中", Some(Adopted::Partly)),
            ("不予采纳", Some(Adopted::No)),
            ("未采纳", Some(Adopted::No)),
            ("已完成", None),
        ];
        for (text, adopted) in cases {
            assert_eq!(Adopted::of(text), adopted, "{text}");
        }
        assert_eq!(Adopted::together([Adopted::Yes, Adopted::Yes]), Some(Adopted::Yes));
        assert_eq!(Adopted::together([Adopted::Yes, Adopted::No]), Some(Adopted::Partly));
        assert_eq!(Adopted::together([]), None);
    }
}
