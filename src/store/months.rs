//! Reading months back. What a column cannot mean is a damaged file, never a panic.

use std::str::FromStr;

use rusqlite::{OptionalExtension, Row};

use crate::error::Error;
use crate::model::assessment::PolicyStamp;
use crate::model::history::{ItemKind, KeptItem, KeptLetter, KeptMonth, KeptUnit, Paper, PaperKind, Published};
use crate::model::period::Month;
use crate::model::text::Text;
use crate::store::fault::at;
use crate::store::keep::{item_kind, paper_kind};
use crate::store::{Store, blob};

impl Store {
    /// Lists the months kept, in order.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store`, as all readings.
    pub fn months(&self) -> Result<Vec<KeptMonth>, Error> {
        let sql = "SELECT month, as_of, program, policy_title, policy_version, policy_since, policy_sha256,
                   (SELECT count(*) FROM units WHERE units.month = months.month),
                   (SELECT count(*) FROM warnings WHERE warnings.month = months.month) FROM months ORDER BY month";
        self.all(sql, [], |row| {
            Ok(KeptMonth {
                month: month(row, 0)?,
                as_of: parsed(row, 1)?,
                program: row.get(2)?,
                policy: stamp(row, 3)?,
                units: count(row, 7)?,
                warnings: count(row, 8)?,
            })
        })
    }

    /// Returns how a month was published; `None` when it is not kept.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store`.
    pub fn published(&self, wanted: Month) -> Result<Option<Published>, Error> {
        let sql =
            "SELECT month, as_of, program, policy_title, policy_version, policy_since, policy_sha256, policy_source, policy_name,
                   directory_name, earlier_as_of FROM months WHERE month = ?1";
        let row = self.connection.query_row(sql, [wanted.to_string()], |row| {
            Ok(Published {
                month: month(row, 0)?,
                as_of: parsed(row, 1)?,
                program: row.get(2)?,
                policy: stamp(row, 3)?,
                policy_source: row.get(7)?,
                policy_name: row.get(8)?,
                directory_name: row.get(9)?,
                earlier_as_of: maybe(row, 10)?,
                papers: Vec::new(),
            })
        });
        let Some(mut published) = row.optional().map_err(at(&self.name))? else { return Ok(None) };
        published.papers = self.papers(wanted)?;
        Ok(Some(published))
    }

    fn papers(&self, wanted: Month) -> Result<Vec<Paper>, Error> {
        let sql = "SELECT kind, name, size, sha256 FROM papers WHERE month = ?1 ORDER BY position";
        self.all(sql, [wanted.to_string()], |row| {
            const KINDS: [PaperKind; 4] = [PaperKind::File, PaperKind::Seen, PaperKind::Aside, PaperKind::Records];
            let kind = word(row, 0, &KINDS, paper_kind)?;
            Ok(Paper { kind, name: row.get(1)?, size: count(row, 2)?, sha256: row.get(3)? })
        })
    }

    /// Returns a content by its SHA-256; `None` when it is not kept.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store`.
    pub fn content(&self, sha256: &str) -> Result<Option<Vec<u8>>, Error> {
        blob::get(&self.connection, &self.name, sha256)
    }

    /// Lists the units of a month in the office's order.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store`.
    pub fn units(&self, wanted: Month) -> Result<Vec<KeptUnit>, Error> {
        self.all(&format!("{UNITS} WHERE month = ?1 ORDER BY position"), [wanted.to_string()], unit)
    }

    /// Lists the months of a unit, in order.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store`.
    pub fn months_of(&self, name: &str) -> Result<Vec<KeptUnit>, Error> {
        self.all(&format!("{UNITS} WHERE unit = ?1 ORDER BY month"), [name.to_owned()], unit)
    }

    /// Lists every unit that is kept, by name.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store`.
    pub fn unit_names(&self) -> Result<Vec<Text>, Error> {
        self.all("SELECT DISTINCT unit FROM units ORDER BY unit", [], |row| text(row, 0))
    }

    /// Lists the items of all units of a month: unit by unit, indicators each with what it lost, deductions, bonuses, vetoes.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store`.
    pub fn items(&self, wanted: Month) -> Result<Vec<KeptItem>, Error> {
        let sql = "SELECT unit, kind, id, title, points, state, times, numerator, denominator, full_points, within FROM items
                   WHERE month = ?1 ORDER BY position";
        self.all(sql, [wanted.to_string()], |row| {
            const KINDS: [ItemKind; 5] =
                [ItemKind::Indicator, ItemKind::Loss, ItemKind::Deduction, ItemKind::Bonus, ItemKind::Veto];
            Ok(KeptItem {
                unit: text(row, 0)?,
                kind: word(row, 1, &KINDS, item_kind)?,
                id: text(row, 2)?,
                title: text(row, 3)?,
                points: parsed(row, 4)?,
                state: row.get::<_, Option<String>>(5)?.map(Text::from),
                times: count(row, 6)?,
                numerator: maybe(row, 7)?,
                denominator: maybe(row, 8)?,
                full: maybe(row, 9)?,
                within: row.get::<_, Option<String>>(10)?.map(Text::from),
            })
        })
    }

    /// Lists the letters written for a month, in the order they were written.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store`.
    pub fn letters(&self, wanted: Month) -> Result<Vec<KeptLetter>, Error> {
        let sql = "SELECT kind, receiver, file, sha256 FROM letters WHERE month = ?1 ORDER BY position";
        self.all(sql, [wanted.to_string()], |row| {
            Ok(KeptLetter { kind: text(row, 0)?, receiver: text(row, 1)?, file: row.get(2)?, sha256: row.get(3)? })
        })
    }

    /// Returns every row of a query.
    pub(super) fn all<T>(
        &self,
        sql: &str,
        parameters: impl rusqlite::Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, Error> {
        let mut statement = self.connection.prepare_cached(sql).map_err(at(&self.name))?;
        let rows = statement.query_map(parameters, read).and_then(Iterator::collect);
        rows.map_err(at(&self.name))
    }
}

const UNITS: &str = "SELECT month, unit, grouped, score, lasting, grade, rank, finished, counted, overdue FROM units";

fn unit(row: &Row<'_>) -> rusqlite::Result<KeptUnit> {
    Ok(KeptUnit {
        month: month(row, 0)?,
        unit: text(row, 1)?,
        group: row.get::<_, Option<String>>(2)?.map(Text::from),
        score: parsed(row, 3)?,
        score_without_provisional: parsed(row, 4)?,
        grade: text(row, 5)?,
        rank: row.get(6)?,
        finished: count(row, 7)?,
        counted: count(row, 8)?,
        overdue: count(row, 9)?,
    })
}

fn stamp(row: &Row<'_>, first: usize) -> rusqlite::Result<PolicyStamp> {
    let (title, version) = (row.get(first)?, row.get(first + 1)?);
    Ok(PolicyStamp { title, version, since: maybe(row, first + 2)?, sha256: row.get(first + 3)? })
}

/// Returns the error of a column that cannot mean anything.
fn senseless(column: usize) -> rusqlite::Error {
    rusqlite::Error::InvalidColumnType(column, String::new(), rusqlite::types::Type::Text)
}

pub(super) fn text(row: &Row<'_>, column: usize) -> rusqlite::Result<Text> {
    row.get::<_, String>(column).map(Text::from)
}

pub(super) fn month(row: &Row<'_>, column: usize) -> rusqlite::Result<Month> {
    Month::parse(&row.get::<_, String>(column)?).ok_or_else(|| senseless(column))
}

/// Returns a date or a decimal kept as text.
pub(super) fn parsed<T: FromStr>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    row.get::<_, String>(column)?.parse().map_err(|_| senseless(column))
}

pub(super) fn maybe<T: FromStr>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>> {
    let kept = row.get::<_, Option<String>>(column)?;
    kept.map(|kept| kept.parse().map_err(|_| senseless(column))).transpose()
}

fn count(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column)?.try_into().map_err(|_| senseless(column))
}

/// Returns the kind a word stands for.
pub(super) fn word<T: Copy>(row: &Row<'_>, column: usize, all: &[T], key: impl Fn(T) -> &'static str) -> rusqlite::Result<T> {
    let kept: String = row.get(column)?;
    all.iter().copied().find(|kind| key(*kind) == kept).ok_or_else(|| senseless(column))
}
