//! What an expression asks its names of: one record.
//!
//! A text that only stands for nothing (无, `/`, dashes) is no value, nor is a date, status or amount that could not be read.

use chrono::NaiveDate;

use crate::model::assessment::Standing;
use crate::model::cells::Cells;
use crate::model::field::Field;
use crate::model::ledger::{Rectification, Risk, Status, is_placeholder};
use crate::model::money::in_yuan;
use crate::policy::expression::schema::{Derived, Name};
use crate::policy::expression::value::Value;
use crate::policy::{Policy, standing};

/// Something that has a value for each name, or none.
pub trait Row {
    /// Returns the value of a name; `None` when it is missing.
    ///
    /// It has the type that `Name::kind` tells.
    fn value(&self, name: Name) -> Option<Value<'_>>;
}

/// A rectification record as expressions see it.
#[derive(Clone, Copy, Debug)]
pub struct RectificationRow<'a> {
    record: &'a Rectification,
    standing: Standing,
    yellow_count: i64,
    as_of: NaiveDate,
}

impl<'a> RectificationRow<'a> {
    /// Looks at a record on the reporting date.
    pub fn new(record: &'a Rectification, policy: &Policy, as_of: NaiveDate) -> Self {
        let yellow_count = standing::yellow_month_ends(record, policy, as_of);
        Self { record, standing: standing::of(record, policy, as_of), yellow_count, as_of }
    }
}

impl Row for RectificationRow<'_> {
    fn value(&self, name: Name) -> Option<Value<'_>> {
        let (record, standing) = (self.record, &self.standing);
        match name {
            Name::Field(Field::Unit) => record.unit.as_deref().map(Value::Text),
            Name::Field(Field::Category) => record.category.as_deref().filter(|text| !is_placeholder(text)).map(Value::Text),
            Name::Field(Field::Cycle) => record.cycle.map(Value::Cycle),
            Name::Field(Field::FeedbackDate) => record.feedback_date.map(Value::Date),
            Name::Field(Field::Deadline) => record.deadline.date.map(Value::Date),
            Name::Field(Field::Status) => Some(record.status).filter(|status| *status != Status::Unknown).map(Value::Status),
            Name::Field(Field::DoneDate) => record.done_date.map(Value::Date),
            Name::Field(Field::AcceptDate) => record.accept_date.map(Value::Date),
            Name::Field(Field::ClosedDate) => record.closed_date.map(Value::Date),
            Name::Field(Field::Amount) => in_yuan(record.amount?, record.amount_unit.as_deref()?).map(Value::Money),
            Name::Field(field) => written(&record.cells, field),
            Name::Derived(Derived::StatusText) => written(&record.cells, Field::Status),
            Name::Derived(Derived::DeadlineText) => written(&record.cells, Field::Deadline),
            Name::Derived(Derived::LevelText) => None,
            Name::Derived(Derived::Finished) => Some(Value::Flag(standing.finished)),
            Name::Derived(Derived::Overdue) => Some(Value::Flag(standing.overdue)),
            Name::Derived(Derived::OnTime) => Some(Value::Flag(standing.on_time)),
            Name::Derived(Derived::Void) => Some(Value::Flag(standing.void)),
            Name::Derived(Derived::DaysLate) => standing.days_late.map(Value::Days),
            Name::Derived(Derived::DaysLeft) => standing.days_left.map(Value::Days),
            Name::Derived(Derived::YellowCount) => Some(Value::Number(self.yellow_count.into())),
            Name::Derived(Derived::AsOf) => Some(Value::Date(self.as_of)),
        }
    }
}

/// A risk point as expressions see it.
#[derive(Clone, Copy, Debug)]
pub struct RiskRow<'a> {
    risk: &'a Risk,
    as_of: NaiveDate,
}

impl<'a> RiskRow<'a> {
    /// Looks at a risk point on the reporting date.
    pub fn new(risk: &'a Risk, as_of: NaiveDate) -> Self {
        Self { risk, as_of }
    }
}

impl Row for RiskRow<'_> {
    fn value(&self, name: Name) -> Option<Value<'_>> {
        match name {
            Name::Field(Field::Unit) => self.risk.unit.as_deref().map(Value::Text),
            Name::Field(Field::Level) => self.risk.level.map(Value::Level),
            Name::Field(field) => written(&self.risk.cells, field),
            Name::Derived(Derived::LevelText) => written(&self.risk.cells, Field::Level),
            Name::Derived(Derived::AsOf) => Some(Value::Date(self.as_of)),
            Name::Derived(_) => None,
        }
    }
}

fn written(cells: &Cells, field: Field) -> Option<Value<'_>> {
    cells.text(field).map(|text| text.trim()).filter(|text| !is_placeholder(text)).map(Value::Text)
}
