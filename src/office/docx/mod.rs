//! Official papers as .docx, laid out by GB/T 9704—2012 《党政机关公文格式》.
//!
//! The WordprocessingML is written here, part by part: fonts by their Chinese names, exact line pitch, no grid.
//! What a paper says is left to whoever builds the blocks; fonts are named, never embedded; no seal is ever drawn.

use chrono::NaiveDate;

use crate::error::Error;

mod body;
mod chart;
mod contents;
mod head;
mod imprint;
mod measure;
mod pages;
mod parts;
mod signature;
mod table;
mod title;
mod xml;

pub use chart::{Chart, ChartKind};

/// A paper to be written.
#[derive(Clone, Debug)]
pub struct Paper {
    /// What stands above the title.
    pub letterhead: Letterhead,
    /// Everything below, in order.
    pub blocks: Vec<Block>,
    /// Title in the file's properties.
    pub title: String,
    /// Author in the file's properties.
    pub author: String,
    /// The only date in the file's properties; the clock is never read.
    pub as_of: NaiveDate,
}

/// The style of a paper's head, "版头", and of what belongs to it at the foot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Letterhead {
    /// No head: internal papers.
    None,
    /// 文件格式: agency, number, one red rule. Source: GB/T 9704—2012, clause 7.2.
    Document(Head),
    /// 信函格式: agency, double red rules at head and foot of the first page. Source: GB/T 9704—2012, clause 10.1.
    Letter(Head),
}

/// What a head says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The issuing agency, "发文机关标志".
    pub agency: String,
    /// The number, "发文字号", see [`letter_number`].
    pub number: String,
    /// Number of the copy, "份号"; empty when the paper has none.
    pub copy: String,
    /// Degree of secrecy, "密级和保密期限"; empty when the paper has none.
    pub secrecy: String,
    /// Degree of urgency, "紧急程度"; empty when the paper has none.
    pub urgency: String,
    /// Whether the paper still waits for its number and shows 「稿」.
    pub draft: String,
}

impl Head {
    /// Returns what stands at the left, line by line. Source: clauses 7.2.1–7.2.3.
    fn left(&self) -> Vec<&str> {
        [&self.copy, &self.secrecy, &self.urgency].into_iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect()
    }
}

/// A block of a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Title, "标题"; a line break in it is kept, a long line is broken in balance.
    Title(String),
    /// Receiver, "主送机关", with its colon.
    Addressee(String),
    /// Heading of a level, with what follows it in the same paragraph (empty: nothing).
    Heading(Level, String, String),
    /// Running text.
    Paragraph(String),
    /// Names of the attachments, "附件说明".
    AttachmentNote(Vec<String>),
    /// Who signs and when, "署名" and "成文日期". No seal is ever drawn.
    Signature {
        /// The agency.
        name: String,
        /// The date; where it is empty, room is left to write it.
        date: String,
        /// Whether it will get a seal: then room is left for it.
        sealed: bool,
    },
    /// A note in brackets below the date, "附注".
    Note(String),
    /// Who gets a copy, "抄送机关", and who printed it: "版记", at the foot of the page it comes to stand on, the last.
    Copy {
        /// Copies go to.
        to: String,
        /// Printed by, not shown below a letter in 信函格式; empty when not given.
        printer: String,
        /// Printed on, not shown there either; empty when not given.
        printed: String,
    },
    /// A new page.
    PageBreak,
    /// `附件1` at the top of a new page.
    AttachmentLabel(String),
    /// A bordered table whose header repeats on every page.
    Table {
        /// Header cells.
        header: Vec<String>,
        /// Rows; missing cells are empty, surplus ones are left out.
        rows: Vec<Vec<String>>,
        /// Relative column widths; empty means by content.
        widths: Vec<u32>,
        /// Set in 5号 or 小5 with close rows, for figures; otherwise for reading and filling in by hand.
        small: bool,
    },
    /// Contents, "目录": the headings of the first level with their pages.
    Contents,
    /// What the table or chart beside it shows, centred.
    Caption(String),
    /// A chart.
    Chart(Chart),
}

/// Heading levels. Source: GB/T 9704—2012, clause 7.3.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// 一、 in 黑体.
    One,
    /// （一） in 楷体.
    Two,
    /// 1. in 仿宋.
    Three,
    /// （1） in 仿宋.
    Four,
}

/// Returns a letter's number `青巡办〔2026〕3号`; without a serial a blank is left for it.
///
/// Source: GB/T 9704—2012, clause 7.2.5: hexagonal brackets, four-digit year, no 第, no leading zero.
pub fn letter_number(code: &str, year: i32, serial: Option<u32>) -> String {
    match serial {
        Some(serial) => format!("{code}〔{year}〕{serial}号"),
        None => format!("{code}〔{year}〕\u{3000}号"),
    }
}

/// The fonts papers name, by their Chinese names.
pub const FONTS: [&str; 5] = [measure::TITLE_SONG, measure::FANGSONG, measure::KAITI, measure::HEITI, measure::SONGTI];

/// Writes a paper. The same paper gives the same bytes.
///
/// # Errors
///
/// `ErrorKind::Output` when packing fails.
pub fn write(paper: &Paper) -> Result<Vec<u8>, Error> {
    parts::pack(paper, &body::document(paper))
}

#[cfg(test)]
mod tests;
