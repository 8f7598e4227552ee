//! How the words in a risk register are counted: measures against a risk, degrees of likelihood and impact.

use crate::model::standard::DEGREES;

/// How numbered measures are marked; the digit stands for any number.
const MARKS: [&str; 5] = ["1.", "1．", "1、", "（1）", "(1)"];

/// Counts measures: numbered ones, or the parts between semicolons and line breaks, whichever are more.
pub fn measures(text: &str) -> u32 {
    let parts = text.split(['；', ';', '\n']).filter(|part| part.contains(char::is_alphanumeric));
    let numbered = (1..=20).take_while(|number| is_marked(text, *number));
    numbered.count().max(parts.count()) as u32
}

fn is_marked(text: &str, number: u32) -> bool {
    let circled = char::from_u32(u32::from('①') - 1 + number).is_some_and(|c| text.contains(c));
    circled || MARKS.iter().any(|mark| text.contains(&mark.replace('1', &number.to_string())))
}

/// Reads a degree, 1–5, from a digit or a word such as 可能性较大; `None` for anything else.
///
/// Source: `domain.md` §2.2, by matrix: 极小 1, 较小 2, 较大 3, 极大 4.
pub fn degree(text: &str) -> Option<u32> {
    match text.trim().parse() {
        Ok(digit) => (1..=5).contains(&digit).then_some(digit),
        Err(_) => (1..).zip(DEGREES).find(|(_, word)| text.contains(word)).map(|(degree, _)| degree),
    }
}

#[cfg(test)]
mod tests {
    use super::{degree, measures};

    #[test]
    fn measures_are_told_apart_by_numbers_or_by_signs() {
        assert_eq!(measures("1.公示；2.回避"), 2);
        assert_eq!(measures("①公示②回避③轮岗"), 3);
        assert_eq!(measures("公示；\n"), 1);
        assert_eq!(measures(""), 0);
    }

    #[test]
    fn degrees_are_digits_from_one_to_five_or_words() {
        assert_eq!((degree("1"), degree("5"), degree("可能性极大")), (Some(1), Some(5), Some(4)));
        assert_eq!((degree("0"), degree("6"), degree("偶尔")), (None, None, None));
    }
}
