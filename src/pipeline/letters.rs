//! The month's letters and their mails; templates of letters, looked at without a ledger.

use std::path::Path;

use crate::dispatch;
use crate::error::{Error, ErrorKind};
use crate::letter::{self, Templates};
use crate::model::assessment::Assessment;
use crate::model::delivery::Delivery;
use crate::model::document::Document;
use crate::model::history::KeptLetter;
use crate::model::letter::{Letter, Numbers};
use crate::model::office::Office;
use crate::pipeline::{Gathered, published};
use crate::workspace::{BYTE_ORDER_MARK, read_text};

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
    /// Writes every letter that is due.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Request` without a workspace; those of `letter::write`.
    pub(super) fn compose(&self, assessment: &Assessment) -> Result<Vec<Letter>, Error> {
        letter::write(&letter::Case {
            ledger: &self.ledger,
            assessment,
            directory: &self.directory,
            office: self.writer()?,
            policy: &self.policy,
            templates: &self.templates,
            month: self.month,
            numbers: &Numbers::default(),
        })
    }

    /// Writes every letter that is due, and its mail as a preview; nothing is sent.
    ///
    /// # Errors
    ///
    /// Those of `compose` and `dispatch::deliver`.
    pub fn letters(&self, assessment: &Assessment) -> Result<Letters, Error> {
        let letters = self.compose(assessment)?;
        let outcome = self.preview(&letters)?;
        let kept = letters.iter().map(published::kept_letter).collect();
        let documents = letters.into_iter().map(|letter| letter.document).collect();
        Ok(Letters { documents, mails: outcome.documents, deliveries: outcome.deliveries, kept })
    }

    /// Writes the mails of letters as previews.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Request` without a workspace; those of `dispatch::deliver`.
    pub(super) fn preview(&self, letters: &[Letter]) -> Result<dispatch::Outcome, Error> {
        dispatch::deliver(&self.mails(letters)?, dispatch::PREVIEW)
    }

    /// Returns what mails of letters are made from.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Request` without a workspace.
    pub(super) fn mails<'a>(&'a self, letters: &'a [Letter]) -> Result<dispatch::Case<'a>, Error> {
        let (identity, template) = (&self.mail, &self.mail_template);
        Ok(dispatch::Case { letters, identity, office: self.writer()?, as_of: self.as_of, template })
    }

    fn writer(&self) -> Result<&Office, Error> {
        self.office.as_ref().ok_or_else(|| {
            Error::new(ErrorKind::Request, "写函需要工作区：要知道办公室名称、发文代字和职能部门")
                .hint("先运行 xuncha init 建立工作区，再填写 xuncha.toml 和名录")
        })
    }
}

/// Says what is wrong with an office's own wording of a letter; the file is named after the letter.
///
/// # Errors
///
/// `ErrorKind::Template` when it cannot be read or used, with the line; `ErrorKind::Request` when no letter has its name.
pub fn lint_letter(path: &Path) -> Result<(), Error> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let text = read_text(path, &name, ErrorKind::Template)?;
    Templates::default().set(&name, text.trim_start_matches(BYTE_ORDER_MARK))
}
