//! The tree of an expression as written, and its plainest spelling.

use std::fmt;
use std::ops::Range;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::policy::expression::word::Sign;

/// A part of an expression and where it stands, in bytes.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) at: Range<usize>,
    pub(super) what: What,
}

impl PartialEq for Node {
    /// Compares what is said, not where.
    fn eq(&self, other: &Self) -> bool {
        self.what == other.what
    }
}

/// What a part of an expression is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum What {
    /// A field, or a word such as 已完成.
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
    /// 是 or 否.
    Flag(bool),
    /// 非.
    Not(Box<Node>),
    /// A minus before a number.
    Minus(Box<Node>),
    /// All hold; at least two.
    All(Vec<Node>),
    /// Any holds; at least two.
    Any(Vec<Node>),
    /// A sign between two values: comparison or a test of text.
    Compare(Sign, Box<Node>, Box<Node>),
    /// 为空, 不为空.
    Empty(Sign, Box<Node>),
    /// 属于, 不属于.
    OneOf(Sign, Box<Node>, Vec<Node>),
    /// `+ - × ÷`.
    Arithmetic(Sign, Box<Node>, Box<Node>),
    /// A function.
    Call(Sign, Box<Node>),
}

/// How strongly a part holds together; a weaker part inside a stronger one needs brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Bond {
    Any,
    All,
    Not,
    Compare,
    Sum,
    Product,
    Minus,
    Whole,
}

impl What {
    fn bond(&self) -> Bond {
        match self {
            Self::Any(_) => Bond::Any,
            Self::All(_) => Bond::All,
            Self::Not(_) => Bond::Not,
            Self::Compare(..) | Self::Empty(..) | Self::OneOf(..) => Bond::Compare,
            Self::Arithmetic(Sign::Plus | Sign::Minus, ..) => Bond::Sum,
            Self::Arithmetic(..) => Bond::Product,
            Self::Minus(_) => Bond::Minus,
            _ => Bond::Whole,
        }
    }
}

/// Prints a part where at least this bond is needed.
fn part(f: &mut fmt::Formatter<'_>, node: &Node, needed: Bond) -> fmt::Result {
    if node.what.bond() < needed { write!(f, "({node})") } else { write!(f, "{node}") }
}

fn joined(f: &mut fmt::Formatter<'_>, nodes: &[Node], between: &str, needed: Bond) -> fmt::Result {
    for (position, node) in nodes.iter().enumerate() {
        if position > 0 {
            f.write_str(between)?;
        }
        part(f, node, needed)?;
    }
    Ok(())
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            What::Name(name) => f.write_str(name),
            What::Text(text) => write!(f, "\"{}\"", text.replace('"', "\"\"")),
            What::Number(number) => write!(f, "{number}"),
            What::Money(yuan) => write!(f, "{yuan}元"),
            What::Date(day) => write!(f, "{day}"),
            What::Days(count) => write!(f, "{count}天"),
            What::Months(count) => write!(f, "{count}个月"),
            What::Flag(yes) => f.write_str(if *yes { Sign::Yes.text() } else { Sign::No.text() }),
            What::Not(inner) => {
                write!(f, "{} ", Sign::Not.text())?;
                part(f, inner, Bond::Not)
            }
            What::Minus(inner) => {
                f.write_str("-")?;
                part(f, inner, Bond::Minus)
            }
            What::All(parts) => joined(f, parts, " 且 ", Bond::Not),
            What::Any(parts) => joined(f, parts, " 或 ", Bond::All),
            What::Compare(sign, left, right) => {
                part(f, left, Bond::Sum)?;
                write!(f, " {} ", sign.text())?;
                part(f, right, Bond::Sum)
            }
            What::Empty(sign, value) => {
                part(f, value, Bond::Sum)?;
                write!(f, " {}", sign.text())
            }
            What::OneOf(sign, value, members) => {
                part(f, value, Bond::Sum)?;
                write!(f, " {} [", sign.text())?;
                joined(f, members, ", ", Bond::Minus)?;
                f.write_str("]")
            }
            What::Arithmetic(sign, left, right) => {
                let (own, tighter) = match sign {
                    Sign::Plus | Sign::Minus => (Bond::Sum, Bond::Product),
                    _ => (Bond::Product, Bond::Minus),
                };
                part(f, left, own)?;
                write!(f, " {} ", sign.text())?;
                part(f, right, tighter)
            }
            What::Call(function, value) => write!(f, "{}({value})", function.text()),
        }
    }
}
