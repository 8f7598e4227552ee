//! What a letter says before it is worded: whom it goes to, and the facts its template may use.

use chrono::{Datelike, Days, NaiveDate};
use serde_json::{Map, Value, json};

use crate::letter::Case;
use crate::letter::problems::{self, Problem};
use crate::letter::sheets::SheetFacts;
use crate::model::letter::{LetterKind, Withheld};
use crate::model::place::Place;
use crate::model::text::Text;
use crate::office::docx::letter_number;

/// Longest text of a problem in an attachment, in characters; a runaway cell must not fill ten pages.
const LONGEST_CELL: usize = 400;

/// The facts of one letter.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    /// The receiver's full name.
    pub(super) receiver: Text,
    /// The receiver's mail addresses.
    pub(super) mails: Vec<Text>,
    /// What its field is, where a receiver may get several of a kind; empty otherwise.
    pub(super) topic: String,
    /// By when an answer is asked for.
    pub(super) reply_due: Option<NaiveDate>,
    /// The rows it speaks of.
    pub(super) rests_on: Vec<Place>,
    /// Why it must not go by mail, the gravest reason first.
    pub(super) withheld: Vec<Withheld>,
    /// What the template may name, by Chinese keys.
    pub(super) values: Value,
    /// What has to be answered, point by point; a form to answer with goes with the letter unless there is nothing.
    pub(super) to_answer: Vec<String>,
    /// Workbooks that go with the letter.
    pub(super) sheets: Vec<SheetFacts>,
}

/// Whom a letter of which kind goes to, and what it speaks of.
pub(super) struct Speech<'s, 'a> {
    /// Its kind.
    pub(super) kind: LetterKind,
    /// The receiver.
    pub(super) receiver: &'s Text,
    /// The problems it speaks of.
    pub(super) speaks_of: &'s [&'s Problem<'a>],
    /// By when an answer is asked for.
    pub(super) reply_due: Option<NaiveDate>,
}

impl Facts {
    /// Joins a letter's own facts to those every letter has.
    pub(super) fn new(case: &Case<'_>, speech: &Speech<'_, '_>, own: Value) -> Self {
        let kept = problems::kept(case, speech.speaks_of);
        let mut values = common(case, speech);
        values.insert("密级".to_owned(), json!(kept.degree));
        if let Value::Object(own) = own {
            values.extend(own);
        }
        let records = speech.speaks_of.iter().flat_map(|problem| &problem.records);
        Self {
            receiver: speech.receiver.clone(),
            mails: Vec::new(),
            topic: String::new(),
            reply_due: speech.reply_due,
            rests_on: records.map(|record| case.ledger.row_place(record.table, record.row)).collect(),
            withheld: kept.reasons,
            values: Value::Object(values),
            to_answer: Vec::new(),
            sheets: Vec::new(),
        }
    }
}

/// Returns by when an answer is asked for: after the days the office sets for the kind, or the usual ones.
pub(super) fn reply_due(case: &Case<'_>, kind: LetterKind, usual: u32) -> Option<NaiveDate> {
    let days = case.office.plan.reply_days.get(&kind).copied().unwrap_or(usual);
    case.assessment.as_of.checked_add_days(Days::new(days.into()))
}

impl Facts {
    /// Gives the letter the date it was numbered with; what is asked for by then moves with it.
    pub(super) fn dated(mut self, dated: NaiveDate, as_of: NaiveDate, kind: LetterKind) -> Self {
        // What the calendar of a round asks for stays where it is.
        if !matches!(kind, LetterKind::Immediate | LetterKind::Notice) {
            let moved = dated.signed_duration_since(as_of);
            self.reply_due = self.reply_due.and_then(|due| due.checked_add_signed(moved));
        }
        if let Value::Object(values) = &mut self.values {
            values.insert("成文日期".to_owned(), json!(iso(Some(dated))));
            values.insert("反馈期限".to_owned(), json!(iso(self.reply_due)));
        }
        self
    }

    /// Returns how long a list of the facts is; 0 without it.
    pub(super) fn count(&self, list: &str) -> u32 {
        let length = self.values.get(list).and_then(Value::as_array).map_or(0, Vec::len);
        u32::try_from(length).unwrap_or(u32::MAX)
    }
}

/// Returns the facts every letter has.
fn common(case: &Case<'_>, speech: &Speech<'_, '_>) -> Map<String, Value> {
    let office = case.office;
    let as_of = case.assessment.as_of;
    let short_name = if office.short_name.is_empty() { "我办" } else { &office.short_name };
    let facts = json!({
        "发文机关": office.name,
        "简称": short_name,
        "文号": letter_number(office.code_of(speech.kind), as_of.year(), None),
        "轮次": origin(&office.committee, &office.round),
        "联系人": office.contact,
        "电话": office.phone,
        "抄送": copies(&office.short_name),
        "截止日": iso(Some(as_of)),
        "主送": speech.receiver,
        "成文日期": iso(Some(as_of)),
        "反馈期限": iso(speech.reply_due),
    });
    match facts {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// Names the inspection in running text: 十四届县委第三轮巡察.
fn origin(committee: &str, round: &str) -> String {
    let mut origin = if round.contains(committee) { round.to_owned() } else { format!("{committee}{round}") };
    if !origin.contains("巡察") {
        origin.push_str("巡察");
    }
    origin
}

/// Who gets a copy of a letter of 县委巡察办: 县纪委监委，县委组织部; empty when the level cannot be told.
///
/// Source: `domain.md` §5.1, 督办函 cc 纪委/组织部.
fn copies(short_name: &str) -> String {
    let level = short_name.strip_suffix("巡察办").and_then(|committee| committee.strip_suffix('委'));
    match level.filter(|level| level.ends_with(['省', '市', '县', '区', '旗', '州'])) {
        Some(level) => format!("{level}纪委监委，{level}委组织部"),
        None => String::new(),
    }
}

/// Writes a date for the template's date helpers; empty when there is none.
pub(super) fn iso(date: Option<NaiveDate>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

/// Returns a problem's text for a table cell.
pub(super) fn cell_text(problem: &Problem<'_>) -> String {
    problem.text().map_or_else(|| "（台账未填写）".to_owned(), |text| shortened(text))
}

/// Returns a text no longer than fits a table cell; one that was cut says so.
pub(super) fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST_CELL {
        return text.to_owned();
    }
    text.chars().take(LONGEST_CELL).chain("……（原文较长，以台账为准）".chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_CELL, copies, origin, shortened};

    #[test]
    fn a_text_that_was_cut_says_so() {
        let longest = "甲".repeat(LONGEST_CELL);
        assert_eq!(shortened(&longest), longest);
        assert!(shortened(&format!("{longest}乙")).ends_with("甲……（原文较长，以台账为准）"));
    }

    #[test]
    fn the_round_is_named_once() {
        assert_eq!(origin("十四届县委", "第三轮"), "十四届县委第三轮巡察");
        assert_eq!(origin("十四届县委", "十四届县委第三轮巡察"), "十四届县委第三轮巡察");
        assert_eq!(origin("", ""), "巡察");
    }

    #[test]
    fn copies_follow_the_level_of_the_office() {
        assert_eq!(copies("县委巡察办"), "县纪委监委，县委组织部");
        assert_eq!(copies("青川县委巡察办"), "青川县纪委监委，青川县委组织部");
        assert_eq!(copies("校党委巡察办"), "");
    }
}
