//! One sheet → its tables, row by row: what stands above a header, the header, the body, and the next table below.
//!
//! Rows are taken from the stream one at a time behind a small window, so that a long sheet costs no memory here.

use std::collections::VecDeque;
use std::ops::RangeInclusive;

use crate::error::Error;
use crate::map::body::{Body, Class, Likeness, Mapped, Notice};
use crate::map::facts::{self, Facts, Labelled};
use crate::map::form;
use crate::map::header::{self, Header, Nearest, Sought};
use crate::map::pinned;
use crate::map::turned;
use crate::model::field::Field;
use crate::model::ledger::{SkipReason, TableKind};
use crate::model::place::Area;
use crate::model::workbook::{Row, Rows, Value};

/// How many rows are looked at together to find a header.
const WINDOW: usize = 60;

/// A table as found, its records already handed on.
#[derive(Debug)]
pub(super) struct Found {
    /// Its header.
    pub(super) header: Header,
    /// Header rows, 0-based.
    pub(super) header_rows: Vec<u32>,
    /// Why they are the header.
    pub(super) cues: Vec<String>,
    /// What the rows above say.
    pub(super) facts: Facts,
    /// First and last record row; `None` without a record.
    pub(super) span: Option<(u32, u32)>,
    /// How many records.
    pub(super) records: u32,
    /// How many of them in hidden rows.
    pub(super) hidden: u32,
    /// Rows passed over.
    pub(super) skipped: Vec<(u32, SkipReason)>,
    /// What was noticed in single cells.
    pub(super) notices: Vec<Notice>,
    /// Labels of a form below its list.
    pub(super) trailer: Vec<Labelled>,
}

/// Receives the rows of the tables of a sheet.
pub(super) trait Sink {
    /// May say what columns are that their headers do not tell, from the rows below.
    fn settle(&self, _header: &mut Header, _below: &[Row]) {}

    /// No table was found among the rows that were looked at last.
    fn missed(&mut self, _nearest: Option<Nearest>) {}

    /// Says whether a heading row of the table that began last names the unit of the rows below.
    fn reads_as_unit(&self, _heading: &str) -> Likeness {
        Likeness::No
    }

    /// A table begins.
    fn begin(&mut self, header: &Header, facts: &Facts);

    /// Says whether records in hidden rows are wanted.
    fn uses_hidden_rows(&self) -> bool {
        true
    }

    /// A record of the table that began last.
    fn record(&mut self, mapped: Mapped);

    /// The table that began last lies on its side: each field has its row.
    fn lies_on_its_side(&mut self, _field_rows: Vec<(Field, u32)>) {}

    /// The table that began last is complete.
    fn end(&mut self, found: Found);
}

/// Reads every table of the kinds from a sheet.
///
/// # Errors
///
/// Whatever the row stream reports.
pub(super) fn read(rows: &mut dyn Rows, sought: Sought<'_>, sink: &mut dyn Sink) -> Result<(), Error> {
    read_as(rows, sought, true, sink)
}

/// Reads every table with a header from a sheet that is no form, however much its first column looks like one.
///
/// # Errors
///
/// Whatever the row stream reports.
pub(super) fn read_tables(rows: &mut dyn Rows, sought: Sought<'_>, sink: &mut dyn Sink) -> Result<(), Error> {
    read_as(rows, sought, false, sink)
}

fn read_as(rows: &mut dyn Rows, sought: Sought<'_>, may_be_form: bool, sink: &mut dyn Sink) -> Result<(), Error> {
    let merges = rows.merges().to_vec();
    let mut ahead = Ahead { rows, window: VecDeque::new(), ended: false };
    let mut above: Vec<Row> = Vec::new();
    ahead.fill()?;
    // A form fits on a page; what does not fit into the window is no form.
    if may_be_form && ahead.ended && sought.kinds.contains(&TableKind::Rectification) {
        let rows = ahead.window.make_contiguous();
        if form::read(rows, &merges, sink) || turned::read(rows, &merges, sink) {
            return Ok(());
        }
    }
    loop {
        ahead.fill()?;
        let window = ahead.window.make_contiguous();
        let Some(header) = header::find(window, &merges, sought) else {
            sink.missed(header::nearest(window));
            if ahead.ended {
                return Ok(());
            }
            // Keep the last rows: a header may begin there.
            let passed = ahead.window.len().saturating_sub(8);
            above.extend(ahead.window.drain(..passed));
            let surplus = above.len().saturating_sub(WINDOW);
            above.drain(..surplus);
            continue;
        };
        let blocks = header::side_by_side(&window[header.start..header.start + header.depth], &merges, &header, sought);
        if !blocks.is_empty() {
            return each_block(ahead, above, &blocks, &merges, sought, sink);
        }
        above.extend(ahead.window.drain(..header.start));
        table(&mut ahead, header, std::mem::take(&mut above), &merges, sought, sink)?;
    }
}

/// Reads tables that stand beside each other, one after another, each with only its own columns.
///
/// Such sheets are laid out for one page; their rows are kept in memory.
fn each_block(
    mut ahead: Ahead<'_>,
    mut rows: Vec<Row>,
    blocks: &[RangeInclusive<u16>],
    merges: &[Area],
    sought: Sought<'_>,
    sink: &mut dyn Sink,
) -> Result<(), Error> {
    rows.extend(ahead.window.drain(..));
    while let Some(row) = ahead.rows.next_row()? {
        rows.push(row);
    }
    for columns in blocks {
        let mut block = Block::cut(&rows, merges, columns);
        read(&mut block, sought, sink)?;
    }
    Ok(())
}

/// The rows of a sheet cut to some columns.
struct Block {
    rows: VecDeque<Row>,
    merges: Vec<Area>,
}

impl Block {
    fn cut(rows: &[Row], merges: &[Area], columns: &RangeInclusive<u16>) -> Self {
        let inside = |row: &Row| {
            let cells: Vec<_> = row.cells.iter().filter(|(column, _)| columns.contains(column)).cloned().collect();
            (!cells.is_empty()).then_some(Row { cells, ..*row })
        };
        let merges = merges.iter().filter(|area| columns.contains(&area.first.column)).copied().collect();
        Self { rows: rows.iter().filter_map(inside).collect(), merges }
    }
}

impl Rows for Block {
    fn merges(&self) -> &[Area] {
        &self.merges
    }

    fn next_row(&mut self) -> Result<Option<Row>, Error> {
        Ok(self.rows.pop_front())
    }
}

/// Reads one table, whose header is next in the window.
fn table(
    ahead: &mut Ahead<'_>,
    header: Header,
    above: Vec<Row>,
    merges: &[Area],
    sought: Sought<'_>,
    sink: &mut dyn Sink,
) -> Result<(), Error> {
    let mut header = header;
    header.suggest();
    let layout = pinned::fitting(sought.layouts, header.kind, &header.parts);
    let head: Vec<Row> = ahead.window.drain(..header.depth).collect();
    let header_rows: Vec<u32> = head.iter().map(|row| row.index).collect();
    let mut cues = header::cues(&header, &head, ahead.window.make_contiguous(), &above, merges);
    let last_row = header_rows.last().copied().unwrap_or(0);
    let mut notices = layout.map(|layout| pinned::compare(layout, &mut header.columns, last_row)).unwrap_or_default();
    // What a pinned layout says of a renamed column goes before what its values look like.
    sink.settle(&mut header, ahead.window.make_contiguous());
    cues.extend(layout.map(|_| "列名与版式相符".to_owned()));
    let facts = Facts::of(&above);
    let mut skipped: Vec<(u32, SkipReason)> =
        above.iter().filter(|row| !is_bare(row)).map(|row| (row.index, above_reason(row, &facts))).collect();
    sink.begin(&header, &facts);
    let mut body = Body::new(&header, header_rows.first().copied().unwrap_or(0), merges, facts.money_unit.as_ref());
    body.look_ahead(ahead.window.make_contiguous());
    let (mut span, mut records, mut hidden): (Option<(u32, u32)>, u32, u32) = (None, 0, 0);
    loop {
        ahead.fill()?;
        let Some(row) = ahead.window.front() else { break };
        if another_begins(row, ahead, &header, merges, sought) {
            break;
        }
        let Some(mut row) = ahead.window.pop_front() else { break };
        let class = body.read(&mut row, &|heading| sink.reads_as_unit(heading));
        match class {
            Class::Empty => {}
            Class::Skipped(reason) => skipped.push((row.index, reason)),
            Class::Record(_) if row.hidden && !sink.uses_hidden_rows() => skipped.push((row.index, SkipReason::Hidden)),
            Class::Record(mapped) => {
                span = Some((span.map_or(row.index, |(first, _)| first), row.index));
                records += 1;
                hidden += u32::from(row.hidden);
                sink.record(mapped);
            }
        }
    }
    notices.append(&mut body.notices);
    let trailer = std::mem::take(&mut body.trailer);
    drop(body);
    sink.end(Found { header, header_rows, cues, facts, span, records, hidden, skipped, notices, trailer });
    Ok(())
}

/// Says whether another table begins at the window's front: its header, or a title with a header close below.
fn another_begins(row: &Row, ahead: &Ahead<'_>, header: &Header, merges: &[Area], sought: Sought<'_>) -> bool {
    let close = |within: usize| {
        let rows: Vec<Row> = ahead.window.iter().take(12).cloned().collect();
        header::find(&rows, merges, sought).is_some_and(|found| found.start <= within)
    };
    let mut texts = row.cells.iter().filter(|(_, value)| !value.is_blank());
    let alone = texts.next().filter(|_| texts.next().is_none());
    if alone.is_some_and(|(_, value)| facts::is_title(&value.display())) {
        return close(8);
    }
    let another = |row: &Row| header::starts_another(row, sought.kinds) && !header.repeats(row);
    // A title may end in what sets its table apart: 整改台账（二）限期整改. Another header right below says so.
    let below = ahead.window.iter().skip(1).find(|row| !is_bare(row));
    if alone.is_some_and(|(_, value)| matches!(value, Value::Text(_))) && below.is_some_and(another) {
        return close(4);
    }
    another(row) && close(0)
}

fn is_bare(row: &Row) -> bool {
    row.cells.iter().all(|(_, value)| value.is_blank())
}

fn above_reason(row: &Row, facts: &Facts) -> SkipReason {
    let is_title =
        facts.title.as_ref().is_some_and(|title| row.cells.iter().any(|(_, value)| value.display().contains(title.as_str())));
    if is_title { SkipReason::Title } else { SkipReason::Note }
}

/// The row stream with a few rows read ahead.
struct Ahead<'r> {
    rows: &'r mut dyn Rows,
    window: VecDeque<Row>,
    ended: bool,
}

impl Ahead<'_> {
    fn fill(&mut self) -> Result<(), Error> {
        while !self.ended && self.window.len() < WINDOW {
            match self.rows.next_row()? {
                Some(row) => self.window.push_back(row),
                None => self.ended = true,
            }
        }
        Ok(())
    }
}
