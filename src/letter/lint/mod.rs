//! What is wrong with a template of a letter: all of it at once, each fault with its place and the nearest right word.
//!
//! Text and .docx are looked over by the same rules; a template with faults is never filled.

use std::fmt;

use serde_json::{Map, Value, json};

use crate::error::{Error, ErrorKind};
use crate::letter::fields::{FieldAbout, FieldType};
use crate::letter::template::marked_line;
use crate::model::place::Place;
use crate::model::text::Text;
use crate::office::patch::docx::{self, Form, TagKind, braces};

mod check;
mod expression;
mod wants;

use check::{Checker, Tag};

/// Where a fault is.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
pub enum Spot {
    /// The whole file.
    #[default]
    File,
    /// A line of a text, from 1.
    Line(u32),
    /// A paragraph of a document, in words.
    Paragraph(String),
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => Ok(()),
            Self::Line(line) => write!(f, "第 {line} 行"),
            Self::Paragraph(words) => f.write_str(words),
        }
    }
}

/// Something wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub spot: Spot,
    /// What, one sentence.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

impl Fault {
    /// Returns the error it makes of a file.
    pub fn error(&self, file: &Text) -> Error {
        let place = Place::file(file.clone());
        let (message, place) = match &self.spot {
            Spot::File => (self.message.clone(), place),
            Spot::Line(line) => (self.message.clone(), place.row(line.saturating_sub(1))),
            Spot::Paragraph(words) => (format!("{words}：{}", self.message), place),
        };
        Error::new(ErrorKind::Template, message).at(place).hint(self.remedy.clone())
    }
}

/// What is to be said of a template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lint {
    /// What is wrong; empty when it can be used.
    pub faults: Vec<Fault>,
    /// What is worth knowing.
    pub advice: Vec<String>,
    /// How many tags it has.
    pub tags: usize,
}

/// Looks over a text.
pub(super) fn text(name: &str, source: &str, fields: &[FieldAbout]) -> Lint {
    let mut checker = Checker::new(fields);
    let mut tags = Vec::new();
    for (number, line) in source.trim_start_matches('\u{FEFF}').split('\n').enumerate() {
        let (number, line) = (number as u32 + 1, line.trim());
        if line.starts_with("//") {
            continue;
        }
        let spot = Spot::Line(number);
        let line: String = line.chars().filter(|c| !c.is_control()).collect();
        let marked = marked_line(name, number, &line);
        if let Err(error) = &marked {
            let remedy = error.hints.join("；");
            checker.faults.push(Fault { spot: spot.clone(), message: error.message.clone(), remedy });
        }
        braced(&mut checker, &spot, &line);
        let is_partial = |inner: &str| inner.starts_with(['>', '*', '&']) || inner.starts_with("#>") || inner.starts_with("#*");
        for found in braces::find(&line.chars().collect::<Vec<_>>()) {
            match found {
                // The line has been faulted for it already.
                braces::Braces::Tag(.., inner) if marked.is_err() && is_partial(&inner) => {}
                braces::Braces::Tag(_, _, kind, inner) => tags.push(Tag { kind, inner, spot: spot.clone() }),
                braces::Braces::Unclosed(at) => {
                    let near: String = line.chars().skip(at).take(12).collect();
                    let message = format!("「{near}」有 {{{{ 没有 }}}}");
                    checker.faults.push(Fault {
                        spot: spot.clone(),
                        message,
                        remedy: "请补上 }}，一个标签要写在同一行里".to_owned(),
                    });
                }
                braces::Braces::Stray(at) => {
                    let near: String = line.chars().skip(at.saturating_sub(8)).take(10).collect();
                    let message = format!("「{near}」有 }}}} 没有 {{{{");
                    checker
                        .faults
                        .push(Fault { spot: spot.clone(), message, remedy: "请补上 {{，或删去多出的 }}".to_owned() });
                }
                braces::Braces::Wide(at, _) => {
                    let near: String = line.chars().skip(at).take(12).collect();
                    let message = format!("「{near}」用了全角花括号");
                    checker.faults.push(Fault { spot: spot.clone(), message, remedy: "请改成半角的 {{ 和 }}".to_owned() });
                }
            }
        }
    }
    checker.part(&tags);
    done(checker, tags.len(), |spot| match spot {
        Spot::Line(line) => *line,
        _ => 0,
    })
}

/// Looks over a document.
pub(super) fn document(form: &Form, fields: &[FieldAbout]) -> Lint {
    let mut checker = Checker::new(fields);
    let words = |spot: &docx::Spot| Spot::Paragraph(spot.to_string());
    let mut count = 0;
    for flaw in &form.flaws {
        let spot = flaw.spot.as_ref().map_or(Spot::File, words);
        checker.faults.push(Fault { spot, message: flaw.what.clone(), remedy: flaw.remedy.clone() });
    }
    for part in &form.parts {
        for (spot, text) in &part.paragraphs {
            braced(&mut checker, &words(spot), text);
        }
        let tags: Vec<Tag> = part
            .tags
            .iter()
            .map(|tag| Tag { kind: tag.kind.clone(), inner: tag.inner.clone(), spot: words(&tag.spot) })
            .collect();
        count += tags.iter().filter(|tag| tag.kind != TagKind::Comment).count();
        checker.part(&tags);
    }
    if form.tracked {
        checker.advice.push("文件里有没有接受的修订，函里会照样显示；请在“审阅”里接受全部修订".to_owned());
    }
    if count == 0 {
        checker.advice.push("文件里没有 {{ }} 标签，写出的每一份函都会一模一样".to_owned());
    }
    done(checker, count, |_| 0)
}

/// Finds names in single braces.
fn braced(checker: &mut Checker<'_>, spot: &Spot, line: &str) {
    for (at, _) in line.match_indices('{') {
        let (before, after) = (&line[..at], &line[at + 1..]);
        if before.ends_with('{') || after.starts_with('{') {
            continue;
        }
        let Some(end) = after.find('}') else { continue };
        let word = after[..end].trim();
        if after[end + 1..].starts_with('}') || !checker.knows(word) {
            continue;
        }
        let message = format!("「{{{word}}}」只有一层花括号");
        checker.faults.push(Fault { spot: spot.clone(), message, remedy: format!("请写成 {{{{{word}}}}}") });
    }
}

fn done(mut checker: Checker<'_>, tags: usize, order: impl Fn(&Spot) -> u32) -> Lint {
    let unused = checker.unused();
    checker.faults.sort_by_key(|fault| order(&fault.spot));
    let mut advice = checker.advice;
    advice.dedup();
    advice.extend(unused);
    Lint { faults: checker.faults, advice, tags }
}

/// Makes up facts of the right kind, two rows a list, to try a template with.
pub(super) fn sample(fields: &[FieldAbout]) -> Value {
    let map: Map<String, Value> = fields.iter().map(|field| (field.name.to_owned(), made_up(field))).collect();
    Value::Object(map)
}

fn made_up(field: &FieldAbout) -> Value {
    match field.holds {
        FieldType::Text => json!(format!("（{}）", field.name)),
        FieldType::Date => json!("2026-06-05"),
        FieldType::Number => json!(2),
        FieldType::Condition => json!(true),
        FieldType::Texts => json!(["甲", "乙"]),
        FieldType::Rows(fields) => json!([sample(fields), sample(fields)]),
    }
}

#[cfg(test)]
mod tests;
