//! The month's letters, their numbers and their mails; templates of letters, looked at without a ledger.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::NaiveDate;

use crate::dispatch;
use crate::error::{Error, ErrorKind};
use crate::letter::lint::Lint;
use crate::letter::{self, Templates};
use crate::model::assessment::Assessment;
use crate::model::delivery::Delivery;
use crate::model::document::Document;
use crate::model::history::KeptLetter;
use crate::model::letter::{EarlierLetter, EarlierLetters, Letter, LetterKind, Numbers};
use crate::model::letter_register::{Registered, folded_number, serial_of};
use crate::model::office::Office;
use crate::model::place::Place;
use crate::model::text::Text;
use crate::pipeline::{Gathered, published};
use crate::policy::reader::nearest;
use crate::store::{Sealed, Store, Wanted};
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
    /// Numbered letters whose text is no longer the one that was numbered.
    pub altered: Vec<Text>,
    /// Numbered letters of the month that the ledgers no longer ask for.
    pub unasked: Vec<Registered>,
}

/// Which letters are to have numbers.
#[derive(Clone, Debug, Default)]
pub struct Numbering {
    /// Only this kind, the office's word.
    pub only: Option<String>,
    /// Only to this receiver.
    pub to: Option<String>,
    /// The date the letters bear.
    pub dated: NaiveDate,
    /// The number the year begins with, where the office has given some by hand.
    pub first: Option<u32>,
}

/// What numbering did.
#[derive(Clone, Debug, Default)]
pub struct Numbered {
    /// The rows given just now.
    pub given: Vec<Registered>,
    /// The rows letters had before.
    pub had: Vec<Registered>,
    /// Every letter of the month, as it is now.
    pub letters: Letters,
}

impl Gathered {
    /// Writes every letter that is due, and its mail as a preview; nothing is sent. A letter that was given a number bears it.
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
        let rows: Vec<&Registered> = self.register.live().collect();
        let kinds = self.kinds_written(only)?;
        self.with_mails(self.write_letters(assessment, &rows, &kinds)?, &rows, &kinds)
    }

    /// Writes the letters of some kinds, or of all the office has written every month, without their mails.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Request` without a workspace; those of `letter::write`.
    pub(super) fn compose(&self, assessment: &Assessment, only: Option<&[LetterKind]>) -> Result<Vec<Letter>, Error> {
        let rows: Vec<&Registered> = self.register.live().collect();
        self.write_letters(assessment, &rows, &self.kinds_written(only)?)
    }

    /// Returns some kinds, or those the office has written every month and those that have a number this month: what has one
    /// stays written, whatever kind it is of.
    fn kinds_written(&self, only: Option<&[LetterKind]>) -> Result<Vec<LetterKind>, Error> {
        let numbered = self.register.live().filter(|row| row.month == self.month).map(|row| row.kind.as_str());
        Ok(only.map_or(kinds_with(&self.writer()?.plan.kinds, numbered), <[LetterKind]>::to_vec))
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

    /// Gives numbers to the letters that are due and have none, and writes all of them anew.
    ///
    /// # Errors
    ///
    /// Those of `letters`; `ErrorKind::Request` when nothing is of that kind or to that receiver, and for a first number
    /// that is taken; `ErrorKind::Store` when the store cannot be used. No number is given then.
    pub fn number(&self, assessment: &Assessment, asked: &Numbering) -> Result<Numbered, Error> {
        let live: Vec<&Registered> = self.register.live().collect();
        let office = self.writer()?;
        if asked.dated < self.as_of {
            let error = Error::new(ErrorKind::Request, format!("成文日期 {} 早于函里写的截止日期 {}", asked.dated, self.as_of));
            return Err(error.hint("请用 --date 写印发的日期；不写就是今天"));
        }
        let kinds = kinds_with(&self.kinds_written(None)?, asked.only.as_deref().into_iter());
        let drafts = self.write_letters(assessment, &live, &kinds)?;
        let chosen = chosen(&drafts, asked)?;
        let had: Vec<Registered> =
            live.iter().filter(|row| chosen.iter().any(|letter| letter.key == row.key)).copied().cloned().collect();
        let units = self.units_by_row();
        let wanted: Vec<Wanted> = chosen
            .iter()
            .filter(|letter| letter.number.is_none())
            .map(|letter| wanted(letter, self, office, asked, &units))
            .collect();
        let codes: std::collections::BTreeSet<&Text> = wanted.iter().map(|wanted| &wanted.code).collect();
        if asked.first.is_some() && codes.len() > 1 {
            let codes: Vec<&str> = codes.iter().map(|code| code.as_str()).collect();
            let error = Error::new(ErrorKind::Request, format!("--first 一次只能用于一个代字，这些函有{}", codes.join("、")));
            return Err(error.hint("请加 --only 函种，逐种编号"));
        }
        let Some(name) = self.settings.store.as_ref().filter(|_| !wanted.is_empty()) else {
            return Ok(Numbered { had, letters: self.with_mails(drafts, &live, &kinds)?, ..Numbered::default() });
        };
        let mut store = Store::open(&self.root, name)?;
        let given = store.give_numbers(&wanted, asked.first, |given| {
            self.refuse_taken(given)?;
            let letters = self.write_letters(assessment, &live.iter().copied().chain(given).collect::<Vec<_>>(), &kinds)?;
            let sealed = |letter: &Letter| Sealed { sha256: sha256(letter), reply_due: letter.reply_due };
            let seal = |row: &Registered| letters.iter().find(|letter| letter.key == row.key).map(sealed).unwrap_or_default();
            Ok(given.iter().map(seal).collect())
        })?;
        // Another clerk may have numbered the same letters since they were read.
        let rows = store.registered()?;
        let rows: Vec<&Registered> = rows.iter().filter(|row| row.is_live()).collect();
        let letters = self.with_mails(self.write_letters(assessment, &rows, &kinds)?, &rows, &kinds)?;
        Ok(Numbered { given, had, letters })
    }

    /// Refuses numbers that a table of the office says were given by hand, and any below them.
    fn refuse_taken(&self, given: &[Registered]) -> Result<(), Error> {
        let is_ours = |written: &str| {
            let folded = folded_number(written);
            self.register.entries.iter().any(|row| folded_number(&row.number) == folded)
        };
        let by_hand = self.inputs.recommendations.iter().filter_map(|row| Some((row.number.as_deref()?, &row.place)));
        let by_hand: Vec<(&str, &Place)> = by_hand.filter(|(written, _)| !is_ours(written)).collect();
        for row in given {
            let taken =
                by_hand.iter().filter_map(|(written, place)| Some((serial_of(written, &row.code, row.year)?, *written, place)));
            if let Some((highest, written, place)) = taken.max_by_key(|(serial, ..)| *serial)
                && row.serial <= highest
            {
                let message = format!("「{}」不能编：表里已有手工编的「{written}」", row.number);
                let error = Error::new(ErrorKind::Request, message).at((**place).clone());
                return Err(error.hint(format!("请加 --first {}，从下一个号编起", highest + 1)));
            }
        }
        Ok(())
    }

    fn writer(&self) -> Result<&Office, Error> {
        self.office.as_ref().ok_or_else(|| {
            Error::new(ErrorKind::Request, "写函需要工作区：要知道办公室名称、发文代字和职能部门")
                .hint("先运行 xuncha init 建立工作区，再填写 xuncha.toml 和名录")
        })
    }

    fn write_letters(&self, assessment: &Assessment, rows: &[&Registered], kinds: &[LetterKind]) -> Result<Vec<Letter>, Error> {
        let numbers: Numbers = rows.iter().map(|row| (row.key.clone(), row.number.clone(), row.dated)).collect();
        letter::write(&letter::Case {
            ledger: &self.ledger,
            assessment,
            directory: &self.directory,
            office: self.writer()?,
            policy: &self.policy,
            templates: &self.templates,
            month: self.month,
            numbers: &numbers,
            calendar: &self.calendar,
            earlier: &self.earlier_letters(),
            kinds,
        })
    }

    fn with_mails(&self, letters: Vec<Letter>, rows: &[&Registered], kinds: &[LetterKind]) -> Result<Letters, Error> {
        let outcome = self.preview(&letters)?;
        let of = |row: &Registered| letters.iter().find(|letter| letter.key == row.key);
        let own = || rows.iter().filter(|row| row.month == self.month);
        let altered = own().filter(|row| of(row).is_some_and(|letter| sha256(letter) != row.sha256));
        let altered = altered.map(|row| row.number.clone()).collect();
        // A kind that was not written this time, or could not be, is not for that reason asked for no more.
        let written = |row: &Registered| {
            LetterKind::of_label(&row.kind).is_some_and(|kind| kinds.contains(&kind) && !self.templates.refuses(kind))
        };
        let unasked = own().filter(|row| of(row).is_none() && written(row)).map(|row| (*row).clone()).collect();
        let kept = letters.iter().map(published::kept_letter).collect();
        let documents =
            letters.into_iter().flat_map(|letter| std::iter::once(letter.document).chain(letter.attachments)).collect();
        Ok(Letters { documents, mails: outcome.documents, deliveries: outcome.deliveries, kept, altered, unasked })
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

    /// Returns the unit of every record, by its row.
    fn units_by_row(&self) -> BTreeMap<Place, &Text> {
        let records = self.ledger.rectifications.iter();
        records.filter_map(|record| Some((self.ledger.row_place(record.table, record.row), record.unit.as_ref()?))).collect()
    }
}

/// Returns some kinds, and those that are named besides.
fn kinds_with<'w>(kinds: &[LetterKind], more: impl Iterator<Item = &'w str>) -> Vec<LetterKind> {
    let mut kinds = kinds.to_vec();
    for kind in more.filter_map(|label| LetterKind::of_label(label.trim())) {
        if kind != LetterKind::Reply && !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds
}

fn sha256(letter: &Letter) -> String {
    published::kept_letter(letter).sha256
}

/// Returns the letters that are asked for, or names what there is where none is.
fn chosen<'l>(letters: &'l [Letter], asked: &Numbering) -> Result<Vec<&'l Letter>, Error> {
    let mut chosen: Vec<&Letter> = letters.iter().collect();
    let mut narrow = |wanted: &Option<String>, what: &str, of: fn(&Letter) -> &str| {
        let Some(wanted) = wanted else { return Ok(()) };
        let mut names: Vec<&str> = chosen.iter().map(|letter| of(letter)).collect();
        names.dedup();
        let near = nearest(wanted, names.iter().copied()).map(|near| format!("是不是「{near}」"));
        let all =
            if names.is_empty() { "本月没有要发的函".to_owned() } else { format!("本月有：{}", names.join("、")) };
        chosen.retain(|letter| of(letter) == wanted.trim());
        if chosen.is_empty() {
            let error = Error::new(ErrorKind::Request, format!("本月没有{what}「{wanted}」的函"));
            return Err(error.hint(near.unwrap_or(all)));
        }
        Ok(())
    };
    narrow(&asked.only, "函种为", |letter| letter.kind.label())?;
    narrow(&asked.to, "发给", |letter| &letter.receiver)?;
    Ok(chosen)
}

fn wanted(letter: &Letter, gathered: &Gathered, office: &Office, asked: &Numbering, units: &BTreeMap<Place, &Text>) -> Wanted {
    let mut named: Vec<Text> = Vec::new();
    for unit in letter.rests_on.iter().filter_map(|place| units.get(place)) {
        if !named.contains(*unit) {
            named.push((*unit).clone());
        }
    }
    Wanted {
        code: office.code_of(letter.kind).into(),
        key: letter.key.clone(),
        month: gathered.month,
        kind: letter.kind.label().into(),
        receiver: letter.receiver.clone(),
        title: letter.title.clone(),
        dated: asked.dated,
        committee: office.committee.clone(),
        round: office.round.clone(),
        units: named,
        asked: letter.asked,
    }
}

/// Returns docs/letters.md: which letters there are, and what their templates may hold.
pub fn letters_page() -> String {
    letter::manual::page()
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
