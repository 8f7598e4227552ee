//! The month's letters and their mails; templates of letters, looked at without a ledger.

use std::path::Path;

use crate::dispatch;
use crate::error::{Error, ErrorKind};
use crate::letter::{self, Templates};
use crate::model::assessment::Assessment;
use crate::model::delivery::Delivery;
use crate::model::document::Document;
use crate::model::history::KeptLetter;
use crate::model::letter::{EarlierLetter, EarlierLetters, LetterKind, Numbers};
use crate::pipeline::{Gathered, published};
use crate::store::Store;
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
    /// Writes every letter that is due, and its mail as a preview; nothing is sent.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Request` without a workspace; those of `letter::write` and `dispatch::deliver`.
    pub fn letters(&self, assessment: &Assessment) -> Result<Letters, Error> {
        self.letters_of(assessment, None)
    }

    /// Writes the letters of some kinds that are due, instead of those the office has written every month.
    ///
    /// # Errors
    ///
    /// As `letters`.
    pub fn letters_of(&self, assessment: &Assessment, only: Option<&[LetterKind]>) -> Result<Letters, Error> {
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
            calendar: &self.calendar,
            earlier: &self.earlier_letters(),
            kinds: only.unwrap_or(&office.plan.kinds),
        })?;
        let mails =
            dispatch::Case { letters: &letters, identity: &self.mail, office, as_of: self.as_of, template: &self.mail_template };
        let outcome = dispatch::deliver(&mails, dispatch::PREVIEW)?;
        let kept = letters.iter().map(published::kept_letter).collect();
        let documents =
            letters.into_iter().flat_map(|letter| std::iter::once(letter.document).chain(letter.attachments)).collect();
        Ok(Letters { documents, mails: outcome.documents, deliveries: outcome.deliveries, kept })
    }

    /// Returns the letters of the months kept before this one.
    ///
    /// A store that cannot be read has none: what is wrong with it is told where the month is kept and where warnings
    /// look back, and a letter without a look back is true all the same.
    fn earlier_letters(&self) -> EarlierLetters {
        let of = |store: &Store| -> Result<EarlierLetters, Error> {
            let mut letters = Vec::new();
            for kept in store.months()?.iter().filter(|kept| kept.month < self.month) {
                letters.extend(store.letters(kept.month)?.into_iter().filter_map(|letter| {
                    let kind = LetterKind::of_label(&letter.kind)?;
                    Some(EarlierLetter { month: kept.month, kind, receiver: letter.receiver })
                }));
            }
            Ok(letters.into_iter().collect())
        };
        let found = match (self.papers.kept(), &self.settings.store) {
            (Some(kept), _) => of(&kept.store()),
            (None, Some(name)) => Store::open_existing(&self.root, name)
                .and_then(|store| store.map_or_else(|| Ok(EarlierLetters::default()), |store| of(&store))),
            (None, None) => Ok(EarlierLetters::default()),
        };
        found.unwrap_or_default()
    }
}

/// Returns the kinds of letter that some words name.
///
/// # Errors
///
/// `ErrorKind::Request` for a word that is no kind that can be written by itself.
pub fn letter_kinds(words: &[String]) -> Result<Vec<LetterKind>, Error> {
    let known = || LetterKind::ALL.iter().copied().filter(|kind| *kind != LetterKind::Reply);
    let kind = |word: &String| {
        known().find(|kind| kind.label() == word.trim()).ok_or_else(|| {
            let labels: Vec<&str> = known().map(LetterKind::label).collect();
            Error::new(ErrorKind::Request, format!("没有「{}」这种函", word.trim()))
                .hint(format!("可写的函种：{}；几种之间用逗号隔开", labels.join("、")))
        })
    };
    words.iter().map(kind).collect()
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
