//! Looks at the evidence folders: which files there are, and what the named ones hash to. Nothing else is opened.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;

use chrono::{DateTime, FixedOffset, NaiveDate};
use sha2::{Digest, Sha256};

use crate::error::{Error, ErrorKind};
use crate::model::directory::{Directory, UnitMatch};
use crate::model::evidence::{Evidence, EvidenceFile, named_files};
use crate::model::field::Field;
use crate::model::ledger::Ledger;
use crate::model::place::Place;
use crate::model::text::Text;
use crate::output::InputFile;
use crate::pipeline::files::list;
use crate::pipeline::papers::{Papers, aside};
use crate::policy::hex;
use crate::workspace::{FILE_NAME, Workspace};

/// Lists every unit's folder and hashes what its records name; `None` when the workspace keeps no evidence.
///
/// A unit's folder that cannot be listed is refused, and nothing is claimed about that unit's files.
///
/// # Errors
///
/// `ErrorKind::Request` when the folder the settings name is not there or cannot be listed.
pub(super) fn look(
    papers: &Papers,
    workspace: Option<&Workspace>,
    directory: &Directory,
    ledger: &mut Ledger,
    files: &mut Vec<InputFile>,
) -> Result<Option<Evidence>, Error> {
    let Some((workspace, folder)) = workspace.and_then(|known| Some((known, known.paths.evidence.as_ref()?))) else {
        return Ok(None);
    };
    if papers.kept().is_some() {
        ledger.refused.extend(papers.refused_below(folder));
        files.extend(papers.seen());
        let listing = papers.aside(aside::EVIDENCE)?.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        return Ok(listing.map(Evidence::from_listing));
    }
    let missing = |_| {
        let error = Error::new(ErrorKind::Request, "佐证材料文件夹打不开").at(Place::file(folder.as_str()));
        error.hint(format!("请核对 {FILE_NAME} 的 [paths] 里的 evidence，不用的话删去这一行"))
    };
    let mut evidence = Evidence::default();
    let mut folders: Vec<_> = fs::read_dir(workspace.path(folder)).map_err(missing)?.flatten().collect();
    folders.sort_by_key(std::fs::DirEntry::file_name);
    for entry in folders.into_iter().filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())) {
        let own = entry.file_name().to_string_lossy().into_owned();
        let unit = match directory.recognise(&own) {
            UnitMatch::Known(name) => name,
            UnitMatch::Unknown(_) => Text::from(own.trim()),
        };
        let listed = match list(&entry.path(), "") {
            Ok(listed) => listed,
            Err(error) => {
                ledger.refused.push(error.into_refusal(&format!("{folder}/{own}")));
                evidence.unseen.insert(unit);
                continue;
            }
        };
        let found = listed.into_iter().filter_map(|file| {
            let about = fs::symlink_metadata(&file.path).ok()?;
            let modified = about.modified().ok().map(day);
            let name = Text::from(file.name.trim_start_matches('/'));
            Some(EvidenceFile { name, size_bytes: about.len(), modified, sha256: None })
        });
        evidence.add(unit.clone(), found);
        hash_named(&mut evidence, &unit, ledger, |name| {
            let path = entry.path().join(name);
            let (size_bytes, sha256) = hash(&path)?;
            files.push(InputFile::hashed(&format!("{folder}/{own}/{name}"), size_bytes, sha256.clone()));
            Some(sha256)
        });
    }
    Ok(Some(evidence))
}

/// Returns the day of an instant by Beijing time, wherever the machine thinks it is. Source: GB/T 7408.1—2023, +08:00.
fn day(time: std::time::SystemTime) -> NaiveDate {
    let beijing = FixedOffset::east_opt(8 * 3600).expect("eight hours are less than a day");
    DateTime::<chrono::Utc>::from(time).with_timezone(&beijing).date_naive()
}

/// Hashes the files a unit's records name, each once.
fn hash_named(evidence: &mut Evidence, unit: &Text, ledger: &Ledger, mut hash: impl FnMut(&str) -> Option<String>) {
    let records = ledger.rectifications.iter().filter(|record| record.unit.as_ref() == Some(unit));
    let named: BTreeSet<Text> = records
        .filter_map(|record| record.text(Field::Evidence))
        .flat_map(|text| named_files(text))
        .filter_map(|named| evidence.find(unit, named).map(|file| file.name.clone()))
        .collect();
    for file in evidence.files_mut(unit) {
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
