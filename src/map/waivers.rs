//! The workbook of waivers (豁免): which findings do not count. Whether a row is in force is left to `check`.

use crate::error::{Error, catch_panics};
use crate::map::body::Mapped;
use crate::map::date::{self, Year};
use crate::map::facts::Facts;
use crate::map::header::{Header, Sought};
use crate::map::record;
use crate::map::sheet::{self, Found, Sink};
use crate::model::field::Field;
use crate::model::finding::RefusalReason;
use crate::model::ledger::TableKind;
use crate::model::place::{CellRef, Place};
use crate::model::waiver::Waiver;
use crate::model::workbook::Book;

/// Reads a workbook of waivers; a row that is not filled in is a waiver too, and says what it lacks.
///
/// # Errors
///
/// `ErrorKind::Input`: `NotATable` when no such table is found, `Corrupt` when a sheet breaks off.
pub fn waivers(book: &mut dyn Book) -> Result<Vec<Waiver>, Error> {
    let file = book.file().clone();
    let mut waivers = Vec::new();
    let mut tables = 0;
    for position in 0..book.sheets().len() {
        let info = book.sheets()[position].clone();
        if info.hidden {
            continue;
        }
        let place = Place::file(file.clone()).sheet(info.name);
        let mut reader = Reader { place, fields: Vec::new(), waivers: Vec::new(), tables: 0 };
        catch_panics(|| {
            let mut rows = book.open(position)?;
            sheet::read(rows.as_mut(), Sought { kinds: &[TableKind::Waivers], layouts: &[], parts: false }, &mut reader)
        })?;
        tables += reader.tables;
        waivers.append(&mut reader.waivers);
    }
    if tables == 0 {
        let error = Error::input(RefusalReason::NotATable, "没有找到豁免表的表头").at(Place::file(file));
        return Err(error.hint("表头要有「规则编号」「范围」「理由」「批准人」「有效期至」"));
    }
    Ok(waivers)
}

struct Reader {
    place: Place,
    fields: Vec<(u16, Field)>,
    waivers: Vec<Waiver>,
    tables: u32,
}

impl Sink for Reader {
    fn begin(&mut self, header: &Header, _facts: &Facts) {
        self.tables += 1;
        self.fields = header.columns.iter().filter_map(|column| Some((column.index, column.field?))).collect();
    }

    fn record(&mut self, mapped: Mapped) {
        let text = |field| record::text(&mapped, field);
        // The rule's title stands in for its number, where there is no number or no column for it.
        let has_number = self.fields.iter().any(|(_, field)| *field == Field::WaivedRule);
        let by_title = text(Field::WaivedRule).is_none() && (text(Field::WaivedRuleName).is_some() || !has_number);
        let (rule, other) = match by_title {
            true => (Field::WaivedRuleName, Field::WaivedRule),
            false => (Field::WaivedRule, Field::WaivedRuleName),
        };
        let cells = self.fields.iter().filter(|(_, field)| *field != other).map(|(column, field)| {
            let field = if *field == rule { Field::WaivedRule } else { *field };
            (field, CellRef::new(mapped.row, *column))
        });
        // A date is never assumed: a waiver without a year is one without a date.
        let until = record::value(&mapped, Field::ValidUntil)
            .and_then(|cell| date::value(&cell.value, Year::Unknown).ok())
            .map(|dated| dated.date);
        self.waivers.push(Waiver {
            rule: text(rule),
            scope: text(Field::WaiverScope),
            reason: text(Field::WaiverReason),
            approver: text(Field::ApprovedBy),
            until,
            until_text: text(Field::ValidUntil),
            place: self.place.clone().row(mapped.row),
            cells: cells.collect(),
        });
    }

    fn end(&mut self, _found: Found) {}
}
