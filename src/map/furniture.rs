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
pub(super) static PAGE: LazyLock<Regex> =
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
        if ALL_COUNTED.is_match(&folded) {
            return Some(true);
        }
        let fits =
            |word: &str| folded.starts_with(word) || (word != "汇总" && folded.ends_with(word) && folded.chars().count() <= 12);
        TOTALS.iter().find(|(word, _)| fits(word)).map(|(_, grand)| *grand)
    })
}

/// Returns the number of 合计：18项.
pub(super) fn stated_count(text: &str) -> Option<u32> {
    let folded = fold(text);
    COUNTED.captures(&folded)?.get(1)?.as_str().parse().ok()
}

/// Says whether a row only numbers the columns: 1 2 3 or （1）（2）（3）.
pub(super) fn is_number_row(own: &[(u16, &Value)]) -> bool {
    let number = |value: &Value| fold(&value.display()).trim_matches(['(', ')']).parse::<u32>().ok();
    own.len() >= 3
        && own
            .iter()
            .zip(own.iter().skip(1))
            .all(|((_, a), (_, b))| matches!((number(a), number(b)), (Some(a), Some(b)) if b == a + 1))
}

pub(super) fn is_example(folded: &str) -> bool {
    matches!(folded, "示例" | "例" | "样例" | "(示例)" | "(例)" | "例子")
        || folded.starts_with("示例:")
        || folded.starts_with("例:")
        || folded.starts_with("例如")
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
