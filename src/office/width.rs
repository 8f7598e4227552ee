//! How much room a text takes in a cell: a Chinese character is as wide as two digits.
//!
//! The writer's own fitting counts a Chinese character as half of that, and neither WPS nor LibreOffice fits rows
//! whose height is given; so both width and height are reckoned here.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The size of the default font, in points: a column's width counts its digits.
pub const DEFAULT_POINTS: u8 = 11;

/// The highest row, in points. Source: Microsoft, Excel specifications and limits, "Row height".
const HIGHEST_POINTS: f64 = 409.0;

/// Returns a text's width in digits; what may be narrow or wide counts as wide, as Chinese fonts have it.
pub fn digits(text: &str) -> usize {
    text.width_cjk()
}

/// Returns how many digits of a size in points fit on one line of a column, at least 2.
///
/// One digit is kept back for the cell's margins and for punctuation that must not begin a line.
pub fn capacity(column_width: f64, points: u8) -> usize {
    // The default font's digit is counted as 8 pixels but drawn in 7.33; half of that is left as reserve.
    let fitting = column_width * f64::from(DEFAULT_POINTS) / f64::from(points) * 1.05 - 1.0;
    (fitting as usize).max(2)
}

/// Returns the number of lines a text takes when wrapped at a capacity in digits, at least 1.
pub fn lines(text: &str, capacity: usize) -> usize {
    text.split('\n').map(|paragraph| paragraph_lines(paragraph, capacity)).sum()
}

/// Returns the height of a row with so many lines of a size, in points, at most what a row can have.
pub fn height(lines: usize, points: u8) -> f64 {
    // Noto needs 1.44, 宋体 less; a line too much is a smaller evil than a line cut off.
    let height = lines as f64 * f64::from(points) * 1.45 + 4.0;
    height.min(HIGHEST_POINTS)
}

/// Wraps as the office programs do: between Chinese characters, but not inside a run of Latin letters and digits.
fn paragraph_lines(text: &str, capacity: usize) -> usize {
    let mut lines = 1;
    let mut used = 0;
    let mut run = 0;
    let mut place = |run: usize| {
        if run == 0 {
            return;
        }
        if used > 0 && used + run > capacity {
            lines += 1;
            used = 0;
        }
        lines += (run - 1) / capacity;
        used += if run > capacity { (run - 1) % capacity + 1 } else { run };
    };
    for c in text.chars() {
        let width = c.width_cjk().unwrap_or(0);
        if c.is_ascii_graphic() {
            run += width;
            continue;
        }
        place(run);
        run = 0;
        place(width);
    }
    place(run);
    lines
}

#[cfg(test)]
mod tests {
    use super::{capacity, digits, height, lines};

    #[test]
    fn a_chinese_character_is_two_digits_wide() {
        assert_eq!(digits("县教育局"), 8);
        assert_eq!(digits("2026-001"), 8);
        assert_eq!(digits("“三重一大”"), 12);
    }

    #[test]
    fn smaller_type_fits_more_on_a_line() {
        assert_eq!(capacity(20.0, 11), 20);
        assert_eq!(capacity(20.0, 10), 22);
        assert_eq!(capacity(1.0, 11), 2);
    }

    #[test]
    fn text_wraps_between_characters_but_not_inside_a_number() {
        assert_eq!(lines("", 10), 1);
        assert_eq!(lines("未严格执行", 10), 1);
        assert_eq!(lines("未严格执行制度", 10), 2);
        assert_eq!(lines("一二三2026-001", 10), 2);
        assert_eq!(lines("abcdefghijklmnopqrstuvwxy", 10), 3);
        assert_eq!(lines("一\n二\n三", 10), 3);
    }

    #[test]
    fn a_row_is_never_higher_than_a_sheet_allows() {
        assert!(height(1, 11) < 20.0);
        assert!(height(1_000, 11) <= 409.5);
    }
}
