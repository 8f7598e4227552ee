//! Areas of a workbook as formulas name them.

use std::fmt;

use crate::office::cell_text::cell_text;

/// A cell or a rectangle of a sheet, both corners included, 0-based. Shown as `'表'!$A$4:$A$9`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// The sheet's name.
    pub sheet: String,
    /// Row and column of the first cell.
    pub first: (u32, u16),
    /// Row and column of the last cell.
    pub last: (u32, u16),
}

impl Area {
    /// One cell.
    pub fn cell(sheet: &str, at: (u32, u16)) -> Self {
        Self { sheet: sheet.to_owned(), first: at, last: at }
    }

    /// A stretch of a column.
    pub fn column(sheet: &str, column: u16, rows: (u32, u32)) -> Self {
        Self { sheet: sheet.to_owned(), first: (rows.0, column), last: (rows.1, column) }
    }

    /// A stretch of a row.
    pub fn row(sheet: &str, row: u32, columns: (u16, u16)) -> Self {
        Self { sheet: sheet.to_owned(), first: (row, columns.0), last: (row, columns.1) }
    }

    /// Returns the area without its sheet: `$A$4:$A$9`.
    pub fn local(&self) -> String {
        if self.first == self.last { address(self.first) } else { format!("{}:{}", address(self.first), address(self.last)) }
    }

    /// Returns sheet and corners as the writer takes them.
    pub(crate) fn corners(&self) -> (&str, u32, u16, u32, u16) {
        (&self.sheet, self.first.0, self.first.1, self.last.0, self.last.1)
    }

    /// Returns a link that leads to it.
    pub fn link(&self) -> String {
        let cell = address(self.first).replace('$', "");
        format!("internal:{}!{cell}", self.quoted())
    }

    /// Returns the sheet's name as a formula takes it: a quote inside it is written twice.
    fn quoted(&self) -> String {
        format!("'{}'", self.sheet.replace('\'', "''"))
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}!{}", self.quoted(), self.local())
    }
}

/// Returns a fixed address: `$B$4`.
pub fn address((row, column): (u32, u16)) -> String {
    format!("${}${}", rust_xlsxwriter::utility::column_number_to_name(column), row + 1)
}

/// Returns an address in the formula's own row, which goes with the row when a table is sorted: `$B4`.
pub fn in_row((row, column): (u32, u16)) -> String {
    format!("${}{}", rust_xlsxwriter::utility::column_number_to_name(column), row + 1)
}

/// The longest name of a sheet, in UTF-16 code units. Source: Microsoft, Excel specifications and limits.
const LONGEST_NAME: usize = 31;

/// Returns a name for a sheet from a text of data: signs that Excel refuses are left out, what is too long is cut, and what
/// is taken gets a number.
///
/// Names are compared as `folded` has them.
pub fn sheet_name(text: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let plain = cell_text(text);
    let kept: String = plain.chars().filter(|c| !"[]:*?/\\：？／＼".contains(*c) && !c.is_control()).collect();
    let cut = |room: usize| -> String {
        let mut left = room;
        let fits = |c: &char| {
            let fits = c.len_utf16() <= left;
            left = left.saturating_sub(c.len_utf16());
            fits
        };
        let cut: String = kept.trim_matches(['\'', ' ']).chars().take_while(fits).collect();
        let cut = cut.trim_matches(['\'', ' ']);
        if cut.is_empty() { "无名".to_owned() } else { cut.to_owned() }
    };
    // History is a name Excel keeps for itself.
    let free = |name: &str| !is_taken(&folded(name)) && folded(name) != "history";
    let whole = cut(LONGEST_NAME);
    if free(&whole) {
        return whole;
    }
    let numbered = (2_u32..).map(|number| {
        let mark = format!("（{number}）");
        format!("{}{mark}", cut(LONGEST_NAME - mark.chars().count()))
    });
    numbered.into_iter().find(|name| free(name)).unwrap_or(whole)
}

/// Returns a name as programs compare sheets by it: in small letters, those of full width as those of half.
pub fn folded(name: &str) -> String {
    const FULL_WIDTH: u32 = 0xFEE0;
    let half = |c: char| match c {
        '！'..='～' => char::from_u32(u32::from(c) - FULL_WIDTH).unwrap_or(c),
        c => c,
    };
    name.chars().map(half).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::{Area, sheet_name};

    #[test]
    fn an_area_is_written_as_excel_writes_it() {
        assert_eq!(Area::column("问题总表", 25, (3, 8)).to_string(), "'问题总表'!$Z$4:$Z$9");
        assert_eq!(Area::cell("张三's", (0, 27)).to_string(), "'张三''s'!$AB$1");
        assert_eq!(Area::cell("表 1", (3, 1)).link(), "internal:'表 1'!B4");
        assert_eq!(Area::cell("$表", (3, 1)).link(), "internal:'$表'!B4");
        assert_eq!(super::in_row((3, 23)), "$X4");
        assert_eq!(Area::row("表", 1, (1, 3)).local(), "$B$2:$D$2");
    }

    #[test]
    fn any_text_gives_a_name_that_excel_takes_and_that_is_free() {
        let free = |text: &str| sheet_name(text, |_| false);
        assert_eq!(free("县教育局"), "县教育局");
        assert_eq!(free("'县[教]育*局?/\\:'"), "县教育局");
        assert_eq!(free("：？"), "无名");
        assert_eq!(free("history"), "history（2）");
        assert_eq!(free(&"局".repeat(40)).chars().count(), 31);
        let emoji = free(&"🐟".repeat(40));
        assert_eq!(emoji.encode_utf16().count(), 30, "a sign of two units is not cut in half");
        assert_eq!(free(&format!("{}'局", "局".repeat(30))), "局".repeat(30), "what is cut may not end with a quote");
        assert_eq!(free("县\u{202E}局\u{FFFE}"), "县局");
        assert_eq!(sheet_name("甲A", |name| name == "甲a"), "甲A（2）");
        assert_eq!(sheet_name("第１中学", |name| name == "第1中学"), "第１中学（2）");
        let taken = "局".repeat(31);
        assert_eq!(sheet_name(&taken, |name| name == taken), format!("{}（2）", "局".repeat(28)));
    }
}
