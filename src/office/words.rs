//! All words of a .docx or .xlsx, without blanks and marks: to see whether a text stands in it, not where.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use crate::limits;

/// The largest sum of parts that is looked through, in bytes.
const MOST_BYTES: u64 = 64 << 20;

/// Returns the words of a package; `None` when it is none, or larger than a letter should be.
pub fn words(bytes: &[u8]) -> Option<String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    if archive.len() > limits::PARTS {
        return None;
    }
    let mut words = String::new();
    let mut left = MOST_BYTES;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).ok()?;
        let name = entry.name().ok()?.into_owned();
        if !name.ends_with(".xml") || !(name.starts_with("word/") || name.starts_with("xl/")) {
            continue;
        }
        let mut text = Vec::new();
        let read = entry.by_ref().take(left + 1).read_to_end(&mut text).ok()? as u64;
        left = left.checked_sub(read)?;
        strip(&String::from_utf8_lossy(&text), &mut words);
    }
    Some(words)
}

/// Adds what stands between the marks of an XML part.
fn strip(xml: &str, words: &mut String) {
    let mut rest = xml;
    while let Some(open) = rest.find('<') {
        add(&rest[..open], words);
        let Some(close) = rest[open..].find('>') else { return };
        rest = &rest[open + close + 1..];
    }
    add(rest, words);
}

fn add(text: &str, words: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        words.extend(rest[..at].chars().filter(|c| !c.is_whitespace()));
        let end = rest[at..].find(';').map_or(rest.len(), |end| at + end + 1);
        words.extend(entity(&rest[at..end]));
        rest = &rest[end..];
    }
    words.extend(rest.chars().filter(|c| !c.is_whitespace()));
}

fn entity(text: &str) -> Option<char> {
    let name = text.strip_prefix('&')?.strip_suffix(';')?;
    let named = [("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\'')];
    if let Some((_, c)) = named.iter().find(|(known, _)| *known == name) {
        return Some(*c);
    }
    let number = name.strip_prefix('#')?;
    let code = number.strip_prefix('x').map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok())?;
    char::from_u32(code).filter(|c| !c.is_whitespace() && !c.is_control())
}

#[cfg(test)]
mod tests {
    use super::{strip, words};

    #[test]
    fn words_parted_by_marks_stand_together() {
        let mut found = String::new();
        strip(
            "<w:p><w:r><w:t xml:space=\"preserve\">公务接待 超</w:t></w:r><w:r><w:t>标准 &lt;甲&#20057;&gt;</w:t></w:r></w:p>",
            &mut found,
        );
        assert_eq!(found, "公务接待超标准<甲乙>");
        assert_eq!(words(b"no package"), None);
    }
}
