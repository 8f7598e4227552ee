//! What a mapped row needs to become a record: the table it stands in, and a way to note what was noticed.

use crate::map::body::{Filled, Mapped, Notice};
use crate::map::known::Known;
use crate::map::{Context, fold};
use crate::model::cells::{Cells, FieldCell};
use crate::model::field::Field;
use crate::model::ledger::{TableId, is_placeholder};
use crate::model::number;
use crate::model::place::{CellRef, Place};
use crate::model::remark::{Remark, RemarkKind};
use crate::model::text::Text;
use crate::model::workbook::Value;

/// Where records of one table stand.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    /// The table.
    pub(super) table: TableId,
    /// The sheet's place.
    pub(super) place: Place,
}

impl Standing {
    /// Makes a remark about a cell.
    pub(super) fn remark(
        &self,
        kind: RemarkKind,
        field: Option<Field>,
        at: CellRef,
        value: &str,
        detail: impl Into<String>,
    ) -> Remark {
        Remark {
            kind,
            place: self.place.clone().cell(at),
            field,
            unit: None,
            record: None,
            value: (!value.is_empty()).then(|| value.into()),
            detail: detail.into(),
        }
    }

    /// Turns what the body noticed into remarks.
    pub(super) fn remarks(&self, notices: Vec<Notice>) -> impl Iterator<Item = Remark> {
        notices.into_iter().map(|notice| self.remark(notice.kind, notice.field, notice.at, &notice.value, notice.detail))
    }
}

/// Collects a row's texts; error values and formulas without result become remarks instead.
pub(super) fn cells(standing: &Standing, mapped: &Mapped, known: &mut Known, remarks: &mut Vec<Remark>) -> Cells {
    let mut cells = Vec::with_capacity(mapped.cells.len());
    for Filled { field, at, value } in &mapped.cells {
        let own = mapped.owns(*at);
        match value {
            Value::Error(name) if own => remarks.push(standing.remark(RemarkKind::ErrorCell, Some(*field), *at, name, "")),
            Value::FormulaWithoutValue if own => {
                remarks.push(standing.remark(RemarkKind::FormulaWithoutValue, Some(*field), *at, "", ""))
            }
            Value::Error(_) | Value::FormulaWithoutValue => {}
            Value::Text(text) => {
                let tidy = fold::tidy(text);
                let text = if tidy.len() == text.len() { text.clone() } else { known.interner.intern(tidy) };
                cells.push(FieldCell { field: *field, table: standing.table, at: *at, text });
            }
            Value::Number(number) if *field == Field::Status => {
                // A share typed as a percentage is stored as a fraction.
                let text = percent(*number).unwrap_or_else(|| number::cell_text(*number));
                cells.push(FieldCell { field: *field, table: standing.table, at: *at, text: known.interner.intern(&text) });
            }
            Value::Date(day) => {
                let text = known.days.get(*day, || value.display().into());
                cells.push(FieldCell { field: *field, table: standing.table, at: *at, text });
            }
            other => cells.push(FieldCell {
                field: *field,
                table: standing.table,
                at: *at,
                text: known.interner.intern(&other.display()),
            }),
        }
    }
    Cells::new(cells)
}

fn percent(number: f64) -> Option<String> {
    let percent = number::from_cell(number)?.checked_mul(rust_decimal::Decimal::ONE_HUNDRED)?;
    (percent >= rust_decimal::Decimal::ZERO && percent <= rust_decimal::Decimal::ONE_HUNDRED)
        .then(|| format!("{}%", percent.normalize()))
}

/// Returns the unit of a row: what its own cell names, a sign for nothing being none, or that of the whole table.
pub(super) fn unit(context: &Context<'_>, cells: &Cells, of_table: Option<&Text>, known: &mut Known) -> Option<Text> {
    match cells.text(Field::Unit).filter(|written| !is_placeholder(written)) {
        Some(written) => Some(known.units.get(written.clone(), || context.unit(written))),
        None => of_table.cloned(),
    }
}

/// Returns a row's value for a field.
pub(super) fn value(mapped: &Mapped, field: Field) -> Option<&Filled> {
    mapped.cells.iter().find(|cell| cell.field == field)
}

/// Returns a row's text for a field, trimmed; `None` when it is empty.
pub(super) fn text(mapped: &Mapped, field: Field) -> Option<Text> {
    let display = value(mapped, field)?.value.display();
    let tidy = fold::tidy(&display);
    (!tidy.is_empty()).then(|| tidy.into())
}
