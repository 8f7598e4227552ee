//! Finds a few tags in a long XML part without taking everything else apart.
//!
//! Of a sheet of a hundred thousand rows only the tags of rows and merged areas matter here, and almost all others are
//! one letter long: a cell, its value, its formula, its text.

use std::io::BufRead;

use memchr::memmem::Finder;

use crate::error::Error;
use crate::read::corrupt;

/// Calls `visit` with every start tag, `<` and `>` included, that has one of the local names, up to a tag that begins
/// with `until` where that is given.
///
/// Comments and CDATA are passed over. Names that end tags have are not compared: the library that reads the cells does.
///
/// # Errors
///
/// `Corrupt` when the part does not inflate or ends inside a tag; those of `visit`.
pub(super) fn each(
    mut xml: impl BufRead,
    names: &[&str],
    until: Option<&[u8]>,
    mut visit: impl FnMut(&[u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut tag = Vec::new();
    loop {
        xml.skip_until(b'<').map_err(corrupt)?;
        // `<` stands in no attribute's value, so that a tag that does not matter need not be read to its end.
        match xml.fill_buf().map_err(corrupt)? {
            [] => return Ok(()),
            [b'/', ..] | [_, b' ' | b'>' | b'/', ..] => continue,
            _ => {}
        }
        tag.clear();
        tag.push(b'<');
        read_tag(&mut xml, &mut tag)?;
        if until.is_some_and(|until| tag.starts_with(until)) {
            return Ok(());
        }
        if names.iter().any(|name| local_name(&tag) == name.as_bytes()) {
            visit(&tag)?;
        }
    }
}

/// Reads on until behind these bytes, whatever they are part of, or to the end; what is passed over is not looked at.
///
/// # Errors
///
/// `Corrupt` when the part does not inflate.
pub(super) fn skip_past(xml: &mut impl BufRead, wanted: &[u8]) -> Result<(), Error> {
    let finder = Finder::new(wanted);
    // The end of what was read before, in which the bytes may have begun.
    let mut seam: Vec<u8> = Vec::new();
    loop {
        let read = xml.fill_buf().map_err(corrupt)?;
        if read.is_empty() {
            return Ok(());
        }
        let kept = seam.len();
        seam.extend_from_slice(&read[..read.len().min(wanted.len())]);
        if let Some(at) = finder.find(&seam) {
            xml.consume(at + wanted.len() - kept);
            return Ok(());
        }
        if let Some(at) = finder.find(read) {
            xml.consume(at + wanted.len());
            return Ok(());
        }
        if read.len() >= wanted.len() {
            seam.clear();
            seam.extend_from_slice(&read[read.len() + 1 - wanted.len()..]);
        } else {
            seam.drain(..seam.len().saturating_sub(wanted.len() - 1));
        }
        let length = read.len();
        xml.consume(length);
    }
}

/// Reads on to the end of a tag, a comment or a CDATA section, whose `<` has been read.
fn read_tag(xml: &mut impl BufRead, tag: &mut Vec<u8>) -> Result<(), Error> {
    let mut quote = None;
    loop {
        let from = tag.len();
        xml.read_until(b'>', tag).map_err(corrupt)?;
        let ends = if tag.starts_with(b"<!--") {
            tag.len() >= 7 && tag.ends_with(b"-->")
        } else if tag.starts_with(b"<![CDATA[") {
            tag.ends_with(b"]]>")
        } else {
            for byte in &tag[from..] {
                match (quote, byte) {
                    (None, b'"' | b'\'') => quote = Some(*byte),
                    (Some(open), byte) if open == *byte => quote = None,
                    _ => {}
                }
            }
            quote.is_none() && tag.ends_with(b">")
        };
        if ends {
            return Ok(());
        }
        if tag.len() == from || !tag.ends_with(b">") {
            return Err(corrupt("the part ends inside a tag"));
        }
    }
}

/// Returns a start tag's name without its prefix.
fn local_name(tag: &[u8]) -> &[u8] {
    let name = tag[1..].split(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'/' | b'>')).next().unwrap_or_default();
    name.rsplit(|byte| *byte == b':').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use super::{each, skip_past};

    /// Returns the tags found, whatever the size of the chunks they come in.
    fn rows(xml: &str) -> Option<Vec<String>> {
        let found = |chunk: usize| {
            let mut found = Vec::new();
            let mut note = |tag: &[u8]| {
                found.push(String::from_utf8_lossy(tag).into_owned());
                Ok(())
            };
            each(BufReader::with_capacity(chunk, xml.as_bytes()), &["row"], None, &mut note).ok().map(|()| found)
        };
        let whole = found(1 << 10);
        assert!((1..12).all(|chunk| found(chunk) == whole), "{xml}");
        whole
    }

    #[test]
    fn tags_are_found_with_any_prefix_and_white_space() {
        let xml =
            "<?xml version='1.0'?><s:data><s:row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c></s:row><row\n r='2'/><rows/></s:data>";
        assert_eq!(rows(xml).expect("tags"), ["<s:row r=\"1\">", "<row\n r='2'/>"]);
        assert_eq!(rows("<data><r:t>1</r:t><row></data>").expect("tags"), ["<row>"]);
    }

    #[test]
    fn comments_cdata_and_quotes_hide_what_looks_like_a_tag() {
        assert_eq!(rows("<d><!-- <row> > --><![CDATA[<row>]] >]]><row a='>\"' b=\"'>\"/><!----></d>").expect("tags").len(), 1);
        assert_eq!(rows("<d><is><t>&lt;row&gt;</t></is></d>").expect("tags"), Vec::<String>::new());
    }

    #[test]
    fn what_is_passed_over_ends_behind_the_bytes_sought() {
        let xml = "<d><row r='1'/><row r='2'/></d></da<row r='3'/></data ><row r='4'/></data>";
        for chunk in 1..xml.len() {
            let mut reader = BufReader::with_capacity(chunk, xml.as_bytes());
            let mut found = Vec::new();
            let mut note = |tag: &[u8]| {
                found.push(String::from_utf8_lossy(tag).into_owned());
                Ok(())
            };
            each(&mut reader, &["row"], Some(b"<row r='2'"), &mut note).expect("tags");
            skip_past(&mut reader, b"</data").expect("the bytes");
            each(&mut reader, &["row"], None, &mut note).expect("tags");
            skip_past(&mut reader, b"</data").expect("the end");
            assert_eq!(found, ["<row r='1'/>", "<row r='4'/>"], "{chunk}");
        }
    }

    #[test]
    fn a_part_that_ends_inside_a_tag_is_damaged() {
        assert_eq!(rows(""), Some(Vec::new()));
        for xml in ["<d><row r='1'", "<d><row r='1>", "<d><!-- >", "<d><![CDATA[ >"] {
            assert_eq!(rows(xml), None, "{xml}");
        }
    }
}
