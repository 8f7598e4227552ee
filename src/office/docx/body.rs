//! Blocks as paragraphs: which style each has, and the blank lines the standard puts between them.

use super::measure::{BOTTOM, FULL, LEFT, PAGE_HEIGHT, PAGE_WIDTH, RIGHT, TEXT_WIDTH, TOP, body_twips};
use super::parts::{self, NAMESPACES, XML_HEAD};
use super::xml::{Look, paragraph, run};
use super::{Block, Letterhead, Level, Paper, chart, contents, head, imprint, signature, table, title};

/// From the page's lower edge to the page number: it stands 7 mm below the type area. Source: clause 7.5.
const FOOTER: u32 = 1_280;

/// Returns `word/document.xml`.
pub(super) fn document(paper: &Paper) -> String {
    let mut out = format!("{XML_HEAD}<w:document {NAMESPACES}><w:body>");
    out.push_str(&head::xml(&paper.letterhead));
    let mut before = match paper.letterhead {
        Letterhead::None => Before::Nothing,
        Letterhead::Document(_) | Letterhead::Letter(_) => Before::Head,
    };
    let has_contents = contents::is_in(&paper.blocks);
    let (mut headings, mut charts) = (0, 0);
    for (position, block) in paper.blocks.iter().enumerate() {
        let keep = keeps_with_next(&paper.blocks[position..]);
        out.push_str(&blank_lines(before, block, keep));
        match block {
            Block::Contents => out.push_str(&contents::xml(paper)),
            Block::Chart(drawn) => {
                charts += 1;
                out.push_str(&chart::place(drawn, charts));
            }
            Block::Heading(Level::One, text, run_in) if has_contents && run_in.is_empty() => {
                let runs = contents::marked(headings, &run(text, Look::default()));
                out.push_str(&paragraph("Heading1", keep_next(keep), &runs));
            }
            Block::Copy { to, printer, printed } => out.push_str(&imprint::xml(&paper.letterhead, to, printer, printed)),
            block => out.push_str(&block_xml(block, keep, before)),
        }
        headings += usize::from(matches!(block, Block::Heading(Level::One, ..)));
        before = Before::Block(block);
    }
    if matches!(before, Before::Block(Block::Table { .. })) {
        out.push_str(&low_paragraph());
    }
    out.push_str(&section(&paper.letterhead));
    out.push_str("</w:body></w:document>");
    out
}

/// What stands above a block.
#[derive(Clone, Copy)]
pub(super) enum Before<'a> {
    Nothing,
    Head,
    Block(&'a Block),
}

/// Says whether the block must stay on the page of what follows: a heading of its text, the last words of the
/// signature, which never stands alone on a page.
pub(super) fn keeps_with_next(from_here: &[Block]) -> bool {
    match from_here {
        [Block::Heading(_, _, run_in), ..] if run_in.is_empty() => true,
        [Block::Caption(_), Block::Table { .. }, ..] => true,
        [Block::Paragraph(text), Block::Signature { .. }, ..]
        | [Block::Paragraph(text), Block::AttachmentNote(_), Block::Signature { .. }, ..] => is_short(text),
        _ => false,
    }
}

/// Says whether a paragraph may be moved whole: LibreOffice does not split one that is kept with the next.
fn is_short(text: &str) -> bool {
    const LINES: u32 = 5;
    body_twips(text) < LINES * TEXT_WIDTH
}

/// Returns the blank lines above a block. Source: clauses 7.2.6, 7.3.1–7.3.5, 7.3.8.
fn blank_lines(before: Before<'_>, block: &Block, keep: bool) -> String {
    let keep = keep || matches!(block, Block::Signature { .. });
    paragraph("Plain", keep_next(keep), "").repeat(count_blank_lines(before, block))
}

/// Counts them.
pub(super) fn count_blank_lines(before: Before<'_>, block: &Block) -> usize {
    match (before, block) {
        (Before::Head, Block::Title(_)) => 2,
        (Before::Head, _) => 1,
        (Before::Block(Block::AttachmentLabel(_)), Block::Title(_)) => 1,
        (Before::Block(Block::Title(_)), Block::Title(_)) => 0,
        // With a seal of 42 mm, centred a little above them, its top is within a line of the text. Source: clause 7.3.5.1.
        (_, Block::Signature { sealed: true, .. }) => 3,
        (Before::Block(Block::Title(_)), _) | (_, Block::AttachmentNote(_) | Block::Signature { .. }) => 1,
        _ => 0,
    }
}

fn keep_next(keep: bool) -> &'static str {
    if keep { "<w:keepNext/>" } else { "" }
}

fn block_xml(block: &Block, keep: bool, before: Before<'_>) -> String {
    match block {
        Block::Title(text) => title::lines(text).iter().map(|line| plain("Title", "", line)).collect(),
        Block::Addressee(text) => plain("Addressee", "", text),
        Block::Heading(level, text, run_in) => heading(*level, text, run_in, keep),
        Block::Paragraph(text) => plain("BodyText", keep_next(keep), text),
        Block::AttachmentNote(names) => attachment_note(names),
        Block::Signature { name, date, sealed } => signature::xml(name, date, *sealed),
        Block::Note(text) => plain("BodyText", "", &bracketed(text)),
        Block::PageBreak => paragraph("Plain", "", r#"<w:r><w:br w:type="page"/></w:r>"#),
        Block::AttachmentLabel(text) => {
            let first = matches!(before, Before::Nothing);
            plain("AttachmentLabel", if first { "" } else { "<w:pageBreakBefore/>" }, text)
        }
        Block::Table { header, rows, widths, small } => table::xml(header, rows, widths, *small),
        Block::Caption(text) => plain("Caption", keep_next(keep), text),
        Block::Contents | Block::Chart(_) | Block::Copy { .. } => String::new(),
    }
}

fn plain(style: &str, properties: &str, text: &str) -> String {
    paragraph(style, properties, &run(text, Look::default()))
}

fn heading(level: Level, text: &str, run_in: &str, keep: bool) -> String {
    let (style, font) = match level {
        Level::One => ("Heading1", "Heading1Char"),
        Level::Two => ("Heading2", "Heading2Char"),
        Level::Three => ("Heading3", ""),
        Level::Four => ("Heading4", ""),
    };
    if run_in.is_empty() {
        return plain(style, keep_next(keep), text);
    }
    // With text in the same paragraph the paragraph is body text, and only the heading has the heading's face.
    let heading = run(text, Look::default());
    let heading = match font {
        "" => heading,
        font => heading.replacen("<w:r>", &format!(r#"<w:r><w:rPr><w:rStyle w:val="{font}"/></w:rPr>"#), 1),
    };
    paragraph("BodyText", keep_next(keep), &(heading + &run(run_in, Look::default())))
}

/// `附件：1.…`, names aligned under one another. Source: clause 7.3.4.
fn attachment_note(names: &[String]) -> String {
    let mut out = String::new();
    for (position, name) in names.iter().enumerate() {
        let number = if names.len() > 1 { format!("{}.", position + 1) } else { String::new() };
        let lead = if position == 0 { "附件：" } else { "" };
        let left = 2 * FULL + body_twips("附件：") + body_twips(&number);
        let hanging = body_twips(lead) + body_twips(&number);
        let properties = format!(r#"<w:keepNext/><w:ind w:left="{left}" w:hanging="{hanging}"/>"#);
        out.push_str(&plain("AttachmentNote", &properties, &format!("{lead}{number}{name}")));
    }
    out
}

fn bracketed(text: &str) -> String {
    if text.starts_with('（') { text.to_owned() } else { format!("（{text}）") }
}

/// A paragraph that takes no room: one must follow every table.
fn low_paragraph() -> String {
    paragraph("Plain", r#"<w:spacing w:line="20" w:lineRule="exact"/>"#, "")
}

/// The page, and what stands at its edges. A letter's first page has a head and a foot of its own, and its text reaches
/// further down; the feet of its other pages make up for it, see [`footer`].
fn section(letterhead: &Letterhead) -> String {
    let is_letter = matches!(letterhead, Letterhead::Letter(_));
    let first = |kind: &str, id: &str| format!(r#"<w:{kind}Reference w:type="first" r:id="{id}"/>"#);
    let (first_head, first_foot, title_page) = match is_letter {
        true => (first("header", parts::FIRST_HEADER), first("footer", parts::FIRST_FOOTER), "<w:titlePg/>"),
        false => Default::default(),
    };
    let (bottom, header, footer) =
        if is_letter { (head::letter_bottom(), head::HEADER, head::SECOND_RULE) } else { (BOTTOM, 851, FOOTER) };
    format!(
        concat!(
            r#"<w:sectPr>{first_head}<w:footerReference w:type="default" r:id="rId3"/>"#,
            r#"<w:footerReference w:type="even" r:id="rId4"/>{first_foot}"#,
            r#"<w:pgSz w:w="{width}" w:h="{height}"/>"#,
            r#"<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" "#,
            r#"w:header="{header}" w:footer="{footer}" w:gutter="0"/>{title_page}</w:sectPr>"#
        ),
        first_head = first_head,
        first_foot = first_foot,
        title_page = title_page,
        width = PAGE_WIDTH,
        height = PAGE_HEIGHT,
        top = TOP,
        right = RIGHT,
        bottom = bottom,
        left = LEFT,
        header = header,
        footer = footer,
    )
}

/// A page number `— 1 —`, one character in from the outer edge. Source: clause 7.5.
///
/// In a letter it is so high that the text above ends with the type area, though the margin of the section is lower.
pub(super) fn footer(letterhead: &Letterhead, side: &str) -> String {
    const LINE: u32 = 320;
    let run = |inner: &str| format!("<w:r>{inner}</w:r>");
    let number = format!(
        concat!(
            r#"<w:p><w:pPr><w:pStyle w:val="Footer"/><w:ind w:{side}Chars="100" w:{side}="280"/>"#,
            r#"<w:jc w:val="{side}"/></w:pPr>{open}<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>{close}</w:p>"#,
        ),
        side = side,
        open = run(r#"<w:t xml:space="preserve">— </w:t>"#),
        close = run(r#"<w:t xml:space="preserve"> —</w:t>"#),
    );
    if !matches!(letterhead, Letterhead::Letter(_)) {
        return number;
    }
    let blank = |pitch: u32| paragraph("Plain", &format!(r#"<w:spacing w:line="{pitch}" w:lineRule="exact"/>"#), "");
    blank(BOTTOM - FOOTER - LINE) + &number + &blank(FOOTER - head::SECOND_RULE)
}
