//! Early warning with what the store remembers: last month's warnings, older progress, what the public said, the year.

use std::collections::{BTreeMap, HashSet};

use chrono::Datelike;
use rust_decimal::Decimal;

use crate::compare::{self, Earlier};
use crate::error::Error;
use crate::model::assessment::Assessment;
use crate::model::comparison::{Comparison, Entry};
use crate::model::history::{ItemKind, KeptMonth, PaperKind, PastMonth};
use crate::model::period::Month;
use crate::model::text::Text;
use crate::model::warning::{Step, Warning, YearEvent};
use crate::pipeline::Gathered;
use crate::store::Store;
use crate::warn;

/// The month's warnings, the year's, and the months on record.
#[derive(Clone, Debug, Default)]
pub struct Warned {
    /// The month's, sign by sign.
    pub warnings: Vec<Warning>,
    /// The year's up to this month, each event once with its latest state, by day.
    pub year: Vec<YearEvent>,
    /// The months on record before this one, oldest first, at most `MONTHS_SHOWN`.
    pub past: Vec<PastMonth>,
    /// Why earlier months could not be asked; the rest was looked at all the same.
    pub fault: Option<Error>,
}

/// What earlier months are asked for.
#[derive(Debug, Default)]
struct Memory {
    /// The warnings of the month kept last.
    last: Vec<Warning>,
    /// Whether that is the month the ledger was compared with.
    is_compared: bool,
    before: Option<Comparison>,
    satisfaction: Vec<(Text, Decimal)>,
    /// The months of the year before this one, with their warnings.
    year: Vec<(Month, Vec<Warning>)>,
    /// The month's own warnings, where it is taken as it was published.
    published: Option<Vec<Warning>>,
    past: Vec<PastMonth>,
}

/// How many months back the public's word is looked for.
const MONTHS_BACK: usize = 12;

/// How many months on record a report may show.
const MONTHS_SHOWN: usize = 24;

impl Gathered {
    /// Looks for signs of trouble.
    pub fn warn(&self, assessment: &Assessment) -> Warned {
        let (memory, fault) = match self.memory(assessment) {
            Ok(memory) => (memory, None),
            Err(error) => (Memory::default(), Some(error)),
        };
        let warnings = memory.published.clone().unwrap_or_else(|| {
            warn::run(&warn::Case {
                ledger: &self.ledger,
                assessment,
                policy: &self.policy,
                as_of: self.as_of,
                repeats: self.beside.repeats.as_deref().unwrap_or_default(),
                recommendations: &self.inputs.recommendations,
                evidence: self.beside.evidence.as_ref(),
                past: warn::Past {
                    last: self.beside.months.as_ref().filter(|_| memory.is_compared),
                    warnings: &memory.last,
                    before: memory.before.as_ref(),
                    satisfaction: &memory.satisfaction,
                },
            })
        });
        let year = year(memory.year, self.month, &warnings);
        Warned { warnings, year, past: memory.past, fault }
    }

    fn memory(&self, assessment: &Assessment) -> Result<Memory, Error> {
        match (self.papers.kept(), &self.settings.store) {
            (Some(kept), _) => {
                let store = kept.store();
                let published = Some(store.warnings(self.month)?);
                let months = store.months()?;
                let (year, past) = (self.year_before(&store, &months)?, self.past(&store, &months)?);
                Ok(Memory { published, year, past, ..Memory::default() })
            }
            (None, Some(name)) => match Store::open_existing(&self.root, name)? {
                Some(store) => self.remember(&store, assessment),
                None => Ok(Memory::default()),
            },
            (None, None) => Ok(Memory::default()),
        }
    }

    fn remember(&self, store: &Store, assessment: &Assessment) -> Result<Memory, Error> {
        let months = store.months()?;
        let earlier: Vec<&KeptMonth> = months.iter().filter(|kept| kept.month < self.month).collect();
        let Some(last) = earlier.last() else { return Ok(Memory::default()) };
        let compared = self.beside.months.as_ref().and_then(|months| months.old_as_of);
        let mut satisfaction = Vec::new();
        for kept in earlier.iter().rev().take(MONTHS_BACK) {
            let items = store.items(kept.month)?;
            let said = items.into_iter().filter(|item| item.kind == ItemKind::Indicator && &*item.id == "satisfaction");
            add_unseen(&mut satisfaction, said.filter_map(|item| Some((item.unit, item.numerator?))));
        }
        Ok(Memory {
            last: store.warnings(last.month)?,
            is_compared: compared == Some(last.as_of),
            before: self.before(store, &earlier, assessment)?,
            satisfaction,
            year: self.year_before(store, &months)?,
            published: None,
            past: self.past(store, &months)?,
        })
    }

    fn past(&self, store: &Store, months: &[KeptMonth]) -> Result<Vec<PastMonth>, Error> {
        let before = months.iter().take_while(|kept| kept.month < self.month).count();
        let shown = &months[before.saturating_sub(MONTHS_SHOWN)..before];
        shown
            .iter()
            .map(|kept| {
                Ok(PastMonth { units: store.units(kept.month)?, letters: store.letters(kept.month)?, kept: kept.clone() })
            })
            .collect()
    }

    fn year_before(&self, store: &Store, months: &[KeptMonth]) -> Result<Vec<(Month, Vec<Warning>)>, Error> {
        let of_year = months.iter().filter(|kept| kept.month.year == self.month.year && kept.month < self.month);
        of_year.map(|kept| Ok((kept.month, store.warnings(kept.month)?))).collect()
    }

    /// Compares this month's open records with the last month that lies far enough back for progress to have moved.
    ///
    /// Only records whose words stand in both months are compared: the others have moved.
    fn before(&self, store: &Store, earlier: &[&KeptMonth], assessment: &Assessment) -> Result<Option<Comparison>, Error> {
        let back = warn::stale_months(&self.policy);
        let Some(limit) = (0..back).try_fold(self.month, |month, _| month.before()) else { return Ok(None) };
        let Some(kept) = earlier.iter().rev().find(|kept| kept.month <= limit) else { return Ok(None) };
        let Some(published) = store.published(kept.month)? else { return Ok(None) };
        let Some(records) = published.papers.iter().find(|paper| paper.kind == PaperKind::Records) else { return Ok(None) };
        let Some(content) = store.content(&records.sha256)? else { return Ok(None) };
        let old = compare::entries(&records.name, &String::from_utf8_lossy(&content))?;
        let rows = self.ledger.rectifications.iter().zip(&assessment.standings).enumerate();
        let open = rows.filter(|(_, (_, standing))| !standing.void && !standing.finished);
        let now: Vec<(usize, Entry)> = open.map(|(at, (record, _))| (at, Entry::of(&self.ledger, record))).collect();
        let words = |entry: &Entry| entry.progress.as_deref().map(warn::words);
        let then: HashSet<String> = old.iter().filter_map(words).collect();
        let (positions, new): (Vec<usize>, Vec<Entry>) =
            now.into_iter().filter(|(_, entry)| words(entry).is_some_and(|words| then.contains(&words))).unzip();
        let still: HashSet<String> = new.iter().filter_map(words).collect();
        let entries = old.into_iter().filter(|entry| words(entry).is_some_and(|words| still.contains(&words))).collect();
        let name = kept.month.to_string().into();
        let mut comparison = compare::compare(Earlier { name, entries, as_of: Some(kept.as_of) }, new);
        for change in &mut comparison.changes {
            change.new = change.new.and_then(|new| positions.get(new).copied());
        }
        Ok(Some(comparison))
    }
}

/// Adds what an earlier month says of units that no later one speaks of: not every unit is asked about every time.
fn add_unseen(known: &mut Vec<(Text, Decimal)>, said: impl Iterator<Item = (Text, Decimal)>) {
    let seen: HashSet<Text> = known.iter().map(|(unit, _)| unit.clone()).collect();
    known.extend(said.filter(|(unit, _)| !seen.contains(unit)));
}

/// Puts the months of a year together: each event once, as it was told last with what it went through, if its state began
/// this year.
fn year(before: Vec<(Month, Vec<Warning>)>, month: Month, now: &[Warning]) -> Vec<YearEvent> {
    let mut events: BTreeMap<(Text, Text), YearEvent> = BTreeMap::new();
    for (last, warnings) in before.into_iter().chain([(month, now.to_vec())]) {
        for warning in warnings {
            let key = (warn::course(&warning.id).into(), warning.event.clone());
            let mut steps = events.remove(&key).map(|before| before.steps).unwrap_or_default();
            if steps.last().is_none_or(|step| (&step.id, step.state) != (&warning.id, warning.state)) {
                let (id, title) = (warning.id.clone(), warning.title.clone());
                steps.push(Step { id, title, state: warning.state, date: warning.date, month: last });
            }
            events.insert(key, YearEvent { warning, last, steps });
        }
    }
    let mut events: Vec<YearEvent> = events.into_values().filter(|event| event.warning.date.year() == month.year).collect();
    events.sort_by(|a, b| {
        (a.warning.date, &a.warning.unit, &a.warning.place).cmp(&(b.warning.date, &b.warning.unit, &b.warning.place))
    });
    events
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::add_unseen;

    #[test]
    fn each_unit_is_held_against_the_last_month_that_speaks_of_it() {
        let month = |units: &[(&str, i64)]| -> Vec<_> {
            units.iter().map(|(unit, value)| ((*unit).into(), Decimal::from(*value))).collect()
        };
        let mut known = Vec::new();
        add_unseen(&mut known, month(&[("甲", 90)]).into_iter());
        add_unseen(&mut known, month(&[("甲", 70), ("乙", 80)]).into_iter());
        assert_eq!(known, month(&[("甲", 90), ("乙", 80)]));
    }
}
