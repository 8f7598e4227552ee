//! Stage 6. Assessment → letters. What is said is in `compose`, `kind` and the files they use; how it is worded is
//! in the template; how it looks is in `office::docx`.
//!
//! A letter without a number is a draft and shows 稿; no seal is ever drawn. Rows of clue sheets never feed a letter.

use std::collections::HashSet;

use chrono::Datelike;
use serde_json::Value;

use crate::error::Error;
use crate::letter::compose::Facts;
use crate::letter::fill::Filled;
use crate::letter::kind::LETTERS;
use crate::letter::kind::reply::{self, Reply};
use crate::letter::sheets::Belongs;
use crate::letter::template::Prepared;
use crate::model::assessment::Assessment;
use crate::model::calendar::Calendar;
use crate::model::directory::Directory;
use crate::model::document::{Document, safe_file_name};
use crate::model::ledger::Ledger;
use crate::model::letter::{self, EarlierLetters, Letter, LetterKind, Numbers};
use crate::model::office::Office;
use crate::model::period::Month;
use crate::model::text::Text;
use crate::office::docx;
use crate::policy::Policy;

pub mod carried;
mod category;
mod compose;
mod excerpt;
pub(crate) mod fields;
mod fill;
mod helpers;
mod kind;
#[cfg(test)]
mod kit;
mod late;
pub mod lint;
pub(crate) mod manual;
mod near;
mod own;
mod persons;
mod privacy;
mod problems;
mod sheets;
mod starter;
mod template;
mod templates;
mod themes;
mod units;

pub use templates::{RefusedTemplate, Templates};

/// Everything letters are written from.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The records.
    pub ledger: &'a Ledger,
    /// Where every record stands; its date is the letters' date.
    pub assessment: &'a Assessment,
    /// Units in the office's order, and the departments recommendations go to.
    pub directory: &'a Directory,
    /// Who writes.
    pub office: &'a Office,
    /// What counts as one problem.
    pub policy: &'a Policy,
    /// The wording.
    pub templates: &'a Templates,
    /// The month they are written for.
    pub month: Month,
    /// The numbers given so far.
    pub numbers: &'a Numbers,
    /// The rounds, and the clocks that start with their feedback.
    pub calendar: &'a Calendar,
    /// The letters of earlier months.
    pub earlier: &'a EarlierLetters,
    /// The kinds to be written.
    pub kinds: &'a [LetterKind],
}

/// Writes every letter of the wanted kinds that is due: kind by kind, receivers in the office's order.
///
/// # Errors
///
/// `ErrorKind::Template` when a template is wrong, with its line; `ErrorKind::Output` when packing fails.
pub fn write(case: &Case<'_>) -> Result<Vec<Letter>, Error> {
    let mut letters = Vec::new();
    let mut taken = Taken::default();
    let reply = case.templates.prepared(&Reply)?;
    for writer in LETTERS.iter().filter(|writer| case.kinds.contains(&writer.kind())) {
        if case.templates.refuses(writer.kind()) {
            continue;
        }
        let desk = Desk { case, kind: writer.kind(), prepared: case.templates.prepared(*writer)?, reply: &reply };
        for facts in writer.compose(case) {
            letters.push(desk.letter(facts, &mut taken)?);
        }
    }
    Ok(letters)
}

/// What letters are known by already: no two share a name or a key, or one number would stand on both.
#[derive(Default)]
struct Taken {
    stems: HashSet<String>,
    keys: HashSet<Text>,
}

impl Taken {
    fn key(&mut self, of: impl Fn(&str) -> Text, topic: &str) -> Text {
        let mut key = of(topic);
        let mut number = 2;
        while !self.keys.insert(key.clone()) {
            key = of(&format!("{topic}（{number}）"));
            number += 1;
        }
        key
    }
}

/// Where the letters of one kind are written.
struct Desk<'d> {
    case: &'d Case<'d>,
    kind: LetterKind,
    prepared: Prepared,
    /// The form to answer with.
    reply: &'d Prepared,
}

impl Desk<'_> {
    fn letter(&self, facts: Facts, taken: &mut Taken) -> Result<Letter, Error> {
        let Self { case, kind, prepared, .. } = self;
        let key = taken.key(|topic| letter::key(case.month, *kind, &facts.receiver, topic), &facts.topic);
        let facts = match case.numbers.dated(&key) {
            Some(dated) => facts.dated(dated, case.assessment.as_of, *kind),
            None => facts,
        };
        let mut values = facts.values.clone();
        // The key follows from kind, receiver and topic, which the facts do not know together.
        values["编号"] = Value::from(key.as_str());
        let number = case.numbers.of(&key).cloned();
        let blank = || docx::letter_number(case.office.code_of(*kind), case.assessment.as_of.year(), None);
        values["文号"] = number.as_deref().map_or_else(blank, str::to_owned).into();
        values["草稿"] = number.is_none().into();
        let asked = facts.count("建议");
        let filled = fill(prepared, &values, case, *kind)?;
        let title = if filled.title.is_empty() { kind.label().to_owned() } else { filled.title };
        let stem = free_stem(kind.label(), &facts.receiver, &facts.topic, &mut taken.stems);
        let document = |ending: &str, title: &str, content| Document {
            path: format!("{}/{stem}{ending}", kind.label()),
            title: title.to_owned(),
            content,
        };
        let mut attachments = Vec::new();
        let number_shown = values["文号"].as_str().unwrap_or_default();
        let day = case.assessment.as_of;
        let belongs = Belongs { key: &key, number: number_shown, receiver: &facts.receiver, author: &case.office.name, day };
        for sheet in &facts.sheets {
            attachments.push(document(&format!("-{}.xlsx", sheet.name), sheet.title, sheet.write(&belongs)?));
        }
        if !facts.to_answer.is_empty() && !case.templates.refuses(LetterKind::Reply) {
            let mut answer = reply::answer(&values, *kind, &title, &facts.to_answer);
            // Whoever answers gives it a number of their own.
            answer["草稿"] = true.into();
            let label = LetterKind::Reply.label();
            let form = fill(self.reply, &answer, case, LetterKind::Reply)?;
            attachments.push(document(&format!("-{label}.docx"), label, form.content));
        }
        Ok(Letter {
            kind: *kind,
            number,
            key,
            receiver: facts.receiver,
            mails: facts.mails,
            title,
            reply_due: facts.reply_due,
            asked,
            rests_on: facts.rests_on,
            withheld: facts.withheld,
            document: document(".docx", kind.label(), filled.content),
            attachments,
        })
    }
}

/// Fills the office's own document of a kind, or the wording it has.
fn fill(prepared: &Prepared, values: &Value, case: &Case<'_>, kind: LetterKind) -> Result<Filled, Error> {
    if let Some(own) = case.templates.document(kind) {
        return own.fill(values, kind.label());
    }
    let draft = if values["草稿"] == Value::Bool(true) { fill::DRAFT } else { "" };
    let style = fill::Style { look: &case.office.letters, draft, as_of: case.assessment.as_of };
    fill::fill(prepared, &prepared.render(values)?, style)
}

/// Returns a name no other letter has: names that differ only in forbidden characters or in case must not collide.
fn free_stem(label: &str, receiver: &str, topic: &str, taken: &mut HashSet<String>) -> String {
    let parts = [label, receiver, topic];
    let stem = safe_file_name(&parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-"));
    let mut free = stem.clone();
    let mut number = 2;
    while !taken.insert(free.to_lowercase()) {
        free = format!("{stem}（{number}）");
        number += 1;
    }
    free
}

#[cfg(test)]
mod tests;
