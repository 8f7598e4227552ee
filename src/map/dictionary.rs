//! Which header words mean which field, kind of table by kind of table.
//!
//! The words themselves stand in `words`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::map::fold;
use crate::map::words::{self, Words};
use crate::model::field::Field;
use crate::model::ledger::TableKind;

/// Returns the words of a kind.
fn words_of(kind: TableKind) -> Words {
    match kind {
        TableKind::Rectification => words::RECTIFICATION,
        TableKind::Risk => words::RISK,
        TableKind::Units => words::UNITS,
        TableKind::Departments => words::DEPARTMENTS,
        TableKind::People => words::PEOPLE,
        TableKind::Ballots => words::BALLOTS,
        TableKind::Figures => words::FIGURES,
        TableKind::ManualScores => words::MANUAL_SCORES,
        TableKind::Events => words::EVENTS,
        TableKind::OtherScores => words::OTHER_SCORES,
        TableKind::Recommendations => words::RECOMMENDATIONS,
        TableKind::Waivers => words::WAIVERS,
    }
}

/// Returns the heading of a field in tables of a kind: the office's word where it heads such a column, else the usual one.
pub fn heading(kind: TableKind, field: Field) -> &'static str {
    let own = Dictionary::of(kind).whole(&fold::header(field.label())).is_some_and(|meaning| meaning.field == field);
    let usual = || words_of(kind).iter().find(|(known, _)| *known == field).and_then(|(_, words)| words.first());
    if own { field.label() } else { usual().copied().unwrap_or(field.label()) }
}

/// The words of one kind, folded and ready to look up.
#[derive(Debug)]
pub(super) struct Dictionary {
    exact: HashMap<String, Meaning>,
    /// Words long enough to be recognised inside a longer header, longest first.
    long: Vec<(String, Meaning)>,
}

/// What a word means, and how usual it is for that: its position in the field's list, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Meaning {
    /// The field.
    pub(super) field: Field,
    /// Of two columns with one meaning the more usual word is meant.
    pub(super) rarity: u16,
}

/// How surely a header was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// A known word inside a longer header.
    Part,
    /// A known word.
    Whole,
}

impl Dictionary {
    fn build(kind: TableKind) -> Self {
        let mut exact = HashMap::new();
        let mut long = Vec::new();
        for (field, words) in words_of(kind) {
            for (word, rarity) in words.iter().zip(0..) {
                let folded = fold::header(word);
                let meaning = Meaning { field: *field, rarity };
                if folded.chars().count() >= 4 {
                    long.push((folded.clone(), meaning));
                }
                exact.entry(folded).or_insert(meaning);
            }
        }
        long.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        Self { exact, long }
    }

    /// Returns the dictionary of a kind.
    pub(super) fn of(kind: TableKind) -> &'static Self {
        static ALL: LazyLock<Vec<Dictionary>> = LazyLock::new(|| KINDS.iter().map(|kind| Dictionary::build(*kind)).collect());
        let position = KINDS.iter().position(|known| *known == kind).expect("KINDS lists every kind");
        &ALL[position]
    }

    /// Recognises a folded header by itself: whole, without its brackets, or by the longest known word at its end or in it.
    pub(super) fn recognise(&self, header: &str) -> Option<(Meaning, Strength)> {
        if let Some(meaning) = self.whole(header) {
            return Some((meaning, Strength::Whole));
        }
        let bare = fold::without_brackets(header);
        // 填报单位：县教育局 is an info row, whatever word stands in it.
        if bare.contains(':') {
            return None;
        }
        let at_end = self.long.iter().find(|(word, _)| bare.ends_with(word.as_str()));
        let inside = || self.long.iter().find(|(word, _)| bare.contains(word.as_str()));
        at_end.or_else(inside).map(|(_, meaning)| (*meaning, Strength::Part))
    }

    /// Recognises a folded header that is a known word, with or without its brackets.
    pub(super) fn whole(&self, header: &str) -> Option<Meaning> {
        self.exact.get(header).or_else(|| self.exact.get(&fold::without_brackets(header))).copied()
    }

    /// Returns the known word nearest to an unrecognised header, for people to judge.
    pub(super) fn nearest(&self, header: &str) -> Option<(&str, Field)> {
        let candidates =
            self.exact.iter().map(|(word, meaning)| (strsim::jaro_winkler(header, word), word.as_str(), meaning.field));
        let best =
            candidates.filter(|(likeness, ..)| *likeness >= 0.75).max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)));
        best.map(|(_, word, field)| (word, field))
    }
}

/// Every kind, most specific first: where two kinds fit a header equally well, the earlier one is meant.
pub(super) const KINDS: [TableKind; 12] = [
    TableKind::Rectification,
    TableKind::Risk,
    TableKind::Departments,
    TableKind::People,
    TableKind::Ballots,
    TableKind::ManualScores,
    TableKind::Events,
    TableKind::OtherScores,
    TableKind::Recommendations,
    TableKind::Waivers,
    TableKind::Units,
    TableKind::Figures,
];

/// Says whether the fields make up a table of the kind: what it cannot do without is there.
pub(super) fn suffices(kind: TableKind, fields: &HashSet<Field>) -> bool {
    let has = |field| fields.contains(&field);
    let any = |wanted: &[Field]| wanted.iter().any(|field| fields.contains(field));
    match kind {
        TableKind::Rectification => {
            let subject = any(&[Field::Problem, Field::Measure]);
            let tracking = [
                Field::Deadline,
                Field::Status,
                Field::Progress,
                Field::DoneDate,
                Field::LeadPerson,
                Field::RespPerson,
                Field::RespUnit,
                Field::Measure,
                Field::Cause,
                Field::Category,
                Field::Cycle,
                Field::ClosedFlag,
                Field::ClosedDate,
            ];
            let listed = has(Field::ProblemId) && any(&[Field::Problem, Field::LeadPerson, Field::RespPerson, Field::RespUnit]);
            (subject && any(&tracking)) || listed
        }
        TableKind::Risk => {
            let point = any(&[Field::RiskPoint, Field::RiskDesc]);
            point && any(&[Field::Level, Field::Measure, Field::Post, Field::Dept, Field::Power, Field::RespPerson])
        }
        TableKind::Units => has(Field::Unit),
        TableKind::Departments => has(Field::DeptName) && any(&[Field::Mail, Field::Domain]),
        TableKind::People => has(Field::PersonName) && has(Field::Unit),
        TableKind::Ballots => has(Field::Unit) && has(Field::Satisfied),
        TableKind::Figures => has(Field::Unit),
        TableKind::ManualScores => has(Field::Unit) && has(Field::Points),
        TableKind::Events => has(Field::Unit) && has(Field::EventKind),
        TableKind::OtherScores => has(Field::Unit) && has(Field::OtherScore),
        TableKind::Waivers => {
            any(&[Field::WaivedRule, Field::WaivedRuleName])
                && any(&[Field::WaiverScope, Field::WaiverReason, Field::ApprovedBy, Field::ValidUntil])
        }
        TableKind::Recommendations => has(Field::TransferTo) && any(&[Field::ReplyDue, Field::ReplyDate]),
    }
}

/// Says whether the fields make up a part of a ledger that other sheets complete: a number, and what is told of the problem
/// with that number, but not the problem.
pub(super) fn is_part(kind: TableKind, fields: &HashSet<Field>) -> bool {
    const TOLD: [Field; 14] = [
        Field::Measure,
        Field::Target,
        Field::Deadline,
        Field::LeadPerson,
        Field::RespPerson,
        Field::RespUnit,
        Field::CoopUnit,
        Field::Status,
        Field::Progress,
        Field::DoneDate,
        Field::ClosedFlag,
        Field::ClosedDate,
        Field::AcceptDate,
        Field::Evidence,
    ];
    let numbered = fields.contains(&Field::ProblemId) || fields.contains(&Field::Seq);
    kind == TableKind::Rectification && numbered && TOLD.iter().filter(|field| fields.contains(field)).count() >= 2
}

#[cfg(test)]
mod tests {
    use super::{Dictionary, KINDS, Strength, heading, words_of};
    use crate::map::fold;
    use crate::model::field::Field;
    use crate::model::ledger::TableKind;

    fn rectification(header: &str) -> Option<(Field, Strength)> {
        let found = Dictionary::of(TableKind::Rectification).recognise(&fold::header(header));
        found.map(|(meaning, strength)| (meaning.field, strength))
    }

    #[test]
    fn whole_words_win_over_words_inside() {
        assert_eq!(rectification("整改完成情况"), Some((Field::Progress, Strength::Whole)));
        assert_eq!(rectification("整改第一责任人"), Some((Field::LeadPerson, Strength::Whole)));
        assert_eq!(rectification("配合整改部门责任人及联系电话"), Some((Field::Phone, Strength::Part)));
        assert_eq!(rectification("问题金额（万元）"), Some((Field::Amount, Strength::Whole)));
        assert_eq!(rectification("内部编码"), None);
    }

    #[test]
    fn a_heading_is_a_word_the_dictionary_knows_again() {
        assert_eq!(heading(TableKind::Rectification, Field::Progress), "整改进展");
        assert_eq!(heading(TableKind::Rectification, Field::Measure), "整改措施");
        assert_eq!(heading(TableKind::Risk, Field::Measure), "防控措施");
        for kind in KINDS {
            for (field, _) in words_of(kind) {
                let known = Dictionary::of(kind).whole(&fold::header(heading(kind, *field)));
                assert_eq!(known.map(|meaning| meaning.field), Some(*field), "{kind:?}");
            }
        }
    }

    #[test]
    fn no_word_means_two_fields_of_one_kind() {
        for kind in KINDS {
            let mut seen = std::collections::HashMap::new();
            let fields: Vec<Field> = words_of(kind).iter().map(|(field, _)| *field).collect();
            let unique: std::collections::HashSet<Field> = fields.iter().copied().collect();
            assert_eq!(unique.len(), fields.len(), "{kind:?} lists a field twice");
            for (field, list) in words_of(kind) {
                for word in *list {
                    let earlier = seen.insert(fold::header(word), *field);
                    assert!(earlier.is_none_or(|earlier| earlier == *field), "{kind:?}: {word}");
                }
            }
        }
    }
}
