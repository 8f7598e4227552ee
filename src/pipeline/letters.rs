//! The month's letters and their mails; templates of letters, looked at without a ledger.

use std::path::PathBuf;

use crate::dispatch;
use crate::error::{Error, ErrorKind};
use crate::letter::lint::Lint;
use crate::letter::{self, Templates};
use crate::model::assessment::Assessment;
use crate::model::delivery::Delivery;
use crate::model::document::Document;
use crate::model::history::KeptLetter;
use crate::model::letter::Numbers;
use crate::model::text::Text;
use crate::pipeline::{Gathered, published};
use crate::workspace::Workspace;

/// The month's letters and their mails.
#[derive(Clone, Debug, Default)]
pub struct Letters {
    /// The letters.
    pub documents: Vec<Document>,
    /// Their mail previews.
    pub mails: Vec<Document>,
    /// What became of each.
    pub deliveries: Vec<Delivery>,
    /// What is kept of each.
    pub kept: Vec<KeptLetter>,
}

impl Gathered {
    /// Writes every letter that is due, and its mail as a preview; nothing is sent.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Request` without a workspace; those of `letter::write` and `dispatch::deliver`.
    pub fn letters(&self, assessment: &Assessment) -> Result<Letters, Error> {
        let Some(office) = &self.office else {
            return Err(Error::new(ErrorKind::Request, "写函需要工作区：要知道办公室名称、发文代字和职能部门")
                .hint("先运行 xuncha init 建立工作区，再填写 xuncha.toml 和名录"));
        };
        let letters = letter::write(&letter::Case {
            ledger: &self.ledger,
            assessment,
            directory: &self.directory,
            office,
            policy: &self.policy,
            templates: &self.templates,
            month: self.month,
            numbers: &Numbers::default(),
        })?;
        let mails =
            dispatch::Case { letters: &letters, identity: &self.mail, office, as_of: self.as_of, template: &self.mail_template };
        let outcome = dispatch::deliver(&mails, dispatch::PREVIEW)?;
        let kept = letters.iter().map(published::kept_letter).collect();
        let documents = letters.into_iter().map(|letter| letter.document).collect();
        Ok(Letters { documents, mails: outcome.documents, deliveries: outcome.deliveries, kept })
    }
}

/// A template that was looked over.
#[derive(Clone, Debug)]
pub struct LintedTemplate {
    /// The file, as it was named.
    pub file: Text,
    /// The kind of letter it is for.
    pub kind: String,
    /// What is to be said of it.
    pub lint: Lint,
}

/// Says what is wrong with an office's own templates of letters. A folder stands for the templates of that workspace;
/// a file's kind is told by its name where none is given.
///
/// # Errors
///
/// `ErrorKind::Template` when a file cannot be looked over; `ErrorKind::Request` when no letter has its name.
pub fn lint_letters(paths: &[PathBuf], kind: Option<&str>) -> Result<Vec<LintedTemplate>, Error> {
    let mut files = Vec::new();
    for path in paths {
        if !Workspace::is_at(path) {
            files.push(path.clone());
            continue;
        }
        let folder = path.join(&Workspace::load(path)?.paths.templates);
        let names = Templates::names().flat_map(|name| ["docx", "txt"].map(|ending| folder.join(format!("{name}.{ending}"))));
        files.extend(names.filter(|file| file.is_file()));
    }
    let one = |path: &PathBuf| {
        let file = Text::from(path.to_string_lossy().replace('\\', "/"));
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        let kind = kind.unwrap_or(&stem).to_owned();
        let bytes = std::fs::read(path).map_err(|cause| Error::io(ErrorKind::Template, "读取文件", path, &cause))?;
        let lint = Templates::lint(&kind, &file, bytes).map_err(|error| match error.kind {
            ErrorKind::Request => error.hint("或者用 --kind 写明是哪一种函"),
            _ => error,
        })?;
        Ok(LintedTemplate { file, kind, lint })
    };
    files.iter().map(one).collect()
}

/// Makes a document to start an office's own template of a kind of letter from.
///
/// # Errors
///
/// `ErrorKind::Request` when no letter has that name; `ErrorKind::Output`.
pub fn example_letter(kind: &str) -> Result<Vec<u8>, Error> {
    Templates::starter(kind)
}
