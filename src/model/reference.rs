//! How other programs name a place: the URI of a file, a cell as readers write it.

use std::fmt::Write;

use crate::model::place::Place;

/// Returns the URI reference of a path: relative as given, `file:///…` for an absolute one; every byte that is no
/// unreserved character of RFC 3986 is percent-encoded.
pub fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let drive = path.len() > 2 && path.as_bytes()[0].is_ascii_alphabetic() && path[1..].starts_with(":/");
    let (start, rest) = match path.as_str() {
        _ if drive => (format!("file:///{}", &path[..2]), &path[2..]),
        path if path.starts_with("//") => ("file:".to_owned(), path),
        path if path.starts_with('/') => ("file://".to_owned(), path),
        path => (String::new(), path),
    };
    let mut uri = start;
    for byte in rest.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            other => write!(uri, "%{other:02X}").expect("writing to a string does not fail"),
        }
    }
    uri
}

/// Returns the name of a place inside its file: `Sheet1!D14`, `Sheet1!5:5` for a row, `Sheet1`; `None` for a file.
pub fn reference(place: &Place) -> Option<String> {
    let sheet = place.sheet.as_ref()?;
    Some(match (place.cell, place.row) {
        (Some(cell), _) => format!("{sheet}!{cell}"),
        (None, Some(row)) => format!("{sheet}!{0}:{0}", row + 1),
        (None, None) => sheet.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::{reference, uri};
    use crate::model::place::{CellRef, Place};

    #[test]
    fn a_path_becomes_a_uri_reference() {
        assert_eq!(uri("台账/a b#1%.xlsx"), "%E5%8F%B0%E8%B4%A6/a%20b%231%25.xlsx");
        assert_eq!(uri("../a:b.xlsx"), "../a%3Ab.xlsx");
        assert_eq!(uri("/tmp/x.csv"), "file:///tmp/x.csv");
        assert_eq!(uri(r"C:\台账\x.csv"), "file:///C:/%E5%8F%B0%E8%B4%A6/x.csv");
        assert_eq!(uri("//server/share/x.csv"), "file://server/share/x.csv");
    }

    #[test]
    fn a_reference_is_as_exact_as_its_place() {
        let sheet = Place::file("a.xlsx").sheet("表1");
        assert_eq!(reference(&Place::file("a.xlsx")), None);
        assert_eq!(reference(&sheet).as_deref(), Some("表1"));
        assert_eq!(reference(&sheet.clone().row(4)).as_deref(), Some("表1!5:5"));
        assert_eq!(reference(&sheet.cell(CellRef::new(13, 3))).as_deref(), Some("表1!D14"));
    }
}
