//! A written file. Stages make documents; only `pipeline` puts them on disk.

/// A file to be written below the output folder.
#[derive(Clone, Debug)]
pub struct Document {
    /// Path below the output folder, parts joined by `/`; every part is safe on Linux and Windows.
    pub path: String,
    /// What it is, for people: 评分表, 督办函 …
    pub title: String,
    /// The bytes.
    pub content: Vec<u8>,
}

/// Returns a name that is a safe file name on Linux and Windows: no separators, no reserved names,
/// no trailing dots, at most 80 characters.
pub fn safe_file_name(name: &str) -> String {
    let mut safe: String = name
        .chars()
        .filter(|c| {
            !c.is_control()
                && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
        })
        .map(|c| if matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') { '_' } else { c })
        .take(80)
        .collect();
    safe = safe.trim_matches(|c: char| c.is_whitespace() || c == '.').to_owned();
    let stem = safe.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let reserved = matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL")
        || (stem.len() == 4
            && (stem.starts_with("COM") || stem.starts_with("LPT"))
            && stem.ends_with(|c: char| c.is_ascii_digit()));
    if safe.is_empty() || reserved {
        safe.insert(0, '_');
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::safe_file_name;

    #[test]
    fn names_from_data_cannot_leave_their_folder() {
        assert_eq!(safe_file_name("../../etc/passwd"), "_.._etc_passwd");
        assert_eq!(safe_file_name("县教育局"), "县教育局");
        assert_eq!(safe_file_name("CON.docx"), "_CON.docx");
        assert_eq!(safe_file_name("com1"), "_com1");
        assert_eq!(safe_file_name("..."), "_");
        assert_eq!(safe_file_name("a\u{202E}b\nc. "), "abc");
    }
}
