//! Unit names that nobody could match: the office's answers on the way in, the questions on the way out.
//!
//! The workbook of questions is written to the output folder; the office hands its answers in by putting the workbook
//! where `[paths] names` says. So no input is ever written to, and an answer holds from one month to the next.

use std::path::Path;

use crate::error::{Error, catch_panics};
use crate::model::answers::{FILE, Names, Reply};
use crate::model::directory::Directory;
use crate::model::document::Document;
use crate::model::finding::Refusal;
use crate::model::text::Text;
use crate::output::InputFile;
use crate::pipeline::Gathered;
use crate::pipeline::papers::Papers;
use crate::workspace::Workspace;
use crate::{read, review};

impl Gathered {
    /// Puts together what is to be asked about unit names. Answers filled in where an earlier run wrote the workbook,
    /// in the output folder given, are kept as drafts; they are not in force.
    pub fn names(&self, folder: Option<&Path>) -> Names {
        let written = folder.map(|folder| folder.join(FILE)).filter(|path| path.is_file());
        // What cannot be read is moved aside when the new workbook is written, as everything made by hand.
        let drafts = written
            .and_then(|path| replies(&Papers::Folder, &path, &FILE.into()).ok())
            .map(|(_, drafts)| drafts)
            .unwrap_or_default();
        review::names(&review::Case { ledger: &self.ledger, directory: &self.directory, drafts: &drafts })
    }

    /// Writes the workbook that asks about unit names; nothing when nothing was ever asked.
    ///
    /// # Errors
    ///
    /// Those of `review::write`.
    pub fn ask(&self, names: &Names) -> Result<Vec<Document>, Error> {
        Ok(review::write(names, &self.directory, self.office.as_ref(), self.as_of)?.into_iter().collect())
    }
}

/// Adds the office's answers about unit names to its directory. A file that cannot be used is refused alone.
pub(super) fn answered(
    papers: &Papers,
    directory: Directory,
    workspace: Option<&Workspace>,
    refused: &mut Vec<Refusal>,
    files: &mut Vec<InputFile>,
) -> Directory {
    let Some(workspace) = workspace else { return directory };
    let name = Text::from(workspace.paths.names.as_str());
    let path = workspace.path(&name);
    if !papers.exists(&path, &name) {
        return directory;
    }
    match replies(papers, &path, &name) {
        Ok((file, replies)) => {
            files.push(file);
            let answers = review::judge(replies, &directory);
            directory.with_answers(answers)
        }
        Err(error) => {
            refused.push(error.into_refusal(&name));
            directory
        }
    }
}

/// Reads a workbook of answers.
fn replies(papers: &Papers, path: &Path, name: &Text) -> Result<(InputFile, Vec<Reply>), Error> {
    let bytes = papers.bytes(path, name)?;
    let file = InputFile::of(name, &bytes);
    let replies = catch_panics(|| {
        let mut book = read::open(name, bytes)?;
        review::replies(book.as_mut())
    })?;
    Ok((file, replies))
}
