//! The words a tag may begin with, and what each wants.

use crate::letter::helpers;

/// The blocks a template may use.
pub(super) const BLOCKS: [&str; 3] = ["if", "each", "unless"];

/// What a helper wants.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Want {
    /// A number.
    Number,
    /// A date.
    Date,
    /// A list of words.
    Texts,
    /// Any list.
    List,
    /// Words.
    Text,
    /// Anything.
    Any,
}

/// What helpers want, those that are particular.
pub(super) const WANTS: &[(&str, &[Want])] = &[
    ("序号", &[Want::Number]),
    ("大写", &[Want::Number]),
    ("日期", &[Want::Date]),
    ("短日期", &[Want::Date]),
    ("中文日期", &[Want::Date]),
    ("年月", &[Want::Date]),
    ("中文数", &[Want::Number]),
    ("金额", &[Want::Any]),
    ("大写金额", &[Want::Any]),
    ("连接", &[Want::Texts, Want::Text]),
    ("len", &[Want::List]),
    ("eq", &[Want::Any, Want::Any]),
    ("ne", &[Want::Any, Want::Any]),
    ("gt", &[Want::Number, Want::Number]),
    ("gte", &[Want::Number, Want::Number]),
    ("lt", &[Want::Number, Want::Number]),
    ("lte", &[Want::Number, Want::Number]),
    ("not", &[Want::Any]),
];

/// What the engine brings along beside the letters' own helpers.
const BROUGHT_ALONG: [&str; 10] = ["eq", "ne", "gt", "gte", "lt", "lte", "and", "or", "not", "len"];

/// Says whether a word is a helper that writes or compares.
pub(super) fn is_helper(word: &str) -> bool {
    !BLOCKS.contains(&word) && (BROUGHT_ALONG.contains(&word) || helpers::KNOWN.split('、').any(|known| known == word))
}
