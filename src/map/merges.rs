//! Vertical merges: the value of the first cell holds for every row the merge reaches into.
//!
//! Source: `domain.md` §1.2 (body merges) and §7.1 (fill down only inside merged ranges).

use crate::model::place::{Area, CellRef};
use crate::model::workbook::{Row, Value};

/// Vertical merges that reach into the rows being read.
#[derive(Debug)]
pub(super) struct Merges<'a> {
    waiting: &'a [Area],
    active: Vec<(Area, Option<Value>)>,
}

impl<'a> Merges<'a> {
    /// Starts at a row; `all` are the sheet's, by first cell.
    pub(super) fn from(all: &'a [Area], first_row: u32) -> Self {
        let start = all.partition_point(|area| area.first.row < first_row);
        Self { waiting: &all[start..], active: Vec::new() }
    }
}

impl Merges<'_> {
    /// Moves on to a row: merges that start here keep their value, those that ended above are dropped.
    pub(super) fn enter(&mut self, row: &Row) {
        self.active.retain(|(area, _)| area.last.row >= row.index);
        while let Some((area, rest)) = self.waiting.split_first()
            && area.first.row <= row.index
        {
            self.waiting = rest;
            let value =
                (area.first.row == row.index).then(|| row.get(area.first.column).filter(|value| !value.is_blank()).cloned());
            if area.last.row >= row.index {
                self.active.push((*area, value.flatten()));
            }
        }
    }

    /// Returns the value a merge repeats in a cell, with the merge's first cell.
    pub(super) fn value(&self, cell: CellRef) -> Option<(CellRef, Value)> {
        let (area, value) = self.active.iter().find(|(area, _)| area.first.column == cell.column && area.contains(cell))?;
        value.clone().map(|value| (area.first, value))
    }

    /// Returns how many columns the merge at a cell spans; 1 without one.
    pub(super) fn width_at(&self, cell: CellRef) -> u16 {
        self.active.iter().find(|(area, _)| area.first == cell).map_or(1, |(area, _)| area.width())
    }
}
