//! The text of a shared string or of a cell with its own: `<t>`, runs of rich text, no phonetic guides.
//!
//! Source: ECMA-376-1 §18.4 (shared strings), §22.9.2.19 (`ST_Xstring`, the escape `_xHHHH_`).

use std::borrow::Cow;

use memchr::{memchr, memchr2, memmem};

use crate::read::xlsx_scan::cursor::{Attribute, Cursor};
use crate::read::xlsx_scan::{Unusual, Usual};

/// Reads an element's text up to its end tag, and steps over that; the start tag has been read.
pub(super) fn read<'x>(cursor: &mut Cursor<'x>, end: &[u8]) -> Usual<Cow<'x, str>> {
    let mut text: Option<Cow<'x, str>> = None;
    let mut is_phonetic = false;
    loop {
        cursor.skip_space();
        if cursor.eat(end) {
            return Ok(text.unwrap_or_default());
        }
        if cursor.eat_tag(b"<t") {
            let part = one(cursor)?;
            if !is_phonetic {
                text = Some(match text {
                    None => part,
                    Some(before) => Cow::Owned(before.into_owned() + &part),
                });
            }
        } else if cursor.eat_tag(b"<rPh") {
            is_phonetic = cursor.skip_attributes()?;
        } else if cursor.eat(b"</rPh>") {
            is_phonetic = false;
        } else if cursor.eat(b"</") {
            let name = cursor.until(b'>')?;
            if name.iter().any(|byte| !byte.is_ascii_alphabetic()) || name == b"t" {
                return Err(Unusual);
            }
            cursor.eat(b">");
        } else if cursor.eat(b"<") {
            // Fonts and the like; a name with a prefix could be a `t` of another kind.
            let name = cursor.rest().iter().position(|byte| !byte.is_ascii_alphanumeric()).ok_or(Unusual)?;
            if name == 0 || matches!(cursor.rest()[name], b':' | b'-' | b'_' | b'.' | 0x80..) {
                return Err(Unusual);
            }
            let name = &cursor.rest()[..name];
            cursor.eat(name);
            cursor.skip_attributes()?;
        } else {
            return Err(Unusual);
        }
    }
}

/// Reads one `<t>` whose name has been read.
fn one<'x>(cursor: &mut Cursor<'x>) -> Usual<Cow<'x, str>> {
    let mut keeps_space = false;
    loop {
        match cursor.attribute()? {
            Attribute::Pair(b"xml:space", value) => keeps_space = value == b"preserve",
            Attribute::Pair(..) => {}
            Attribute::End => break,
            Attribute::EmptyEnd => return Ok(Cow::Borrowed("")),
        }
    }
    let text = decode(cursor.text()?)?;
    if !cursor.eat(b"</t>") {
        return Err(Unusual);
    }
    Ok(match text {
        _ if keeps_space => unescape(text),
        Cow::Borrowed(text) => unescape(Cow::Borrowed(trim(text))),
        Cow::Owned(text) => unescape(Cow::Owned(trim(&text).to_owned())),
    })
}

fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}

/// Resolves entities and line ends as XML has it.
pub(super) fn decode(raw: &[u8]) -> Usual<Cow<'_, str>> {
    let text = std::str::from_utf8(raw).map_err(|_| Unusual)?;
    if memchr2(b'&', b'\r', raw).is_none() {
        return Ok(Cow::Borrowed(text));
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr2(b'&', b'\r', rest.as_bytes()) {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(behind) = rest.strip_prefix('\r') {
            // A line ends with CR LF, LF or CR; what the program gets is LF.
            decoded.push('\n');
            rest = behind.strip_prefix('\n').unwrap_or(behind);
        } else {
            let end = memchr(b';', rest.as_bytes()).ok_or(Unusual)?;
            decoded.push(entity(&rest[1..end])?);
            rest = &rest[end + 1..];
        }
    }
    decoded.push_str(rest);
    Ok(Cow::Owned(decoded))
}

/// Returns the character of an entity, `&` and `;` taken off.
fn entity(name: &str) -> Usual<char> {
    Ok(match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "apos" => '\'',
        "quot" => '"',
        _ => {
            let (digits, radix) = match name.strip_prefix("#x") {
                Some(digits) => (digits, 16),
                None => (name.strip_prefix('#').ok_or(Unusual)?, 10),
            };
            if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                return Err(Unusual);
            }
            let number = u32::from_str_radix(digits, radix).map_err(|_| Unusual)?;
            char::from_u32(number).filter(|c| *c != '\0').ok_or(Unusual)?
        }
    })
}

/// How long `_xHHHH_` is, in bytes.
const ESCAPE_BYTES: usize = 7;

/// Resolves `_xHHHH_`, which stands for a unit of UTF-16.
pub(super) fn unescape(text: Cow<'_, str>) -> Cow<'_, str> {
    let finder = memmem::Finder::new(b"_x");
    if finder.find(text.as_bytes()).is_none() {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    let mut units = Vec::new();
    let mut rest = &*text;
    loop {
        while let Some(unit) = escape(rest) {
            units.push(unit);
            rest = &rest[ESCAPE_BYTES..];
        }
        plain.extend(char::decode_utf16(units.drain(..)).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
        if rest.is_empty() {
            return Cow::Owned(plain);
        }
        // The next escape is not here, so it begins behind this letter at the earliest.
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let next = finder.find(&rest.as_bytes()[first..]).map_or(rest.len(), |at| first + at);
        plain.push_str(&rest[..next]);
        rest = &rest[next..];
    }
}

/// Returns the unit of an escape that stands at the beginning.
fn escape(text: &str) -> Option<u16> {
    let escape = text.as_bytes().first_chunk::<ESCAPE_BYTES>()?;
    let [b'_', b'x', hex @ .., b'_'] = escape else { return None };
    let is_hex = hex.iter().all(u8::is_ascii_hexdigit);
    std::str::from_utf8(hex).ok().filter(|_| is_hex).and_then(|hex| u16::from_str_radix(hex, 16).ok())
}

#[cfg(test)]
mod tests {
    use super::{Cursor, read};

    fn text(xml: &str) -> Option<String> {
        read(&mut Cursor::new(xml.as_bytes()), b"</si>").ok().map(|text| text.into_owned())
    }

    #[test]
    fn texts_are_read_with_their_runs_and_without_their_phonetic_guides() {
        for (xml, expected) in [
            ("<t>党费</t></si>", "党费"),
            ("<t/></si>", ""),
            ("</si>", ""),
            ("<t> 空 格\n</t></si>", "空 格"),
            ("<t xml:space=\"preserve\"> 空 格\n</t></si>", " 空 格\n"),
            ("<r><rPr><b/><rFont val=\"宋体\"/></rPr><t>党</t></r><r><t>费 </t></r></si>", "党费"),
            ("<t>党费</t><rPh sb=\"0\" eb=\"2\"><t>dangfei</t></rPh><phoneticPr fontId=\"1\"/></si>", "党费"),
            ("<t>A&amp;B&lt;&#65;&#x4E00;&quot;</t></si>", "A&B<A一\""),
            ("<t>一\r\n二\r三&#13;四</t></si>", "一\n二\n三\r四"),
            ("<t>一_x000D_二_x005F_x000D_ _x_xZZZZ_</t></si>", "一\r二_x000D_ _x_xZZZZ_"),
            ("<t>_xD83D__xDCF7_ _xD83D_a_xDCF7_</t></si>", "📷 \u{FFFD}a\u{FFFD}"),
        ] {
            assert_eq!(text(xml).as_deref(), Some(expected), "{xml}");
        }
    }

    #[test]
    fn what_is_unusual_is_left_alone() {
        for xml in [
            "<t><![CDATA[党费]]></t></si>",
            "<!-- --><t>党费</t></si>",
            "<x:t>党费</x:t></si>",
            "<t>党费",
            "<t>党费</x></si>",
            "<t>&nbsp;</t></si>",
            "<t>&#0;</t></si>",
            "<t>&#xD800;</t></si>",
            "<t>&amp</t></si>",
            "党费</si>",
            "<t>党费</t>",
        ] {
            assert_eq!(text(xml), None, "{xml}");
        }
    }
}
