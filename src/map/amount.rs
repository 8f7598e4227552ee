//! Money: numbers with thousands separators, units and 约; the unit from the cell, the header or the info row.

use rust_decimal::Decimal;

use crate::map::fold::fold;
use crate::model::money::{in_yuan, unit_at_end, yuan};
use crate::model::number;
use crate::model::text::Text;
use crate::model::workbook::Value;

/// Reads a cell as a number, whatever unit stands behind it.
pub(super) fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => number::from_cell(*number),
        Value::Text(text) => {
            let plain = without_vague_words(text).replace(',', "");
            let bare = plain.trim_start_matches(['约', '近', '共', '¥', '￥']);
            bare.strip_suffix(unit_at_end(bare).unwrap_or_default())?.parse().ok()
        }
        _ => None,
    }
}

/// Folds a text and takes out 余, 多 and 左右: 1.5万余元 is 1.5万元.
fn without_vague_words(text: &str) -> String {
    fold(text).replace("左右", "").replace(['余', '多'], "")
}

/// Reads an amount with its unit: the table's where it has one, the cell's own being converted; otherwise the cell's.
///
/// Source: `domain.md` §7.1, unit of money differs.
pub(super) fn money(value: &Value, table: Option<&Text>) -> Option<(Decimal, Option<Text>)> {
    let amount = number(value)?;
    let own = match value {
        Value::Text(text) => {
            let plain = without_vague_words(text);
            // ￥ before a bare number says 元, whatever the column is in.
            unit_at_end(&plain).or_else(|| plain.contains(['¥', '￥']).then_some("元"))
        }
        _ => None,
    };
    match (own, table) {
        (Some(unit), Some(table)) if yuan(table).is_some_and(|of_table| yuan(unit) != Some(of_table)) => {
            let converted = in_yuan(amount, unit)?.checked_div(yuan(table)?.into())?;
            Some((converted.normalize(), Some(table.clone())))
        }
        (Some(unit), None) => {
            let full = if matches!(unit, "万" | "亿") { format!("{unit}元") } else { unit.replace('圆', "元") };
            Some((amount, Some(full.as_str().into())))
        }
        (_, table) => Some((amount, table.cloned())),
    }
}

/// Returns the money unit a text names: in brackets of a header, or behind a number.
pub(super) fn unit(text: &str) -> Option<Text> {
    let folded = fold(text);
    ["万元", "亿元", "千元", "元"].into_iter().find(|unit| folded.contains(unit)).map(Text::from)
}

#[cfg(test)]
mod tests {
    use super::{money, number, unit};
    use crate::model::text::Text;
    use crate::model::workbook::Value;

    #[test]
    fn a_unit_in_the_cell_is_converted_to_the_table_s() {
        let table = |unit: &str| (!unit.is_empty()).then(|| Text::from(unit));
        let read = |text: &str, unit: &str| {
            let (amount, unit) = money(&Value::Text(text.into()), table(unit).as_ref()).expect(text);
            format!("{amount}{}", unit.unwrap_or_default())
        };
        for (text, unit, expected) in [
            ("12.5", "万元", "12.5万元"),
            ("约12.5万元", "万元", "12.5万元"),
            ("2000元", "万元", "0.2万元"),
            ("5万元", "元", "50000元"),
            ("3.5万", "万元", "3.5万元"),
            ("3.5万", "", "3.5万元"),
            ("2000余元", "", "2000元"),
            ("1.5万余元", "万元", "1.5万元"),
            ("3.2万余元", "", "3.2万元"),
            ("3万多元", "元", "30000元"),
            ("5余万元", "万元", "5万元"),
            ("约2万元左右", "万元", "2万元"),
            ("￥500", "万元", "0.05万元"),
            ("¥500", "", "500元"),
            ("￥3.2万元", "万元", "3.2万元"),
            ("1.2亿元", "万元", "12000万元"),
            ("12.5", "", "12.5"),
        ] {
            assert_eq!(read(text, unit), expected, "{text} in a column of {unit}");
        }
        assert_eq!(money(&Value::Text("若干".into()), None), None);
    }

    #[test]
    fn amounts_are_read_with_their_ornaments() {
        let read = |text: &str| number(&Value::Text(text.into())).map(|n| n.to_string());
        assert_eq!(read("1,234.50"), Some("1234.50".to_owned()));
        assert_eq!(read("约12.5万元"), Some("12.5".to_owned()));
        assert_eq!(read("１２０元"), Some("120".to_owned()));
        assert_eq!(read("若干"), None);
        assert_eq!(number(&Value::Number(0.1 + 0.2)).map(|n| n.to_string()), Some("0.3".to_owned()));
        assert_eq!(unit("问题金额（万元）").as_deref(), Some("万元"));
        assert_eq!(unit("问题金额"), None);
    }
}
