//! The head of a paper, "版头": copy number, secrecy, urgency and draft mark, agency, number, red rules.

use super::measure::{FULL, HEITI, LINE, TEXT_WIDTH, half_chars, ink, measured};
use super::xml::{Look, paragraph, run};
use super::{Head, Letterhead};

/// From the top of the type area to the top of the agency's name: 35 mm. Source: clause 7.2.4.
const AGENCY_DROP: u32 = 1_984;
/// Largest size of the agency's name, in half points (初号 is 84).
const LARGEST: u32 = 84;
/// Narrowest horizontal scale before the size gives way, in percent.
const NARROWEST: u32 = 66;

/// From the top of the page to the header of a letter's first page, where the draft mark stands: 15 mm.
pub(super) const HEADER: u32 = 850;
/// From there to the top of the agency's name, which stands 30 mm below the top of the page. Source: clause 10.1.
const LETTER_DROP: u32 = 851;
/// The line of the draft mark.
const MARK_LINE: u32 = 400;
/// From the agency's name to the double rule: 4 mm. Source: clause 10.1.
const BELOW_AGENCY: u32 = 227;
/// How far the double rules, 170 mm long and centred on the page, reach over the type area's left and right edge.
/// Source: clause 10.1.
const REACH: [u32; 2] = [454, 340];
/// The thick line of a double rule, in eighths of a point.
const THICK: u32 = 18;
/// The thin one.
const THIN: u32 = 6;
/// Between the two, in twips.
const GAP: u32 = 20;
/// From the lower edge of the page to the second double rule: 20 mm. Source: clause 10.1.
pub(super) const SECOND_RULE: u32 = 1_134;
/// Between a double rule and the text beside it: ⅞ of a character of 3号. Source: clause 10.1.
const BESIDE_RULE: u32 = 280;

/// Returns the head's paragraphs in the text.
pub(super) fn xml(letterhead: &Letterhead) -> String {
    match letterhead {
        Letterhead::None => String::new(),
        Letterhead::Document(head) => document(head),
        Letterhead::Letter(head) => letter(head),
    }
}

fn document(head: &Head) -> String {
    let left = head.left();
    let mut out = String::new();
    let lines = left.len().max(1) as u32;
    for line in 0..lines as usize {
        out.push_str(&left_line(left.get(line).copied().unwrap_or_default(), if line == 0 { &head.draft } else { "" }));
    }
    out.push_str(&blank(AGENCY_DROP - lines * LINE));
    out.push_str(&agency(head).0);
    out.push_str(&blank(LINE).repeat(2));
    out.push_str(&paragraph("LetterNumber", "", &run(&head.number, Look::default())));
    out
}

/// Copy number, secrecy or urgency at the left, the draft mark at the right. Source: clauses 7.2.1–7.2.3.
fn left_line(text: &str, draft: &str) -> String {
    let mut runs = left_run(text);
    if !draft.is_empty() {
        runs.push_str("<w:r><w:tab/></w:r>");
        runs.push_str(&draft_mark(draft));
    }
    let tab = format!(r#"<w:tabs><w:tab w:val="right" w:pos="{}"/></w:tabs>"#, TEXT_WIDTH - FULL / 2);
    paragraph("Plain", &tab, &runs)
}

/// A copy number is set like text, secrecy and urgency in 黑体.
fn left_run(text: &str) -> String {
    let is_number = text.chars().all(|c| c.is_ascii_digit());
    run(text, Look { font: (!is_number).then_some(HEITI), ..Look::default() })
}

fn draft_mark(mark: &str) -> String {
    run(mark, Look { font: Some(HEITI), boxed: true, ..Look::default() })
}

/// Returns the agency's paragraph, and how far its characters stay above its lower edge, in twips.
fn agency(head: &Head) -> (String, u32) {
    let (size, scale) = fit(measured(&head.agency));
    let (pitch, below) = ink::snug(size * 10);
    let spacing = format!(r#"<w:spacing w:line="{pitch}" w:lineRule="exact"/>"#);
    let look = Look { size: Some(size), scale: (scale != 100).then_some(scale), ..Look::default() };
    (paragraph("Agency", &spacing, &run(&head.agency, look)), below)
}

/// The first lines below the first double rule: the number at the right, copy number, secrecy and urgency at the left.
/// Source: clause 10.1.
fn letter(head: &Head) -> String {
    let left = head.left();
    let mut out = blank(BESIDE_RULE - ink::above(LINE));
    let number = run(&head.number, Look::default());
    let tab = format!(r#"<w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH}"/></w:tabs>"#);
    match left.split_first() {
        None => out.push_str(&paragraph("LetterLine", r#"<w:jc w:val="right"/>"#, &number)),
        Some((first, rest)) => {
            let runs = left_run(first) + "<w:r><w:tab/></w:r>" + &number;
            out.push_str(&paragraph("LetterLine", &tab, &runs));
            rest.iter().for_each(|text| out.push_str(&paragraph("LetterLine", "", &left_run(text))));
        }
    }
    out
}

/// Returns what stands in the header of a letter's first page: the draft mark, the agency, the first double rule.
pub(super) fn letter_header(head: &Head) -> String {
    let mark = if head.draft.is_empty() { String::new() } else { draft_mark(&head.draft) };
    let top = format!(r#"<w:spacing w:line="{MARK_LINE}" w:lineRule="exact"/><w:jc w:val="right"/>"#);
    let (agency, below) = agency(head);
    let gap = blank(BELOW_AGENCY.saturating_sub(below).max(GAP));
    paragraph("Plain", &top, &mark) + &blank(LETTER_DROP - MARK_LINE) + &agency + &gap + &double_rule(THICK, THIN)
}

/// Returns what stands in the footer of a letter's first page: the second double rule, and no page number.
/// Source: clause 10.1.
pub(super) fn letter_footer() -> String {
    double_rule(THIN, THICK)
}

/// Where the text of a letter's first page ends, from the lower edge of the page. Source: clause 10.1.
pub(super) fn letter_bottom() -> u32 {
    // Eighths of a point are 2½ twips.
    SECOND_RULE + (THICK + THIN) * 5 / 2 + GAP + BESIDE_RULE - ink::below(LINE)
}

/// Two red rules as the borders of a paragraph that is as high as the space between them: in this way no program
/// mistakes which of them is the thick one.
fn double_rule(upper: u32, lower: u32) -> String {
    let rule = |side: &str, size: u32| format!(r#"<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="FF0000"/>"#);
    let [left, right] = REACH;
    let properties = format!(
        r#"<w:pBdr>{}{}</w:pBdr><w:spacing w:line="{GAP}" w:lineRule="exact"/><w:ind w:left="-{left}" w:right="-{right}"/>"#,
        rule("top", upper),
        rule("bottom", lower)
    );
    paragraph("Plain", &properties, "")
}

fn blank(pitch: u32) -> String {
    paragraph("Plain", &format!(r#"<w:spacing w:line="{pitch}" w:lineRule="exact"/>"#), "")
}

/// Returns size, in half points, and horizontal scale, in percent, that keep the agency on one line.
fn fit(agency: &str) -> (u32, u32) {
    let chars = half_chars(agency).div_ceil(2).max(1);
    // The type area is 442 pt wide; a little is kept back for rounding.
    let ideal = 870 / chars;
    if ideal >= LARGEST {
        return (LARGEST, 100);
    }
    let size = (ideal * 100 / NARROWEST).clamp(8, LARGEST);
    (size, (ideal * 100 / size).max(1))
}

#[cfg(test)]
mod tests {
    use super::fit;

    #[test]
    fn a_name_of_any_length_fits_on_one_line() {
        for length in 1..=60_u32 {
            let name = "某".repeat(length as usize);
            let (size, scale) = fit(&name);
            // Half points times percent against the 442 pt of the type area.
            assert!(size * scale * length <= 442 * 2 * 100, "{length} characters at {size} × {scale} %");
        }
    }

    #[test]
    fn a_short_name_is_not_blown_up() {
        assert_eq!(fit("县委巡察办"), (84, 100));
    }
}
