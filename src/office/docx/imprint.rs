//! The imprint, "版记", at the foot of the last page: who gets a copy, and who printed the paper.
//!
//! Its paragraphs stand in a frame that ends with the type area, so that it is at the foot of the page in every program.

use super::Letterhead;
use super::measure::{BOTTOM, TEXT_WIDTH};
use super::xml::{Look, paragraph, run};

/// One character of 4号.
const INDENT: u32 = 280;
/// `抄送：` and the indent.
const HANGING: u32 = 4 * INDENT;
/// First and last rule: 0.35 mm, in eighths of a point. Source: clause 7.4.1.
const THICK: u32 = 8;
/// Rules between: 0.25 mm. Source: clause 7.4.1.
const THIN: u32 = 6;

/// Returns the imprint; nothing where there is nothing to say.
///
/// Source: GB/T 9704—2012, clause 7.4; clause 10.1 for letters, whose imprint has no rules and no printer.
pub(super) fn xml(letterhead: &Letterhead, to: &str, printer: &str, printed: &str) -> String {
    let has_rules = !matches!(letterhead, Letterhead::Letter(_));
    let mut lines = Vec::new();
    if !to.is_empty() {
        let stop = if to.ends_with('。') { "" } else { "。" };
        let indent = format!(r#"<w:ind w:left="{HANGING}" w:right="{INDENT}" w:hanging="{}"/>"#, HANGING - INDENT);
        lines.push((indent, run(&format!("抄送：{to}{stop}"), Look::default())));
    }
    if has_rules && !(printer.is_empty() && printed.is_empty()) {
        let tab = format!(r#"<w:tabs><w:tab w:val="right" w:pos="{}"/></w:tabs><w:ind w:left="{INDENT}"/>"#, TEXT_WIDTH - INDENT);
        lines.push((tab, run(printer, Look::default()) + "<w:r><w:tab/></w:r>" + &run(printed, Look::default())));
    }
    if lines.is_empty() {
        return String::new();
    }
    let mut out = String::new();
    let last = lines.len() - 1;
    for (number, (properties, runs)) in lines.into_iter().enumerate() {
        if has_rules && number == 0 {
            out.push_str(&rule(THICK));
        }
        out.push_str(&paragraph("Imprint", &format!("{FRAME}{properties}"), &runs));
        if has_rules {
            out.push_str(&rule(if number == last { THICK } else { THIN }));
        }
    }
    // The frame ends with the page; what lies below the type area is left free.
    out.push_str(&paragraph("Plain", &format!(r#"{FRAME}<w:spacing w:line="{BOTTOM}" w:lineRule="exact"/>"#), ""));
    out + &anchor()
}

/// What makes a paragraph part of the frame.
const FRAME: &str = concat!(
    r#"<w:framePr w:w="8844" w:wrap="around" w:vAnchor="page" w:hAnchor="margin" "#,
    r#"w:xAlign="center" w:yAlign="bottom"/>"#
);

/// A rule as wide as the type area: the lower border of a paragraph that takes no room.
fn rule(size: u32) -> String {
    let border = format!(r#"<w:pBdr><w:bottom w:val="single" w:sz="{size}" w:space="0" w:color="auto"/></w:pBdr>"#);
    paragraph("Plain", &format!(r#"{FRAME}{border}<w:spacing w:line="20" w:lineRule="exact"/>"#), "")
}

/// The paragraph the frame hangs on.
fn anchor() -> String {
    paragraph("Plain", r#"<w:spacing w:line="20" w:lineRule="exact"/>"#, "")
}

#[cfg(test)]
mod tests {
    use super::{FRAME, TEXT_WIDTH};

    #[test]
    fn the_frame_is_as_wide_as_the_type_area() {
        assert!(FRAME.contains(&format!(r#"w:w="{TEXT_WIDTH}""#)));
    }
}
