//! A mapped row → a rectification record with typed dates, status and class.
//!
//! Source: `domain.md` §1.3–1.5. Whether the values are right is left to `check`.

use chrono::NaiveDate;

use crate::map::body::{Filled, Mapped};
use crate::map::date::{self, Year};
use crate::map::deadline::Clock;
use crate::map::deadline_note::{self, Noted};
use crate::map::known::{Deadlines, Known};
use crate::map::record::{self, Standing};
use crate::map::{Context, amount, fold, status};
use crate::model::cells::{Cells, FieldCell};
use crate::model::field::Field;
use crate::model::ledger::{Cycle, Deadline, Rectification, Status, is_placeholder};
use crate::model::remark::{Remark, RemarkKind};
use crate::model::text::Text;
use crate::model::workbook::Value;

/// What a table as a whole tells its records.
#[derive(Clone, Debug, Default)]
pub(super) struct Frame {
    /// The unit of the table as a whole.
    pub(super) unit: Option<Text>,
    /// Whether a column has the unit; a blank cell there is not filled from elsewhere.
    pub(super) has_units: bool,
    /// A date the sheet states.
    pub(super) sheet_date: Option<NaiveDate>,
    /// 元, 千元, 万元 or 亿元.
    pub(super) money_unit: Option<Text>,
}

/// Builds the record and notes what could not be read or had to be assumed.
pub(super) fn build(
    context: &Context<'_>,
    standing: &Standing,
    frame: &Frame,
    mapped: &Mapped,
    known: &mut Known,
    remarks: &mut Vec<Remark>,
) -> Rectification {
    let noted_before = remarks.len();
    let mut cells = record::cells(standing, mapped, known, remarks);
    if let Some((at, text)) = &mapped.section {
        let from_section = FieldCell { field: Field::Category, table: standing.table, at: *at, text: text.clone() };
        cells.fill_from(&Cells::new(vec![from_section]));
    }
    if let Some((at, text)) = mapped.unit.as_ref().filter(|_| !frame.has_units) {
        let from_section = FieldCell { field: Field::Unit, table: standing.table, at: *at, text: text.clone() };
        cells.fill_from(&Cells::new(vec![from_section]));
    }
    let round_name = cells.text(Field::Round).map(Text::as_str);
    let round = context.calendar.round(round_name);
    let anchor = Year::UpTo(frame.sheet_date.unwrap_or(context.as_of));
    let has_status = cells.text(Field::Status).is_some();
    let mut reader = Reader { standing, mapped, remarks, anchor, has_status, misplaced_status: None };
    let feedback_date = reader.date(Field::FeedbackDate).or(round.map(|round| round.feedback_date));
    let clock = Clock {
        feedback: feedback_date,
        round,
        sheet_date: frame.sheet_date,
        as_of: Some(context.as_of),
        immediate_days: context.calendar.immediate_days,
        working_days: Some(&context.calendar.working_days),
    };
    if round_name.is_some() && round.is_none() && !context.calendar.rounds.is_empty() {
        reader.unknown_round();
    }
    let (deadline, deadline_cycle) = reader.deadline(&clock, &mut known.deadlines);
    let (done_date, accept_date) = (reader.date(Field::DoneDate), reader.date(Field::AcceptDate));
    let closed_date = reader.date(Field::ClosedDate);
    let (amount, amount_unit) = reader.amount(frame.money_unit.as_ref()).unzip();
    reader.unreadable_amount_done();
    let amount_unit = amount_unit.flatten();
    reader.ids_that_became_dates();
    if let Some(cell) = reader.misplaced_status.take() {
        let text = fold::tidy(&cell.value.display()).into();
        cells.fill_from(&Cells::new(vec![FieldCell { field: Field::Status, table: standing.table, at: cell.at, text }]));
    }
    let own_cycle = cells.text(Field::Cycle).and_then(|text| status::cycle(text));
    let unit = record::unit(context, &cells, frame.unit.as_ref().filter(|_| !frame.has_units), known);
    let category = cells.text(Field::Category).cloned();
    let record = Rectification {
        table: standing.table,
        row: mapped.row,
        hidden: mapped.hidden,
        unit,
        category,
        cycle: own_cycle.or(deadline_cycle).or_else(|| continuing_when_done(&cells)),
        feedback_date,
        deadline,
        status: known.status(cells.text(Field::Status), cells.text(Field::ClosedFlag)),
        done_date,
        accept_date,
        closed_date,
        amount,
        amount_unit,
        cells,
    };
    context.note_unit(standing, &record.cells, mapped, known, remarks);
    for remark in &mut remarks[noted_before..] {
        remark.unit = record.unit.clone();
        remark.record = record.label().cloned();
    }
    record
}

/// Returns the status: its own column's, raised to 已销号 where the flag says so and nothing speaks against it.
///
/// Source: `domain.md` §8 item 2: status and closing are separate facts.
pub(super) fn status_of(written: Option<&Text>, closed_flag: Option<&Text>) -> Status {
    let own =
        written.filter(|text| !is_placeholder(text)).map_or(Status::Unknown, |text| status::status(text).unwrap_or_default());
    let closed = closed_flag.and_then(|text| status::yes_or_no(text)) == Some(true);
    if closed && matches!(own, Status::Done | Status::Unknown | Status::PendingCheck) { Status::Closed } else { own }
}

/// 已完成并长期坚持 is done, and goes on for ever. Source: `domain.md` §1.4, negation traps.
fn continuing_when_done(cells: &crate::model::cells::Cells) -> Option<Cycle> {
    let written = cells.text(Field::Status)?;
    (written.contains("长期坚持") && status::status(written) == Some(Status::Done)).then_some(Cycle::Continuing)
}

struct Reader<'a> {
    standing: &'a Standing,
    mapped: &'a Mapped,
    remarks: &'a mut Vec<Remark>,
    anchor: Year,
    /// Whether a status is written where it belongs.
    has_status: bool,
    /// A status word seen in a date column while none is written where it belongs.
    misplaced_status: Option<&'a Filled>,
}

impl<'a> Reader<'a> {
    fn note(&mut self, kind: RemarkKind, cell: &Filled, detail: String) {
        // A merged value is noted once, at the row it stands in.
        if self.mapped.owns(cell.at) {
            let value = cell.value.display();
            self.remarks.push(self.standing.remark(kind, Some(cell.field), cell.at, &value, detail));
        }
    }

    fn filled(&self, field: Field) -> Option<&'a Filled> {
        let cell = record::value(self.mapped, field)?;
        let unusable = matches!(cell.value, Value::Error(_) | Value::FormulaWithoutValue);
        (!unusable && !cell.value.is_placeholder()).then_some(cell)
    }

    /// Reads a date column.
    fn date(&mut self, field: Field) -> Option<NaiveDate> {
        let cell = self.filled(field)?;
        match date::value(&cell.value, self.anchor) {
            Ok(dated) => {
                if let Some(said) = dated.assumption() {
                    self.note(RemarkKind::YearAssumed, cell, said);
                }
                Some(dated.date)
            }
            Err(_) => {
                if let Some((dated, words)) = self.noted(cell) {
                    self.note(RemarkKind::DateNote, cell, format!("「{words}」没有用上，按 {dated} 计"));
                    return Some(dated);
                }
                let is_status = status::status(&cell.value.display()).is_some() && matches!(cell.value, Value::Text(_));
                if is_status {
                    self.status_in_date_column(cell);
                } else {
                    self.note(RemarkKind::UnreadableDate, cell, String::new());
                }
                None
            }
        }
    }

    /// Notes a status word among dates, and takes it for the status where none is written. Source: `domain.md` §1.5.
    fn status_in_date_column(&mut self, cell: &'a Filled) {
        let word = cell.value.display();
        let used = !self.has_status && self.misplaced_status.is_none();
        let detail = if used { format!("整改状态没有填，按「{}」计", fold::tidy(&word)) } else { String::new() };
        self.note(RemarkKind::StatusInDateColumn, cell, detail);
        if used {
            self.misplaced_status = Some(cell);
        }
    }

    /// Reads a date with words in brackets behind it: 2026年6月12日（提前完成）.
    fn noted(&self, cell: &Filled) -> Option<(NaiveDate, String)> {
        let text = date::normalise(&cell.value.display()).into_owned();
        let Noted::Words { date, words } = deadline_note::split(&text)? else { return None };
        let dated = date::text(date, Year::Unknown).ok()?;
        date::text(words, self.anchor).is_err().then(|| (dated.date, words.to_owned()))
    }

    /// Reads the deadline; an extended one is in force.
    fn deadline(&mut self, clock: &Clock<'_>, known: &mut Deadlines) -> (Deadline, Option<Cycle>) {
        let extended = self.filled(Field::DeadlineNew).map(|cell| (known.read(&cell.value, clock), cell));
        let own = self.filled(Field::Deadline).map(|cell| (known.read(&cell.value, clock), cell));
        let mut deadline = Deadline::default();
        let mut cycle = None;
        for (reading, cell) in [own, extended].into_iter().flatten() {
            for (kind, detail) in reading.remarks {
                match kind {
                    RemarkKind::StatusInDateColumn => self.status_in_date_column(cell),
                    _ => self.note(kind, cell, detail),
                }
            }
            cycle = cycle.or(reading.cycle);
            if reading.deadline.date.is_some() {
                deadline = reading.deadline;
            }
        }
        (deadline, cycle)
    }

    fn amount(&mut self, table: Option<&Text>) -> Option<(rust_decimal::Decimal, Option<Text>)> {
        let cell = self.filled(Field::Amount)?;
        let amount = amount::money(&cell.value, table);
        if amount.is_none() {
            self.note(RemarkKind::UnreadableAmount, cell, String::new());
        }
        amount
    }

    /// A round without a feedback date of its own.
    fn unknown_round(&mut self) {
        if let Some(cell) = self.filled(Field::Round) {
            self.note(RemarkKind::UnknownRound, cell, String::new());
        }
    }

    /// Notes money put right that is no amount; what it is compared with is left to `check`.
    fn unreadable_amount_done(&mut self) {
        if let Some(cell) = self.filled(Field::AmountDone)
            && amount::number(&cell.value).is_none()
        {
            self.note(RemarkKind::UnreadableAmount, cell, String::new());
        }
    }

    /// Numbers such as 3-14 that the program turned into a date. Source: `domain.md` §7.1.
    fn ids_that_became_dates(&mut self) {
        for field in [Field::Seq, Field::ProblemId] {
            if let Some(cell) = self.filled(field)
                && matches!(cell.value, Value::Date(_))
            {
                self.note(RemarkKind::DateInIdColumn, cell, String::new());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::status_of;
    use crate::model::ledger::Status;

    #[test]
    fn the_closing_flag_raises_a_status_but_never_contradicts_it() {
        let status = |word: &str, flag: &str| {
            let text = |t: &str| (!t.is_empty()).then(|| t.into());
            status_of(text(word).as_ref(), text(flag).as_ref())
        };
        assert_eq!(status("已完成", "是"), Status::Closed);
        assert_eq!(status("已完成", "否"), Status::Done);
        assert_eq!(status("", "是"), Status::Closed);
        assert_eq!(status("整改中", "是"), Status::InProgress);
        assert_eq!(status("/", ""), Status::Unknown);
    }
}
