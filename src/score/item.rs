//! What counts as one: a row, or a problem with all its measures, as the policy chooses.
//!
//! Source: `scoring.md` §1, counting basis.

use chrono::NaiveDate;

use crate::model::assessment::{Standing, Tally};
use crate::model::field::Field;
use crate::model::ledger::{Cycle, Ledger, Rectification, Status, TableId};
use crate::model::measures;
use crate::model::place::Place;
use crate::model::text::Text;
use crate::policy::CountBasis;
use crate::score::{Case, tally};

/// Statuses that count under the lenient rule beside those that are finished. Source: `scoring.md` §2.
pub(super) const LENIENT: [Status; 3] = [Status::Stage, Status::PendingCheck, Status::Continuing];

/// A counted thing that is not void.
#[derive(Clone, Debug)]
pub struct Item<'a> {
    /// Its records, in source order; one with `count = "row"`.
    pub records: Vec<&'a Rectification>,
    /// Where its first record stands.
    pub place: Place,
    /// All its records are done or closed.
    pub finished: bool,
    /// All its records are closed.
    pub closed: bool,
    /// All its records count under the lenient rule.
    pub lenient: bool,
    /// Open with the deadline behind it; never with status 持续整改.
    pub overdue: bool,
    /// The latest deadline.
    pub deadline: Option<NaiveDate>,
    /// The latest day of completion, when every record has one.
    pub done_date: Option<NaiveDate>,
    /// The first class its records name.
    pub cycle: Option<Cycle>,
}

impl Item<'_> {
    /// Says whether every record has something in the field.
    pub fn all_filled(&self, field: Field) -> bool {
        self.records.iter().all(|record| record.is_filled(field))
    }

    /// Says whether some record has something in the field.
    pub fn any_filled(&self, field: Field) -> bool {
        self.records.iter().any(|record| record.is_filled(field))
    }

    /// Returns table and row of its first record.
    pub fn of(&self) -> Option<(TableId, u32)> {
        self.records.first().map(|record| (record.table, record.row))
    }

    /// Returns the problem's number or serial.
    pub fn label(&self) -> Option<Text> {
        self.records.first().and_then(|record| record.label().cloned())
    }
}

/// A unit with everything that counts for it.
#[derive(Clone, Debug)]
pub struct UnitCase<'a> {
    /// The unit.
    pub name: Text,
    /// Its group.
    pub group: Option<Text>,
    /// Its records counted.
    pub tally: Tally,
    /// What counts, in source order.
    pub items: Vec<Item<'a>>,
}

/// Builds every unit that has records.
pub(super) fn units<'a>(case: &Case<'a>, standings: &[Standing]) -> Vec<UnitCase<'a>> {
    let ledger = case.ledger;
    tally::by_unit(ledger, case.directory)
        .into_iter()
        .map(|(name, rows)| {
            let mut tally =
                tally::tally(&name, rows.iter().map(|row| (&ledger.rectifications[*row], &standings[*row])), case.policy);
            let counted: Vec<&Rectification> =
                rows.iter().filter(|row| !standings[**row].void).map(|row| &ledger.rectifications[*row]).collect();
            let items = items(case, counted);
            // The strict rate counts what the policy counts.
            tally.completion.numerator = items.iter().filter(|item| item.finished).count() as u64;
            tally.completion.denominator = items.len() as u64;
            let group = case.directory.unit(&name).and_then(|unit| unit.group.clone());
            UnitCase { name, group, tally, items }
        })
        .collect()
}

/// Returns what counts as one among records that are not void, as the policy chooses.
pub(super) fn items<'a>(case: &Case<'a>, counted: Vec<&'a Rectification>) -> Vec<Item<'a>> {
    match case.policy.count {
        CountBasis::Row => counted.into_iter().map(|record| item(case.ledger, vec![record], case.as_of)).collect(),
        CountBasis::Problem => {
            measures::together(counted).into_iter().map(|records| item(case.ledger, records, case.as_of)).collect()
        }
    }
}

fn item<'a>(ledger: &Ledger, records: Vec<&'a Rectification>, as_of: NaiveDate) -> Item<'a> {
    let all = |test: &dyn Fn(&Rectification) -> bool| records.iter().all(|record| test(record));
    let finished = all(&|record| record.status.is_finished());
    let continuing = records.iter().any(|record| record.status == Status::Continuing);
    let deadline = records.iter().filter_map(|record| record.deadline.date).max();
    let done_dates: Option<Vec<NaiveDate>> = records.iter().map(|record| record.done_date).collect();
    Item {
        place: ledger.row_place(records[0].table, records[0].row),
        finished,
        closed: all(&|record| record.status == Status::Closed),
        lenient: all(&|record| record.status.is_finished() || LENIENT.contains(&record.status)),
        overdue: !finished && !continuing && deadline.is_some_and(|deadline| deadline < as_of),
        deadline,
        done_date: done_dates.and_then(|dates| dates.into_iter().max()),
        cycle: records.iter().find_map(|record| record.cycle),
        records,
    }
}
