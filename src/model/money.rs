//! Units of money and what they are worth, so that amounts in different ones are compared as one.

use rust_decimal::Decimal;

/// Units as they stand behind a number or in a header, and how many 元 each is; longer ones first.
pub const UNITS: [(&str, u64); 7] =
    [("万元", 10_000), ("亿元", 100_000_000), ("千元", 1_000), ("元", 1), ("万", 10_000), ("亿", 100_000_000), ("圆", 1)];

/// Returns how many 元 a unit is; `None` for a word that is no unit.
pub fn yuan(unit: &str) -> Option<u64> {
    UNITS.iter().find(|(name, _)| *name == unit).map(|(_, yuan)| *yuan)
}

/// Returns an amount in 元; `None` for an unknown unit, or when it is too large to hold.
pub fn in_yuan(amount: Decimal, unit: &str) -> Option<Decimal> {
    amount.checked_mul(yuan(unit)?.into())
}

/// Returns the unit a text ends with.
pub fn unit_at_end(text: &str) -> Option<&'static str> {
    UNITS.iter().map(|(unit, _)| *unit).find(|unit| text.ends_with(unit))
}

#[cfg(test)]
mod tests {
    use super::{in_yuan, unit_at_end};

    #[test]
    fn amounts_in_any_unit_are_brought_to_yuan() {
        for (unit, expected) in
            [("元", "15"), ("千元", "15000"), ("万元", "150000"), ("亿元", "1500000000"), ("亿", "1500000000")]
        {
            assert_eq!(in_yuan(15.into(), unit).map(|yuan| yuan.to_string()).as_deref(), Some(expected), "{unit}");
        }
        assert_eq!(in_yuan(15.into(), "美元"), None);
        assert_eq!(in_yuan(rust_decimal::Decimal::MAX, "万元"), None);
    }

    #[test]
    fn the_longest_unit_at_the_end_is_meant() {
        assert_eq!(unit_at_end("5万元"), Some("万元"));
        assert_eq!(unit_at_end("5亿"), Some("亿"));
        assert_eq!(unit_at_end("5"), None);
    }
}
