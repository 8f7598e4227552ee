//! The few things of XML that patching needs: where elements and attributes stand in the bytes, and safe text.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::error::Error;
use crate::limits;
use crate::office::cell_text::cell_text;
use crate::office::patch::splice::Splice;
use crate::office::patch::{too_large, unpatchable};

/// What a part made here begins with.
pub(super) const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// The most elements of a part that are held in memory; styles of 65 490 formats have about half as many.
const MOST_ELEMENTS: usize = 1_000_000;

/// The deepest elements may lie within each other; no part of a workbook comes near.
pub(super) const DEEPEST: usize = 256;

/// An element of a part held in memory, with the byte ranges that make it up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Element {
    /// Local name.
    pub(super) name: String,
    /// Prefix with its colon; empty without one.
    pub(super) prefix: String,
    /// 0 for the root.
    pub(super) depth: usize,
    /// The start tag, from `<` to behind `>`.
    pub(super) tag: Range<usize>,
    /// The whole element, end tag included.
    pub(super) whole: Range<usize>,
    /// Where the end tag begins; for an empty element the end of its only tag.
    pub(super) close: usize,
}

impl Element {
    /// Says whether it has no end tag of its own.
    fn is_empty(&self) -> bool {
        self.tag == self.whole
    }

    /// Says whether another element lies within.
    pub(super) fn holds(&self, other: &Self) -> bool {
        self.depth < other.depth && self.whole.start <= other.whole.start && other.whole.end <= self.whole.end
    }

    /// Returns the edit that adds XML as the last child.
    pub(super) fn append(&self, xml: &str) -> Splice {
        if self.is_empty() {
            let closed = format!(">{xml}</{}{}>", self.prefix, self.name);
            return Splice::new(self.tag.end as u64 - 2, 2, closed);
        }
        Splice::insert(self.close as u64, xml)
    }

    /// Returns the edit that takes the whole element out.
    pub(super) fn remove(&self) -> Splice {
        Splice::new(self.whole.start as u64, self.whole.len() as u64, "")
    }

    /// Returns an attribute's value as written, by its local name.
    pub(super) fn raw<'t>(&self, text: &'t str, name: &str) -> Option<&'t str> {
        let tag = &text[self.tag.clone()];
        attribute(tag, name).map(|found| &tag[found.value])
    }

    /// Returns an attribute's value, by its local name.
    pub(super) fn get(&self, text: &str, name: &str) -> Option<String> {
        self.raw(text, name).map(unescape)
    }

    /// Returns the edit that gives an attribute, found by its local name, a value that needs no escaping.
    pub(super) fn set(&self, text: &str, name: &str, value: &str) -> Splice {
        let tag = &text[self.tag.clone()];
        let base = self.tag.start;
        set(tag, name, value).shifted(base as u64)
    }
}

impl Splice {
    /// The same edit, further on in the part.
    pub(super) fn shifted(mut self, by: u64) -> Self {
        self.at += by;
        self
    }
}

/// Lists the elements of a part down to a depth, in document order.
///
/// # Errors
///
/// When the part is not well-formed XML in UTF-8, or holds more than anybody's workbook does.
pub(super) fn elements(text: &str, deepest: usize) -> Result<Vec<Element>, Error> {
    let base = byte_order_mark(text.as_bytes())?;
    let mut reader = Reader::from_reader(&text.as_bytes()[base..]);
    let mut found: Vec<Element> = Vec::new();
    let mut open: Vec<Option<usize>> = Vec::new();
    loop {
        let event = reader.read_event().map_err(|_| unpatchable())?;
        let end = base + position(reader.buffer_position())?;
        match &event {
            Event::Start(element) | Event::Empty(element) => {
                let empty = matches!(event, Event::Empty(_));
                let start = end - (element.len() + if empty { 3 } else { 2 });
                let shown = open.len() <= deepest;
                if found.len() >= MOST_ELEMENTS || open.len() >= DEEPEST {
                    return Err(too_large());
                }
                if shown {
                    let (prefix, name) = split_name(element.name().as_ref());
                    let range = start..end;
                    let (depth, close) = (open.len(), end);
                    found.push(Element { name, prefix, depth, tag: range.clone(), whole: range, close });
                }
                if !empty {
                    open.push(shown.then(|| found.len() - 1));
                }
            }
            Event::End(_) => {
                if let Some(at) = open.pop().ok_or_else(unpatchable)? {
                    found[at].close = text[..end].rfind("</").ok_or_else(unpatchable)?;
                    found[at].whole.end = end;
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if !open.is_empty() || found.is_empty() {
        return Err(unpatchable());
    }
    Ok(found)
}

/// Returns how many bytes of byte-order mark a part begins with.
///
/// # Errors
///
/// When it is in another encoding than UTF-8, whose offsets would not be ours.
pub(super) fn byte_order_mark(head: &[u8]) -> Result<usize, Error> {
    if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        return Err(unpatchable());
    }
    let declaration = head.iter().position(|byte| *byte == b'>').map_or(head, |end| &head[..end]);
    let declaration = String::from_utf8_lossy(&declaration[..declaration.len().min(200)]).to_ascii_lowercase();
    let declared =
        declaration.contains("<?xml").then(|| attribute(&declaration, "encoding").map(|a| declaration[a.value].to_owned()));
    if declared.flatten().is_some_and(|encoding| !matches!(encoding.as_str(), "utf-8" | "utf8" | "us-ascii" | "ascii")) {
        return Err(unpatchable());
    }
    Ok(if head.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 })
}

/// Turns a reader's position into an index.
pub(super) fn position(at: u64) -> Result<usize, Error> {
    usize::try_from(at).map_err(|_| unpatchable())
}

/// Splits a name into its prefix with colon, and the local name.
pub(super) fn split_name(name: &str) -> (String, String) {
    name.split_once(':')
        .map_or_else(|| (String::new(), name.to_owned()), |(prefix, local)| (format!("{prefix}:"), local.to_owned()))
}

/// Where an attribute stands in its tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attribute {
    /// From the white space before its name to behind its closing quote.
    pub(super) whole: Range<usize>,
    /// Between the quotes.
    pub(super) value: Range<usize>,
}

/// Finds an attribute of a tag by its local name; declarations of namespaces are none.
pub(super) fn attribute(tag: &str, wanted: &str) -> Option<Attribute> {
    let bytes = tag.as_bytes();
    let mut at = bytes.iter().position(u8::is_ascii_whitespace)?;
    loop {
        let begins = at;
        at += bytes[at..].iter().position(|byte| !byte.is_ascii_whitespace())?;
        let equals = at + bytes[at..].iter().position(|byte| *byte == b'=')?;
        let name = tag.get(at..equals)?.trim_end();
        let open = equals + 1 + bytes[equals + 1..].iter().position(|byte| !byte.is_ascii_whitespace())?;
        let quote = *bytes.get(open)?;
        if !matches!(quote, b'"' | b'\'') {
            return None;
        }
        let close = open + 1 + bytes[open + 1..].iter().position(|byte| *byte == quote)?;
        let local = match name.split_once(':') {
            Some(("xmlns", _)) => "",
            Some((_, local)) => local,
            None => name,
        };
        if local == wanted {
            return Some(Attribute { whole: begins..close + 1, value: open + 1..close });
        }
        at = close + 1;
    }
}

/// Returns the edit of a tag that gives an attribute a value that needs no escaping; a new one comes right behind the name.
pub(super) fn set(tag: &str, name: &str, value: &str) -> Splice {
    match attribute(tag, name) {
        Some(found) => Splice::new(found.value.start as u64, found.value.len() as u64, value),
        None => {
            let behind = tag.find(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/').unwrap_or(tag.len());
            Splice::insert(behind as u64, format!(" {name}=\"{value}\""))
        }
    }
}

/// Resolves the entities of an attribute or a text; what is no entity stays.
pub(super) fn unescape(text: &str) -> String {
    quick_xml::escape::unescape(text).map_or_else(|_| text.to_owned(), std::borrow::Cow::into_owned)
}

/// Escapes a text for XML and takes out what a cell may not hold.
///
/// `_x0041_` and its like would be read as one character; their underscore is written so that they stay what they are.
pub(super) fn escape(text: &str) -> String {
    let text = cell_text(text);
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '_' if is_code(&text[at..]) => out.push_str("_x005F_"),
            c => out.push(c),
        }
    }
    out
}

/// Escapes what names a sheet in an attribute.
pub(super) fn escape_attribute(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\n', "&#10;")
}

fn is_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 7 && bytes[1] == b'x' && bytes[6] == b'_' && bytes[2..6].iter().all(u8::is_ascii_hexdigit)
}

/// Returns an address such as `D14`, from a 0-based row and column.
pub(super) fn address(row: u32, column: u16) -> String {
    let mut rest = u32::from(column) + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect::<String>() + &(u64::from(row) + 1).to_string()
}

/// Parses an address such as `D14` into a 0-based row and column; `None` beyond a sheet's bounds.
pub(super) fn parse_address(text: &str) -> Option<(u32, u16)> {
    let split = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = text.split_at(split);
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut column = 0_u32;
    for letter in letters.bytes() {
        column = column * 26 + u32::from(letter.to_ascii_uppercase().checked_sub(b'A').filter(|at| *at < 26)?) + 1;
    }
    let row: u32 = digits.parse().ok()?;
    (column <= limits::COLUMNS && (1..=limits::ROWS).contains(&row)).then(|| (row - 1, (column - 1) as u16))
}

/// Parses an area such as `B2:C9`, or a single address, into its first and last cell.
pub(super) fn parse_area(text: &str) -> Option<((u32, u16), (u32, u16))> {
    let text = text.replace('$', "");
    match text.split_once(':') {
        Some((first, last)) => Some((parse_address(first)?, parse_address(last)?)),
        None => parse_address(&text).map(|only| (only, only)),
    }
}

#[cfg(test)]
mod tests {
    use super::{DEEPEST, MOST_ELEMENTS, address, attribute, elements, escape, parse_address, set};
    use crate::office::patch::splice::applied;

    #[test]
    fn elements_know_their_bytes() {
        let text = "\u{FEFF}<?xml version=\"1.0\"?><x:a><x:b k='1'/><!-- <c> --><x:c>t&amp;<d></d></x:c ></x:a>";
        let found = elements(text, 1).expect("XML");
        let names: Vec<_> = found.iter().map(|e| (e.name.as_str(), e.prefix.as_str(), &text[e.whole.clone()])).collect();
        assert_eq!(names[1], ("b", "x:", "<x:b k='1'/>"));
        assert_eq!(names[2], ("c", "x:", "<x:c>t&amp;<d></d></x:c >"));
        assert_eq!(found.len(), 3);
        assert_eq!(applied(text, vec![found[1].append("<n/>")]).expect("applied").matches("<x:b k='1'><n/></x:b>").count(), 1);
        assert!(applied(text, vec![found[2].append("<n/>")]).expect("applied").contains("</d><n/></x:c >"));
        assert!(elements("<a><b></a>", 1).is_err());
        assert!(elements("<?xml version=\"1.0\" encoding=\"GBK\"?><a/>", 1).is_err());
    }

    #[test]
    fn a_part_of_countless_or_bottomless_elements_is_refused() {
        let flat = |count: usize| format!("<a>{}</a>", "<b/>".repeat(count));
        assert_eq!(elements(&flat(MOST_ELEMENTS - 1), 1).map(|found| found.len()).ok(), Some(MOST_ELEMENTS));
        assert!(elements(&flat(MOST_ELEMENTS), 1).is_err());
        assert!(elements(&flat(MOST_ELEMENTS), 0).is_ok(), "what is not remembered costs nothing");
        let deep = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
        assert!(elements(&deep(DEEPEST), 1).is_ok());
        assert!(elements(&deep(DEEPEST + 1), 1).is_err());
    }

    #[test]
    fn attributes_are_found_by_local_name_and_set_in_place() {
        let tag = "<c xmlns:s=\"u\" r='A>1' x:s = \"12\" t=\"s\"/>";
        let found = attribute(tag, "s").expect("found");
        assert_eq!(&tag[found.value], "12");
        assert_eq!(applied(tag, vec![set(tag, "s", "9")]).expect("set"), "<c xmlns:s=\"u\" r='A>1' x:s = \"9\" t=\"s\"/>");
        assert_eq!(applied("<c/>", vec![set("<c/>", "s", "9")]).expect("set"), "<c s=\"9\"/>");
        assert_eq!(attribute("<c r=\"A1\"/>", "s"), None);
    }

    #[test]
    fn text_stays_text() {
        assert_eq!(escape("<a>&\"\u{1}\u{202E}"), "&lt;a&gt;&amp;&quot;");
        assert_eq!(escape("_x0041_ _x00_"), "_x005F_x0041_ _x00_");
    }

    #[test]
    fn addresses_go_both_ways() {
        for (text, place) in [("A1", (0, 0)), ("AA5", (4, 26)), ("XFD1048576", (1_048_575, 16_383))] {
            assert_eq!(parse_address(text), Some(place));
            assert_eq!(address(place.0, place.1), text);
        }
        for nonsense in ["", "A", "1", "A0", "XFE1", "A1048577", "甲1", "A-1", "AAAA1"] {
            assert_eq!(parse_address(nonsense), None, "{nonsense}");
        }
    }
}
