//! Measures of one problem: rows that a ledger lists apart and an office may count as one.
//!
//! Source: `scoring.md` §1, counting basis.

use crate::model::field::Field;
use crate::model::hash::HashMap;
use crate::model::ledger::Rectification;
use crate::model::text::Text;

/// Groups the measures of one problem: rows with the same problem number in a table, and, where there are no numbers,
/// rows that follow each other under one merged or repeated cell.
pub fn together(records: Vec<&Rectification>) -> Vec<Vec<&Rectification>> {
    let mut groups: Vec<Vec<&Rectification>> = Vec::new();
    let mut index: HashMap<(u32, &Text), usize> = HashMap::default();
    for record in records {
        let slot = match record.text(Field::ProblemId) {
            Some(number) => *index.entry((record.table, number)).or_insert(groups.len()),
            None if groups.last().and_then(|group| group.last()).is_some_and(|above| continues(above, record)) => {
                groups.len() - 1
            }
            None => groups.len(),
        };
        if slot == groups.len() {
            groups.push(Vec::new());
        }
        groups[slot].push(record);
    }
    groups
}

/// Says whether a row without a problem number goes on with the problem of the row above.
fn continues(above: &Rectification, record: &Rectification) -> bool {
    let same_cell = |field| match (above.cells.get(field), record.cells.get(field)) {
        (Some(one), Some(other)) => (one.table, one.at) == (other.table, other.at),
        _ => false,
    };
    let same_serial = record.text(Field::Seq).is_some() && record.text(Field::Seq) == above.text(Field::Seq);
    let numbered = above.text(Field::ProblemId).is_some();
    !numbered && above.table == record.table && (same_cell(Field::Seq) || same_cell(Field::Problem) || same_serial)
}
