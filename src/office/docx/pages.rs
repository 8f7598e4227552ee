//! Reckons on which page each heading of the first level will stand, for the contents of a paper.
//!
//! Every line has an exact pitch, so that only the breaking of lines is a guess. What the program that opens the paper counts
//! takes the place of it.

use super::body::{Before, count_blank_lines, keeps_with_next};
use super::measure::{BOTTOM, FULL, HALF, LINE, PAGE_HEIGHT, TEXT_WIDTH, TOP, TWO_CHARS, lines};
use super::{Block, Level, Paper, chart, table, title};

/// Height of the type area.
const HEIGHT: u32 = PAGE_HEIGHT - TOP - BOTTOM;
/// Pitch of a line of the title.
const TITLE_LINE: u32 = 680;
/// What a line of text around a chart adds below it.
const BELOW_CHART: u32 = 90;

/// Returns the pages of the headings of the first level, in order, from 1.
pub(super) fn of_headings(paper: &Paper) -> Vec<u32> {
    let blocks = &paper.blocks;
    let mut pen = Pen { page: 1, y: 0 };
    let mut pages = Vec::new();
    let mut before = Before::Nothing;
    for (position, block) in blocks.iter().enumerate() {
        for _ in 0..count_blank_lines(before, block) {
            pen.put(LINE);
        }
        before = Before::Block(block);
        if pen.y + together(&blocks[position..]) > HEIGHT {
            pen.turn();
        }
        if let Block::Heading(Level::One, ..) = block {
            pages.push(pen.page);
        }
        match block {
            Block::PageBreak => pen.turn(),
            Block::AttachmentLabel(_) => {
                pen.turn();
                pen.put(LINE);
            }
            Block::Table { header, rows, widths, small } => {
                let (head, rows) = table::heights(header, rows, widths, *small);
                pen.put(head);
                for row in rows {
                    if pen.y + row > HEIGHT {
                        pen.turn();
                        pen.put(head);
                    }
                    pen.put(row);
                }
            }
            Block::Title(_) | Block::Chart(_) => pen.put(height(block, blocks)),
            block => {
                for _ in 0..height(block, blocks) / LINE {
                    pen.put(LINE);
                }
            }
        }
    }
    pages
}

/// How far the paper is written.
struct Pen {
    page: u32,
    y: u32,
}

impl Pen {
    fn put(&mut self, height: u32) {
        if self.y + height > HEIGHT {
            self.turn();
        }
        self.y += height;
    }

    fn turn(&mut self) {
        // Nothing is moved down from the top of a page.
        if self.y > 0 {
            self.page += 1;
            self.y = 0;
        }
    }
}

/// Returns the height of what must stand on one page with the first block.
fn together(blocks: &[Block]) -> u32 {
    let mut sum = 0;
    for (position, block) in blocks.iter().enumerate() {
        let from_here = &blocks[position..];
        match block {
            Block::Table { header, rows, widths, small } => {
                let (head, rows) = table::heights(header, rows.get(..1).unwrap_or_default(), widths, *small);
                return sum + head + rows.first().copied().unwrap_or(0);
            }
            Block::Chart(_) => sum += height(block, blocks),
            _ if keeps_with_next(from_here) => sum += height(block, blocks),
            Block::Title(_) => return sum + height(block, blocks),
            _ => return sum + LINE,
        }
    }
    sum
}

/// Returns a block's height, but of tables.
fn height(block: &Block, blocks: &[Block]) -> u32 {
    let indented = |text: &str| lines(text, TWO_CHARS, TEXT_WIDTH, [FULL, HALF]) * LINE;
    match block {
        Block::Title(text) => title::lines(text).len() as u32 * TITLE_LINE,
        Block::Heading(_, text, run_in) => indented(&format!("{text}{run_in}")),
        Block::Paragraph(text) | Block::Note(text) => indented(text),
        Block::AttachmentNote(names) => names.len() as u32 * LINE,
        Block::Signature { .. } => 2 * LINE,
        Block::Copy { .. } => 0,
        Block::Chart(drawn) => chart::height(drawn) + BELOW_CHART,
        Block::Contents => {
            let headings = blocks.iter().filter(|block| matches!(block, Block::Heading(Level::One, ..))).count();
            (headings as u32 + 1) * LINE
        }
        Block::Addressee(_) | Block::Caption(_) => LINE,
        Block::AttachmentLabel(_) | Block::PageBreak | Block::Table { .. } => 0,
    }
}
