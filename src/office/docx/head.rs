//! The head of a paper, "版头": secrecy and draft mark, agency, number, red rule.

use super::measure::{FULL, HEITI, LINE, TEXT_WIDTH, half_chars};
use super::xml::{Look, paragraph, run};
use super::{Head, Letterhead};

/// From the top of the type area to the top of the agency's name: 35 mm. Source: clause 7.2.4.
const AGENCY_DROP: u32 = 1_984;
/// Largest size of the agency's name, in half points (初号 is 84).
const LARGEST: u32 = 84;
/// Narrowest horizontal scale before the size gives way, in percent.
const NARROWEST: u32 = 66;

/// Returns the head's paragraphs.
pub(super) fn xml(letterhead: &Letterhead) -> String {
    match letterhead {
        Letterhead::None => String::new(),
        Letterhead::Standard(head) => standard(head),
    }
}

fn standard(head: &Head) -> String {
    let (size, scale) = fit(&head.agency);
    let mut out = top_line(head);
    out.push_str(&blank(AGENCY_DROP - LINE));
    // The pitch follows the size, so that no part of a large name is cut off.
    let pitch = format!(r#"<w:spacing w:line="{}" w:lineRule="exact"/>"#, size * 12);
    let look = Look { size: Some(size), scale: (scale != 100).then_some(scale), ..Look::default() };
    out.push_str(&paragraph("Agency", &pitch, &run(&head.agency, look)));
    out.push_str(&blank(LINE).repeat(2));
    out.push_str(&paragraph("LetterNumber", "", &run(&head.number, Look::default())));
    out
}

/// Secrecy at the left, the draft mark at the right of the first line. Source: clause 7.2.2.
fn top_line(head: &Head) -> String {
    let mut runs = run(&head.secrecy, Look { font: Some(HEITI), ..Look::default() });
    if head.draft {
        runs.push_str("<w:r><w:tab/></w:r>");
        runs.push_str(&run("稿", Look { font: Some(HEITI), boxed: true, ..Look::default() }));
    }
    let tab = format!(r#"<w:tabs><w:tab w:val="right" w:pos="{}"/></w:tabs>"#, TEXT_WIDTH - FULL / 2);
    paragraph("Plain", &tab, &runs)
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
