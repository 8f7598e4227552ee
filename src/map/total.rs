//! What a column of money adds up to, and whether a total row agrees with it.
//!
//! Source: `domain.md` §7.1, totals and parts; unit of money differs.

use rust_decimal::Decimal;

use crate::model::money::in_yuan;
use crate::model::text::Text;

/// The sum of a column's amounts.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sum {
    /// The numbers as they stand, while all have the same unit or none has one.
    plain: Option<Decimal>,
    /// That unit.
    unit: Option<Text>,
    /// The same in 元, while all have a unit.
    yuan: Option<Decimal>,
}

impl Sum {
    /// The sum of one amount.
    pub(super) fn of(amount: Decimal, unit: Option<Text>) -> Self {
        let yuan = unit.as_deref().and_then(|unit| in_yuan(amount, unit));
        Self { plain: Some(amount), unit, yuan }
    }

    /// Adds an amount.
    pub(super) fn add(&mut self, amount: Decimal, unit: Option<&Text>) {
        let yuan = unit.and_then(|unit| in_yuan(amount, unit));
        self.plain = self.plain.filter(|_| self.unit.as_ref() == unit).and_then(|sum| sum.checked_add(amount));
        self.yuan = self.yuan.zip(yuan).and_then(|(sum, yuan)| sum.checked_add(yuan));
    }

    /// Returns how a stated total differs: the total, the sum, the unit both are in. `None` when they agree, or when units
    /// are too mixed to say.
    pub(super) fn differs(&self, stated: Decimal, unit: Option<&Text>) -> Option<(Decimal, Decimal, Text)> {
        let plain = self.plain.filter(|_| self.unit.as_ref() == unit);
        let (stated, actual, unit) = match plain {
            Some(actual) => (stated, actual, self.unit.clone().unwrap_or_default()),
            None => (unit.and_then(|unit| in_yuan(stated, unit))?, self.yuan?, "元".into()),
        };
        (stated != actual).then(|| (stated.normalize(), actual.normalize(), unit))
    }
}

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
    fn nothing_is_claimed_where_a_unit_is_missing() {
        assert_eq!(differs(&[(5, "万元"), (2000, "")], ("5.2", "万元")), None);
        assert_eq!(differs(&[(5, "万元")], ("5", "")), None);
    }
}
