//! What a column of money adds up to, and whether a total row agrees with it.
//!
//! Source: `domain.md` §7.1, totals and parts; unit of money differs.

use rust_decimal::Decimal;

use crate::model::money::in_yuan;
use crate::model::text::Text;

/// The sum of a column's amounts.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sum {
    /// The numbers as they stand; `None` once two units were seen.
    plain: Option<Decimal>,
    /// The first unit seen.
    unit: Option<Text>,
    /// The sum in 元, numbers without a unit being 元.
    yuan: Option<Decimal>,
    /// Whether some number has no unit.
    bare: bool,
}

impl Sum {
    /// The sum of one amount.
    pub(super) fn of(amount: Decimal, unit: Option<Text>) -> Self {
        let yuan = in_yuan(amount, unit.as_deref().unwrap_or(YUAN));
        Self { plain: Some(amount), bare: unit.is_none(), unit, yuan }
    }

    /// Adds an amount.
    pub(super) fn add(&mut self, amount: Decimal, unit: Option<&Text>) {
        let yuan = in_yuan(amount, unit.map_or(YUAN, |unit| unit));
        self.plain = self.plain.filter(|_| self.may_be(unit)).and_then(|sum| sum.checked_add(amount));
        self.yuan = self.yuan.zip(yuan).and_then(|(sum, yuan)| sum.checked_add(yuan));
        self.bare |= unit.is_none();
        self.unit = self.unit.take().or_else(|| unit.cloned());
    }

    /// Returns how a stated total differs: the total, the sum, the unit both are in.
    ///
    /// `None` when they agree, be numbers without a unit in the only unit seen or in 元, or when units are too mixed to say.
    pub(super) fn differs(&self, stated: Decimal, unit: Option<&Text>) -> Option<(Decimal, Decimal, Text)> {
        let plain = self.plain.filter(|_| self.may_be(unit));
        let in_yuan = in_yuan(stated, unit.map_or(YUAN, |unit| unit));
        if plain == Some(stated) || (in_yuan.is_some() && in_yuan == self.yuan) {
            return None;
        }
        match plain {
            Some(actual) => {
                let unit = self.unit.as_ref().or(unit).cloned().unwrap_or_default();
                Some((stated.normalize(), actual.normalize(), unit))
            }
            None if self.bare || unit.is_none() => None,
            None => Some((in_yuan?.normalize(), self.yuan?.normalize(), YUAN.into())),
        }
    }

    /// Says whether a unit may be the only one of the column.
    fn may_be(&self, unit: Option<&Text>) -> bool {
        self.unit.as_ref().zip(unit).is_none_or(|(one, other)| one == other)
    }
}

/// The unit all others are so many of.
const YUAN: &str = "元";

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::Sum;
    use crate::model::text::Text;

    /// Sums `5万元` and the like and holds a total against them.
    fn differs(amounts: &[(i64, &str)], stated: (&str, &str)) -> Option<String> {
        let unit = |unit: &str| (!unit.is_empty()).then(|| Text::from(unit));
        let mut sum = Sum::of(amounts[0].0.into(), unit(amounts[0].1));
        for (amount, of) in &amounts[1..] {
            sum.add((*amount).into(), unit(of).as_ref());
        }
        let found = sum.differs(stated.0.parse::<Decimal>().expect("a number"), unit(stated.1).as_ref());
        found.map(|(stated, actual, unit)| format!("{stated} {actual} {unit}"))
    }

    #[test]
    fn numbers_without_units_are_added_as_they_stand() {
        assert_eq!(differs(&[(5, ""), (7, "")], ("12.0", "")), None);
        assert_eq!(differs(&[(5, ""), (7, "")], ("11", "")).as_deref(), Some("11 12 "));
    }

    #[test]
    fn amounts_in_several_units_are_added_in_yuan() {
        assert_eq!(differs(&[(5, "万元"), (2000, "元")], ("5.2", "万元")), None);
        assert_eq!(differs(&[(5, "万元"), (2000, "元")], ("5.3", "万元")).as_deref(), Some("53000 52000 元"));
        assert_eq!(differs(&[(5, "万元"), (5, "万元")], ("1", "亿元")).as_deref(), Some("100000000 100000 元"));
    }

    #[test]
    fn a_number_without_a_unit_is_given_the_benefit_of_either() {
        assert_eq!(differs(&[(5, "万元"), (2000, "")], ("5.2", "万元")), None, "2000 元");
        assert_eq!(differs(&[(5, "万元"), (7, "")], ("12", "")), None, "7 万元");
        assert_eq!(differs(&[(5, "万元"), (7, "")], ("13", "")).as_deref(), Some("13 12 万元"));
        assert_eq!(differs(&[(5, "万元")], ("5", "")), None);
        assert_eq!(differs(&[(5, "万元"), (2000, "元"), (7, "")], ("99", "万元")), None, "too mixed to say");
    }
}
