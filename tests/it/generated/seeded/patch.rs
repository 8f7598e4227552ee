//! One record on its way to a defect: what its table has, what may be changed, what must then be found.

use chrono::NaiveDate;

use super::clean::{self, State};
use super::dice::Dice;
use super::table::{Key, NO_RESULT, Record, Table};
use crate::generated::sheet::Written;
use crate::generated::words;

/// A record and the table it stands in.
pub(super) struct Patch<'a> {
    pub(super) table: &'a mut Table,
    pub(super) at: usize,
    pub(super) dice: &'a mut Dice,
    /// Whether cells are typed: a csv has texts alone.
    pub(super) typed: bool,
}

impl Patch<'_> {
    pub(super) fn record(&mut self) -> &mut Record {
        &mut self.table.records[self.at]
    }

    pub(super) fn state(&self) -> State {
        self.table.records[self.at].state
    }

    pub(super) fn number(&self) -> usize {
        self.table.records[self.at].number
    }

    pub(super) fn is(&self, states: &[State]) -> bool {
        states.contains(&self.state())
    }

    pub(super) fn is_counted(&self) -> bool {
        self.state() != State::Void
    }

    pub(super) fn is_finished(&self) -> bool {
        self.state().is_finished()
    }

    pub(super) fn has(&self, key: Key) -> bool {
        self.table.has(key)
    }

    /// Says whether the record has a cell of its own for the field.
    pub(super) fn owns(&self, key: Key) -> bool {
        self.has(key) && !self.table.records[self.at].shared.contains(key)
    }

    pub(super) fn set(&mut self, key: Key, text: impl Into<String>) {
        if self.has(key) {
            self.record().set(key, text);
        }
    }

    pub(super) fn write(&mut self, key: Key, written: Written) {
        if self.has(key) {
            self.record().values.insert(key, written);
        }
    }

    /// Writes a day in one of the ways there are.
    pub(super) fn date(&mut self, key: Key, date: NaiveDate) {
        let written = words::written_day(self.dice.below(13), date);
        self.write(key, written);
    }

    /// Leaves nothing in the cell, or a sign that there is nothing.
    pub(super) fn lose(&mut self, key: Key) {
        let nothing = self.dice.pick(&["", "", "无", "/", "——"]);
        self.set(key, nothing);
    }

    pub(super) fn expect(&mut self, id: &str, key: Key) -> bool {
        self.table.expect(id, self.at, key);
        true
    }

    /// Loses a field, which a check must notice there.
    pub(super) fn lose_for(&mut self, id: &str, key: Key) -> bool {
        self.lose(key);
        self.expect(id, key)
    }

    /// Writes a text, which a check must notice there.
    pub(super) fn spoil(&mut self, id: &str, key: Key, texts: &[&str]) -> bool {
        let text = self.dice.pick(texts);
        self.set(key, text);
        self.expect(id, key)
    }

    /// Returns a field that may hold anything unreadable without another rule being broken by that.
    pub(super) fn indifferent(&mut self) -> Option<Key> {
        let mut fields: Vec<Key> =
            vec!["problem", "measure", "lead_person", "resp_person", "progress", "remark", "amount", "amount_done", "unit"];
        match self.state() {
            State::Open => fields.extend(["status", "deadline", "feedback_date"]),
            State::Done | State::Closed => fields.extend(["done_date", "evidence", "deadline", "accept_date"]),
            State::Overdue => fields.push("unfinished_reason"),
            State::Continuing => fields.push("mechanism"),
            State::Void => return None,
        }
        fields.retain(|key| self.owns(key));
        (!fields.is_empty()).then(|| self.dice.pick(&fields))
    }

    pub(super) fn without_result(&mut self, key: Key) {
        self.set(key, NO_RESULT);
    }

    pub(super) fn done_on(&self) -> NaiveDate {
        clean::done_on(self.number())
    }
}
