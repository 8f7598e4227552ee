//! Questions to people, and their answers: unit names that nobody but the office can match, "名称确认".
//!
//! `question` says what is to be asked, `sheet` writes the workbook, `read` reads an answered one back and `judge`
//! says what each answer means. A name is never matched here: that is for the directory, by what `judge` lets through.
//!
//! Source: `domain.md` §7.1, unit alias: "never auto-merge below 100 % — suggest".

mod judge;
mod question;
mod read;
mod sheet;

pub use judge::judge;
pub use question::{Case, names};
pub use read::replies;
pub use sheet::write;

/// The words a question can be answered with, in the order they are offered.
const WORDS: [&str; 4] = [ACCEPT, INSTEAD, NOT, UNSURE];

/// The written name is the unit suggested.
const ACCEPT: &str = "接受";
/// It is another unit, which is named.
const INSTEAD: &str = "改为";
/// It is not the unit suggested, and none of the directory.
const NOT: &str = "不是";
/// Nobody knows yet.
const UNSURE: &str = "不知道";

/// The headings by which an answered workbook is read back.
mod heading {
    /// The name as written.
    pub(super) const WRITTEN: &str = "台账中的写法";
    /// The unit suggested.
    pub(super) const SUGGESTED: &str = "可能是";
    /// The word chosen.
    pub(super) const WORD: &str = "答复";
    /// The unit it should be instead.
    pub(super) const INSTEAD: &str = "改为";
    /// Who answered.
    pub(super) const BY: &str = "答复人";
    /// Anything else.
    pub(super) const NOTE: &str = "备注";
}
