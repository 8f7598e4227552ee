//! Waivers, "豁免": which findings an office decided not to count, why, who approved it and until when.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::about::About;
use crate::model::field::Field;
use crate::model::finding::Finding;
use crate::model::place::{CellRef, Place};
use crate::model::text::Text;

/// One row of the waiver table, as written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Waiver {
    /// Which check: its id or its title, "规则编号" or "规则名称".
    pub rule: Option<Text>,
    /// Where: units, files, problem numbers; `None` is everywhere, "范围".
    pub scope: Option<Text>,
    /// Why, "理由".
    pub reason: Option<Text>,
    /// Who approved it, "批准人".
    pub approver: Option<Text>,
    /// The last day it is in force, "有效期至"; `None` when the cell holds no date.
    pub until: Option<NaiveDate>,
    /// That cell as written.
    pub until_text: Option<Text>,
    /// The row.
    pub place: Place,
    /// The cells of the row by field; where a cell is empty, the place it would stand.
    pub cells: Vec<(Field, CellRef)>,
}

impl Waiver {
    /// Returns the place of a field's cell, or of the row where the table has no such column.
    pub fn field_place(&self, field: Field) -> Place {
        let cell = self.cells.iter().find(|(known, _)| *known == field);
        cell.map_or_else(|| self.place.clone(), |(_, at)| self.place.clone().cell(*at))
    }

    /// Returns the text of a field as written.
    pub fn text(&self, field: Field) -> Option<&Text> {
        match field {
            Field::WaivedRule => self.rule.as_ref(),
            Field::WaiverScope => self.scope.as_ref(),
            Field::WaiverReason => self.reason.as_ref(),
            Field::ApprovedBy => self.approver.as_ref(),
            Field::ValidUntil => self.until_text.as_ref(),
            _ => None,
        }
    }
}

/// What became of a waiver on the reporting date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaiverState {
    /// It applied to at least one finding.
    Applied,
    /// It is in force, and there was nothing it applies to.
    Unmatched,
    /// Its last day is over.
    Expired,
    /// It lacks its rule, reason, approver or date, and is not applied.
    Incomplete,
    /// There is no such rule, and it is not applied.
    UnknownRule,
}

impl WaiverState {
    /// Returns the office's word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Applied => "有效",
            Self::Unmatched => "没有对应的问题",
            Self::Expired => "已过期",
            Self::Incomplete => "填写不全，没有采用",
            Self::UnknownRule => "规则不存在，没有采用",
        }
    }
}

/// A waiver and what became of it.
#[derive(Clone, Debug)]
pub struct JudgedWaiver {
    /// The row.
    pub waiver: Waiver,
    /// The check it names; `None` when there is none of that name.
    pub about: Option<Arc<About<Text>>>,
    /// The check's name nearest to a name that is none.
    pub near: Option<Text>,
    /// What is missing of rule, reason, approver and date.
    pub lacks: Vec<Field>,
    /// What became of it.
    pub state: WaiverState,
}

/// A finding that does not count.
#[derive(Clone, Debug)]
pub struct Waived {
    /// The finding.
    pub finding: Finding,
    /// The position of its waiver in `Checked::waivers`.
    pub waiver: usize,
}
