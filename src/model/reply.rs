//! A returned reply form, "办理情况反馈表", as its receiver filled it in.

use chrono::NaiveDate;

use crate::model::letter_register::Adopted;
use crate::model::place::Place;
use crate::model::text::Text;

/// A form: which letter it answers, when, and what was done about each recommendation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyForm {
    /// The number of the letter, as written.
    pub number: Option<Text>,
    /// The letter's key, see `model::letter::key`, as written.
    pub key: Option<Text>,
    /// Who answers, where that is written.
    pub receiver: Option<Text>,
    /// When it was answered; `None` where that is not written or cannot be read.
    pub date: Option<NaiveDate>,
    /// The date as written, where it cannot be read, and its cell.
    pub unread_date: Option<(Text, Place)>,
    /// Its recommendations.
    pub lines: Vec<ReplyLine>,
    /// The cell that says which letter it answers; the sheet where none does.
    pub place: Place,
}

/// What was done about one recommendation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyLine {
    /// 办理结果; `None` while it is blank.
    pub result: Option<Text>,
    /// Whether it was adopted, where that is said.
    pub adopted: Option<Adopted>,
    /// 制度成果.
    pub institution: Option<Text>,
}

impl ReplyForm {
    /// Returns how many recommendations have a result.
    pub fn handled(&self) -> usize {
        self.lines.iter().filter(|line| line.result.is_some()).count()
    }

    /// Returns what was made of the recommendations together; `None` where no line says it.
    pub fn adopted(&self) -> Option<Adopted> {
        let together = Adopted::together(self.lines.iter().filter_map(|line| line.adopted));
        // What was dealt with without a word on it was adopted, whatever another line refuses.
        let dealt_with = self.lines.iter().any(|line| line.adopted.is_none() && line.result.is_some());
        if together == Some(Adopted::No) && dealt_with { Some(Adopted::Partly) } else { together }
    }

    /// Names the institutional results, each once.
    pub fn institutions(&self) -> Vec<Text> {
        let mut named: Vec<Text> = Vec::new();
        for result in self.lines.iter().filter_map(|line| line.institution.as_ref()) {
            if !named.contains(result) {
                named.push(result.clone());
            }
        }
        named
    }
}
