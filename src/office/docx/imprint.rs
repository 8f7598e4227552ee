//! The imprint, "版记", at the foot of the last page: who gets a copy, and who printed the paper.
//!
//! A table that floats at the foot of the page. It is placed by the page's edges, for LibreOffice leaves one that is placed
//! by margins where it is; its last row, which is empty, keeps it above the lower margin.

use super::Letterhead;
use super::measure::{BOTTOM, LEFT, TEXT_WIDTH};
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
        // A template may say the words itself.
        let words = if to.contains("抄送：") { to.to_owned() } else { format!("抄送：{to}{stop}") };
        lines.push((indent, run(&words, Look::default())));
    }
    if has_rules && !(printer.is_empty() && printed.is_empty()) {
        let tab = format!(r#"<w:tabs><w:tab w:val="right" w:pos="{}"/></w:tabs><w:ind w:left="{INDENT}"/>"#, TEXT_WIDTH - INDENT);
        lines.push((tab, run(printer, Look::default()) + "<w:r><w:tab/></w:r>" + &run(printed, Look::default())));
    }
    if lines.is_empty() {
        return String::new();
    }
    let last = lines.len() - 1;
    let mut rows = String::new();
    for (number, (properties, runs)) in lines.into_iter().enumerate() {
        let above = if number == 0 { rule("top", THICK) } else { String::new() };
        let below = rule("bottom", if number == last { THICK } else { THIN });
        let borders = if has_rules { format!("<w:tcBorders>{above}{below}</w:tcBorders>") } else { String::new() };
        rows.push_str(&row("", &borders, &paragraph("Imprint", &properties, &runs)));
    }
    let low = paragraph("Plain", r#"<w:spacing w:line="20" w:lineRule="exact"/>"#, "");
    rows.push_str(&row(&format!(r#"<w:trHeight w:val="{BOTTOM}" w:hRule="exact"/>"#), "", &low));
    format!(
        concat!(
            r#"<w:tbl><w:tblPr><w:tblpPr w:vertAnchor="page" w:horzAnchor="page" w:tblpX="{left}" w:tblpYSpec="bottom"/>"#,
            r#"<w:tblW w:w="{width}" w:type="dxa"/><w:tblLayout w:type="fixed"/>"#,
            r#"<w:tblCellMar><w:left w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar>"#,
            r#"</w:tblPr><w:tblGrid><w:gridCol w:w="{width}"/></w:tblGrid>{rows}</w:tbl>{anchor}"#
        ),
        left = LEFT,
        width = TEXT_WIDTH,
        rows = rows,
        anchor = low
    )
}

fn row(height: &str, borders: &str, content: &str) -> String {
    format!(
        concat!(
            r#"<w:tr><w:trPr><w:cantSplit/>{height}</w:trPr><w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{borders}</w:tcPr>"#,
            r#"{content}</w:tc></w:tr>"#
        ),
        height = height,
        width = TEXT_WIDTH,
        borders = borders,
        content = content
    )
}

fn rule(side: &str, size: u32) -> String {
    format!(r#"<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="auto"/>"#)
}
