//! Blank unit and category cells of a csv below a filled one: the sheet it was saved from had them merged.
//!
//! Source: `domain.md` §1.2 and §7.1 (fill down only inside merged ranges). A csv has no merges; blanks are filled only
//! where the column can be nothing else than one whose cells were merged, and that is told.

use crate::map::Context;
use crate::model::cells::{CellView, Cells, FieldCell};
use crate::model::field::Field;
use crate::model::ledger::Rectification;
use crate::model::place::Place;
use crate::model::remark::{Remark, RemarkKind};

/// The fields that offices merge over several records.
const GROUPING: [Field; 2] = [Field::Unit, Field::Category];

/// Fills the blanks of one table's records, in row order; returns what was filled, as remarks.
pub(super) fn fill(context: &Context<'_>, place: &Place, records: &mut [Rectification]) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for field in GROUPING {
        let cells: Vec<Option<FieldCell>> = records.iter().map(|record| record.cells.get(field).map(CellView::owned)).collect();
        if !was_merged(&cells) {
            continue;
        }
        let mut last = None;
        let mut filled = 0;
        for (record, cell) in records.iter_mut().zip(&cells) {
            match cell {
                Some(cell) => last = Some(cell),
                None => {
                    let Some(above) = last else { continue };
                    record.cells.fill_from(&Cells::new(vec![above.clone()]));
                    match field {
                        Field::Unit => record.unit = Some(context.unit(&above.text)),
                        _ => record.category = Some(above.text.clone()),
                    }
                    filled += 1;
                }
            }
        }
        let first = cells.iter().flatten().next();
        remarks.extend(first.map(|first| Remark {
            kind: RemarkKind::FilledDown,
            place: place.clone().cell(first.at),
            field: Some(field),
            unit: None,
            record: None,
            value: None,
            detail: format!("「{}」列空着的 {filled} 行按上面最近的一格理解", field.label()),
        }));
    }
    remarks
}

/// Says whether a column's blanks can only come from merged cells: it begins filled, never repeats a value in the next
/// record, and at least half of it is blank.
///
/// A column filled in every row repeats its values, and a blank in it is a cell somebody forgot.
fn was_merged(cells: &[Option<FieldCell>]) -> bool {
    let blank = cells.iter().filter(|cell| cell.is_none()).count();
    let repeats = cells.windows(2).any(|pair| match pair {
        [Some(above), Some(below)] => above.text == below.text,
        _ => false,
    });
    cells.first().is_some_and(Option::is_some) && blank > 0 && blank * 2 >= cells.len() && !repeats
}

#[cfg(test)]
mod tests {
    use super::was_merged;
    use crate::model::cells::FieldCell;
    use crate::model::field::Field;
    use crate::model::place::CellRef;

    fn merged(column: &[&str]) -> bool {
        let cell = |(row, text): (u32, &&str)| {
            (!text.is_empty()).then(|| FieldCell { field: Field::Unit, table: 0, at: CellRef::new(row, 1), text: (*text).into() })
        };
        was_merged(&(1u32..).zip(column).map(cell).collect::<Vec<_>>())
    }

    #[test]
    fn only_a_column_that_can_be_nothing_else_was_merged() {
        assert!(merged(&["甲局", "", "乙局", ""]));
        assert!(merged(&["甲局", "", ""]));
        assert!(merged(&["甲局", "", "", "乙局", "丙局", ""]));
        assert!(!merged(&["甲局", "", "乙局"]), "less than half is blank: somebody forgot a cell");
        assert!(!merged(&["甲局", "甲局", "", ""]), "it is filled row by row");
        assert!(!merged(&["", "甲局", "", ""]), "nothing stands above the first");
        assert!(!merged(&["甲局", "乙局"]));
        assert!(!merged(&[]));
    }
}
