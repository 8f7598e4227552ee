//! Which columns of a record a condition of the office's own goes by, and the days it found there.

use std::collections::BTreeSet;

use crate::model::field::Field;
use crate::model::ledger::Rectification;
use crate::policy::expression::Condition;
use crate::policy::expression::row::{RectificationRow, Row};
use crate::policy::expression::schema::{Derived, Name};
use crate::policy::expression::value::Value;

/// Returns the columns a condition reads of a record, for what follows from a record those it follows from.
///
/// A column without a cell is left out where its value came from elsewhere: a section row, the round, the file.
pub(super) fn of(condition: &Condition, record: &Rectification) -> Vec<Field> {
    let mut fields = BTreeSet::new();
    for name in condition.names() {
        match name {
            Name::Field(field) => {
                fields.insert(field);
            }
            Name::Derived(derived) => fields.extend(behind(derived, record)),
        }
    }
    let is_from_elsewhere = |field: &Field| {
        record.cells.get(*field).is_none()
            && match field {
                Field::Category => record.category.is_some(),
                Field::FeedbackDate => record.feedback_date.is_some(),
                Field::Unit => record.unit.is_some(),
                _ => false,
            }
    };
    fields.into_iter().filter(|field| !is_from_elsewhere(field)).collect()
}

/// Returns the columns a derived value follows from.
fn behind(derived: Derived, record: &Rectification) -> Vec<Field> {
    use Field::{Deadline, DoneDate, FeedbackDate, Level, Status};
    let finished = record.status.is_finished();
    match derived {
        Derived::StatusText | Derived::Finished | Derived::Void => vec![Status],
        Derived::DeadlineText => vec![Deadline],
        Derived::LevelText => vec![Level],
        // The day of completion counts once there is one to count.
        Derived::OnTime | Derived::Overdue | Derived::DaysLate | Derived::DaysLeft if finished => {
            vec![Deadline, Status, DoneDate]
        }
        Derived::OnTime | Derived::Overdue | Derived::DaysLate | Derived::DaysLeft => vec![Deadline, Status],
        Derived::YellowCount if finished => vec![FeedbackDate, Deadline, Status, DoneDate],
        Derived::YellowCount => vec![FeedbackDate, Deadline, Status],
        Derived::AsOf => Vec::new(),
    }
}

/// Says the days and numbers a condition went by: `超期 41 天`, `还有 3 天到期`, `黄灯 2 次`; `None` where it read none.
pub(super) fn days(condition: &Condition, row: &RectificationRow<'_>) -> Option<String> {
    let names = condition.names();
    let reads = |derived: &[Derived]| derived.iter().any(|derived| names.contains(&Name::Derived(*derived)));
    let value = |derived| row.value(Name::Derived(derived));
    let mut said = Vec::new();
    if reads(&[Derived::Overdue, Derived::DaysLate, Derived::OnTime])
        && let Some(Value::Days(days)) = value(Derived::DaysLate)
    {
        let finished = value(Derived::Finished) == Some(Value::Flag(true));
        said.push(if finished { format!("超期 {days} 天后完成") } else { format!("超期 {days} 天") });
    }
    if reads(&[Derived::DaysLeft])
        && let Some(Value::Days(days)) = value(Derived::DaysLeft)
    {
        said.push(format!("还有 {days} 天到期"));
    }
    if reads(&[Derived::YellowCount])
        && let Some(Value::Number(times)) = value(Derived::YellowCount)
    {
        said.push(format!("黄灯 {times} 次"));
    }
    (!said.is_empty()).then(|| said.join("，"))
}
