//! What is left out of the page because it may be mailed: lists of clues about persons and rows with a degree of secrecy.

use std::sync::Arc;

use crate::model::confidential::{is_secret, kept_back, lists_clues, names_clues};
use crate::model::field::Field;
use crate::model::hash::HashSet;
use crate::model::ledger::{Rectification, Risk, TableId};
use crate::model::place::Place;
use crate::model::text::Text;
use crate::report::Case;

/// So many characters in a row that also stand in a withheld problem give it away.
const PHRASE_CHARS: usize = 8;

/// Which tables and rows are left out.
#[derive(Debug, Default)]
pub(super) struct Withheld {
    /// By table: whether it lists clues.
    clues: Vec<bool>,
    sheets: HashSet<(Text, Text)>,
    files: HashSet<Text>,
    rows: HashSet<(TableId, u32)>,
    places: HashSet<(Text, Text, u32)>,
    /// Runs of characters that withheld problems are told by.
    phrases: HashSet<Arc<str>>,
    /// Records of tables that list clues.
    pub(super) clue_records: usize,
    /// Other records, with a degree of secrecy.
    pub(super) secret_records: usize,
    /// Risk points of either kind.
    pub(super) risk_points: usize,
}

impl Withheld {
    /// Finds them.
    pub(super) fn of(case: &Case<'_>) -> Self {
        let ledger = case.ledger;
        let mut withheld = Self { clues: ledger.tables.iter().map(lists_clues).collect(), ..Self::default() };
        for (table, _) in ledger.tables.iter().zip(&withheld.clues).filter(|(_, clues)| **clues) {
            withheld.sheets.insert((table.file.clone(), table.sheet.clone()));
            if names_clues(&table.file) {
                withheld.files.insert(table.file.clone());
            }
        }
        for record in &ledger.rectifications {
            let secret = kept_back(ledger, record).is_some();
            let of_clues = withheld.is_of_clues(record);
            if !secret && !of_clues {
                continue;
            }
            *if of_clues { &mut withheld.clue_records } else { &mut withheld.secret_records } += 1;
            let (file, sheet) = (&ledger.table(record.table).file, &ledger.table(record.table).sheet);
            withheld.rows.insert((record.table, record.row));
            withheld.places.insert((file.clone(), sheet.clone(), record.row));
            let told = [Field::Problem, Field::ProblemDetail].map(|field| record.text(field));
            withheld.phrases.extend(told.into_iter().flatten().filter_map(|text| phrases(text).next()));
        }
        withheld.risk_points = ledger.risks.iter().filter(|risk| withheld.hides_risk(risk)).count();
        withheld
    }

    fn is_of_clues(&self, record: &Rectification) -> bool {
        self.clues[record.table as usize] || record.cells.iter().any(|cell| self.clues[cell.table as usize])
    }

    /// Says whether a record is left out.
    pub(super) fn hides(&self, record: &Rectification) -> bool {
        self.rows.contains(&(record.table, record.row))
    }

    /// Says whether a risk point is left out.
    pub(super) fn hides_risk(&self, risk: &Risk) -> bool {
        self.clues[risk.table as usize] || risk.text(Field::Secret).is_some_and(|text| is_secret(text))
    }

    /// Says whether what stands at a place is left out.
    pub(super) fn hides_place(&self, place: &Place) -> bool {
        let Some(sheet) = &place.sheet else { return self.files.contains(&place.file) };
        // Nothing is looked up, and no text shared, where nothing is withheld.
        (!self.sheets.is_empty() && self.sheets.contains(&(place.file.clone(), sheet.clone())))
            || place
                .row
                .is_some_and(|row| !self.places.is_empty() && self.places.contains(&(place.file.clone(), sheet.clone(), row)))
    }

    /// Says whether a sentence repeats the beginning of a withheld problem.
    pub(super) fn is_told_in(&self, sentence: &str) -> bool {
        !self.phrases.is_empty() && phrases(sentence).any(|phrase| self.phrases.contains(&phrase))
    }
}

/// Returns every run of so many characters, without the spaces between them.
fn phrases(text: &str) -> impl Iterator<Item = Arc<str>> {
    let characters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let last = characters.len().checked_sub(PHRASE_CHARS).map_or(0, |last| last + 1);
    (0..last).map(move |at| characters[at..at + PHRASE_CHARS].iter().collect::<String>().into())
}
