//! Writing a month: all of it or nothing, in the place of what was kept of it before.

use chrono::NaiveDate;
use rusqlite::{Connection, Transaction, TransactionBehavior, params};
use rust_decimal::Decimal;

use crate::error::Error;
use crate::model::assessment::{Assessment, Deduction, DeductionState, IndicatorValue, UnitAssessment};
use crate::model::history::{ItemKind, KeptLetter, Paper, PaperKind, Published};
use crate::model::warning::Warning;
use crate::store::fault::at;
use crate::store::{Content, Store, blob, warnings};

/// A month to keep.
#[derive(Clone, Copy, Debug)]
pub struct Keep<'a> {
    /// How it was made, with everything it was made from.
    pub published: &'a Published,
    /// The scores.
    pub assessment: &'a Assessment,
    /// The letters.
    pub letters: &'a [KeptLetter],
    /// The warnings.
    pub warnings: &'a [Warning],
}

impl Store {
    /// Keeps a month. A content that is not kept yet is asked of `content`, one at a time.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Store` when it cannot be written, and those of `content`; nothing of the month is changed then.
    pub fn keep<'c>(
        &mut self,
        keep: &Keep<'_>,
        mut content: impl FnMut(&Paper) -> Result<Content<'c>, Error>,
    ) -> Result<(), Error> {
        let name = self.name.clone();
        let failed = at(&name);
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(&failed)?;
        month(&transaction, keep.published).map_err(&failed)?;
        for (position, paper) in keep.published.papers.iter().enumerate() {
            self::paper(&transaction, keep, position, paper).map_err(&failed)?;
            let whole = paper.kind != PaperKind::Seen;
            if whole && !blob::holds(&transaction, &name, &paper.sha256)? {
                blob::put(&transaction, &paper.sha256, &content(paper)?).map_err(&failed)?;
            }
        }
        scores(&transaction, keep).map_err(&failed)?;
        letters(&transaction, keep).map_err(&failed)?;
        warnings::put(&transaction, keep.published.month, keep.warnings).map_err(&failed)?;
        blob::sweep(&transaction).map_err(&failed)?;
        transaction.commit().map_err(&failed)
    }
}

fn month(transaction: &Transaction<'_>, published: &Published) -> rusqlite::Result<()> {
    let month = published.month.to_string();
    // What belongs to the month goes with it.
    transaction.execute("DELETE FROM months WHERE month = ?1", [&month])?;
    let policy = &published.policy;
    transaction.execute(
        "INSERT INTO months (month, as_of, program, policy_title, policy_version, policy_since, policy_sha256, policy_source,
         policy_name, directory_name, earlier_as_of) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        params![
            month,
            published.as_of.to_string(),
            published.program,
            policy.title,
            policy.version,
            policy.since.as_ref().map(NaiveDate::to_string),
            policy.sha256,
            published.policy_source,
            published.policy_name,
            published.directory_name,
            published.earlier_as_of.as_ref().map(NaiveDate::to_string),
        ],
    )?;
    Ok(())
}

fn paper(connection: &Connection, keep: &Keep<'_>, position: usize, paper: &Paper) -> rusqlite::Result<()> {
    let mut statement = connection
        .prepare_cached("INSERT INTO papers (month, position, kind, name, size, sha256) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    let size = i64::try_from(paper.size).unwrap_or(i64::MAX);
    let month = keep.published.month.to_string();
    statement.execute(params![month, number(position), paper_kind(paper.kind), paper.name, size, paper.sha256])?;
    Ok(())
}

fn scores(connection: &Connection, keep: &Keep<'_>) -> rusqlite::Result<()> {
    let month = keep.published.month.to_string();
    let mut statement = connection.prepare_cached(
        "INSERT INTO units (month, position, unit, grouped, score, lasting, grade, rank, finished, counted, overdue)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    let mut items = Items { connection, month: &month, position: 0 };
    for (position, unit) in keep.assessment.units.iter().enumerate() {
        let completion = unit.tally.completion;
        statement.execute(params![
            month,
            number(position),
            &*unit.unit,
            unit.group.as_deref(),
            unit.score.to_string(),
            unit.score_without_provisional.to_string(),
            &*unit.grade,
            unit.rank,
            count(completion.numerator),
            count(completion.denominator),
            count(unit.tally.overdue),
        ])?;
        items.of(unit)?;
    }
    Ok(())
}

/// The items of one unit after another.
struct Items<'a> {
    connection: &'a Connection,
    month: &'a str,
    position: usize,
}

/// What is kept of an item.
struct Item<'a> {
    kind: ItemKind,
    id: &'a str,
    title: &'a str,
    points: Decimal,
    state: Option<DeductionState>,
    times: usize,
    ratio: (Option<Decimal>, Option<Decimal>),
    full: Option<Decimal>,
    within: Option<&'a str>,
}

impl<'a> Item<'a> {
    fn new(kind: ItemKind, id: &'a str, title: &'a str, points: Decimal, times: usize) -> Self {
        Self { kind, id, title, points, state: None, times, ratio: (None, None), full: None, within: None }
    }

    fn indicator(value: &'a IndicatorValue) -> Self {
        let item = Self::new(ItemKind::Indicator, &value.id, &value.title, value.points, value.records.len());
        Self { ratio: (value.numerator, value.denominator), full: Some(value.full), ..item }
    }

    /// A deduction from the whole score, or from an indicator.
    fn deduction(lost: &'a Deduction, within: Option<&'a str>) -> Self {
        let kind = if within.is_some() { ItemKind::Loss } else { ItemKind::Deduction };
        let item = Self::new(kind, &lost.id, &lost.title, lost.points, lost.occurrences.len());
        Self { state: Some(lost.state), within, ..item }
    }
}

impl Items<'_> {
    fn of(&mut self, unit: &UnitAssessment) -> rusqlite::Result<()> {
        for value in &unit.indicators {
            self.put(&unit.unit, &Item::indicator(value))?;
            value.losses.iter().try_for_each(|loss| self.put(&unit.unit, &Item::deduction(loss, Some(&value.id))))?;
        }
        let deductions = unit.deductions.iter().map(|lost| Item::deduction(lost, None));
        let bonuses = unit.bonuses.iter();
        let bonuses = bonuses.map(|item| Item::new(ItemKind::Bonus, &item.id, &item.title, item.points, item.occurrences.len()));
        let vetoes = unit.vetoes.iter();
        let vetoes = vetoes.map(|item| Item::new(ItemKind::Veto, &item.id, &item.title, Decimal::ZERO, item.occurrences.len()));
        deductions.chain(bonuses).chain(vetoes).try_for_each(|item| self.put(&unit.unit, &item))
    }

    fn put(&mut self, unit: &str, item: &Item<'_>) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO items (month, position, unit, kind, id, title, points, state, times, numerator, denominator,
             full_points, within) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?;
        let text = |value: Option<Decimal>| value.map(|value| value.to_string());
        statement.execute(params![
            self.month,
            number(self.position),
            unit,
            item_kind(item.kind),
            item.id,
            item.title,
            item.points.to_string(),
            item.state.map(state_key),
            number(item.times),
            text(item.ratio.0),
            text(item.ratio.1),
            text(item.full),
            item.within,
        ])?;
        self.position += 1;
        Ok(())
    }
}

fn letters(connection: &Connection, keep: &Keep<'_>) -> rusqlite::Result<()> {
    let mut statement = connection
        .prepare_cached("INSERT INTO letters (month, position, kind, receiver, file, sha256) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    let month = keep.published.month.to_string();
    for (position, letter) in keep.letters.iter().enumerate() {
        let (kind, receiver) = (&*letter.kind, &*letter.receiver);
        statement.execute(params![month, number(position), kind, receiver, letter.file, letter.sha256])?;
    }
    Ok(())
}

/// Returns a position or a count as SQLite holds it.
pub(super) fn number(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

fn count(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// Returns the word a kind of paper is kept by.
pub(super) fn paper_kind(kind: PaperKind) -> &'static str {
    match kind {
        PaperKind::File => "file",
        PaperKind::Seen => "seen",
        PaperKind::Aside => "aside",
        PaperKind::Records => "records",
    }
}

/// Returns the word a kind of item is kept by.
pub(super) fn item_kind(kind: ItemKind) -> &'static str {
    match kind {
        ItemKind::Indicator => "indicator",
        ItemKind::Loss => "loss",
        ItemKind::Deduction => "deduction",
        ItemKind::Bonus => "bonus",
        ItemKind::Veto => "veto",
    }
}

/// Returns the word a state is kept by, the one JSON has.
fn state_key(state: DeductionState) -> &'static str {
    match state {
        DeductionState::Final => "final",
        DeductionState::Provisional => "provisional",
        DeductionState::Restored => "restored",
    }
}
