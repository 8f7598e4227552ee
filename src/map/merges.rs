//! Vertical merges: the value of the first cell holds for every row the merge reaches into.
//!
//! Source: `domain.md` §1.2 (body merges) and §7.1 (fill down only inside merged ranges).

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::model::place::{Area, CellRef};
use crate::model::workbook::{Row, Value};

/// Vertical merges that reach into the rows being read.
#[derive(Debug)]
pub(super) struct Merges<'a> {
    waiting: &'a [Area],
    /// By first column. Two merges never share a cell; of those that do in a damaged file the upper one counts.
    active: BTreeMap<u16, (Area, Option<Value>)>,
    /// The first row below which some active merge ends.
    ends: u32,
}

impl<'a> Merges<'a> {
    /// Starts at a row; `all` are the sheet's, by first cell.
    pub(super) fn from(all: &'a [Area], first_row: u32) -> Self {
        let start = all.partition_point(|area| area.first.row < first_row);
        Self { waiting: &all[start..], active: BTreeMap::new(), ends: u32::MAX }
    }
}

impl Merges<'_> {
    /// Moves on to a row: merges that start here keep their value, those that ended above are dropped.
    pub(super) fn enter(&mut self, row: &Row) {
        if self.ends < row.index {
            self.active.retain(|_, (area, _)| area.last.row >= row.index);
            self.ends = self.active.values().map(|(area, _)| area.last.row).min().unwrap_or(u32::MAX);
        }
        while let Some((area, rest)) = self.waiting.split_first()
            && area.first.row <= row.index
        {
            self.waiting = rest;
            let value =
                (area.first.row == row.index).then(|| row.get(area.first.column).filter(|value| !value.is_blank()).cloned());
            if area.last.row >= row.index
                && let Entry::Vacant(free) = self.active.entry(area.first.column)
            {
                free.insert((*area, value.flatten()));
                self.ends = self.ends.min(area.last.row);
            }
        }
    }

    /// Returns the value a merge repeats in a cell, with the merge's first cell.
    pub(super) fn value(&self, cell: CellRef) -> Option<(CellRef, Value)> {
        let (area, value) = self.active.get(&cell.column).filter(|(area, _)| area.contains(cell))?;
        value.clone().map(|value| (area.first, value))
    }

    /// Returns how many columns the merge at a cell spans; 1 without one.
    pub(super) fn width_at(&self, cell: CellRef) -> u16 {
        self.active.get(&cell.column).filter(|(area, _)| area.first == cell).map_or(1, |(area, _)| area.width())
    }
}

#[cfg(test)]
mod tests {
    use super::Merges;
    use crate::model::place::{Area, CellRef};
    use crate::model::workbook::{Row, Value};

    fn area(first: (u32, u16), last: (u32, u16)) -> Area {
        Area { first: CellRef::new(first.0, first.1), last: CellRef::new(last.0, last.1) }
    }

    fn row(index: u32, cells: &[(u16, &str)]) -> Row {
        let cells = cells.iter().map(|(column, text)| (*column, Value::Text((*text).into()))).collect();
        Row { index, hidden: false, cells }
    }

    #[test]
    fn a_value_holds_to_the_last_row_of_its_merge() {
        let areas = [area((1, 0), (2, 0)), area((1, 2), (1, 3)), area((3, 0), (3, 0))];
        let mut merges = Merges::from(&areas, 1);
        merges.enter(&row(1, &[(0, "甲"), (2, "乙")]));
        assert_eq!(merges.width_at(CellRef::new(1, 2)), 2);
        merges.enter(&row(2, &[]));
        assert_eq!(merges.value(CellRef::new(2, 0)), Some((CellRef::new(1, 0), Value::Text("甲".into()))));
        assert_eq!(merges.value(CellRef::new(2, 1)), None);
        merges.enter(&row(3, &[(0, "丙")]));
        assert_eq!(merges.value(CellRef::new(3, 0)), Some((CellRef::new(3, 0), Value::Text("丙".into()))));
        merges.enter(&row(4, &[]));
        assert_eq!(merges.value(CellRef::new(4, 0)), None);
    }

    #[test]
    fn any_number_of_overlapping_merges_costs_no_more_than_one() {
        let areas = vec![area((1, 0), (1_000_000, 0)); 400_000];
        let mut merges = Merges::from(&areas, 1);
        merges.enter(&row(1, &[(0, "甲")]));
        for index in 2..20_000 {
            merges.enter(&row(index, &[]));
            assert!(merges.value(CellRef::new(index, 0)).is_some());
        }
        assert_eq!(merges.active.len(), 1);
    }
}
