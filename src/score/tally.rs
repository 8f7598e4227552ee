//! Counts a unit's records. Source: `scoring.md` §1.

use std::collections::BTreeMap;

use crate::model::assessment::{Ratio, Standing, Tally};
use crate::model::directory::Directory;
use crate::model::ledger::{Ledger, Rectification};
use crate::model::text::Text;
use crate::policy::Policy;

/// Returns the units that have records with the positions of those records, in the directory's order;
/// units the directory does not know follow in the order they first appear.
pub(super) fn by_unit(ledger: &Ledger, directory: &Directory) -> Vec<(Text, Vec<usize>)> {
    let mut units: Vec<(Text, Vec<usize>)> = Vec::new();
    let mut index: BTreeMap<Text, usize> = BTreeMap::new();
    for (position, record) in ledger.rectifications.iter().enumerate() {
        let Some(unit) = &record.unit else { continue };
        let slot = *index.entry(unit.clone()).or_insert_with(|| {
            units.push((unit.clone(), Vec::new()));
            units.len() - 1
        });
        units[slot].1.push(position);
    }
    units.sort_by_key(|(unit, _)| directory.position(unit));
    units
}

/// Counts the records at the positions.
pub(super) fn tally<'a>(unit: &Text, records: impl Iterator<Item = (&'a Rectification, &'a Standing)>, policy: &Policy) -> Tally {
    let mut tally = Tally {
        unit: unit.clone(),
        problems: 0,
        by_status: BTreeMap::new(),
        completion: Ratio::default(),
        overdue: 0,
        due_soon: 0,
    };
    for (record, standing) in records {
        tally.problems += 1;
        *tally.by_status.entry(record.status).or_default() += 1;
        tally.completion.numerator += u64::from(standing.finished);
        tally.completion.denominator += u64::from(!standing.void);
        tally.overdue += u64::from(standing.overdue);
        let soon = standing.days_left.is_some_and(|days| days <= policy.ladder.warning_days.into());
        tally.due_soon += u64::from(soon && record.status != crate::model::ledger::Status::Continuing);
    }
    tally
}
