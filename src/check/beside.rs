//! What a check may look at beside this month's ledger: the month before, the master ledger, earlier rounds, evidence.

use crate::check::Case;
use crate::model::comparison::{ChangeKind, Comparison, Entry, Repeat};
use crate::model::evidence::{Evidence, EvidenceFile, named_files};
use crate::model::field::Field;
use crate::model::ledger::Rectification;

/// What is known beside the ledger; each is absent where the office keeps none.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside<'a> {
    /// The earlier month and this one; its later records are those of the ledger, in order.
    pub months: Option<&'a Comparison>,
    /// The inspection office's own ledger (总台账) and the units'; its later records are those of the ledger, in order.
    pub master: Option<&'a Comparison>,
    /// Problems of earlier rounds that are back, by position in the ledger.
    pub repeats: Option<&'a [Repeat]>,
    /// The evidence folders.
    pub evidence: Option<&'a Evidence>,
}

impl<'a> Case<'a> {
    /// Returns what happened to records of this month since the earlier one: the record and how it was.
    pub fn changed(&self, kind: ChangeKind) -> impl Iterator<Item = (&'a Rectification, &'a Entry)> {
        self.paired(self.beside.months).filter(move |(_, _, kinds)| kinds.contains(&kind)).map(|(record, was, _)| (record, was))
    }

    /// Returns the records of the earlier month that are no longer there.
    pub fn vanished(&self) -> impl Iterator<Item = &'a Entry> {
        only_old(self.beside.months)
    }

    /// Returns the records that the master ledger has too: the unit's and the office's.
    pub fn in_master(&self) -> impl Iterator<Item = (&'a Rectification, &'a Entry)> {
        self.paired(self.beside.master).map(|(record, office, _)| (record, office))
    }

    /// Returns the records that differ from the master ledger's in one way: the unit's and the office's.
    pub fn changed_from_master(&self, kind: ChangeKind) -> impl Iterator<Item = (&'a Rectification, &'a Entry)> {
        self.paired(self.beside.master)
            .filter(move |(_, _, kinds)| kinds.contains(&kind))
            .map(|(record, office, _)| (record, office))
    }

    /// Returns the records of the master ledger that a unit's ledger lacks; units without any ledger are left out.
    pub fn lacking_from_master(&self) -> impl Iterator<Item = &'a Entry> {
        let units: std::collections::HashSet<_> = self.ledger.rectifications.iter().filter_map(|r| r.unit.as_deref()).collect();
        only_old(self.beside.master).filter(move |entry| entry.unit.as_deref().is_some_and(|unit| units.contains(unit)))
    }

    /// Returns the records a unit lists though the master ledger, which knows the unit, does not.
    pub fn beyond_master(&self) -> impl Iterator<Item = &'a Rectification> {
        let ledger = self.ledger;
        self.beside.master.into_iter().flat_map(move |master| {
            let units: std::collections::HashSet<_> = master.old.iter().filter_map(|entry| entry.unit.as_deref()).collect();
            let new = master.changes.iter().filter(|change| change.old.is_none()).filter_map(|change| change.new);
            new.filter_map(move |position| ledger.rectifications.get(position))
                .filter(move |record| record.unit.as_deref().is_some_and(|unit| units.contains(unit)))
        })
    }

    /// Returns each file a record names, with the file itself where the unit's folder holds it.
    ///
    /// Nothing is returned where the office keeps no evidence folders, or where a unit's could not be listed.
    pub fn named_evidence(&self) -> impl Iterator<Item = (&'a Rectification, &'a str, Option<&'a EvidenceFile>)> {
        let ledger = self.ledger;
        self.beside.evidence.into_iter().flat_map(move |evidence| {
            let seen = |unit: &Option<_>| unit.as_ref().is_none_or(|unit| !evidence.unseen.contains(unit));
            ledger.rectifications.iter().filter(move |record| seen(&record.unit)).flat_map(move |record| {
                let text = record.text(Field::Evidence).map(|text| text.as_str()).unwrap_or_default();
                let unit = record.unit.as_deref().unwrap_or_default();
                named_files(text).into_iter().map(move |named| (record, named, evidence.find(unit, named)))
            })
        })
    }

    fn paired(
        &self,
        comparison: Option<&'a Comparison>,
    ) -> impl Iterator<Item = (&'a Rectification, &'a Entry, &'a [ChangeKind])> {
        let ledger = self.ledger;
        comparison.into_iter().flat_map(move |comparison| {
            comparison.changes.iter().filter_map(move |change| {
                let record = ledger.rectifications.get(change.new?)?;
                Some((record, comparison.old.get(change.old?)?, change.kinds.as_slice()))
            })
        })
    }
}

/// Returns the records only the earlier side has.
fn only_old(comparison: Option<&Comparison>) -> impl Iterator<Item = &Entry> {
    comparison.into_iter().flat_map(|comparison| {
        let gone = comparison.changes.iter().filter(|change| change.new.is_none());
        gone.filter_map(|change| comparison.old.get(change.old?))
    })
}
