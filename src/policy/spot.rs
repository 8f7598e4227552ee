//! Where a character of a TOML text stands in the file, so that a fault inside a text is shown at its very place.

use std::ops::Range;

/// A text of the file, and where each of its bytes was written.
#[derive(Clone, Debug)]
pub struct Written {
    /// The text as meant.
    pub text: String,
    span: Range<usize>,
    /// Byte of the text and byte of the file, for each character and the end; empty where they cannot be told.
    places: Vec<(usize, usize)>,
}

impl Written {
    /// Lines up a text with how it was written, quotes included, from `span` in the file.
    pub(super) fn new(text: String, raw: &str, span: Range<usize>) -> Self {
        let places = places(&text, raw).unwrap_or_default();
        let places = places.into_iter().map(|(own, at)| (own, span.start + at)).collect();
        Self { text, span, places }
    }

    /// Returns where a part of the text stands in the file; the whole text where that cannot be told.
    pub fn span(&self, part: Range<usize>) -> Range<usize> {
        let place = |own: usize| self.places.iter().find(|(known, _)| *known == own).map(|(_, at)| *at);
        match (place(part.start), place(part.end)) {
            (Some(start), Some(end)) => start..end.max(start),
            _ => self.span.clone(),
        }
    }
}

/// Walks through both at once. Source: TOML 1.1, strings.
fn places(text: &str, raw: &str) -> Option<Vec<(usize, usize)>> {
    let quote = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quote| raw.starts_with(quote))?;
    let escapes = quote.starts_with('"');
    let mut at = quote.len();
    if quote.len() == 3 {
        let rest = &raw[at..];
        at += if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with('\n')) };
    }
    let mut places = Vec::new();
    for (own, c) in text.char_indices() {
        // A backslash at a line's end takes the white space behind it away.
        while escapes && raw[at..].starts_with('\\') && raw[at + 1..].starts_with(char::is_whitespace) {
            let rest = raw[at + 1..].trim_start();
            at = raw.len() - rest.len();
        }
        let seen = raw[at..].chars().next()?;
        places.push((own, at));
        at += match seen {
            '\\' if escapes => match raw[at + 1..].chars().next()? {
                'x' => 4,
                'u' => 6,
                'U' => 10,
                _ => 2,
            },
            '\r' if c == '\n' => 2,
            seen if seen == c => seen.len_utf8(),
            _ => return None,
        };
        raw.get(at..)?;
    }
    places.push((text.len(), at));
    Some(places)
}

#[cfg(test)]
mod tests {
    use super::Written;

    /// Returns what of the raw text a part of the meant one covers.
    fn covered<'r>(raw: &'r str, text: &str, part: &str) -> &'r str {
        let start = text.find(part).expect("a part of the text");
        let written = Written::new(text.to_owned(), raw, 0..raw.len());
        &raw[written.span(start..start + part.len())]
    }

    #[test]
    fn plain_texts_stand_behind_their_quote() {
        assert_eq!(covered("'责任人 为空'", "责任人 为空", "为空"), "为空");
        assert_eq!(covered("\"责任人 为空\"", "责任人 为空", "责任人"), "责任人");
        assert_eq!(covered("'''\n责任人\n为空'''", "责任人\n为空", "为空"), "为空");
        assert_eq!(covered("\"\"\"\r\n责任人\r\n为空\"\"\"", "责任人\n为空", "为空"), "为空");
    }

    #[test]
    fn escapes_count_as_written() {
        assert_eq!(covered(r#""甲 = \"乙\" 且 丙""#, r#"甲 = "乙" 且 丙"#, "丙"), "丙");
        assert_eq!(covered(r#""甲 = \"乙\" 且 丙""#, r#"甲 = "乙" 且 丙"#, r#""乙""#), r#"\"乙\""#);
        assert_eq!(covered(r#""\u7532\x41丙""#, "甲A丙", "丙"), "丙");
        assert_eq!(covered("\"\"\"甲 \\\n   丙\"\"\"", "甲 丙", "丙"), "丙");
    }

    #[test]
    fn what_does_not_line_up_is_shown_whole() {
        let written = Written::new("甲".to_owned(), "\"乙\"", 5..10);
        assert_eq!(written.span(0..3), 5..10);
    }
}
