//! Values and their types, and what can be reckoned with them.
//!
//! Arithmetic is decimal; what cannot be reckoned (division by zero, numbers beyond 28 digits, days beyond the calendar)
//! gives no value, as if a field were blank.

use std::cmp::Ordering;
use std::fmt;

use chrono::{Days, Months, NaiveDate};
use rust_decimal::Decimal;

use crate::model::ledger::{Cycle, RiskLevel, Status};
use crate::model::number::plain;
use crate::policy::expression::word::Sign;

/// What kind of value an expression has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// Text.
    Text,
    /// A number.
    Number,
    /// An amount of money.
    Money,
    /// A day.
    Date,
    /// A count of days.
    Days,
    /// A count of months; only written, never in a field.
    Months,
    /// Yes or no.
    Flag,
    /// 整改状态.
    Status,
    /// 整改类型.
    Cycle,
    /// 风险等级.
    Level,
}

impl Type {
    /// Returns the office's word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Text => "文字",
            Self::Number => "数字",
            Self::Money => "金额",
            Self::Date => "日期",
            Self::Days => "天数",
            Self::Months => "月数",
            Self::Flag => "是否",
            Self::Status => "整改状态",
            Self::Cycle => "整改类型",
            Self::Level => "风险等级",
        }
    }

    /// Says whether values of the type stand in an order.
    pub(super) fn is_ordered(self) -> bool {
        !matches!(self, Self::Text | Self::Flag | Self::Status | Self::Cycle)
    }
}

/// A value of a field or of a part of an expression. A missing one is `None` around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// Text as written.
    Text(&'a str),
    /// A number.
    Number(Decimal),
    /// An amount, in 元.
    Money(Decimal),
    /// A day.
    Date(NaiveDate),
    /// Calendar days; below zero when a day lies before the other.
    Days(i64),
    /// Months to add to a day.
    Months(u32),
    /// Yes or no.
    Flag(bool),
    /// How far a problem is.
    Status(Status),
    /// How it is to be put right.
    Cycle(Cycle),
    /// How high a risk is.
    Level(RiskLevel),
}

impl fmt::Display for Value<'_> {
    /// Prints the value for people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => f.write_str(&plain(*number)),
            Self::Money(yuan) => write!(f, "{}元", plain(*yuan)),
            Self::Date(day) => day.fmt(f),
            Self::Days(count) => write!(f, "{count}天"),
            Self::Months(count) => write!(f, "{count}个月"),
            Self::Flag(yes) => f.write_str(if *yes { "是" } else { "否" }),
            Self::Status(status) => f.write_str(status.label()),
            Self::Cycle(cycle) => f.write_str(cycle.label()),
            Self::Level(level) => f.write_str(level.label()),
        }
    }
}

/// Returns the type of `left sign right` for `+ - × ÷`; `None` when the two cannot be reckoned with so.
pub(super) fn type_of(sign: Sign, left: Type, right: Type) -> Option<Type> {
    use Type::{Date, Days, Money, Months, Number};
    match (left, sign, right) {
        (Number, Sign::Plus | Sign::Minus | Sign::Times | Sign::Over, Number) => Some(Number),
        (Money, Sign::Plus | Sign::Minus, Money) | (Money, Sign::Times | Sign::Over, Number) | (Number, Sign::Times, Money) => {
            Some(Money)
        }
        (Money, Sign::Over, Money) | (Days, Sign::Over, Days) => Some(Number),
        (Days, Sign::Plus | Sign::Minus, Days) | (Date, Sign::Minus, Date) => Some(Days),
        (Date, Sign::Plus | Sign::Minus, Days | Months) | (Days | Months, Sign::Plus, Date) => Some(Date),
        _ => None,
    }
}

/// Reckons `left sign right`.
pub(super) fn reckon<'a>(sign: Sign, left: Value<'a>, right: Value<'a>) -> Option<Value<'a>> {
    use Value::{Date, Days, Money, Months, Number};
    match (left, right) {
        (Number(a), Number(b)) => decimal(sign, a, b).map(Number),
        (Money(a), Money(b)) if sign == Sign::Over => a.checked_div(b).map(Number),
        (Money(a), Money(b) | Number(b)) | (Number(a), Money(b)) => decimal(sign, a, b).map(Money),
        (Days(a), Days(b)) => match sign {
            Sign::Plus => a.checked_add(b).map(Days),
            Sign::Minus => a.checked_sub(b).map(Days),
            _ => Decimal::from(a).checked_div(Decimal::from(b)).map(Number),
        },
        (Date(a), Date(b)) => Some(Days((a - b).num_days())),
        (Date(day), Days(count)) | (Days(count), Date(day)) => {
            move_days(day, if sign == Sign::Minus { count.checked_neg()? } else { count }).map(Date)
        }
        (Date(day), Months(count)) | (Months(count), Date(day)) => move_months(day, count, sign == Sign::Minus).map(Date),
        _ => None,
    }
}

fn decimal(sign: Sign, a: Decimal, b: Decimal) -> Option<Decimal> {
    match sign {
        Sign::Plus => a.checked_add(b),
        Sign::Minus => a.checked_sub(b),
        Sign::Times => a.checked_mul(b),
        _ => a.checked_div(b),
    }
}

fn move_days(day: NaiveDate, count: i64) -> Option<NaiveDate> {
    let days = Days::new(count.unsigned_abs());
    if count < 0 { day.checked_sub_days(days) } else { day.checked_add_days(days) }
}

/// Moves a day by months; a day the month does not have becomes its last.
fn move_months(day: NaiveDate, count: u32, back: bool) -> Option<NaiveDate> {
    if back { day.checked_sub_months(Months::new(count)) } else { day.checked_add_months(Months::new(count)) }
}

/// Orders two values of one type; days may stand against a number.
pub(super) fn order(left: Value<'_>, right: Value<'_>) -> Option<Ordering> {
    match (left, right) {
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Number(a), Value::Number(b)) | (Value::Money(a), Value::Money(b)) => Some(a.cmp(&b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(&b)),
        (Value::Days(a), Value::Days(b)) => Some(a.cmp(&b)),
        (Value::Days(a), Value::Number(b)) => Some(Decimal::from(a).cmp(&b)),
        (Value::Number(a), Value::Days(b)) => Some(a.cmp(&Decimal::from(b))),
        (Value::Flag(a), Value::Flag(b)) => Some(a.cmp(&b)),
        (Value::Level(a), Value::Level(b)) => Some(a.cmp(&b)),
        _ => None,
    }
}

/// Says whether two values of one type are the same; days may stand against a number.
pub(super) fn same(left: Value<'_>, right: Value<'_>) -> bool {
    match order(left, right) {
        Some(order) => order == Ordering::Equal,
        None => left == right,
    }
}
