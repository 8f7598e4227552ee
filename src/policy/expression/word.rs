//! The signs and words of the language, and how a run of Chinese characters without spaces is told into words.

use std::ops::Range;

/// A sign or word with a fixed meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    /// `(`.
    Open,
    /// `)`.
    Close,
    /// `[`.
    OpenList,
    /// `]`.
    CloseList,
    /// `,` between the members of a list.
    Comma,
    /// 且.
    And,
    /// 或.
    Or,
    /// 非.
    Not,
    /// `=`.
    Equal,
    /// `≠`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    AtMost,
    /// `>`.
    More,
    /// `>=`.
    AtLeast,
    /// `+`.
    Plus,
    /// `-`.
    Minus,
    /// `×`.
    Times,
    /// `÷`.
    Over,
    /// 包含.
    Contains,
    /// 不包含.
    ContainsNot,
    /// 开头是.
    Begins,
    /// 结尾是.
    Ends,
    /// 属于.
    OneOf,
    /// 不属于.
    NotOneOf,
    /// 匹配.
    Matches,
    /// 不匹配.
    MatchesNot,
    /// 为空.
    Empty,
    /// 不为空.
    NotEmpty,
    /// 是.
    Yes,
    /// 否.
    No,
    /// 字数.
    Length,
    /// 数值.
    Number,
}

/// How each is written; the first spelling is the one printed. Full-width signs are folded before they are looked up.
pub(super) const SPELLINGS: &[(Sign, &[&str])] = &[
    (Sign::Open, &["("]),
    (Sign::Close, &[")"]),
    (Sign::OpenList, &["[", "【"]),
    (Sign::CloseList, &["]", "】"]),
    (Sign::Comma, &[",", "、"]),
    (Sign::And, &["且", "并且", "and", "&&"]),
    (Sign::Or, &["或", "或者", "or", "||"]),
    (Sign::Not, &["非", "not", "!"]),
    (Sign::Equal, &["=", "等于", "=="]),
    (Sign::NotEqual, &["≠", "不等于", "!=", "<>"]),
    (Sign::Less, &["<", "小于", "早于"]),
    (Sign::AtMost, &["<=", "不大于", "不超过", "不晚于", "≤", "≦"]),
    (Sign::More, &[">", "大于", "超过", "晚于"]),
    (Sign::AtLeast, &[">=", "不小于", "不少于", "不早于", "≥", "≧"]),
    (Sign::Plus, &["+"]),
    (Sign::Minus, &["-", "−"]),
    (Sign::Times, &["×", "*"]),
    (Sign::Over, &["÷", "/"]),
    (Sign::Contains, &["包含", "contains"]),
    (Sign::ContainsNot, &["不包含"]),
    (Sign::Begins, &["开头是", "starts_with"]),
    (Sign::Ends, &["结尾是", "ends_with"]),
    (Sign::OneOf, &["属于", "in"]),
    (Sign::NotOneOf, &["不属于"]),
    (Sign::Matches, &["匹配", "matches"]),
    (Sign::MatchesNot, &["不匹配"]),
    (Sign::Empty, &["为空", "is_empty"]),
    (Sign::NotEmpty, &["不为空"]),
    (Sign::Yes, &["是", "true"]),
    (Sign::No, &["否", "false"]),
    (Sign::Length, &["字数", "length"]),
    (Sign::Number, &["数值", "number"]),
];

impl Sign {
    /// Returns the plainest spelling.
    pub(super) fn text(self) -> &'static str {
        SPELLINGS.iter().find(|(sign, _)| *sign == self).map_or("", |(_, spellings)| spellings[0])
    }

    /// Returns the sign a whole word spells.
    fn of_word(word: &str) -> Option<Self> {
        SPELLINGS.iter().find(|(_, spellings)| spellings.contains(&word)).map(|(sign, _)| *sign)
    }

    /// Returns the longest sign at the start of the text that is not made of letters, with its length in bytes.
    pub(super) fn of_symbol(text: &str) -> Option<(Self, usize)> {
        let length = |spelling: &str| {
            let mut rest = text.char_indices();
            let all = spelling.chars().all(|c| rest.next().is_some_and(|(_, seen)| fold(seen) == c));
            all.then(|| rest.next().map_or(text.len(), |(end, _)| end))
        };
        let symbols = SPELLINGS.iter().flat_map(|(sign, spellings)| spellings.iter().map(|spelling| (*sign, *spelling)));
        symbols
            .filter(|(_, spelling)| !spelling.starts_with(is_word_character))
            .filter_map(|(sign, spelling)| Some((sign, length(spelling)?)))
            .max_by_key(|(_, length)| *length)
    }
}

/// Turns a full-width sign or digit into the ordinary one.
pub(super) fn fold(c: char) -> char {
    match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

/// Says whether a character belongs to a word.
pub(super) fn is_word_character(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// A word of a run, told by `split` with its place in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word<'t> {
    /// With a fixed meaning.
    Sign(Sign),
    /// A name, known or not.
    Name(&'t str),
}

/// Tells a run of word characters into words.
///
/// Chinese is written without spaces (`整改时限为空且是否完成`): the run is told into known words so that the fewest
/// characters are left over, longer words first. Left-over characters and names beside them are one unknown name.
pub(super) fn split<'t>(run: &'t str, is_name: &dyn Fn(&str) -> bool, longest: usize) -> Vec<(Word<'t>, Range<usize>)> {
    if run.is_ascii() {
        return vec![(Sign::of_word(run).map_or(Word::Name(run), Word::Sign), 0..run.len())];
    }
    let ends: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
    let count = ends.len() - 1;
    let piece = |first: usize, last: usize| &run[ends[first]..ends[last]];
    // From the back: the fewest characters left over behind each position, and the word that gets there.
    let mut best: Vec<(usize, Option<usize>)> = vec![(0, None); count + 1];
    for first in (0..count).rev() {
        best[first] = (best[first + 1].0 + 1, None);
        for last in first + 1..=count.min(first + longest) {
            let text = piece(first, last);
            if best[last].0 <= best[first].0 && (is_name(text) || Sign::of_word(text).is_some()) {
                best[first] = (best[last].0, Some(last));
            }
        }
    }
    let mut words: Vec<(Word<'t>, usize, usize)> = Vec::new();
    let mut first = 0;
    while first < count {
        let last = best[first].1.unwrap_or(first + 1);
        let sign = best[first].1.and_then(|last| Sign::of_word(piece(first, last)));
        match (sign, words.last_mut()) {
            (Some(sign), _) => words.push((Word::Sign(sign), first, last)),
            (None, Some((Word::Name(name), from, to))) => (*name, *to) = (piece(*from, last), last),
            (None, _) => words.push((Word::Name(piece(first, last)), first, last)),
        }
        first = last;
    }
    words.into_iter().map(|(word, first, last)| (word, ends[first]..ends[last])).collect()
}

#[cfg(test)]
mod tests {
    use super::{SPELLINGS, Sign, Word, split};

    fn words(run: &str) -> Vec<Word<'_>> {
        let names = ["整改时限", "是否完成", "责任人", "责任领导", "未完成原因"];
        split(run, &|word| names.contains(&word), 8).into_iter().map(|(word, _)| word).collect()
    }

    #[test]
    fn words_without_spaces_are_told_apart() {
        use Word::{Name, Sign as S};
        assert_eq!(
            words("整改时限为空且非是否完成"),
            [Name("整改时限"), S(Sign::Empty), S(Sign::And), S(Sign::Not), Name("是否完成")]
        );
        assert_eq!(words("整改时限不为空"), [Name("整改时限"), S(Sign::NotEmpty)]);
        assert_eq!(words("未完成原因"), [Name("未完成原因")]);
        assert_eq!(words("deadline"), [Name("deadline")]);
        assert_eq!(words("and"), [S(Sign::And)]);
    }

    #[test]
    fn what_is_unknown_stays_one_name() {
        use Word::{Name, Sign as S};
        assert_eq!(words("整改期限为空"), [Name("整改期限"), S(Sign::Empty)]);
        assert_eq!(words("责任领导人为空"), [Name("责任领导人"), S(Sign::Empty)]);
        assert_eq!(words("整改时限责任人"), [Name("整改时限责任人")]);
    }

    #[test]
    fn no_spelling_has_two_meanings() {
        let mut all: Vec<&str> = SPELLINGS.iter().flat_map(|(_, spellings)| spellings.iter().copied()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn full_width_signs_are_signs() {
        assert_eq!(Sign::of_symbol("＞＝3"), Some((Sign::AtLeast, "＞＝".len())));
        assert_eq!(Sign::of_symbol("<= 3"), Some((Sign::AtMost, 2)));
        assert_eq!(Sign::of_symbol("（"), Some((Sign::Open, 3)));
        assert_eq!(Sign::of_symbol("？"), None);
    }
}
