//! The wording of each kind of letter, and where it is from: built in, an office's own text, or an office's own document.

use std::collections::BTreeMap;

use crate::error::{Error, ErrorKind};
use crate::letter::fields::{COMMON, FieldAbout};
use crate::letter::kind::{LETTERS, Writer};
use crate::letter::lint::{self, Fault, Lint, Spot};
use crate::letter::own::Own;
use crate::letter::template::Prepared;
use crate::letter::{fill, starter};
use crate::model::letter::LetterKind;
use crate::model::office::LetterStyle;
use crate::model::place::Place;
use crate::model::text::Text;

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

    /// Says whether letters of a kind cannot be written, because the office's own template of it has faults.
    pub fn refuses(&self, kind: LetterKind) -> bool {
        self.refused.iter().any(|refused| refused.kind == kind.label())
    }

    /// Returns the office's own document of a kind.
    pub(super) fn document(&self, kind: LetterKind) -> Option<&Own> {
        self.documents.get(kind.label())
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
                fill::fill(&prepared, &lines, fill::Style::plain(&LetterStyle::default()))
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

    pub(super) fn prepared(&self, writer: &dyn Writer) -> Result<Prepared, Error> {
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
