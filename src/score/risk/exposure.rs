//! Which risk points the problems of this round have laid bare.
//!
//! A problem and a risk point of the same unit belong together when both speak of one field of power (`model/power.rs`),
//! or when both have a run of at least four characters that no more than two risk points of the unit have. It is told by
//! which words: whether the one really follows from the other is for people to say.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::exposure::{Bond, Exposed, Exposing};
use crate::model::field::Field;
use crate::model::hash::HashMap;
use crate::model::ledger::{Rectification, Risk};
use crate::model::place::Place;
use crate::model::power::{FIELDS, field_of};
use crate::model::text::Text;
use crate::score::Case;
use crate::score::risk::{ByUnit, Numbered, name, place};

/// Columns of a register whose words tell its field of power.
const WORDED: [Field; 4] = [Field::Power, Field::RiskPoint, Field::RiskDesc, Field::RiskType];

/// How many characters a shared run has at least.
const RUN: usize = 4;

/// How many characters of a shared run are looked at; it tells enough.
const LONGEST_RUN: usize = 30;

/// In how many risk points of a unit a run may stand and still tell one from another.
const MOST_RISKS: usize = 2;

/// How many problems are listed for a risk point; all are counted.
const MOST_LISTED: usize = 20;

/// Words that any problem and any risk point may have; what is left of a run without them must still say something.
const EMPTY_WORDS: [&str; 24] = [
    "不到位",
    "不规范",
    "不健全",
    "不完善",
    "不严格",
    "不及时",
    "不彻底",
    "落实",
    "执行",
    "管理",
    "制度",
    "程序",
    "工作",
    "监督",
    "问题",
    "情况",
    "存在",
    "有关",
    "相关",
    "建立",
    "履行",
    "职责",
    "责任",
    "风险",
];

/// Returns the exposed risk points of each unit, in source order.
pub(super) fn by_unit<'a>(case: &Case<'a>) -> ByUnit<'a> {
    let mut registers: BTreeMap<&Text, Vec<Numbered<'_>>> = BTreeMap::new();
    for (at, risk) in case.ledger.risks.iter().enumerate() {
        if let Some(unit) = &risk.unit {
            registers.entry(unit).or_default().push((at, risk));
        }
    }
    let mut problems: BTreeMap<&Text, Vec<Problem<'_>>> = BTreeMap::new();
    for record in case.ledger.rectifications.iter().filter(|record| !case.policy.void.contains(&record.status)) {
        let (Some(unit), Some(text)) = (&record.unit, record.text(Field::Problem)) else { continue };
        if registers.contains_key(unit) {
            problems.entry(unit).or_default().push(Problem { record, text, field: field_of(text) });
        }
    }
    registers.retain(|unit, _| problems.contains_key(unit));
    registers.into_iter().map(|(unit, risks)| (unit, exposed(case, &risks, &problems[unit]))).collect()
}

/// A problem, and its field of power with the word it is told by.
struct Problem<'a> {
    record: &'a Rectification,
    text: &'a Text,
    field: Option<(usize, &'static str)>,
}

fn exposed(case: &Case<'_>, risks: &[Numbered<'_>], problems: &[Problem<'_>]) -> Vec<(usize, Exposed)> {
    let mut by_field: [Vec<usize>; FIELDS.len()] = Default::default();
    for (at, problem) in problems.iter().enumerate() {
        if let Some((field, _)) = problem.field {
            by_field[field].push(at);
        }
    }
    let mut by_words = shared_runs(risks, problems);
    let mut found = Vec::new();
    for (at, (number, risk)) in risks.iter().enumerate() {
        let fields = fields(risk);
        let shared = by_words.remove(&at).unwrap_or_default();
        let is_of_field = |problem: usize| problems[problem].field.is_some_and(|(field, _)| fields.iter().any(|f| f.at == field));
        let only_words = shared.keys().filter(|problem| !is_of_field(**problem)).count();
        let count = fields.iter().map(|field| by_field[field.at].len()).sum::<usize>() + only_words;
        if count == 0 {
            continue;
        }
        // Shared words tell more than a shared field: they come first.
        let listed: BTreeSet<usize> = shared.keys().copied().collect();
        let of_fields = fields.iter().flat_map(|field| &by_field[field.at]).filter(|problem| !listed.contains(problem));
        let order: Vec<usize> = listed.iter().chain(of_fields).copied().take(MOST_LISTED).collect();
        let by = order.into_iter().filter_map(|problem| exposing(case, &problems[problem], &fields, shared.get(&problem)));
        let exposed = Exposed {
            dept: risk.text(Field::Dept).cloned(),
            risk_point: name(risk),
            level: case.policy.risk.level(risk),
            place: match fields.first() {
                Some(field) if shared.is_empty() => field.place(case, risk),
                _ => place(case, risk),
            },
            problems: count as u64,
            by: by.collect(),
        };
        found.push((*number, exposed));
    }
    found
}

/// A field of power that a risk point speaks of.
struct Spoken {
    at: usize,
    word: &'static str,
    column: Field,
}

impl Spoken {
    fn place(&self, case: &Case<'_>, risk: &Risk) -> Place {
        case.ledger.field_place(risk.table, risk.row, &risk.cells, self.column)
    }
}

/// Returns the fields of power a risk point speaks of, each with the first column that names it.
fn fields(risk: &Risk) -> Vec<Spoken> {
    let of = |at: usize| {
        WORDED.into_iter().find_map(|column| Some(Spoken { at, word: FIELDS[at].word_in(risk.text(column)?)?, column }))
    };
    (0..FIELDS.len()).filter_map(of).collect()
}

fn exposing(case: &Case<'_>, problem: &Problem<'_>, fields: &[Spoken], words: Option<&String>) -> Option<Exposing> {
    let bond = match words {
        Some(words) => Bond::Words(words.clone()),
        None => {
            let (at, word) = problem.field?;
            let spoken = fields.iter().find(|spoken| spoken.at == at)?;
            Bond::Field { name: FIELDS[at].name, problem: word, risk: spoken.word }
        }
    };
    let record = problem.record;
    Some(Exposing {
        record: record.label().cloned(),
        problem: problem.text.clone(),
        place: case.ledger.field_place(record.table, record.row, &record.cells, Field::Problem),
        bond,
    })
}

/// Returns for each risk point, by position, the problems that share a telling run with it, and the longest such run.
///
/// Every run of four is looked up, never every pair of texts: a long register and a long ledger take as long as they are.
fn shared_runs(risks: &[Numbered<'_>], problems: &[Problem<'_>]) -> BTreeMap<usize, BTreeMap<usize, String>> {
    let letters = |text: &str| -> Vec<char> { text.chars().filter(|c| c.is_alphanumeric()).collect() };
    let points: Vec<Vec<char>> =
        risks.iter().map(|(_, risk)| risk.text(Field::RiskPoint).map_or_else(Vec::new, |text| letters(text))).collect();
    let mut holders: HashMap<&[char], Vec<(usize, usize)>> = HashMap::default();
    for (risk, point) in points.iter().enumerate() {
        for (at, run) in point.windows(RUN).enumerate() {
            let held = holders.entry(run).or_default();
            // One more than may be is enough to know that it tells nothing.
            if held.last().is_none_or(|(last, _)| *last != risk) && held.len() <= MOST_RISKS {
                held.push((risk, at));
            }
        }
    }
    let mut shared: BTreeMap<usize, BTreeMap<usize, String>> = BTreeMap::new();
    for (position, problem) in problems.iter().enumerate() {
        let text = letters(problem.text);
        for (start, run) in text.windows(RUN).enumerate() {
            for (risk, at) in holders.get(run).filter(|held| held.len() <= MOST_RISKS).into_iter().flatten() {
                let alike = text[start..].iter().zip(&points[*risk][*at..]).take(LONGEST_RUN).take_while(|(a, b)| a == b).count();
                let words: String = text[start..start + alike].iter().collect();
                let known = shared.entry(*risk).or_default().entry(position).or_default();
                if alike > known.chars().count() && says_something(&words) {
                    *known = words;
                }
            }
        }
    }
    for problems in shared.values_mut() {
        problems.retain(|_, words| !words.is_empty());
    }
    shared
}

/// Says whether at least three characters are left of a run without words that any text may have.
fn says_something(words: &str) -> bool {
    let left = EMPTY_WORDS.iter().fold(words.to_owned(), |left, word| left.replace(word, ""));
    left.chars().count() >= 3
}
