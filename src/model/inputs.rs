//! What is known of units beside their ledgers: surveys, figures, manual scores, events, other scores, replies.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::model::field::Field;
use crate::model::place::{CellRef, Place};
use crate::model::remark::Remark;
use crate::model::text::Text;
use crate::model::workbook::is_invisible;

/// The counted ballots of one stratum of a unit's survey, "满意度测评".
#[derive(Clone, Debug, PartialEq)]
pub struct Ballots {
    /// The unit asked about.
    pub unit: Text,
    /// 问卷, 电话 …
    pub stratum: Option<Text>,
    /// The stratum's weight; `None` when only one stratum is given.
    pub weight: Option<Decimal>,
    /// 满意.
    pub satisfied: u32,
    /// 基本满意.
    pub mostly_satisfied: u32,
    /// 不满意.
    pub dissatisfied: u32,
    /// 不了解: not a valid ballot.
    pub no_opinion: u32,
    /// The grade the public gave, where asked, "群众评价等次".
    pub public_grade: Option<Text>,
    /// Where the row stands.
    pub place: Place,
}

/// One row of the indicator workbook: a unit's figures by column header as written; compare headers by `word`.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// The unit.
    pub unit: Text,
    /// Header and number, left to right.
    pub values: Vec<(Text, Decimal)>,
    /// Where the row stands.
    pub place: Place,
}

/// Points taken off by people, "人工评分".
#[derive(Clone, Debug, PartialEq)]
pub struct ManualDeduction {
    /// The unit.
    pub unit: Text,
    /// Which indicator or dimension, as written.
    pub item: Text,
    /// Points taken off, not negative.
    pub points: Decimal,
    /// Why.
    pub reason: Option<Text>,
    /// Where the row stands.
    pub place: Place,
}

/// The kinds of event that move points. Source: `scoring.md` §3–4.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// Named in a notice of a county, city, province or the centre, "通报".
    Notice(NoticeLevel),
    /// A record returned at acceptance, "退回".
    Returned,
    /// A report after its date, "迟报".
    LateReport,
    /// Points added, "加分".
    Bonus,
    /// Records confirmed false on a return visit, "核查不实".
    ConfirmedFalse,
    /// Another word, folded by `word`; it counts where the policy names it.
    Other(Text),
}

/// What a word of the events workbook means to the items that come with the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventWord {
    /// Named in a notice, of whatever level.
    Notice,
    /// Returned at acceptance.
    Returned,
    /// Reported late.
    LateReport,
    /// Points added.
    Bonus,
    /// Confirmed false on a return visit.
    ConfirmedFalse,
}

impl EventWord {
    /// Returns what a folded word means; `None` for a word that only a policy can know.
    pub fn of(word: &str) -> Option<Self> {
        Some(match word {
            "通报" | "通报批评" => Self::Notice,
            "退回" | "验收退回" => Self::Returned,
            "迟报" | "逾期报送" => Self::LateReport,
            "加分" => Self::Bonus,
            "核查不实" | "虚假整改" | "不实" => Self::ConfirmedFalse,
            _ => return None,
        })
    }
}

/// Folds a word that a table and a policy must share: no white space, half-width letters, digits and brackets.
pub fn word(text: &str) -> String {
    let half = |c: char| match c {
        '【' | '〔' | '[' => '(',
        '】' | '〕' | ']' => ')',
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        c => c,
    };
    text.chars().filter(|c| !c.is_whitespace() && !is_invisible(*c)).map(half).collect()
}

/// Who issued a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeLevel {
    /// 县.
    County,
    /// 市.
    City,
    /// 省.
    Province,
    /// 中央.
    Centre,
}

/// Something that happened to a unit, "事件".
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// The unit.
    pub unit: Text,
    /// When.
    pub date: Option<NaiveDate>,
    /// What.
    pub kind: EventKind,
    /// Points as entered; used by bonuses.
    pub points: Option<Decimal>,
    /// How many; 1 when the cell is empty.
    pub count: u32,
    /// The document that proves it.
    pub document: Option<Text>,
    /// Explanation as written.
    pub note: Option<Text>,
    /// Where the row stands.
    pub place: Place,
}

/// The unit's score for everything else in the year, "年度其他得分".
#[derive(Clone, Debug, PartialEq)]
pub struct OtherScore {
    /// The unit.
    pub unit: Text,
    /// 0–100.
    pub score: Decimal,
    /// Where the row stands.
    pub place: Place,
}

/// A recommendation letter handed to a unit, "巡察建议书".
#[derive(Clone, Debug, PartialEq)]
pub struct Recommendation {
    /// Who received it.
    pub unit: Text,
    /// Its number.
    pub number: Option<Text>,
    /// When it was handed over; `None` where that is not written or cannot be read.
    pub sent: Option<NaiveDate>,
    /// By when an answer was asked for.
    pub reply_due: Option<NaiveDate>,
    /// When the answer came.
    pub replied: Option<NaiveDate>,
    /// Where the row stands.
    pub place: Place,
}

/// A filled cell of such a row, as written.
#[derive(Clone, Debug, PartialEq)]
pub struct InputCell {
    /// Where it stands on the row's sheet.
    pub at: CellRef,
    /// What the column means; `None` for a figure.
    pub field: Option<Field>,
    /// What the column is called.
    pub label: Text,
    /// The words there.
    pub text: Text,
}

/// All of it.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// Survey strata.
    pub ballots: Vec<Ballots>,
    /// Indicator figures.
    pub figures: Vec<Figures>,
    /// Manual deductions.
    pub manual: Vec<ManualDeduction>,
    /// Events.
    pub events: Vec<Event>,
    /// Other annual scores.
    pub other_scores: Vec<OtherScore>,
    /// Recommendation letters.
    pub recommendations: Vec<Recommendation>,
    /// The filled cells of each row, by the row's place; they only serve to be shown.
    pub cells: BTreeMap<Place, Vec<InputCell>>,
    /// Units that are not in the directory, or only there by an answer; words only a policy can know.
    pub remarks: Vec<Remark>,
}

impl Inputs {
    /// Moves another set behind this one.
    pub fn append(&mut self, mut other: Self) {
        self.ballots.append(&mut other.ballots);
        self.figures.append(&mut other.figures);
        self.manual.append(&mut other.manual);
        self.events.append(&mut other.events);
        self.other_scores.append(&mut other.other_scores);
        self.recommendations.append(&mut other.recommendations);
        self.cells.append(&mut other.cells);
        self.remarks.append(&mut other.remarks);
    }
}
