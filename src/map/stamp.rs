//! What a standard form says of itself: the stamp above a table, and the sheets that explain it.
//!
//! The stamp is a line of text, which outlives every program that saves the form. Whether its version is the newest is
//! left to `check`.

use crate::error::Error;
use crate::map::dictionary::Dictionary;
use crate::map::fold::{self, fold};
use crate::model::field::Field;
use crate::model::ledger::TableKind;
use crate::model::place::CellRef;
use crate::model::standard::{self, Form, List};
use crate::model::text::Text;
use crate::model::workbook::{Book, Row};

/// Longest version that is told, in characters.
const LONGEST_VERSION: usize = 20;

/// Most rows that are read of a list, and most lists; a form has far fewer.
const MOST_WORDS: usize = 5_000;
const MOST_LISTS: usize = 32;

/// In how many of a sheet's first rows its stamp may stand.
const FIRST_ROWS: usize = 3;

/// Returns the stamp that stands in a row.
pub(super) fn of(row: &Row) -> Option<Form> {
    row.cells.iter().filter(|(_, value)| !value.is_blank()).find_map(|(column, value)| {
        let folded = fold(&value.display()).into_owned();
        let rest = folded.strip_prefix(standard::NAME)?.trim_start_matches([':', '-']);
        let version: String =
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.')).take(LONGEST_VERSION).collect();
        let at = CellRef::new(row.index, *column);
        (!version.is_empty()).then(|| Form { version: version.into(), at, lists: Vec::new() })
    })
}

/// Reads a sheet that explains a form: its lists, none on the sheet of explanations. `None` for any other sheet.
///
/// # Errors
///
/// Whatever the row stream reports.
pub(super) fn sheet(book: &mut dyn Book, position: usize) -> Result<Option<Vec<List>>, Error> {
    let name = book.sheets().get(position).map(|sheet| fold::tidy(&sheet.name).to_owned()).unwrap_or_default();
    if name != standard::GUIDE && name != standard::LISTS {
        return Ok(None);
    }
    let mut rows = book.open(position)?;
    let mut stamped = false;
    for _ in 0..FIRST_ROWS {
        stamped = stamped || rows.next_row()?.is_some_and(|row| of(&row).is_some());
    }
    if !stamped || name == standard::GUIDE {
        return Ok(stamped.then(Vec::new));
    }
    let mut lists: Vec<(u16, List)> = Vec::new();
    for _ in 0..MOST_WORDS {
        let Some(row) = rows.next_row()? else { break };
        let texts = || row.cells.iter().filter(|(_, value)| !value.is_blank()).map(|(at, value)| (*at, value.display()));
        if lists.is_empty() {
            let heads = texts().filter_map(|(at, head)| Some((at, List { field: field(&head)?, words: Vec::new() })));
            lists.extend(heads.take(MOST_LISTS));
            continue;
        }
        for (at, word) in texts() {
            if let Some((_, list)) = lists.iter_mut().find(|(column, _)| *column == at) {
                list.words.push(Text::from(fold::tidy(&word)));
            }
        }
    }
    Ok(Some(lists.into_iter().map(|(_, list)| list).collect()))
}

/// Returns the field a list is headed with.
fn field(head: &str) -> Option<Field> {
    let folded = fold::header(head);
    [TableKind::Rectification, TableKind::Risk].into_iter().find_map(|kind| {
        let field = Dictionary::of(kind).whole(&folded)?.field;
        (field == Field::Unit || standard::choices(kind, field).is_some()).then_some(field)
    })
}

#[cfg(test)]
mod tests {
    use super::{field, of};
    use crate::model::field::Field;
    use crate::model::workbook::{Row, Value};

    fn stamp(text: &str) -> Option<String> {
        let row = Row { index: 0, hidden: false, cells: vec![(0, Value::Text(text.into()))] };
        of(&row).map(|form| form.version.to_string())
    }

    #[test]
    fn the_version_follows_the_name_however_it_is_spaced() {
        assert_eq!(stamp("统一表样 2026-1").as_deref(), Some("2026-1"));
        assert_eq!(stamp("统一表样：２０２６－１").as_deref(), Some("2026-1"));
        assert_eq!(stamp("统一表样 2031-12 填写说明").as_deref(), Some("2031-12"));
        let long = stamp(&format!("统一表样{}", "9".repeat(400)));
        assert_eq!(long.map(|version| version.len()), Some(20));
    }

    #[test]
    fn other_lines_are_no_stamps() {
        assert_eq!(stamp("统一表样"), None);
        assert_eq!(stamp("按统一表样 2026-1 填报"), None);
        assert_eq!(stamp("整改台账"), None);
    }

    #[test]
    fn lists_are_known_by_their_headings() {
        assert_eq!(field("整改状态"), Some(Field::Status));
        assert_eq!(field("风险类别"), Some(Field::RiskType));
        assert_eq!(field("被巡察单位"), Some(Field::Unit));
        assert_eq!(field("整改措施"), None);
    }
}
