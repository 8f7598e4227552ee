//! The table of contents, "目录": a line for every heading of the first level, with the page it stands on.
//!
//! Page numbers are fields over bookmarks at the headings: whoever opens the paper counts them, for only that machine knows
//! its fonts; until then they are as reckoned by `pages`. No contents field stands around them: LibreOffice counts
//! nothing anew inside one.

use super::measure::TEXT_WIDTH;
use super::xml::{Look, escape, paragraph, run};
use super::{Block, Level, Paper, pages};

/// Returns the contents of a paper.
pub(super) fn xml(paper: &Paper) -> String {
    let pages = pages::of_headings(paper);
    let mut out = paragraph("ContentsTitle", "", &run("目　录", Look::default()));
    let tab = format!(r#"<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{TEXT_WIDTH}"/></w:tabs>"#);
    for (number, (heading, page)) in headings(&paper.blocks).zip(pages).enumerate() {
        let name = bookmark(number);
        let runs = format!(
            concat!(
                r#"<w:hyperlink w:anchor="{name}" w:history="1"><w:r><w:t xml:space="preserve">{heading}</w:t></w:r><w:r><w:tab/></w:r>"#,
                r#"{reference}{separate}<w:r><w:t>{page}</w:t></w:r>{end}</w:hyperlink>"#
            ),
            name = name,
            heading = escape(heading),
            reference = field(&format!(r" PAGEREF {name} \h ")),
            separate = SEPARATE,
            page = page,
            end = END,
        );
        out.push_str(&paragraph("Contents1", &tab, &runs));
    }
    out
}

const SEPARATE: &str = r#"<w:r><w:fldChar w:fldCharType="separate"/></w:r>"#;
const END: &str = r#"<w:r><w:fldChar w:fldCharType="end"/></w:r>"#;

fn field(instruction: &str) -> String {
    format!(
        r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">{instruction}</w:instrText></w:r>"#
    )
}

fn headings(blocks: &[Block]) -> impl Iterator<Item = &str> {
    blocks.iter().filter_map(|block| match block {
        Block::Heading(Level::One, text, _) => Some(text.as_str()),
        _ => None,
    })
}

/// Returns the name of the bookmark at the so-many-th heading of the first level, from 0.
fn bookmark(number: usize) -> String {
    format!("_Toc{:09}", number + 1)
}

/// Puts the bookmark of a heading around its runs.
pub(super) fn marked(number: usize, runs: &str) -> String {
    let name = bookmark(number);
    format!(r#"<w:bookmarkStart w:id="{number}" w:name="{name}"/>{runs}<w:bookmarkEnd w:id="{number}"/>"#)
}

/// Says whether a paper has contents.
pub(super) fn is_in(blocks: &[Block]) -> bool {
    blocks.contains(&Block::Contents)
}
