//! What a letter as it lies on disk carries: rows of others that got into it by hand, and rows it must not rest on.
//!
//! Looked at before a letter goes out by mail. A row is seen where its whole wording stands in the file; what is too short to
//! be anybody's in particular, or stands in a row of the receiver's too, shows nothing.

use std::collections::{HashMap, HashSet};

use crate::model::confidential::lists_clues;
use crate::model::field::Field;
use crate::model::ledger::{Ledger, Rectification};
use crate::model::letter::Withheld;
use crate::model::place::Place;
use crate::model::text::Text;
use crate::office::words::words;

/// Shortest wording that is one row's alone, in characters.
const TELLING: usize = 16;

/// The wordings of a ledger's rows.
#[derive(Debug)]
pub struct Rows<'a> {
    ledger: &'a Ledger,
    /// The rows whose wording begins so.
    by_beginning: HashMap<String, Vec<(&'a Rectification, String)>>,
    /// Which tables list clues.
    clues: Vec<bool>,
}

impl<'a> Rows<'a> {
    /// Gathers the wordings.
    pub fn new(ledger: &'a Ledger) -> Self {
        let mut by_beginning: HashMap<String, Vec<(&Rectification, String)>> = HashMap::new();
        for record in &ledger.rectifications {
            for wording in [Field::Problem, Field::ProblemDetail].into_iter().filter_map(|field| record.text(field)) {
                let wording = folded(wording);
                let beginning: String = wording.chars().take(TELLING).collect();
                if beginning.chars().count() == TELLING {
                    by_beginning.entry(beginning).or_default().push((record, wording));
                }
            }
        }
        Self { ledger, by_beginning, clues: ledger.tables.iter().map(lists_clues).collect() }
    }

    /// Returns why files must not go out as a letter that rests on some rows; empty when they may.
    pub fn objections(&self, rests_on: &[Place], files: &[&[u8]]) -> Vec<Withheld> {
        let own: HashSet<Row> = rests_on.iter().map(address).collect();
        let mut objections = Vec::new();
        for (table, _) in self.ledger.tables.iter().zip(&self.clues).filter(|(_, lists_clues)| **lists_clues) {
            let rests = rests_on.iter().find(|place| place.file == table.file && place.sheet.as_ref() == Some(&table.sheet));
            objections.extend(
                rests.map(|place| Withheld {
                    reason: "所涉记录在疑似问题线索的表里".to_owned(), place: place.clone()
                }),
            );
        }
        let own_wordings: Vec<&String> = self
            .by_beginning
            .values()
            .flatten()
            .filter(|(record, _)| own.contains(&address(&self.place(record))))
            .map(|(_, wording)| wording)
            .collect();
        for text in files.iter().filter_map(|bytes| words(bytes)) {
            let foreign = self.foreign(&text, &own, &own_wordings);
            objections.extend(foreign.map(|record| Withheld {
                reason: "函件里有这一行的原文，而这一行不归收件单位".to_owned(),
                place: self.place(record),
            }));
        }
        objections
    }

    fn place(&self, record: &Rectification) -> Place {
        self.ledger.row_place(record.table, record.row)
    }

    /// Finds the first row that is not the receiver's and whose whole wording stands in a text.
    fn foreign(&self, text: &str, own: &HashSet<Row>, own_wordings: &[&String]) -> Option<&'a Rectification> {
        let chars: Vec<char> = text.chars().collect();
        let mut seen = HashSet::new();
        for window in chars.windows(TELLING) {
            let beginning: String = window.iter().collect();
            let Some(rows) = self.by_beginning.get(&beginning) else { continue };
            if !seen.insert(beginning) {
                continue;
            }
            for (record, wording) in rows {
                let is_own = own.contains(&address(&self.place(record)));
                let is_shared = || own_wordings.iter().any(|own| own.contains(wording.as_str()));
                if !is_own && text.contains(wording.as_str()) && !is_shared() {
                    return Some(record);
                }
            }
        }
        None
    }
}

/// Says whether a paper shows a number; `None` for what cannot be looked into, such as a scan.
pub fn shows(paper: &[u8], number: &str) -> Option<bool> {
    words(paper).map(|text| text.contains(&folded(number)))
}

/// A row's file, sheet and number.
type Row = (Text, Option<Text>, Option<u32>);

fn address(place: &Place) -> Row {
    (place.file.clone(), place.sheet.clone(), place.row)
}

fn folded(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}
