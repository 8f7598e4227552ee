//! Text → tokens. Signs, numbers with their units, dates, quoted text, and words that need no spaces between them.

use std::ops::Range;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use winnow::combinator::{alt, delimited, eof, fail, opt, preceded, repeat};
use winnow::error::{ErrMode, ParserError};
use winnow::prelude::*;
use winnow::stream::{LocatingSlice, Location, Stream};
use winnow::token::{any, one_of, take_while};

use crate::policy::expression::word::{self, Sign, Word, fold, is_word_character};
use crate::policy::expression::{Problem, schema};

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// A sign or word with a fixed meaning.
    Sign(Sign),
    /// A name, known or not.
    Name(String),
    /// Quoted text.
    Text(String),
    /// A number.
    Number(Decimal),
    /// An amount, in 元.
    Money(Decimal),
    /// A day.
    Date(NaiveDate),
    /// A count of days.
    Days(u32),
    /// A count of months.
    Months(u32),
}

/// A token and where it stands, in bytes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) at: Range<usize>,
}

/// Why a parser gave up: a problem to report, or nothing when another branch may fit.
#[derive(Clone, Debug)]
pub(super) struct Broken(pub(super) Option<Problem>);

impl<I: Stream> ParserError<I> for Broken {
    type Inner = Self;

    fn from_input(_input: &I) -> Self {
        Self(None)
    }

    fn into_inner(self) -> Result<Self, Self> {
        Ok(self)
    }
}

/// Ends parsing with a problem.
pub(super) fn broken<T>(problem: Problem) -> Result<T, ErrMode<Broken>> {
    Err(ErrMode::Cut(Broken(Some(problem))))
}

type Input<'t> = LocatingSlice<&'t str>;
type Lexed<T> = Result<T, ErrMode<Broken>>;

/// Tells a text into tokens.
///
/// # Errors
///
/// The first character that begins no token, quote that does not end, number or date that is none.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Problem> {
    let mut input = LocatingSlice::new(text);
    let result: Lexed<Vec<Vec<Token>>> =
        delimited(blank, repeat(0.., preceded(blank, some)), (blank, alt((eof.void(), stranger)))).parse_next(&mut input);
    let problem = match result {
        Ok(tokens) => return Ok(tokens.into_iter().flatten().collect()),
        Err(ErrMode::Cut(broken) | ErrMode::Backtrack(broken)) => broken.0,
        Err(ErrMode::Incomplete(_)) => None,
    };
    Err(problem.unwrap_or_else(|| Problem::new(0..text.len(), "条件写法不对")))
}

fn blank(input: &mut Input<'_>) -> Lexed<()> {
    take_while(0.., |c: char| c.is_whitespace() || c == '\u{FEFF}').void().parse_next(input)
}

fn stranger(input: &mut Input<'_>) -> Lexed<()> {
    let (c, at) = any.with_span().parse_next(input)?;
    let problem = Problem::new(at, format!("不认识符号「{c}」"));
    broken(match c {
        '%' | '％' => problem.hint("百分数写成小数，例如 0.6"),
        '；' | ';' | '。' => problem.hint("几个条件之间用「且」「或」连接"),
        _ => problem.hint("文字要加引号；且、或、非、比较和加减乘除见 docs/policy.md"),
    })
}

/// Reads what comes next: one token, or the words of a run.
fn some(input: &mut Input<'_>) -> Lexed<Vec<Token>> {
    let one = alt((quoted, date, chinese_date, number, symbol));
    let one = one.with_span().map(|(kind, at)| vec![Token { kind, at }]);
    alt((one, run)).parse_next(input)
}

/// Quotes that open a text, and those that close it. A straight quote written twice stands for itself.
const QUOTES: [(char, char); 6] = [('"', '"'), ('\'', '\''), ('“', '”'), ('‘', '’'), ('「', '」'), ('『', '』')];

fn quoted(input: &mut Input<'_>) -> Lexed<Kind> {
    let start = input.current_token_start();
    let open = one_of(|c| QUOTES.iter().any(|(open, _)| *open == c)).parse_next(input)?;
    let close = QUOTES.iter().find(|(known, _)| *known == open).map_or(open, |(_, close)| *close);
    let mut text = String::new();
    loop {
        text.push_str(take_while(0.., |c| c != close).parse_next(input)?);
        if opt(close).parse_next(input)?.is_none() {
            let end = start + open.len_utf8();
            return broken(Problem::new(start..end, "引号没有配对").hint(format!("请在文字末尾补上 {close}")));
        }
        if open != close || opt(close).parse_next(input)?.is_none() {
            return Ok(Kind::Text(text));
        }
        text.push(close);
    }
}

fn digits<'t>(fewest: usize, most: usize) -> impl Parser<Input<'t>, String, ErrMode<Broken>> {
    take_while(fewest..=most, |c| fold(c).is_ascii_digit()).map(|digits: &str| digits.chars().map(fold).collect())
}

/// Reads `2026-06-30`.
fn date(input: &mut Input<'_>) -> Lexed<Kind> {
    let dash = || one_of(|c| fold(c) == '-');
    let ((year, _, month, _, day), at) =
        (digits(4, 4), dash(), digits(1, 2), dash(), digits(1, 2)).with_span().parse_next(input)?;
    day_of(&year, &month, &day, at)
}

/// Reads `2026年6月30日`.
fn chinese_date(input: &mut Input<'_>) -> Lexed<Kind> {
    let parts = (digits(4, 4), '年', digits(1, 2), '月', digits(1, 2), '日');
    let ((year, _, month, _, day, _), at) = parts.with_span().parse_next(input)?;
    day_of(&year, &month, &day, at)
}

fn day_of(year: &str, month: &str, day: &str, at: Range<usize>) -> Lexed<Kind> {
    let number = |text: &str| text.parse::<u32>().unwrap_or(0);
    match NaiveDate::from_ymd_opt(number(year) as i32, number(month), number(day)) {
        Some(day) => Ok(Kind::Date(day)),
        None => broken(Problem::new(at, "没有这一天").hint("请核对月份和日期")),
    }
}

/// Units of numbers, longer ones first.
const UNITS: [&str; 5] = ["个月", "万元", "亿元", "元", "天"];

fn number(input: &mut Input<'_>) -> Lexed<Kind> {
    let start = input.current_token_start();
    let whole = digits(1, usize::MAX).parse_next(input)?;
    let fraction = opt(preceded(one_of(|c| fold(c) == '.'), digits(1, usize::MAX))).parse_next(input)?;
    let unit = opt(alt(UNITS)).parse_next(input)?;
    let at = start..input.previous_token_end();
    let written = fraction.map_or(whole.clone(), |fraction| format!("{whole}.{fraction}"));
    let too_long = || Problem::new(at.clone(), "这个数太长");
    let Ok(number) = Decimal::from_str_exact(&written) else { return broken(too_long()) };
    let count = || match whole.parse::<u32>() {
        Ok(count) if count <= 100_000 && number.fract().is_zero() => Ok(count),
        _ => broken(Problem::new(at.clone(), "天数、月数要写不超过 100000 的整数")),
    };
    match unit {
        None => {
            let again = opt(one_of(|c| fold(c) == '.')).parse_next(input)?;
            match again {
                Some(_) => broken(Problem::new(at, "这不是一个数").hint("日期写成 2026-06-30")),
                None => Ok(Kind::Number(number)),
            }
        }
        Some("天") => Ok(Kind::Days(count()?)),
        Some("个月") => Ok(Kind::Months(count()?)),
        Some(unit) => {
            let yuan = Decimal::from(match unit {
                "万元" => 10_000,
                "亿元" => 100_000_000,
                _ => 1,
            });
            number.checked_mul(yuan).map_or_else(|| broken(too_long()), |money| Ok(Kind::Money(money)))
        }
    }
}

fn symbol(input: &mut Input<'_>) -> Lexed<Kind> {
    match Sign::of_symbol(input.as_ref()) {
        Some((sign, length)) => {
            input.next_slice(length);
            Ok(Kind::Sign(sign))
        }
        None => fail.parse_next(input),
    }
}

fn run(input: &mut Input<'_>) -> Lexed<Vec<Token>> {
    let start = input.current_token_start();
    let (ascii, other) = (|c: char| c.is_ascii() && is_word_character(c), |c: char| !c.is_ascii() && is_word_character(c));
    let run: &str = alt((take_while(1.., ascii), take_while(1.., other))).parse_next(input)?;
    let words = word::split(run, &schema::is_word, schema::LONGEST_WORD);
    let token = |(word, at): (Word<'_>, Range<usize>)| {
        let kind = match word {
            Word::Name(name) => Kind::Name(name.to_owned()),
            Word::Sign(sign) => Kind::Sign(sign),
        };
        Token { kind, at: start + at.start..start + at.end }
    };
    Ok(words.into_iter().map(token).collect())
}
