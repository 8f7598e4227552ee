//! Fractions in lowest terms: what decimals are held against.

use std::ops::{Add, Mul, Sub};

/// A fraction in lowest terms, its denominator above 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Q(pub(super) i128, pub(super) i128);

pub(crate) fn q(whole: usize) -> Q {
    Q(whole as i128, 1)
}

impl Q {
    pub(crate) fn of(numerator: i128, denominator: i128) -> Self {
        let (mut a, mut b) = (numerator.abs().max(1), denominator);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        if numerator == 0 { Self(0, 1) } else { Self(numerator / a, denominator / a) }
    }

    pub(crate) fn parse(number: &str) -> Self {
        let (whole, part) = number.split_once('.').unwrap_or((number, ""));
        Self::of(format!("{whole}{part}").parse().expect("a number"), 10i128.pow(part.len() as u32))
    }

    pub(crate) fn over(self, other: Self) -> Self {
        Self::of(self.0 * other.1, self.1 * other.0)
    }

    pub(crate) fn less(self, other: Self) -> bool {
        self.0 * other.1 < other.0 * self.1
    }

    pub(crate) fn at_most(self, limit: Self) -> Self {
        if limit.less(self) { limit } else { self }
    }

    pub(crate) fn at_least(self, limit: Self) -> Self {
        if self.less(limit) { limit } else { self }
    }

    /// Rounds half away from zero; only numbers not below zero are rounded here.
    pub(crate) fn rounded(self, places: u32) -> String {
        let scale = 10i128.pow(places);
        let units = (2 * self.0 * scale + self.1) / (2 * self.1);
        format!("{}.{:0width$}", units / scale, units % scale, width = places as usize)
    }

    /// Cuts off behind so many places; only numbers not below zero are cut here.
    pub(crate) fn cut(self, places: u32) -> String {
        let scale = 10i128.pow(places);
        let units = self.0 * scale / self.1;
        format!("{}.{:0width$}", units / scale, units % scale, width = places as usize)
    }

    /// Rounds to six places and drops the zeros at the end.
    pub(crate) fn plain(self) -> String {
        self.rounded(6).trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

impl Add for Q {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::of(self.0 * other.1 + other.0 * self.1, self.1 * other.1)
    }
}

impl Sub for Q {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + Self(-other.0, other.1)
    }
}

impl Mul for Q {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self::of(self.0 * other.0, self.1 * other.1)
    }
}

pub(crate) fn sum(numbers: impl Iterator<Item = Q>) -> Q {
    numbers.fold(q(0), Add::add)
}
