//! Tokens → the tree of an expression, by the strength of the signs: 或, 且, 非, comparisons, `+ -`, `× ÷`.
//!
//! Text is bounded in length and nesting, so that a hostile one costs neither time nor stack.

use std::ops::Range;

use winnow::combinator::{opt, separated};
use winnow::error::ErrMode;
use winnow::prelude::*;
use winnow::stream::{Stateful, Stream, TokenSlice};
use winnow::token::any;

use crate::policy::expression::syntax::{Node, What};
use crate::policy::expression::token::{Broken, Kind, Token, broken, tokens};
use crate::policy::expression::word::Sign;
use crate::policy::expression::{MOST_CHARACTERS, Problem};

/// Deepest nesting of brackets, 非 and functions.
pub(super) const MOST_DEPTH: usize = 30;

/// Most values in one chain of `+ -` or `× ÷`; each makes the tree one level deeper.
pub(super) const MOST_LINKS: usize = 50;

/// The text's end, for faults where something is missing, and how deep the parser is.
#[derive(Clone, Copy, Debug)]
struct State {
    end: usize,
    depth: usize,
}

type Input<'t> = Stateful<TokenSlice<'t, Token>, State>;
type Parsed<T> = Result<T, ErrMode<Broken>>;

/// Reads an expression.
///
/// # Errors
///
/// The first place where the text is no expression.
pub(super) fn parse(text: &str) -> Result<Node, Problem> {
    let whole = 0..text.len();
    if text.chars().count() > MOST_CHARACTERS {
        return Err(Problem::new(whole, format!("条件太长，最多 {MOST_CHARACTERS} 个字")).hint("请分成几条规则"));
    }
    let tokens = tokens(text)?;
    let mut input = Input { input: TokenSlice::new(&tokens), state: State { end: text.trim_end().len(), depth: 0 } };
    let result = any_of(&mut input).and_then(|node| match input.input.first() {
        None => Ok(node),
        Some(token) => broken(leftover(token)),
    });
    result.map_err(|error| match error {
        ErrMode::Cut(Broken(Some(problem))) | ErrMode::Backtrack(Broken(Some(problem))) => problem,
        _ => Problem::new(whole, "条件写法不对"),
    })
}

/// Says what is wrong with a token behind a whole expression.
fn leftover(token: &Token) -> Problem {
    match token.kind {
        Kind::Sign(Sign::Close) => Problem::new(token.at.clone(), "多了一个右括号"),
        Kind::Sign(Sign::Equal | Sign::NotEqual | Sign::Less | Sign::AtMost | Sign::More | Sign::AtLeast) => {
            Problem::new(token.at.clone(), "比较不能连着写").hint("请用「且」连接两个比较，例如 a > 1 且 a < 5")
        }
        _ => {
            Problem::new(token.at.clone(), "这里不该接着写").hint("两个条件之间要有「且」或「或」，两个值之间要有比较或加减乘除")
        }
    }
}

/// Takes one of these signs.
fn sign<'t>(signs: &'static [Sign]) -> impl Parser<Input<'t>, (Sign, Range<usize>), ErrMode<Broken>> {
    any.verify_map(move |token: &Token| match token.kind {
        Kind::Sign(sign) if signs.contains(&sign) => Some((sign, token.at.clone())),
        _ => None,
    })
}

/// Runs a parser one level deeper.
fn deeper<T>(input: &mut Input<'_>, at: &Range<usize>, parser: impl FnOnce(&mut Input<'_>) -> Parsed<T>) -> Parsed<T> {
    if input.state.depth >= MOST_DEPTH {
        return broken(Problem::new(at.clone(), "括号套得太深").hint("请拆成几条规则"));
    }
    input.state.depth += 1;
    let result = parser(input);
    input.state.depth -= 1;
    result
}

fn around(first: &Node, last: &Node) -> Range<usize> {
    first.at.start..last.at.end
}

fn boxed(node: Node) -> Box<Node> {
    Box::new(node)
}

fn any_of(input: &mut Input<'_>) -> Parsed<Node> {
    chain(input, &[Sign::Or], all_of, What::Any)
}

fn all_of(input: &mut Input<'_>) -> Parsed<Node> {
    chain(input, &[Sign::And], negation, What::All)
}

/// Reads one part, or several with a sign between them as one list.
fn chain(
    input: &mut Input<'_>,
    between: &'static [Sign],
    part: impl Fn(&mut Input<'_>) -> Parsed<Node>,
    build: fn(Vec<Node>) -> What,
) -> Parsed<Node> {
    let mut parts = vec![part(input)?];
    while opt(sign(between)).parse_next(input)?.is_some() {
        parts.push(part(input)?);
    }
    match parts.len() {
        1 => Ok(parts.remove(0)),
        several => Ok(Node { at: around(&parts[0], &parts[several - 1]), what: build(parts) }),
    }
}

fn negation(input: &mut Input<'_>) -> Parsed<Node> {
    match opt(sign(&[Sign::Not])).parse_next(input)? {
        Some((_, at)) => {
            let inner = deeper(input, &at, negation)?;
            Ok(Node { at: at.start..inner.at.end, what: What::Not(boxed(inner)) })
        }
        None => comparison(input),
    }
}

const TESTS: &[Sign] = &[
    Sign::Equal,
    Sign::NotEqual,
    Sign::Less,
    Sign::AtMost,
    Sign::More,
    Sign::AtLeast,
    Sign::Contains,
    Sign::ContainsNot,
    Sign::Begins,
    Sign::Ends,
    Sign::Matches,
    Sign::MatchesNot,
    Sign::OneOf,
    Sign::NotOneOf,
    Sign::Empty,
    Sign::NotEmpty,
];

fn comparison(input: &mut Input<'_>) -> Parsed<Node> {
    let left = sum(input)?;
    let Some((test, at)) = opt(sign(TESTS)).parse_next(input)? else { return Ok(left) };
    match test {
        Sign::Empty | Sign::NotEmpty => Ok(Node { at: left.at.start..at.end, what: What::Empty(test, boxed(left)) }),
        Sign::OneOf | Sign::NotOneOf => {
            let (members, end) = list(input)?;
            Ok(Node { at: left.at.start..end, what: What::OneOf(test, boxed(left), members) })
        }
        _ => {
            let right = sum(input)?;
            Ok(Node { at: around(&left, &right), what: What::Compare(test, boxed(left), boxed(right)) })
        }
    }
}

/// Reads `["甲", "乙"]`.
fn list(input: &mut Input<'_>) -> Parsed<(Vec<Node>, usize)> {
    let Some((_, open)) = opt(sign(&[Sign::OpenList])).parse_next(input)? else {
        return missing(input, "这里要写一组值", "例如 属于 [\"甲\", \"乙\"]");
    };
    let members: Vec<Node> = separated(1.., minus, sign(&[Sign::Comma])).parse_next(input)?;
    match opt(sign(&[Sign::CloseList])).parse_next(input)? {
        Some((_, close)) => Ok((members, close.end)),
        None => broken(unclosed(open, ']')),
    }
}

fn sum(input: &mut Input<'_>) -> Parsed<Node> {
    links(input, &[Sign::Plus, Sign::Minus], product)
}

fn product(input: &mut Input<'_>) -> Parsed<Node> {
    links(input, &[Sign::Times, Sign::Over], minus)
}

/// Reads values with signs between them, from the left.
fn links(input: &mut Input<'_>, between: &'static [Sign], part: impl Fn(&mut Input<'_>) -> Parsed<Node>) -> Parsed<Node> {
    let mut left = part(input)?;
    let mut count = 1;
    while let Some((sign, at)) = opt(sign(between)).parse_next(input)? {
        count += 1;
        if count > MOST_LINKS {
            return broken(Problem::new(at, format!("连着加减乘除最多 {MOST_LINKS} 个值")));
        }
        let right = part(input)?;
        left = Node { at: around(&left, &right), what: What::Arithmetic(sign, boxed(left), boxed(right)) };
    }
    Ok(left)
}

fn minus(input: &mut Input<'_>) -> Parsed<Node> {
    match opt(sign(&[Sign::Minus])).parse_next(input)? {
        Some((_, at)) => {
            let inner = deeper(input, &at, minus)?;
            Ok(Node { at: at.start..inner.at.end, what: What::Minus(boxed(inner)) })
        }
        None => value(input),
    }
}

fn value(input: &mut Input<'_>) -> Parsed<Node> {
    let Some(token) = input.peek_token() else {
        return missing(input, "条件没有写完", "这里应当是字段、数字、日期或加引号的文字");
    };
    let at = token.at.clone();
    let what = match &token.kind {
        Kind::Name(name) => What::Name(name.clone()),
        Kind::Text(text) => What::Text(text.clone()),
        Kind::Number(number) => What::Number(*number),
        Kind::Money(yuan) => What::Money(*yuan),
        Kind::Date(day) => What::Date(*day),
        Kind::Days(count) => What::Days(*count),
        Kind::Months(count) => What::Months(*count),
        Kind::Sign(Sign::Yes) => What::Flag(true),
        Kind::Sign(Sign::No) => What::Flag(false),
        Kind::Sign(Sign::Open) => return brackets(input),
        Kind::Sign(function @ (Sign::Length | Sign::Number)) => return call(input, *function, at),
        Kind::Sign(Sign::OpenList) => {
            return broken(Problem::new(at, "方括号只能写在「属于」后面").hint("改变先后用圆括号"));
        }
        Kind::Sign(_) => return missing(input, "这里缺少一个值", "这里应当是字段、数字、日期或加引号的文字"),
    };
    input.next_token();
    Ok(Node { at, what })
}

fn brackets(input: &mut Input<'_>) -> Parsed<Node> {
    let (_, open) = sign(&[Sign::Open]).parse_next(input)?;
    let inner = deeper(input, &open, any_of)?;
    match opt(sign(&[Sign::Close])).parse_next(input)? {
        Some((_, close)) => Ok(Node { at: open.start..close.end, ..inner }),
        None => match input.peek_token() {
            Some(token) => broken(leftover(token)),
            None => broken(unclosed(open, ')')),
        },
    }
}

fn call(input: &mut Input<'_>, function: Sign, at: Range<usize>) -> Parsed<Node> {
    input.next_token();
    if !matches!(input.peek_token(), Some(Token { kind: Kind::Sign(Sign::Open), .. })) {
        return broken(
            Problem::new(at, format!("「{0}」后面要有括号", function.text())).hint(format!("例如 {}(整改措施)", function.text())),
        );
    }
    let inner = brackets(input)?;
    Ok(Node { at: at.start..inner.at.end, what: What::Call(function, boxed(inner)) })
}

fn unclosed(open: Range<usize>, close: char) -> Problem {
    Problem::new(open, "括号没有配对").hint(format!("请补上 {close}"))
}

/// Reports that something is missing before the next token, or at the end.
fn missing<T>(input: &Input<'_>, message: &str, hint: &str) -> Parsed<T> {
    let at = input.input.first().map_or(input.state.end..input.state.end, |token| token.at.clone());
    broken(Problem::new(at, message).hint(hint))
}
