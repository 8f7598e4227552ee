//! Which cell styles show numbers as dates or durations.
//!
//! Source: ECMA-376-1 §18.8.30 (`numFmt`: the numbers of the built-in formats) and §18.8.31 (format codes).

use std::collections::HashMap;

use calamine::ExcelDateTimeType;

use crate::read::container::Package;
use crate::read::sheet_xml;
use crate::read::xlsx_scan::{Unusual, Usual};

/// The part.
const PART: &str = "xl/styles.xml";

/// Returns for each cell style what its numbers are; a workbook may have no styles.
pub(super) fn read(package: &mut Package) -> Usual<Vec<Option<ExcelDateTimeType>>> {
    let mut styles = Vec::new();
    let Some(part) = package.part(PART).map_err(|_| Unusual)? else { return Ok(styles) };
    let mut custom: HashMap<String, Option<ExcelDateTimeType>> = HashMap::new();
    let mut is_of_cells = false;
    sheet_xml::elements(&part, |name, attributes| {
        let get = |wanted: &str| attributes.iter().find(|(key, _)| key == wanted).map(|(_, value)| value.as_str());
        match name {
            "numFmt" => {
                if let (Some(id), Some(code)) = (get("numFmtId"), get("formatCode")) {
                    custom.insert(id.to_owned(), of_code(code));
                }
            }
            "cellXfs" => is_of_cells = true,
            // The lists of styles that are not those of cells stand before and behind them.
            "cellStyleXfs" | "cellStyles" | "dxfs" => is_of_cells = false,
            "xf" if is_of_cells => {
                let id = get("numFmtId");
                styles.push(id.and_then(|id| custom.get(id).copied().unwrap_or_else(|| built_in(id))));
            }
            _ => {}
        }
    })
    .map_err(|_| Unusual)?;
    Ok(styles)
}

/// Returns what a built-in format shows.
fn built_in(id: &str) -> Option<ExcelDateTimeType> {
    match id.parse().ok()? {
        46 => Some(ExcelDateTimeType::TimeDelta),
        14..=22 | 27..=36 | 45 | 47 | 50..=58 => Some(ExcelDateTimeType::DateTime),
        0u32.. => None,
    }
}

/// Returns what a format shows by its code: a date when its first section has a letter of one.
fn of_code(code: &str) -> Option<ExcelDateTimeType> {
    let mut letters = code.chars();
    // A or P stands for the halves of the day, and then only what belongs to them makes a time.
    let mut has_half_days = false;
    while let Some(letter) = letters.next() {
        match letter {
            // The letter behind these is shown, skipped or repeated as it is.
            '\\' | '_' | '*' => drop(letters.next()),
            '"' => drop(letters.find(|letter| *letter == '"')),
            ';' => return None,
            '[' => {
                let inside: String = letters.by_ref().take_while(|letter| *letter != ']').collect();
                if is_elapsed(&inside) {
                    return Some(ExcelDateTimeType::TimeDelta);
                }
            }
            'a' | 'A' if !has_half_days => has_half_days = true,
            'p' | 'P' | 'm' | 'M' | '/' if has_half_days => return Some(ExcelDateTimeType::DateTime),
            'd' | 'D' | 'm' | 'M' | 'h' | 'H' | 'y' | 'Y' | 's' | 'S' if !has_half_days => {
                return Some(ExcelDateTimeType::DateTime);
            }
            _ => {}
        }
    }
    None
}

/// Says whether brackets hold hours, minutes or seconds that are counted on: `[h]`, `[mm]`.
fn is_elapsed(inside: &str) -> bool {
    let first = inside.chars().next().map(|letter| letter.to_ascii_lowercase());
    matches!(first, Some('h' | 'm' | 's')) && inside.chars().all(|letter| Some(letter.to_ascii_lowercase()) == first)
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType::{DateTime, TimeDelta};

    use super::{built_in, of_code};

    #[test]
    fn formats_are_told_by_their_codes() {
        for code in [
            "yyyy\"年\"m\"月\"d\"日\"",
            "yyyy/m/d;@",
            "[$-804]yyyy\\-mm\\-dd",
            "h:mm AM/PM",
            "上午/下午h\"时\"",
            "[Red]m/d",
            "A/P",
            "mm:ss.0",
        ] {
            assert_eq!(of_code(code), Some(DateTime), "{code}");
        }
        for code in ["[h]:mm", "[mm]", "[SS].000", "[Red][h]:mm"] {
            assert_eq!(of_code(code), Some(TimeDelta), "{code}");
        }
        for code in ["General", "0.00", "#,##0;[Red]m", "\"d\"0", "0\\d", "0_d", "0*y", "[$-804]aaaa", "@", "0\"日", "[>=100]0"]
        {
            assert_eq!(of_code(code), None, "{code}");
        }
        let shown: Vec<_> = ["13", "14", "22", "27", "45", "46", "47", "58", "59", "x"].map(built_in).into();
        let date = Some(DateTime);
        assert_eq!(shown, [None, date, date, date, date, Some(TimeDelta), date, date, None, None]);
    }
}
