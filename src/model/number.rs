//! Decimals: making them from cells, rounding them once, writing them for people.

use rust_decimal::prelude::FromPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

/// How a figure is cut to its printed places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Half away from zero, the usual habit. Source: `scoring.md`, head.
    HalfUp,
    /// Cut off, as published by some audit offices. Source: `domain.md` §3.4.
    Truncate,
}

impl Rounding {
    /// Returns `value` with exactly `places` decimal places.
    ///
    /// Three thirds come out as 0.9999…, which is one short of being cut to 1; so what decimals lose in their last
    /// digits is put right before anything is cut.
    pub fn apply(self, value: Decimal, places: u32) -> Decimal {
        const SURE: u32 = 20;
        let value =
            if places < SURE { value.round_dp_with_strategy(SURE, RoundingStrategy::MidpointAwayFromZero) } else { value };
        let strategy = match self {
            Self::HalfUp => RoundingStrategy::MidpointAwayFromZero,
            Self::Truncate => RoundingStrategy::ToZero,
        };
        let mut rounded = value.round_dp_with_strategy(places, strategy);
        rounded.rescale(places);
        rounded
    }
}

/// Returns the decimal Excel would show for a cell's number: 15 significant digits.
///
/// `None` for what no decimal holds (not finite, or beyond 28 digits).
pub fn from_cell(value: f64) -> Option<Decimal> {
    if !value.is_finite() {
        return None;
    }
    if let Some(whole) = whole(value) {
        return Some(Decimal::from(whole));
    }
    format!("{value:.14e}").parse::<f64>().ok().and_then(Decimal::from_f64).map(|d| d.normalize())
}

/// Returns a whole number of at most 15 digits, which is shown as it is: serials, dates and years.
fn whole(value: f64) -> Option<i64> {
    (value.fract() == 0.0 && value.abs() < 1e15).then_some(value as i64)
}

/// Returns a cell's number as Excel would show it in a cell of general format.
pub fn cell_text(value: f64) -> String {
    if let Some(whole) = whole(value) {
        return whole.to_string();
    }
    from_cell(value).map_or_else(|| value.to_string(), |decimal| decimal.to_string())
}

/// Returns a ratio in percent with two places: 7 of 12 is `58.33`; `None` when there is nothing to divide by.
pub fn percent(numerator: u64, denominator: u64, rounding: Rounding) -> Option<Decimal> {
    if denominator == 0 {
        return None;
    }
    let ratio = Decimal::from(numerator) * Decimal::ONE_HUNDRED / Decimal::from(denominator);
    Some(rounding.apply(ratio, 2))
}

/// Returns a number without needless zeros: `30`, `2.5`.
pub fn plain(value: Decimal) -> String {
    value.normalize().to_string()
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::{Rounding, cell_text, from_cell, percent, plain};

    #[test]
    fn rounds_half_away_from_zero_once() {
        let value: Decimal = "66.975".parse().expect("a literal");
        assert_eq!(Rounding::HalfUp.apply(value, 2).to_string(), "66.98");
        assert_eq!(Rounding::Truncate.apply(value, 2).to_string(), "66.97");
    }

    #[test]
    fn three_thirds_are_one_however_they_are_cut() {
        let third = Decimal::TEN / Decimal::from(3);
        assert_eq!(Rounding::Truncate.apply(third + third + third, 2).to_string(), "10.00");
        let half_cent = third + third + third - "9.995".parse::<Decimal>().expect("a literal");
        assert_eq!(Rounding::HalfUp.apply(half_cent, 2).to_string(), "0.01");
        assert_eq!(Rounding::Truncate.apply(third, 2).to_string(), "3.33");
    }

    #[test]
    fn cells_show_fifteen_digits() {
        assert_eq!(cell_text(0.1 + 0.2), "0.3");
        assert_eq!(cell_text(12.0), "12");
        assert_eq!(cell_text(2026.1), "2026.1");
        assert_eq!(from_cell(f64::NAN), None);
    }

    #[test]
    fn percent_has_two_places_and_no_division_by_zero() {
        assert_eq!(percent(7, 12, Rounding::HalfUp).map(|d| d.to_string()), Some("58.33".to_owned()));
        assert_eq!(percent(688, 697, Rounding::HalfUp).map(|d| d.to_string()), Some("98.71".to_owned()));
        assert_eq!(percent(0, 0, Rounding::HalfUp), None);
        assert_eq!(plain("30.00".parse().expect("a literal")), "30");
    }
}
