//! Looks at the evidence folders: which files there are, and what the named ones hash to. Nothing else is opened.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;

use chrono::{DateTime, Local, NaiveDate};
use sha2::{Digest, Sha256};

use crate::model::directory::{Directory, UnitMatch};
use crate::model::evidence::{Evidence, EvidenceFile, named_files};
use crate::model::field::Field;
use crate::model::ledger::Ledger;
use crate::model::text::Text;
use crate::output::InputFile;
use crate::pipeline::files::list;
use crate::policy::hex;
use crate::workspace::Workspace;

/// Lists every unit's folder and hashes what its records name; `None` when the workspace keeps no evidence.
pub(super) fn look(
    workspace: Option<&Workspace>,
    directory: &Directory,
    ledger: &Ledger,
    files: &mut Vec<InputFile>,
) -> Option<Evidence> {
    let workspace = workspace?;
    let folder = workspace.paths.evidence.as_ref()?;
    let mut evidence = Evidence::default();
    let mut folders: Vec<_> = fs::read_dir(workspace.path(folder)).into_iter().flatten().flatten().collect();
    folders.sort_by_key(std::fs::DirEntry::file_name);
    for entry in folders.into_iter().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())) {
        let own = entry.file_name().to_string_lossy().into_owned();
        let unit = match directory.recognise(&own) {
            UnitMatch::Known(name) => name,
            UnitMatch::Unknown(_) => Text::from(own.trim()),
        };
        let listed = list(&entry.path(), "").unwrap_or_default();
        let found = listed.into_iter().filter_map(|file| {
            let about = fs::symlink_metadata(&file.path).ok()?;
            let modified = about.modified().ok().map(day);
            let name = Text::from(file.name.trim_start_matches('/'));
            Some(EvidenceFile { name, size_bytes: about.len(), modified, sha256: None })
        });
        evidence.units.entry(unit.clone()).or_default().extend(found);
        hash_named(&mut evidence, &unit, ledger, |name| {
            let path = entry.path().join(name);
            let (size_bytes, sha256) = hash(&path)?;
            files.push(InputFile::hashed(&format!("{folder}/{own}/{name}"), size_bytes, sha256.clone()));
            Some(sha256)
        });
    }
    Some(evidence)
}

fn day(time: std::time::SystemTime) -> NaiveDate {
    DateTime::<Local>::from(time).date_naive()
}

/// Hashes the files a unit's records name, each once.
fn hash_named(evidence: &mut Evidence, unit: &Text, ledger: &Ledger, mut hash: impl FnMut(&str) -> Option<String>) {
    let records = ledger.rectifications.iter().filter(|record| record.unit.as_ref() == Some(unit));
    let named: BTreeSet<Text> = records
        .filter_map(|record| record.text(Field::Evidence))
        .flat_map(|text| named_files(text))
        .filter_map(|named| evidence.find(unit, named).map(|file| file.name.clone()))
        .collect();
    for file in evidence.units.get_mut(unit).into_iter().flatten() {
        if file.sha256.is_none() && named.contains(&file.name) {
            file.sha256 = hash(&file.name);
        }
    }
}

/// Hashes a file piece by piece; `None` when it cannot be read.
fn hash(path: &std::path::Path) -> Option<(u64, String)> {
    let mut file = fs::File::open(path).ok()?;
    let (mut hasher, mut buffer, mut size) = (Sha256::new(), vec![0; 1 << 16], 0);
    loop {
        let read = file.read(&mut buffer).ok()?;
        if read == 0 {
            return Some((size, hex(&hasher.finalize())));
        }
        hasher.update(&buffer[..read]);
        size += read as u64;
    }
}
