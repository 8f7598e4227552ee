//! What the office is asked about unit names that the directory does not know, and what it answers, "名称确认".

use crate::model::directory::Near;
use crate::model::place::Place;
use crate::model::text::Text;

/// The name of the workbook, as it is written and as an office keeps it.
pub const FILE: &str = "名称确认.xlsx";

/// One row of an answered workbook, as the office filled it in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// The name as the ledgers have it, "台账中的写法".
    pub written: Text,
    /// The unit that was suggested, "可能是".
    pub suggested: Option<Text>,
    /// The word chosen, "答复": as typed, empty when there is none yet.
    pub word: Text,
    /// The unit it should be instead, "改为".
    pub instead: Option<Text>,
    /// Who answered, "答复人".
    pub by: Option<Text>,
    /// Anything else, "备注".
    pub note: Option<Text>,
    /// The cell of the word.
    pub place: Place,
}

/// What a reply means once it is held against the directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Verdict {
    /// Not decided: no word yet, or 不知道.
    #[default]
    Open,
    /// The written name is another name of this unit, by its canonical name.
    Is(Text),
    /// The written name is not the unit suggested; `None` when none was suggested.
    IsNot(Option<Text>),
    /// The reply cannot be used, and why: one Chinese sentence with what to do.
    Unusable(String),
}

/// A reply and what it means.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The row.
    pub reply: Reply,
    /// Its meaning.
    pub verdict: Verdict,
}

impl Reply {
    /// Says whether a word was chosen or a unit named.
    pub fn is_answered(&self) -> bool {
        !self.word.is_empty() || self.instead.is_some()
    }

    /// Says whether the row holds anything a person wrote.
    pub fn is_touched(&self) -> bool {
        self.is_answered() || self.by.is_some() || self.note.is_some()
    }
}

/// Where a question stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Waits for an answer.
    Open,
    /// Answered, but in the written workbook only: not in force.
    Draft,
    /// The answer in force cannot be used, and why.
    Unusable(String),
    /// Taken for this unit.
    Is(Text),
    /// Known not to be the unit suggested.
    IsNot(Option<Text>),
}

/// A name as written, where it stands, and what was asked and answered about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The answer so far, with the name and the unit suggested; nothing but these for a new question.
    pub reply: Reply,
    /// In how many places the ledgers have the name now.
    pub count: usize,
    /// The first of them; `None` when no ledger has the name any more.
    pub first: Option<Place>,
    /// Why the unit is suggested, where it still is.
    pub near: Option<Near>,
    /// Where it stands.
    pub state: State,
}

/// Every question, those that wait for an answer first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// The questions.
    pub questions: Vec<Question>,
    /// How many answers of the written workbook differ from the ones in force.
    pub differing: usize,
}

impl Question {
    /// Says whether the office has something to do about it.
    pub fn is_pending(&self) -> bool {
        match self.state {
            State::Open => self.count > 0,
            State::Draft | State::Unusable(_) => true,
            State::Is(_) | State::IsNot(_) => false,
        }
    }
}

impl Names {
    /// Returns the questions the office has something to do about.
    pub fn pending(&self) -> impl Iterator<Item = &Question> {
        self.questions.iter().filter(|question| question.is_pending())
    }

    /// Returns how many questions are answered for good.
    pub fn settled(&self) -> usize {
        self.questions.iter().filter(|question| matches!(question.state, State::Is(_) | State::IsNot(_))).count()
    }

    /// Returns how many answers were given but not handed in.
    pub fn drafts(&self) -> usize {
        self.questions.iter().filter(|question| question.state == State::Draft).count()
    }
}
