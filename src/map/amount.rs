//! Money: numbers with thousands separators, units and 约; the unit from the cell, the header or the info row.

use rust_decimal::Decimal;

use crate::map::fold::fold;
use crate::model::number;
use crate::model::text::Text;
use crate::model::workbook::Value;

/// Reads a cell as a number, whatever unit stands behind it.
pub(super) fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => number::from_cell(*number),
        Value::Text(text) => {
            let folded = fold(text).replace(',', "");
            let bare = folded.trim_start_matches(['约', '近', '共', '¥', '￥']);
            let bare = ["万元", "亿元", "元", "余元", "余万元"].iter().find_map(|unit| bare.strip_suffix(unit)).unwrap_or(bare);
            bare.trim_end_matches('余').parse().ok()
        }
        _ => None,
    }
}

/// Returns the money unit a text names: in brackets of a header, or behind a number.
pub(super) fn unit(text: &str) -> Option<Text> {
    let folded = fold(text);
    ["万元", "亿元", "元"].into_iter().find(|unit| folded.contains(unit)).map(Text::from)
}

#[cfg(test)]
mod tests {
    use super::{number, unit};
    use crate::model::workbook::Value;

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
