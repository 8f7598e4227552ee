//! Rows that are no records, told by their words: totals, footers, examples, notes, page lines, section headings.
//!
//! Source: `domain.md` §1.2 and §9 (`subtotal_words`, `footer_prefix`).

use std::sync::LazyLock;

use regex::Regex;

use crate::map::fold::fold;
use crate::model::workbook::Value;

pub(super) static SECTION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*(?:第[一二三四五六七八九十]+(?:部分|类|方面)[：:、\s]*|[一二三四五六七八九十]+[、．.]\s*|[（(][一二三四五六七八九十]+[)）]、?\s*)").expect("a constant")
});
static PAGE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^第\d+页(?:[,,，]?共\d+页)?$|^共\d+页$|^-\d+-$").expect("a constant"));
static COUNTED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(\d+)(?:项|个|条|件)").expect("a constant"));
static ALL_COUNTED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(?:总|合)?共(?:计)?\d+(?:项|个|条|件)").expect("a constant"));

/// Words total rows start with; the flag says whether the whole table is meant.
const TOTALS: [(&str, bool); 6] =
    [("小计", false), ("合计", true), ("总计", true), ("累计", true), ("共计", true), ("汇总", true)];

/// Says whether a row is a total, and of the whole table (`true`) or of a part.
pub(super) fn total_row(own: &[(u16, &Value)]) -> Option<bool> {
    own.iter().take(3).find_map(|(_, value)| {
        let Value::Text(text) = value else { return None };
        let folded = fold(text);
        if folded.chars().count() > 20 {
            return None;
        }
        // Hardly any text begins like that; patterns cost more than a look at the first letter.
        if folded.starts_with(['总', '合', '共']) && ALL_COUNTED.is_match(&folded) {
            return Some(true);
        }
        let fits =
            |word: &str| folded.starts_with(word) || (word != "汇总" && folded.ends_with(word) && folded.chars().count() <= 12);
        TOTALS.iter().find(|(word, _)| fits(word)).map(|(_, grand)| *grand)
    })
}

/// Says whether a text only numbers the page: 第2页，共9页.
pub(super) fn is_page_line(folded: &str) -> bool {
    folded.starts_with(['第', '共', '-']) && PAGE.is_match(folded)
}

/// Returns the number of 合计：18项.
pub(super) fn stated_count(text: &str) -> Option<u32> {
    let folded = fold(text);
    COUNTED.captures(&folded)?.get(1)?.as_str().parse().ok()
}

/// The ways columns and headings are numbered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Numbering {
    /// 1, (2).
    Arabic,
    /// 一, 二、, 第三.
    Chinese,
    /// (一), (二).
    Bracketed,
    /// 甲 乙 丙.
    Stem,
    /// A B C.
    Letter,
}

/// Reads a text that is only a number of a row or column.
pub(super) fn numbered(text: &str) -> Option<(Numbering, u32)> {
    let folded = fold(text);
    let bare = folded.trim_matches(['(', ')', '、', '.', ':', ',', '，', '．']);
    if let Ok(number) = bare.parse::<u32>() {
        return Some((Numbering::Arabic, number));
    }
    let place = |signs: &str| {
        let mut chars = bare.chars();
        let (sign, None) = (chars.next()?, chars.next()) else { return None };
        signs.chars().zip(1u32..).find(|(known, _)| *known == sign.to_ascii_uppercase()).map(|(_, place)| place)
    };
    if let Some(place) = place("甲乙丙丁戊己庚辛壬癸") {
        return Some((Numbering::Stem, place));
    }
    if let Some(place) = place("ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
        return Some((Numbering::Letter, place));
    }
    let ordinal = bare.strip_prefix('第').unwrap_or(bare);
    let ordinal = ["部分", "方面", "类"].iter().find_map(|end| ordinal.strip_suffix(end)).unwrap_or(ordinal);
    let number = chinese(ordinal)?;
    Some((if folded.starts_with('(') { Numbering::Bracketed } else { Numbering::Chinese }, number))
}

/// Reads a Chinese number up to 99.
fn chinese(text: &str) -> Option<u32> {
    let digit = |text: &str| -> Option<u32> {
        let mut chars = text.chars();
        let (sign, None) = (chars.next()?, chars.next()) else { return None };
        "一二三四五六七八九".chars().zip(1u32..).find(|(known, _)| *known == sign).map(|(_, place)| place)
    };
    match text.split_once('十') {
        None => digit(text),
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { 1 } else { digit(tens)? };
            Some(tens * 10 + if ones.is_empty() { 0 } else { digit(ones)? })
        }
    }
}

/// Says whether a row only numbers the columns: 1 2 3, （1）（2）（3）, 甲 乙 丙, or 甲 乙 1 2 3.
pub(super) fn is_number_row(own: &[(u16, &Value)]) -> bool {
    let number = |value: &Value| numbered(&value.display());
    let follows = |a: &Value, b: &Value| match (number(a), number(b)) {
        (Some((before, a)), Some((after, b))) => {
            if before == after {
                a.checked_add(1) == Some(b)
            } else {
                b == 1
            }
        }
        _ => false,
    };
    own.len() >= 3 && own.iter().zip(own.iter().skip(1)).all(|((_, a), (_, b))| follows(a, b))
}

static EXAMPLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\(?(?:填写|填报|填表)?(?:示例|样例|范例|举例|例子|例)[一二三\d]{0,2}\)?(?:$|[:、.])").expect("a constant")
});

pub(super) fn is_example(folded: &str) -> bool {
    EXAMPLE.is_match(folded) || folded.starts_with("例如")
}

/// Says whether a text in a row of its own only speaks of the rows above it: 以上为党建方面.
pub(super) fn looks_back(folded: &str) -> bool {
    static BACK: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^(?:以上|上述)(?:共?\d+[项个条件])?(?:均|都|问题)*(?:为|是|属)").expect("a constant"));
    BACK.is_match(folded) && folded.chars().count() <= 30
}

/// Says whether a row's first text is a label of notes with the note in the next cell: 说明 | 1.本表一式三份.
pub(super) fn is_note_label(folded: &str) -> bool {
    matches!(folded, "说明" | "注" | "备注" | "附注" | "填表说明" | "填报说明" | "填写说明")
}

/// Words instruction rows start with. Source: `domain.md` §9 `footer_prefix`.
pub(super) fn is_note(folded: &str) -> bool {
    ["填写说明", "填表说明", "填报说明", "填写要求", "说明:", "注:", "注1", "备注:", "(注"]
        .iter()
        .any(|word| folded.starts_with(word))
}

/// Words footers start with. Source: `domain.md` §9 `footer_prefix`.
const FOOTERS: [&str; 22] = [
    "填表人",
    "填报人",
    "制表人",
    "审核人",
    "复核人",
    "负责人",
    "主要负责人",
    "分管领导",
    "签字",
    "签名",
    "联系人",
    "联系电话",
    "填报单位",
    "填报时间",
    "填表日期",
    "制表时间",
    "单位负责人",
    "党组书记",
    "党委书记",
    "经办人",
    "签批",
    "单位(盖章)",
];

/// Footer words that are also posts: a cell with nothing else may name the person responsible.
const POSTS: [&str; 6] = ["党组书记", "党委书记", "负责人", "主要负责人", "分管领导", "经办人"];

/// Says whether a text is a footer's word with a colon behind it: such a row is a footer whatever else stands in it.
pub(super) fn is_signed_footer(folded: &str) -> bool {
    FOOTERS.iter().any(|word| folded.strip_prefix(word).is_some_and(|rest| rest.starts_with(':')))
}

pub(super) fn is_footer(folded: &str) -> bool {
    FOOTERS.iter().any(|word| {
        folded.strip_prefix(word).is_some_and(|rest| {
            (rest.is_empty() && !POSTS.contains(word))
                || rest.starts_with(':')
                || rest.starts_with("(签")
                || rest.starts_with("(盖")
                || rest.starts_with("签字")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{Numbering, is_example, is_number_row, looks_back, numbered};
    use crate::model::workbook::Value;

    #[test]
    fn numbers_are_told_by_how_they_are_written() {
        let expected = [
            ("1", Numbering::Arabic, 1),
            ("（2）", Numbering::Arabic, 2),
            ("③", Numbering::Arabic, 3),
            ("一", Numbering::Chinese, 1),
            ("十二、", Numbering::Chinese, 12),
            ("第二部分", Numbering::Chinese, 2),
            ("（二十）", Numbering::Bracketed, 20),
            ("丙", Numbering::Stem, 3),
            ("b", Numbering::Letter, 2),
        ];
        for (text, numbering, number) in expected {
            assert_eq!(numbered(text), Some((numbering, number)), "{text}");
        }
        for other in ["", "一、党建", "张三", "一中", "1.5项"] {
            assert_eq!(numbered(other), None, "{other}");
        }
    }

    #[test]
    fn a_row_that_numbers_the_columns_holds_nothing() {
        let is = |texts: &[&str]| {
            let values: Vec<Value> = texts.iter().map(|text| Value::Text((*text).into())).collect();
            is_number_row(&(0u16..).zip(&values).collect::<Vec<_>>())
        };
        for row in [
            &["1", "2", "3"][..],
            &["（1）", "（2）", "（3）"],
            &["甲", "乙", "丙", "丁"],
            &["A", "B", "C"],
            &["甲", "乙", "1", "2"],
        ] {
            assert!(is(row), "{row:?}");
        }
        for row in [&["1", "2"][..], &["1", "2", "2"], &["甲", "乙", "问题"], &["1", "乙", "丙"], &["甲", "3", "4"]] {
            assert!(!is(row), "{row:?}");
        }
    }

    #[test]
    fn examples_may_be_numbered() {
        for example in ["示例", "示例1", "例2", "样例", "填写样例", "(示例)", "示例:某局", "例如某局"] {
            assert!(is_example(example), "{example}");
        }
        for other in ["例会制度不落实", "例行检查", "典型案例", "示例室管理混乱"] {
            assert!(!is_example(other), "{other}");
        }
    }

    #[test]
    fn what_speaks_of_the_rows_above_is_no_problem() {
        assert!(looks_back("以上为党建方面") && looks_back("上述5项均为立行立改"));
        assert!(!looks_back("以上率下作用发挥不够") && !looks_back("上述要求没有落实"));
    }
}
