//! Which record of the later month is which of the earlier one.
//!
//! Within a unit: first the same number on the same text, then the same text, then the same number on like text, then
//! the likest text. Rows may be shuffled, numbers missing or given anew; a record is used once, so that repeated
//! records pair one by one and none is lost.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use rayon::prelude::*;
use unicode_normalization::UnicodeNormalization;

use crate::model::comparison::Entry;
use crate::model::text::Text;

/// Least likeness of two texts, 0–1, for one record to be the other reworded.
const LIKE: f64 = 0.6;

/// Least likeness when the number is the same: numbers are given anew more often than problems are rewritten.
const LIKE_WITH_NUMBER: f64 = 0.3;

/// Least likeness when both have numbers and they differ: an office that gives numbers anew does not also rewrite.
const LIKE_DESPITE_NUMBER: f64 = 0.9;

/// How much of a text is compared, in characters; two problems that agree so far are one.
const LONGEST: usize = 400;

/// How many candidates a record is compared with in full.
const CLOSEST: usize = 24;

/// Returns for each later record its earlier one.
pub(super) fn partners(old: &[Entry], new: &[Entry]) -> Vec<Option<usize>> {
    let (old, new): (Vec<Keys>, Vec<Keys>) = (old.iter().map(Keys::of).collect(), new.iter().map(Keys::of).collect());
    let mut pairing = Pairing { taken: vec![false; old.len()], partner: vec![None; new.len()] };
    pairing.by_key(&old, &new, |keys| keys.number.as_ref().map(|number| (&keys.unit, number, &keys.problem, &keys.measure)));
    pairing.by_key(&old, &new, |keys| keys.filled().then_some((&keys.unit, &keys.problem, &keys.measure)));
    pairing.by_key(&old, &new, |keys| keys.number.as_ref().map(|number| (&keys.unit, number, &keys.problem)));
    pairing.by_key(&old, &new, |keys| (!keys.problem.is_empty()).then_some((&keys.unit, &keys.problem)));
    pairing.by_likeness(&old, &new, LIKE_WITH_NUMBER, |keys| keys.number.as_ref().map(|number| (&keys.unit, number.as_str())));
    pairing.by_likeness(&old, &new, LIKE, |keys| keys.filled().then_some((&keys.unit, "")));
    pairing.partner
}

/// Returns for each later record the likest problem among the earlier ones that `fits`, where one is like enough.
pub(super) fn likest(
    old: &[Entry],
    new: &[Entry],
    least: f64,
    fits: impl Fn(usize, usize) -> bool + Sync,
) -> Vec<(usize, usize)> {
    let (old, new): (Vec<Keys>, Vec<Keys>) = (old.iter().map(Keys::of).collect(), new.iter().map(Keys::of).collect());
    let mut units: HashMap<&String, Vec<usize>> = HashMap::new();
    for (position, keys) in old.iter().enumerate().filter(|(_, keys)| keys.problem.chars().count() >= SHORTEST) {
        units.entry(&keys.unit).or_default().push(position);
    }
    let indexes: HashMap<&String, Index> = units.into_iter().map(|(unit, members)| (unit, Index::of(&old, members))).collect();
    let mut same: HashMap<(&String, &String), Vec<usize>> = HashMap::new();
    for (position, keys) in old.iter().enumerate() {
        same.entry((&keys.unit, &keys.problem)).or_default().push(position);
    }
    let likest = |(position, keys): (usize, &Keys)| {
        let fits = |before: &usize| fits(*before, position);
        // Equal words need no comparing.
        if let Some(before) = same.get(&(&keys.unit, &keys.problem)).and_then(|equal| equal.iter().copied().find(&fits)) {
            return Some((before, position));
        }
        let length = keys.problem.chars().count();
        let likeness = |before: usize| {
            let other = old[before].problem.chars().count();
            // As many characters as one is longer are wrong at least.
            let possible = length.min(other) as f64 / length.max(other) as f64;
            if possible < least { 0.0 } else { strsim::normalized_levenshtein(&old[before].problem, &keys.problem) }
        };
        let candidates = indexes.get(&keys.unit)?.closest(keys, fits).into_iter();
        let best = candidates.map(|before| (likeness(before), before)).max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        best.filter(|(likeness, _)| *likeness >= least).map(|(_, before)| (before, position))
    };
    new.par_iter().enumerate().filter(|(_, keys)| keys.problem.chars().count() >= SHORTEST).filter_map(likest).collect()
}

/// Shortest problem that can be recognised in another round, in characters; 学习不够 is found everywhere.
const SHORTEST: usize = 6;

/// What a record is known by, folded.
#[derive(Debug)]
struct Keys {
    unit: String,
    number: Option<String>,
    problem: String,
    measure: String,
}

impl Keys {
    fn of(entry: &Entry) -> Self {
        let folded = |text: &Option<Text>| -> String {
            let whole = text.as_deref().map(fold).unwrap_or_default();
            match whole.char_indices().nth(LONGEST) {
                Some((end, _)) => whole[..end].to_owned(),
                None => whole,
            }
        };
        let number = Some(folded(&entry.problem_id)).filter(|number| !number.is_empty());
        let round = folded(&entry.round);
        Self {
            unit: folded(&entry.unit),
            // A number counts within its round.
            number: number.map(|number| format!("{round}#{number}")),
            problem: folded(&entry.problem),
            measure: folded(&entry.measure),
        }
    }

    fn filled(&self) -> bool {
        !self.problem.is_empty() || !self.measure.is_empty()
    }

    /// Returns how alike two records are, 0–1; the problem weighs three times the measure.
    fn likeness(&self, other: &Self) -> f64 {
        let alike =
            |a: &str, b: &str| if a.is_empty() && b.is_empty() { None } else { Some(strsim::normalized_levenshtein(a, b)) };
        let parts = [(alike(&self.problem, &other.problem), 3.0), (alike(&self.measure, &other.measure), 1.0)];
        let (sum, weight) = parts.iter().fold((0.0, 0.0), |(sum, weight), (likeness, own)| match likeness {
            Some(likeness) => (sum + likeness * own, weight + own),
            None => (sum, weight),
        });
        if weight > 0.0 { sum / weight } else { 0.0 }
    }
}

/// Folds a text so that spaces, punctuation, brackets and full-width forms make no difference.
pub(super) fn fold(text: &str) -> String {
    text.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Who goes with whom so far.
#[derive(Debug)]
struct Pairing {
    taken: Vec<bool>,
    partner: Vec<Option<usize>>,
}

impl Pairing {
    /// Pairs the records that agree in a key, in order: the first with the first.
    fn by_key<'k, K: Eq + Hash>(&mut self, old: &'k [Keys], new: &'k [Keys], key: impl Fn(&'k Keys) -> Option<K>) {
        let mut waiting: HashMap<K, Vec<usize>> = HashMap::new();
        for (position, keys) in old.iter().enumerate().rev().filter(|(position, _)| !self.taken[*position]) {
            if let Some(key) = key(keys) {
                waiting.entry(key).or_default().push(position);
            }
        }
        for (position, keys) in new.iter().enumerate() {
            if self.partner[position].is_none()
                && let Some(key) = key(keys)
                && let Some(before) = waiting.get_mut(&key).and_then(Vec::pop)
            {
                self.join(before, position);
            }
        }
    }

    /// Pairs the likest records of each group first.
    fn by_likeness<'k, G: Eq + Hash>(
        &mut self,
        old: &'k [Keys],
        new: &'k [Keys],
        least: f64,
        group: impl Fn(&'k Keys) -> Option<G>,
    ) {
        let mut groups: HashMap<G, Vec<usize>> = HashMap::new();
        for (position, keys) in old.iter().enumerate().filter(|(position, _)| !self.taken[*position]) {
            if let Some(key) = group(keys) {
                groups.entry(key).or_default().push(position);
            }
        }
        let indexes: HashMap<G, Index> = groups.into_iter().map(|(key, members)| (key, Index::of(old, members))).collect();
        let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
        for (position, keys) in new.iter().enumerate().filter(|(position, _)| self.partner[*position].is_none()) {
            let Some(index) = group(keys).and_then(|key| indexes.get(&key)) else { continue };
            for before in index.closest(keys, |_| true) {
                let likeness = old[before].likeness(keys);
                let differ = old[before].number.as_ref().zip(keys.number.as_ref()).is_some_and(|(a, b)| a != b);
                if likeness >= if differ { LIKE_DESPITE_NUMBER } else { least } {
                    pairs.push((likeness, before, position));
                }
            }
        }
        pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| (a.1, a.2).cmp(&(b.1, b.2))));
        for (_, before, position) in pairs {
            if !self.taken[before] && self.partner[position].is_none() {
                self.join(before, position);
            }
        }
    }

    fn join(&mut self, before: usize, position: usize) {
        self.taken[before] = true;
        self.partner[position] = Some(before);
    }
}

/// Finds records that share pairs of characters, so that a long ledger need not be compared record by record.
#[derive(Debug)]
struct Index {
    members: Vec<usize>,
    holding: HashMap<[char; 2], Vec<usize>>,
}

impl Index {
    fn of(keys: &[Keys], members: Vec<usize>) -> Self {
        let mut holding: HashMap<[char; 2], Vec<usize>> = HashMap::new();
        if members.len() > CLOSEST {
            for member in &members {
                for pair in pairs_of(&keys[*member]) {
                    holding.entry(pair).or_default().push(*member);
                }
            }
        }
        Self { members, holding }
    }

    /// Returns, of the members that fit, those that share most of the rarer pairs of characters.
    fn closest(&self, keys: &Keys, fits: impl Fn(&usize) -> bool) -> Vec<usize> {
        if self.members.len() <= CLOSEST {
            return self.members.iter().copied().filter(fits).collect();
        }
        let mut rare: Vec<&Vec<usize>> = pairs_of(keys).iter().filter_map(|pair| self.holding.get(pair)).collect();
        rare.sort_by_key(|holders| holders.len());
        let mut shared: HashMap<usize, usize> = HashMap::new();
        let mut looked_at = 0;
        for holders in rare {
            looked_at += holders.len();
            if looked_at > 2_000 && !shared.is_empty() {
                break;
            }
            for member in holders.iter().filter(|member| fits(member)) {
                *shared.entry(*member).or_default() += 1;
            }
        }
        let mut members: Vec<(usize, usize)> = shared.into_iter().collect();
        // Sorted by count and position: the order of the map makes no difference.
        members.sort_by_key(|(member, count)| (std::cmp::Reverse(*count), *member));
        members.truncate(CLOSEST);
        members.into_iter().map(|(member, _)| member).collect()
    }
}

/// Returns the distinct pairs of neighbouring characters of a record's problem and measure.
fn pairs_of(keys: &Keys) -> BTreeSet<[char; 2]> {
    let mut pairs = BTreeSet::new();
    for text in [&keys.problem, &keys.measure] {
        let characters: Vec<char> = text.chars().collect();
        pairs.extend(characters.windows(2).map(|pair| [pair[0], pair[1]]));
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::partners;
    use crate::model::comparison::Entry;

    fn entry(unit: &str, number: &str, problem: &str, measure: &str) -> Entry {
        let text = |text: &str| (!text.is_empty()).then(|| text.into());
        Entry { unit: text(unit), problem_id: text(number), problem: text(problem), measure: text(measure), ..Entry::default() }
    }

    const PROBLEMS: [&str; 4] =
        ["党组理论学习中心组学习不深入", "财务报销审批把关不严", "干部选拔任用程序不规范", "民生实事项目推进缓慢"];

    #[test]
    fn shuffled_rows_pair_by_text_though_half_the_numbers_are_missing() {
        let old: Vec<_> = (0..4).map(|i| entry("县教育局", &format!("{}", i + 1), PROBLEMS[i], "整改")).collect();
        let order = [2, 0, 3, 1];
        let number = |i: usize| if i.is_multiple_of(2) { String::new() } else { (i + 1).to_string() };
        let new: Vec<_> = order.iter().map(|i| entry("县教育局", &number(*i), PROBLEMS[*i], "整改")).collect();
        assert_eq!(partners(&old, &new), order.map(Some));
    }

    #[test]
    fn repeated_records_pair_one_by_one() {
        let same = || entry("县教育局", "", PROBLEMS[0], "整改");
        assert_eq!(partners(&[same(), same()], &[same(), same(), same()]), [Some(0), Some(1), None]);
    }

    #[test]
    fn numbers_given_anew_do_not_join_different_problems() {
        let old = [entry("县教育局", "1", PROBLEMS[0], ""), entry("县教育局", "2", PROBLEMS[1], "")];
        let new = [entry("县教育局", "1", PROBLEMS[1], ""), entry("县教育局", "2", PROBLEMS[2], "")];
        assert_eq!(partners(&old, &new), [Some(1), None]);
    }

    #[test]
    fn a_reworded_problem_is_found_by_likeness_and_by_its_number() {
        let old = [entry("县教育局", "1", "财务报销审批把关不严，存在超标准报销问题", "修订制度")];
        let near = [entry("县教育局", "", "财务报销审批把关不够严格，存在超标准报销现象", "修订制度")];
        assert_eq!(partners(&old, &near), [Some(0)]);
        let number = [entry("县教育局", "1", "财务审批不严，报销超标准", "修订制度")];
        assert_eq!(partners(&old, &number), [Some(0)]);
        let other = [entry("县教育局", "", "会议记录不完整", "补齐")];
        assert_eq!(partners(&old, &other), [None]);
    }

    #[test]
    fn another_unit_is_another_record() {
        assert_eq!(partners(&[entry("县教育局", "1", PROBLEMS[0], "")], &[entry("县民政局", "1", PROBLEMS[0], "")]), [None]);
    }

    #[test]
    fn a_long_ledger_is_paired_in_full() {
        let entries = |suffix: &str| -> Vec<Entry> {
            let text = |i: usize| format!("第{i}项问题涉及资金{}万元，{}", i * 37 % 1000, PROBLEMS[i % 4]);
            (0..600).map(|i| entry("县教育局", "", &format!("{}{suffix}", text(i)), "")).collect()
        };
        let (old, new) = (entries(""), entries("，需要整改"));
        assert_eq!(partners(&old, &new), (0..600).map(Some).collect::<Vec<_>>());
    }
}
