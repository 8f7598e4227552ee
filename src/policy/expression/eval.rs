//! Asks a typed expression of a row.
//!
//! A comparison with a missing value is neither true nor false but unknown (`None`), and 非 of what is unknown is unknown.
//! 且 is false when one part is, 或 true when one part is, whatever else is unknown. Only 为空 and 不为空 always know.

use crate::policy::expression::row::Row;
use crate::policy::expression::types::{Term, Test};
use crate::policy::expression::value::{Value, order, reckon, same};
use crate::policy::expression::word::Sign;

/// Says whether a test holds; `None` when a missing value leaves it open.
pub(super) fn test(test: &Test, row: &dyn Row) -> Option<bool> {
    match test {
        Test::Not(inner) => self::test(inner, row).map(|holds| !holds),
        Test::All(parts) => decided(parts, row, false),
        Test::Any(parts) => decided(parts, row, true),
        Test::Empty(term) => Some(self::term(term, row).is_none()),
        Test::Flag(term) => match self::term(term, row)? {
            Value::Flag(yes) => Some(yes),
            _ => None,
        },
        Test::Compare(sign, left, right) => compare(*sign, self::term(left, row)?, self::term(right, row)?),
        Test::OneOf(value, members) => {
            let value = self::term(value, row)?;
            Some(members.iter().any(|member| member.value().is_some_and(|member| same(value, member))))
        }
        Test::Matches(value, pattern) => match self::term(value, row)? {
            Value::Text(text) => Some(pattern.is_match(text)),
            _ => None,
        },
    }
}

/// Returns the deciding answer if one part gives it, the other answer if all do, and `None` otherwise.
fn decided(parts: &[Test], row: &dyn Row, deciding: bool) -> Option<bool> {
    let mut all = Some(!deciding);
    for part in parts {
        match test(part, row) {
            Some(answer) if answer == deciding => return Some(deciding),
            Some(_) => {}
            None => all = None,
        }
    }
    all
}

fn compare(sign: Sign, left: Value<'_>, right: Value<'_>) -> Option<bool> {
    if let (Value::Text(text), Value::Text(part)) = (left, right) {
        match sign {
            Sign::Contains => return Some(text.contains(part)),
            Sign::Begins => return Some(text.starts_with(part)),
            Sign::Ends => return Some(text.ends_with(part)),
            _ => {}
        }
    }
    match sign {
        Sign::Equal => Some(same(left, right)),
        Sign::NotEqual => Some(!same(left, right)),
        Sign::Less => order(left, right).map(|order| order.is_lt()),
        Sign::AtMost => order(left, right).map(|order| order.is_le()),
        Sign::More => order(left, right).map(|order| order.is_gt()),
        Sign::AtLeast => order(left, right).map(|order| order.is_ge()),
        _ => None,
    }
}

/// Returns a term's value; `None` when something it needs is missing.
fn term<'a>(term: &'a Term, row: &'a dyn Row) -> Option<Value<'a>> {
    match term {
        Term::Name(name) => row.value(*name),
        Term::Constant(constant) => constant.value(),
        Term::Truth(inner) => test(inner, row).map(Value::Flag),
        Term::Minus(inner) => match self::term(inner, row)? {
            Value::Number(number) => Some(Value::Number(-number)),
            Value::Money(yuan) => Some(Value::Money(-yuan)),
            Value::Days(count) => count.checked_neg().map(Value::Days),
            _ => None,
        },
        Term::Arithmetic(sign, left, right) => reckon(*sign, self::term(left, row)?, self::term(right, row)?),
        Term::Length(inner) => match self::term(inner, row)? {
            Value::Text(text) => Some(Value::Number(text.chars().filter(|c| !c.is_whitespace()).count().into())),
            _ => None,
        },
        Term::Number(inner) => match self::term(inner, row)? {
            Value::Text(text) => number(text).map(Value::Number),
            _ => None,
        },
    }
}

/// Reads a text that is a number and nothing else; thousands may be parted by commas.
fn number(text: &str) -> Option<rust_decimal::Decimal> {
    let text: String = text.chars().map(crate::policy::expression::word::fold).filter(|c| !matches!(c, ',' | ' ')).collect();
    text.parse().ok()
}
