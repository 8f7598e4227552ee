//! The warnings of a month, written and read back.

use rusqlite::{Connection, Row, params};

use crate::error::Error;
use crate::model::period::Month;
use crate::model::place::{CellRef, Place, column_index, column_letters};
use crate::model::text::Text;
use crate::model::warning::{Warning, WarningState};
use crate::store::Store;
use crate::store::keep::number;
use crate::store::months::{parsed, text, word};

/// Writes the warnings of a month.
pub(super) fn put(connection: &Connection, month: Month, warnings: &[Warning]) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO warnings (month, position, sign, title, event, date, unit, file, sheet, row, letters, record, reason,
         points, state) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
    )?;
    for (position, warning) in warnings.iter().enumerate() {
        let place = &warning.place;
        statement.execute(params![
            month.to_string(),
            number(position),
            &*warning.id,
            &*warning.title,
            &*warning.event,
            warning.date.to_string(),
            warning.unit.as_deref(),
            &*place.file,
            place.sheet.as_deref(),
            place.row.map(|row| i64::from(row) + 1),
            place.cell.map(|cell| column_letters(cell.column)),
            warning.record.as_deref(),
            warning.reason,
            warning.points.to_string(),
            warning.state.key(),
        ])?;
    }
    Ok(())
}

impl Store {
    /// Lists the warnings of a month, as they were told.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store`.
    pub fn warnings(&self, month: Month) -> Result<Vec<Warning>, Error> {
        let sql = "SELECT sign, title, event, date, unit, file, sheet, row, letters, record, reason, points, state FROM warnings
                   WHERE month = ?1 ORDER BY position";
        self.all(sql, [month.to_string()], warning)
    }
}

fn warning(row: &Row<'_>) -> rusqlite::Result<Warning> {
    let maybe = |column: usize| row.get::<_, Option<String>>(column).map(|kept| kept.map(Text::from));
    let line = row.get::<_, Option<u32>>(7)?.and_then(|line| line.checked_sub(1));
    let letters = row.get::<_, Option<String>>(8)?;
    let column = letters.and_then(|letters| column_index(&letters));
    let cell = line.zip(column).map(|(line, column)| CellRef::new(line, column));
    Ok(Warning {
        id: text(row, 0)?,
        title: text(row, 1)?,
        event: text(row, 2)?,
        date: parsed(row, 3)?,
        unit: maybe(4)?,
        place: Place { file: text(row, 5)?, sheet: maybe(6)?, row: line, cell },
        record: maybe(9)?,
        reason: row.get(10)?,
        points: parsed(row, 11)?,
        state: word(row, 12, &WarningState::ALL, WarningState::key)?,
    })
}
