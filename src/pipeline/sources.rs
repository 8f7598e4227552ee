//! How the way from an output folder leads back to the inputs.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf, Prefix};

use crate::model::source_file::SourceFile;
use crate::output::InputFile;
use crate::pipeline::Gathered;
use crate::pipeline::copies::absolute;
use crate::workspace::Workspace;

impl Gathered {
    /// Describes every input for a paper that goes to a folder, which need not exist yet.
    pub(super) fn sources(&self, folder: &Path) -> Vec<SourceFile> {
        let folder = absolute(folder);
        let named: HashMap<&str, &PathBuf> = self.named.iter().map(|named| (named.name.as_str(), &named.path)).collect();
        let source = |file: &InputFile| {
            let path = named.get(file.path.as_str()).map_or_else(|| self.root.join(&file.path), |path| (*path).clone());
            let path = path.canonicalize().ok().and_then(|path| way(&folder, &path));
            SourceFile { file: file.path.as_str().into(), size_bytes: file.size, sha256: file.sha256.clone(), path }
        };
        self.files.iter().map(source).collect()
    }
}

/// Returns the way from a folder to a file, both absolute; `None` for a network share and for names that are no text.
fn way(folder: &Path, file: &Path) -> Option<String> {
    let here: Vec<Component<'_>> = folder.components().collect();
    let there: Vec<Component<'_>> = file.components().collect();
    let shared = here.iter().zip(&there).take_while(|(one, other)| one == other).count();
    let mut parts: Vec<String> = Vec::new();
    if shared == 0 {
        // Another drive.
        let Some(Component::Prefix(prefix)) = there.first() else { return None };
        let (Prefix::Disk(letter) | Prefix::VerbatimDisk(letter)) = prefix.kind() else { return None };
        parts.push(format!("{}:", char::from(letter)));
    }
    parts.extend(here[shared..].iter().filter(|_| shared > 0).map(|_| "..".to_owned()));
    for step in &there[shared..] {
        if let Component::Normal(name) = step {
            parts.push(name.to_str()?.to_owned());
        }
    }
    Some(parts.join("/"))
}

/// Returns where the files of a workspace are; of plain files, where the program was started.
pub(super) fn root(workspace: Option<&Workspace>) -> PathBuf {
    workspace.map_or_else(|| PathBuf::from("."), |workspace| workspace.root.clone())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::way;

    #[test]
    fn the_way_leads_up_to_the_shared_folder_and_down_again() {
        let from = |folder: &str, file: &str| way(Path::new(folder), Path::new(file));
        assert_eq!(from("/甲/输出/2026-10", "/甲/台账/a b.xlsx").as_deref(), Some("../../台账/a b.xlsx"));
        assert_eq!(from("/甲", "/甲/a.xlsx").as_deref(), Some("a.xlsx"));
        assert_eq!(from("/别处", "/甲/a.xlsx").as_deref(), Some("../甲/a.xlsx"));
    }
}
