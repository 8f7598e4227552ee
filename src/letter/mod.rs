//! Stage 6. Assessment → letters. What is said is in `compose`, `kind` and the files they use; how it is worded is
//! in the template; how it looks is in `office::docx`.
//!
//! Letters are drafts: no number, no seal. Rows of clue sheets never feed a letter.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use crate::error::{Error, ErrorKind};
use crate::letter::compose::Facts;
use crate::letter::fields::{COMMON, FieldAbout};
use crate::letter::kind::{LETTERS, Writer};
use crate::letter::lint::{Fault, Lint, Spot};
use crate::letter::own::Own;
use crate::letter::template::Prepared;
use crate::model::assessment::Assessment;
use crate::model::directory::Directory;
use crate::model::document::{Document, safe_file_name};
use crate::model::ledger::Ledger;
use crate::model::letter::{self, Letter, Numbers};
use crate::model::office::Office;
use crate::model::period::Month;
use crate::model::place::Place;
use crate::model::text::Text;
use crate::policy::Policy;

mod category;
mod compose;
mod excerpt;
pub(crate) mod fields;
mod fill;
mod helpers;
mod kind;
pub mod lint;
mod own;
mod privacy;
mod problems;
mod starter;
mod template;
mod themes;

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
}

/// The wording of each kind of letter: built in, or the office's own.
#[derive(Clone, Debug, Default)]
pub struct Templates {
    own: BTreeMap<&'static str, String>,
    documents: BTreeMap<&'static str, Own>,
    refused: Vec<RefusedTemplate>,
    passed_over: Vec<(String, String)>,
}

/// An office's own template with faults; letters of its kind are not written.
#[derive(Clone, Debug)]
pub struct RefusedTemplate {
    /// The kind of letter.
    pub kind: &'static str,
    /// The file.
    pub file: Text,
    /// What is wrong with it.
    pub faults: Vec<Error>,
}

impl Templates {
    /// Returns the names of the templates, such as 督办函; an office's own file is called `督办函.txt`.
    pub fn names() -> impl Iterator<Item = &'static str> {
        LETTERS.iter().map(|writer| writer.kind().label())
    }

    /// Returns a built-in template's text, for an office to copy and change; `None` for an unknown name.
    pub fn built_in(name: &str) -> Option<&'static str> {
        LETTERS.iter().find(|writer| writer.kind().label() == name).map(|writer| writer.built_in())
    }

    /// Takes an office's own wording instead of the built-in one.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Request` when no letter has that name; `ErrorKind::Template` when the text's marks or braces
    /// are wrong, with the line.
    pub fn set(&mut self, name: &str, text: impl Into<String>) -> Result<(), Error> {
        let known = known(name.trim_end_matches(".txt"))?;
        let text = text.into();
        Prepared::parse(&file_name(known), &text)?;
        self.own.insert(known, text);
        Ok(())
    }

    /// Says what is wrong with an office's own template of a kind; a .docx or a text, told by the file's name.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Request` when no letter has that name; `ErrorKind::Template` when the file cannot be looked over.
    pub fn lint(kind: &str, file: &Text, bytes: Vec<u8>) -> Result<Lint, Error> {
        Self::default().looked_over(known(kind)?, file, bytes)
    }

    /// Takes an office's own template of a kind, .docx or text, when it has no faults; otherwise it is among the refused.
    pub fn take(&mut self, kind: &str, file: &Text, bytes: Vec<u8>) -> Result<(), Error> {
        let kind = known(kind)?;
        let faults = match self.looked_over(kind, file, bytes) {
            Ok(lint) => lint.faults.iter().map(|fault| fault.error(file)).collect(),
            Err(error) => vec![error],
        };
        if !faults.is_empty() {
            self.refused.push(RefusedTemplate { kind, file: file.clone(), faults });
        }
        Ok(())
    }

    /// Returns the templates that were not taken.
    pub fn refused(&self) -> &[RefusedTemplate] {
        &self.refused
    }

    /// Notes that a template was not looked at because another of the kind was taken.
    pub fn pass_over(&mut self, taken: &str, other: &str) {
        self.passed_over.push((taken.to_owned(), other.to_owned()));
    }

    /// Returns the templates that were passed over, each behind the one taken.
    pub fn passed_over(&self) -> &[(String, String)] {
        &self.passed_over
    }

    /// Makes a document to start from, with the built-in wording and its tags.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Request` when no letter has that name.
    pub fn starter(kind: &str) -> Result<Vec<u8>, Error> {
        let kind = known(kind)?;
        starter::write(kind, Self::built_in(kind).unwrap_or_default())
    }

    fn looked_over(&mut self, kind: &'static str, file: &Text, bytes: Vec<u8>) -> Result<Lint, Error> {
        let fields = Self::fields(kind).unwrap_or_default();
        let at = |error: Error| if error.place.is_none() { error.at(Place::file(file.clone())) } else { error };
        if !file.to_lowercase().ends_with(".txt") {
            let (own, lint) = Own::open(bytes, &fields).map_err(at)?;
            self.documents.extend(own.map(|own| (kind, own)));
            return Ok(lint);
        }
        let text = String::from_utf8(bytes).map_err(|_| {
            let error = Error::new(ErrorKind::Template, "文件不是 UTF-8 编码").at(Place::file(file.clone()));
            error.hint("请用记事本打开，另存为时编码选 UTF-8")
        })?;
        let text = text.trim_start_matches('\u{FEFF}');
        let mut lint = lint::text(file, text, &fields);
        if lint.faults.is_empty() {
            let tried = Prepared::parse(&file_name(kind), text).and_then(|prepared| {
                let lines = prepared.render(&lint::sample(&fields))?;
                fill::fill(&prepared, &lines, chrono::NaiveDate::default())
            });
            match tried {
                Ok(_) => {
                    self.own.insert(kind, text.to_owned());
                }
                Err(error) => {
                    let line = error.place.as_ref().and_then(|place| place.row);
                    let spot = line.map_or(Spot::File, |line| Spot::Line(line + 1));
                    lint.faults.push(Fault { spot, message: error.message, remedy: error.hints.join("；") });
                }
            }
        }
        Ok(lint)
    }

    /// Returns the fields a template may name: those every letter has, then the kind's own; `None` for an unknown name.
    pub(crate) fn fields(name: &str) -> Option<Vec<FieldAbout>> {
        let writer = LETTERS.iter().find(|writer| writer.kind().label() == name)?;
        Some(COMMON.iter().chain(writer.fields()).copied().collect())
    }

    fn prepared(&self, writer: &dyn Writer) -> Result<Prepared, Error> {
        let name = writer.kind().label();
        Prepared::parse(&file_name(name), self.own.get(name).map_or(writer.built_in(), String::as_str))
    }
}

/// Returns the kind of a name as it is known.
fn known(name: &str) -> Result<&'static str, Error> {
    Templates::names().find(|known| *known == name).ok_or_else(|| {
        let names: Vec<_> = Templates::names().collect();
        Error::new(ErrorKind::Request, format!("没有「{name}」这种函")).hint(format!("可用的模板名：{}", names.join("、")))
    })
}

fn file_name(name: &str) -> String {
    format!("{name}.txt")
}

/// Writes every letter that is due: kind by kind, receivers in the office's order.
///
/// # Errors
///
/// `ErrorKind::Template` when a template is wrong, with its line; `ErrorKind::Output` when packing fails.
pub fn write(case: &Case<'_>) -> Result<Vec<Letter>, Error> {
    let mut letters = Vec::new();
    let mut taken = HashSet::new();
    for writer in LETTERS {
        if case.templates.refused.iter().any(|refused| refused.kind == writer.kind().label()) {
            continue;
        }
        let prepared = case.templates.prepared(*writer)?;
        for facts in writer.compose(case) {
            letters.push(letter(case, *writer, &prepared, facts, &mut taken)?);
        }
    }
    Ok(letters)
}

fn letter(
    case: &Case<'_>,
    writer: &dyn Writer,
    prepared: &Prepared,
    facts: Facts,
    taken: &mut HashSet<String>,
) -> Result<Letter, Error> {
    let kind = writer.kind();
    let key = letter::key(case.month, kind, &facts.receiver, &facts.topic);
    let mut values = facts.values;
    // The key follows from kind, receiver and topic, which the facts do not know together.
    if let Value::Object(values) = &mut values {
        values.insert("编号".to_owned(), Value::String(key.to_string()));
    }
    let filled = match case.templates.documents.get(kind.label()) {
        Some(own) => own.fill(&values, kind.label())?,
        None => fill::fill(prepared, &prepared.render(&values)?, case.assessment.as_of)?,
    };
    let title = if filled.title.is_empty() { kind.label().to_owned() } else { filled.title };
    let path = free_path(kind.label(), &facts.receiver, taken);
    let document = Document { path, title: kind.label().to_owned(), content: filled.content };
    Ok(Letter {
        kind,
        number: case.numbers.of(&key).cloned(),
        key,
        receiver: facts.receiver,
        mails: facts.mails,
        title,
        reply_due: facts.reply_due,
        rests_on: facts.rests_on,
        withheld: facts.withheld,
        document,
        attachments: Vec::new(),
    })
}

/// Returns a path no other letter has: names that differ only in forbidden characters or in case must not collide.
fn free_path(label: &str, receiver: &str, taken: &mut HashSet<String>) -> String {
    let stem = safe_file_name(&format!("{label}-{receiver}"));
    let mut path = format!("{label}/{stem}.docx");
    let mut number = 2;
    while !taken.insert(path.to_lowercase()) {
        path = format!("{label}/{stem}（{number}）.docx");
        number += 1;
    }
    path
}
