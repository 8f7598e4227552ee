//! `[[rules]]`: the office's own checks, each a condition that must not hold.

use std::sync::Arc;

use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::text::Text;
use crate::policy::expression::message::Message;
use crate::policy::expression::schema::{Name, Subject};
use crate::policy::expression::{Condition, Problem};
use crate::policy::load::ids::Ids;
use crate::policy::reader::{Section, nearest};

/// One of the office's own checks.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// What it says of itself.
    pub about: Arc<About<Text>>,
    /// A finding where it holds.
    pub when: Condition,
    /// What the finding says.
    pub message: Message,
    /// The column whose cell the finding points at.
    pub field: Field,
    /// Whether its findings are shown apart and not counted.
    pub trial: bool,
}

/// The choices of `severity`.
pub(super) const SEVERITIES: [(&str, Severity); 3] =
    [("error", Severity::Error), ("warning", Severity::Warning), ("info", Severity::Info)];

/// Reads a rule; `title` is the policy's, `ids` those taken so far.
pub(super) fn rule(section: &Section<'_, '_>, ids: &mut Ids<'_>, title: &str) -> Option<Rule> {
    let id = section.required_text("id");
    if let Some(id) = &id {
        ids.claim_rule(section, id);
    }
    let name = section.required_text("title");
    let severity = section.choice("severity", &SEVERITIES);
    if severity.is_none() && !section.has("severity") {
        section.fault("severity", "规则没有写轻重", Some("请补上 severity = \"error\"、\"warning\" 或 \"info\"".to_owned()));
    }
    let subject = if section.has("kind") { section.choice("kind", &subjects()) } else { Some(Subject::default()) };
    let why = section.text("why").unwrap_or_else(|| "办公室自定的要求".to_owned());
    let remedy = section.required_text("remedy");
    let source = section.text("source");
    let trial = section.flag("trial").unwrap_or(false);
    let (when, message) = (section.required_written("when"), section.required_written("message"));
    let field = section.required_written("field");
    // Without knowing what kind of record is meant every name would be a fault.
    let subject = subject?;
    let when = when.and_then(|when| told(section, &when, Condition::load(&when.text, subject)));
    let message = message.and_then(|message| told(section, &message, Message::load(&message.text, subject)));
    let field = field.and_then(|field| told(section, &field, column(&field.text, subject)));
    let id = id?;
    let source = source.unwrap_or_else(|| format!("自定规则 {id}"));
    let about = About {
        id: Text::from(id),
        title: name?.into(),
        severity,
        source: Clause { document: title.into(), clause: source.into() },
        why: why.into(),
        remedy: remedy?.into(),
    };
    Some(Rule { about: Arc::new(about), when: when?, message: message?, field: field?, trial })
}

/// The choices of `kind`.
fn subjects() -> [(&'static str, Subject); 2] {
    Subject::ALL.map(|subject| (subject.label(), subject))
}

/// Reads a condition over rectification records, if written, and reports its faults at their place.
pub(super) fn condition(section: &Section<'_, '_>, key: &'static str) -> Option<Condition> {
    let written = section.written(key)?;
    told(section, &written, Condition::load(&written.text, Subject::Rectification))
}

/// Reports problems at their place in the file.
fn told<T>(section: &Section<'_, '_>, written: &crate::policy::spot::Written, result: Result<T, Vec<Problem>>) -> Option<T> {
    let problems = match result {
        Ok(value) => return Some(value),
        Err(problems) => problems,
    };
    for problem in problems {
        section.fault_at(written.span(problem.at), problem.message, problem.hint);
    }
    None
}

/// Finds the column a finding points at.
fn column(word: &str, subject: Subject) -> Result<Field, Vec<Problem>> {
    let problem = |message: String, hint: String| Problem { at: 0..word.len(), message, hint: Some(hint) };
    match Name::find(word, subject) {
        Some(Name::Field(field)) => Ok(field),
        Some(Name::Derived(_)) => {
            Err(vec![problem(format!("「{word}」不是表里的一列"), "field 要写表里的一列，例如「整改时限」".to_owned())])
        }
        None => {
            let known = Name::all(subject).filter(|name| matches!(name, Name::Field(_))).map(Name::label);
            let near =
                nearest(word, known).map_or_else(|| "可用的列见 docs/policy.md".to_owned(), |near| format!("是不是「{near}」"));
            Err(vec![problem(format!("{}没有「{word}」这一列", subject.label()), near)])
        }
    }
}
