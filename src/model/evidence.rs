//! The files a unit handed in to show its work, "佐证材料", as far as they are looked at: names, sizes, hashes.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::model::hash::HashMap;
use crate::model::text::Text;

/// The evidence folders of an office, by unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Canonical unit → its folder.
    units: BTreeMap<Text, Folder>,
    /// Units whose folder could not be listed; nothing is claimed about their files.
    pub unseen: BTreeSet<Text>,
}

/// A unit's files, found by name without looking at each of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Folder {
    files: Vec<EvidenceFile>,
    /// Every name a file may be called by, folded → the first file so called.
    names: HashMap<String, usize>,
}

/// What the folders hold, as it is kept with a published month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// Every unit with its files.
    pub units: Vec<(Text, Vec<EvidenceFile>)>,
    /// Units whose folder could not be listed.
    pub unseen: Vec<Text>,
}

/// One file of a unit's folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceFile {
    /// Its path below the unit's folder, parts joined by `/`.
    pub name: Text,
    /// Its length in bytes.
    pub size_bytes: u64,
    /// The day it was last changed, where the system knows it.
    pub modified: Option<NaiveDate>,
    /// SHA-256 in hexadecimal, for files a record names; `None` for the others, which are never opened.
    pub sha256: Option<String>,
}

/// Endings that make a word the name of a file, without the dot.
const ENDINGS: [&str; 27] = [
    "pdf", "ofd", "doc", "docx", "wps", "rtf", "txt", "xls", "xlsx", "xlsm", "et", "csv", "ods", "ppt", "pptx", "dps", "jpg",
    "jpeg", "png", "bmp", "tif", "tiff", "gif", "mp4", "zip", "rar", "7z",
];

/// Returns the names of files in what a record says of its evidence.
///
/// `1.会议纪要.pdf、《方案》.docx` names two; words without an ending are titles and name no file.
pub fn named_files(text: &str) -> Vec<&str> {
    let parts = text.split(['、', '，', ',', '；', ';', '\n', '\r', '\t']);
    parts.map(|part| part.trim_matches(is_ornament)).filter(|part| has_ending(part)).collect()
}

fn is_ornament(c: char) -> bool {
    c.is_whitespace() || matches!(c, '《' | '》' | '“' | '”' | '"' | '「' | '」' | '。' | '：' | ':' | '（' | '）' | '(' | ')')
}

fn has_ending(part: &str) -> bool {
    let Some((stem, ending)) = part.rsplit_once('.') else { return false };
    !stem.is_empty() && ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
}

impl Evidence {
    /// Adds files to a unit's folder, sorted by name.
    pub fn add(&mut self, unit: Text, files: impl IntoIterator<Item = EvidenceFile>) {
        let folder = self.units.entry(unit).or_default();
        for file in files {
            let name = fold(&file.name);
            let position = folder.files.len();
            let tails = name.match_indices('/').map(|(slash, _)| &name[slash + 1..]);
            for called in tails.chain([name.as_str(), without_number(last(&name))]) {
                folder.names.entry(called.to_owned()).or_insert(position);
            }
            folder.files.push(file);
        }
    }

    /// Returns every unit's files, in order, to be kept; `from_listing` takes them back.
    pub fn listing(&self) -> Listing {
        let units = self.units.iter().map(|(unit, folder)| (unit.clone(), folder.files.clone()));
        Listing { units: units.collect(), unseen: self.unseen.iter().cloned().collect() }
    }

    /// Returns the evidence a listing was made of.
    pub fn from_listing(listing: Listing) -> Self {
        let mut evidence = Self { unseen: listing.unseen.into_iter().collect(), ..Self::default() };
        for (unit, files) in listing.units {
            evidence.add(unit, files);
        }
        evidence
    }

    /// Returns a unit's files, to fill in their hashes.
    pub fn files_mut(&mut self, unit: &str) -> impl Iterator<Item = &mut EvidenceFile> {
        self.units.get_mut(unit).into_iter().flat_map(|folder| &mut folder.files)
    }

    /// Finds a named file in a unit's folder: by its whole path, or by its name in any folder below.
    ///
    /// Leading numbers such as `1.` or `（2）` before the name make no difference.
    pub fn find(&self, unit: &str, named: &str) -> Option<&EvidenceFile> {
        let folder = self.units.get(unit)?;
        let wanted = fold(named);
        let position = folder.names.get(&wanted).or_else(|| folder.names.get(without_number(&wanted)))?;
        folder.files.get(*position)
    }
}

fn fold(name: &str) -> String {
    let plain = name.replace('\\', "/");
    plain.chars().filter(|c| !c.is_whitespace() && !matches!(c, '《' | '》')).flat_map(char::to_lowercase).collect()
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Drops a leading number: `1.`, `2、`, `（3）`, `附件4：`.
fn without_number(name: &str) -> &str {
    let rest = name.strip_prefix("附件").unwrap_or(name).trim_start_matches(['（', '(']);
    let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    if after.len() == rest.len() {
        return name;
    }
    let bare = after.trim_start_matches(['.', '、', '）', ')', ':', '：', '-', '_']);
    // `2026.pdf` is a name, not a number before one.
    if bare.len() == after.len() || !has_ending(bare) { name } else { bare }
}

#[cfg(test)]
mod tests {
    use super::{Evidence, EvidenceFile, named_files};

    #[test]
    fn only_words_with_an_ending_name_files() {
        assert_eq!(named_files("1.会议纪要.pdf、《方案》.docx；照片3张\n见附件"), ["1.会议纪要.pdf", "方案》.docx"]);
        assert_eq!(named_files("文件（县教发〔2026〕3号）"), [""; 0]);
        assert_eq!(named_files(".pdf"), [""; 0]);
    }

    #[test]
    fn a_listing_gives_the_same_evidence_again() {
        let file = |name: &str| EvidenceFile { name: name.into(), size_bytes: 1, modified: None, sha256: Some("ab".into()) };
        let mut evidence = Evidence { unseen: ["县水利局".into()].into(), ..Evidence::default() };
        evidence.add("县教育局".into(), vec![file("一/纪要.pdf"), file("2.方案.docx")]);
        let kept = serde_json::to_vec(&evidence.listing()).expect("plain data");
        assert_eq!(Evidence::from_listing(serde_json::from_slice(&kept).expect("a listing")), evidence);
    }

    #[test]
    fn a_file_is_found_by_path_by_name_and_without_its_number() {
        let file = |name: &str| EvidenceFile { name: name.into(), size_bytes: 1, modified: None, sha256: None };
        let files = vec![file("一/会议纪要.pdf"), file("2.方案.docx"), file("2026.pdf")];
        let mut evidence = Evidence::default();
        evidence.add("县教育局".into(), files);
        let found = |named: &str| evidence.find("县教育局", named).map(|file| file.name.to_string());
        assert_eq!(found("会议纪要.PDF").as_deref(), Some("一/会议纪要.pdf"));
        assert_eq!(found("一\\会议纪要.pdf").as_deref(), Some("一/会议纪要.pdf"));
        assert_eq!(found("1.会议纪要.pdf").as_deref(), Some("一/会议纪要.pdf"));
        assert_eq!(found("方案》.docx").as_deref(), Some("2.方案.docx"));
        assert_eq!(found("2026.pdf").as_deref(), Some("2026.pdf"));
        assert_eq!(found("../../etc/passwd.txt"), None);
        assert_eq!(evidence.find("县民政局", "会议纪要.pdf"), None);
    }
}
