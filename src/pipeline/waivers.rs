//! The office's workbook of waivers, where there is one.

use crate::error::catch_panics;
use crate::map;
use crate::model::finding::Refusal;
use crate::model::text::Text;
use crate::model::waiver::Waiver;
use crate::output::InputFile;
use crate::pipeline::papers::Papers;
use crate::read;
use crate::workspace::Workspace;

/// Reads the waivers of a workspace; a workbook that cannot be used is refused, and nothing is waived then.
pub(super) fn read_all(
    papers: &Papers,
    workspace: Option<&Workspace>,
    refused: &mut Vec<Refusal>,
    files: &mut Vec<InputFile>,
) -> Vec<Waiver> {
    let Some((workspace, name)) = workspace.and_then(|w| w.paths.waivers.as_ref().map(|name| (w, name))) else {
        return Vec::new();
    };
    let name = Text::from(name.as_str());
    let read = papers.bytes(&workspace.path(&name), &name).and_then(|bytes| {
        files.push(InputFile::of(&name, &bytes));
        catch_panics(|| {
            let mut book = read::open(&name, bytes)?;
            map::waivers(book.as_mut())
        })
    });
    read.unwrap_or_else(|error| {
        refused.push(error.into_refusal(&name));
        Vec::new()
    })
}
