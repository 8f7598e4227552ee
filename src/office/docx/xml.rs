//! Text as XML: escaping, and runs of text inside a paragraph.

use std::fmt::Write;

use super::measure::SPACING;

/// Says whether a character may stand in a paper.
///
/// Left out: what XML 1.0 forbids, other control characters, and the marks that reorder text on the screen,
/// so that nothing reads otherwise than it is stored.
fn printable(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
        && !matches!(c, '\u{FFFE}' | '\u{FFFF}' | '\u{FEFF}')
}

/// Escapes text for XML and drops what may not stand in a paper; tabs become spaces.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push(' '),
            c if printable(c) => out.push(c),
            _ => {}
        }
    }
    out
}

/// How a run looks where it differs from its paragraph's style.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look {
    /// Another font.
    pub(super) font: Option<&'static str>,
    /// Another size, in half points.
    pub(super) size: Option<u32>,
    /// Horizontal scale, in percent.
    pub(super) scale: Option<u32>,
    /// A box around it.
    pub(super) boxed: bool,
}

/// Returns one run; line breaks in the text are kept.
pub(super) fn run(text: &str, look: Look) -> String {
    let mut out = String::from("<w:r>");
    out.push_str(&look_xml(look));
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}', '\u{85}'], "\n");
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            out.push_str("<w:br/>");
        }
        let _ = write!(out, r#"<w:t xml:space="preserve">{}</w:t>"#, escape(line));
    }
    out.push_str("</w:r>");
    out
}

fn look_xml(look: Look) -> String {
    let mut inner = String::new();
    if let Some(font) = look.font {
        inner.push_str(&fonts(font));
    }
    if let Some(scale) = look.scale {
        let _ = write!(inner, r#"<w:w w:val="{scale}"/>"#);
    }
    if let Some(size) = look.size {
        let _ = write!(inner, r#"<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>"#);
    }
    if look.boxed {
        inner.push_str(r#"<w:bdr w:val="single" w:sz="8" w:space="0" w:color="auto"/>"#);
    }
    if inner.is_empty() { inner } else { format!("<w:rPr>{inner}</w:rPr>") }
}

/// Returns the font element, the one name in every slot: Latin letters and digits are set in it too.
pub(super) fn fonts(font: &str) -> String {
    format!(r#"<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}" w:hint="eastAsia"/>"#)
}

/// Returns the run properties of body text's spacing.
pub(super) fn spacing() -> String {
    format!(r#"<w:spacing w:val="{SPACING}"/>"#)
}

/// Returns a paragraph of a style, with further paragraph properties in the schema's order.
pub(super) fn paragraph(style: &str, properties: &str, runs: &str) -> String {
    format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/>{properties}</w:pPr>{runs}</w:p>"#)
}

#[cfg(test)]
mod tests {
    use super::{Look, escape, run};

    #[test]
    fn markup_in_text_stays_text() {
        assert_eq!(escape("<w:p> & \"a\""), "&lt;w:p&gt; &amp; &quot;a&quot;");
    }

    #[test]
    fn characters_that_xml_or_the_eye_cannot_bear_are_dropped() {
        assert_eq!(escape("a\u{1}b\u{1F}c\u{202E}d\u{FFFF}e\tf"), "abcde f");
    }

    #[test]
    fn line_breaks_become_breaks() {
        let xml = run("甲\r\n乙\n丙", Look::default());
        assert_eq!(xml.matches("<w:br/>").count(), 2);
        assert!(!xml.contains('\n'));
    }
}
